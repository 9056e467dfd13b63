// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: leaves the buddy in its list
 * loses: R5 R6 R7
 * says: must leave its list
 */
noinline void __free_one_page(struct page_range *range, u64 pfn,
			      unsigned int order)
{
	struct zone *zone = range->zone;

	zone->free_pages += 1ULL << order;
	while (order < MAX_ORDER - 1) {
		if (!page_block_buddy(range, pfn, order))
			break;
		page_block_clear(range_page(range, pfn | (1ULL << order)));
		pfn &= ~(1ULL << order);
		order++;
	}
	add_to_free_area(zone, page_block_set(range, pfn, order, PAGE_FREE),
			 order);
}
