// SPDX-License-Identifier: GPL-2.0-only
/* See trace_wire.h. Takes the place of the serial console. */
#include <linux/console.h>
#include <linux/mm.h>
#include "glue_memblock.h"
#include "trace_wire.h"

/* kernel/printk.c has it in the kernel: no quiet boot. */
int console_loglevel = CONSOLE_LOGLEVEL_DEFAULT;

struct wire_list wire_lists[2];
struct wire_event wire_events[WIRE_EVENTS];
unsigned int wire_nr;
char wire_story[16384];

static char line[1u << 16];
static size_t line_len;

static u64 number(char **at, int base)
{
	char *end;
	u64 value = strtoull(*at, &end, base);

	if (end == *at)
		fail_msg("no number at \"%.20s\" of %s", *at, line);
	*at = end;
	return value;
}

static void expect(char **at, char c)
{
	if (**at != c)
		fail_msg("no '%c' at \"%.20s\" of %s", c, *at, line);
	++*at;
}

/* at,remove,base:size:node:flags,... */
static void replay_change(struct wire_list *list, char *at)
{
	static struct memblock_region insert[TRACE_INSERT_MAX];
	unsigned long to, remove, n = 0;

	to = number(&at, 16);
	expect(&at, ',');
	remove = number(&at, 16);
	while (*at == ',') {
		struct memblock_region *r = &insert[n++];
		int nid;

		at++;
		r->base = number(&at, 16);
		expect(&at, ':');
		r->size = number(&at, 16);
		expect(&at, ':');
		nid = (int)strtol(at, &at, 10);
		memblock_set_region_node(r, nid);
		expect(&at, ':');
		r->flags = (enum memblock_flags)number(&at, 16);
	}
	if (to + remove > list->cnt || list->cnt - remove + n > WIRE_REGIONS)
		fail_msg("%lu regions: cannot be: %s", list->cnt, line);
	memmove(&list->r[to + n], &list->r[to + remove],
		(list->cnt - to - remove) * sizeof(list->r[0]));
	memcpy(&list->r[to], insert, n * sizeof(list->r[0]));
	list->cnt += n - remove;
}

static void read_candidates(struct wire_event *e, char *at)
{
	for (;; at++) {
		struct trace_candidate *c = &e->c[e->nr_candidates++];

		c->base = number(&at, 16);
		expect(&at, ':');
		c->size = number(&at, 16);
		expect(&at, ':');
		c->why = number(&at, 10);
		if (*at != ',')
			return;
	}
}

/* All of an event's line but its number, time and stage. */
static void note_line(const char *at)
{
	const size_t len = strlen(wire_story);
	int i;

	for (i = 0; i < 3; i++)
		at = strchr(at, ' ') + 1;
	if (len + strlen(at) < sizeof(wire_story))
		strcpy(wire_story + len, at);
}

static void read_event(char *at)
{
	struct wire_event *e = &wire_events[wire_nr % WIRE_EVENTS];
	char *word, *rest;
	int used = 0;

	note_line(at);
	memset(e, 0, sizeof(*e));
	if (sscanf(at, "%x %*x %*u %15s %x %d %x %d %llx %llx %llx %llx %llx "
		   "%llx \"%n", &e->seq, e->kind, &e->bits, &e->node,
		   &e->value, &e->result, &e->base, &e->size, &e->more[0],
		   &e->more[1], &e->more[2], &e->more[3], &used) != 12 ||
	    !used)
		fail_msg("no event: %s", line);
	rest = at + used;
	snprintf(e->function, sizeof(e->function), "%.*s",
		 (int)strcspn(rest, "\""), rest);
	rest += strcspn(rest, "\"") + 3;
	snprintf(e->name, sizeof(e->name), "%.*s",
		 (int)strcspn(rest, "\""), rest);
	rest += strcspn(rest, "\"") + 1;
	if (e->seq != wire_nr)
		fail_msg("event %u where %u should be", e->seq, wire_nr);
	wire_nr++;
	for (word = strtok(rest, " \n"); word; word = strtok(NULL, " \n")) {
		if (*word == 'c') {
			read_candidates(e, word + 2);
			continue;
		}
		e->nr_changes++;
		replay_change(&wire_lists[*word == 'r'], word + 2);
	}
}

bool console_write_one(const char *name, const char *text, size_t len)
{
	(void)name;
	if (line_len + len >= sizeof(line))
		fail_msg("a line without an end: %.80s", line);
	memcpy(line + line_len, text, len);
	line_len += len;
	line[line_len] = '\0';
	if (line[line_len - 1] != '\n')
		return true;
	if (!strncmp(line, "@trace ", 7))
		read_event(line + 7);
	line_len = 0;
	return true;
}

static bool same_list(const struct wire_list *list,
		      const struct memblock_type *type)
{
	unsigned long i;

	for (i = 0; i < type->cnt && i < list->cnt; i++) {
		const struct memblock_region *a = &list->r[i];
		const struct memblock_region *b = &type->regions[i];

		if (a->base != b->base || a->size != b->size ||
		    a->flags != b->flags || memblock_get_region_node(a) !=
		    memblock_get_region_node(b))
			return false;
	}
	return list->cnt == type->cnt;
}

const char *wire_differs(void)
{
	if (!same_list(&wire_lists[0], &memblock.memory))
		return "replayed, memory is another list";
	if (!same_list(&wire_lists[1], &memblock.reserved))
		return "replayed, reserved is another list";
	return NULL;
}

const struct wire_event *wire_last(const char *kind, unsigned int back)
{
	unsigned int i;

	for (i = wire_nr; i > 0 && wire_nr - i < WIRE_EVENTS; i--)
		if (!strcmp(wire_events[(i - 1) % WIRE_EVENTS].kind, kind) &&
		    !back--)
			return &wire_events[(i - 1) % WIRE_EVENTS];
	fail_msg("no event of kind %s", kind);
	return NULL;
}

/* Only the slab has pages, and there is none. */
u64 page_to_pfn(const struct page *page)
{
	(void)page;
	return 0;
}

int wire_setup(void **state)
{
	char value[] = "serial";

	glue_memblock_setup(state);
	trace_setup(value);
	trace_flush();
	wire_story[0] = '\0';
	return 0;
}

const struct wire_event *last_is(const char *kind, u64 base, u64 size)
{
	const struct wire_event *e;

	trace_flush();
	e = &wire_events[(wire_nr - 1) % WIRE_EVENTS];
	assert_string_equal(e->kind, kind);
	assert_int_equal(e->base, base);
	assert_int_equal(e->size, size);
	assert_null(wire_differs());
	return e;
}

void expect_why(const struct wire_event *e, unsigned int i, u64 base,
		       u64 size, enum trace_why why)
{
	assert_true(i < e->nr_candidates);
	assert_int_equal(e->c[i].base, base);
	assert_int_equal(e->c[i].size, size);
	assert_int_equal(e->c[i].why, why);
}
