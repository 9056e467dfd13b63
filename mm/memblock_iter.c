// SPDX-License-Identifier: GPL-2.0-only
/*
 * Walking the lists. The for_each_ macros of <linux/memblock.h> expand to
 * calls of these; searches, the hand-over and the page structures use them.
 * Nothing here changes a list, and a list must not change during a walk: the
 * cursor holds indexes, so ranges would be skipped or come twice.
 *
 * The cursor of two lists: low half, index into @type_a; high half, index of
 * a gap of @type_b. Gap k lies between its regions k-1 and k; gap 0 starts
 * at 0 and the last one ends at PHYS_ADDR_MAX.
 */
#include "memblock_internal.h"

#define CURSOR(a, b)	(((u64)(b) << 32) | (u32)(a))
#define CURSOR_END	(~(u64)0)

static phys_addr_t gap_start(const struct memblock_type *type,
			     unsigned long k)
{
	return k ? memblock_region_end(&type->regions[k - 1]) : 0;
}

static phys_addr_t gap_end(const struct memblock_type *type, unsigned long k)
{
	return k < type->cnt ? type->regions[k].base : PHYS_ADDR_MAX;
}

/* Filters, for the list of memory only: is @r to be left out? */
static bool should_skip_region(const struct memblock_type *type,
			       const struct memblock_region *r, int nid,
			       enum memblock_flags flags)
{
	if (type != &memblock.memory)
		return false;
	if (memblock_nid_valid(nid) && memblock_get_region_node(r) != nid)
		return true;
	if (!(r->flags | flags))	/* nothing special, as most */
		return false;
	if ((r->flags & MEMBLOCK_HOTPLUG) && movable_node_is_enabled() &&
	    !(flags & MEMBLOCK_HOTPLUG))
		return true;
	if ((flags & MEMBLOCK_MIRROR) && !(r->flags & MEMBLOCK_MIRROR))
		return true;
	if ((r->flags & MEMBLOCK_NOMAP) && !(flags & MEMBLOCK_NOMAP))
		return true;
	return (r->flags & MEMBLOCK_DRIVER_MANAGED) &&
	       !(flags & MEMBLOCK_DRIVER_MANAGED);
}

static void put_range(const struct memblock_region *r, phys_addr_t start,
		      phys_addr_t end, phys_addr_t *out_start,
		      phys_addr_t *out_end, int *out_nid)
{
	if (out_start)
		*out_start = start;
	if (out_end)
		*out_end = end;
	if (out_nid)
		*out_nid = memblock_get_region_node(r);
}

/**
 * __next_mem_range - step of for_each_mem_range() and its kin
 * @idx: the cursor; 0 to start, ~0 when there are no more
 * @nid: only this node's memory; any invalid node means all
 * @flags: kinds of memory wanted in addition (HOTPLUG, NOMAP,
 *	DRIVER_MANAGED), or the only one wanted (MIRROR)
 * @type_a: list to walk; @nid and @flags count for memblock.memory only
 * @type_b: list to leave out, or NULL
 * @out_start: becomes the start of the range, may be NULL
 * @out_end: becomes its exclusive end, may be NULL
 * @out_nid: becomes its node, may be NULL
 *
 * Gives the intersections of @type_a with the gaps of @type_b, ascending.
 */
void __next_mem_range(u64 *idx, int nid, enum memblock_flags flags,
		      struct memblock_type *type_a,
		      struct memblock_type *type_b, phys_addr_t *out_start,
		      phys_addr_t *out_end, int *out_nid)
{
	unsigned long a = (u32)*idx, b = *idx >> 32;

	for (; a < type_a->cnt; a++) {
		struct memblock_region *r = &type_a->regions[a];
		phys_addr_t r_end = memblock_region_end(r);

		if (should_skip_region(type_a, r, nid, flags))
			continue;
		if (!type_b) {
			put_range(r, r->base, r_end, out_start, out_end,
				  out_nid);
			*idx = CURSOR(a + 1, 0);
			return;
		}
		for (; b <= type_b->cnt; b++) {
			phys_addr_t start = max(gap_start(type_b, b), r->base);
			phys_addr_t gap_ends = gap_end(type_b, b);
			phys_addr_t end = min(gap_ends, r_end);

			if (start >= r_end)
				break;
			if (start >= end)
				continue;
			/* Whichever ends first is done with. */
			*idx = r_end <= gap_ends ? CURSOR(a + 1, b) :
				CURSOR(a, b + 1);
			put_range(r, start, end, out_start, out_end, out_nid);
			return;
		}
	}
	*idx = CURSOR_END;
}

/**
 * __next_mem_range_rev - step of for_each_mem_range_rev() and its kin
 * @idx: the cursor; ~0 both to start and when there are no more
 * @nid: see __next_mem_range() for this and the rest
 * @flags: kinds of memory wanted
 * @type_a: list to walk
 * @type_b: list to leave out, or NULL
 * @out_start: becomes the start of the range
 * @out_end: becomes its exclusive end
 * @out_nid: becomes its node
 *
 * The same ranges as __next_mem_range(), descending.
 */
void __next_mem_range_rev(u64 *idx, int nid, enum memblock_flags flags,
			  struct memblock_type *type_a,
			  struct memblock_type *type_b, phys_addr_t *out_start,
			  phys_addr_t *out_end, int *out_nid)
{
	long a = (s32)*idx, b = *idx >> 32;

	if (*idx == CURSOR_END) {
		a = (long)type_a->cnt - 1;
		b = type_b ? (long)type_b->cnt : 0;
	}
	for (; a >= 0; a--) {
		struct memblock_region *r = &type_a->regions[a];
		phys_addr_t r_end = memblock_region_end(r);

		if (should_skip_region(type_a, r, nid, flags))
			continue;
		if (!type_b) {
			put_range(r, r->base, r_end, out_start, out_end,
				  out_nid);
			*idx = CURSOR(a - 1, 0);
			return;
		}
		for (; b >= 0; b--) {
			phys_addr_t gap_starts = gap_start(type_b, b);
			phys_addr_t start = max(gap_starts, r->base);
			phys_addr_t end = min(gap_end(type_b, b), r_end);

			if (end <= r->base)
				break;
			if (start >= end)
				continue;
			/* Whichever starts last is done with. */
			*idx = r->base >= gap_starts ? CURSOR(a - 1, b) :
				CURSOR(a, b - 1);
			put_range(r, start, end, out_start, out_end, out_nid);
			return;
		}
	}
	*idx = CURSOR_END;
}

/**
 * __next_mem_pfn_range - step of for_each_mem_pfn_range()
 * @idx: index into memblock.memory; -1 to start, and when there are no more
 * @nid: only this node's memory; MAX_NUMNODES or any invalid node means all
 * @out_start_pfn: becomes the first whole page of the region, may be NULL
 * @out_end_pfn: becomes the page after the last whole one, may be NULL
 * @out_nid: becomes the node, may be NULL
 *
 * Regions without a whole page are left out; flags do not matter.
 */
void __next_mem_pfn_range(int *idx, int nid, u64 *out_start_pfn,
			  u64 *out_end_pfn, int *out_nid)
{
	const struct memblock_type *type = &memblock.memory;

	while ((unsigned long)++*idx < type->cnt) {
		const struct memblock_region *r = &type->regions[*idx];
		u64 start = memblock_region_memory_base_pfn(r);
		u64 end = memblock_region_memory_end_pfn(r);

		if (start >= end)
			continue;
		if (memblock_nid_valid(nid) &&
		    memblock_get_region_node(r) != nid)
			continue;
		if (out_start_pfn)
			*out_start_pfn = start;
		if (out_end_pfn)
			*out_end_pfn = end;
		if (out_nid)
			*out_nid = memblock_get_region_node(r);
		return;
	}
	*idx = -1;
}
