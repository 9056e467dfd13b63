// SPDX-License-Identifier: GPL-2.0-only
/*
 * Adding, removing and isolating in lists of a few bytes, at both ends of the
 * address space, in arrays that are full or nearly so and must not grow:
 * what comes out, region by region, against a map of the bytes.
 *
 * Environment: SEED, OPS.
 *
 * sources: mm/memblock*.c tests/host/glue.c tests/host/glue_memblock.c
 * sources: tests/host/tally.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4
 */
#include <errno.h>
#include "glue_memblock.h"
#include "rnd.h"
#include "tally.h"
#include "mm/memblock_internal.h"

#define M	(&memblock.memory)
#define R	(&memblock.reserved)
#define WORLD	7
#define NOBODY	MAX_NUMNODES

static u64 seed;
static unsigned int op_nr;
static phys_addr_t low;		/* address of the first byte */
static char map[WORLD + 1];	/* of each byte: '.', or its kind */
static const char *op;
static phys_addr_t base, size;

#define CHECK(cond) do { if (!(cond)) \
	fail_msg("SEED=%llu, operation %u: %s +%llu, %llu bytes in %s at " \
		 "0x%llx: %s", seed, op_nr, op, base - low, size, map, low, \
		 #cond); } while (0)

/* ---- the map ----------------------------------------------------------- */

static struct memblock_region of_kind(phys_addr_t at, phys_addr_t bytes,
				      char kind)
{
	return memblock_make_region(at, bytes, kind - 'a', kind == 'c' ?
				    MEMBLOCK_HOTPLUG : MEMBLOCK_NONE);
}

/* 'b' and 'c' differ in node and flags. Return: how many regions. */
static unsigned long regions_of(const char *text, struct memblock_region *r)
{
	unsigned int i, end;
	unsigned long n = 0;

	for (i = 0; i < WORLD; i = end) {
		for (end = i + 1; end < WORLD && text[end] == text[i]; end++)
			;
		if (text[i] != '.')
			r[n++] = of_kind(low + i, end - i, text[i]);
	}
	return n;
}

/* Is byte @i in the range? Its end is cut where addresses end. */
static bool in_range(unsigned int i)
{
	return low + i >= base && low + i - base < size;
}

static void some_list(void)
{
	struct memblock_region *r = M->regions;
	unsigned int i, often = 1 + rnd(3);

	low = rnd(2) ? 0 : TOP - WORLD;
	for (i = 0; i < WORLD; i++)
		map[i] = i && rnd(often) ? map[i - 1] : ".abc"[rnd(4)];
	memset(r, 0, 2 * WORLD * sizeof(*r));
	r->nid = NOBODY;
	M->cnt = regions_of(map, r);
	M->max = M->cnt + rnd(3);
	M->total_size = 0;
	for (i = 0; i < M->cnt; i++)
		M->total_size += r[i].size;
	base = low + rnd(WORLD + 1);
	size = rnd(WORLD + 1);
}

/* Exactly these, and their sum; with none of them a first entry of zeroes. */
static void expect_regions(const struct memblock_region *want,
			   unsigned long n)
{
	const struct memblock_region *r = M->regions;
	phys_addr_t total = 0;
	unsigned long i;

	CHECK(M->cnt == n);
	for (i = 0; i < n; i++) {
		CHECK(r[i].base == want[i].base && r[i].size == want[i].size);
		CHECK(memblock_same_kind(&r[i], &want[i]));
		total += r[i].size;
	}
	CHECK(M->total_size == total);
	CHECK(n || (!r->base && !r->size && !r->flags && r->nid == NOBODY));
}

/* @ret of an operation that should make @after of the map. */
static void expect_map(int ret, const char *after)
{
	struct memblock_region want[WORLD];
	unsigned long n = regions_of(after, want);

	if (n > M->max) {
		MET(true, "no entry is left");
		CHECK(ret == -ENOMEM);
		expect_regions(want, regions_of(map, want));
		return;
	}
	CHECK(ret == 0);
	expect_regions(want, n);
}

/* ---- operations -------------------------------------------------------- */

/* What is not there becomes @kind; if another is in the way, it says so. */
static void add(char kind)
{
	struct memblock_region r = of_kind(base, size, kind);
	char after[WORLD + 1] = "", text[100];
	bool warned = false;
	unsigned int i;
	int ret;

	op = "add";
	for (i = 0; i < WORLD; i++) {
		after[i] = in_range(i) && map[i] == '.' ? kind : map[i];
		warned |= in_range(i) && after[i] != kind;
	}
	size = min(size, low + WORLD - base);	/* no byte that is not shown */
	glue_log_clear();
	ret = memblock_add_node(base, size, r.nid, r.flags);
	snprintf(text, sizeof(text), "memblock: memory [mem 0x%016llx-"
		 "0x%016llx] overlaps regions of ", base, base + size - 1);
	CHECK(glue_log_has(text) == warned);
	CHECK(glue_log_count("overlaps") == warned);
	MET(warned, "others are in the way");
	expect_map(ret, after);
}

static void take_away(void)
{
	char after[WORLD + 1] = "";
	unsigned int i;

	op = "remove";
	for (i = 0; i < WORLD; i++)
		after[i] = in_range(i) ? '.' : map[i];
	expect_map(memblock_remove(base, size), after);
}

/*
 *	before  |aaaaaaaa|  |bbb|
 *	range        |--------|
 *	after   |aaaa|aaa|  |b|bb|	from region 1 to, excluding, 3
 */
static void isolate(void)
{
	struct memblock_region whole[WORLD], want[2 * WORLD], *w = want;
	phys_addr_t bytes = min(size, TOP - base), end = base + bytes, cut;
	unsigned long i, nr = regions_of(map, whole);
	int first = 0, last = 0, ret, start_rgn = 7, end_rgn = 8;

	op = "isolate";
	for (i = 0; i < nr; i++) {
		struct memblock_region r = whole[i];

		for (; bytes && r.size; w++) {
			cut = r.base + r.size;
			if (base > r.base && base < cut)
				cut = base;
			if (end > r.base && end < cut)
				cut = end;
			*w = r;
			w->size = cut - r.base;
			r.size -= w->size;
			r.base = cut;
			first += cut <= base;
			last += w->base < end;
		}
	}
	ret = memblock_isolate_range(M, base, size, &start_rgn, &end_rgn);
	if (!bytes || w - want > (long)M->max) {
		CHECK(ret == (bytes ? -ENOMEM : 0));
		CHECK(!start_rgn && !end_rgn);
		expect_regions(whole, nr);
		return;
	}
	CHECK(ret == 0 && start_rgn == first && end_rgn == max(first, last));
	expect_regions(want, w - want);
}

/* What a student builds on: one region in, one out. */
static void insert_and_remove(void)
{
	struct memblock_region want[WORLD + 1], r;
	unsigned long n = regions_of(map, want), at = rnd(n + 1);

	op = "insert";
	if (M->cnt == M->max)
		return;
	r = of_kind(base, 1 + rnd(9), 'c');
	memmove(&want[at + 1], &want[at], (n - at) * sizeof(r));
	want[at] = r;
	memblock_insert_region(M, at, r.base, r.size, r.nid, r.flags);
	expect_regions(want, n + 1);
	at = rnd(n + 1);
	memmove(&want[at], &want[at + 1], (n - at) * sizeof(r));
	memblock_remove_region(M, at);
	expect_regions(want, n);
}

TEST(lists_are_those_of_the_map)
{
	u64 ops = from_env("OPS", 60000), done = 0;

	for (seed = from_env("SEED", 1); done < ops; seed++) {
		rng = seed * 0x9e3779b97f4a7c15ULL + 1;
		for (op_nr = 0; op_nr < 1000; op_nr++, done++) {
			some_list();
			switch (rnd(7)) {
			case 0:
			case 1:
			case 2:
				add('a' + rnd(3));
				break;
			case 3:
				take_away();
				break;
			case 4:
				insert_and_remove();
				break;
			default:
				isolate();
			}
		}
	}
	if (ops >= 60000) {
		assert_true(tally_of("no entry is left") > 1000);
		assert_true(tally_of("others are in the way") > 1000);
	}
}

/* A name outlives the first change of the other list, and one of its own. */
TEST(names_that_stay)
{
	unsigned int nr;

	memblock_reserve_named(KB(4), KB(4), "first");
	memblock_add(0, MB(1));
	memblock_names(&nr);
	assert_int_equal(nr, 1);
	memblock_reserve(KB(16), KB(4));
	memblock_remove(0, MB(1));
	memblock_add(0, MB(2));
	memblock_names(&nr);
	assert_int_equal(nr, 1);
}

/* A reset by assignment: the names of before are forgotten, to the last. */
TEST(names_that_go)
{
	unsigned int nr, i;

	for (i = 0; i < 2; i++) {
		memblock_reserve_named(i ? TOP - 1 : 0, 1, "edge");
		memblock_names(&nr);
		assert_int_equal(nr, 1);
		glue_memblock_reset();
		memblock_reserve(KB(4), KB(4));
		memblock_names(&nr);
		assert_int_equal(nr, 0);
		glue_memblock_reset();
	}
}

/* By hand a named region is emptied: putting the list in order frees it. */
TEST(merging_drops_what_is_empty)
{
	unsigned int nr;

	memblock_reserve_named(KB(4), KB(4), "gone");
	memblock_reserve_named(KB(16), KB(4), "kept");
	R->regions[0].size = 0;
	memblock_merge_regions(R);
	expect_list(R, { KB(16), KB(4) });
	assert_string_equal(memblock_names(&nr)->name, "kept");
	assert_int_equal(nr, 1);
}

TEST(regions_that_overlap_are_a_bug)
{
	memblock_add(KB(4), KB(4));
	memblock_add(KB(16), KB(4));
	M->regions[0].size = KB(12) + 1;
	EXPECT_PANIC
		memblock_merge_regions(M);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(lists_are_those_of_the_map), T(names_that_stay),
		T(names_that_go), T(merging_drops_what_is_empty),
		T(regions_that_overlap_are_a_bug),
	};

	return RUN(tests);
}
