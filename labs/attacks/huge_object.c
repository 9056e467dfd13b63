// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: an object of 64 GiB
 * reports: does not (compile|link)
 */
u64 huge[1ULL << 33] = { 1 };

phys_addr_t __memblock_find_range_top_down(phys_addr_t start, phys_addr_t end,
					   phys_addr_t size, phys_addr_t align,
					   int nid)
{
	return 0;
}
