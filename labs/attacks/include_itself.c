// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: a file that includes itself, twice each time
 * reports: does not compile|includes what is no header
 */
#include "memblock_search.c"
#include "memblock_search.c"

phys_addr_t __memblock_find_range_top_down(phys_addr_t start, phys_addr_t end,
					   phys_addr_t size, phys_addr_t align,
					   int nid)
{
	return 0;
}
