// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: kmalloc() after the slab: the block is not zero
 * loses: R7
 * says: does not zero
 */
noinline void *___alloc_bootmem_nopanic(u64 size, u64 align, u64 goal,
					u64 limit)
{
	void *ptr;

	if (WARN_ON_ONCE(slab_is_available()))
		return kmalloc(size, GFP_NOWAIT);
	ptr = __alloc_memory_core_early(NUMA_NO_NODE, size, align, goal,
					limit);
	if (!ptr && goal)
		ptr = __alloc_memory_core_early(NUMA_NO_NODE, size, align, 0,
						limit);
	return ptr;
}
