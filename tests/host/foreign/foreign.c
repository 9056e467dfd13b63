// SPDX-License-Identifier: GPL-2.0-only
/*
 * A program that this project did not write: it links mm/memblock*.c as they
 * are, uses today's API without an adapter, and looks into the lists
 * (docs/memblock-api.md 3). Prints TAP; run.sh builds it in several ways.
 */
#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/param.h>
#include <linux/memblock.h>

#define KB(n)	((phys_addr_t)(n) << 10)
#define MB(n)	((phys_addr_t)(n) << 20)

extern bool foreign_slab_up;

static struct memblock_region *arrays[2];
static int done, failed;
static unsigned char *block;		/* what malloc gave: the RAM */
static phys_addr_t ram;
#define RAM	KB(32)

static void check_at(bool ok, const char *what, int line)
{
	printf("%sok %d - %s\n", ok ? "" : "not ", ++done, what);
	if (!ok)
		printf("# line %d\n", line);
	failed += !ok;
}

#define check(cond)	check_at(cond, #cond, __LINE__)

/* As in section 3.4: zero what was used, and assign the rest. */
static void reset_list(struct memblock_type *type,
		       struct memblock_region *array, char *name)
{
	type->regions = array;
	memset(array, 0, (type->cnt < 128 ? type->cnt : 128) *
	       sizeof(*array));
	type->cnt = 0;
	type->max = 128;
	type->total_size = 0;
	type->name = name;
}

static void reset(void)
{
	static char memory[] = "memory", reserved[] = "reserved";

	reset_list(&memblock.memory, arrays[0], memory);
	reset_list(&memblock.reserved, arrays[1], reserved);
	memblock.bottom_up = false;
	memblock.current_limit = MEMBLOCK_ALLOC_ANYWHERE;
}

static void initial_state(void)
{
	arrays[0] = memblock.memory.regions;
	arrays[1] = memblock.reserved.regions;
	check(arrays[0] && arrays[1]);
	check(memblock.memory.cnt == 0 && memblock.reserved.cnt == 0);
	check(memblock.memory.max == 128 && memblock.reserved.max == 128);
	check(!strcmp(memblock.memory.name, "memory"));
	check(!strcmp(memblock.reserved.name, "reserved"));
	check(!memblock.bottom_up && !memblock_bottom_up());
	check(memblock.current_limit == MEMBLOCK_ALLOC_ANYWHERE);
}

static void constants(void)
{
	check(sizeof(phys_addr_t) == 8 && PHYS_ADDR_MAX == ULLONG_MAX);
	check(sizeof(struct memblock_region) == 24);
	check(NUMA_NO_NODE == -1 && MEMBLOCK_NONE == 0 &&
	      MEMBLOCK_HOTPLUG == 1);
	check(MEMBLOCK_ALLOC_ACCESSIBLE == 0 && PAGE_SIZE == 4096);
#ifdef CONFIG_NUMA
	check(MAX_NUMNODES == 16);
#else
	check(MAX_NUMNODES == 1);
#endif
#ifdef FOREIGN_CACHE_LINE
	check(SMP_CACHE_BYTES == FOREIGN_CACHE_LINE);
#endif
}

static void lists(void)
{
	struct memblock_type *memory = &memblock.memory;

	reset();
	check(memblock_add(MB(3), MB(1)) == 0);
	check(memblock_add_node(MB(1), MB(1), 0, MEMBLOCK_NONE) == 0);
	check(memory->cnt == 2 && memory->regions[0].base == MB(1));
	check(memblock_start_of_DRAM() == MB(1));
	check(memblock_end_of_DRAM() == MB(4));
	check(memblock_overlaps_region(memory, MB(2) - 1, 1));
	check(!memblock_overlaps_region(memory, MB(2), MB(1)));
	check(memblock_remove(MB(1) + KB(4), KB(4)) == 0 && memory->cnt == 3);
	check(memory->total_size == MB(2) - KB(4));
	memblock_trim_memory(MB(1));
	check(memory->cnt == 1 && memory->total_size == MB(1));
	check(memblock_remove(MB(3), MB(1)) == 0 && memory->cnt == 0);
	check(memory->regions[0].base == 0 && memory->regions[0].size == 0);
	check(memblock_add(PHYS_ADDR_MAX - MB(1), MB(2)) == 0);
	check(memory->regions[0].size == MB(1));
}

static void reservations(void)
{
	struct memblock_region *r;
	phys_addr_t sum = 0;

	reset();
	check(memblock_reserve(MB(1), KB(4)) == 0);
	check(memblock_reserve(MB(1) + KB(4), 1) == 0);
	check(memblock.reserved.cnt == 1);
	check(memblock_is_region_reserved(0, MB(1) + 1));
	check(!memblock_is_region_reserved(0, MB(1)));
	for_each_reserved_mem_region(r)
		sum += r->size;
	for_each_mem_region(r)
		sum += MB(1);
	check(sum == KB(4) + 1);
	memblock_free((void *)(uintptr_t)MB(1), KB(4));
	check(memblock.reserved.regions[0].base == MB(1) + KB(4));
	check(memblock_phys_free(MB(1) + KB(4), 1) == 0);
	check(memblock.reserved.cnt == 0);
}

static void allocation(void)
{
	struct memblock_region *r = memblock.reserved.regions;
	unsigned char *p;

	reset();
	memset(block, 0x5a, RAM);
	memblock_add(ram, RAM);
	p = memblock_alloc(100, 64);
	check(p == block + ((ram + RAM - 100) / 64 * 64 - ram));
	check(p[0] == 0 && p[99] == 0 && r[0].size == 100);
	p = memblock_alloc_raw(100, 64);
	check(p[0] == 0x5a && p[99] == 0x5a);
	memblock_set_bottom_up(true);
	check(memblock_alloc_from(8, 1, ram) == block);
	check(memblock_alloc_node(8, 1, 0) == block + 8 ||
	      MAX_NUMNODES == 16);
	check(memblock_alloc_try_nid(RAM, 1, 0, 0, NUMA_NO_NODE) == NULL);
	check(memblock_alloc_try_nid_raw(64, 64, 0, ram, 0) == NULL);
	check(memblock_alloc_exact_nid_raw(64, 64, 0, ram, 0) == NULL);
	check(memblock_phys_alloc_range(16, 16, ram + KB(8), ram + KB(16)) >=
	      ram + KB(8));
	p = memblock_alloc(1, 0);
	check((uintptr_t)p % SMP_CACHE_BYTES == 0);
}

static bool region_at(phys_addr_t base, phys_addr_t size)
{
	struct memblock_region *r;

	for_each_reserved_mem_region(r)
		if (r->base == base && r->size == size)
			return true;
	return false;
}

/* The 129th, everywhere; the arrays lie in what malloc returned. */
static void growth(void)
{
	phys_addr_t bytes = 256 * sizeof(struct memblock_region);
	int at, i, good = 0;

	bytes = (bytes + 4095) / 4096 * 4096;
	memblock_allow_resize();
	for (at = 0; at < 2 * 129; at++) {
		reset();
		memblock_set_bottom_up(at & 1);
		memblock_add(ram, RAM);
		for (i = 0; i < 129; i++)
			if (i != at / 2)
				memblock_reserve(MB(1) + i * KB(8), KB(4));
		if (memblock.reserved.regions != arrays[1])
			break;
		memblock_reserve(MB(1) + at / 2 * KB(8), KB(4));
		good += memblock.reserved.cnt == 130 &&
			memblock.reserved.max == 256 &&
			memblock.reserved.total_size == 129 * KB(4) + bytes &&
			region_at((uintptr_t)memblock.reserved.regions,
				  bytes);
	}
	check(good == 2 * 129);
	reset();
	for (i = 0; i < 128; i++)
		memblock_reserve(MB(1) + i * KB(8), KB(4));
	check(memblock.reserved.regions == arrays[1]);
	check(memblock_reserve(MB(9), 1) == -ENOMEM);
	foreign_slab_up = true;
	check(memblock_reserve(MB(9), 1) == 0);
	check(memblock.reserved.cnt == 129 && memblock.reserved.max == 256);
	free(memblock.reserved.regions);
	foreign_slab_up = false;
	reset();
}

int main(void)
{
	block = malloc(RAM + 100);
	assert(block);
	block += 100;			/* no page begins here */
	ram = (uintptr_t)block;
	initial_state();
	constants();
	lists();
	reservations();
	allocation();
	growth();
	free(block - 100);
	printf("1..%d\n# %d passed, %d failed\n", done, done - failed, failed);
	return failed != 0;
}
