// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: hands the limit on as it is: ~0 is ANYWHERE
 * loses: R2
 * says: current_limit
 */
noinline void *__alloc_memory_core_early(int nid, u64 size, u64 align,
					 u64 goal, u64 limit)
{
	phys_addr_t addr;

	addr = memblock_find_in_range_node(size, align, goal, limit, nid);
	if (!addr || memblock_reserve(addr, size))
		return NULL;
	arch_zero_phys(addr, size);
	kmemleak_alloc(phys_to_virt(addr), size, 0, 0);
	return phys_to_virt(addr);
}
