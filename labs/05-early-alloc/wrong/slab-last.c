// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: asks memblock first, and the slab only when that has nothing
 * loses: R6 R7
 * says: memblock's
 */
noinline void *___alloc_bootmem_nopanic(u64 size, u64 align, u64 goal,
					u64 limit)
{
	void *ptr;

	ptr = __alloc_memory_core_early(NUMA_NO_NODE, size, align, goal,
					limit);
	if (!ptr && goal)
		ptr = __alloc_memory_core_early(NUMA_NO_NODE, size, align, 0,
						limit);
	if (!ptr && !WARN_ON_ONCE(!slab_is_available()))
		ptr = kzalloc(size, GFP_NOWAIT);
	return ptr;
}
