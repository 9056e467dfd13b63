// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: keeps what it knew from before the list has grown
 * loses: R5
 * says: overlap or are not in order|is gone|still there
 */
int memblock_remove_range(struct memblock_type *type, phys_addr_t base,
			  phys_addr_t size)
{
	phys_addr_t end = base + memblock_cap_size(base, &size);
	struct memblock_region rest[2], first, last;
	unsigned long lo, hi, n = 0;

	if (!size)
		return 0;
	memblock_window(type, base, end, &lo, &hi);
	if (lo == hi)
		return 0;
	first = type->regions[lo];
	last = type->regions[hi - 1];
	if (first.base < base) {
		rest[n] = first;
		rest[n++].size = base - first.base;
	}
	if (memblock_region_end(&last) > end) {
		rest[n] = last;
		rest[n].base = end;
		rest[n++].size = memblock_region_end(&last) - end;
	}
	if (type->cnt - (hi - lo) + n > type->max &&
	    memblock_double_array(type, base, size))
		return -ENOMEM;
	memblock_splice(type, lo, hi, rest, n);
	return 0;
}
