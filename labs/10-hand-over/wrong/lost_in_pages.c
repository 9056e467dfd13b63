// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: counts the lost in pages
 * loses: R3
 * says: bootmem_lost_bytes is
 */
static noinline u64 __init __free_memory_core(phys_addr_t start,
					      phys_addr_t end)
{
	u64 start_pfn = PFN_UP(start);
	u64 end_pfn = min(PFN_DOWN(end), max_low_pfn);
	u64 pages = 0;

	if (start_pfn < end_pfn)
		pages = __free_pages_memory(start_pfn, end_pfn);
	bootmem_lost_bytes += (end - start) / PAGE_SIZE - pages;
	return pages;
}
