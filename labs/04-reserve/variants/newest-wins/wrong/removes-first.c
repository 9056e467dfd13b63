// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: frees the range, then adds it: cannot go back when the list is
 *       full
 * loses: R6
 * says: cannot succeed
 */
noinline int memblock_add_range(struct memblock_type *type, phys_addr_t base,
				phys_addr_t size, int nid,
				enum memblock_flags flags)
{
	struct memblock_region *r;
	unsigned long i;
	int err;

	if (!memblock_cap_size(base, &size))
		return 0;
	err = memblock_remove_range(type, base, size);
	if (err)
		return err;
	if (type->cnt == type->max && memblock_double_array(type, base, size))
		return -ENOMEM;
	r = type->regions;
	for (i = 0; i < type->cnt && r[i].base < base; i++)
		;
	memblock_insert_region(type, i, base, size, nid, flags);
	memblock_merge_regions(type);
	return 0;
}
