// SPDX-License-Identifier: GPL-2.0-only
/*
 * The textbook early allocator: the same two sorted arrays, each operation a
 * walk from entry 0, as memblock-api.md 5 to 7 and 18 (rows 1 to 5) describe
 * Linux's. It is the yardstick that runs on the same machine in the same
 * minute. Simpler than Linux, so rather faster: no debug lines, no nodes, and
 * arrays grow without being looked for.
 */
#include <stdlib.h>
#include <string.h>
#include "subject.h"

static struct memblock_region first[2][INIT_MEMBLOCK_REGIONS];
static struct memblock_type memory, reserved;
static bool upwards;

static phys_addr_t end_of(const struct memblock_region *r)
{
	return r->base + r->size;
}

static void grow(struct memblock_type *type)
{
	struct memblock_region *old = type->regions;
	size_t bytes = type->max * sizeof(*old);

	type->regions = malloc(2 * bytes);
	if (!type->regions)
		abort();
	memcpy(type->regions, old, bytes);
	memset(type->regions + type->max, 0, bytes);
	type->max *= 2;
	if (old != first[0] && old != first[1])
		free(old);
}

static void insert(struct memblock_type *type, unsigned long at,
		   phys_addr_t base, phys_addr_t size)
{
	struct memblock_region *r = &type->regions[at];

	memmove(r + 1, r, (type->cnt - at) * sizeof(*r));
	r->base = base;
	r->size = size;
	r->flags = MEMBLOCK_NONE;
	type->cnt++;
	type->total_size += size;
}

static void take_out(struct memblock_type *type, unsigned long at)
{
	struct memblock_region *r = &type->regions[at];

	type->total_size -= r->size;
	memmove(r, r + 1, (type->cnt - at - 1) * sizeof(*r));
	type->cnt--;
}

/* Join neighbours that touch, from @from - 1 up to @to. */
static void merge(struct memblock_type *type, unsigned long from,
		  unsigned long to)
{
	unsigned long i = from ? from - 1 : 0;

	while (i + 1 < type->cnt && i < to) {
		struct memblock_region *r = &type->regions[i];

		if (end_of(r) != r[1].base) {
			i++;
			continue;
		}
		r->size += r[1].size;
		memmove(r + 1, r + 2, (type->cnt - i - 2) * sizeof(*r));
		type->cnt--;
		to--;
	}
}

/* The parts that are not there yet; counted first if room is scarce. */
static int add_range(struct memblock_type *type, phys_addr_t base,
		     phys_addr_t size)
{
	bool insert_now = type->cnt * 2 + 1 <= type->max;
	phys_addr_t pos, end = base + size;
	unsigned long i, new, from, to;

again:
	pos = base;
	new = from = to = 0;
	for (i = 0; i < type->cnt; i++) {
		struct memblock_region *r = &type->regions[i];

		if (r->base >= end)
			break;
		if (end_of(r) <= pos)
			continue;
		if (r->base > pos) {
			new++;
			if (insert_now) {
				from = to ? from : i;
				to = i + 1;
				insert(type, i++, pos, r->base - pos);
				r = &type->regions[i];
			}
		}
		pos = end_of(r) < end ? end_of(r) : end;
	}
	if (pos < end) {
		new++;
		if (insert_now) {
			from = to ? from : i;
			to = i + 1;
			insert(type, i, pos, end - pos);
		}
	}
	if (!new)
		return 0;
	if (!insert_now) {
		while (type->cnt + new > type->max)
			grow(type);
		insert_now = true;
		goto again;
	}
	merge(type, from, to);
	return 0;
}

/* Split at both edges, then take out what lies between, one by one. */
static int remove_range(struct memblock_type *type, phys_addr_t base,
			phys_addr_t size)
{
	unsigned long i, from = 0, to = 0;
	phys_addr_t old_end, end = base + size;

	if (type->cnt + 2 > type->max)
		grow(type);
	for (i = 0; i < type->cnt; i++) {
		struct memblock_region *r = &type->regions[i];

		if (r->base >= end)
			break;
		if (end_of(r) <= base)
			continue;
		old_end = end_of(r);
		if (r->base < base) {
			type->total_size -= old_end - base;
			r->size = base - r->base;
			insert(type, i + 1, base, old_end - base);
		} else if (old_end > end) {
			type->total_size -= old_end - end;
			r->size = end - r->base;
			insert(type, i + 1, end, old_end - end);
			from = to ? from : i;
			to = i + 1;
		} else {
			from = to ? from : i;
			to = i + 1;
		}
	}
	while (to-- > from)
		take_out(type, to);
	return 0;
}

/* ---- the subject ------------------------------------------------------- */

static phys_addr_t find(phys_addr_t size, phys_addr_t align, phys_addr_t start,
			phys_addr_t end)
{
	phys_addr_t s, e, at;
	u64 i;

	if (upwards) {
		for_each_mem_range(i, &memory, &reserved, NUMA_NO_NODE, &s, &e,
				   NULL) {
			s = s > start ? s : start;
			e = e < end ? e : end;
			at = (s + align - 1) & ~(align - 1);
			if (at < e && e - at >= size)
				return at;
		}
		return 0;
	}
	for_each_mem_range_rev(i, &memory, &reserved, NUMA_NO_NODE, &s, &e,
			       NULL) {
		s = s > start ? s : start;
		e = e < end ? e : end;
		if (e < size)
			continue;
		at = (e - size) & ~(align - 1);
		if (at >= s)
			return at;
	}
	return 0;
}

static phys_addr_t linear_alloc(phys_addr_t size, phys_addr_t align,
				phys_addr_t start, phys_addr_t end)
{
	phys_addr_t at = find(size, align, start, end);

	if (at)
		add_range(&reserved, at, size);
	return at;
}

static int linear_add(phys_addr_t base, phys_addr_t size)
{
	return add_range(&memory, base, size);
}

static int linear_reserve(phys_addr_t base, phys_addr_t size)
{
	return add_range(&reserved, base, size);
}

static int linear_free(phys_addr_t base, phys_addr_t size)
{
	return remove_range(&reserved, base, size);
}

static bool linear_is_region_reserved(phys_addr_t base, phys_addr_t size)
{
	const struct memblock_region *r = reserved.regions;
	unsigned long i;

	for (i = 0; i < reserved.cnt; i++, r++)
		if (base < end_of(r) && r->base < base + size)
			return true;
	return false;
}

static unsigned long linear_walk(bool reverse)
{
	unsigned long n = 0;
	phys_addr_t s, e;
	u64 i;

	if (reverse)
		for_each_mem_range_rev(i, &memory, &reserved, NUMA_NO_NODE, &s,
				       &e, NULL)
			n++;
	else
		for_each_mem_range(i, &memory, &reserved, NUMA_NO_NODE, &s, &e,
				   NULL)
			n++;
	return n;
}

static void reset_list(struct memblock_type *type,
		       struct memblock_region *array)
{
	if (type->regions != array)
		free(type->regions);
	memset(array, 0, sizeof(first[0]));
	type->regions = array;
	type->cnt = 0;
	type->max = INIT_MEMBLOCK_REGIONS;
	type->total_size = 0;
}

static void linear_reset(bool bottom_up)
{
	reset_list(&memory, first[0]);
	reset_list(&reserved, first[1]);
	upwards = bottom_up;
	linear_add(array_ram, ARRAY_RAM);
}

const struct subject linear = {
	.name = "linear",
	.reset = linear_reset,
	.add = linear_add,
	.reserve = linear_reserve,
	.free = linear_free,
	.alloc = linear_alloc,
	.is_region_reserved = linear_is_region_reserved,
	.walk = linear_walk,
	.memory = &memory,
	.reserved = &reserved,
};
