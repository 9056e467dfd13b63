// SPDX-License-Identifier: GPL-2.0-only
/*
 * The page allocator: blocks of 2^order pages, split in halves when too
 * large and merged with their buddies when freed. Everybody who wants pages
 * after stage "buddy" calls it. It never sleeps, and it takes no lock: Linux
 * takes zone->lock around the free lists.
 */
#include <linux/gfp.h>
#include <linux/topology.h>
#include "page_block.h"

u64 totalram_pages;

/*
 * ---- free lists --------------------------------------------------------
 */

static void add_to_free_area(struct zone *zone, struct page *page,
			     unsigned int order)
{
	struct free_area *area = &zone->free_area[order];

	list_add(&page->lru, &area->free_list);
	area->nr_free++;
}

static void del_from_free_area(struct zone *zone, struct page *page,
			       unsigned int order)
{
	list_del(&page->lru);
	zone->free_area[order].nr_free--;
}

/*
 * ---- allocation ---------------------------------------------------------
 */

/*
 * Halve a block that is too large, until its first part has the order asked
 * for. Each upper half goes to the free list of its order:
 *
 *   high = 3, low = 1:   |a a|f f|f f f f|
 */
static noinline struct page *expand(struct zone *zone, struct page *page,
				    unsigned int low, unsigned int high)
{
	struct page_range *range = page_range(page);
	u64 pfn = page_to_pfn(page);

	while (high > low) {
		high--;
		page = page_block_set(range, pfn + (1ULL << high), high,
				      PAGE_FREE);
		add_to_free_area(zone, page, high);
	}
	return page_block_set(range, pfn, low, PAGE_ALLOCATED);
}

/*
 * The smallest free block of a zone that is large enough, cut to size. None is
 * of MAX_ORDER or more.
 */
static noinline struct page *rmqueue(struct zone *zone, unsigned int order)
{
	unsigned int high;
	struct page *page;

	if (!zone->free_pages)	/* below 4 GiB of RAM there is no Normal */
		return NULL;
	for (high = order; high < MAX_ORDER; high++) {
		struct free_area *area = &zone->free_area[high];

		if (list_empty(&area->free_list))
			continue;
		page = list_first_entry(&area->free_list, struct page, lru);
		del_from_free_area(zone, page, high);
		zone->free_pages -= 1ULL << order;
		return expand(zone, page, order, high);
	}
	return NULL;
}

/* The highest zone that will do; the zones below it will do as well. */
static enum zone_type gfp_zone(gfp_t gfp)
{
	if (gfp & __GFP_DMA)
		return ZONE_DMA;
	if (gfp & __GFP_DMA32)
		return ZONE_DMA32;
	return ZONE_NORMAL;
}

static struct page *rmqueue_node(pg_data_t *pgdat, gfp_t gfp,
				 unsigned int order)
{
	struct page *page = NULL;
	int z;

	for (z = (int)gfp_zone(gfp); z >= 0 && !page; z--)
		page = rmqueue(&pgdat->node_zones[z], order);
	return page;
}

/* The node asked for first, then the others, the nearest first. */
static struct page *rmqueue_nodes(int nid, gfp_t gfp, unsigned int order)
{
	pg_data_t **pgdat = node_zonelists[nid];
	struct page *page = NULL;

	for (; *pgdat && !page; pgdat++)
		page = rmqueue_node(*pgdat, gfp, order);
	return page;
}

static void warn_alloc_failed(int nid, gfp_t gfp, unsigned int order)
{
	static const char *const tried[MAX_NR_ZONES] = {
		[ZONE_DMA] = "DMA",
		[ZONE_DMA32] = "DMA32 DMA",
		[ZONE_NORMAL] = "Normal DMA32 DMA",
	};

	if (gfp & __GFP_NOWARN)
		return;
	if (order >= MAX_ORDER) {
		pr_warn("page allocation failure: order:%u, the largest is "
			"%u\n",
			order, MAX_ORDER - 1);
		return;
	}
	pr_warn("page allocation failure: order:%u (%llu KiB), "
		"gfp:0x%x, zones tried: %s, from node %d on; "
		"%llu pages free in all\n",
		order, PAGE_SIZE >> 10 << order, gfp, tried[gfp_zone(gfp)],
		nid, nr_free_pages());
}

noinline struct page *alloc_pages_node(int nid, gfp_t gfp, unsigned int order)
{
	struct page *page;

	if (nid < 0 || nid >= MAX_NUMNODES)
		nid = 0;
	page = rmqueue_nodes(nid, gfp, order);
	if (!page) {
		warn_alloc_failed(nid, gfp, order);
		return NULL;
	}
	page_poison_alloc(page_to_pfn(page), order);
	if (gfp & __GFP_ZERO)
		arch_zero_phys(page_to_phys(page), PAGE_SIZE << order);
	return page;
}

/* The one CPU there is belongs to node 0. */
noinline struct page *alloc_pages(gfp_t gfp, unsigned int order)
{
	return alloc_pages_node(0, gfp, order);
}

noinline unsigned long __get_free_pages(gfp_t gfp, unsigned int order)
{
	struct page *page = alloc_pages(gfp, order);

	return page ? (unsigned long)page_address(page) : 0;
}

unsigned long get_zeroed_page(gfp_t gfp)
{
	return __get_free_pages(gfp | __GFP_ZERO, 0);
}

/*
 * ---- freeing ------------------------------------------------------------
 */

/*
 * Two buddies become one block; the upper head is none any more.
 *
 *   before:  |b b|p p|   after:  |b b b b|
 */
static noinline u64 merge(struct page_range *range, u64 pfn,
			  struct page *buddy, unsigned int order)
{
	u64 upper = pfn | (1ULL << order);

	del_from_free_area(range->zone, buddy, order);
	page_block_clear(range_page(range, upper));
	return upper - (1ULL << order);
}

/**
 * __free_one_page - put a block into the free lists, merged as far as it goes
 * @range: the range of the block
 * @pfn: its first page frame; nothing about the block is checked
 * @order: its order
 */
noinline void __free_one_page(struct page_range *range, u64 pfn,
			      unsigned int order)
{
	struct zone *zone = range->zone;
	struct page *buddy;

	zone->free_pages += 1ULL << order;
	while (order < MAX_ORDER - 1) {
		buddy = page_block_buddy(range, pfn, order);
		if (!buddy)
			break;
		pfn = merge(range, pfn, buddy, order);
		order++;
	}
	add_to_free_area(zone, page_block_set(range, pfn, order, PAGE_FREE),
			 order);
}

/**
 * __free_largest_blocks - free reserved blocks of the largest order in a row
 * @range: the range of the blocks
 * @pfn: the first page frame of a block
 * @end: where to stop
 *
 * What __free_one_page() does to each of them, for there is no buddy to merge
 * with; a large machine is made of them. Stops at a block of another kind or
 * order, or that reaches out of [@pfn, @end) or of the range.
 *
 * Return: page frames freed.
 */
noinline u64 __free_largest_blocks(struct page_range *range, u64 pfn, u64 end)
{
	const unsigned int order = MAX_ORDER - 1;
	struct zone *zone = range->zone;
	u64 start = pfn;

	end = min(end, range->end_pfn);
	for (; end - pfn >= 1ULL << order; pfn += 1ULL << order) {
		struct page *head = page_block_at(range, pfn);

		if (head->kind != PAGE_RESERVED || head->order != order)
			break;
		head->kind = PAGE_FREE;
		add_to_free_area(zone, head, order);
	}
	zone->free_pages += pfn - start;
	return pfn - start;
}

/* Is this an allocated block, whole? Otherwise say what it is. */
static bool free_pages_check(struct page_range *range, u64 pfn,
			     unsigned int order)
{
	struct page *head = range_block_head(range, pfn);
	u64 start = range_pfn(range, head);

	if (start == pfn && head->kind == PAGE_ALLOCATED &&
	    head->order == order)
		return true;
	WARN(1, "not freed: pfn %llx as order %u, but it is %s the %s block "
	     "of order %u at pfn %llx",
	     pfn, order, start == pfn ? "the head of" : "inside",
	     page_kind_name(head->kind), head->order, start);
	return false;
}

static void free_block(struct page_range *range, u64 pfn, unsigned int order)
{
	if (!free_pages_check(range, pfn, order))
		return;
	page_poison_free(pfn, order);
	__free_one_page(range, pfn, order);
}

noinline void __free_pages(struct page *page, unsigned int order)
{
	struct page_range *range = find_struct_range(page);

	if (WARN(!range, "not freed: %p is no page structure", (void *)page))
		return;
	if (WARN(((uintptr_t)page - (uintptr_t)range->pages) % sizeof(*page),
		 "not freed: %p points into a page structure", (void *)page))
		return;
	free_block(range, range_pfn(range, page), order);
}

noinline void free_pages(unsigned long addr, unsigned int order)
{
	phys_addr_t phys;
	struct page_range *range;

	if (!addr)
		return;
	phys = __pa((void *)addr);
	range = find_page_range(PFN_DOWN(phys));
	if (WARN(!range || (phys & ~PAGE_MASK),
		 "not freed: address 0x%lx (phys %llx) is no page of RAM",
		 addr, phys))
		return;
	free_block(range, PFN_DOWN(phys), order);
}

unsigned int get_order(u64 size)
{
	return size ? (unsigned int)fls64((size - 1) >> PAGE_SHIFT) : 0;
}

/*
 * ---- totals -------------------------------------------------------------
 */

/**
 * nr_free_pages - pages in the free lists of all zones
 */
u64 nr_free_pages(void)
{
	pg_data_t *pgdat;
	u64 pages = 0;
	int z;

	for_each_online_pgdat(pgdat)
		for (z = 0; z < MAX_NR_ZONES; z++)
			pages += pgdat->node_zones[z].free_pages;
	return pages;
}

static void show_zone(const struct zone *zone)
{
	unsigned int order;

	if (!zone->present_pages)
		return;
	printk("Node %d, zone %8s", zone->nid, zone->name);
	for (order = 0; order < MAX_ORDER; order++)
		pr_cont(" %4llu", zone->free_area[order].nr_free);
	pr_cont("\n");
}

void show_free_areas(void)
{
	pg_data_t *pgdat;
	int z;

	for_each_online_pgdat(pgdat)
		for (z = 0; z < MAX_NR_ZONES; z++)
			show_zone(&pgdat->node_zones[z]);
}
