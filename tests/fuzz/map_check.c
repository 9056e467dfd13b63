// SPDX-License-Identifier: GPL-2.0-only
/* What must be true of a map, found by brute force: see map_check.h. */
#include <linux/pfn.h>
#include <linux/slab.h>
#include <linux/trace.h>
#include "tests/host/glue_memblock.h"
#include "map_check.h"

static struct memblock_region *first_memory, *first_reserved;

__attribute__((constructor)) static void save_arrays(void)
{
	first_memory = memblock.memory.regions;
	first_reserved = memblock.reserved.regions;
}

/* What grew in memory that is simulated needs nothing. */
static void drop_array(struct memblock_region *now,
		       struct memblock_region *first)
{
	if (now != first && glue_kmalloced(now))
		kfree(now);
}

void lists_reset(void)
{
	drop_array(memblock.memory.regions, first_memory);
	drop_array(memblock.reserved.regions, first_reserved);
	glue_memblock_reset();
	memblock_debug = 0;
}

void map_reset(void)
{
	lists_reset();
	glue_slab_up = true;
	e820.nr_map = 0;
	max_phys_addr = MAXMEM;
}

#ifdef CONFIG_TRACE
bool trace_on;
static unsigned int nr_traced;

void __trace_map(const char *table, u64 base, u64 size, u32 type)
{
	REQUIRE(!strcmp(table, "raw") || !strcmp(table, "efi"));
	(void)base;
	(void)size;
	(void)type;
	nr_traced++;
}

enum map_source traced_setup(const struct boot_info *bi)
{
	enum map_source source;

	nr_traced = 0;
	trace_on = true;
	source = default_machine_specific_memory_setup(bi);
	trace_on = false;
	REQUIRE(source == MAP_NONE || nr_traced ==
		(source == MAP_EFI ? bi->efi.nr : bi->e820.nr));
	return source;
}
#endif

/* The type that the table has at @addr, 0 for none. */
static u32 table_type(u64 addr)
{
	u32 low = 0, high = e820.nr_map;

	while (low < high) {
		u32 mid = (low + high) / 2;

		if (e820_last(&e820.map[mid]) < addr)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == e820.nr_map || e820.map[low].addr > addr)
		return 0;
	return e820.map[low].type;
}

static u32 raw_type(const struct e820entry *raw, u32 nr, u64 addr)
{
	u32 type = 0;

	for (; nr; nr--, raw++)
		if (e820_entry_valid(raw) && raw->addr <= addr &&
		    e820_last(raw) >= addr && raw->type > type)
			type = raw->type;
	return type;
}

void map_require_order(void)
{
	const struct e820entry *e = e820.map;
	u32 i;

	REQUIRE(e820.nr_map <= E820_X_MAX);
	for (i = 0; i < e820.nr_map; i++, e++) {
		REQUIRE(e820_entry_valid(e));
		if (!i)
			continue;
		REQUIRE(e820_last(e - 1) < e->addr);
		REQUIRE(e[-1].type != e->type || e->type == E820_PRAM ||
			e820_last(e - 1) + 1 != e->addr ||
			e[-1].size + e->size == 0);
	}
}

/* Between the places where ranges begin and end nothing changes. */
void map_require_types(const struct e820entry *raw, u32 nr)
{
	u32 i;

	map_require_order();
	if (nr > MAP_CHECK_MAX)
		return;		/* there may have been no room */
	REQUIRE(table_type(0) == raw_type(raw, nr, 0));
	for (i = 0; i < nr; i++) {
		u64 first = raw[i].addr, next = e820_last(&raw[i]) + 1;

		if (!e820_entry_valid(&raw[i]))
			continue;
		REQUIRE(table_type(first) == raw_type(raw, nr, first));
		REQUIRE(table_type(next) == raw_type(raw, nr, next));
	}
}

void map_require_memblock(void)
{
	const struct e820entry *e;
	const struct memblock_region *r = memblock.memory.regions;
	phys_addr_t start, end, total = 0;
	u64 last;

	for (e = e820.map; e < e820.map + e820.nr_map; e++) {
		if (e->type != E820_RAM || e->addr >= max_phys_addr)
			continue;
		last = min(e820_last(e), max_phys_addr - 1);
		start = PFN_ALIGN(e->addr);
		end = (last + 1) & PAGE_MASK;
		if (start >= end)
			continue;
		REQUIRE(r < memblock.memory.regions + memblock.memory.cnt);
		REQUIRE(r->base == start && r->base + r->size == end);
		total += end - start;
		r++;
	}
	REQUIRE(r == memblock.memory.regions + memblock.memory.cnt);
	REQUIRE(memblock.memory.total_size == total);
	REQUIRE(memblock_validate());
}
