// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: grows once, and does not look whether that was enough
 * loses: R6
 * says: cnt > type->max
 */
/* Count the parts that the list lacks, or put them in. */
static unsigned long pieces(struct memblock_type *type,
			    struct memblock_region new, bool insert)
{
	phys_addr_t pos = new.base, end = new.base + new.size;
	unsigned long i, n = 0;

	for (i = 0; i < type->cnt && type->regions[i].base < end; i++) {
		struct memblock_region r = type->regions[i];

		if (r.base + r.size <= pos)
			continue;
		if (r.base > pos) {
			n++;
			if (insert)
				memblock_insert_region(type, i++, pos,
						       r.base - pos, new.nid,
						       new.flags);
		}
		pos = r.base + r.size;
	}
	if (pos < end) {
		n++;
		if (insert)
			memblock_insert_region(type, i, pos, end - pos,
					       new.nid, new.flags);
	}
	return n;
}


noinline int memblock_add_range(struct memblock_type *type, phys_addr_t base,
				phys_addr_t size, int nid,
				enum memblock_flags flags)
{
	struct memblock_region new = { base, memblock_cap_size(base, &size),
				       flags, nid };

	if (!size)
		return 0;
	if (type->cnt + pieces(type, new, false) > type->max)
		if (memblock_double_array(type, base, size))
			return -ENOMEM;
	pieces(type, new, true);
	memblock_merge_regions(type);
	return 0;
}
