// SPDX-License-Identifier: GPL-2.0-only
/*
 * The primitives that edit a list of memblock. A list is one sorted array:
 * its regions are not empty, do not overlap, and two that touch differ in
 * node or flags. Adding, removing, flags and nodes are built on these.
 *
 * All surgery is memblock_splice(), or the pass of memblock_merge_regions():
 * whatever must follow each change of a list belongs into these two.
 */
#include "memblock_internal.h"

/* memblock_first_above() by halves: neither the first region nor no one. */
unsigned long memblock_bisect(const struct memblock_type *type,
			      phys_addr_t addr)
{
	unsigned long lo = 0, hi = type->cnt - 1, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (memblock_region_end(&type->regions[mid]) <= addr)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/**
 * memblock_splice - replace some regions of a list by others
 * @type: the list
 * @lo: first region to go
 * @hi: first region after @lo to stay; @lo == @hi only inserts
 * @pieces: what comes in their place, outside of the list's own array
 * @n: number of pieces; there must be room for them
 *
 * All surgery on a list is done here, with one memmove of what lies behind
 * (of a very long list: behind or before, whichever is less).
 * Keeps cnt and total_size; an empty list has a first entry of zeroes. What
 * nothing is left of loses its name.
 */
void memblock_splice(struct memblock_type *type, unsigned long lo,
		     unsigned long hi, const struct memblock_region *pieces,
		     unsigned long n)
{
	unsigned long i, cnt = type->cnt - (hi - lo) + n;
	struct memblock_region *r = type->regions;
	phys_addr_t before = type->total_size, total = before;

	BUG_ON(lo > hi || hi > type->cnt || cnt > type->max);

	/* Nothing is reserved: names of before a reset mean nothing now. */
	if (!type->cnt && type == &memblock.reserved)
		memblock_forget_names(0, PHYS_ADDR_MAX);

	if (memblock_hints_used)
		memblock_hint_splice(type, lo, hi, pieces, n);
	for (i = lo; i < hi; i++)
		total -= r[i].size;
	if (lo + n != hi) {
		r = memblock_make_room(type, lo, hi, n);
		type->cnt = cnt;
		if (!cnt)
			r[0] = memblock_make_region(0, 0, MAX_NUMNODES,
						    MEMBLOCK_NONE);
	}
	for (i = 0; i < n; i++) {
		r[lo + i] = pieces[i];
		total += pieces[i].size;
	}
	type->total_size = total;
	if (memblock_hints_used)
		memblock_hint_spliced(type);
	if (total < before && type == &memblock.reserved)
		memblock_names_freed();
	trace_hook(__trace_list, type, false);
}

/**
 * memblock_insert_region - put a region into a list, merging nothing
 * @type: the list; it must have room
 * @idx: index that the region will have
 * @base: start of the region
 * @size: bytes
 * @nid: node, MAX_NUMNODES if not known
 * @flags: MEMBLOCK_ flags
 */
void memblock_insert_region(struct memblock_type *type, unsigned long idx,
			    phys_addr_t base, phys_addr_t size, int nid,
			    enum memblock_flags flags)
{
	struct memblock_region r = memblock_make_region(base, size, nid,
							flags);

	memblock_splice(type, idx, idx, &r, 1);
}

/* Take region @idx out of @type. */
void memblock_remove_region(struct memblock_type *type, unsigned long idx)
{
	memblock_splice(type, idx, idx + 1, NULL, 0);
}

/**
 * memblock_merge_regions - make neighbours one, drop what has become empty
 * @type: a sorted list, in which regions may touch or have size 0
 *
 * One pass, without a memmove. Overlapping regions are a bug of the caller.
 */
void memblock_merge_regions(struct memblock_type *type)
{
	struct memblock_region *last = NULL, *r = type->regions;
	struct memblock_region *stop = r + type->cnt;
	phys_addr_t before = type->total_size;

	memblock_hint_forget();
	type->cnt = 0;
	type->total_size = 0;
	for (; r < stop; r++) {
		if (!r->size)
			continue;
		type->total_size += r->size;
		BUG_ON(last && memblock_region_end(last) > r->base);
		if (last && memblock_region_end(last) == r->base &&
		    memblock_same_kind(last, r)) {
			last->size += r->size;
			continue;
		}
		last = &type->regions[type->cnt++];
		*last = *r;
	}
	if (!type->cnt)
		type->regions[0] = memblock_make_region(0, 0, MAX_NUMNODES,
							MEMBLOCK_NONE);
	if (type->total_size < before && type == &memblock.reserved)
		memblock_names_freed();
	trace_hook(__trace_list, type, true);
	memblock_check();
}

/* ---- splitting -------------------------------------------------------- */

/* Make the region that @addr lies within two, the second starting there. */
static void memblock_split_at(struct memblock_type *type, phys_addr_t addr)
{
	int i = memblock_search(type, addr);
	struct memblock_region half[2];

	if (i < 0 || type->regions[i].base == addr)
		return;
	half[0] = half[1] = type->regions[i];
	half[0].size = addr - half[0].base;
	half[1].size -= half[0].size;
	half[1].base = addr;
	memblock_splice(type, i, i + 1, half, 2);
}

/* 1 if memblock_split_at() would need an entry, else 0. */
static unsigned long memblock_splits_at(struct memblock_type *type,
					phys_addr_t addr)
{
	int i = memblock_search(type, addr);

	return i >= 0 && type->regions[i].base < addr;
}

/**
 * memblock_isolate_range - make a range consist of whole regions
 * @type: the list
 * @base: start of the range, in bytes
 * @size: bytes; cut at the end of the address space
 * @start_rgn: becomes the index of the first region within the range
 * @end_rgn: becomes the index after the last; equal to @start_rgn if none
 *
 * Splits what crosses an edge; both halves keep node and flags. The caller
 * changes the regions inside, then calls memblock_merge_regions().
 *
 * Return: 0, or -ENOMEM when a split needs an entry and there is none.
 */
int memblock_isolate_range(struct memblock_type *type, phys_addr_t base,
			   phys_addr_t size, int *start_rgn, int *end_rgn)
{
	phys_addr_t end = base + memblock_cap_size(base, &size);
	unsigned long lo, hi, need;

	*start_rgn = *end_rgn = 0;
	if (!size)
		return 0;

	need = memblock_splits_at(type, base) + memblock_splits_at(type, end);
	if (type->cnt + need > type->max &&
	    memblock_double_array(type, base, size))
		return -ENOMEM;

	memblock_split_at(type, base);
	memblock_split_at(type, end);
	memblock_window(type, base, end, &lo, &hi);
	*start_rgn = (int)lo;
	*end_rgn = (int)hi;
	return 0;
}
