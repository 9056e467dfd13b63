// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a trace tells of a search: the ranges it looked at, why they would
 * not do, and what it found; also when the search, or what follows it, has
 * another body than ours.
 *
 * sources: mm/memblock*.c mm/trace*.c kernel/trace.c kernel/trace_serial.c
 * sources: lib/cmdline.c tests/host/glue.c tests/host/glue_memblock.c
 * sources: tests/host/trace_wire.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -DCONFIG_TRACE
 */
#include "glue_memblock.h"
#include "trace_wire.h"

#define ANY	NUMA_NO_NODE

/* ---- searches ----------------------------------------------------------- */

/*
 * memory     1000      9000   10000     12000   20000       28000
 *            |---------|      |---------|       |---hotplug---|
 * reserved        4000-4c00        10800-11000
 */
static void some_memory(void)
{
	memblock_add(0x1000, 0x8000);
	memblock_add_node(0x10000, 0x2000, 1, MEMBLOCK_NONE);
	memblock_add_node(0x20000, 0x8000, 2, MEMBLOCK_HOTPLUG);
	memblock_reserve(0x4000, 0xc00);
	memblock_reserve(0x10800, 0x800);
	movable_node_enabled = true;
}

TEST(downwards)
{
	const struct wire_event *e;

	some_memory();
	assert_int_equal(memblock_find_in_range_node(0x1800, 0x2000, 0x2000,
						     0x11800, ANY), 0x6000);
	trace_flush();
	e = wire_last("find", 0);
	assert_string_equal(e->function, "__memblock_find_range_top_down");
	assert_int_equal(e->nr_candidates, 4);
	expect_why(e, 0, 0x20000, 0x8000, WHY_HOTPLUG);
	expect_why(e, 1, 0x11000, 0x1000, WHY_TOO_SMALL);
	expect_why(e, 2, 0x10000, 0x800, WHY_TOO_SMALL);
	expect_why(e, 3, 0x4c00, 0x4400, WHY_TAKEN);
	assert_int_equal(e->base, 0x2000);
	assert_int_equal(e->more[0], 0x11800);
	assert_int_equal(e->more[1], 0x2000);
	assert_int_equal(e->more[3], 0x6000);
}

TEST(nothing_fits)
{
	const struct wire_event *e;

	some_memory();
	movable_node_enabled = false;
	assert_int_equal(memblock_find_in_range_node(0x2000, 0x10000, 0x4000,
						     0x11800, 0), 0);
	trace_flush();
	e = wire_last("find", 0);
	assert_true(e->bits & TRACE_BIT_RESULT);
	assert_int_equal(e->more[3], 0);
	expect_why(e, 0, 0x20000, 0x8000, WHY_NODE);
	expect_why(e, 1, 0x11000, 0x1000, WHY_NODE);
	expect_why(e, e->nr_candidates - 1, 0x1000, 0x3000, WHY_NODE);
	assert_int_equal(memblock_find_in_range_node(0x2000, 0x10000, 0x4000,
						     0x11800, ANY), 0);
	trace_flush();
	e = wire_last("find", 0);
	expect_why(e, 0, 0x20000, 0x8000, WHY_ABOVE);
	expect_why(e, 3, 0x4c00, 0x4400, WHY_ALIGNMENT);
	expect_why(e, 4, 0x1000, 0x3000, WHY_BELOW);
	assert_int_equal(e->nr_candidates, 5);
}

/* Large enough, but round_down() leaves the hole: 11000-12000, by 10000. */
TEST(only_alignment)
{
	const struct wire_event *e;

	some_memory();
	assert_int_equal(memblock_find_in_range_node(0x1000, 0x10000, 0x4000,
						     0x12000, ANY), 0);
	trace_flush();
	e = wire_last("find", 0);
	assert_true(e->bits & TRACE_BIT_ALIGN);
	expect_why(e, 0, 0x20000, 0x8000, WHY_HOTPLUG);
	expect_why(e, 1, 0x11000, 0x1000, WHY_ALIGNMENT);
	expect_why(e, 2, 0x10000, 0x800, WHY_TOO_SMALL);
	expect_why(e, 3, 0x4c00, 0x4400, WHY_ALIGNMENT);
}

TEST(upwards)
{
	const struct wire_event *e;

	some_memory();
	memblock_mark_nomap(0x1000, 0x1000);
	memblock_set_bottom_up(true);
	assert_int_equal(memblock_find_in_range_node(0x3000, 0x1000, 0, 0,
						     ANY), 0x5000);
	trace_flush();
	e = wire_last("find", 0);
	assert_true(e->bits & TRACE_BIT_UP);
	assert_string_equal(e->function, "__memblock_find_range_bottom_up");
	expect_why(e, 0, 0x1000, 0x1000, WHY_NOMAP);
	expect_why(e, 1, 0x2000, 0x2000, WHY_TOO_SMALL);
	expect_why(e, 2, 0x4c00, 0x4400, WHY_TAKEN);
	assert_int_equal(e->more[3], 0x5000);
	memblock_set_bottom_up(false);
}

/* 4c00-9000 has 0x3000 bytes, but from 8000 on no more than 0x1000. */
TEST(only_alignment_upwards)
{
	const struct wire_event *e;

	some_memory();
	memblock_set_bottom_up(true);
	assert_int_equal(memblock_find_in_range_node(0x3000, 0x8000, 0,
						     0x10000, ANY), 0);
	trace_flush();
	/* Then it tries from the top, in vain, too. */
	e = wire_last("find", 1);
	assert_string_equal(e->function, "__memblock_find_range_bottom_up");
	expect_why(e, 0, 0x1000, 0x3000, WHY_ALIGNMENT);
	expect_why(e, 1, 0x4c00, 0x4400, WHY_ALIGNMENT);
	memblock_set_bottom_up(false);
}

/* Holes of 0x200 bytes all the way, and one large one at the bottom. */
TEST(many_candidates)
{
	const struct wire_event *e;
	unsigned int i;

	memblock_add(0x1000, 0x100000);
	for (i = 0; i < 60; i++)
		memblock_reserve(0x80000 + i * 0x2000, 0x1e00);
	memblock_reserve(0xf8000, 0x9000);
	/* The second time it begins behind what the first one has seen. */
	assert_int_equal(memblock_find_in_range(0, 0, 0x800, 0x100), 0x7f800);
	trace_flush();
	e = wire_last("find", 0);
	assert_int_equal(e->nr_candidates, TRACE_CANDIDATES);
	assert_int_equal(e->value + e->nr_candidates, 61);
	expect_why(e, 0, 0xf7e00, 0x200, WHY_TOO_SMALL);
	expect_why(e, TRACE_CANDIDATES - 1, 0x1000, 0x7f000, WHY_TAKEN);
	assert_int_equal(e->more[2], 0);
	assert_int_equal(memblock_find_in_range(0, 0, 0x800, 0x100), 0x7f800);
	trace_flush();
	e = wire_last("find", 0);
	assert_true(e->more[2] > 0x7f000);
	assert_int_equal(e->nr_candidates, 1);
	assert_int_equal(e->value, 0);
}

/* 0x800 bytes of this window, once more; the event of that. */
static const struct wire_event *again(phys_addr_t start, phys_addr_t end)
{
	memblock_find_in_range_node(0x800, 0x100, start, end, ANY);
	trace_flush();
	return wire_last("find", 0);
}

/*
 * The first search has seen that nothing above E is large enough, the second
 * one begins there. A hole that came since is no candidate if it is above E
 * as a whole: nobody has looked at it.
 *
 *   first        ....................E|rrrrrrrrrrr|
 *   then         ...............|rrrr|E..|rrrrrrrr|
 *
 * One that reaches below it is one. (The second search has moved E down.)
 */
TEST(holes_above_the_edge)
{
	const struct wire_event *e;

	memblock_add(0x1000, 0x100000);
	fill_list(&memblock.reserved, 0x10000, 40);
	memblock_reserve(0xe0000, 0x21000);
	e = again(0x1000, 0xf0000);
	assert_int_equal(e->more[3], 0xdf800);
	memblock_reserve(0xdf800, 0x800);
	memblock_phys_free(0xe0000, 0x400);
	e = again(0x1000, 0xf0000);
	assert_int_equal(e->more[2], 0x10000);
	assert_int_equal(e->nr_candidates, 1);
	expect_why(e, 0, 0x37100, 0xdf800 - 0x37100, WHY_TAKEN);
	memblock_reserve(0xdf000, 0x800);
	memblock_phys_free(0xdf700, 0x200);
	e = again(0x1000, 0xf0000);
	assert_int_equal(e->more[2], 0x10800);
	assert_int_equal(e->nr_candidates, 2);
	expect_why(e, 0, 0xdf700, 0x200, WHY_TOO_SMALL);
}

/* The same from below. */
TEST(holes_below_the_edge)
{
	const struct wire_event *e;

	memblock_set_bottom_up(true);
	memblock_add(0x1000, 0x100000);
	memblock_reserve(0x1000, 0x1f000);
	fill_list(&memblock.reserved, 0x30000, 40);
	e = again(0x8000, 0xf0000);
	assert_int_equal(e->more[3], 0x20000);
	memblock_reserve(0x20000, 0x800);
	memblock_phys_free(0x1fc00, 0x400);
	e = again(0x8000, 0xf0000);
	assert_int_equal(e->more[2], 0x18000);
	assert_int_equal(e->nr_candidates, 1);
	expect_why(e, 0, 0x20800, 0xf800, WHY_TAKEN);
	memblock_reserve(0x20800, 0x800);
	memblock_phys_free(0x20700, 0x200);
	e = again(0x8000, 0xf0000);
	assert_int_equal(e->more[2], 0x18800);
	assert_int_equal(e->nr_candidates, 2);
	expect_why(e, 0, 0x20700, 0x200, WHY_TOO_SMALL);
	memblock_set_bottom_up(false);
}

/* Who walks over free memory for other reasons adds no candidates. */
TEST(another_walk)
{
	const struct wire_event *e;
	phys_addr_t s, end;
	u64 i, bytes = 0;

	some_memory();
	memblock_find_in_range_node(0x1800, 0x2000, 0x2000, 0x11800, ANY);
	for_each_free_mem_range(i, ANY, &s, &end, NULL)
		bytes += end - s;
	for_each_free_mem_range_reverse(i, ANY, &s, &end, NULL)
		bytes -= end - s;
	assert_int_equal(bytes, 0);
	trace_flush();
	e = wire_last("find", 0);
	assert_int_equal(e->nr_candidates, 4);
	expect_why(e, 3, 0x4c00, 0x4400, WHY_TAKEN);
}

/* Whatever the search: what is recorded as taken holds the result. */
TEST(results_agree)
{
	unsigned int i;

	memblock_add(0x1000, 0x400000);
	for (i = 1; i < 400; i++) {
		phys_addr_t size = (i * 0x9e37u) % 0x3000 + 1;
		phys_addr_t align = 1u << i % 14, at;

		memblock_set_bottom_up(i % 3 == 0);
		at = memblock_phys_alloc_range(size, align, i * 0x100, 0);
		trace_flush();
		assert_true(wire_last("find", 0)->bits & TRACE_BIT_RESULT);
		assert_int_equal(wire_last("find", 0)->more[3], at);
		assert_int_equal(wire_last("find", 0)->more[1], align);
		assert_int_equal(wire_last("reserve", 0)->base, at);
		if (i % 8)
			memblock_phys_free(at, size);
		assert_null(wire_differs());
	}
	memblock_set_bottom_up(false);
}

/* ---- other bodies -------------------------------------------------------- */

/* A student's memblock_reserve(), without a debug line. */
static int naive_reserve(phys_addr_t base, phys_addr_t size)
{
	return memblock_add_range(&memblock.reserved, base, size, MAX_NUMNODES,
				  MEMBLOCK_NONE);
}

/* A student's search, over the iterator of Linux. */
static phys_addr_t memblock_find_in_range_naive(phys_addr_t size)
{
	phys_addr_t start, end;
	u64 i;

	for_each_free_mem_range_reverse(i, ANY, &start, &end, NULL)
		if (end - start >= size)
			return end - size;
	return 0;
}

TEST(other_bodies)
{
	const struct wire_event *e;
	phys_addr_t at;

	memblock_add(0x1000, 0x9000);
	memblock_reserve(0x9000, 0x800);
	at = memblock_find_in_range_naive(0x1000);
	naive_reserve(at, 0x1000);
	last_is("reserve", 0x8000, 0x1000);
	e = wire_last("find", 0);
	assert_string_equal(e->function, "memblock_find_in_range_naive");
	assert_int_equal(e->nr_candidates, 2);
	expect_why(e, 0, 0x9800, 0x800, WHY_NOT_SAID);
	expect_why(e, 1, 0x1000, 0x8000, WHY_TAKEN);
	assert_int_equal(e->bits & (TRACE_BIT_RESULT | TRACE_BIT_SIZE),
			 TRACE_BIT_RESULT | TRACE_BIT_SIZE);
	assert_false(e->bits & (TRACE_BIT_WINDOW | TRACE_BIT_ALIGN));
	assert_int_equal(e->more[3], 0x8000);
	assert_int_equal(e->size, 0x1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TRACED(downwards), TRACED(nothing_fits),
		TRACED(only_alignment), TRACED(upwards),
		TRACED(only_alignment_upwards),
		TRACED(many_candidates), TRACED(holes_above_the_edge),
		TRACED(holes_below_the_edge), TRACED(another_walk),
		TRACED(results_agree),
		TRACED(other_bodies),
	};

	return RUN(tests);
}
