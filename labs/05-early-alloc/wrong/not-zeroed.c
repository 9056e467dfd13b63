// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: forgets to zero the block
 * loses: R4
 * says: still holds what was there
 */
noinline void *__alloc_memory_core_early(int nid, u64 size, u64 align,
					 u64 goal, u64 limit)
{
	phys_addr_t addr;

	limit = min(limit, memblock.current_limit);
	addr = memblock_find_in_range_node(size, align, goal, limit, nid);
	if (!addr || memblock_reserve(addr, size))
		return NULL;
	kmemleak_alloc(phys_to_virt(addr), size, 0, 0);
	return phys_to_virt(addr);
}
