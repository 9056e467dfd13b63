// SPDX-License-Identifier: GPL-2.0-only
/* See trace_hooks.h. */
#include "mm/memblock_internal.h"
#include "trace_hooks.h"

noinline void call_hook(unsigned int depth, const struct hook *h)
{
	if (depth)
		call_hook(depth - 1, h);
	else if (h->which == MOVE)
		__trace_move(h->what, h->base, h->size);
	else if (h->which == MARK)
		__trace_mark(h->kind, h->type, h->base, h->size, h->value,
			     h->set);
	else
		__trace_list(h->type, h->set);
	__asm__ volatile("" ::: "memory");	/* the frame stays till here */
}

void put(struct memblock_type *type, phys_addr_t base, phys_addr_t size)
{
	type->regions[type->cnt++] = memblock_make_region(base, size, 1,
							  MEMBLOCK_NONE);
}

void search(phys_addr_t base, phys_addr_t size)
{
	static u64 cursor;
	phys_addr_t end = base + size;

	__trace_walk("memblock_find_in_range", &cursor, true, M, R,
		     NUMA_NO_NODE);
	__trace_range(&cursor, &base, &end);
}

