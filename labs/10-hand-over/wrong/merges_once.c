// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: merges once only
 * loses: R5 R6 R7
 * says: are not merged
 */
noinline void __free_one_page(struct page_range *range, u64 pfn,
			      unsigned int order)
{
	struct zone *zone = range->zone;
	struct page *buddy = NULL;

	zone->free_pages += 1ULL << order;
	if (order < MAX_ORDER - 1)
		buddy = page_block_buddy(range, pfn, order);
	if (buddy) {
		del_from_free_area(zone, buddy, order);
		page_block_clear(range_page(range, pfn | (1ULL << order)));
		pfn &= ~(1ULL << order);
		order++;
	}
	add_to_free_area(zone, page_block_set(range, pfn, order, PAGE_FREE),
			 order);
}
