// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: -EINVAL where nothing of the range is there
 * loses: R4 R7
 * says: not 0
 */
int memblock_remove_range(struct memblock_type *type, phys_addr_t base,
			  phys_addr_t size)
{
	phys_addr_t end = base + memblock_cap_size(base, &size);
	struct memblock_region rest[2], *first, *last;
	unsigned long lo, hi, n = 0;

	if (!size)
		return 0;
again:
	n = 0;
	memblock_window(type, base, end, &lo, &hi);
	if (lo == hi)
		return -EINVAL;
	first = &type->regions[lo];
	last = &type->regions[hi - 1];
	if (first->base < base) {
		rest[n] = *first;
		rest[n++].size = base - first->base;
	}
	if (memblock_region_end(last) > end) {
		rest[n] = *last;
		rest[n].base = end;
		rest[n++].size = memblock_region_end(last) - end;
	}
	if (type->cnt - (hi - lo) + n > type->max) {
		if (memblock_double_array(type, base, size))
			return -ENOMEM;
		goto again;
	}
	memblock_splice(type, lo, hi, rest, n);
	return 0;
}
