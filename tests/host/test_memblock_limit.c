// SPDX-License-Identifier: GPL-2.0-only
/*
 * What makes memory smaller: current limit, memory limit, cap, trim
 * (docs/memblock-api.md 14, 18 rows 11 and 14).
 *
 * sources: mm/memblock*.c tests/host/glue.c tests/host/glue_memblock.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4
 */
#include "glue_memblock.h"

#define M	(&memblock.memory)
#define R	(&memblock.reserved)

TEST(current_limit_is_a_plain_value)
{
	assert_true(memblock_get_current_limit() == MEMBLOCK_ALLOC_ANYWHERE);
	memblock_set_current_limit(12345);
	assert_int_equal(memblock_get_current_limit(), 12345);
	assert_int_equal(memblock.current_limit, 12345);
	memblock.current_limit = 5;
	assert_int_equal(memblock_get_current_limit(), 5);
}

/* ---- memblock_enforce_memory_limit ----------------------------------- */

static void three_megabytes(void)
{
	glue_memblock_reset();
	memblock_add(MB(1), MB(1));
	memblock_add(MB(4), MB(1));
	memblock_add(MB(8), MB(1));
	memblock_reserve(MB(1) + KB(4), KB(4));
	memblock_reserve(MB(4), MB(1));
	memblock_reserve(MB(20), KB(4));
}

TEST(limit_0_or_too_large_does_nothing)
{
	struct snapshot *s = malloc(sizeof(*s));

	three_megabytes();
	take_snapshot(s);
	memblock_enforce_memory_limit(0);
	expect_unchanged(s);
	memblock_enforce_memory_limit(MB(3) + 1);
	expect_unchanged(s);
	memblock_enforce_memory_limit(TOP);
	expect_unchanged(s);
	free(s);
}

/*
 * limit 1.5 MiB: 1 MiB of the first region, half of the second.
 *
 * memory    [1-2)  [4---5)   [8-9)
 * reserved   #     [#####)          [20#)
 * after     [1-2)  [4-)
 *            #     [##)
 */
TEST(limit_inside_a_region)
{
	three_megabytes();
	memblock_enforce_memory_limit(MB(1) + KB(512));
	expect_list(M, { MB(1), MB(1) }, { MB(4), KB(512) });
	expect_list(R, { MB(1) + KB(4), KB(4) }, { MB(4), KB(512) });
	assert_int_equal(memblock_phys_mem_size(), MB(1) + KB(512));
}

/* A limit that a region just satisfies ends there, not in the next one. */
TEST(limit_at_a_region_end)
{
	three_megabytes();
	memblock_enforce_memory_limit(MB(1));
	expect_list(M, { MB(1), MB(1) });
	expect_list(R, { MB(1) + KB(4), KB(4) });
}

TEST(limit_equal_to_all_memory)
{
	three_megabytes();
	memblock_enforce_memory_limit(MB(3));
	assert_int_equal(M->total_size, MB(3));
	expect_list(R, { MB(1) + KB(4), KB(4) }, { MB(4), MB(1) });
}

TEST(limit_of_one_byte)
{
	three_megabytes();
	memblock_enforce_memory_limit(1);
	expect_list(M, { MB(1), 1 });
	expect_empty(R);
}

TEST(limit_without_memory)
{
	memblock_reserve(MB(1), 1);
	memblock_enforce_memory_limit(MB(1));
	expect_empty(M);
	expect_list(R, { MB(1), 1 });
}

/* ---- memblock_cap_memory_range, memblock_mem_limit_remove_map -------- */

/*
 * memory    [1 -- 2)  [4 ---- 5)  [8 -- 9)
 * cap             [1.5 ---- 4.5)
 * after         [-)    [4-)
 */
TEST(cap_keeps_only_the_range)
{
	three_megabytes();
	memblock_cap_memory_range(MB(1) + KB(512), MB(3));
	expect_list(M, { MB(1) + KB(512), KB(512) }, { MB(4), KB(512) });
	expect_list(R, { MB(4), KB(512) });
}

TEST(cap_keeps_nomap)
{
	memblock_add_node(0, MB(1), MAX_NUMNODES, MEMBLOCK_NOMAP);
	memblock_add(MB(1), MB(4));
	memblock_add_node(MB(8), MB(1), MAX_NUMNODES, MEMBLOCK_NOMAP);
	memblock_add(MB(9), MB(1));
	memblock_reserve(MB(8), KB(4));
	memblock_cap_memory_range(MB(2), MB(1));
	expect_list(M, { 0, MB(1) }, { MB(2), MB(1) }, { MB(8), MB(1) });
	assert_int_equal(M->regions[0].flags, MEMBLOCK_NOMAP);
	assert_int_equal(M->regions[2].flags, MEMBLOCK_NOMAP);
	expect_empty(R);
}

/* A border inside a NOMAP region must not leave it in two pieces. */
TEST(cap_through_nomap)
{
	memblock_add_node(MB(4), MB(4), MAX_NUMNODES, MEMBLOCK_NOMAP);
	memblock_cap_memory_range(MB(5), MB(1));
	expect_list(M, { MB(4), MB(4) });
}

/* Row 11: base + size wraps in Linux and becomes a base. */
TEST(weakness_11_cap_to_the_end)
{
	three_megabytes();
	memblock_cap_memory_range(MB(4) + KB(4), ~0ULL);
	expect_list(M, { MB(4) + KB(4), MB(1) - KB(4) }, { MB(8), MB(1) });
	expect_list(R, { MB(4) + KB(4), MB(1) - KB(4) }, { MB(20), KB(4) });
}

/* RAM to the last byte there can be, and a cap that says so. */
TEST(cap_at_the_very_top)
{
	memblock_add(PHYS_ADDR_MAX - MB(1), MB(1));
	memblock_cap_memory_range(PHYS_ADDR_MAX - MB(1), MB(1));
	expect_list(M, { PHYS_ADDR_MAX - MB(1), MB(1) });
	memblock_cap_memory_range(PHYS_ADDR_MAX - KB(4), ~(u64)0);
	expect_list(M, { PHYS_ADDR_MAX - KB(4), KB(4) });
}

TEST(cap_everything_away)
{
	three_megabytes();
	memblock_cap_memory_range(GB(1), MB(1));
	expect_empty(M);
	expect_empty(R);
}

/* As the memory limit, but NOMAP regions above it survive. */
TEST(remove_map_keeps_nomap)
{
	three_megabytes();
	memblock_add_node(MB(30), MB(1), MAX_NUMNODES, MEMBLOCK_NOMAP);
	memblock_mem_limit_remove_map(MB(1) + KB(4));
	expect_list(M, { MB(1), MB(1) }, { MB(4), KB(4) },
		    { MB(30), MB(1) });
	expect_list(R, { MB(1) + KB(4), KB(4) }, { MB(4), KB(4) });
}

TEST(remove_map_limit_0_or_too_large)
{
	struct snapshot *s = malloc(sizeof(*s));

	three_megabytes();
	take_snapshot(s);
	memblock_mem_limit_remove_map(0);
	memblock_mem_limit_remove_map(MB(3) + 1);
	expect_unchanged(s);
	free(s);
}

/* ---- memblock_trim_memory -------------------------------------------- */

/*
 * 0x1000 ......... 0x2000 ......... 0x3000 ......... 0x4000
 *    [0x1800 ------------------------- 0x3800)
 * after              [0x2000 --- 0x3000)
 */
TEST(trim_rounds_inwards)
{
	memblock_add(0x1800, 0x2000);
	memblock_trim_memory(0x1000);
	expect_list(M, { 0x2000, 0x1000 });
	assert_int_equal(memblock_phys_mem_size(), 0x1000);
}

TEST(trim_leaves_aligned_alone)
{
	memblock_add(0x1000, 0x2000);
	memblock_add(0x8000, 0x1000);
	memblock_trim_memory(0x1000);
	expect_list(M, { 0x1000, 0x2000 }, { 0x8000, 0x1000 });
}

/* Empty ones go: the first, one in the middle, the last, all. */
TEST(trim_drops_small_regions)
{
	memblock_add(0x1100, 0xe00);
	memblock_add(0x4000, 0x1800);
	memblock_add(0x6001, 0x1ffe);
	memblock_add(0x9000, 0x1000);
	memblock_add(0xb800, 0x1000);
	memblock_trim_memory(0x1000);
	expect_list(M, { 0x4000, 0x1000 }, { 0x9000, 0x1000 });
	assert_int_equal(M->total_size, 0x2000);
	memblock_trim_memory(0x4000);
	expect_empty(M);
}

/* Row 14: (V) total_size stays 0x4fff for a 0x4000 region in Linux. */
TEST(weakness_14_total_size_after_trim)
{
	memblock_add(0x1001, 0x4fff);
	memblock_trim_memory(0x1000);
	expect_list(M, { 0x2000, 0x4000 });
	assert_int_equal(memblock_phys_mem_size(), 0x4000);
}

TEST(weakness_14_first_region_dropped)
{
	memblock_add(0x1001, 0x10);
	memblock_add(0x2000, 0x1000);
	memblock_trim_memory(0x1000);
	expect_list(M, { 0x2000, 0x1000 });
	memblock_trim_memory(0x10000);
	expect_empty(M);
	assert_int_equal(M->regions[0].base, 0);
	assert_int_equal(M->regions[0].size, 0);
}

/* Nodes and flags stay with their regions when others go. */
TEST(trim_keeps_kinds)
{
	memblock_add_node(0x100, 0x100, 1, MEMBLOCK_NONE);
	memblock_add_node(0x1800, 0x1000, 2, MEMBLOCK_NONE);
	memblock_add_node(0x2800, 0x2000, 3, MEMBLOCK_HOTPLUG);
	memblock_trim_memory(0x1000);
	expect_list(M, { 0x3000, 0x1000 });
	assert_int_equal(M->regions[0].nid, 3);
	assert_int_equal(M->regions[0].flags, MEMBLOCK_HOTPLUG);
}

TEST(trim_leaves_reserved_alone)
{
	memblock_reserve(0x1001, 0x10);
	memblock_add(0x1001, 0x10);
	memblock_trim_memory(0x1000);
	expect_empty(M);
	expect_list(R, { 0x1001, 0x10 });
}

/* base rounded up would wrap to 0 here. */
TEST(weakness_11_trim_at_the_top)
{
	memblock_add(TOP - 0x800, 0x800);
	memblock_trim_memory(0x1000);
	expect_empty(M);
	memblock_add(TOP - 0x27ff, 0x27ff);
	memblock_trim_memory(0x1000);
	expect_list(M, { TOP - 0x1fff, 0x1000 });
}

/* Row 13 here too: no power of two, nothing happens, and it is said. */
TEST(weakness_13_trim_by_odd_align)
{
	memblock_add(0x1001, 0x4fff);
	memblock_trim_memory(3);
	assert_true(glue_warnings() > 0);
	memblock_trim_memory(0);
	memblock_trim_memory(0x1800);
	expect_list(M, { 0x1001, 0x4fff });
}

TEST(trim_by_large_alignment)
{
	memblock_add(GB(1) - MB(3), MB(2) + GB(2));
	memblock_trim_memory(GB(1));
	expect_list(M, { GB(1), GB(1) });
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(current_limit_is_a_plain_value),
		T(limit_0_or_too_large_does_nothing),
		T(limit_inside_a_region),
		T(limit_at_a_region_end),
		T(limit_equal_to_all_memory),
		T(limit_of_one_byte),
		T(limit_without_memory),
		T(cap_keeps_only_the_range),
		T(cap_keeps_nomap),
		T(cap_through_nomap),
		T(weakness_11_cap_to_the_end),
		T(cap_at_the_very_top), T(cap_everything_away),
		T(remove_map_keeps_nomap),
		T(remove_map_limit_0_or_too_large),
		T(trim_rounds_inwards),
		T(trim_leaves_aligned_alone),
		T(trim_drops_small_regions),
		T(weakness_14_total_size_after_trim),
		T(weakness_14_first_region_dropped),
		T(trim_keeps_kinds),
		T(trim_leaves_reserved_alone),
		T(weakness_11_trim_at_the_top),
		T(weakness_13_trim_by_odd_align),
		T(trim_by_large_alignment),
	};

	return RUN(tests);
}
