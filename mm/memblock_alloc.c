// SPDX-License-Identifier: GPL-2.0-only
/*
 * Allocating straight from memblock: today's names (pointers, or physical
 * addresses as memblock_phys_*) and those of Linux 3.14 to 4.1. The bootmem
 * layer (nobootmem.c) does not come through here: it has a way of its own.
 *
 * A block counts as allocated only when its reservation is recorded. Once
 * the slab is up all of these warn once and take the block from there.
 */
#include "memblock_internal.h"

/* The free memory is the page allocator's by now. */
static void *memblock_alloc_late(phys_addr_t size)
{
	WARN_ONCE(1, "early allocation of %llu bytes after the slab is up: "
		     "served by kzalloc",
		  (unsigned long long)size);
	return kzalloc(size, GFP_NOWAIT);
}

static phys_addr_t find_and_reserve(phys_addr_t size, phys_addr_t align,
				    phys_addr_t start, phys_addr_t end,
				    int nid)
{
	phys_addr_t found;

	found = memblock_find_in_range_node(size, align, start, end, nid);
	if (found && !memblock_reserve(found, size))
		return found;
	return 0;
}

/* memblock_alloc_range_nid(), or a part of what somebody else tries. */
static noinline phys_addr_t memblock_alloc_range_try(phys_addr_t size,
						     phys_addr_t align,
						     phys_addr_t start,
						     phys_addr_t end, int nid,
						     bool exact_nid)
{
	bool trace = end != MEMBLOCK_ALLOC_NOLEAKTRACE;
	phys_addr_t found;

	if (!trace)
		end = MEMBLOCK_ALLOC_ACCESSIBLE;
	if (!memblock_nid_valid(nid))
		nid = NUMA_NO_NODE;

	found = find_and_reserve(size, align, start, end, nid);
	if (!found && nid != NUMA_NO_NODE && !exact_nid)
		found = find_and_reserve(size, align, start, end,
					 NUMA_NO_NODE);
	if (found && trace)
		kmemleak_alloc(__va(found), size, 0, 0);
	return found;
}

/**
 * memblock_alloc_range_nid - allocate, by physical address
 * @size: bytes, not 0
 * @align: power of two; 0 means SMP_CACHE_BYTES
 * @start: lowest address allowed
 * @end: exclusive end of what is allowed, MEMBLOCK_ALLOC_ACCESSIBLE (or
 *	_NOLEAKTRACE) for memblock.current_limit
 * @nid: node wanted; any other value than a node means any node
 * @exact_nid: only this node; otherwise the others are tried after it
 *
 * The contents are not touched. kmemleak learns of the block, with no
 * reference expected: scanned, never reported.
 *
 * Return: the address, 0 if there is no place.
 */
phys_addr_t memblock_alloc_range_nid(phys_addr_t size, phys_addr_t align,
				     phys_addr_t start, phys_addr_t end,
				     int nid, bool exact_nid)
{
	phys_addr_t found;
	void *late;

	if (!memblock_sane_request(size, &align))
		return 0;
	if (slab_is_available()) {
		late = memblock_alloc_late(size);
		return late ? __pa(late) : 0;
	}
	memblock_request_begin(size, align);
	found = memblock_alloc_range_try(size, align, start, end, nid,
					 exact_nid);
	memblock_request_end();
	return found;
}

/**
 * memblock_phys_alloc_range - allocate within a range, by physical address
 * @size: bytes, not 0
 * @align: power of two; 0 means SMP_CACHE_BYTES
 * @start: lowest address allowed; a hard bound
 * @end: exclusive end, or MEMBLOCK_ALLOC_ACCESSIBLE
 *
 * Return: the address, contents not touched; 0 if there is no place.
 */
phys_addr_t memblock_phys_alloc_range(phys_addr_t size, phys_addr_t align,
				      phys_addr_t start, phys_addr_t end)
{
	memblock_log_alloc("memblock_phys_alloc_range", size, align, start,
			   end, NUMA_NO_NODE, _RET_IP_);
	return memblock_alloc_range_nid(size, align, start, end, NUMA_NO_NODE,
					false);
}

/**
 * memblock_phys_alloc_try_nid - allocate on a node if possible
 * @size: bytes, not 0
 * @align: power of two; 0 means SMP_CACHE_BYTES
 * @nid: node preferred
 *
 * Return: physical address; 0 if there is no place on any node.
 */
phys_addr_t memblock_phys_alloc_try_nid(phys_addr_t size, phys_addr_t align,
					int nid)
{
	memblock_log_alloc("memblock_phys_alloc_try_nid", size, align, 0,
			   MEMBLOCK_ALLOC_ACCESSIBLE, nid, _RET_IP_);
	return memblock_alloc_range_nid(size, align, 0,
					MEMBLOCK_ALLOC_ACCESSIBLE, nid, false);
}

/* ---- pointers --------------------------------------------------------- */

/**
 * memblock_alloc_internal - what all that return pointers have in common
 * @size: bytes, not 0
 * @align: power of two; 0 means SMP_CACHE_BYTES
 * @min_addr: lowest address preferred
 * @max_addr: exclusive end, a hard bound, cut to memblock.current_limit
 * @nid: node preferred, or any other value
 * @exact_nid: only this node
 *
 * Order of attempts: node above min, any node above min, node, any node;
 * without those on any node if @exact_nid.
 *
 * Return: the block, contents not touched; NULL if there is no place.
 */
void *memblock_alloc_internal(phys_addr_t size, phys_addr_t align,
			      phys_addr_t min_addr, phys_addr_t max_addr,
			      int nid, bool exact_nid)
{
	phys_addr_t found;

	if (!memblock_sane_request(size, &align))
		return NULL;
	if (slab_is_available())
		return memblock_alloc_late(size);

	max_addr = min(max_addr, memblock.current_limit);
	memblock_request_begin(size, align);
	found = memblock_alloc_range_try(size, align, min_addr, max_addr, nid,
					 exact_nid);
	if (!found && min_addr)
		found = memblock_alloc_range_try(size, align, 0, max_addr,
						 nid, exact_nid);
	memblock_request_end();
	return found ? __va(found) : NULL;
}

/**
 * memblock_alloc_exact_nid_raw - allocate on one node only, not zeroed
 * @size: bytes, not 0
 * @align: power of two; 0 means SMP_CACHE_BYTES
 * @min_addr: lowest address preferred; dropped if nothing fits above it
 * @max_addr: exclusive end, or MEMBLOCK_ALLOC_ACCESSIBLE
 * @nid: the node; any other value than a node means any node
 *
 * Return: the block, NULL if there is no place.
 */
void *memblock_alloc_exact_nid_raw(phys_addr_t size, phys_addr_t align,
				   phys_addr_t min_addr, phys_addr_t max_addr,
				   int nid)
{
	memblock_log_alloc("memblock_alloc_exact_nid_raw", size, align,
			   min_addr, max_addr, nid, _RET_IP_);
	return memblock_alloc_internal(size, align, min_addr, max_addr, nid,
				       true);
}

/**
 * memblock_alloc_try_nid_raw - allocate, not zeroed
 * @size: bytes, not 0
 * @align: power of two; 0 means SMP_CACHE_BYTES
 * @min_addr: lowest address preferred; dropped if nothing fits above it
 * @max_addr: exclusive end, or MEMBLOCK_ALLOC_ACCESSIBLE
 * @nid: node preferred; if it has no place any node will do
 *
 * Return: the block, NULL if there is no place.
 */
void *memblock_alloc_try_nid_raw(phys_addr_t size, phys_addr_t align,
				 phys_addr_t min_addr, phys_addr_t max_addr,
				 int nid)
{
	memblock_log_alloc("memblock_alloc_try_nid_raw", size, align,
			   min_addr, max_addr, nid, _RET_IP_);
	return memblock_alloc_internal(size, align, min_addr, max_addr, nid,
				       false);
}

/**
 * memblock_alloc_try_nid - memblock_alloc_try_nid_raw(), zeroed
 * @size: bytes, not 0
 * @align: power of two; 0 means SMP_CACHE_BYTES
 * @min_addr: lowest address preferred
 * @max_addr: exclusive end, a hard bound, cut to memblock.current_limit
 * @nid: node preferred, or NUMA_NO_NODE
 *
 * Return: the block, zeroed; NULL if there is no place.
 */
void *memblock_alloc_try_nid(phys_addr_t size, phys_addr_t align,
			     phys_addr_t min_addr, phys_addr_t max_addr,
			     int nid)
{
	void *ptr;

	memblock_log_alloc("memblock_alloc_try_nid", size, align, min_addr,
			   max_addr, nid, _RET_IP_);
	ptr = memblock_alloc_internal(size, align, min_addr, max_addr, nid,
				      false);
	if (ptr)
		arch_zero_phys(__pa(ptr), size);
	return ptr;
}

/* ---- the names of 3.14 to 4.1: physical addresses --------------------- */

/* memblock_phys_alloc_range() under its old name. */
phys_addr_t memblock_alloc_range(phys_addr_t size, phys_addr_t align,
				 phys_addr_t start, phys_addr_t end)
{
	return memblock_alloc_range_nid(size, align, start, end, NUMA_NO_NODE,
					false);
}

/* Node @nid or nothing: 0. */
phys_addr_t memblock_alloc_nid(phys_addr_t size, phys_addr_t align, int nid)
{
	return memblock_alloc_range_nid(size, align, 0,
					MEMBLOCK_ALLOC_ACCESSIBLE, nid, true);
}

/* Below @max_addr, on any node; 0 if there is no place. */
phys_addr_t __memblock_alloc_base(phys_addr_t size, phys_addr_t align,
				  phys_addr_t max_addr)
{
	return memblock_alloc_range_nid(size, align, 0, max_addr,
					NUMA_NO_NODE, false);
}

/* The same; panics if there is no place. */
phys_addr_t memblock_alloc_base(phys_addr_t size, phys_addr_t align,
				phys_addr_t max_addr)
{
	phys_addr_t found = __memblock_alloc_base(size, align, max_addr);

	if (!found)
		panic("ERROR: Failed to allocate 0x%llx bytes below 0x%llx. "
		      "(for %pS)",
		      (unsigned long long)size, (unsigned long long)max_addr,
		      (void *)_RET_IP_);
	return found;
}
