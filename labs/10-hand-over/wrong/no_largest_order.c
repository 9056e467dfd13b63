// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: does not stop at the largest order
 * loses: R6
 * says: .
 */
noinline void __free_one_page(struct page_range *range, u64 pfn,
			      unsigned int order)
{
	struct zone *zone = range->zone;
	struct page *buddy;

	zone->free_pages += 1ULL << order;
	while ((buddy = page_block_buddy(range, pfn, order)) != NULL) {
		del_from_free_area(zone, buddy, order);
		page_block_clear(range_page(range, pfn | (1ULL << order)));
		pfn &= ~(1ULL << order);
		order++;
	}
	add_to_free_area(zone, page_block_set(range, pfn, order, PAGE_FREE),
			 order);
}
