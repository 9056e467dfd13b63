// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: takes memory without end
 * reports: does not come back|crashed|panicked
 */
#include <linux/memblock.h>

phys_addr_t __memblock_find_range_top_down(phys_addr_t start, phys_addr_t end,
					   phys_addr_t size, phys_addr_t align,
					   int nid)
{
	for (phys_addr_t at = 0x100000;; at += 0x2000)
		memblock_reserve(at, 0x1000);
	return 0;
}
