// SPDX-License-Identifier: GPL-2.0-only
/*
 * What stands in a student's mm/memblock_search.c: nothing is ever found, so
 * the first early allocation of the boot fails.
 */
noinline phys_addr_t __memblock_find_range_bottom_up(phys_addr_t start,
						     phys_addr_t end,
						     phys_addr_t size,
						     phys_addr_t align,
						     int nid)
{
	lab_stub("03-bottom-up");
	return 0;
}

noinline phys_addr_t memblock_find_in_range_node(phys_addr_t size,
						 phys_addr_t align,
						 phys_addr_t start,
						 phys_addr_t end, int nid)
{
	lab_stub("03-bottom-up");
	return 0;
}
