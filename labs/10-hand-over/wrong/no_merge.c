// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: never merges
 * loses: R5 R6 R7
 * says: are not merged
 */
noinline void __free_one_page(struct page_range *range, u64 pfn,
			      unsigned int order)
{
	range->zone->free_pages += 1ULL << order;
	add_to_free_area(range->zone, page_block_set(range, pfn, order,
						     PAGE_FREE), order);
}
