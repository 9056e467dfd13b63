// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: forgets max_low_pfn
 * loses: R2 R3
 * says: above max_low_pfn
 */
static noinline u64 __init __free_memory_core(phys_addr_t start,
					      phys_addr_t end)
{
	u64 pages = 0;

	if (PFN_UP(start) < PFN_DOWN(end))
		pages = __free_pages_memory(PFN_UP(start), PFN_DOWN(end));
	bootmem_lost_bytes += end - start - pages * PAGE_SIZE;
	return pages;
}
