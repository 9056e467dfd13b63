// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: keeps the size in 32 bits
 * loses: R6
 * says: NULL was right
 */
noinline void *___alloc_bootmem_nopanic(u64 size, u64 align, u64 goal,
					u64 limit)
{
	unsigned int n = size;
	void *p;

	if (WARN_ON_ONCE(slab_is_available()))
		return kzalloc(n, GFP_NOWAIT);
	p = __alloc_memory_core_early(NUMA_NO_NODE, n, align, goal, limit);
	if (!p && goal)
		p = __alloc_memory_core_early(NUMA_NO_NODE, n, align, 0, limit);
	return p;
}
