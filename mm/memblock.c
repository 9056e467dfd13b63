// SPDX-License-Identifier: GPL-2.0-only
/*
 * The two lists of memblock, "memory" and "reserved": adding to them and
 * cutting out of them. The firmware's map and all early allocations end up
 * here; this file looks for no free memory and never touches the memory that
 * it describes. Linux holds no lock here either.
 */
#include "memblock_internal.h"

struct memblock_region memblock_memory_init_regions[INIT_MEMBLOCK_REGIONS];
struct memblock_region memblock_reserved_init_regions[INIT_MEMBLOCK_REGIONS];

struct memblock memblock = {
	.bottom_up = false,
	.current_limit = MEMBLOCK_ALLOC_ANYWHERE,
	.memory = {
		.regions = memblock_memory_init_regions,
		.max = INIT_MEMBLOCK_REGIONS,
		.name = "memory",
	},
	.reserved = {
		.regions = memblock_reserved_init_regions,
		.max = INIT_MEMBLOCK_REGIONS,
		.name = "reserved",
	},
};

/* ---- adding ----------------------------------------------------------- */

/*
 * Which regions of @type become one with @new? Those that overlap it, and on
 * each side one that touches it and is of its kind: [@lo, @hi). @lo == @hi is
 * where @new goes.
 *
 * Return: false if one that overlaps is of another kind.
 */
static inline bool memblock_join_window(const struct memblock_type *type,
					const struct memblock_region *new,
					unsigned long *lo, unsigned long *hi)
{
	const struct memblock_region *r = type->regions;
	phys_addr_t end = memblock_region_end(new);
	unsigned long i;

	memblock_window(type, new->base, end, lo, hi);
	for (i = *lo; i < *hi; i++)
		if (!memblock_same_kind(&r[i], new))
			return false;

	if (*lo > 0 && memblock_region_end(&r[*lo - 1]) == new->base &&
	    memblock_same_kind(&r[*lo - 1], new))
		--*lo;
	if (*hi < type->cnt && r[*hi].base == end &&
	    memblock_same_kind(&r[*hi], new))
		++*hi;
	return true;
}

/*
 * Make @new and the regions [@lo, @hi) of memblock_join_window() one; with
 * @lo == @hi it takes an entry of its own.
 */
static inline void memblock_join(struct memblock_type *type, unsigned long lo,
				 unsigned long hi,
				 const struct memblock_region *new)
{
	phys_addr_t base = new->base, end = memblock_region_end(new);
	struct memblock_region joined;

	if (lo < hi) {
		base = min(base, type->regions[lo].base);
		end = max(end, memblock_region_end(&type->regions[hi - 1]));
	}
	joined = memblock_make_region(base, end - base,
				      memblock_get_region_node(new),
				      new->flags);
	memblock_replace(type, lo, hi, &joined, 1);
}

/*
 * Visit the parts of @new that @type does not cover, and fill those that
 * take at most @most more entries: -1 joins two regions, 0 lengthens one, 1
 * is a region of its own. With @most < -1 this only counts.
 *
 * Return: entries that all parts together take.
 */
static long memblock_fill_gaps(struct memblock_type *type,
			       struct memblock_region new, long most)
{
	phys_addr_t pos, next, end = memblock_region_end(&new);
	unsigned long lo, hi;
	long cost, total = 0;

	for (pos = new.base; pos < end; pos = next) {
		lo = memblock_first_above(type, pos);
		if (lo < type->cnt && type->regions[lo].base <= pos) {
			next = memblock_region_end(&type->regions[lo]);
			continue;
		}
		next = end;
		if (lo < type->cnt)
			next = min(end, type->regions[lo].base);
		new.base = pos;
		new.size = next - pos;
		memblock_join_window(type, &new, &lo, &hi);
		cost = 1 - (long)(hi - lo);
		total += cost;
		if (cost <= most)
			memblock_join(type, lo, hi, &new);
	}
	return total;
}

/*
 * Add @new where regions of another kind are in the way. What is there stays
 * what it is, with a warning; only the gaps between are filled. First those
 * that take no entry, so that no more are needed on the way than at the end.
 *
 * Return: 0, or -ENOMEM when the list is full and cannot grow. It may have
 * grown once before that: no part of @new is in it then.
 */
static int memblock_add_around(struct memblock_type *type,
			       const struct memblock_region *new)
{
	long need;

	WARN(1, "memblock: %s [mem 0x%016llx-0x%016llx] overlaps regions of "
		"another node or with other flags: they stay as they are",
	     type->name, (unsigned long long)new->base,
	     (unsigned long long)memblock_region_end(new) - 1);
	for (;;) {
		need = memblock_fill_gaps(type, *new, -2);
		if ((long)type->cnt + need <= (long)type->max)
			break;
		if (memblock_double_array(type, new->base, new->size))
			return -ENOMEM;
	}
	memblock_fill_gaps(type, *new, 0);
	memblock_fill_gaps(type, *new, 1);
	return 0;
}

/**
 * memblock_add_range - add a range to a list
 * @type: the list
 * @base: start, in bytes
 * @size: bytes; cut at the end of the address space; 0 changes nothing
 * @nid: node of the range, MAX_NUMNODES if not known
 * @flags: MEMBLOCK_ flags of the range
 *
 * What the list has already keeps its node and flags; the rest of the range
 * gets @nid and @flags. Neighbours that touch and agree become one region.
 *
 * Return: 0, or -ENOMEM when the list is full and cannot grow; then nothing
 * has changed. (At most a list has grown, and not enough: a range around
 * regions of another kind may take more than twice the entries.)
 */
noinline int memblock_add_range(struct memblock_type *type, phys_addr_t base,
				phys_addr_t size, int nid,
				enum memblock_flags flags)
{
	struct memblock_region new;
	unsigned long lo, hi;

	if (!memblock_cap_size(base, &size))
		return 0;
	new = memblock_make_region(base, size, nid, flags);

	if (!memblock_join_window(type, &new, &lo, &hi))
		return memblock_add_around(type, &new);

	if (lo == hi && type->cnt == type->max) {
		if (memblock_double_array(type, base, size))
			return -ENOMEM;
		/* The new array is reserved too: places have changed. */
		memblock_join_window(type, &new, &lo, &hi);
	}
	memblock_join(type, lo, hi, &new);
	return 0;
}

/* ---- removing --------------------------------------------------------- */

/**
 * memblock_remove_range - cut a range out of a list
 * @type: the list
 * @base: start, in bytes
 * @size: bytes; cut at the end of the address space, so ~0 means "all above"
 *
 * Regions at its edges are shortened or split, those inside go. Only a hole
 * in the middle of one region takes an entry more than there was.
 *
 * Return: 0, also if nothing of the range was there; -ENOMEM when an entry
 * is needed and the list cannot grow; then nothing has changed.
 */
int memblock_remove_range(struct memblock_type *type, phys_addr_t base,
			  phys_addr_t size)
{
	phys_addr_t end = base + memblock_cap_size(base, &size);
	struct memblock_region left, right, rest[2];
	unsigned long lo, hi, n = 0;

	memblock_window(type, base, end, &lo, &hi);
	if (!size || lo == hi)
		return 0;

	left = type->regions[lo];
	right = type->regions[hi - 1];
	if (hi - lo == 1 && type->cnt == type->max &&
	    left.base < base && memblock_region_end(&right) > end) {
		if (memblock_double_array(type, base, size))
			return -ENOMEM;
		memblock_window(type, base, end, &lo, &hi);
		left = right = type->regions[lo];
	}
	if (left.base < base) {
		left.size = base - left.base;
		rest[n++] = left;
	}
	if (memblock_region_end(&right) > end) {
		right.size = memblock_region_end(&right) - end;
		right.base = end;
		rest[n++] = right;
	}
	memblock_replace(type, lo, hi, rest, n);
	return 0;
}

/* ---- the public names ------------------------------------------------- */

/**
 * memblock_add - there is RAM
 * @base: start, in bytes
 * @size: bytes
 *
 * Return: 0 or -ENOMEM, see memblock_add_range().
 */
int memblock_add(phys_addr_t base, phys_addr_t size)
{
	memblock_log_range("memblock_add", base, size, _RET_IP_);
	return memblock_add_range(&memblock.memory, base, size, MAX_NUMNODES,
				  MEMBLOCK_NONE);
}

/**
 * memblock_add_node - there is RAM, and its node is known
 * @base: start, in bytes
 * @size: bytes
 * @nid: node, MAX_NUMNODES if not known
 * @flags: MEMBLOCK_ flags of the range
 *
 * Return: 0 or -ENOMEM, see memblock_add_range().
 */
int memblock_add_node(phys_addr_t base, phys_addr_t size, int nid,
		      enum memblock_flags flags)
{
	memblock_log_range("memblock_add_node", base, size, _RET_IP_);
	return memblock_add_range(&memblock.memory, base, size, nid, flags);
}

/**
 * memblock_remove - there is no RAM after all, or not for us
 * @base: start, in bytes
 * @size: bytes
 *
 * Return: 0 or -ENOMEM, see memblock_remove_range().
 */
int memblock_remove(phys_addr_t base, phys_addr_t size)
{
	memblock_log_range("memblock_remove", base, size, _RET_IP_);
	return memblock_remove_range(&memblock.memory, base, size);
}

/**
 * memblock_reserve_region - memblock_reserve() with a node and flags
 * @base: start, in bytes
 * @size: bytes
 * @nid: node, MAX_NUMNODES if it does not matter
 * @flags: MEMBLOCK_ flags
 *
 * Return: 0 or -ENOMEM, see memblock_add_range().
 */
noinline int memblock_reserve_region(phys_addr_t base, phys_addr_t size,
				     int nid, enum memblock_flags flags)
{
	return memblock_add_range(&memblock.reserved, base, size, nid, flags);
}

/**
 * memblock_reserve - a range is taken
 * @base: start, in bytes
 * @size: bytes
 *
 * The range need not lie in memory, and may be reserved already.
 *
 * Return: 0 or -ENOMEM. Whoever ignores that hands memory out twice.
 */
noinline int memblock_reserve(phys_addr_t base, phys_addr_t size)
{
	memblock_log_range("memblock_reserve", base, size, _RET_IP_);
	return memblock_reserve_region(base, size, MAX_NUMNODES,
				       MEMBLOCK_NONE);
}

/* One body for both ways to free; @caller is who asked. */
static int memblock_free_range(phys_addr_t base, phys_addr_t size,
			       unsigned long caller)
{
	memblock_log_range("memblock_free", base, size, caller);
	memblock_check_free(base, size, caller);
	kmemleak_free_part(__va(base), size);
	return memblock_remove_range(&memblock.reserved, base, size);
}

/**
 * memblock_phys_free - a range is free again
 * @base: start, in bytes
 * @size: bytes, all or part of what was reserved
 *
 * Edits the list only: after the hand-over the page allocator does not learn
 * of it, see free_bootmem_late(). Freeing what is not reserved is no error,
 * but is reported with memblock=debug, and always once the slab is up.
 *
 * Return: 0, or -ENOMEM: a hole in a region, and the list cannot grow.
 */
int memblock_phys_free(phys_addr_t base, phys_addr_t size)
{
	return memblock_free_range(base, size, _RET_IP_);
}

/**
 * memblock_free - memblock_phys_free() by virtual address
 * @ptr: what the allocation returned; NULL is nothing to free
 * @size: bytes
 */
void memblock_free(void *ptr, size_t size)
{
	if (ptr)
		memblock_free_range(__pa(ptr), size, _RET_IP_);
}
