// SPDX-License-Identifier: GPL-2.0-only
noinline void *__alloc_memory_core_early(int nid, u64 size, u64 align,
					 u64 goal, u64 limit)
{
	lab_stub("05-early-alloc");
	return NULL;
}

noinline void *___alloc_bootmem_nopanic(u64 size, u64 align, u64 goal,
					u64 limit)
{
	lab_stub("05-early-alloc");
	return NULL;
}
