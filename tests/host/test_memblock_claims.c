// SPDX-License-Identifier: GPL-2.0-only
/*
 * What searches remember (mm/memblock_hint.c), one rule a test: when a claim
 * is made, when it is cut back, when all are forgotten. Here short lists have
 * claims, too. test_memblock_hint.c tries the same at random.
 *
 * sources: mm/memblock*.c tests/host/glue.c tests/host/glue_memblock.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -DMEMBLOCK_HINT_MIN=1
 */
#include "glue_memblock.h"
#include "mm/memblock_internal.h"

#define M	(&memblock.memory)
#define R	(&memblock.reserved)
#define ANY	NUMA_NO_NODE

/*
 * before   .#.#.#.#.#.#.#.      holes of 4 KiB
 * 8 KiB    nothing in all of them: the second search must not look at them
 */
TEST(claims_are_made_and_cut_back)
{
	phys_addr_t at = glue_ram_added(), end = at + RAM_SIZE;
	int i;

	for (i = 0; i < 100; i++)
		memblock_reserve(end - KB(8) * (i + 1), KB(4));
	assert_int_equal(memblock_hint_ask(end, ANY, false, KB(8)), 0);
	assert_int_equal(memblock_find_in_range(0, end, KB(8), 64),
			 end - KB(808));
	assert_int_equal(memblock_hint_ask(end, ANY, false, KB(8)), KB(800));
	assert_int_equal(memblock_hint_ask(end, ANY, false, KB(64)), KB(800));
	assert_int_equal(memblock_hint_ask(end, ANY, false, KB(8) - 1), 0);
	assert_int_equal(memblock_hint_ask(end, ANY, true, KB(8)), 0);
	assert_int_equal(memblock_hint_ask(end, 1, false, KB(8)), 0);
	assert_int_equal(memblock_hint_ask(end - 1, ANY, false, KB(8)), 0);
	/* 8 + 4 KiB, at 400 KiB from the end */
	memblock_phys_free(end - KB(408), KB(4));
	assert_int_equal(memblock_hint_ask(end, ANY, false, KB(8)), KB(400));
	assert_int_equal(memblock_find_in_range(0, end, KB(12), 64),
			 end - KB(412));
	/* Taking it does not cut; nor does a reset leave anything. */
	memblock_reserve(end - KB(412), KB(12));
	assert_int_equal(memblock_hint_ask(end, ANY, false, KB(8)), KB(400));
	R->total_size++;
	assert_int_equal(memblock_hint_ask(end, ANY, false, KB(8)), 0);
}

/* Upwards as well: from the edge on, all holes that begin there. */
TEST(claims_upwards)
{
	phys_addr_t at = glue_ram_added(), end = at + RAM_SIZE;
	int i;

	memblock_set_bottom_up(true);
	for (i = 0; i < 100; i++)
		memblock_reserve(at + KB(8) * i + KB(4), KB(4));
	assert_int_equal(memblock_find_in_range(at, end, KB(8), 64),
			 at + KB(800));
	assert_int_equal(memblock_hint_ask(at, ANY, true, KB(8)), KB(800));
	assert_int_equal(memblock_hint_ask(at, ANY, false, KB(8)), 0);
}

/* Of two claims about one size the farther one counts, come as they may. */
TEST(farther_claims_win)
{
	phys_addr_t edge = glue_ram_added();

	memblock_reserve(edge + MB(1), KB(4));
	memblock_hint_learn(edge, ANY, true, KB(8), KB(16));
	memblock_hint_learn(edge, ANY, true, KB(8), KB(64));
	assert_int_equal(memblock_hint_ask(edge, ANY, true, KB(8)), KB(64));
	memblock_hint_learn(edge, ANY, true, KB(8), KB(32));
	assert_int_equal(memblock_hint_ask(edge, ANY, true, KB(8)), KB(64));
	/* A smaller size may claim less, and takes nothing away. */
	memblock_hint_learn(edge, ANY, true, KB(4), KB(32));
	assert_int_equal(memblock_hint_ask(edge, ANY, true, KB(4)), KB(32));
	assert_int_equal(memblock_hint_ask(edge, ANY, true, KB(8)), KB(64));
	/* Or as much: then it speaks for the larger ones, too. */
	memblock_hint_learn(edge, ANY, true, KB(4), KB(64));
	assert_int_equal(memblock_hint_ask(edge, ANY, true, KB(4)), KB(64));
	assert_int_equal(memblock_hint_ask(edge, ANY, true, KB(8)), KB(64));
	assert_int_equal(memblock_hint_ask(edge, ANY, true, KB(2)), 0);
	memblock_hint_learn(edge, ANY, true, KB(16), 0);
	assert_int_equal(memblock_hint_ask(edge, ANY, true, KB(16)), KB(64));
}

/* A hole of just the size claimed not to be there. */
TEST(equal_size_cuts)
{
	phys_addr_t at = glue_ram_added(), end = at + RAM_SIZE;

	memblock_reserve(end - KB(64), KB(64));
	assert_int_equal(memblock_find_in_range(0, end, KB(4), 64),
			 end - KB(68));
	memblock_phys_free(end - KB(32), KB(4));
	assert_int_equal(memblock_find_in_range(0, end, KB(4), 64),
			 end - KB(32));
	memblock_reserve(end - KB(32), KB(4));
	memblock_set_bottom_up(true);
	memblock_reserve(at, KB(64));
	assert_int_equal(memblock_find_in_range(0, end, KB(4), 64),
			 at + KB(64));
	memblock_phys_free(at + KB(32), KB(4));
	assert_int_equal(memblock_find_in_range(0, end, KB(4), 64),
			 at + KB(32));
}

/* By hand, and with the same number of regions and bytes afterwards. */
TEST(memory_is_compared)
{
	phys_addr_t at = glue_ram(), end = at + RAM_SIZE;

	movable_node_enabled = true;
	memblock_add_node(at, MB(1), 1, MEMBLOCK_NONE);
	memblock_add_node(end - MB(1), MB(1), 1, MEMBLOCK_HOTPLUG);
	assert_int_equal(memblock_find_in_range(0, end, KB(4), 64),
			 at + MB(1) - KB(4));
	M->regions[1].flags = MEMBLOCK_NONE;
	assert_int_equal(memblock_find_in_range(0, end, KB(4), 64),
			 end - KB(4));
	assert_int_equal(memblock_find_in_range_node(KB(4), 64, 0, end, 2), 0);
	M->regions[1].nid = 2;
	assert_int_equal(memblock_find_in_range_node(KB(4), 64, 0, end, 2),
			 end - KB(4));
	assert_int_equal(memblock_find_in_range(0, at + MB(9), MB(1), 1), at);
	M->regions[0].base += MB(8);
	assert_int_equal(memblock_find_in_range(0, at + MB(9), MB(1), 1),
			 at + MB(8));
	movable_node_enabled = false;
}

/* A region that was moved by hand, and the list put in order. */
TEST(merging_forgets)
{
	phys_addr_t at = glue_ram_added(), end = at + RAM_SIZE;

	memblock_reserve(end - KB(64), KB(64));
	assert_int_equal(memblock_find_in_range(0, end, KB(8), 1),
			 end - KB(72));
	R->regions[0].base -= KB(8);
	memblock_merge_regions(R);
	assert_int_equal(memblock_find_in_range(0, end, KB(8), 1),
			 end - KB(8));
}

/* An edit, and before the next search a change by call. */
TEST(edit_then_call)
{
	phys_addr_t at = glue_ram_added(), end = at + RAM_SIZE;

	memblock_reserve(end - KB(64), KB(64));
	assert_int_equal(memblock_find_in_range(0, end, KB(8), 1),
			 end - KB(72));
	R->regions[0].size -= KB(8);
	R->total_size -= KB(8);
	memblock_reserve(at, KB(4));
	assert_int_equal(memblock_find_in_range(0, end, KB(8), 1),
			 end - KB(8));
}

/*
 * Holes of 64, 128, 192 ... bytes, the largest last: more claims than there
 * is room for. Each size must still be found where it is.
 */
TEST(more_claims_than_room)
{
	phys_addr_t at = glue_ram_added(), end = at + RAM_SIZE;
	int i, round;

	memblock_reserve(end - MB(1), MB(1));
	for (i = 1; i <= 100; i++)
		memblock_phys_free(end - KB(8) * i, 64 * i);
	for (round = 0; round < 2; round++)
		for (i = 1; i <= 100; i++)
			assert_int_equal(memblock_find_in_range(0, end, 64 * i,
								64),
					 end - KB(8) * i);
}

/*
 * before   memory: 32 MiB, and the entry behind that is left of another one
 * 48 MiB   do not fit: the second search knows, and looks at no entry
 */
TEST(nothing_in_the_whole_window)
{
	int i;

	memblock_add(MB(64), MB(32));
	memblock_add(MB(128), MB(128));
	memblock_remove(MB(128), MB(128));
	for (i = 0; i < 4; i++)
		memblock_reserve(MB(256 + 2 * i), MB(1));
	assert_int_equal(memblock_find_in_range(0, GB(1), MB(48), 64), 0);
	assert_int_equal(memblock_hint_ask(GB(1), ANY, false, MB(48)), GB(1));
	assert_int_equal(memblock_find_in_range(0, GB(1), MB(48), 64), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(claims_are_made_and_cut_back),
		T(equal_size_cuts),
		T(claims_upwards),
		T(farther_claims_win),
		T(memory_is_compared),
		T(merging_forgets),
		T(edit_then_call),
		T(more_claims_than_room),
		T(nothing_in_the_whole_window),
	};

	memblock_allow_resize();
	return RUN(tests);
}
