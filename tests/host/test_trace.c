// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which event becomes of which move: its kind, range, result; also when
 * somebody edits a list by hand. Searches are in test_trace_find.c; that no
 * change is ever missing is test_trace_model.c's.
 *
 * sources: mm/memblock*.c mm/trace*.c kernel/trace.c kernel/trace_serial.c
 * sources: lib/cmdline.c tests/host/glue.c tests/host/glue_memblock.c
 * sources: tests/host/trace_wire.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -DCONFIG_TRACE
 */
#include "glue_memblock.h"
#include "trace_wire.h"

#define SHADOW	1024	/* TRACE_SHADOW of mm/trace_diff.c */

/* The last event is of kind @kind, the one before it of kind @before. */
static void expect_order(const char *before, const char *kind)
{
	trace_flush();
	assert_string_equal(wire_events[(wire_nr - 1) % WIRE_EVENTS].kind,
			    kind);
	assert_string_equal(wire_events[(wire_nr - 2) % WIRE_EVENTS].kind,
			    before);
}

/* ---- moves ------------------------------------------------------------ */

/* The first of all events: the arrays are those that there are. */
TEST(no_list_grows_at_the_start)
{
	unsigned int i;

	memblock_add(0x1000, 0x9000);
	memblock_reserve(0x1000, 0x1000);
	last_is("reserve", 0x1000, 0x1000);
	for (i = 0; i < wire_nr; i++)
		assert_string_not_equal(wire_events[i].kind, "grow");
}

TEST(moves)
{
	const struct wire_event *e;

	memblock_add(0x1000, 0x9000);
	e = last_is("add", 0x1000, 0x9000);
	assert_string_equal(e->function, "memblock_add");
	assert_int_equal(e->nr_changes, 1);
	memblock_reserve_named(0x2000, 0x800, "the first");
	e = last_is("reserve", 0x2000, 0x800);
	assert_string_equal(e->name, "the first");
	memblock_reserve(0x2800, 0x800);
	e = last_is("reserve", 0x2800, 0x800);
	assert_string_equal(e->name, "");
	assert_int_equal(wire_lists[1].cnt, 1);
	memblock_phys_free(0x2400, 0x100);
	last_is("free", 0x2400, 0x100);
	assert_int_equal(wire_lists[1].cnt, 2);
	memblock_remove(0, ~0ULL);
	last_is("remove", 0, ~0ULL);
	assert_int_equal(wire_lists[0].cnt, 0);
}

TEST(nothing_to_change)
{
	const struct wire_event *e;

	memblock_reserve(0x1000, 0x1000);
	memblock_reserve(0x1400, 0x100);
	e = last_is("reserve", 0x1400, 0x100);
	assert_int_equal(e->nr_changes, 0);
	assert_int_equal(e->result, 0);
	memblock_phys_free(0x8000, 0x100);
	e = last_is("free", 0x8000, 0x100);
	assert_int_equal(e->nr_changes, 0);
	assert_int_equal(e->result, 0);
}

TEST(no_room)
{
	fill_list(&memblock.reserved, 0x10000, INIT_MEMBLOCK_REGIONS);
	assert_int_equal(memblock_reserve(0x1000, 0x100), -12);
	assert_int_equal(last_is("reserve", 0x1000, 0x100)->result, -12);
}

/* It ends when the next one begins, at the latest. */
TEST(no_room_and_then_another)
{
	fill_list(&memblock.reserved, 0x10000, INIT_MEMBLOCK_REGIONS);
	memblock_reserve(0x1000, 0x100);
	memblock_add(0x1000, 0x9000);
	last_is("add", 0x1000, 0x9000);
	expect_order("reserve", "add");
	assert_int_equal(wire_last("reserve", 0)->result, -12);
}

/*
 * before   1024 regions, as many as the trace's copy of a list has room for
 * after    1023, one of the first having gone
 */
TEST(longest_list_that_is_copied)
{
	memblock_allow_resize();
	glue_ram_added();
	fill_list(&memblock.reserved, 0x10000, SHADOW - 8);
	while (memblock.reserved.cnt < SHADOW)
		memblock_reserve(0x1000 + memblock.reserved.cnt * 0x20, 0x10);
	memblock_phys_free(memblock.reserved.regions[1].base, 0x10);
	last_is("free", memblock.reserved.regions[1].base - 0x20, 0x10);
	assert_int_equal(wire_lists[1].cnt, SHADOW - 1);
	assert_null(wire_differs());
}

TEST(marks_nodes_edges)
{
	const struct wire_event *e;

	memblock_add(0x1000, 0x9000);
	memblock_mark_hotplug(0x3000, 0x1000);
	e = last_is("mark", 0x3000, 0x1000);
	assert_int_equal(e->value, MEMBLOCK_HOTPLUG);
	assert_int_equal(e->nr_changes, 1);
	assert_true(e->bits & TRACE_BIT_SET);
	assert_int_equal(wire_lists[0].cnt, 3);
	memblock_clear_hotplug(0, ~0ULL);
	assert_false(last_is("mark", 0, ~0ULL)->bits & TRACE_BIT_SET);
	memblock_set_node(0x1000, 0x2000, &memblock.memory, 3);
	assert_int_equal(last_is("node", 0x1000, 0x2000)->node, 3);
	memblock_reserve(0x5000, 0x1000);
	memblock_set_node(0x5000, 0x1000, &memblock.reserved, 2);
	assert_int_equal(last_is("node", 0x5000, 0x1000)->node, 2);
	memblock_phys_free(0x5000, 0x1000);
	memblock_enforce_memory_limit(0x4000);
	last_is("trim", 0, 0x5000);
	memblock_cap_memory_range(0x2000, 0x1000);
	last_is("trim", 0x2000, 0x1000);
	memblock_trim_memory(0x2000);
	last_is("trim", 0, 0);
}

/* A list of somebody else's is no news. */
TEST(marks_of_another_list)
{
	struct memblock_type other = memblock.memory;
	unsigned int nr;

	memblock_add(0x1000, 0x9000);
	trace_flush();
	nr = wire_nr;
	__trace_mark(TRACE_NODE, &other, 0x1000, 0x1000, 1, true);
	trace_flush();
	assert_int_equal(wire_nr, nr);
	__trace_mark(TRACE_NODE, &memblock.reserved, 0x1000, 0x1000, 1, true);
	trace_flush();
	assert_int_equal(wire_nr, nr + 1);
}

TEST(limit_and_direction)
{
	memblock_set_current_limit(0x123000);
	last_is("limit", ~0ULL, 0x123000);
	memblock_set_bottom_up(true);
	assert_int_equal(last_is("direction", 0, 0)->bits, TRACE_BIT_UP);
	memblock_set_bottom_up(true);
	last_is("direction", 0, 0);
	memblock_set_bottom_up(false);
	memblock_set_current_limit(MEMBLOCK_ALLOC_ANYWHERE);
	last_is("limit", 0x123000, ~0ULL);
}

/* What was moved before the limit comes before it, with its change. */
TEST(in_order)
{
	const struct wire_event *add, *limit;

	memblock_add(0x1000, 0x9000);
	memblock_set_current_limit(0x8000);
	memblock_reserve(0x2000, 0x1000);
	memblock_set_bottom_up(true);
	trace_flush();
	add = wire_last("add", 0);
	limit = wire_last("limit", 0);
	assert_int_equal(add->nr_changes, 1);
	assert_int_equal(limit->seq, add->seq + 1);
	assert_int_equal(wire_last("reserve", 0)->seq, limit->seq + 1);
	assert_int_equal(wire_last("direction", 0)->seq, limit->seq + 2);
	memblock_set_bottom_up(false);
	memblock_set_current_limit(MEMBLOCK_ALLOC_ANYWHERE);
}

/* What is still open when the limit changes ends before it. */
TEST(what_is_open_ends_first)
{
	memblock_add(0x1000, 0x9000);
	memblock_reserve(0x2000, 0x1000);
	memblock_phys_free(0x8000, 0x100);	/* changes nothing */
	memblock_set_current_limit(0xa000);
	expect_order("free", "limit");
	memblock_mark_nomap(0x20000, 0x1000);	/* nor does this */
	memblock_set_current_limit(0x9000);
	expect_order("mark", "limit");
	memblock_find_in_range(0x1000, 0x9000, 0x1000, 0x1000);
	memblock_set_current_limit(0x8000);
	expect_order("find", "limit");
	__trace_blocks(0, 0x100, 8, 2);
	memblock_set_current_limit(MEMBLOCK_ALLOC_ANYWHERE);
	expect_order("handover", "limit");
}

/*
 * before   128 regions, all entries used
 * after    129, in an array of 256 that was reserved itself
 */
TEST(growth)
{
	const struct wire_event *e;
	phys_addr_t ram = glue_ram_added();

	memblock_allow_resize();
	fill_list(&memblock.reserved, 0x10000, INIT_MEMBLOCK_REGIONS);
	memblock_reserve(0x1000, 0x100);
	last_is("reserve", 0x1000, 0x100);
	e = wire_last("grow", 0);
	assert_int_equal(e->value, 1);
	assert_int_equal(e->size, INIT_MEMBLOCK_REGIONS);
	assert_int_equal(e->more[1], 2 * INIT_MEMBLOCK_REGIONS);
	assert_int_equal(e->more[0], ram + RAM_SIZE - 0x2000);
	assert_int_equal(wire_last("find", 0)->size, 0x2000);
}

/* The new array of "memory" is reserved before the range is added. */
TEST(growth_of_memory)
{
	const struct wire_event *e;
	phys_addr_t ram = glue_ram_added();

	memblock_allow_resize();
	fill_list(&memblock.memory, 0x10000, INIT_MEMBLOCK_REGIONS - 1);
	trace_flush();
	memblock_add(0x1000, 0x100);
	e = last_is("add", 0x1000, 0x100);
	assert_int_equal(e->nr_changes, 1);
	assert_int_equal(wire_last("reserve", 0)->base,
			 ram + RAM_SIZE - 0x2000);
	assert_true(wire_last("reserve", 0)->seq < e->seq);
	assert_int_equal(wire_last("grow", 0)->value, 0);
}

/* ---- by other hands ---------------------------------------------------- */

TEST(by_hand)
{
	memblock_add(0x1000, 0x9000);
	trace_flush();
	memblock.memory.regions[0].size -= 0x2000;
	memblock.memory.total_size -= 0x2000;
	last_is("remove", 0x8000, 0x2000);
	memblock.memory.regions[0].flags = MEMBLOCK_NOMAP;
	last_is("list", 0, 0);
	memblock_reserve(0x2000, 0x1000);
	trace_flush();
	memblock.reserved.regions[0].size -= 0x400;
	memblock.reserved.total_size -= 0x400;
	last_is("free", 0x2c00, 0x400);
}

/*
 * before   |111111111111|   |22222222|
 * after    |111111111111|   |22|  |22|	a hole in the second one
 */
TEST(hole_by_hand)
{
	struct memblock_region *r = memblock.memory.regions;

	memblock_add(0x1000, 0x9000);
	memblock_add(0x10000, 0x4000);
	trace_flush();
	r[2] = r[1];
	r[1].size = 0x1000;
	r[2].base += 0x3000;
	r[2].size = 0x1000;
	memblock.memory.cnt = 3;
	memblock.memory.total_size -= 0x2000;
	last_is("remove", 0x11000, 0x2000);
}

/* ---- the rest ------------------------------------------------------------ */

TEST(blocks_in_a_row)
{
	const struct wire_event *e;

	__trace_blocks(0, 0x100, 8, 2);
	__trace_blocks(0, 0x300, 8, 1);
	__trace_blocks(1, 0x400, 8, 1);
	__trace_blocks(1, 0x500, 4, 1);
	last_is("handover", 0x500, 1);
	e = wire_last("handover", 2);
	assert_int_equal(e->base, 0x100);
	assert_int_equal(e->size, 3);
	assert_int_equal(e->value, 8);
	assert_int_equal(wire_last("handover", 1)->node, 1);
}

TEST(another_machine)
{
	struct memblock real;

	memblock_add(0x1000, 0x9000);
	memblock_reserve(0x2000, 0x1000);
	glue_slab_up = true;
	assert_int_equal(memblock_set_aside(&real), 0);
	assert_true(last_is("aside", 0, 0)->bits & TRACE_BIT_ASIDE);
	assert_int_equal(wire_lists[0].cnt, 0);
	memblock_add(0x50000, 0x1000);
	assert_true(last_is("add", 0x50000, 0x1000)->bits & TRACE_BIT_ASIDE);
	memblock_bring_back(&real);
	assert_false(last_is("aside", 0, 0)->bits & TRACE_BIT_ASIDE);
	assert_int_equal(wire_lists[0].cnt, 1);
	assert_int_equal(wire_lists[1].cnt, 1);
}

TEST(off)
{
	unsigned int seq = trace_seq;
	char no[] = "off", yes[] = "on,serial";

	trace_setup(no);
	memblock_add(0x1000, 0x9000);
	memblock_phys_alloc(0x1000, 0);
	memblock_set_bottom_up(true);
	memblock_set_bottom_up(false);
	assert_int_equal(trace_seq, seq);
	trace_setup(yes);
	trace_flush();
	assert_int_equal(trace_seq, seq + 2);
	assert_null(wire_differs());
}

TEST(bad_values)
{
	char word[] = "maybe", size[] = "100", both[] = "off,64Q";

	assert_int_not_equal(trace_setup(word), 0);
	assert_int_not_equal(trace_setup(size), 0);
	assert_int_not_equal(trace_setup(both), 0);
	trace_on = true;
}

/* The last test: what has been dropped is missing from then on. */
TEST(overflow)
{
	const struct trace_event *e;
	unsigned int i, kept = 0;
	char on[] = "on";

	trace_setup(on);
	for (i = 0; i < 1000; i++) {
		memblock_reserve(0x1000, 0x1000);
		memblock_phys_free(0x1000, 0x1000);
	}
	assert_int_equal(glue_log_count("no room"), 1);
	assert_true(trace_dropped > 1000);
	for (e = trace_next(NULL); e; e = trace_next(e))
		assert_int_equal(e->seq, kept++);
	assert_true(kept > 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TRACED(no_list_grows_at_the_start),
		TRACED(marks_of_another_list), TRACED(in_order),
		TRACED(what_is_open_ends_first),
		TRACED(moves), TRACED(nothing_to_change), TRACED(no_room),
		TRACED(no_room_and_then_another),
		TRACED(marks_nodes_edges), TRACED(limit_and_direction),
		TRACED(growth), TRACED(longest_list_that_is_copied),
		TRACED(growth_of_memory), TRACED(by_hand),
		TRACED(hole_by_hand), TRACED(blocks_in_a_row),
		TRACED(another_machine), TRACED(off), TRACED(bad_values),
		TRACED(overflow),
	};

	return RUN(tests);
}
