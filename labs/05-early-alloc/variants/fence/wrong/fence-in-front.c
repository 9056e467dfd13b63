// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: the fence is in front of the block
 * loses: R1 R2 R4 R5 R6
 * says: .
 */
#define FENCE		SMP_CACHE_BYTES
#define FENCE_BYTE	0xfd

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
	memset(ptr, FENCE_BYTE, FENCE);
	addr += FENCE;
	ptr = phys_to_virt(addr);
	arch_zero_phys(addr, size);
	kmemleak_alloc(ptr, size, 0, 0);
	return ptr;
}
