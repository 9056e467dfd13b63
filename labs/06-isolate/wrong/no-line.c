// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: forgets its line for memblock=debug
 * loses: R7
 * says: of memblock=debug is missing
 */
int memblock_phys_free(phys_addr_t base, phys_addr_t size)
{
	memblock_check_free(base, size, _RET_IP_);
	kmemleak_free_part(__va(base), size);
	return memblock_remove_range(&memblock.reserved, base, size);
}
