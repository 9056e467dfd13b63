// SPDX-License-Identifier: GPL-2.0-only
/*
 * Searching for free memory: first fit from the top, or with bottom_up from
 * the end of the kernel image upwards. Allocations (nobootmem.c,
 * memblock_alloc.c) and the growth of the lists ask here. Nothing is
 * reserved: that is the caller's next step.
 */
#include "memblock_internal.h"

/*
 * memblock_sane_request() for what is not simply in order. Size 0: Linux
 * hands out an address that nobody owns. Alignment: a misaligned one.
 */
bool memblock_check_request(phys_addr_t size, phys_addr_t *align)
{
	if (WARN(!size, "memblock: allocation of 0 bytes refused"))
		return false;
	if (!*align)
		*align = SMP_CACHE_BYTES;
	return !WARN_ONCE(*align & (*align - 1),
			  "memblock: alignment 0x%llx is not a power of two",
			  (unsigned long long)*align);
}

/**
 * __memblock_find_range_bottom_up - the lowest free place
 * @start: lowest address allowed
 * @end: exclusive end of what is allowed
 * @size: bytes
 * @align: power of two
 * @nid: node, or NUMA_NO_NODE for any
 *
 * Return: the address, 0 if there is no place.
 */
noinline phys_addr_t __memblock_find_range_bottom_up(phys_addr_t start,
						     phys_addr_t end,
						     phys_addr_t size,
						     phys_addr_t align,
						     int nid)
{
	phys_addr_t this_start, this_end, cand;
	u64 i;

	for_each_free_mem_range_in(i, nid, start, end, size,
				   &this_start, &this_end) {
		this_start = max(this_start, start);
		this_end = min(this_end, end);

		cand = round_up(this_start, align);
		if (cand < this_start)	/* wrapped to 0 at the very top */
			continue;
		if (cand < this_end && this_end - cand >= size)
			return cand;
	}
	return 0;
}

/**
 * __memblock_find_range_top_down - the highest free place
 * @start: lowest address allowed
 * @end: exclusive end of what is allowed
 * @size: bytes
 * @align: power of two
 * @nid: node, or NUMA_NO_NODE for any
 *
 * Return: the address, 0 if there is no place.
 */
noinline phys_addr_t __memblock_find_range_top_down(phys_addr_t start,
						    phys_addr_t end,
						    phys_addr_t size,
						    phys_addr_t align,
						    int nid)
{
	phys_addr_t this_start, this_end, cand;
	u64 i;

	for_each_free_mem_range_in_reverse(i, nid, start, end, size,
					   &this_start, &this_end) {
		this_start = max(this_start, start);
		this_end = min(this_end, end);

		if (this_end < size)
			continue;
		cand = round_down(this_end - size, align);
		if (cand >= this_start)
			return cand;
	}
	return 0;
}

/**
 * memblock_find_in_range_node - find free memory
 * @size: bytes, not 0
 * @align: power of two; 0 means SMP_CACHE_BYTES
 * @start: lowest address allowed; the first page never is
 * @end: exclusive end of what is allowed, MEMBLOCK_ALLOC_ACCESSIBLE for
 *	memblock.current_limit; MEMBLOCK_ALLOC_ANYWHERE has no limit
 * @nid: node, or NUMA_NO_NODE for any
 *
 * Bottom-up is for movable_node: what lies just above the kernel image is on
 * the kernel's own node, which cannot be unplugged anyway. Below the image
 * there is little; it is used when nothing else is left, from the top.
 *
 * Return: the address, 0 if there is no place.
 */
noinline phys_addr_t memblock_find_in_range_node(phys_addr_t size,
						 phys_addr_t align,
						 phys_addr_t start,
						 phys_addr_t end, int nid)
{
	phys_addr_t kernel_end, found;

	if (!memblock_sane_request(size, &align))
		return 0;
	if (WARN_ONCE(nid == MAX_NUMNODES,
		      "memblock: use NUMA_NO_NODE for any node, not "
		      "MAX_NUMNODES"))
		nid = NUMA_NO_NODE;

	if (end == MEMBLOCK_ALLOC_ACCESSIBLE)
		end = memblock.current_limit;
	/* 0 is failure, and a null pointer: page 0 is never handed out. */
	start = max(start, (phys_addr_t)PAGE_SIZE);
	end = max(start, end);

	kernel_end = __pa_symbol(_end);
	if (memblock_bottom_up() && end > kernel_end) {
		found = __memblock_find_range_bottom_up(max(start, kernel_end),
							end, size, align, nid);
		if (found)
			return found;
		WARN_ONCE(1, "memblock: nothing free bottom-up, trying "
			     "top-down: memory hot-unplug may suffer");
	}
	return __memblock_find_range_top_down(start, end, size, align, nid);
}

/**
 * memblock_find_in_range - the same on any node, arguments in other order
 * @start: lowest address allowed
 * @end: exclusive end of what is allowed
 * @size: bytes
 * @align: power of two
 *
 * Return: the address, 0 if there is no place.
 */
phys_addr_t memblock_find_in_range(phys_addr_t start, phys_addr_t end,
				   phys_addr_t size, phys_addr_t align)
{
	return memblock_find_in_range_node(size, align, start, end,
					   NUMA_NO_NODE);
}
