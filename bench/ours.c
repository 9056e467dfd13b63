// SPDX-License-Identifier: GPL-2.0-only
/*
 * mm/memblock*.c as a subject, linked as any program outside links it, and
 * the seven names that it asks such a program for (docs/memblock-api.md 3).
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include "subject.h"

bool movable_node_enabled;

int printk(const char *fmt, ...)
{
	(void)fmt;
	return 0;
}

void panic(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
	abort();
}

bool slab_is_available(void)
{
	return false;
}

void *kmalloc(size_t size, gfp_t flags)
{
	(void)flags;
	return malloc(size);
}

void *kzalloc(size_t size, gfp_t flags)
{
	(void)flags;
	return calloc(1, size);
}

void kfree(const void *ptr)
{
	free((void *)ptr);
}

/* ---- the subject ------------------------------------------------------- */

static void reset_list(struct memblock_type *type,
		       struct memblock_region *first)
{
	type->regions = first;
	memset(first, 0, INIT_MEMBLOCK_REGIONS * sizeof(*first));
	type->cnt = 0;
	type->max = INIT_MEMBLOCK_REGIONS;
	type->total_size = 0;
}

static void ours_reset(bool bottom_up)
{
	static struct memblock_region *first[2];

	if (!first[0]) {
		first[0] = memblock.memory.regions;
		first[1] = memblock.reserved.regions;
	}
	reset_list(&memblock.memory, first[0]);
	reset_list(&memblock.reserved, first[1]);
	memblock.bottom_up = bottom_up;
	/* Grown arrays must lie where there is memory behind the numbers. */
	memblock.current_limit = array_ram + ARRAY_RAM;
	memblock_allow_resize();
	memblock_add(array_ram, ARRAY_RAM);
}

static unsigned long ours_walk(bool reverse)
{
	phys_addr_t start, end;
	unsigned long n = 0;
	u64 i;

	if (reverse)
		for_each_free_mem_range_reverse(i, NUMA_NO_NODE, &start, &end,
						NULL)
			n++;
	else
		for_each_free_mem_range(i, NUMA_NO_NODE, &start, &end, NULL)
			n++;
	return n;
}

const struct subject ours = {
	.name = "nopanic",
	.reset = ours_reset,
	.add = memblock_add,
	.reserve = memblock_reserve,
	.free = memblock_phys_free,
	.alloc = memblock_phys_alloc_range,
	.is_region_reserved = memblock_is_region_reserved,
	.walk = ours_walk,
	.memory = &memblock.memory,
	.reserved = &memblock.reserved,
};
