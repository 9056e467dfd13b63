// SPDX-License-Identifier: GPL-2.0-only
/*
 * Marking, trimming and limiting (mm/memblock_limit.c) in lists of a few
 * bytes, at both ends of the address space, against a map of the bytes.
 *
 * Environment: SEED, OPS.
 *
 * sources: mm/memblock*.c tests/host/glue.c tests/host/glue_memblock.c
 * sources: tests/host/tally.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4
 */
#include "glue_memblock.h"
#include "rnd.h"
#include "tally.h"
#include "mm/memblock_internal.h"

#define M	(&memblock.memory)
#define R	(&memblock.reserved)
#define WORLD	9

/* Each byte: is it in the list, on which node, with which flags? */
struct byte {
	bool there;
	int nid;
	unsigned int flags;
};

static u64 seed;
static unsigned int op_nr;
static phys_addr_t low;
static struct byte ram[WORLD], taken[WORLD];
static const char *op;
static phys_addr_t base, size;

#define CHECK(cond) do { if (!(cond)) \
	fail_msg("SEED=%llu, operation %u: %s of 0x%llx, 0x%llx: %s", seed, \
		 op_nr, op, base, size, #cond); } while (0)

/* ---- lists and maps ----------------------------------------------------- */

static bool alike(const struct byte *a, const struct byte *b)
{
	return a->there == b->there && (!a->there || (a->nid == b->nid &&
						      a->flags == b->flags));
}

static unsigned int run_of(const struct byte *map, unsigned int i)
{
	unsigned int end = i + 1;

	while (end < WORLD && alike(&map[i], &map[end]))
		end++;
	return end;
}

static void make_list(struct memblock_type *type, const struct byte *map)
{
	unsigned int i, end;

	for (i = 0; i < WORLD; i = end) {
		end = run_of(map, i);
		if (map[i].there)
			memblock_add_range(type, low + i, end - i, map[i].nid,
					   map[i].flags);
	}
}

static void expect_list_of(const struct memblock_type *type,
			   const struct byte *map)
{
	const struct memblock_region *r = type->regions;
	unsigned int i, end;
	phys_addr_t total = 0;

	for (i = 0; i < WORLD; i = end) {
		end = run_of(map, i);
		if (!map[i].there)
			continue;
		CHECK(r < type->regions + type->cnt);
		CHECK(r->base == low + i && r->size == end - i);
		CHECK(r->nid == map[i].nid && r->flags == map[i].flags);
		total += r->size;
		r++;
	}
	CHECK(r == type->regions + type->cnt);
	CHECK(type->total_size == total);
	r = type->regions;
	CHECK(type->cnt || (!r->base && !r->size && !r->flags &&
			    r->nid == MAX_NUMNODES));
}

static void some_map(struct byte *map, bool memory)
{
	unsigned int i, often = 1 + rnd(4);

	for (i = 0; i < WORLD; i++) {
		if (i && rnd(often)) {
			map[i] = map[i - 1];
			continue;
		}
		map[i].there = rnd(4);
		map[i].nid = memory ? (int)rnd(2) : MAX_NUMNODES;
		map[i].flags = rnd(2) ? 0 : memory ? rnd(16) :
			MEMBLOCK_RSRV_NOINIT;
	}
}

static bool in_range(unsigned int i)
{
	return low + i >= base && low + i - base < size;
}

/* ---- operations --------------------------------------------------------- */

static void mark(void)
{
	static const struct {
		int (*call)(phys_addr_t base, phys_addr_t size);
		unsigned int set, clear;
		const char *name;
	} calls[] = {
		{ memblock_mark_hotplug, MEMBLOCK_HOTPLUG, 0, "hotplug" },
		{ memblock_clear_hotplug, 0, MEMBLOCK_HOTPLUG, "no hotplug" },
		{ memblock_mark_mirror, MEMBLOCK_MIRROR, 0, "mirror" },
		{ memblock_mark_nomap, MEMBLOCK_NOMAP, 0, "nomap" },
		{ memblock_clear_nomap, 0, MEMBLOCK_NOMAP, "no nomap" },
		{ memblock_reserved_mark_noinit, MEMBLOCK_RSRV_NOINIT, 0,
		  "noinit" },
	};
	unsigned int i, k = rnd(ARRAY_SIZE(calls));
	struct byte *map = k == 5 ? taken : ram;

	op = calls[k].name;
	for (i = 0; i < WORLD; i++)
		if (in_range(i)) {
			map[i].flags |= calls[k].set;
			map[i].flags &= ~calls[k].clear;
		}
	CHECK(calls[k].call(base, size) == 0);
}

static void set_node(void)
{
	bool reserved = rnd(4) == 0;
	struct byte *map = reserved ? taken : ram;
	unsigned int i, nid = rnd(3);

	op = "node";
	for (i = 0; i < WORLD; i++)
		if (in_range(i))
			map[i].nid = nid;
	CHECK(memblock_set_node(base, size, reserved ? R : M, nid) == 0);
}

/* What is not whole units at the ends of a region goes. */
static void trim(void)
{
	phys_addr_t align = 1U << rnd(4), from, to;
	unsigned int i, k, end;

	op = "trim";
	for (i = 0; i < WORLD; i = end) {
		end = run_of(ram, i);
		from = low + i + (0 - (low + i)) % align;
		to = low + end - (low + end) % align;
		for (k = i; k < end; k++)
			if (from < low + i || low + k < from ||
			    low + k >= to)
				ram[k].there = false;
	}
	memblock_trim_memory(align);
}

/* Only [from, to) stays; of memory also what is not mapped, if @nomap. */
static void keep(phys_addr_t from, phys_addr_t to, bool nomap)
{
	unsigned int i;

	for (i = 0; i < WORLD; i++) {
		if (low + i >= from && low + i < to)
			continue;
		taken[i].there = false;
		if (!nomap || !(ram[i].flags & MEMBLOCK_NOMAP))
			ram[i].there = false;
	}
}

static void cap(void)
{
	op = "cap";
	if (min(size, TOP - base))
		keep(base, base + min(size, TOP - base), true);
	memblock_cap_memory_range(base, size);
}

/* The first @size bytes of RAM stay, and what is reserved below their end. */
static void limit(bool nomap)
{
	phys_addr_t end = TOP, left = size;
	unsigned int i;

	op = nomap ? "limit, but nomap" : "limit";
	for (i = 0; i < WORLD && left; i++)
		if (ram[i].there && !--left)
			end = low + i + 1;
	if (end != TOP)
		keep(0, end, nomap);
	if (nomap)
		memblock_mem_limit_remove_map(size);
	else
		memblock_enforce_memory_limit(size);
}

static void one_operation(void)
{
	base = low + rnd(WORLD + 1);
	size = rnd(WORLD + 1);
	if (rnd(10) == 0)
		size = TOP - rnd(2);
	switch (rnd(8)) {
	case 0:
		set_node();
		break;
	case 1:
		trim();
		break;
	case 2:
		cap();
		break;
	case 3:
		limit(false);
		break;
	case 4:
		limit(true);
		break;
	default:
		mark();
	}
	expect_list_of(M, ram);
	expect_list_of(R, taken);
}

TEST(lists_are_those_of_the_map)
{
	u64 ops = from_env("OPS", 30000), done = 0;
	unsigned int i;

	for (seed = from_env("SEED", 1); done < ops; seed++) {
		rng = seed * 0x9e3779b97f4a7c15ULL + 1;
		for (op_nr = 0; op_nr < 1000; done += 2) {
			glue_memblock_reset();
			M->regions->nid = R->regions->nid = MAX_NUMNODES;
			low = rnd(2) ? rnd(3) : TOP - WORLD;
			some_map(ram, true);
			some_map(taken, false);
			make_list(M, ram);
			make_list(R, taken);
			for (i = 0; i < 2; i++, op_nr++)
				one_operation();
		}
	}
	assert_int_equal(glue_warnings(), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = { T(lists_are_those_of_the_map) };

	return RUN(tests);
}
