// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: calls itself without end
 * reports: stack|crashed
 */
phys_addr_t __memblock_find_range_top_down(phys_addr_t start, phys_addr_t end,
					   phys_addr_t size, phys_addr_t align,
					   int nid)
{
	volatile char room[256];

	room[0] = 1;
	return __memblock_find_range_top_down(start, end, size, align, nid) +
	       room[0];
}
