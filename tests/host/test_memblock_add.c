// SPDX-License-Identifier: GPL-2.0-only
/*
 * memblock_add, memblock_add_node, memblock_add_range: how ranges find their
 * place, merge, and give way to what is there already (memblock-api.md 3.5,
 * 5, 15, 18). Numbers only: no memory lies behind these ranges.
 *
 * sources: mm/memblock*.c tests/host/glue.c tests/host/glue_memblock.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4
 */
#include <linux/errno.h>
#include "glue_memblock.h"

#define M	(&memblock.memory)

/* Runs first: what a program finds before it calls anything. */
TEST(initial_state)
{
	assert_non_null(memblock.memory.regions);
	assert_non_null(memblock.reserved.regions);
	assert_int_equal(memblock.memory.cnt, 0);
	assert_int_equal(memblock.reserved.cnt, 0);
	assert_int_equal(memblock.memory.max, 128);
	assert_int_equal(memblock.reserved.max, 128);
	assert_int_equal(memblock.memory.total_size, 0);
	assert_int_equal(memblock.reserved.total_size, 0);
	assert_string_equal(memblock.memory.name, "memory");
	assert_string_equal(memblock.reserved.name, "reserved");
	assert_false(memblock.bottom_up);
	assert_true(memblock.current_limit == MEMBLOCK_ALLOC_ANYWHERE);
}

TEST(constants_and_layout)
{
	assert_int_equal(sizeof(phys_addr_t), 8);
	assert_int_equal(sizeof(struct memblock_region), 24);
	assert_true(256 * sizeof(struct memblock_region) <= KB(28));
	assert_true(PHYS_ADDR_MAX == ~0ULL);
	assert_int_equal(PAGE_SIZE, 4096);
	assert_int_equal(NUMA_NO_NODE, -1);
	assert_int_equal(MEMBLOCK_NONE, 0);
	assert_int_equal(MEMBLOCK_HOTPLUG, 1);
	assert_int_equal(MEMBLOCK_MIRROR, 2);
	assert_int_equal(MEMBLOCK_NOMAP, 4);
	assert_int_equal(MEMBLOCK_DRIVER_MANAGED, 8);
	assert_int_equal(MEMBLOCK_RSRV_NOINIT, 0x10);
	assert_true(MEMBLOCK_ALLOC_ANYWHERE == ~0ULL);
	assert_int_equal(MEMBLOCK_ALLOC_ACCESSIBLE, 0);
	assert_int_equal(MAX_NUMNODES, 16);
	assert_int_equal(INIT_MEMBLOCK_REGIONS, 128);
}

TEST(add_one)
{
	assert_int_equal(memblock_add(GB(1), MB(4)), 0);
	expect_list(M, { GB(1), MB(4) });
	assert_int_equal(M->regions[0].flags, MEMBLOCK_NONE);
	assert_int_equal(M->regions[0].nid, MAX_NUMNODES);
	expect_empty(&memblock.reserved);
}

TEST(add_node_records_node_and_flags)
{
	assert_int_equal(memblock_add_node(MB(1), MB(4), 3,
					   MEMBLOCK_HOTPLUG), 0);
	expect_list(M, { MB(1), MB(4) });
	assert_int_equal(M->regions[0].nid, 3);
	assert_int_equal(M->regions[0].flags, MEMBLOCK_HOTPLUG);
}

TEST(size_zero_changes_nothing)
{
	assert_int_equal(memblock_add(MB(1), 0), 0);
	expect_empty(M);
	memblock_add(MB(4), MB(1));
	assert_int_equal(memblock_add(MB(4), 0), 0);
	assert_int_equal(memblock_add(MB(5), 0), 0);
	assert_int_equal(memblock_add(0, 0), 0);
	expect_list(M, { MB(4), MB(1) });
}

/*
 * before                 after
 *    .. 22 .. .. 00 .. 11     00 11 22, in whatever order they come
 */
TEST(sorted_whatever_the_order)
{
	static const u8 orders[6][3] = {
		{ 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 },
		{ 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 },
	};
	int i, k;

	for (i = 0; i < 6; i++) {
		glue_memblock_reset();
		for (k = 0; k < 3; k++)
			assert_int_equal(memblock_add(MB(4) * orders[i][k],
						      MB(1)), 0);
		expect_list(M, { 0, MB(1) }, { MB(4), MB(1) },
			    { MB(8), MB(1) });
	}
}

/*
 * before   ....[4------8)....
 * add      ..[3---5).........
 * after    ..[3--------8)....
 */
TEST(overlap_at_the_bottom)
{
	memblock_add(MB(4), MB(4));
	assert_int_equal(memblock_add(MB(3), MB(2)), 0);
	expect_list(M, { MB(3), MB(5) });
}

/*
 * before   ....[4------8)....
 * add      .........[7---9)..
 * after    ....[4--------9)..
 */
TEST(overlap_at_the_top)
{
	memblock_add(MB(4), MB(4));
	assert_int_equal(memblock_add(MB(7), MB(2)), 0);
	expect_list(M, { MB(4), MB(5) });
}

/*
 * before   ..[4--------8)..
 * add      ....[5--6)......     and the very same range again
 * after    ..[4--------8)..
 */
TEST(contained_or_identical)
{
	memblock_add(MB(4), MB(4));
	assert_int_equal(memblock_add(MB(5), MB(1)), 0);
	assert_int_equal(memblock_add(MB(4), MB(1)), 0);
	assert_int_equal(memblock_add(MB(7), MB(1)), 0);
	assert_int_equal(memblock_add(MB(4), MB(4)), 0);
	expect_list(M, { MB(4), MB(4) });
	assert_int_equal(glue_warnings(), 0);
}

/*
 * before   ....[4--6)..[8--9)....
 * add      ..[3-------------10)..
 * after    ..[3-------------10)..
 */
TEST(covers_all)
{
	memblock_add(MB(4), MB(2));
	memblock_add(MB(8), MB(1));
	assert_int_equal(memblock_add(MB(3), MB(7)), 0);
	expect_list(M, { MB(3), MB(7) });
}

/*
 * before   [1--2)....[3--4)
 * add      .....[2--3).....
 * after    [1-----------4)
 */
TEST(exact_gap_merges_three)
{
	memblock_add(MB(1), MB(1));
	memblock_add(MB(3), MB(1));
	assert_int_equal(memblock_add(MB(2), MB(1)), 0);
	expect_list(M, { MB(1), MB(3) });
}

/*
 * before   [1--2)........[4--5)
 * add      .....[2--3).........    touches the left one
 * then     ......... [3.5--4)..    touches the right one
 */
TEST(touching_one_side_merges)
{
	memblock_add(MB(1), MB(1));
	memblock_add(MB(4), MB(1));
	memblock_add(MB(2), MB(1));
	expect_list(M, { MB(1), MB(2) }, { MB(4), MB(1) });
	memblock_add(MB(3) + KB(512), KB(512));
	expect_list(M, { MB(1), MB(2) }, { MB(3) + KB(512), MB(1) + KB(512) });
}

TEST(one_byte_apart_stays_apart)
{
	memblock_add(MB(1), MB(1));
	memblock_add(MB(2) + 1, MB(1));
	expect_list(M, { MB(1), MB(1) }, { MB(2) + 1, MB(1) });
	memblock_add(MB(2), 1);
	expect_list(M, { MB(1), MB(2) + 1 });
}

TEST(touching_regions_of_other_nodes_stay_apart)
{
	memblock_add_node(0, MB(1), 0, MEMBLOCK_NONE);
	memblock_add_node(MB(1), MB(1), 1, MEMBLOCK_NONE);
	memblock_add_node(MB(2), MB(1), 1, MEMBLOCK_HOTPLUG);
	memblock_add_node(MB(3), MB(1), 1, MEMBLOCK_HOTPLUG);
	expect_list(M, { 0, MB(1) }, { MB(1), MB(1) }, { MB(2), MB(2) });
}

/*
 * What exists keeps its node; only the holes take the new one.
 *
 * before   ....[2 n1 3)....[5 n2 6)....
 * add      [1------------ n3 --------7)
 * after    [1 n3)[2 n1)[3 n3 5)[5 n2)[6 n3 7)
 */
TEST(existing_regions_win)
{
	memblock_add_node(MB(2), MB(1), 1, MEMBLOCK_NONE);
	memblock_add_node(MB(5), MB(1), 2, MEMBLOCK_NONE);
	assert_int_equal(memblock_add_node(MB(1), MB(6), 3,
					   MEMBLOCK_NONE), 0);
	expect_list(M, { MB(1), MB(1) }, { MB(2), MB(1) }, { MB(3), MB(2) },
		    { MB(5), MB(1) }, { MB(6), MB(1) });
	assert_int_equal(M->regions[0].nid, 3);
	assert_int_equal(M->regions[1].nid, 1);
	assert_int_equal(M->regions[2].nid, 3);
	assert_int_equal(M->regions[3].nid, 2);
	assert_int_equal(M->regions[4].nid, 3);
}

/*
 * before   [1 n1 2)....[3 n1 4)
 * add      [1------- n2 -----4)
 * after    [1 n1 2)[2 n2 3)[3 n1 4)
 */
TEST(pieces_merge_only_with_their_kind)
{
	memblock_add_node(MB(1), MB(1), 1, MEMBLOCK_NONE);
	memblock_add_node(MB(3), MB(1), 1, MEMBLOCK_NONE);
	memblock_add_node(MB(1), MB(3), 2, MEMBLOCK_NONE);
	expect_list(M, { MB(1), MB(1) }, { MB(2), MB(1) }, { MB(3), MB(1) });
	memblock_add_node(MB(4), MB(1), 1, MEMBLOCK_NONE);
	expect_list(M, { MB(1), MB(1) }, { MB(2), MB(1) }, { MB(3), MB(2) });
}

/* Row 15: old node and flags stay, but never in silence. */
TEST(weakness_15_kind_conflict_warns)
{
	memblock_add_node(MB(1), MB(4), 1, MEMBLOCK_NONE);
	glue_log_clear();
	assert_int_equal(memblock_add_node(MB(2), MB(1), 2,
					   MEMBLOCK_NONE), 0);
	assert_true(glue_warnings() > 0);
	assert_true(glue_log_has("200000"));
	assert_true(glue_log_has("2fffff"));
	expect_list(M, { MB(1), MB(4) });
	assert_int_equal(M->regions[0].nid, 1);
}

/*
 * Row 15, "in every case": the overlap at the head and at the tail, covering
 * the old region, and a conflict of flags alone.
 */
TEST(weakness_15_every_case_warns)
{
	static const struct span cases[] = {
		{ MB(3), MB(2) }, { MB(7), MB(2) }, { MB(3), MB(6) },
		{ MB(4), MB(4) },
	};
	unsigned int i, flags;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		for (flags = 0; flags < 2; flags++) {
			glue_memblock_reset();
			memblock_add_node(MB(4), MB(4), 1, MEMBLOCK_NONE);
			glue_log_clear();
			memblock_add_node(cases[i].base, cases[i].size,
					  flags ? 1 : 2, flags ?
					  MEMBLOCK_HOTPLUG : MEMBLOCK_NONE);
			assert_true(glue_warnings() > 0);
			expect_sound();
		}
	}
}

/* Only the part that really overlaps may warn: touching is no conflict. */
TEST(touching_other_kind_does_not_warn)
{
	memblock_add_node(MB(4), MB(4), 1, MEMBLOCK_NONE);
	memblock_add_node(MB(8), MB(4), 2, MEMBLOCK_NONE);
	memblock_add_node(MB(2), MB(2), 2, MEMBLOCK_HOTPLUG);
	assert_int_equal(glue_warnings(), 0);
	assert_int_equal(M->cnt, 3);
}

TEST(past_the_end_is_clipped)
{
	phys_addr_t base = PHYS_ADDR_MAX - MB(1);

	assert_int_equal(memblock_add(base, MB(2)), 0);
	expect_list(M, { base, PHYS_ADDR_MAX - base });
}

TEST(whole_address_space)
{
	assert_int_equal(memblock_add(0, PHYS_ADDR_MAX), 0);
	expect_list(M, { 0, PHYS_ADDR_MAX });
	assert_int_equal(memblock_add(GB(7), GB(9)), 0);
	expect_list(M, { 0, PHYS_ADDR_MAX });
}

/* The topmost byte cannot be represented: nothing is left of it. */
TEST(topmost_byte_is_nothing)
{
	assert_int_equal(memblock_add(PHYS_ADDR_MAX, 1), 0);
	assert_int_equal(memblock_add(PHYS_ADDR_MAX, PHYS_ADDR_MAX), 0);
	expect_empty(M);
	memblock_add(PHYS_ADDR_MAX - 1, 17);
	expect_list(M, { PHYS_ADDR_MAX - 1, 1 });
}

/*
 * 128 regions, then the 127 gaps in an order that is neither up nor down:
 * each closes exactly one, and the list shrinks to one region.
 */
TEST(closing_gaps_one_by_one)
{
	unsigned int i, gap;

	fill_list(M, MB(1), 128);
	assert_int_equal(M->cnt, 128);
	for (i = 0; i < 127; i++) {
		gap = i * 50 % 127;
		assert_int_equal(memblock_add(MB(1) + gap * KB(4) + 0x100,
					      KB(4) - 0x100), 0);
		assert_int_equal(M->cnt, 127 - i);
		expect_sound();
	}
	expect_list(M, { MB(1), 127 * KB(4) + 0x100 });
	assert_int_equal(M->max, 128);
}

/*
 * 100 regions and one range over all of them at once: 101 pieces.
 *
 * before   .[0)..[1)..[2) ... [99)..
 * after    [------------------------)
 */
TEST(one_add_closes_every_gap)
{
	fill_list(M, MB(1), 100);
	assert_int_equal(memblock_add(MB(1) - 0x100, 100 * KB(4) + 0x200), 0);
	expect_list(M, { MB(1) - 0x100, 100 * KB(4) + 0x200 });
	assert_int_equal(M->max, 128);
}

/* add_range is add and reserve alike, for a list of anyone's. */
TEST(add_range_works_on_any_list)
{
	struct memblock_region array[8] = { 0 };
	char name[] = "mine";
	struct memblock_type type = { .max = 8, .regions = array,
		.name = name };

	assert_int_equal(memblock_add_range(&type, 5, 5, 1,
					    MEMBLOCK_NONE), 0);
	assert_int_equal(memblock_add_range(&type, 0, 5, 1,
					    MEMBLOCK_NONE), 0);
	assert_int_equal(type.cnt, 1);
	assert_int_equal(array[0].base, 0);
	assert_int_equal(array[0].size, 10);
	assert_int_equal(type.total_size, 10);
	expect_empty(M);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(initial_state),
		T(constants_and_layout),
		T(add_one),
		T(add_node_records_node_and_flags),
		T(size_zero_changes_nothing),
		T(sorted_whatever_the_order),
		T(overlap_at_the_bottom),
		T(overlap_at_the_top),
		T(contained_or_identical),
		T(covers_all),
		T(exact_gap_merges_three),
		T(touching_one_side_merges),
		T(one_byte_apart_stays_apart),
		T(touching_regions_of_other_nodes_stay_apart),
		T(existing_regions_win),
		T(pieces_merge_only_with_their_kind),
		T(weakness_15_kind_conflict_warns),
		T(weakness_15_every_case_warns),
		T(touching_other_kind_does_not_warn),
		T(past_the_end_is_clipped),
		T(whole_address_space),
		T(topmost_byte_is_nothing),
		T(closing_gaps_one_by_one),
		T(one_add_closes_every_gap),
		T(add_range_works_on_any_list),
	};

	return RUN(tests);
}
