// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: one attempt only
 * loses: R6
 * says: goal was to be dropped
 */
noinline void *___alloc_bootmem_nopanic(u64 size, u64 align, u64 goal,
					u64 limit)
{
	void *ptr;

	if (WARN_ON_ONCE(slab_is_available()))
		return kzalloc(size, GFP_NOWAIT);
	ptr = __alloc_memory_core_early(NUMA_NO_NODE, size, align, goal,
					limit);
	return ptr;
}
