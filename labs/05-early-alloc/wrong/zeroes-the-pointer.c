// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: clears as many bytes as a pointer has
 * loses: R4
 * says: zeroed is not what|still holds
 */
noinline void *__alloc_memory_core_early(int nid, u64 size, u64 align,
					 u64 goal, u64 limit)
{
	phys_addr_t addr;

	limit = min(limit, memblock.current_limit);
	addr = memblock_find_in_range_node(size, align, goal, limit, nid);
	if (!addr || memblock_reserve(addr, size))
		return NULL;
	memset(phys_to_virt(addr), 0, sizeof(addr));
	kmemleak_alloc(phys_to_virt(addr), size, 0, 0);
	return phys_to_virt(addr);
}
