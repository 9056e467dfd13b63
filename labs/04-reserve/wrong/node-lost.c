// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: memblock_reserve_region() forgets the node and the flags
 * loses: R7
 * says: it should be node
 */
noinline int memblock_reserve_region(phys_addr_t base, phys_addr_t size,
				     int nid, enum memblock_flags flags)
{
	return memblock_add_range(&memblock.reserved, base, size,
				  MAX_NUMNODES, MEMBLOCK_NONE);
}
