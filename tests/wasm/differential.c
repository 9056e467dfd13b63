// SPDX-License-Identifier: GPL-2.0-only
/*
 * The same random operations, on mm/ as a program of this machine and as
 * WebAssembly: after each one its result and both lists go into a sum, and
 * after every so many the sum is printed. The two prints must be the same,
 * line by line; make wasm-test compares them. 64 and 32 bits, gcc and
 * clang: what depends on either shows.
 *
 * Usage: differential OPERATIONS SEED
 */
#include <linux/bootmem.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/kmemleak.h>
#include <linux/memblock.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/stacktrace.h>
#include <linux/stage.h>
#include <linux/string.h>
#include <stdio.h>
#include <stdlib.h>

#define SEQUENCE	2000		/* operations from reset to reset */
#define PRINT		10000

char flat[FLAT_BYTES];
phys_addr_t image_end = 4 << 20;
bool movable_node_enabled, in_panic;
enum boot_stage boot_stage = STAGE_MEMBLOCK;
pg_data_t *node_data[MAX_NUMNODES];

static u64 sum = 14695981039346656037ULL, state;
static struct memblock_region *first[2];

/* ---- surroundings ----------------------------------------------------- */

int vprintk(const char *fmt, va_list args)
{
	(void)fmt;
	(void)args;
	return 0;
}

int printk(const char *fmt, ...)
{
	(void)fmt;
	return 0;
}

void panic(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
	puts("");
	exit(1);
}

bool slab_is_available(void) { return false; }
void *kmalloc(size_t size, gfp_t gfp) { panic("kmalloc"); }
void *kzalloc(size_t size, gfp_t gfp) { panic("kzalloc"); }
void *kzalloc_node(size_t size, gfp_t gfp, int nid) { panic("kzalloc_node"); }
void kfree(const void *ptr) { panic("kfree"); }
void dump_stack(void) { }

/* ---- the sum ---------------------------------------------------------- */

static void note(u64 value)
{
	sum = (sum ^ value) * 1099511628211ULL;
	sum ^= sum >> 29;
}

static void note_list(const struct memblock_type *type)
{
	note(type->cnt);
	note(type->max);
	note(type->total_size);
	for (unsigned long i = 0; i < type->cnt; i++) {
		note(type->regions[i].base);
		note(type->regions[i].size);
		note(type->regions[i].flags);
		note((u64)memblock_get_region_node(&type->regions[i]));
	}
}

/* ---- operations ------------------------------------------------------- */

static u64 rnd(u64 below)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state % below;
}

/* Mostly pages, now and then bytes; never where the arrays are no memory. */
static void pick(u64 *base, u64 *size)
{
	u64 unit = rnd(4) ? PAGE_SIZE : 64;

	*base = rnd(FLAT_BYTES / unit) * unit;
	*size = (1 + rnd(rnd(8) ? 16 : 2048)) * unit;
	if (*base + *size > FLAT_BYTES)
		*size = FLAT_BYTES - *base;
}

static u64 allocate(void)
{
	u64 size = 1 + rnd(rnd(4) ? 5000 : 300000), align = 1ULL << rnd(16);
	u64 goal = rnd(2) ? 0 : rnd(FLAT_BYTES), limit = rnd(3) ?
		0 : rnd(FLAT_BYTES);
	int nid = (int)rnd(5) - 1;
	void *ptr;

	switch (rnd(4)) {
	case 0:
		return memblock_find_in_range_node(size, align, goal,
						   limit ? limit : FLAT_BYTES,
						   nid);
	case 1:
		ptr = memblock_alloc_try_nid(size, align, goal, limit, nid);
		break;
	default:
		ptr = ___alloc_bootmem_nopanic(size, align, goal, limit);
	}
	return ptr ? __pa(ptr) : 0;
}

static u64 change(u64 base, u64 size)
{
	switch (rnd(9)) {
	case 0:
		return (u64)memblock_mark_hotplug(base, size);
	case 1:
		return (u64)memblock_clear_hotplug(base, size);
	case 2:
		return (u64)memblock_mark_nomap(base, size);
	case 3:
		return (u64)memblock_clear_nomap(base, size);
	case 4:
		memblock_set_bottom_up(rnd(2));
		return 0;
	case 5:
		memblock_set_current_limit(FLAT_BYTES - rnd(8) * 0x200000);
		return 0;
	case 6:
		return (u64)memblock_set_node(base, size, &memblock.memory,
					      (int)rnd(4));
	case 7:
		return memblock_is_region_reserved(base, size);
	default:
		return memblock_search_pfn_nid(base >> PAGE_SHIFT, &base,
					       &size) + base + size;
	}
}

/* Who frees the memory of a list that is in use gets what he deserves. */
static bool holds_array(u64 base, u64 size)
{
	const struct memblock_type *types[] = { &memblock.memory,
						&memblock.reserved };

	for (int i = 0; i < 2; i++) {
		u64 at = __pa(types[i]->regions);
		u64 end = at + types[i]->max * sizeof(*types[i]->regions);

		if (types[i]->regions != first[i] &&
		    base < round_up(end, PAGE_SIZE) && at < base + size)
			return true;
	}
	return false;
}

static u64 operation(void)
{
	u64 base, size;

	do
		pick(&base, &size);
	while (holds_array(base, size));
	switch (rnd(12)) {
	case 0:
		return (u64)memblock_add_node(base, size, (int)rnd(4), 0);
	case 1:
		return (u64)memblock_remove(base, min(size, 65536ULL));
	case 2: case 3: case 4: case 5:
		return (u64)memblock_reserve(base, size);
	case 6: case 7:
		return (u64)memblock_phys_free(base, size);
	case 8: case 9: case 10:
		return allocate();
	}
	return change(base, size);
}

/* ---- the run ---------------------------------------------------------- */

static void reset_type(struct memblock_type *type,
		       struct memblock_region *regions)
{
	char *name = (char *)type->name;

	memset(regions, 0, INIT_MEMBLOCK_REGIONS * sizeof(*regions));
	*type = (struct memblock_type){ .max = INIT_MEMBLOCK_REGIONS,
					.regions = regions, .name = name };
}

static void reset(void)
{
	reset_type(&memblock.memory, first[0]);
	reset_type(&memblock.reserved, first[1]);
	memblock.bottom_up = false;
	memblock.current_limit = FLAT_BYTES;
	memblock_add_node(0x100000, FLAT_BYTES - 0x100000, 0, 0);
	memblock_reserve(0, 0x100000);
}

int main(int argc, char **argv)
{
	u64 nr = argc > 1 ? strtoull(argv[1], NULL, 0) : 0, i;

	state = argc > 2 ? strtoull(argv[2], NULL, 0) : 0;
	if (!nr || !state) {
		puts("usage: differential OPERATIONS SEED (not 0)");
		return 2;
	}
	first[0] = memblock.memory.regions;
	first[1] = memblock.reserved.regions;
	memblock_allow_resize();
	for (i = 0; i < nr; i++) {
		if (i % SEQUENCE == 0)
			reset();
		note(operation());
		note_list(&memblock.memory);
		note_list(&memblock.reserved);
		if ((i + 1) % PRINT == 0 || i + 1 == nr)
			printf("%llu operations: %016llx, %lu and %lu regions"
			       "\n", i + 1, sum, memblock.memory.cnt,
			       memblock.reserved.cnt);
	}
	return 0;
}
