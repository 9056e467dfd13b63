// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: remembers the place from before the list has grown
 * loses: R6
 * says: not in order|overlap|nobody has added
 */
noinline int memblock_add_range(struct memblock_type *type, phys_addr_t base,
				phys_addr_t size, int nid,
				enum memblock_flags flags)
{
	unsigned long i, at = 0, n = 0;
	phys_addr_t pos, end, next;

	end = base + memblock_cap_size(base, &size);
	while (at < type->cnt &&
	       type->regions[at].base + type->regions[at].size <= base)
		at++;
	pos = base;
	for (i = at; i < type->cnt && type->regions[i].base < end; i++) {
		n += type->regions[i].base > pos;
		pos = type->regions[i].base + type->regions[i].size;
	}
	n += pos < end;
	while (type->cnt + n > type->max)
		if (memblock_double_array(type, base, size))
			return -ENOMEM;
	for (pos = base; pos < end; pos = next, at++) {
		bool gap = at == type->cnt || type->regions[at].base > pos;

		if (gap) {
			next = end;
			if (at < type->cnt && type->regions[at].base < end)
				next = type->regions[at].base;
			memblock_insert_region(type, at, pos, next - pos, nid,
					       flags);
		} else {
			next = type->regions[at].base +
			       type->regions[at].size;
		}
	}
	memblock_merge_regions(type);
	return 0;
}
