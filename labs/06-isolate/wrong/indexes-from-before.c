// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: looks for the regions inside before it cuts
 * loses: R2
 * says: regions inside are
 */
/* Cut the region that @addr lies within in two. */
static void cut_at(struct memblock_type *type, phys_addr_t addr)
{
	struct memblock_region r, two[2];
	unsigned long i;

	for (i = 0; i < type->cnt; i++) {
		r = type->regions[i];
		if (r.base >= addr || r.base + r.size <= addr)
			continue;
		two[0] = two[1] = r;
		two[0].size = addr - r.base;
		two[1].base = addr;
		two[1].size = r.base + r.size - addr;
		memblock_splice(type, i, i + 1, two, 2);
		return;
	}
}

static bool within(struct memblock_type *type, phys_addr_t addr)
{
	unsigned long i;

	for (i = 0; i < type->cnt; i++)
		if (type->regions[i].base < addr &&
		    memblock_region_end(&type->regions[i]) > addr)
			return true;
	return false;
}

static void indexes(struct memblock_type *type, phys_addr_t base,
		    phys_addr_t end, int *first, int *last)
{
	unsigned long i;

	for (i = 0; i < type->cnt && type->regions[i].base < base; i++)
		;
	*first = i;
	for (; i < type->cnt && type->regions[i].base < end; i++)
		;
	*last = i;
}

int memblock_isolate_range(struct memblock_type *type, phys_addr_t base,
			   phys_addr_t size, int *start_rgn, int *end_rgn)
{
	phys_addr_t end = base + memblock_cap_size(base, &size);
	unsigned long i;

	*start_rgn = *end_rgn = 0;
	if (!size)
		return 0;
	if (type->cnt + within(type, base) + within(type, end) > type->max &&
	    memblock_double_array(type, base, size))
		return -ENOMEM;
	for (i = 0; i < type->cnt; i++)
		if (memblock_region_end(&type->regions[i]) > base)
			break;
	*start_rgn = i;
	for (; i < type->cnt && type->regions[i].base < end; i++)
		;
	*end_rgn = i;
	cut_at(type, base);
	cut_at(type, end);
	return 0;
}
