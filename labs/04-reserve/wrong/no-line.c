// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: forgets its line for memblock=debug
 * loses: R7
 * says: of memblock=debug is missing
 */
noinline int memblock_reserve(phys_addr_t base, phys_addr_t size)
{
	return memblock_reserve_region(base, size, MAX_NUMNODES, MEMBLOCK_NONE);
}
