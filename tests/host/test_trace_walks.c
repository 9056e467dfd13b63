// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which walks are searches, what of them is told, and what ends them: the
 * hooks of the walks, called by hand. What a search of real lists tells is in
 * test_trace_search.c.
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
#define ANY	NUMA_NO_NODE

static u64 cursor, other_cursor;	/* any value but ~0: not at the end */

static void walk(const char *function)
{
	__trace_walk(function, &cursor, true, M, R, ANY);
}

static void range(const u64 *i, phys_addr_t start, phys_addr_t end)
{
	__trace_range(i, &start, &end);
}

/* How many searches have ended, if all have? */
static unsigned int searches(void)
{
	unsigned int nr, i;

	trace_flush();
	nr = nr_notes;
	for (i = 0; i < nr; i++)
		assert_int_equal(notes[i].e.kind, TRACE_FIND);
	notes_forget();
	return nr;
}

/* A search is told by its name. */
TEST(names_of_searches)
{
	static const struct {
		const char *name;
		unsigned int nr;
	} names[] = {
		{ "__memblock_find_range_bottom_up", 1 },
		{ "__memblock_find_range_", 1 },
		{ "__memblock_find_range", 0 },
		{ "__memblock_find_rangeX", 0 },
		{ "memblock_find_in_range", 1 },
		{ "memblock_find_in_range_node", 1 },
		{ "memblock_find_in_rang", 0 },
		{ "memblock_find_in_rangX", 0 },
		{ "count_free", 0 }, { "", 0 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		walk(names[i].name);
		if (searches() != names[i].nr)
			fail_msg("\"%s\"", names[i].name);
		__trace_walk_in(names[i].name, &cursor, true, ANY, 0, 0x100,
				0x100);
		assert_int_equal(searches(), names[i].nr);
	}
}

/* It walks over what is in memory and not in reserved. */
TEST(lists_of_searches)
{
	struct memblock_type memory = memblock.memory;

	__trace_walk("memblock_find_in_range", &cursor, true, M, M, ANY);
	__trace_walk("memblock_find_in_range", &cursor, true, R, R, ANY);
	__trace_walk("memblock_find_in_range", &cursor, true, R, M, ANY);
	__trace_walk("memblock_find_in_range", &cursor, true, M, NULL, ANY);
	__trace_walk("memblock_find_in_range", &cursor, true, &memory, R, ANY);
	assert_int_equal(searches(), 0);
}

/* A walk of another kind that uses the same variable ends the search. */
TEST(walks_beside_a_search)
{
	note_stack = 1;
	walk("memblock_find_in_range");
	note_stack = 2;
	__trace_walk("count_free", &other_cursor, false, M, R, 3);
	__trace_walk_in("count_free", &other_cursor, false, 3, 0x100, 0x200,
			0x100);
	range(&other_cursor, 0x1000, 0xa000);
	assert_int_equal(nr_notes, 0);
	walk("count_free");
	assert_int_equal(nr_notes, 1);
	assert_int_equal(notes[0].nr_candidates, 0);
	assert_int_equal(notes[0].stack, 1);
	assert_int_equal(notes[0].e.bits, TRACE_BIT_UP);
	assert_int_equal(notes[0].e.node, ANY);
	range(&cursor, 0x1000, 0xa000);
	assert_int_equal(searches(), 1);
}

/* Until something is reserved the next search is for the same request. */
TEST(request_of_many_searches)
{
	phys_addr_t align = 64;

	assert_true(memblock_sane_request(100, &align));
	walk("memblock_find_in_range_1");
	walk("count_free");
	walk("memblock_find_in_range_2");
	walk("memblock_find_in_range_3");
	trace_flush();
	walk("memblock_find_in_range_4");
	memblock_reserve(0x1000, 0x1000);
	assert_int_equal(notes[3].e.size, 100);
	assert_true(notes[3].e.bits & TRACE_BIT_SIZE);
	notes_forget();
	walk("memblock_find_in_range_5");
	trace_flush();
	assert_false(notes[0].e.bits & TRACE_BIT_SIZE);
}

/* Who does not want to know one of the two sees no range. */
TEST(half_a_range)
{
	phys_addr_t at = 0x1000;

	walk("memblock_find_in_range");
	range(&cursor, 0x1000, 0xa000);		/* of another search */
	walk("memblock_find_in_range");
	__trace_range(&cursor, &at, NULL);
	__trace_range(&cursor, NULL, &at);
	trace_find_close(0x1000, 0x1000);
	assert_int_equal(notes[1].nr_candidates, 0);
	assert_false(notes[1].e.bits & TRACE_BIT_RESULT);
	assert_int_equal(searches(), 2);
}

/* Address 0 is nobody's: a range there is taken, but what of it? */
TEST(range_at_zero)
{
	walk("memblock_find_in_range");
	range(&cursor, 0, 0x1000);
	memblock_phys_free(0, 0x100);
	assert_int_equal(notes[0].e.kind, TRACE_FIND);
	assert_int_equal(notes[0].e.bits, TRACE_BIT_UP);
	assert_int_equal(notes[0].c[0].why, WHY_TAKEN);
	trace_flush();
	notes_forget();
	walk("memblock_find_in_range");
	range(&cursor, 0, 0x1000);
	assert_int_equal(searches(), 1);
	assert_int_equal(notes[0].e.bits, TRACE_BIT_UP);
}

/* A search that begins ends another one, and then the hand-over. */
TEST(one_after_the_other)
{
	walk("memblock_find_in_range_1");
	note_run = true;
	walk("count_free");
	assert_true(note_run);
	walk("memblock_find_in_range_2");
	assert_int_equal(nr_notes, 2);
	assert_int_equal(notes[0].e.kind, TRACE_FIND);
	assert_int_equal(notes[1].e.kind, TRACE_HANDOVER);
	notes_forget();
	assert_int_equal(searches(), 1);
}

/*
 * A range that is in no list (a walk of somebody's own making): what is free
 * has been passed over, once.
 *
 *	memory	1000      3000    5000      7000
 *		|---------|       |---------|
 */
TEST(ranges_from_nowhere)
{
	unsigned int up;

	for (up = 0; up < 2; up++) {
		glue_memblock_reset();
		memblock_add(0x1000, 0x2000);
		memblock_add(0x5000, 0x2000);
		trace_flush();
		notes_forget();
		__trace_walk("memblock_find_in_range", &cursor, up, M, R, ANY);
		range(&cursor, 0x20000, 0x21000);
		range(&cursor, 0x30000, 0x31000);
		trace_flush();
		assert_int_equal(notes[0].nr_candidates, 4);
		assert_int_equal(notes[0].c[0].base, up ? 0x1000 : 0x5000);
		assert_int_equal(notes[0].c[1].base, up ? 0x5000 : 0x1000);
		assert_int_equal(notes[0].c[2].base, 0x20000);
		assert_int_equal(notes[0].c[2].why, WHY_NOT_SAID);
		assert_int_equal(notes[0].c[3].base, 0x30000);
		assert_int_equal(notes[0].c[3].size, 0x1000);
		assert_int_equal(notes[0].c[3].why, WHY_TAKEN);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		NOTED(names_of_searches), NOTED(lists_of_searches),
		NOTED(walks_beside_a_search), NOTED(request_of_many_searches),
		NOTED(half_a_range), NOTED(range_at_zero),
		NOTED(one_after_the_other), NOTED(ranges_from_nowhere),
	};

	return RUN(tests);
}
