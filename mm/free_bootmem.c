// SPDX-License-Identifier: GPL-2.0-only
/*
 * The hand-over: what memblock knows to be free becomes blocks of the page
 * allocator. The boot calls free_all_bootmem() once; whoever finds memory
 * to give back later calls free_bootmem_late(). The cost grows with the
 * number of free ranges and of largest blocks, never with pages.
 */
#include <linux/bootmem.h>
#include <linux/init.h>
#include <linux/kmemleak.h>
#include <linux/printk.h>
#include "page_block.h"

u64 bootmem_lost_bytes;

/* What was freed late, a range a call, as long as there is room. */
#define MAX_LATE_RANGES	16

u64 bootmem_late_pages;
static struct {
	u64 start_pfn, end_pfn;
} late_ranges[MAX_LATE_RANGES];
static unsigned int nr_late_ranges;

/* [start, end) becomes blocks, each as large as alignment and end allow. */
static void __init set_blocks(struct page_range *range, u64 start, u64 end,
			      enum page_kind kind)
{
	const u64 largest = 1ULL << (MAX_ORDER - 1);
	unsigned int order;

	while (start < end) {
		order = page_block_order(start, end);
		page_block_set(range, start, order, kind);
		start += 1ULL << order;
		/* Behind a largest block mostly comes another one. */
		while (order == MAX_ORDER - 1 && end - start >= largest) {
			page_block_set(range, start, MAX_ORDER - 1, kind);
			start += largest;
		}
	}
}

/* NOMAP memory has page structures, but nobody may look behind them. */
static void __init memmap_init_absent_pages(u64 start, u64 end)
{
	while (start < end) {
		struct page *head = page_block_head(start);
		unsigned int order = min_t(unsigned int, head->order,
					   page_block_order(start, end));

		head = page_block_cut(head, start, order);
		page_block_set(page_range(head), start, order, PAGE_ABSENT);
		start += 1ULL << order;
	}
}

/*
 * Every page begins as reserved, in the largest blocks that fit; freeing
 * cuts its part out of them. So no gap between free ranges is forgotten.
 */
static noinline void __init memmap_init_reserved_pages(void)
{
	struct memblock_region *region;
	unsigned int i;

	for (i = 0; i < nr_page_ranges; i++)
		set_blocks(&page_ranges[i], page_ranges[i].start_pfn,
			   page_ranges[i].end_pfn, PAGE_RESERVED);
	for_each_mem_region(region)
		if (region->flags & MEMBLOCK_NOMAP)
			memmap_init_absent_pages(
				memblock_region_memory_base_pfn(region),
				memblock_region_memory_end_pfn(region));
}

/*
 * A reserved block goes to the buddies; one of the largest order with all
 * such that follow it up to @end. Returns the pages freed.
 */
static noinline u64 __free_pages_bootmem(struct page_range *range, u64 pfn,
					 u64 end, unsigned int order)
{
	u64 pages = 1ULL << order;

	if (order == MAX_ORDER - 1)
		pages = __free_largest_blocks(range, pfn, end);
	else
		__free_one_page(range, pfn, order);
	range->zone->managed_pages += pages;
	trace_hook(__trace_blocks, range->zone->nid, pfn, order,
		   pages >> order);
	return pages;
}

/*
 * Walking from block to block: the page behind a block is the head of the
 * next, so only the first one of a range is searched for; and what was free
 * already, for that may have become part of the block before. NULL in a hole.
 */
static struct page *next_head(struct page_range **range, u64 pfn)
{
	if (*range && pfn < (*range)->end_pfn &&
	    range_page(*range, pfn)->kind == PAGE_RESERVED)
		return page_block_at(*range, pfn);
	*range = find_page_range(pfn);
	return *range ? range_block_head(*range, pfn) : NULL;
}

/* Pages that cannot be freed, and what the first of them is. */
struct refused {
	u64 pages, first_pfn;
	const char *kind;
};

/*
 * Note what is at @pfn instead of a reserved block: a block of another kind,
 * or (@head NULL) a hole between page ranges.
 *
 * Return: where it ends, @end at the latest.
 */
static u64 refuse(struct refused *refused, u64 pfn, u64 end,
		  const struct page *head)
{
	u64 next = head ? (pfn | ((1ULL << head->order) - 1)) + 1
			: next_range_start(pfn);

	next = min(next, end);
	if (!refused->pages) {
		refused->first_pfn = pfn;
		refused->kind = head ? page_kind_name(head->kind)
				     : "in no page range";
	}
	refused->pages += next - pfn;
	return next;
}

/*
 * Free [pfn, end) in the largest blocks that fit; nothing if it is empty. Only
 * reserved pages can be freed: others are counted, reported once, and stay
 * what they are.
 *
 * Return: pages freed.
 */
static noinline u64 __free_pages_memory(u64 pfn, u64 end)
{
	struct refused refused = { 0 };
	struct page_range *range = NULL;
	u64 pages, freed = 0;

	while (pfn < end) {
		struct page *head = next_head(&range, pfn);
		unsigned int order;

		if (!head || head->kind != PAGE_RESERVED) {
			pfn = refuse(&refused, pfn, end, head);
			continue;
		}
		order = head->order;
		/* A block that reaches out of the range is cut. */
		if (pfn & ((1ULL << order) - 1) ||
		    pfn + (1ULL << order) > end) {
			order = page_block_order(pfn, end);
			page_block_cut(head, pfn, order);
		}
		pages = __free_pages_bootmem(range, pfn, end, order);
		freed += pages;
		pfn += pages;
	}
	WARN(refused.pages, "not freed: %llu pages that are not reserved; "
	     "the first, pfn %llx, is %s",
	     refused.pages, refused.first_pfn, refused.kind);
	return freed;
}

/* The whole pages of a free range, up to max_low_pfn. */
static noinline u64 __init __free_memory_core(phys_addr_t start,
					      phys_addr_t end)
{
	u64 start_pfn = PFN_UP(start);
	u64 end_pfn = min(PFN_DOWN(end), max_low_pfn);
	u64 pages = 0;

	if (start_pfn < end_pfn)
		pages = __free_pages_memory(start_pfn, end_pfn);
	bootmem_lost_bytes += end - start - pages * PAGE_SIZE;
	return pages;
}

/* Also what is hot-pluggable: it was kept only from early allocations. */
static noinline u64 __init free_low_memory_core_early(void)
{
	phys_addr_t start, end;
	u64 pages = 0;
	u64 i;

	memblock_clear_hotplug(0, PHYS_ADDR_MAX);
	memmap_init_reserved_pages();
	for_each_free_mem_range(i, NUMA_NO_NODE, &start, &end, NULL)
		pages += __free_memory_core(start, end);
	return pages;
}

static void __init reset_all_zones_managed_pages(void)
{
	pg_data_t *pgdat;
	int z;

	for_each_online_pgdat(pgdat)
		for (z = 0; z < MAX_NR_ZONES; z++)
			pgdat->node_zones[z].managed_pages = 0;
}

noinline u64 __init free_all_bootmem(void)
{
	u64 pages;

	reset_all_zones_managed_pages();
	pages = free_low_memory_core_early();
	totalram_pages += pages;
	pr_info("free_all_bootmem: %llu pages (%llu MiB) handed over\n",
		pages, pages >> (20 - PAGE_SHIFT));
	return pages;
}

/**
 * memblock_free_late - give memory back after the hand-over
 * @base: physical address, in bytes
 * @size: bytes; a piece of a page at either end stays reserved
 *
 * memblock's lists are history by now and do not change.
 */
noinline void memblock_free_late(phys_addr_t base, phys_addr_t size)
{
	u64 start_pfn, end_pfn, pages;

	size = min(size, PHYS_ADDR_MAX - base);
	trace_hook(__trace_late_free, base, size);
	kmemleak_free_part(__va(base), (size_t)size);
	start_pfn = PFN_UP(base);
	end_pfn = PFN_DOWN(base + size);
	pages = __free_pages_memory(start_pfn, end_pfn);
	totalram_pages += pages;
	bootmem_late_pages += pages;
	if (pages && nr_late_ranges < MAX_LATE_RANGES) {
		late_ranges[nr_late_ranges].start_pfn = start_pfn;
		late_ranges[nr_late_ranges++].end_pfn = end_pfn;
	}
}

/**
 * bootmem_freed_late - was this page freed after the hand-over?
 * @pfn: page frame number
 *
 * Then memblock's lists, which do not change any more, call it reserved.
 *
 * Return: true for a page of the first 16 late frees.
 */
bool bootmem_freed_late(u64 pfn)
{
	unsigned int i;

	for (i = 0; i < nr_late_ranges; i++)
		if (pfn >= late_ranges[i].start_pfn &&
		    pfn < late_ranges[i].end_pfn)
			return true;
	return false;
}

void free_bootmem_late(u64 addr, u64 size)
{
	memblock_free_late(addr, size);
}
