// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: cuts the range out of the list of memory
 * loses: R7
 * says: gone|still there
 */
int memblock_phys_free(phys_addr_t base, phys_addr_t size)
{
	memblock_log_range("memblock_free", base, size, _RET_IP_);
	memblock_check_free(base, size, _RET_IP_);
	kmemleak_free_part(__va(base), size);
	return memblock_remove_range(&memblock.memory, base, size);
}
