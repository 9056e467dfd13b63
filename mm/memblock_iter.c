// SPDX-License-Identifier: GPL-2.0-only
/*
 * Walking the lists. The for_each_ macros of <linux/memblock.h> expand to
 * calls of these; searches, the hand-over and the page structures use them.
 * Nothing here changes a list, and a list must not change during a walk: the
 * cursor holds indexes, so ranges would be skipped or come twice.
 *
 * The cursor of two lists: low half, index into @type_a; high half, index of
 * a gap of @type_b (memblock_gap()).
 */
#include "memblock_internal.h"

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

/* Nothing to leave out: region @a, or the next one in steps of @step. */
static noinline void next_region(u64 *idx, long a, long step, int nid,
				 enum memblock_flags flags,
				 const struct memblock_type *type,
				 phys_addr_t *out_start, phys_addr_t *out_end,
				 int *out_nid)
{
	for (; a >= 0 && a < (long)type->cnt; a += step) {
		const struct memblock_region *r = &type->regions[a];

		if (memblock_skips(type, r, nid, flags))
			continue;
		put_range(r, r->base, memblock_region_end(r), out_start,
			  out_end, out_nid);
		*idx = CURSOR(a + step, 0);
		return;
	}
	*idx = CURSOR_END;
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

	if (!type_b) {
		next_region(idx, (long)a, 1, nid, flags, type_a, out_start,
			    out_end, out_nid);
		return;
	}
	while (a < type_a->cnt) {
		struct memblock_region *r = &type_a->regions[a];
		phys_addr_t start = r->base, end = memblock_region_end(r);
		phys_addr_t gap_starts, gap_ends;

		if (memblock_skips(type_a, r, nid, flags)) {
			a++;
			continue;
		}
		memblock_gap(type_b, b, &gap_starts, &gap_ends);
		start = max(start, gap_starts);
		/* Whichever ends first is done with. */
		if (end <= gap_ends) {
			a++;
		} else {
			b++;
			end = gap_ends;
		}
		if (start >= end)
			continue;
		*idx = CURSOR(a, b);
		put_range(r, start, end, out_start, out_end, out_nid);
		return;
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
	unsigned long a = (u32)*idx, b = *idx >> 32;

	if (*idx == CURSOR_END) {
		a = type_a->cnt - 1;
		b = type_b ? type_b->cnt : 0;
	}
	if (!type_b) {
		next_region(idx, (s32)a, -1, nid, flags, type_a, out_start,
			    out_end, out_nid);
		return;
	}
	/* Below 0 they are larger than any index. */
	while (a < type_a->cnt) {
		struct memblock_region *r = &type_a->regions[a];
		phys_addr_t start = r->base, end = memblock_region_end(r);
		phys_addr_t gap_starts, gap_ends;

		if (memblock_skips(type_a, r, nid, flags)) {
			a--;
			continue;
		}
		memblock_gap(type_b, b, &gap_starts, &gap_ends);
		end = min(end, gap_ends);
		/* Whichever starts last is done with. */
		if (start >= gap_starts) {
			a--;
		} else {
			b--;
			start = gap_starts;
		}
		if (start >= end)
			continue;
		*idx = CURSOR(a, b);
		put_range(r, start, end, out_start, out_end, out_nid);
		return;
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
