// SPDX-License-Identifier: GPL-2.0-only
/* memblock's side of the glue: see glue_memblock.h. */
#include <sys/mman.h>
#include "glue_memblock.h"

/* The static arrays, saved before anything can have grown. */
static struct memblock_region *first_memory, *first_reserved;

__attribute__((constructor)) static void save_arrays(void)
{
	first_memory = memblock.memory.regions;
	first_reserved = memblock.reserved.regions;
}

static void reset_type(struct memblock_type *type, char *name,
		       struct memblock_region *regions)
{
	type->regions = regions;
	memset(regions, 0, INIT_MEMBLOCK_REGIONS * sizeof(*regions));
	type->cnt = 0;
	type->max = INIT_MEMBLOCK_REGIONS;
	type->total_size = 0;
	type->name = name;
}

void glue_memblock_reset(void)
{
	static char memory[] = "memory", reserved[] = "reserved";

	reset_type(&memblock.memory, memory, first_memory);
	reset_type(&memblock.reserved, reserved, first_reserved);
	memblock.bottom_up = false;
	memblock.current_limit = MEMBLOCK_ALLOC_ANYWHERE;
}

int glue_memblock_setup(void **state)
{
	(void)state;
	glue_reset();
	glue_memblock_reset();
	memblock_debug = 0;
	return 0;
}

/* ---- comparing lists ------------------------------------------------- */

static void print_list(const struct memblock_type *type)
{
	unsigned long i;

	print_error("%s: cnt %lu max %lu total 0x%llx\n", type->name,
		    type->cnt, type->max, type->total_size);
	for (i = 0; i < type->cnt && i < 300; i++)
		print_error("  [%lu] 0x%llx + 0x%llx flags %x node %d\n", i,
			    type->regions[i].base, type->regions[i].size,
			    (unsigned int)type->regions[i].flags,
			    memblock_get_region_node(&type->regions[i]));
}

static bool same_kind(const struct memblock_region *a,
		      const struct memblock_region *b)
{
	return a->flags == b->flags && memblock_get_region_node(a) ==
		memblock_get_region_node(b);
}

static const char *unsound(const struct memblock_type *type)
{
	const struct memblock_region *r = type->regions;
	phys_addr_t total = 0, end = 0;
	unsigned long i;

	if (type->cnt > type->max)
		return "cnt above max";
	if (!type->cnt && (r->base || r->size || r->flags))
		return "empty list, but entry 0 is not zero";
	for (i = 0; i < type->cnt; i++, r++) {
		if (!r->size)
			return "empty region";
		if (r->size > TOP - r->base)
			return "region wraps";
		if (i && r->base < end)
			return "unsorted or overlapping";
		if (i && r->base == end && same_kind(r - 1, r))
			return "neighbours not merged";
		end = r->base + r->size;
		total += r->size;
	}
	return total == type->total_size ? NULL : "total_size is wrong";
}

static void expect_sound_type(struct memblock_type *type, const char *file,
			      int line)
{
	const char *why = unsound(type);

	if (!why)
		return;
	print_list(type);
	print_error("%s\n", why);
	_fail(file, line);
}

void expect_sound_at(const char *file, int line)
{
	expect_sound_type(&memblock.memory, file, line);
	expect_sound_type(&memblock.reserved, file, line);
}

void expect_spans(struct memblock_type *type, const struct span *want,
		  unsigned long n, const char *file, int line)
{
	bool same = type->cnt == n;
	unsigned long i;

	for (i = 0; same && i < n; i++)
		same = type->regions[i].base == want[i].base &&
			type->regions[i].size == want[i].size;
	if (!same) {
		print_list(type);
		for (i = 0; i < n; i++)
			print_error("  expected 0x%llx + 0x%llx\n",
				    want[i].base, want[i].size);
		_fail(file, line);
	}
	expect_sound_at(file, line);
}

static void copy_list(struct memblock_region *to,
		      const struct memblock_type *type)
{
	if (type->cnt > 2048)
		abort();
	memcpy(to, type->regions, type->cnt * sizeof(*to));
}

void take_snapshot(struct snapshot *s)
{
	s->head = memblock;
	copy_list(s->memory, &memblock.memory);
	copy_list(s->reserved, &memblock.reserved);
}

static bool same_type(const struct memblock_type *a,
		      const struct memblock_type *b,
		      const struct memblock_region *regions)
{
	unsigned long i;

	if (a->cnt != b->cnt || a->max != b->max ||
	    a->total_size != b->total_size || a->regions != b->regions ||
	    a->name != b->name)
		return false;
	for (i = 0; i < a->cnt; i++)
		if (a->regions[i].base != regions[i].base ||
		    a->regions[i].size != regions[i].size ||
		    !same_kind(&a->regions[i], &regions[i]))
			return false;
	return true;
}

void expect_same(const struct snapshot *s, const char *file, int line)
{
	if (same_type(&memblock.memory, &s->head.memory, s->memory) &&
	    same_type(&memblock.reserved, &s->head.reserved, s->reserved) &&
	    memblock.bottom_up == s->head.bottom_up &&
	    memblock.current_limit == s->head.current_limit)
		return;
	print_list(&memblock.memory);
	print_list(&memblock.reserved);
	print_error("the lists have changed\n");
	_fail(file, line);
}

/* ---- simulated physical memory --------------------------------------- */

phys_addr_t glue_ram(void)
{
	static phys_addr_t base;

	if (!base) {
		void *p = mmap(NULL, 2 * RAM_SIZE, PROT_READ | PROT_WRITE,
			       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
			       -1, 0);

		if (p == MAP_FAILED)
			abort();
		base = round_up((phys_addr_t)(uintptr_t)p, RAM_SIZE);
	}
	memset((void *)(uintptr_t)base, 0xa5, MB(4));
	memset((void *)(uintptr_t)(base + RAM_SIZE - MB(4)), 0xa5, MB(4));
	return base;
}

phys_addr_t glue_ram_added(void)
{
	phys_addr_t base = glue_ram();

	assert_int_equal(memblock_add(base, RAM_SIZE), 0);
	return base;
}

bool all_bytes(const void *base, int byte, size_t size)
{
	const unsigned char *p = base;
	size_t i;

	for (i = 0; i < size; i++)
		if (p[i] != byte)
			return false;
	return true;
}

void fill_list(struct memblock_type *type, phys_addr_t base, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		assert_int_equal(memblock_add_range(type, base + i * KB(4),
						    0x100, MAX_NUMNODES,
						    MEMBLOCK_NONE), 0);
}
