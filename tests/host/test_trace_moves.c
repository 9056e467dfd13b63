// SPDX-License-Identifier: GPL-2.0-only
/*
 * Random calls on small lists that are soon full: each is one event, with
 * its own words and result, at once, and with the smallest change that makes
 * of the list before it the list after it. What nobody has announced has one
 * as well, which says what it looks like.
 *
 * sources: mm/memblock*.c mm/trace*.c
 * sources: tests/host/glue.c tests/host/glue_memblock.c
 * sources: tests/host/trace_notes.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -DCONFIG_TRACE
 */
#include "glue_memblock.h"
#include "mm/memblock_internal.h"
#include "trace_notes.h"

#define M	(&memblock.memory)
#define R	(&memblock.reserved)
#define U	((phys_addr_t)0x1000)
#define UNITS	12		/* all happens in so many times U */
#define ROOM	5		/* entries of a list */
#define FAR	(4 * UNITS * U)	/* the only other borders are */
#define TRIMMED	(0 - 4 * U)	/* this one, and the top */
#define OPS	30000

static u64 seed = 1;

/* Random, 0 to @below - 1. */
static unsigned int rnd(unsigned int below)
{
	seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return (unsigned int)(seed >> 33) % below;
}

/* ---- lists before and after -------------------------------------------- */

struct copy {
	unsigned long cnt;
	struct memblock_region r[ROOM];
};

static void copy_list(struct copy *c, const struct memblock_type *type)
{
	c->cnt = type->cnt;
	memcpy(c->r, type->regions, sizeof(c->r));
}

static bool same(const struct memblock_region *a,
		 const struct memblock_region *b)
{
	return a->base == b->base && a->size == b->size &&
	       a->flags == b->flags && a->nid == b->nid;
}

static bool same_list(const struct copy *a, const struct copy *b)
{
	unsigned long i;

	for (i = 0; i < a->cnt && i < b->cnt; i++)
		if (!same(&a->r[i], &b->r[i]))
			return false;
	return a->cnt == b->cnt;
}

static bool covers(const struct copy *c, phys_addr_t at)
{
	unsigned long i;

	for (i = 0; i < c->cnt; i++)
		if (at >= c->r[i].base && at - c->r[i].base < c->r[i].size)
			return true;
	return false;
}

/* " m@AT-REMOVED+...", the smallest change from @a to @b; "" for none. */
static const char *change_text(char list, const struct copy *a,
			       const struct copy *b)
{
	static char text[512];
	unsigned long at = 0, was = a->cnt, is = b->cnt, i;
	int len;

	text[0] = '\0';
	if (same_list(a, b))
		return text;
	while (at < was && at < is && same(&a->r[at], &b->r[at]))
		at++;
	while (was > at && is > at && same(&a->r[was - 1], &b->r[is - 1])) {
		was--;
		is--;
	}
	len = sprintf(text, " %c@%lu-%lu", list, at, was - at);
	for (i = at; i < is; i++)
		len += sprintf(text + len, "+%llx:%llx:%d:%x", b->r[i].base,
			       b->r[i].size, b->r[i].nid,
			       (unsigned int)b->r[i].flags);
	return text;
}

/* Of an event that nobody has announced: its kind, and where. */
static void name_change(char *text, char list, const struct copy *a,
			const struct copy *b)
{
	phys_addr_t was = 0, is = 0, base = 0, end = 0, at, next;
	const char *kind = "list";

	for (at = 0; at < TOP; at = next) {
		next = at < FAR ? at + U : at < TRIMMED ? TRIMMED : TOP;
		was += covers(a, at) ? next - at : 0;
		is += covers(b, at) ? next - at : 0;
		if (covers(a, at) == covers(b, at))
			continue;
		if (!end)
			base = at;
		end = next;
	}
	if (is > was)
		kind = list == 'm' ? "add" : "reserve";
	if (is < was)
		kind = list == 'm' ? "remove" : "free";
	sprintf(text, "%s %llx+%llx", kind, base, end - base);
}

/* ---- the next events --------------------------------------------------- */

static char what[256];			/* the operation, for messages */
static char want[3][1024];
static unsigned int nr_want;
static struct copy before[2], after[2];	/* memory, reserved */

/* The one event of an operation on a list. */
#define WANT(list, fmt, ...) \
	WANT_FROM("mr"[list], &before[list], &after[list], fmt, __VA_ARGS__)
#define WANT_FROM(list, a, b, fmt, ...) do { \
	snprintf(want[nr_want], sizeof(want[0]), fmt " stack=%lx%s", \
		 __VA_ARGS__, note_stack, change_text(list, a, b)); \
	nr_want++; \
	} while (0)

/* " result=-12" if @rc is not 0. */
static const char *result(int rc)
{
	assert_true(rc == 0 || rc == -ENOMEM);
	return rc ? " result=-12" : "";
}

static void want_unannounced(char list, const struct copy *a,
			     const struct copy *b)
{
	char name[64];

	if (same_list(a, b))
		return;
	name_change(name, list, a, b);
	WANT_FROM(list, a, b, "%s", name);
}

/* What is reserved below @from goes, then the rest of the difference. */
static void want_trimmed(phys_addr_t from)
{
	struct copy some = before[1];

	while (some.cnt && some.r[0].base + some.r[0].size <= from)
		memmove(some.r, some.r + 1, --some.cnt * sizeof(some.r[0]));
	if (some.cnt && some.r[0].base < from) {
		some.r[0].size -= from - some.r[0].base;
		some.r[0].base = from;
	}
	want_unannounced('r', &before[1], &some);
	want_unannounced('r', &some, &after[1]);
}

/* The events are there at once; nothing comes later. */
static void expect_wanted(void)
{
	unsigned int i;

	for (i = 0; i < nr_want && i < nr_notes; i++)
		if (strcmp(want[i], note_text(i)))
			fail_msg("operation %lu, %s: not\n%s, but\n%s",
				 note_stack, what, note_text(i), want[i]);
	if (nr_want != nr_notes)
		fail_msg("operation %lu, %s: %u events, not %u; the last: %s",
			 note_stack, what, nr_notes, nr_want,
			 nr_notes ? note_text(nr_notes - 1) : "");
	nr_want = 0;
	notes_forget();
}

/* ---- operations -------------------------------------------------------- */

static phys_addr_t base, size;

#define DO(...) do { \
	snprintf(what, sizeof(what), "%s %llx+%llx", #__VA_ARGS__, base, \
		 size); \
	__VA_ARGS__; \
	trace_flush(); \
	copy_list(&after[0], M); \
	copy_list(&after[1], R); \
	} while (0)

static void op_move(void)
{
	int rc = 0, nid = (int)rnd(2);

	switch (rnd(6)) {
	case 0:
		DO(rc = memblock_add(base, size));
		WANT(0, "add %llx+%llx memblock_add%s", base, size,
		     result(rc));
		break;
	case 1:
		DO(rc = memblock_add_node(base, size, nid, MEMBLOCK_HOTPLUG));
		WANT(0, "add %llx+%llx memblock_add_node%s", base, size,
		     result(rc));
		break;
	case 2:
		DO(rc = memblock_remove(base, size));
		WANT(0, "remove %llx+%llx memblock_remove%s", base, size,
		     result(rc));
		break;
	case 3:
		DO(rc = memblock_reserve(base, size));
		WANT(1, "reserve %llx+%llx memblock_reserve%s", base, size,
		     result(rc));
		break;
	case 4:
		DO(rc = memblock_reserve_named(base, size, "of mine"));
		WANT(1, "reserve %llx+%llx memblock_reserve \"of mine\"%s",
		     base, size, result(rc));
		break;
	default:
		DO(rc = memblock_phys_free(base, size));
		WANT(1, "free %llx+%llx memblock_free%s", base, size,
		     result(rc));
		break;
	}
}

static void op_mark(void)
{
	unsigned int list = rnd(2);
	int rc = 0, nid = (int)rnd(3);

	switch (rnd(4)) {
	case 0:
		DO(rc = memblock_mark_nomap(base, size));
		WANT(0, "mark %llx+%llx%s value=4 bits=2", base, size,
		     result(rc));
		break;
	case 1:
		DO(rc = memblock_clear_nomap(base, size));
		WANT(0, "mark %llx+%llx%s value=4", base, size, result(rc));
		break;
	case 2:
		DO(rc = memblock_reserved_mark_noinit(base, size));
		WANT(1, "mark %llx+%llx%s value=10 bits=2", base, size,
		     result(rc));
		break;
	default:
		DO(rc = memblock_set_node(base, size, list ? R : M, nid));
		WANT(list, "node %llx+%llx node=%d%s", base, size, nid,
		     result(rc));
		break;
	}
}

/* What is cut off of memory is cut off of reserved, too, without a word. */
static void op_trim(void)
{
	phys_addr_t total = M->total_size, end = 0, left = size;
	const struct memblock_region *r;

	switch (rnd(3)) {
	case 0:
		DO(memblock_trim_memory(4 * U));
		WANT(0, "trim %x+0", 0);
		break;
	case 1:
		DO(memblock_cap_memory_range(base, size));
		if (!size || base == PHYS_ADDR_MAX)
			break;
		WANT(0, "trim %llx+%llx", base,
		     min(size, PHYS_ADDR_MAX - base));
		want_trimmed(base);
		break;
	default:
		for_each_mem_region(r) {
			end = r->base + left;
			if (left <= r->size)
				break;
			left -= r->size;
		}
		DO(memblock_enforce_memory_limit(size));
		if (!size || size > total)
			break;
		if (same_list(&before[0], &after[0])) {
			want_trimmed(0);	/* trim has not begun to act */
			WANT(0, "trim 0+%llx", end);
			break;
		}
		WANT(0, "trim 0+%llx", end);
		want_trimmed(0);
		break;
	}
}

/* Somebody who does not say what he does. */
static void op_unannounced(void)
{
	unsigned int list = rnd(2);
	struct memblock_type *type = list ? R : M;

	phys_addr_t end = type->cnt ?
		memblock_region_end(&type->regions[type->cnt - 1]) : base;

	if (type->cnt == ROOM || end >= UNITS * U || rnd(2))
		DO(memblock_remove_range(type, base, size));
	else
		DO(memblock_insert_region(type, type->cnt, end, U, 3,
					  MEMBLOCK_NONE));
	want_unannounced("mr"[list], &before[list], &after[list]);
}

static void op_mode(void)
{
	phys_addr_t limit = memblock.current_limit;
	bool upwards = memblock.bottom_up, now = rnd(2);

	DO(memblock_set_bottom_up(now));
	if (now != upwards)
		WANT(0, "direction 0+0%s", now ? " bits=2" : "");
	DO(memblock_set_current_limit(base));
	if (limit != base)
		WANT(0, "limit %llx+%llx", limit, base);
}

/* A list of ROOM entries at most, and both are known. */
static void less_room(void)
{
	glue_memblock_reset();
	M->max = R->max = ROOM;
	trace_flush();
	notes_forget();
}

TEST(each_call_is_one_event)
{
	static void (*const ops[])(void) = {
		op_move, op_move, op_move, op_mark, op_mark, op_trim,
		op_unannounced, op_mode,
	};

	less_room();
	for (note_stack = 1; note_stack < OPS; note_stack++) {
		base = rnd(UNITS) * U;
		size = rnd(UNITS - (unsigned int)(base / U)) * U;
		if (!rnd(16))
			size = PHYS_ADDR_MAX;
		copy_list(&before[0], M);
		copy_list(&before[1], R);
		ops[rnd(8)]();
		expect_wanted();
		if (!rnd(64))
			less_room();
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		NOTED(each_call_is_one_event),
	};

	glue_log_off = true;
	return RUN(tests);
}
