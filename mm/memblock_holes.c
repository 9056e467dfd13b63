// SPDX-License-Identifier: GPL-2.0-only
/*
 * Walking the holes of a window: for_each_free_mem_range_in(), which the two
 * searches of memblock_search.c use. The steps are those of memblock_iter.c.
 * What is added: the walk begins at the window's edge, found by binary
 * search, or farther on if memblock_hint.c knows that nothing before can fit;
 * and holes smaller than what is wanted are passed over. A search that is to
 * fail on purpose (memblock_fail.c) sees no hole at all.
 *
 * Nothing here changes a list, and a list must not change during a walk.
 */
#include "memblock_internal.h"

/* ---- upwards ----------------------------------------------------------- */

/* The cursor for the first free range that ends above @addr. */
static u64 seek(phys_addr_t addr)
{
	const struct memblock_type *reserved = &memblock.reserved;
	unsigned long b = memblock_first_above(reserved, addr);

	/* Where @addr is taken the gap behind that is the next one. */
	if (b < reserved->cnt && reserved->regions[b].base <= addr)
		b++;
	return CURSOR(memblock_first_above(&memblock.memory, addr), b);
}

/**
 * __next_free_range_in - step of for_each_free_mem_range_in()
 * @idx: the cursor; ~0 when there are no more
 * @nid: only this node's memory; any invalid node means all
 * @start: start of the window
 * @end: its exclusive end
 * @size: bytes wanted; only holes with as much above @start are given
 * @out_start: becomes the start of the free range
 * @out_end: becomes its exclusive end
 *
 * At the end of the walk the range is the first one above the window, or
 * empty and at PHYS_ADDR_MAX if there is none.
 */
void __next_free_range_in(u64 *idx, int nid, phys_addr_t start,
			  phys_addr_t end, phys_addr_t size,
			  phys_addr_t *out_start, phys_addr_t *out_end)
{
	const struct memblock_type *memory = &memblock.memory;
	const struct memblock_type *reserved = &memblock.reserved;
	unsigned long a = (u32)*idx, b = *idx >> 32;

	while (a < memory->cnt) {
		const struct memblock_region *r = &memory->regions[a];
		phys_addr_t from = r->base, to = memblock_region_end(r);
		phys_addr_t gap_starts, gap_ends;

		if (memblock_skips(memory, r, nid, MEMBLOCK_NONE)) {
			a++;
			continue;
		}
		memblock_gap(reserved, b, &gap_starts, &gap_ends);
		from = max(from, gap_starts);
		if (to <= gap_ends) {
			a++;
		} else {
			b++;
			to = gap_ends;
		}
		if (from >= to || to <= start)
			continue;
		if (from < end && to - max(from, start) < size)
			continue;
		*idx = from < end ? CURSOR(a, b) : CURSOR_END;
		*out_start = from;
		*out_end = to;
		return;
	}
	*idx = CURSOR_END;
	*out_start = *out_end = PHYS_ADDR_MAX;
}

/* A debug build looks at all holes: was one passed over? */
#ifdef CONFIG_DEBUG_VM
static void check_first(u64 idx, int nid, phys_addr_t start, phys_addr_t end,
			phys_addr_t size, phys_addr_t found)
{
	phys_addr_t s, e;
	u64 i;

	for_each_free_mem_range(i, nid, &s, &e, NULL)
		if (e > start && e - max(s, start) >= size)
			break;
	if (i != CURSOR_END && s < end)
		BUG_ON(s != found);
	else
		BUG_ON(idx != CURSOR_END);
}
#else
#define check_first(idx, nid, start, end, size, found) ((void)0)
#endif

/* The first step where lists are long, and the lesson from it. */
static noinline void first_by_hint(u64 *idx, int nid, phys_addr_t start,
			  phys_addr_t end, phys_addr_t size,
			  phys_addr_t *out_start, phys_addr_t *out_end)
{
	*idx = seek(start + memblock_hint_ask(start, nid, true, size));
	__next_free_range_in(idx, nid, start, end, size, out_start, out_end);
	if (*out_start > start)
		memblock_hint_learn(start, nid, true, size,
				    *out_start - start);
	check_first(*idx, nid, start, end, size, *out_start);
}

/* The first step of for_each_free_mem_range_in(). */
void __first_free_range_in(u64 *idx, int nid, phys_addr_t start,
			   phys_addr_t end, phys_addr_t size,
			   phys_addr_t *out_start, phys_addr_t *out_end)
{
	if (memblock_search_fails(start, end, size, nid, true)) {
		*idx = CURSOR_END;
		*out_start = *out_end = PHYS_ADDR_MAX;
		return;
	}
	if (memblock_hints_apply()) {
		first_by_hint(idx, nid, start, end, size, out_start, out_end);
		return;
	}
	*idx = 0;
	__next_free_range_in(idx, nid, start, end, size, out_start, out_end);
}

/* ---- downwards --------------------------------------------------------- */

/* The cursor for the last free range that starts below @addr. */
static u64 seek_rev(phys_addr_t addr)
{
	const struct memblock_type *memory = &memblock.memory;
	unsigned long a, b;

	if (!addr)
		return CURSOR(-1, 0);
	a = memblock_first_above(memory, addr - 1);
	b = memblock_first_above(&memblock.reserved, addr - 1);
	if (a == memory->cnt || memory->regions[a].base >= addr)
		a--;
	return CURSOR(a, b);
}

/**
 * __next_free_range_in_rev - step of for_each_free_mem_range_in_reverse()
 * @idx: the cursor; ~0 when there are no more
 * @nid: only this node's memory; any invalid node means all
 * @start: start of the window
 * @end: its exclusive end
 * @size: bytes wanted; only holes with as much below @end are given
 * @out_start: becomes the start of the free range
 * @out_end: becomes its exclusive end
 *
 * At the end of the walk the range is the first one below the window, or
 * empty and at 0 if there is none.
 */
void __next_free_range_in_rev(u64 *idx, int nid, phys_addr_t start,
			      phys_addr_t end, phys_addr_t size,
			      phys_addr_t *out_start, phys_addr_t *out_end)
{
	const struct memblock_type *memory = &memblock.memory;
	const struct memblock_type *reserved = &memblock.reserved;
	long a = (s32)*idx, b = *idx >> 32;

	while (a >= 0) {
		const struct memblock_region *r = &memory->regions[a];
		phys_addr_t from = r->base, to = memblock_region_end(r);
		phys_addr_t gap_starts, gap_ends;

		if (memblock_skips(memory, r, nid, MEMBLOCK_NONE)) {
			a--;
			continue;
		}
		memblock_gap(reserved, b, &gap_starts, &gap_ends);
		to = min(to, gap_ends);
		if (from >= gap_starts) {
			a--;
		} else {
			b--;
			from = gap_starts;
		}
		if (from >= to || from >= end)
			continue;
		if (to > start && min(to, end) - from < size)
			continue;
		*idx = to > start ? CURSOR(a, b) : CURSOR_END;
		*out_start = from;
		*out_end = to;
		return;
	}
	*idx = CURSOR_END;
	*out_start = *out_end = 0;
}

#ifdef CONFIG_DEBUG_VM
static void check_first_rev(u64 idx, int nid, phys_addr_t start,
			    phys_addr_t end, phys_addr_t size,
			    phys_addr_t found)
{
	phys_addr_t s, e;
	u64 i;

	for_each_free_mem_range_reverse(i, nid, &s, &e, NULL)
		if (s < end && min(e, end) - s >= size)
			break;
	if (i != CURSOR_END && e > start)
		BUG_ON(e != found);
	else
		BUG_ON(idx != CURSOR_END);
}
#else
#define check_first_rev(idx, nid, start, end, size, found) ((void)0)
#endif

/* The first step where lists are long, and the lesson from it. */
static noinline void first_by_hint_rev(u64 *idx, int nid, phys_addr_t start,
			      phys_addr_t end, phys_addr_t size,
			      phys_addr_t *out_start, phys_addr_t *out_end)
{
	*idx = seek_rev(end - memblock_hint_ask(end, nid, false, size));
	__next_free_range_in_rev(idx, nid, start, end, size, out_start,
				 out_end);
	if (*out_end < end)
		memblock_hint_learn(end, nid, false, size, end - *out_end);
	check_first_rev(*idx, nid, start, end, size, *out_end);
}

/* The first step of for_each_free_mem_range_in_reverse(). */
void __first_free_range_in_rev(u64 *idx, int nid, phys_addr_t start,
			       phys_addr_t end, phys_addr_t size,
			       phys_addr_t *out_start, phys_addr_t *out_end)
{
	if (memblock_search_fails(start, end, size, nid, false)) {
		*idx = CURSOR_END;
		*out_start = *out_end = 0;
		return;
	}
	if (memblock_hints_apply()) {
		first_by_hint_rev(idx, nid, start, end, size, out_start,
				  out_end);
		return;
	}
	*idx = CURSOR((long)memblock.memory.cnt - 1, memblock.reserved.cnt);
	__next_free_range_in_rev(idx, nid, start, end, size, out_start,
				 out_end);
}
