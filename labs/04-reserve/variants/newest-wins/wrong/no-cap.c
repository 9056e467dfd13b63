// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: does not cut the range where addresses end
 * loses: R5
 * says: missing|end of the address space|in the list
 */
noinline int memblock_add_range(struct memblock_type *type, phys_addr_t base,
				phys_addr_t size, int nid,
				enum memblock_flags flags)
{
	phys_addr_t end = base + size;
	struct memblock_region rest[3];
	unsigned long lo, hi, n;

	if (!size)
		return 0;
	for (;;) {
		n = 0;
		memblock_window(type, base, end, &lo, &hi);
		if (lo < hi && type->regions[lo].base < base) {
			rest[n] = type->regions[lo];
			rest[n].size = base - rest[n].base;
			n++;
		}
		rest[n++] = memblock_make_region(base, size, nid, flags);
		if (lo < hi && memblock_region_end(&type->regions[hi - 1]) >
			       end) {
			rest[n] = type->regions[hi - 1];
			rest[n].size = memblock_region_end(&rest[n]) - end;
			rest[n].base = end;
			n++;
		}
		if (type->cnt - (hi - lo) + n <= type->max)
			break;
		if (memblock_double_array(type, base, size))
			return -ENOMEM;
	}
	memblock_splice(type, lo, hi, rest, n);
	memblock_merge_regions(type);
	return 0;
}
