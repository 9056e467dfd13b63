// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: asks memblock_check_free() when the range is gone
 * loses: R7
 * says: as it was before
 */
int memblock_phys_free(phys_addr_t base, phys_addr_t size)
{
	memblock_log_range("memblock_free", base, size, _RET_IP_);
	kmemleak_free_part(__va(base), size);
	if (memblock_remove_range(&memblock.reserved, base, size))
		return -ENOMEM;
	memblock_check_free(base, size, _RET_IP_);
	return 0;
}
