// SPDX-License-Identifier: GPL-2.0-only
/*
 * What becomes of the hooks of the lists, called by hand: when a move is
 * over, what ends what, and in which order that is told. The lists are
 * changed by hand as well, so that each hook sees what the test means.
 *
 * sources: mm/memblock*.c mm/trace*.c
 * sources: tests/host/glue.c tests/host/glue_memblock.c
 * sources: tests/host/trace_notes.c tests/host/trace_hooks.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -DCONFIG_TRACE
 */
#include "glue_memblock.h"
#include "mm/memblock_internal.h"
#include "trace_notes.h"
#include "trace_hooks.h"


/* ---- a move, and its end ----------------------------------------------- */

TEST(each_kind)
{
	put(M, 0x1000, 0x1000);
	put(R, 0x1000, 0x1000);
	trace_flush();
	notes_forget();
	note_stack = 0;
	move(0, "memblock_add", 0x3000, 0x1000);
	put(M, 0x3000, 0x1000);
	changed(1, M, false);
	move(0, "memblock_add_node", 0x5000, 0x1000);
	put(M, 0x5000, 0x1000);
	changed(1, M, false);
	move(0, "memblock_remove", 0x5000, 0x1000);
	M->cnt--;
	changed(1, M, false);
	move(0, "memblock_reserve", 0x3000, 0x1000);
	put(R, 0x3000, 0x1000);
	changed(1, R, false);
	move(0, "memblock_free", 0x3000, 0x1000);
	R->cnt--;
	changed(1, R, false);
	EXPECT("add 3000+1000 memblock_add stack=1 m@1-0+3000:1000:1:0",
	       "add 5000+1000 memblock_add_node stack=3 m@2-0+5000:1000:1:0",
	       "remove 5000+1000 memblock_remove stack=5 m@2-1",
	       "reserve 3000+1000 memblock_reserve stack=7"
	       " r@1-0+3000:1000:1:0",
	       "free 3000+1000 memblock_free stack=9 r@1-1");
}

TEST(marks)
{
	struct memblock_type other = memblock.memory;

	mark(0, TRACE_MARK, M, 0x1000, 0x2000, 5, true);
	mark(0, TRACE_MARK, R, 0x1000, 0x2000, 5, false);
	mark(0, TRACE_NODE, M, 0x1000, 0x2000, 3, false);
	mark(0, TRACE_NODE, &other, 0x1000, 0x2000, 3, false);
	mark(0, TRACE_TRIM, M, 0x1000, 0x2000, 0, false);
	trace_flush();
	EXPECT("mark 1000+2000 result=-12 value=5 bits=2 stack=1",
	       "mark 1000+2000 result=-12 value=5 stack=2",
	       "node 1000+2000 node=3 result=-12 stack=3",
	       "trim 1000+2000 stack=5");
}

/* A flag is set when all has been merged; until then there are steps. */
TEST(marks_are_done_when_merged)
{
	put(R, 0x1000, 0x2000);
	trace_flush();
	notes_forget();
	note_stack = 0;
	mark(0, TRACE_MARK, R, 0x1000, 0x1000, 5, true);
	R->regions[0].size = 0x1000;
	put(R, 0x2000, 0x1000);
	changed(2, R, false);
	EXPECT_NOTHING();
	R->regions[0].flags = MEMBLOCK_RSRV_NOINIT;
	changed(1, R, true);
	EXPECT("mark 1000+1000 value=5 bits=2 stack=1"
	       " r@0-1+1000:1000:1:10+2000:1000:1:0");
	/* What adds or frees is done when it is true, merged or not. */
	note_stack = 0;
	move(0, "memblock_reserve", 0x8000, 0x1000);
	changed(1, R, true);
	EXPECT_NOTHING();
	trace_flush();
	EXPECT("reserve 8000+1000 memblock_reserve result=-12 stack=1");
	note_stack = 0;
	move(0, "memblock_free", 0x1000, 0x1000);
	changed(1, R, true);
	EXPECT_NOTHING();
	trace_flush();
	EXPECT("free 1000+1000 memblock_free result=-12 stack=1");
}

/* ---- one within the other ---------------------------------------------- */

/*
 * memblock_add			|-------------------------|
 *   memblock_reserve		     |-------|
 */
TEST(nested)
{
	move(0, "memblock_add", 0x1000, 0x1000);
	move(2, "memblock_reserve", 0x8000, 0x1000);
	put(R, 0x8000, 0x1000);
	changed(3, R, false);
	EXPECT("reserve 8000+1000 memblock_reserve stack=2"
	       " r@0-0+8000:1000:1:0");
	put(M, 0x1000, 0x1000);
	changed(1, M, false);
	EXPECT("add 1000+1000 memblock_add stack=1 m@0-0+1000:1000:1:0");
}

/* Whoever is as deep as a move, or not so deep, is not part of it. */
TEST(not_nested)
{
	move(1, "memblock_add", 0x1000, 0x1000);
	move(1, "memblock_reserve", 0x8000, 0x1000);
	EXPECT("add 1000+1000 memblock_add result=-12 stack=1");
	mark(0, TRACE_MARK, M, 0x1000, 0x1000, 1, true);
	EXPECT("reserve 8000+1000 memblock_reserve result=-12 stack=2");
	trace_flush();
	EXPECT("mark 1000+1000 result=-12 value=1 bits=2 stack=3");
}

TEST(the_innermost_ends_first)
{
	move(0, "memblock_add", 0x1000, 0x1000);
	move(1, "memblock_free", 0x8000, 0x1000);
	mark(2, TRACE_NODE, R, 0, 0x1000, 2, false);
	EXPECT("free 8000+1000 memblock_free stack=2");
	move(3, "memblock_reserve", 0x4000, 0x1000);
	EXPECT_NOTHING();
	trace_flush();
	EXPECT("reserve 4000+1000 memblock_reserve result=-12 stack=4",
	       "node 0+1000 node=2 result=-12 stack=3",
	       "add 1000+1000 memblock_add result=-12 stack=1");
}

/* Called by a function that has announced one: not over. */
TEST(a_mark_within_a_move)
{
	move(0, "memblock_add", 0x1000, 0x1000);
	mark(1, TRACE_NODE, R, 0, 0x1000, 2, false);
	EXPECT_NOTHING();
	move(2, "memblock_reserve", 0x1000, 0x1000);
	EXPECT_NOTHING();
	trace_flush();
	assert_int_equal(nr_notes, 3);
}

/* There is room for three: the fourth ends the third. */
TEST(four_of_them)
{
	move(0, "memblock_add", 0x1000, 0x1000);
	move(1, "memblock_add", 0x2000, 0x1000);
	EXPECT_NOTHING();
	move(2, "memblock_add", 0x3000, 0x1000);
	EXPECT_NOTHING();
	move(3, "memblock_add", 0x4000, 0x1000);
	EXPECT("add 3000+1000 memblock_add result=-12 stack=3");
	mark(3, TRACE_TRIM, M, 0, 0, 0, false);
	EXPECT("add 4000+1000 memblock_add result=-12 stack=4");
	trace_flush();
	EXPECT("trim 0+0 result=-12 stack=5",
	       "add 2000+1000 memblock_add result=-12 stack=2",
	       "add 1000+1000 memblock_add result=-12 stack=1");
}

/* It is over as soon as it has happened, even if no primitive said so. */
TEST(done_by_other_means)
{
	move(0, "memblock_add", 0x1000, 0x1000);
	put(M, 0x1000, 0x1000);
	move(1, "memblock_reserve", 0x8000, 0x1000);
	EXPECT("add 1000+1000 memblock_add stack=1 m@0-0+1000:1000:1:0");
	trace_flush();
	EXPECT("reserve 8000+1000 memblock_reserve result=-12 stack=2");
}

/* ---- changes of another list, from elsewhere, in another array --------- */

TEST(the_other_list_meanwhile)
{
	struct memblock_type other = memblock.memory;

	move(0, "memblock_add", 0x1000, 0x1000);
	put(R, 0x8000, 0x1000);
	changed(2, R, false);
	EXPECT("reserve 8000+1000 stack=2 r@0-0+8000:1000:1:0");
	put(M, 0x1000, 0x1000);
	changed(2, &other, false);
	EXPECT_NOTHING();
	changed(2, M, false);
	EXPECT("add 1000+1000 memblock_add stack=1 m@0-0+1000:1000:1:0");
	changed(2, M, true);
	changed(2, R, true);
	EXPECT_NOTHING();
}

/* A list that changes under a move it is not part of: told with the move. */
TEST(changed_from_outside)
{
	move(3, "memblock_reserve", 0x1000, 0x2000);
	put(R, 0x1000, 0x1000);
	changed(0, R, false);
	EXPECT_NOTHING();
	put(R, 0x2000, 0x1000);
	changed(0, R, false);
	changed(3, R, false);
	EXPECT_NOTHING();
	put(M, 0x1000, 0x1000);
	changed(0, M, false);
	EXPECT("add 1000+1000 stack=5 m@0-0+1000:1000:1:0");
	trace_flush();
	EXPECT("reserve 1000+2000 memblock_reserve stack=1"
	       " r@0-0+1000:1000:1:0+2000:1000:1:0");
}

/*
 * The array of the list becomes another one, in the midst of a move, and
 * what is in it, too. A search has ended by then.
 */
TEST(another_array_meanwhile)
{
	static struct memblock_region array[2 * INIT_MEMBLOCK_REGIONS];

	move(0, "memblock_reserve", 0x8000, 0x1000);
	search(0x1000, 0x1000);
	note_run = true;
	put(R, 0x1000, 0x1000);
	memcpy(array, R->regions, sizeof(array[0]));
	R->regions = array;
	R->max = ARRAY_SIZE(array);
	changed(1, R, false);
	assert_int_equal(nr_notes, 3);
	assert_int_equal(notes[0].e.kind, TRACE_HANDOVER);
	assert_int_equal(notes[1].e.kind, TRACE_FIND);
	assert_int_equal(notes[2].e.kind, TRACE_GROW);
	assert_int_equal(notes[2].stack, 2);
	assert_int_equal(notes[2].e.value, 1);
	assert_int_equal(notes[2].nr_changes, 1);
	notes_forget();
	put(R, 0x8000, 0x1000);
	changed(1, R, false);
	EXPECT("reserve 8000+1000 memblock_reserve stack=1"
	       " r@1-0+8000:1000:1:0");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		NOTED(each_kind), NOTED(marks),
		NOTED(marks_are_done_when_merged), NOTED(nested),
		NOTED(not_nested), NOTED(the_innermost_ends_first),
		NOTED(a_mark_within_a_move),
		NOTED(four_of_them), NOTED(done_by_other_means),
		NOTED(the_other_list_meanwhile), NOTED(changed_from_outside),
		NOTED(another_array_meanwhile),
	};

	return RUN(tests);
}
