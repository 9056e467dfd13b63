// SPDX-License-Identifier: GPL-2.0-only
/*
 * Questions: sizes, ends, what an address or a range is (memblock-api.md 13,
 * 18 rows 17 to 20). No answer changes anything.
 *
 * sources: mm/memblock*.c tests/host/glue.c tests/host/glue_memblock.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4
 */
#include "glue_memblock.h"

#define M	(&memblock.memory)
#define R	(&memblock.reserved)

/* Row 19: Linux reads regions[-1] here. */
TEST(weakness_19_empty_lists)
{
	u64 a = 0, b = 0;

	assert_int_equal(memblock_start_of_DRAM(), 0);
	assert_int_equal(memblock_end_of_DRAM(), 0);
	assert_false(memblock_is_memory(0));
	assert_false(memblock_is_memory(TOP));
	assert_false(memblock_is_map_memory(0));
	assert_false(memblock_is_reserved(0));
	assert_int_equal(memblock_search_pfn_nid(0, &a, &b), -1);
	assert_false(memblock_is_region_memory(0, 1));
	assert_false(memblock_is_region_reserved(0, TOP));
	assert_false(memblock_overlaps_region(M, 0, TOP));
	assert_int_equal(memblock_phys_mem_size(), 0);
	assert_int_equal(memblock_reserved_size(), 0);
	assert_int_equal(memblock_mem_size(~0ULL), 0);
	assert_int_equal(memblock_estimated_nr_free_pages(), 0);
}

/* A list that had entries and lost them, by calls and by assignment. */
TEST(weakness_19_emptied_lists)
{
	memblock_add(0, MB(1));
	memblock_remove(0, MB(1));
	assert_false(memblock_is_memory(0));
	assert_int_equal(memblock_end_of_DRAM(), 0);
	memblock_add(0, MB(1));
	memblock_reserve(0, MB(1));
	assert_true(memblock_is_reserved(5));
	glue_memblock_reset();
	assert_false(memblock_is_memory(5));
	assert_false(memblock_is_reserved(5));
	assert_false(memblock_is_region_reserved(0, MB(1)));
}

TEST(ends_of_dram)
{
	memblock_add(MB(7), MB(1));
	memblock_add(MB(3), MB(1));
	assert_int_equal(memblock_start_of_DRAM(), MB(3));
	assert_int_equal(memblock_end_of_DRAM(), MB(8));
	memblock_add(0, 1);
	memblock_add(TOP - 5, 100);
	assert_int_equal(memblock_start_of_DRAM(), 0);
	assert_true(memblock_end_of_DRAM() == TOP);
}

TEST(sizes)
{
	memblock_add(MB(1), MB(1));
	memblock_add(MB(4), KB(4));
	memblock_reserve(MB(1), KB(16) + 1);
	assert_int_equal(memblock_phys_mem_size(), MB(1) + KB(4));
	assert_int_equal(memblock_reserved_size(), KB(16) + 1);
	assert_int_equal(memblock_estimated_nr_free_pages(),
			 (MB(1) + KB(4) - KB(16) - 1) / 4096);
}

/* Row 20: reservations where no memory is must not make it wrap. */
TEST(weakness_20_free_pages_cannot_wrap)
{
	memblock_add(MB(1), MB(1));
	memblock_reserve(GB(1), GB(4));
	assert_true(memblock_estimated_nr_free_pages() <= 256);
}

/* Whole pages only, and a region without one counts nothing. */
TEST(mem_size_below_a_pfn)
{
	memblock_add(0x1001, 0x2fff);
	memblock_add(0x5100, 0x200);
	memblock_add(0x8000, 0x4000);
	assert_int_equal(memblock_mem_size(~0ULL), 0x6000);
	assert_int_equal(memblock_mem_size(0), 0);
	assert_int_equal(memblock_mem_size(2), 0);
	assert_int_equal(memblock_mem_size(3), 0x1000);
	assert_int_equal(memblock_mem_size(5), 0x2000);
	assert_int_equal(memblock_mem_size(6), 0x2000);
	assert_int_equal(memblock_mem_size(9), 0x3000);
	assert_int_equal(memblock_mem_size(12), 0x6000);
}

TEST(is_memory_and_is_reserved)
{
	unsigned int i;

	for (i = 0; i < 60; i++) {
		memblock_add(i * 10, 5);
		memblock_reserve(i * 10 + 2, 5);
	}
	for (i = 0; i < 600; i++) {
		assert_int_equal(memblock_is_memory(i), i % 10 < 5);
		assert_int_equal(memblock_is_reserved(i),
				 i % 10 >= 2 && i % 10 < 7);
	}
	assert_false(memblock_is_memory(605));
}

TEST(is_map_memory)
{
	memblock_add(MB(1), MB(1));
	memblock_add_node(MB(2), MB(1), MAX_NUMNODES, MEMBLOCK_NOMAP);
	assert_true(memblock_is_map_memory(MB(2) - 1));
	assert_false(memblock_is_map_memory(MB(2)));
	assert_false(memblock_is_map_memory(MB(3)));
	assert_true(memblock_is_memory(MB(2)));
}

TEST(is_region_memory)
{
	memblock_add(MB(1), MB(1));
	memblock_add(MB(3), MB(1));
	assert_true(memblock_is_region_memory(MB(1), MB(1)));
	assert_true(memblock_is_region_memory(MB(1) + 5, 1));
	assert_false(memblock_is_region_memory(MB(1), MB(1) + 1));
	assert_false(memblock_is_region_memory(MB(1) - 1, 2));
	assert_false(memblock_is_region_memory(MB(1), MB(3)));
	assert_false(memblock_is_region_memory(MB(2), 1));
	assert_false(memblock_is_region_memory(MB(1), TOP));
}

/* The size is capped: the last byte does not exist. */
TEST(is_region_memory_at_the_top)
{
	memblock_add(TOP - MB(1), MB(1));
	assert_true(memblock_is_region_memory(TOP - KB(4), KB(4)));
	assert_true(memblock_is_region_memory(TOP - KB(4), MB(9)));
	assert_false(memblock_is_region_memory(TOP, 1));
}

/*
 * Row 17: regions that touch and differ only in node or flags are memory
 * all the same.
 *
 * memory   [1 n0 2)[2 n1 3)[3 n1 hotplug 4)   [5 ...
 */
TEST(weakness_17_region_over_neighbours)
{
	memblock_add_node(MB(1), MB(1), 0, MEMBLOCK_NONE);
	memblock_add_node(MB(2), MB(1), 1, MEMBLOCK_NONE);
	memblock_add_node(MB(3), MB(1), 1, MEMBLOCK_HOTPLUG);
	memblock_add_node(MB(5), MB(1), 1, MEMBLOCK_NONE);
	assert_true(memblock_is_region_memory(MB(1), MB(3)));
	assert_true(memblock_is_region_memory(MB(2) - 1, 2));
	assert_true(memblock_is_region_memory(MB(2) - 1, MB(1) + 2));
	assert_false(memblock_is_region_memory(MB(1), MB(3) + 1));
	assert_false(memblock_is_region_memory(MB(3), MB(3)));
}

/* Row 18: an empty range intersects nothing and lies in nothing. */
TEST(weakness_18_size_0)
{
	memblock_add(MB(1), MB(2));
	memblock_reserve(MB(1), MB(2));
	assert_false(memblock_is_region_reserved(MB(2), 0));
	assert_false(memblock_is_region_reserved(MB(1), 0));
	assert_false(memblock_is_region_memory(MB(2), 0));
	assert_false(memblock_is_region_memory(MB(1), 0));
	assert_false(memblock_is_region_memory(MB(9), 0));
	assert_false(memblock_overlaps_region(M, MB(2), 0));
}

/* Half-open: touching neighbours do not overlap. */
TEST(overlaps_region)
{
	memblock_add(MB(4), MB(1));
	memblock_add(MB(6), MB(1));
	assert_false(memblock_overlaps_region(M, MB(3), MB(1)));
	assert_true(memblock_overlaps_region(M, MB(3), MB(1) + 1));
	assert_false(memblock_overlaps_region(M, MB(5), MB(1)));
	assert_true(memblock_overlaps_region(M, MB(5) - 1, 1));
	assert_true(memblock_overlaps_region(M, MB(5), MB(1) + 1));
	assert_true(memblock_overlaps_region(M, 0, TOP));
	assert_true(memblock_overlaps_region(M, MB(6) + 5, TOP));
	assert_true(memblock_overlaps_region(M, MB(4) + 5, 1));
	assert_false(memblock_overlaps_region(M, MB(7), TOP));
	assert_false(memblock_overlaps_region(R, 0, TOP));
}

/* Row 5 made it a binary search: the answer is that of all pairs. */
TEST(weakness_05_region_reserved)
{
	unsigned int a, b, i;
	bool want;

	for (i = 0; i < 10; i++)
		memblock_reserve(10 + i * 7, 1 + i % 5);
	for (a = 0; a < 100; a++) {
		want = false;
		for (b = a; b < 100; b++) {
			assert_int_equal(memblock_is_region_reserved(a, b - a),
					 want);
			want = want || memblock_is_reserved(b);
		}
	}
}

TEST(search_pfn_nid)
{
	u64 start = 0, end = 0;

	memblock_add_node(0x10000, 0x10000, 2, MEMBLOCK_NONE);
	memblock_add_node(0x20000, 0x8000, 3, MEMBLOCK_NONE);
	assert_int_equal(memblock_search_pfn_nid(0x10, &start, &end), 2);
	assert_int_equal(start, 0x10);
	assert_int_equal(end, 0x20);
	assert_int_equal(memblock_search_pfn_nid(0x20, &start, &end), 3);
	assert_int_equal(start, 0x20);
	assert_int_equal(end, 0x28);
	assert_int_equal(memblock_search_pfn_nid(0x1f, &start, &end), 2);
	assert_int_equal(memblock_search_pfn_nid(0x28, &start, &end), -1);
	assert_int_equal(memblock_search_pfn_nid(0xf, &start, &end), -1);
	/* No physical address is so large. */
	assert_int_equal(memblock_search_pfn_nid(~0ULL, &start, &end), -1);
	assert_int_equal(memblock_search_pfn_nid((1ULL << 52) + 0x10, &start,
						 &end), -1);
}

TEST(region_pfns)
{
	struct memblock_region r = { .base = 0x1001, .size = 0x2000 };

	assert_int_equal(memblock_region_memory_base_pfn(&r), 2);
	assert_int_equal(memblock_region_memory_end_pfn(&r), 3);
	assert_int_equal(memblock_region_reserved_base_pfn(&r), 1);
	assert_int_equal(memblock_region_reserved_end_pfn(&r), 4);
	r.base = 0x1000;
	assert_int_equal(memblock_region_memory_base_pfn(&r), 1);
	assert_int_equal(memblock_region_memory_end_pfn(&r), 3);
	assert_int_equal(memblock_region_reserved_base_pfn(&r), 1);
	assert_int_equal(memblock_region_reserved_end_pfn(&r), 3);
}

TEST(numa_coverage)
{
	memblock_add_node(0, MB(8), 0, MEMBLOCK_NONE);
	assert_true(memblock_validate_numa_coverage(MB(1)));
	memblock_add(MB(8), MB(4));
	assert_false(memblock_validate_numa_coverage(MB(1)));
	assert_true(memblock_validate_numa_coverage(MB(5)));
}

TEST(addrs_overlap)
{
	assert_true(memblock_addrs_overlap(1, 2, 2, 1));
	assert_false(memblock_addrs_overlap(1, 1, 2, 1));
	assert_false(memblock_addrs_overlap(2, 1, 1, 1));
	assert_true(memblock_addrs_overlap(1, 9, 3, 1));
	assert_true(memblock_addrs_overlap(3, 1, 1, 9));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(weakness_19_empty_lists),
		T(weakness_19_emptied_lists),
		T(ends_of_dram),
		T(sizes),
		T(weakness_20_free_pages_cannot_wrap),
		T(mem_size_below_a_pfn),
		T(is_memory_and_is_reserved),
		T(is_map_memory),
		T(is_region_memory),
		T(is_region_memory_at_the_top),
		T(weakness_17_region_over_neighbours),
		T(weakness_18_size_0),
		T(overlaps_region),
		T(weakness_05_region_reserved),
		T(search_pfn_nid),
		T(region_pfns),
		T(numa_coverage),
		T(addrs_overlap),
	};

	return RUN(tests);
}
