/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Walking the lists of memblock: the for_each_ macros. <linux/memblock.h>
 * includes this; nobody else needs to.
 */
#ifndef _LINUX_MEMBLOCK_ITER_H
#define _LINUX_MEMBLOCK_ITER_H

/* ---- iteration: mm/memblock_iter.c ----------------------------------- */

void __next_mem_range(u64 *idx, int nid, enum memblock_flags flags,
		      struct memblock_type *type_a,
		      struct memblock_type *type_b, phys_addr_t *out_start,
		      phys_addr_t *out_end, int *out_nid);
void __next_mem_range_rev(u64 *idx, int nid, enum memblock_flags flags,
			  struct memblock_type *type_a,
			  struct memblock_type *type_b, phys_addr_t *out_start,
			  phys_addr_t *out_end, int *out_nid);
void __next_mem_pfn_range(int *idx, int nid, u64 *out_start_pfn,
			  u64 *out_end_pfn, int *out_nid);

/* mm/memblock_holes.c */
void __first_free_range_in(u64 *idx, int nid, phys_addr_t start,
			   phys_addr_t end, phys_addr_t size,
			   phys_addr_t *out_start, phys_addr_t *out_end);
void __next_free_range_in(u64 *idx, int nid, phys_addr_t start,
			  phys_addr_t end, phys_addr_t size,
			  phys_addr_t *out_start, phys_addr_t *out_end);
void __first_free_range_in_rev(u64 *idx, int nid, phys_addr_t start,
			       phys_addr_t end, phys_addr_t size,
			       phys_addr_t *out_start, phys_addr_t *out_end);
void __next_free_range_in_rev(u64 *idx, int nid, phys_addr_t start,
			      phys_addr_t end, phys_addr_t size,
			      phys_addr_t *out_start, phys_addr_t *out_end);

/* The trace looks on, if there is one: which ranges are given to whom? */
#define trace_walk(i, upwards, a, b, nid) \
	trace_hook(__trace_walk, __func__, i, upwards, a, b, nid)
#define trace_walk_in(i, upwards, nid, start, end, size) \
	trace_hook(__trace_walk_in, __func__, i, upwards, nid, start, end, size)
#define trace_range(i, start, end)	trace_hook(__trace_range, i, start, end)

/**
 * for_each_mem_range - every range that is in @type_a and not in @type_b
 * @i: u64, the cursor
 * @type_a: list whose ranges are walked
 * @type_b: list of ranges to leave out, or NULL
 * @nid: node, or NUMA_NO_NODE for all
 * @p_start: phys_addr_t *, start of the range, may be NULL
 * @p_end: phys_addr_t *, its exclusive end, may be NULL
 * @p_nid: int *, its node, may be NULL
 *
 * A range never spans two regions of @type_a. The lists must not change
 * during the walk.
 */
#define for_each_mem_range(i, type_a, type_b, nid, p_start, p_end, p_nid) \
	for (trace_walk(&i, true, type_a, type_b, nid), \
	     i = 0, __next_mem_range(&i, nid, MEMBLOCK_NONE, type_a, type_b, \
				     p_start, p_end, p_nid), \
	     trace_range(&i, p_start, p_end); \
	     i != ~(u64)0; \
	     __next_mem_range(&i, nid, MEMBLOCK_NONE, type_a, type_b, \
			      p_start, p_end, p_nid), \
	     trace_range(&i, p_start, p_end))

/* The same from the highest range down. */
#define for_each_mem_range_rev(i, type_a, type_b, nid, p_start, p_end, p_nid) \
	for (trace_walk(&i, false, type_a, type_b, nid), i = ~(u64)0, \
	     __next_mem_range_rev(&i, nid, MEMBLOCK_NONE, type_a, type_b, \
				  p_start, p_end, p_nid), \
	     trace_range(&i, p_start, p_end); \
	     i != ~(u64)0; \
	     __next_mem_range_rev(&i, nid, MEMBLOCK_NONE, type_a, type_b, \
				  p_start, p_end, p_nid), \
	     trace_range(&i, p_start, p_end))

/* Free ranges: in memory, and not reserved. */
#define for_each_free_mem_range(i, nid, p_start, p_end, p_nid) \
	for_each_mem_range(i, memblock_free_in(), &memblock.reserved, \
			   nid, p_start, p_end, p_nid)
#define for_each_free_mem_range_reverse(i, nid, p_start, p_end, p_nid) \
	for_each_mem_range_rev(i, memblock_free_in(), &memblock.reserved, \
			       nid, p_start, p_end, p_nid)

/**
 * for_each_free_mem_range_in - free ranges that something might fit into
 * @i: u64, the cursor
 * @nid: node, or NUMA_NO_NODE for all
 * @start: start of a window, in bytes
 * @end: its exclusive end
 * @size: bytes wanted, not 0
 * @p_start: phys_addr_t *, start of the free range, may lie below @start
 * @p_end: phys_addr_t *, its exclusive end, may lie above @end
 *
 * for_each_free_mem_range() without what lies outside of the window and most
 * of what is smaller than @size: it begins behind what earlier searches have
 * seen. (docs/memblock-speed.md)
 */
#define for_each_free_mem_range_in(i, nid, start, end, size, p_start, p_end) \
	for (trace_walk_in(&i, true, nid, start, end, size), \
	     __first_free_range_in(&i, nid, start, end, size, p_start, p_end), \
	     trace_range(&i, p_start, p_end); \
	     i != ~(u64)0; \
	     __next_free_range_in(&i, nid, start, end, size, p_start, p_end), \
	     trace_range(&i, p_start, p_end))

/* The same from the highest range down. */
#define for_each_free_mem_range_in_reverse(i, nid, start, end, size, \
					   p_start, p_end) \
	for (trace_walk_in(&i, false, nid, start, end, size), \
	     __first_free_range_in_rev(&i, nid, start, end, size, \
				       p_start, p_end), \
	     trace_range(&i, p_start, p_end); \
	     i != ~(u64)0; \
	     __next_free_range_in_rev(&i, nid, start, end, size, \
				      p_start, p_end), \
	     trace_range(&i, p_start, p_end))

#define for_each_reserved_mem_range(i, p_start, p_end) \
	for_each_mem_range(i, &memblock.reserved, NULL, NUMA_NO_NODE, \
			   p_start, p_end, NULL)

/* Every region of memblock.@list ("memory" or "reserved"). */
#define for_each_memblock(list, region) \
	for (region = memblock.list.regions; \
	     region < memblock.list.regions + memblock.list.cnt; region++)
#define for_each_mem_region(region)	for_each_memblock(memory, region)
#define for_each_reserved_mem_region(region) \
	for_each_memblock(reserved, region)

/* Memory as whole pages; @nid MAX_NUMNODES (or NUMA_NO_NODE) means all. */
#define for_each_mem_pfn_range(i, nid, p_start, p_end, p_nid) \
	for (i = -1, __next_mem_pfn_range(&i, nid, p_start, p_end, p_nid); \
	     i >= 0; __next_mem_pfn_range(&i, nid, p_start, p_end, p_nid))

#endif
