// SPDX-License-Identifier: GPL-2.0-only
/*
 * The buddy allocator over ranges made by hand: splitting, merging, zones
 * and nodes, and what is printed.
 *
 * sources: mm/page_block.c mm/page_alloc.c
 * sources: mm/page_poison.c
 * sources: mm/page_nodes.c tests/host/page_check.c
 * sources: tests/host/sim_phys.c tests/host/glue.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -DCONFIG_DEBUG_VM
 * cflags: -include tests/host/sim_phys.h
 */
#include <linux/gfp.h>
#include "page_check.h"

pg_data_t *node_data[MAX_NUMNODES];

/* Two nodes with all zones, small: DMA, DMA32, Normal; then node 1. */
static void two_nodes(void)
{
	static const struct sim_range r[] = {
		{ 0, 16, 0, ZONE_DMA }, { 16, 32, 0, ZONE_DMA32 },
		{ 32, 48, 0, ZONE_NORMAL }, { 48, 64, 3, ZONE_NORMAL },
	};
	unsigned int i;

	sim_ranges(r, ARRAY_SIZE(r));
	for (i = 0; i < ARRAY_SIZE(r); i++)
		sim_free(r[i].start_pfn, r[i].end_pfn);
}

/*
 * One page out of sixteen: each split leaves its upper half in the lists.
 *
 *   before: |f f f f f f f f f f f f f f f f|
 *   after:  |A|f|f f|f f f f|f f f f f f f f|
 */
TEST(split)
{
	struct page *page;

	sim_one_zone(16);
	assert_string_equal(sim_picture(), "4F");
	page = alloc_pages(GFP_KERNEL, 0);
	assert_int_equal(page_to_pfn(page), 0);
	assert_string_equal(sim_picture(), "0A 0F 1F 2F 3F");
	assert_int_equal(nr_free_pages(), 15);
	check_blocks(true);
}

/*
 * Freed, it merges with each buddy in turn; one allocated in between stops
 * that.
 *
 *   before: |A|f|f f|f f f f|B B B B B B B B|
 *   after:  |f f f f f f f f|B B B B B B B B|
 */
TEST(merge)
{
	struct page *a, *b;

	sim_one_zone(16);
	a = alloc_pages(GFP_KERNEL, 0);
	b = alloc_pages(GFP_KERNEL, 3);
	assert_string_equal(sim_picture(), "0A 0F 1F 2F 3A");
	__free_pages(a, 0);
	assert_string_equal(sim_picture(), "3F 3A");
	check_blocks(true);
	__free_pages(b, 3);
	assert_string_equal(sim_picture(), "4F");
	check_blocks(true);
	assert_int_equal(nr_free_pages(), 16);
	assert_int_equal(glue_warnings(), 0);
}

/* The upper buddy freed last, too: the lower one is the head of both. */
TEST(merge_from_above)
{
	struct page *a, *b;

	sim_one_zone(2);
	a = alloc_pages(GFP_KERNEL, 0);
	b = alloc_pages(GFP_KERNEL, 0);
	__free_pages(a, 0);
	assert_string_equal(sim_picture(), "0F 0A");
	__free_pages(b, 0);
	assert_string_equal(sim_picture(), "1F");
	check_blocks(true);
}

/* Blocks of the same order, not buddies: pages 1 and 2 stay apart. */
TEST(neighbours_that_are_no_buddies_stay_apart)
{
	struct page *page[4];
	int i;

	sim_one_zone(4);
	for (i = 0; i < 4; i++)
		page[i] = alloc_pages(GFP_KERNEL, 0);
	assert_string_equal(sim_picture(), "0A 0A 0A 0A");
	__free_pages(pfn_to_page(1), 0);
	__free_pages(pfn_to_page(2), 0);
	assert_string_equal(sim_picture(), "0A 0F 0F 0A");
	(void)page;
	check_blocks(true);
}

/*
 * Of free blocks of one order the last one freed is taken first: what is in
 * it may still be in the cache.
 *
 *   |A|A|A|A|A|A|A|A|  ->  |A|A|f|A|A|A|f|A|  ->  6, then 2
 */
TEST(last_freed_first)
{
	unsigned int i;

	sim_one_zone(8);
	for (i = 0; i < 8; i++)
		assert_int_equal(page_to_pfn(alloc_pages(GFP_KERNEL, 0)), i);
	__free_pages(pfn_to_page(2), 0);
	__free_pages(pfn_to_page(6), 0);
	assert_int_equal(page_to_pfn(alloc_pages(GFP_KERNEL, 0)), 6);
	assert_int_equal(page_to_pfn(alloc_pages(GFP_KERNEL, 0)), 2);
}

TEST(every_order_is_aligned_and_comes_back)
{
	unsigned int order;

	sim_one_zone(1ULL << (MAX_ORDER - 1));
	for (order = 0; order < MAX_ORDER; order++) {
		struct page *page = alloc_pages(GFP_KERNEL, order);

		assert_non_null(page);
		assert_int_equal(page->kind, PAGE_ALLOCATED);
		assert_int_equal(page->order, order);
		assert_int_equal(page_to_pfn(page) % (1ULL << order), 0);
		assert_int_equal(nr_free_pages(), (1ULL << (MAX_ORDER - 1)) -
				 (1ULL << order));
		__free_pages(page, order);
		assert_int_equal(page_ranges[0].zone->free_area[MAX_ORDER - 1]
				 .nr_free, 1);
	}
	check_blocks(false);
}

/* Two free blocks of the largest order are buddies, and stay two. */
TEST(the_largest_order_does_not_merge)
{
	sim_one_zone(2ULL << (MAX_ORDER - 1));
	assert_string_equal(sim_picture(), "18F 18F");
	__free_pages(alloc_pages(GFP_KERNEL, MAX_ORDER - 1), MAX_ORDER - 1);
	assert_string_equal(sim_picture(), "18F 18F");
}

static u64 take_pfn(int nid, gfp_t gfp, unsigned int order)
{
	struct page *page = alloc_pages_node(nid, gfp, order);

	return page ? page_to_pfn(page) : ~0ULL;
}

/* Normal, then DMA32, then DMA; the node asked for before the others. */
TEST(zones_and_nodes_fall_back_in_order)
{
	two_nodes();
	assert_int_equal(take_pfn(0, GFP_KERNEL, 4), 32);
	assert_int_equal(take_pfn(0, GFP_KERNEL, 4), 16);
	assert_int_equal(take_pfn(0, GFP_KERNEL, 4), 0);
	assert_int_equal(take_pfn(0, GFP_KERNEL, 4), 48);
	assert_true(take_pfn(0, GFP_KERNEL | __GFP_NOWARN, 0) == ~0ULL);
	assert_int_equal(glue_warnings(), 0);
	two_nodes();
	assert_int_equal(take_pfn(3, GFP_KERNEL, 4), 48);
	assert_int_equal(take_pfn(3, GFP_KERNEL, 4), 32);
	/* No such node: node 0. */
	two_nodes();
	assert_int_equal(take_pfn(NUMA_NO_NODE, GFP_KERNEL, 4), 32);
	assert_int_equal(take_pfn(5, GFP_KERNEL, 4), 16);
	assert_int_equal(take_pfn(MAX_NUMNODES, GFP_KERNEL, 4), 0);
	check_blocks(true);
}

/* The last node there can be, and it is the only one. */
TEST(pages_of_the_last_node)
{
	static const struct sim_range r[] = {
		{ 0, 4, 0, ZONE_NORMAL },
		{ 4, 8, MAX_NUMNODES - 1, ZONE_NORMAL },
	};

	sim_ranges(r, ARRAY_SIZE(r));
	sim_free(0, 4);
	sim_free(4, 8);
	assert_int_equal(take_pfn(MAX_NUMNODES - 1, GFP_KERNEL, 2), 4);
	assert_int_equal(take_pfn(MAX_NUMNODES - 1, GFP_KERNEL, 2), 0);
}

TEST(dma_is_taken_only_from_low_zones)
{
	two_nodes();
	assert_int_equal(take_pfn(0, GFP_DMA, 4), 0);
	assert_null(alloc_pages(GFP_DMA, 0));
	assert_true(glue_log_has("order:0 (4 KiB), gfp:0x1, "
				 "zones tried: DMA, from node 0"));
	assert_int_equal(take_pfn(0, GFP_DMA32, 4), 16);
	assert_null(alloc_pages(GFP_DMA32, 2));
	assert_true(glue_log_has("order:2 (16 KiB), gfp:0x4, "
				 "zones tried: DMA32 DMA, "));
	two_nodes();
	assert_int_equal(take_pfn(3, GFP_DMA32, 4), 16);
	assert_int_equal(take_pfn(3, GFP_DMA32, 4), 0);
}

TEST(failure_is_one_message_unless_nowarn)
{
	sim_one_zone(4);
	assert_null(alloc_pages(GFP_KERNEL, 3));
	assert_int_equal(glue_log_count("page allocation failure"), 1);
	assert_true(glue_log_has("zones tried: Normal DMA32 DMA"));
	assert_null(alloc_pages(GFP_KERNEL | __GFP_NOWARN, 3));
	assert_int_equal(glue_log_count("page allocation failure"), 1);
	glue_log_clear();
	assert_null(alloc_pages(GFP_KERNEL, MAX_ORDER - 1));
	assert_string_equal(glue_log(), "page allocation failure: order:18 "
			    "(1048576 KiB), gfp:0xd0, zones tried: Normal "
			    "DMA32 DMA, from node 0 on; 4 pages free in all\n");
	assert_null(alloc_pages(GFP_KERNEL, MAX_ORDER));
	assert_true(glue_log_has("order:19, the largest is 18"));
	assert_null(alloc_pages(GFP_KERNEL, ~0u));
	assert_int_equal(__get_free_pages(GFP_NOWAIT | __GFP_NOWARN, 3), 0);
	check_blocks(true);
}

TEST(zeroed_pages_are_zero)
{
	unsigned char *p;
	size_t i;

	sim_one_zone(8);
	memset(__va(0), 0x5a, 8 * PAGE_SIZE);
	p = (void *)__get_free_pages(GFP_KERNEL | __GFP_ZERO, 2);
	assert_ptr_equal(p, __va(0));
	for (i = 0; i < 4 * PAGE_SIZE; i++)
		assert_int_equal(p[i], 0);
	/* The next page is not ours. */
	assert_int_equal(p[4 * PAGE_SIZE], 0x5a);
	p = (void *)get_zeroed_page(GFP_KERNEL);
	for (i = 0; i < PAGE_SIZE; i++)
		assert_int_equal(p[i], 0);
	assert_int_equal(p[PAGE_SIZE], 0x5a);
	/* Not asked for: the content stays. */
	p = (void *)__get_free_pages(GFP_KERNEL, 0);
	assert_int_equal(p[0], 0x5a);
}

TEST(free_by_address)
{
	unsigned long addr;

	sim_one_zone(8);
	addr = __get_free_pages(GFP_KERNEL, 1);
	assert_ptr_equal(virt_to_page((void *)addr), pfn_to_page(0));
	free_pages(addr, 1);
	assert_int_equal(nr_free_pages(), 8);
	free_pages(0, 1);
	assert_int_equal(glue_warnings(), 0);
	addr = __get_free_pages(GFP_KERNEL, 0);
	free_pages(addr + 1, 0);
	assert_true(glue_log_has("is no page of RAM"));
	free_pages((unsigned long)__va(8 * PAGE_SIZE), 0);
	assert_int_equal(glue_warnings(), 2);
	assert_int_equal(nr_free_pages(), 7);
	check_blocks(true);
}

/*
 * Only a whole block can be freed, by its first page and its order:
 *
 *   |A A A A|f f f f f f f f ...
 *    ^ order 2 and no other; ^ not from here, nor as order 2
 */
TEST(only_whole_blocks_are_freed)
{
	struct page *block;

	sim_one_zone(16);
	block = alloc_pages(GFP_KERNEL, 2);
	assert_int_equal(page_to_pfn(block), 0);
	__free_pages(pfn_to_page(2), 2);
	assert_true(glue_log_has("not freed: pfn 2 as order 2, but it is "
				 "inside the allocated block of order 2 at "
				 "pfn 0"));
	__free_pages(block, 1);
	assert_true(glue_log_has("not freed: pfn 0 as order 1, but it is the "
				 "head of the allocated block of order 2 at "
				 "pfn 0"));
	__free_pages(pfn_to_page(4), 2);
	assert_true(glue_log_has("not freed: pfn 4 as order 2, but it is the "
				 "head of the free block of order 2 at pfn "
				 "4"));
	assert_int_equal(glue_warnings(), 3);
	assert_int_equal(nr_free_pages(), 12);
	__free_pages(block, 2);
	assert_int_equal(nr_free_pages(), 16);
	check_blocks(true);
}

TEST(freed_pages_are_poisoned_in_a_debug_build)
{
	unsigned char *p;

	sim_one_zone(8);
	p = (void *)__get_free_pages(GFP_KERNEL | __GFP_ZERO, 0);
	free_pages((unsigned long)p, 0);
	assert_int_equal(p[0], 0xaa);
	assert_int_equal(p[PAGE_SIZE - 1], 0xaa);
	assert_int_equal(p[PAGE_SIZE], 0);
}

TEST(order_of_a_size)
{
	assert_int_equal(get_order(0), 0);
	assert_int_equal(get_order(1), 0);
	assert_int_equal(get_order(PAGE_SIZE), 0);
	assert_int_equal(get_order(PAGE_SIZE + 1), 1);
	assert_int_equal(get_order(2 * PAGE_SIZE), 1);
	assert_int_equal(get_order(3 * PAGE_SIZE), 2);
	assert_int_equal(get_order(1ULL << 30), 18);
	assert_int_equal(get_order(~0ULL), 52);
}

/* A line of a zone with one block of each order from @from to @to. */
static void add_line(char *said, const char *head, unsigned int from,
		     unsigned int to)
{
	unsigned int order;

	said += strlen(said);
	said += sprintf(said, "Node %s", head);
	for (order = 0; order < MAX_ORDER; order++)
		said += sprintf(said, "    %c", order >= from && order <= to ?
				'1' : '0');
	sprintf(said, "\n");
}

/* Node 3 has no DMA zones; the largest order is shown, too. */
TEST(show_free_areas_prints_a_line_per_zone)
{
	char said[1000] = "";

	two_nodes();
	alloc_pages(GFP_DMA, 1);
	glue_log_clear();
	show_free_areas();
	add_line(said, "0, zone      DMA", 1, 3);
	add_line(said, "0, zone    DMA32", 4, 4);
	add_line(said, "0, zone   Normal", 4, 4);
	add_line(said, "3, zone   Normal", 4, 4);
	assert_string_equal(glue_log(), said);
	sim_one_zone(1ULL << (MAX_ORDER - 1));
	glue_log_clear();
	show_free_areas();
	said[0] = 0;
	add_line(said, "0, zone   Normal", MAX_ORDER - 1, MAX_ORDER - 1);
	assert_string_equal(glue_log(), said);
}

int main(void)
{
#define S(name)	cmocka_unit_test_setup(name, sim_setup)
	const struct CMUnitTest tests[] = {
		S(split), S(merge), S(merge_from_above),
		S(neighbours_that_are_no_buddies_stay_apart),
		S(last_freed_first), S(pages_of_the_last_node),
		S(every_order_is_aligned_and_comes_back),
		S(the_largest_order_does_not_merge),
		S(zones_and_nodes_fall_back_in_order),
		S(dma_is_taken_only_from_low_zones),
		S(failure_is_one_message_unless_nowarn),
		S(zeroed_pages_are_zero), S(free_by_address),
		S(only_whole_blocks_are_freed),
		S(freed_pages_are_poisoned_in_a_debug_build),
		S(order_of_a_size),
		S(show_free_areas_prints_a_line_per_zone),
	};

	return RUN(tests);
}
