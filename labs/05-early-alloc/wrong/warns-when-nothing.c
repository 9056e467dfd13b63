// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: warns if nothing fits
 * loses: R6
 * says: warned without need
 */
noinline void *___alloc_bootmem_nopanic(u64 size, u64 align, u64 goal,
					u64 limit)
{
	void *p;

	if (WARN_ON_ONCE(slab_is_available()))
		return kzalloc(size, GFP_NOWAIT);
	p = __alloc_memory_core_early(NUMA_NO_NODE, size, align, goal, limit);
	if (!p && goal)
		p = __alloc_memory_core_early(NUMA_NO_NODE, size, align, 0,
					      limit);
	WARN(!p, "bootmem: no memory for %llu bytes\n", size);
	return p;
}
