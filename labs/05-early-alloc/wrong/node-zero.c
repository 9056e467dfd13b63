// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: asks node 0 instead of any
 * loses: R6
 * says: is free|finds
 */
noinline void *___alloc_bootmem_nopanic(u64 size, u64 align, u64 goal,
					u64 limit)
{
	void *ptr;

	if (WARN_ON_ONCE(slab_is_available()))
		return kzalloc(size, GFP_NOWAIT);
	ptr = __alloc_memory_core_early(0, size, align, goal,
					limit);
	if (!ptr && goal)
		ptr = __alloc_memory_core_early(0, size, align, 0,
						limit);
	return ptr;
}
