// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: cuts a page frame number down to 32 bits
 * loses: R5
 * says: crashed|no list has|panicked
 */
noinline void __free_one_page(struct page_range *range, u64 pfn,
			      unsigned int order)
{
	struct page *buddy;

	range->zone->free_pages += 1ULL << order;
	while (order < MAX_ORDER - 1 &&
	       (buddy = page_block_buddy(range, pfn, order))) {
		del_from_free_area(range->zone, buddy, order);
		page_block_clear(range_page(range, pfn | (1U << order)));
		pfn &= ~(1U << order);
		order++;
	}
	add_to_free_area(range->zone,
			 page_block_set(range, pfn, order, PAGE_FREE), order);
}
