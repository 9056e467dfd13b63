// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: never comes back
 * reports: does not come back
 */
phys_addr_t __memblock_find_range_top_down(phys_addr_t start, phys_addr_t end,
					   phys_addr_t size, phys_addr_t align,
					   int nid)
{
	for (;;)
		;
	return 0;
}
