// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where allocations end, how much of the RAM is used, and marking ranges
 * with flags and nodes. The set-up of the machine calls these, mostly before
 * the first allocation. Memory itself is never touched.
 */
#include "memblock_internal.h"

/**
 * memblock_set_current_limit - allocations must end here
 * @limit: exclusive end, in bytes; what lies below must be mapped
 */
void memblock_set_current_limit(phys_addr_t limit)
{
	memblock.current_limit = limit;
	trace_hook(__trace_mode);
}

/**
 * memblock_get_current_limit - where allocations end now
 *
 * Return: the exclusive end of what may be allocated.
 */
phys_addr_t memblock_get_current_limit(void)
{
	return memblock.current_limit;
}

/* ---- using less than there is ----------------------------------------- */

/* The address that @limit bytes of RAM lie below; ~0 if there are fewer. */
static phys_addr_t find_max_addr(phys_addr_t limit)
{
	const struct memblock_region *r;

	for_each_mem_region(r) {
		if (limit <= r->size)
			return r->base + limit;
		limit -= r->size;
	}
	return PHYS_ADDR_MAX;
}

/* Forget what was reserved in [base, base + size), and its names. */
static void trim_reserved(phys_addr_t base, phys_addr_t size)
{
	memblock_forget_names(base, size);
	memblock_remove_range(&memblock.reserved, base, size);
}

/**
 * memblock_enforce_memory_limit - use only so much RAM, the lowest
 * @limit: bytes; 0, or as much as there is, changes nothing
 *
 * What lies above is removed from both lists.
 */
void memblock_enforce_memory_limit(phys_addr_t limit)
{
	phys_addr_t max_addr;

	if (!limit)
		return;
	max_addr = find_max_addr(limit);
	if (max_addr == PHYS_ADDR_MAX)
		return;
	trace_hook(__trace_mark, TRACE_TRIM, &memblock.memory, 0, max_addr, 0,
		   false);
	memblock_remove_range(&memblock.memory, max_addr, PHYS_ADDR_MAX);
	trim_reserved(max_addr, PHYS_ADDR_MAX);
}

/**
 * memblock_cap_memory_range - use only the RAM within a range
 * @base: start, in bytes
 * @size: bytes; cut at the end of the address space
 *
 * The rest is removed from both lists, but memory that must not be mapped
 * (MEMBLOCK_NOMAP) stays known. Size 0 changes nothing.
 */
void memblock_cap_memory_range(phys_addr_t base, phys_addr_t size)
{
	phys_addr_t r_end, end = base + memblock_cap_size(base, &size);
	struct memblock_region *r;

	if (!size)
		return;
	trace_hook(__trace_mark, TRACE_TRIM, &memblock.memory, base, size, 0,
		   false);
	for_each_mem_region(r) {
		if (r->flags & MEMBLOCK_NOMAP)
			continue;
		r_end = min(memblock_region_end(r), end);
		r->base = max(r->base, base);
		r->size = r_end > r->base ? r_end - r->base : 0;
	}
	memblock_merge_regions(&memblock.memory);
	trim_reserved(0, base);
	trim_reserved(end, PHYS_ADDR_MAX);
}

/**
 * memblock_mem_limit_remove_map - keep only the first RAM
 * @limit: bytes of RAM to keep; 0 changes nothing
 *
 * As memblock_enforce_memory_limit(), but MEMBLOCK_NOMAP memory stays.
 */
void memblock_mem_limit_remove_map(phys_addr_t limit)
{
	phys_addr_t max_addr;

	if (!limit)
		return;
	max_addr = find_max_addr(limit);
	if (max_addr != PHYS_ADDR_MAX)
		memblock_cap_memory_range(0, max_addr);
}

/**
 * memblock_trim_memory - drop the ragged edges of RAM
 * @align: power of two, in bytes
 *
 * The base of each region is rounded up and its end down; regions that end
 * up empty go. Unlike in Linux the total is right afterwards.
 */
void memblock_trim_memory(phys_addr_t align)
{
	phys_addr_t base, end;
	struct memblock_region *r;

	if (WARN_ONCE(!align || (align & (align - 1)),
		      "memblock: cannot trim to 0x%llx: no power of two",
		      (unsigned long long)align))
		return;
	trace_hook(__trace_mark, TRACE_TRIM, &memblock.memory, 0, 0, 0, false);
	for_each_mem_region(r) {
		base = round_up(r->base, align);
		end = round_down(memblock_region_end(r), align);
		/* base is 0 where rounding up went past the top */
		r->size = base >= r->base && base < end ? end - base : 0;
		if (r->size)
			r->base = base;
	}
	memblock_merge_regions(&memblock.memory);
}

/* ---- flags ------------------------------------------------------------ */

static int change_flag(struct memblock_type *type, phys_addr_t base,
		       phys_addr_t size, bool set, enum memblock_flags flag)
{
	int i, start_rgn, end_rgn;

	trace_hook(__trace_mark, TRACE_MARK, type, base, size, flag, set);
	if (memblock_isolate_range(type, base, size, &start_rgn, &end_rgn))
		return -ENOMEM;
	for (i = start_rgn; i < end_rgn; i++)
		if (set)
			memblock_set_region_flags(&type->regions[i], flag);
		else
			memblock_clear_region_flags(&type->regions[i], flag);
	memblock_merge_regions(type);
	return 0;
}

/**
 * memblock_mark_hotplug - RAM that may be unplugged
 * @base: start, in bytes
 * @size: bytes; the range may have holes
 *
 * With movable_node nothing is allocated there any more.
 *
 * Return: 0, or -ENOMEM when the list is full and cannot grow.
 */
int memblock_mark_hotplug(phys_addr_t base, phys_addr_t size)
{
	return change_flag(&memblock.memory, base, size, true,
			   MEMBLOCK_HOTPLUG);
}

/**
 * memblock_clear_hotplug - RAM that stays plugged in after all
 * @base: start, in bytes
 * @size: bytes
 *
 * Return: 0 or -ENOMEM.
 */
int memblock_clear_hotplug(phys_addr_t base, phys_addr_t size)
{
	return change_flag(&memblock.memory, base, size, false,
			   MEMBLOCK_HOTPLUG);
}

/**
 * memblock_mark_mirror - RAM that is mirrored, for who asks for such
 * @base: start, in bytes
 * @size: bytes
 *
 * Return: 0 or -ENOMEM.
 */
int memblock_mark_mirror(phys_addr_t base, phys_addr_t size)
{
	return change_flag(&memblock.memory, base, size, true,
			   MEMBLOCK_MIRROR);
}

/**
 * memblock_mark_nomap - RAM that must be neither mapped nor allocated
 * @base: start, in bytes
 * @size: bytes
 *
 * Return: 0 or -ENOMEM.
 */
int memblock_mark_nomap(phys_addr_t base, phys_addr_t size)
{
	return change_flag(&memblock.memory, base, size, true, MEMBLOCK_NOMAP);
}

/**
 * memblock_clear_nomap - RAM that may be mapped after all
 * @base: start, in bytes
 * @size: bytes
 *
 * Return: 0 or -ENOMEM.
 */
int memblock_clear_nomap(phys_addr_t base, phys_addr_t size)
{
	return change_flag(&memblock.memory, base, size, false,
			   MEMBLOCK_NOMAP);
}

/**
 * memblock_reserved_mark_noinit - its page structures need no initialisation
 * @base: start, in bytes
 * @size: bytes
 *
 * Return: 0 or -ENOMEM.
 */
int memblock_reserved_mark_noinit(phys_addr_t base, phys_addr_t size)
{
	return change_flag(&memblock.reserved, base, size, true,
			   MEMBLOCK_RSRV_NOINIT);
}

/* ---- nodes ------------------------------------------------------------ */

/**
 * memblock_set_node - tell the node of a range
 * @base: start, in bytes
 * @size: bytes; the range may have holes
 * @type: the list, &memblock.memory as a rule
 * @nid: the node
 *
 * Without CONFIG_NUMA this does nothing.
 *
 * Return: 0, or -ENOMEM when the list is full and cannot grow.
 */
int memblock_set_node(phys_addr_t base, phys_addr_t size,
		      struct memblock_type *type, int nid)
{
#ifdef CONFIG_NUMA
	int i, start_rgn, end_rgn;

	trace_hook(__trace_mark, TRACE_NODE, type, base, size, nid, false);
	if (memblock_isolate_range(type, base, size, &start_rgn, &end_rgn))
		return -ENOMEM;
	for (i = start_rgn; i < end_rgn; i++)
		memblock_set_region_node(&type->regions[i], nid);
	memblock_merge_regions(type);
#else
	(void)base;
	(void)size;
	(void)type;
	(void)nid;
#endif
	return 0;
}
