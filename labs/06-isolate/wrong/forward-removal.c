// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: takes regions out from the first, whose indexes move
 * loses: R4 R5 R6 R7
 * says: still there|gone
 */
int memblock_remove_range(struct memblock_type *type, phys_addr_t base,
			  phys_addr_t size)
{
	int start, end, i;

	if (memblock_isolate_range(type, base, size, &start, &end))
		return -ENOMEM;
	for (i = start; i < end; i++)
		if ((unsigned long)i < type->cnt)
			memblock_remove_region(type, i);
	return 0;
}
