// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: memblock_free() takes NULL for an address
 * loses: R7
 * says: .
 */
void memblock_free(void *ptr, size_t size)
{
	memblock_phys_free(__pa(ptr), size);
}
