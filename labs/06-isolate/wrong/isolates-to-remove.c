// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: isolates, then takes out: cannot trim in a full list
 * loses: R5
 * says: returned -12, not 0|should have|has changed|is still there|gone
 */
int memblock_remove_range(struct memblock_type *type, phys_addr_t base,
			  phys_addr_t size)
{
	int start, end, i;

	if (memblock_isolate_range(type, base, size, &start, &end))
		return -ENOMEM;
	for (i = end - 1; i >= start; i--)
		memblock_remove_region(type, i);
	return 0;
}
