// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: another value in the fence
 * loses: R4
 * says: 64 times 0xfd
 */
#define FENCE		SMP_CACHE_BYTES
#define FENCE_BYTE	0xee

noinline void *__alloc_memory_core_early(int nid, u64 size, u64 align,
					 u64 goal, u64 limit)
{
	phys_addr_t addr;
	void *ptr;

	if (!size || size > PHYS_ADDR_MAX - FENCE)
		return NULL;
	if (limit > memblock.current_limit)
		limit = memblock.current_limit;

	addr = memblock_find_in_range_node(size + FENCE, align, goal, limit,
					   nid);
	if (!addr)
		return NULL;
	if (memblock_reserve(addr, size + FENCE))
		return NULL;

	ptr = phys_to_virt(addr);
	arch_zero_phys(addr, size);
	memset((char *)ptr + size, FENCE_BYTE, FENCE);
	kmemleak_alloc(ptr, size, 0, 0);
	return ptr;
}
