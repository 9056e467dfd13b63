// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: frees as many bytes of the old array as the new one has
 * loses: R4
 * says: instead of|is not reserved
 */
static phys_addr_t find_place(phys_addr_t size, phys_addr_t start,
			      phys_addr_t end)
{
	phys_addr_t limit = memblock.current_limit, addr = 0;

	if (start == end)
		return memblock_find_in_range(0, limit, size, PAGE_SIZE);
	if (memblock_bottom_up() && start)
		addr = memblock_find_in_range(0, min(start, limit), size,
					      PAGE_SIZE);
	if (!addr && end < limit)
		addr = memblock_find_in_range(end, limit, size, PAGE_SIZE);
	if (!addr && !memblock_bottom_up() && start)
		addr = memblock_find_in_range(0, min(start, limit), size,
					      PAGE_SIZE);
	return addr;
}

int memblock_double_array(struct memblock_type *type,
			  phys_addr_t new_area_start,
			  phys_addr_t new_area_size)
{
	struct memblock_region *old = memblock_array(type), *new;
	struct memblock_region **slab = slab_born_of(type);
	phys_addr_t old_size = array_bytes(type->max), addr = 0;
	phys_addr_t size = array_bytes(2 * type->max);
	bool old_reserved = array_is_reserved(type), from_slab;

	memblock_cap_size(new_area_start, &new_area_size);
	if (!memblock_can_resize)
		return -1;
	from_slab = slab_is_available();
	if (from_slab) {
		new = kmalloc(size, GFP_NOWAIT);
		if (!new)
			return -1;
	} else {
		addr = find_place(size, new_area_start,
				  new_area_start + new_area_size);
		if (!addr)
			return -1;
		new = __va(addr);
		if (type != &memblock.reserved && memblock_reserve(addr, size))
			return -1;
	}
	memcpy(new, type->regions, type->cnt * sizeof(*new));
	memset(new + type->cnt, 0, (2 * type->max - type->cnt) * sizeof(*new));
	type->regions = new;
	type->max *= 2;
	if (!from_slab && type == &memblock.reserved)
		BUG_ON(memblock_reserve(addr, size));
	if (old == *slab)
		kfree(old);
	else if (old_reserved)
		memblock_remove_range(&memblock.reserved, __pa(old), size);
	*slab = from_slab ? new : NULL;
	return 0;
}
