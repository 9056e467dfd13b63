// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: counts the merged block, buddies and all
 * loses: R8
 * says: counted already
 */
noinline void __free_one_page(struct page_range *range, u64 pfn,
			      unsigned int order)
{
	struct zone *zone = range->zone;
	struct page *buddy;

	while (order < MAX_ORDER - 1) {
		buddy = page_block_buddy(range, pfn, order);
		if (!buddy)
			break;
		del_from_free_area(zone, buddy, order);
		page_block_clear(range_page(range, pfn | (1ULL << order)));
		pfn &= ~(1ULL << order);
		order++;
	}
	zone->free_pages += 1ULL << order;
	add_to_free_area(zone, page_block_set(range, pfn, order, PAGE_FREE),
			 order);
}
