// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: memblock_reserve() says 0 whatever happened
 * loses: R7
 * says: is -ENOMEM, -12
 */
noinline int memblock_reserve(phys_addr_t base, phys_addr_t size)
{
	memblock_log_range("memblock_reserve", base, size, _RET_IP_);
	memblock_reserve_region(base, size, MAX_NUMNODES, MEMBLOCK_NONE);
	return 0;
}
