// SPDX-License-Identifier: GPL-2.0-only
/* See trace_notes.h. */
#include "glue_memblock.h"
#include "trace_notes.h"

bool trace_on = true;

struct note notes[NOTES];
unsigned int nr_notes, notes_dropped;
unsigned long note_stack;
u64 note_clock;
bool note_run;

static bool under_way;		/* notes[nr_notes] has begun */

static const char *const kinds[NR_TRACE_KINDS] = {
	[TRACE_ADD] = "add", [TRACE_REMOVE] = "remove",
	[TRACE_RESERVE] = "reserve", [TRACE_FREE] = "free",
	[TRACE_MARK] = "mark", [TRACE_NODE] = "node", [TRACE_TRIM] = "trim",
	[TRACE_LIST] = "list", [TRACE_GROW] = "grow", [TRACE_FIND] = "find",
	[TRACE_LIMIT] = "limit", [TRACE_DIRECTION] = "direction",
	[TRACE_HANDOVER] = "handover", [TRACE_ASIDE] = "aside",
};

/* ---- what kernel/trace.c offers ---------------------------------------- */

unsigned int stack_trace_save(unsigned long *entries, unsigned int max,
			      unsigned int skip)
{
	assert_int_equal(max, TRACE_FRAMES);
	assert_int_equal(skip, 0);
	entries[0] = note_stack;
	return note_stack != 0;
}

u64 trace_clock(void)
{
	return note_clock;
}

struct trace_event *trace_begin(enum trace_kind kind,
				const struct trace_stack *stack)
{
	struct note *n = &notes[nr_notes];

	if (under_way)
		fail_msg("an event within %s", note_text(nr_notes));
	if (nr_notes == NOTES - 1)
		fail_msg("too many events, the last: %s",
			 note_text(nr_notes - 1));
	under_way = true;
	memset(n, 0, sizeof(*n));
	n->e.kind = (u8)kind;
	n->e.node = NUMA_NO_NODE;
	if (trace_is_aside)
		n->e.bits = TRACE_BIT_ASIDE;
	assert_true(!stack || stack->nr <= 1);
	if (stack && stack->nr)
		n->stack = stack->at[0];
	return &n->e;
}

void trace_add_change(unsigned int list, unsigned long at,
		      unsigned long remove,
		      const struct memblock_region *insert, unsigned long n)
{
	struct note *note = &notes[nr_notes];
	unsigned int i = note->nr_changes++;

	assert_true(under_way);
	if (i == NOTE_CHANGES || n > TRACE_INSERT_MAX)
		fail_msg("%u changes, %lu regions", i + 1, n);
	note->change[i] = (struct trace_change){
		list, (u32)at, (u32)remove, (u32)n };
	memcpy(note->insert[i], insert, n * sizeof(*insert));
}

void trace_add_candidates(const struct trace_candidate *c, unsigned int n)
{
	assert_true(under_way);
	assert_true(n <= TRACE_CANDIDATES);
	memcpy(notes[nr_notes].c, c, n * sizeof(*c));
	notes[nr_notes].nr_candidates = n;
}

void trace_commit(void)
{
	if (!under_way)
		fail_msg("no event to commit after %s",
			 nr_notes ? note_text(nr_notes - 1) : "none");
	under_way = false;
	nr_notes++;
}

void trace_drop(unsigned int events)
{
	notes_dropped += events;
}

void trace_end_run(void)
{
	if (!note_run)
		return;
	note_run = false;
	trace_begin(TRACE_HANDOVER, NULL);
	trace_commit();
}

/* ---- as text ----------------------------------------------------------- */

static size_t add_change(char *text, size_t room, const struct note *n,
			 unsigned int i)
{
	const struct trace_change *c = &n->change[i];
	size_t len = snprintf(text, room, " %c@%u-%u", c->list ? 'r' : 'm',
			      c->at, c->remove);
	unsigned int k;

	for (k = 0; k < c->insert && len < room; k++) {
		const struct memblock_region *r = &n->insert[i][k];

		len += snprintf(text + len, room - len, "+%llx:%llx:%d:%x",
				r->base, r->size, memblock_get_region_node(r),
				(unsigned int)r->flags);
	}
	return len;
}

const char *note_text(unsigned int i)
{
	static char text[8192];
	const struct note *n = &notes[i];
	const struct trace_event *e = &n->e;
	size_t len = 0;
	unsigned int k;

#define SAY(cond, ...) do { \
	if ((cond) && len < sizeof(text)) \
		len += snprintf(text + len, sizeof(text) - len, __VA_ARGS__); \
	} while (0)
	SAY(true, "%s %llx+%llx", kinds[e->kind], e->base, e->size);
	SAY(e->function, " %s", e->function);
	SAY(e->name, " \"%s\"", e->name);
	SAY(e->node != NUMA_NO_NODE, " node=%d", e->node);
	SAY(e->result, " result=%d", e->result);
	SAY(e->value, " value=%x", e->value);
	SAY(e->bits, " bits=%x", e->bits);
	SAY(e->more[0] || e->more[1] || e->more[2] || e->more[3],
	    " more=%llx,%llx,%llx,%llx", e->more[0], e->more[1], e->more[2],
	    e->more[3]);
	SAY(n->stack, " stack=%lx", n->stack);
	SAY(e->tsc, " tsc=%llx", e->tsc);
	for (k = 0; k < n->nr_changes && len < sizeof(text); k++)
		len += add_change(text + len, sizeof(text) - len, n, k);
	for (k = 0; k < n->nr_candidates; k++)
		SAY(true, " ?%llx:%llx=%llu", n->c[k].base, n->c[k].size,
		    n->c[k].why);
#undef SAY
	return text;
}

void notes_forget(void)
{
	nr_notes = notes_dropped = 0;
	under_way = false;
}

void expect_notes(const char *const *want, unsigned int n, const char *file,
		  int line)
{
	bool right = nr_notes == n && !under_way;
	unsigned int i;

	for (i = 0; right && i < n; i++)
		right = !strcmp(note_text(i), want[i]);
	if (!right) {
		for (i = 0; i < n; i++)
			print_error("should be: %s\n", want[i]);
		for (i = 0; i < nr_notes + under_way; i++)
			print_error("noted:     %s\n", note_text(i));
		_fail(file, line);
	}
	notes_forget();
}

int notes_setup(void **state)
{
	glue_memblock_setup(state);
	note_stack = 0;
	note_clock = 0;
	note_run = false;
	notes_forget();
	trace_flush();
	notes_forget();
	return 0;
}
