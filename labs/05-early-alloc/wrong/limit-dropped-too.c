// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: drops the limit together with the goal
 * loses: R6
 * says: NULL was right|the limit
 */
noinline void *___alloc_bootmem_nopanic(u64 size, u64 align, u64 goal,
					u64 limit)
{
	void *ptr;

	if (WARN_ON_ONCE(slab_is_available()))
		return kzalloc(size, GFP_NOWAIT);
	ptr = __alloc_memory_core_early(NUMA_NO_NODE, size, align, goal,
					limit);
	if (!ptr && goal)
		ptr = __alloc_memory_core_early(NUMA_NO_NODE, size, align, 0,
						0);
	return ptr;
}
