// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: goes up an order before the buddy has left its list
 * loses: R7
 * says: a block leaves the list of its own order
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
		page_block_clear(range_page(range, pfn | (1ULL << order)));
		pfn &= ~(1ULL << order);
		order++;
		del_from_free_area(zone, buddy, order);
	}
	add_to_free_area(zone, page_block_set(range, pfn, order, PAGE_FREE),
			 order);
}
