// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: min_count 1: kmemleak would report each early block
 * loses: R5
 * says: min_count 1
 */
noinline void *__alloc_memory_core_early(int nid, u64 size, u64 align,
					 u64 goal, u64 limit)
{
	phys_addr_t addr;

	limit = min(limit, memblock.current_limit);
	addr = memblock_find_in_range_node(size, align, goal, limit, nid);
	if (!addr || memblock_reserve(addr, size))
		return NULL;
	arch_zero_phys(addr, size);
	kmemleak_alloc(phys_to_virt(addr), size, 1, 0);
	return phys_to_virt(addr);
}
