// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: rounds the free range outward
 * loses: R1 R3
 * says: round inwards
 */
static noinline u64 __init __free_memory_core(phys_addr_t start,
					      phys_addr_t end)
{
	u64 start_pfn = PFN_DOWN(start);
	u64 end_pfn = min(PFN_UP(end), max_low_pfn);
	u64 pages = 0;

	if (start_pfn < end_pfn)
		pages = __free_pages_memory(start_pfn, end_pfn);
	bootmem_lost_bytes += end - start - pages * PAGE_SIZE;
	return pages;
}
