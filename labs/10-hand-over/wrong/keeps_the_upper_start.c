// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: the merged block starts where the freed one did
 * loses: R5 R6 R7
 * says: .
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
		del_from_free_area(zone, buddy, order);
		page_block_clear(buddy);
		order++;
	}
	add_to_free_area(zone, page_block_set(range, pfn, order, PAGE_FREE),
			 order);
}
