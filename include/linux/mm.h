/* SPDX-License-Identifier: GPL-2.0-only */
/* From a page frame to its structure and back; totals. */
#ifndef _LINUX_MM_H
#define _LINUX_MM_H

#include <linux/mmzone.h>
#include <linux/pfn.h>

/*
 * The range of pages that was found last: the next page mostly lies in it,
 * too. search_page() asks all of them.
 */
extern unsigned int last_page_range;
struct page *search_page(u64 pfn);

/* pfn_to_page() within that range, NULL outside. */
static inline struct page *page_in_last_range(u64 pfn)
{
	const struct page_range *range = &page_ranges[last_page_range];

	if (last_page_range < nr_page_ranges &&
	    pfn - range->start_pfn < range->end_pfn - range->start_pfn)
		return range->pages + (pfn - range->start_pfn);
	return NULL;
}

/**
 * pfn_to_page - the structure of a page frame
 * @pfn: page frame number
 *
 * The structure may never have been written: only heads are. See
 * page_block_head() for the block a page belongs to.
 *
 * Return: the structure, or NULL where no page range covers @pfn.
 */
static inline struct page *pfn_to_page(u64 pfn)
{
	struct page *page = page_in_last_range(pfn);

	return page ? page : search_page(pfn);
}

/* @page must be a head, or a slab's tail: only those know their range. */
u64 page_to_pfn(const struct page *page);

/**
 * page_block_head - the head of the block that a page frame belongs to
 * @pfn: page frame number
 *
 * Works for every page from free_all_bootmem() on, in at most MAX_ORDER
 * reads, all of structures that were written (docs/page-blocks.md).
 *
 * Return: the head, or NULL where no page range covers @pfn.
 */
struct page *page_block_head(u64 pfn);

/* A word for messages: "free", "allocated", ... */
const char *page_kind_name(unsigned int kind);

static inline bool pfn_valid(u64 pfn)
{
	return pfn_to_page(pfn) != NULL;
}

#define page_to_phys(page)	PFN_PHYS(page_to_pfn(page))
#define page_address(page)	__va(page_to_phys(page))
#define virt_to_page(addr)	pfn_to_page(PFN_DOWN(__pa(addr)))

/**
 * page_zone - the zone of a page
 * @page: a head, or a slab's tail
 */
struct zone *page_zone(const struct page *page);

/* Pages ever handed to the page allocator, over all zones. */
extern u64 totalram_pages;

/*
 * Free bytes that the hand-over could not use: pieces of pages, and what
 * lies above max_low_pfn. Free memory before = pages handed over + these.
 */
extern u64 bootmem_lost_bytes;

/**
 * free_area_init_nodes - nodes, zones and page structures from memblock
 *
 * Allocates one array of page structures for each contiguous piece of
 * memory of one node, raw: nothing in it is written yet. Zone borders cut an
 * array into several page ranges. Regions without a node belong to node 0,
 * which always exists. Stage "bootmem"; memblock's memory list must be final.
 * Panics when there is no memory for them, and says how much it needed.
 */
void free_area_init_nodes(void);

#endif
