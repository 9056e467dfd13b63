// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: a range without a whole page is not counted as lost
 * loses: R3
 * says: bytes were free and
 */
static noinline u64 __init __free_memory_core(phys_addr_t start,
					      phys_addr_t end)
{
	u64 start_pfn = PFN_UP(start);
	u64 end_pfn = min(PFN_DOWN(end), max_low_pfn);
	u64 pages;

	if (start_pfn >= end_pfn)
		return 0;
	pages = __free_pages_memory(start_pfn, end_pfn);
	bootmem_lost_bytes += end - start - pages * PAGE_SIZE;
	return pages;
}
