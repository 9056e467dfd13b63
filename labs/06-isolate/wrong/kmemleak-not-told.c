// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: does not tell kmemleak
 * loses: R7
 * says: kmemleak_free_part
 */
int memblock_phys_free(phys_addr_t base, phys_addr_t size)
{
	memblock_log_range("memblock_free", base, size, _RET_IP_);
	memblock_check_free(base, size, _RET_IP_);
	return memblock_remove_range(&memblock.reserved, base, size);
}
