// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the hand-over of 1000 GiB writes and touches: one page structure a
 * block, and nothing else.
 *
 * sources: mm/memblock*.c mm/nobootmem.c mm/page_block.c mm/page_alloc.c
 * sources: mm/page_poison.c
 * sources: mm/page_init.c mm/free_bootmem.c mm/page_nodes.c
 * sources: tests/host/page_check.c
 * sources: tests/host/handover.c tests/host/sim_phys.c tests/host/glue.c
 * sources: tests/host/glue_memblock.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -DCONFIG_DEBUG_VM
 * cflags: -DPAGE_STRUCT_POISON_MAX=0ULL -include tests/host/sim_phys.h
 */
#include "handover.h"

static const struct page_range *scanned;
static u64 structs_written;

static void count_written(const char *at)
{
	const struct page *page = scanned->pages;
	const struct page *end = page + (scanned->end_pfn -
					 scanned->start_pfn);
	const char *p;

	for (p = at; p < at + 4096; p += sizeof(*page)) {
		const struct page *s = (const struct page *)p;

		if (s >= page && s < end && s->kind != PAGE_UNWRITTEN)
			structs_written++;
	}
}

/* Return: 4 KiB pages of arrays that anybody has read or written. */
static u64 scan_arrays(void)
{
	u64 touched = 0;
	unsigned int i;

	structs_written = 0;
	for (i = 0; i < nr_page_ranges; i++) {
		scanned = &page_ranges[i];
		touched += sim_phys_touched(scanned->pages,
					    (scanned->end_pfn -
					     scanned->start_pfn) *
					    sizeof(struct page),
					    count_written);
	}
	return touched;
}

static u64 count_blocks(void)
{
	u64 blocks = 0, pfn;
	unsigned int i;

	for (i = 0; i < nr_page_ranges; i++)
		for (pfn = page_ranges[i].start_pfn;
		     pfn < page_ranges[i].end_pfn; blocks++)
			pfn += 1ULL << page_block_head(pfn)->order;
	return blocks;
}

static void terabyte(void)
{
	memblock_add(KB(4), KB(632));
	memblock_add(MB(1), GB(3) - MB(1));
	memblock_add(GB(4), GB(996));
	memblock_reserve(MB(1), MB(2));
	memblock_reserve(GB(3) - KB(256), KB(200));
}

TEST(a_terabyte_costs_a_head_per_largest_block)
{
	u64 touched, blocks;

	terabyte();
	free_area_init_nodes();
	hand_over();
	touched = scan_arrays();
	blocks = count_blocks();
	printf("1000 GiB: %llu blocks, %llu structures written, "
	       "%llu KiB of arrays touched\n",
	       blocks, structs_written, touched * 4);
	/* 999 largest blocks, less the 8 GiB of arrays, and ragged edges. */
	assert_true(blocks > 990 && blocks < 1200);
	assert_int_equal(structs_written, blocks);
	assert_true(touched <= blocks + 2 * nr_page_ranges + 4);
	assert_int_equal(glue_warnings(), 0);
}

TEST(a_terabyte_is_allocated_and_comes_back)
{
	u64 pages, free_at_first;
	int i, n = 0;
	static struct page *held[1000];

	terabyte();
	free_area_init_nodes();
	hand_over();
	free_at_first = nr_free_pages();
	while ((held[n] = alloc_pages(GFP_KERNEL | __GFP_NOWARN,
				      MAX_ORDER - 1)) != NULL)
		n++;
	assert_true(n > 985);
	assert_int_equal(page_to_pfn(held[0]) % (1ULL << 18), 0);
	pages = nr_free_pages();
	assert_int_equal(pages + ((u64)n << 18), free_at_first);
	for (i = 0; i < n; i++)
		__free_pages(held[i], MAX_ORDER - 1);
	assert_int_equal(nr_free_pages(), free_at_first);
	assert_int_equal(count_blocks(), (scan_arrays(), structs_written));
	assert_int_equal(glue_warnings(), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		H(a_terabyte_costs_a_head_per_largest_block),
		H(a_terabyte_is_allocated_and_comes_back),
	};

	return RUN(tests);
}
