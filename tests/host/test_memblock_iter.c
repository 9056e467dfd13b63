// SPDX-License-Identifier: GPL-2.0-only
/*
 * The walks: memory without reserved, forwards and backwards, a list alone,
 * whole pages, and their filters (docs/memblock-api.md 8, 18 row 21).
 *
 * sources: mm/memblock*.c tests/host/glue.c tests/host/glue_memblock.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4
 */
#include "glue_memblock.h"

#define M	(&memblock.memory)
#define R	(&memblock.reserved)

struct piece {
	phys_addr_t start, end;
	int nid;
};

#define MAX_PIECES	4096
static struct piece got[MAX_PIECES];
static unsigned int nr_got;

static void note(phys_addr_t start, phys_addr_t end, int nid)
{
	assert_true(nr_got < MAX_PIECES);
	got[nr_got++] = (struct piece){ start, end, nid };
}

/* Walk with __next_mem_range(), which must come to its end. */
static void walk(struct memblock_type *a, struct memblock_type *b, int nid,
		 enum memblock_flags flags)
{
	phys_addr_t start, end;
	u64 i = 0;
	int n;

	nr_got = 0;
	for (__next_mem_range(&i, nid, flags, a, b, &start, &end, &n);
	     i != ~0ULL;
	     __next_mem_range(&i, nid, flags, a, b, &start, &end, &n))
		note(start, end, n);
}

static void walk_rev(struct memblock_type *a, struct memblock_type *b, int nid,
		     enum memblock_flags flags)
{
	phys_addr_t start, end;
	u64 i = ~0ULL;
	int n;

	nr_got = 0;
	for (__next_mem_range_rev(&i, nid, flags, a, b, &start, &end, &n);
	     i != ~0ULL;
	     __next_mem_range_rev(&i, nid, flags, a, b, &start, &end, &n))
		note(start, end, n);
}

static void expect_got(const struct piece *want, unsigned int n, bool rev)
{
	unsigned int i;

	assert_int_equal(nr_got, n);
	for (i = 0; i < n; i++) {
		const struct piece *w = &want[rev ? n - 1 - i : i];

		assert_int_equal(got[i].start, w->start);
		assert_int_equal(got[i].end, w->end);
		assert_int_equal(got[i].nid, w->nid);
	}
}

/* Both directions give exactly these pieces. */
#define expect_walk(a, b, nid, flags, ...) do { \
	const struct piece __w[] = { __VA_ARGS__ }; \
	walk(a, b, nid, flags); \
	expect_got(__w, ARRAY_SIZE(__w), false); \
	walk_rev(a, b, nid, flags); \
	expect_got(__w, ARRAY_SIZE(__w), true); \
	} while (0)
#define expect_no_walk(a, b, nid, flags) do { \
	walk(a, b, nid, flags); \
	assert_int_equal(nr_got, 0); \
	walk_rev(a, b, nid, flags); \
	assert_int_equal(nr_got, 0); \
	} while (0)

#define ANY	NUMA_NO_NODE
#define NONE	MEMBLOCK_NONE
#define X	MAX_NUMNODES		/* what memblock_add() records */

TEST(empty_lists)
{
	expect_no_walk(M, R, ANY, NONE);
	expect_no_walk(M, NULL, ANY, NONE);
	expect_no_walk(R, NULL, ANY, NONE);
	memblock_reserve(MB(1), MB(1));
	expect_no_walk(M, R, ANY, NONE);
}

TEST(nothing_reserved)
{
	memblock_add(0, KB(4));
	memblock_add(MB(1), MB(1));
	expect_walk(M, R, ANY, NONE, { 0, KB(4), X }, { MB(1), MB(2), X });
	expect_walk(M, NULL, ANY, NONE, { 0, KB(4), X }, { MB(1), MB(2), X });
}

TEST(all_reserved)
{
	memblock_add(MB(1), MB(1));
	memblock_reserve(MB(1), MB(1));
	expect_no_walk(M, R, ANY, NONE);
	memblock_reserve(0, GB(1));
	expect_no_walk(M, R, ANY, NONE);
}

/*
 * memory    [1M ------------ 2M)   [4M --- 5M)
 * reserved  [#)...[##]......[################)...
 * free      ..[---)..[------)
 */
TEST(holes_between)
{
	memblock_add(MB(1), MB(1));
	memblock_add(MB(4), MB(1));
	memblock_reserve(MB(1), KB(1));
	memblock_reserve(MB(1) + KB(64), KB(8));
	memblock_reserve(MB(2) - KB(4), MB(4));
	expect_walk(M, R, ANY, NONE, { MB(1) + KB(1), MB(1) + KB(64), X },
		    { MB(1) + KB(72), MB(2) - KB(4), X });
}

/* A reserved range that covers a hole in memory cuts both sides. */
TEST(reserved_over_a_gap)
{
	memblock_add(MB(1), MB(1));
	memblock_add(MB(3), MB(1));
	memblock_reserve(MB(2) - 5, MB(1) + 12);
	expect_walk(M, R, ANY, NONE, { MB(1), MB(2) - 5, X },
		    { MB(3) + 7, MB(4), X });
}

/* Reserved where there is no memory: below, between, above. */
TEST(reserved_outside_memory)
{
	memblock_add(MB(4), MB(1));
	memblock_add(MB(8), MB(1));
	memblock_reserve(MB(1), MB(1));
	memblock_reserve(MB(6), MB(1));
	memblock_reserve(MB(12), MB(1));
	expect_walk(M, R, ANY, NONE, { MB(4), MB(5), X },
		    { MB(8), MB(9), X });
}

/* Both sides end at the same address: each advances just once. */
TEST(ties)
{
	memblock_add(MB(1), MB(1));
	memblock_add(MB(3), MB(1));
	memblock_reserve(MB(2), MB(1));
	memblock_reserve(MB(4), MB(1));
	expect_walk(M, R, ANY, NONE, { MB(1), MB(2), X }, { MB(3), MB(4), X });
}

TEST(adjacent_nodes_are_two_pieces)
{
	memblock_add_node(MB(1), MB(1), 0, NONE);
	memblock_add_node(MB(2), MB(1), 1, NONE);
	memblock_add_node(MB(3), MB(1), 1, MEMBLOCK_HOTPLUG);
	expect_walk(M, R, ANY, NONE, { MB(1), MB(2), 0 }, { MB(2), MB(3), 1 },
		    { MB(3), MB(4), 1 });
	memblock_reserve(MB(2) - KB(4), KB(8));
	expect_walk(M, R, ANY, NONE, { MB(1), MB(2) - KB(4), 0 },
		    { MB(2) + KB(4), MB(3), 1 }, { MB(3), MB(4), 1 });
}

TEST(node_filter)
{
	memblock_add_node(MB(1), MB(1), 0, NONE);
	memblock_add_node(MB(2), MB(1), 1, NONE);
	memblock_add_node(MB(3), MB(1), 0, NONE);
	expect_walk(M, R, 0, NONE, { MB(1), MB(2), 0 }, { MB(3), MB(4), 0 });
	expect_walk(M, R, 1, NONE, { MB(2), MB(3), 1 });
	expect_no_walk(M, R, 2, NONE);
	memblock_reserve(MB(3), MB(1));
	expect_walk(M, NULL, 0, NONE, { MB(1), MB(2), 0 },
		    { MB(3), MB(4), 0 });
}

static void one_of_each_kind(void)
{
	memblock_add_node(MB(1), MB(1), 0, NONE);
	memblock_add_node(MB(2), MB(1), 0, MEMBLOCK_HOTPLUG);
	memblock_add_node(MB(3), MB(1), 0, MEMBLOCK_MIRROR);
	memblock_add_node(MB(4), MB(1), 0, MEMBLOCK_NOMAP);
	memblock_add_node(MB(5), MB(1), 0, MEMBLOCK_DRIVER_MANAGED);
}

TEST(flag_filters)
{
	one_of_each_kind();
	expect_walk(M, R, ANY, NONE, { MB(1), MB(2), 0 },
		    { MB(2), MB(3), 0 }, { MB(3), MB(4), 0 });
	expect_walk(M, R, ANY, MEMBLOCK_MIRROR, { MB(3), MB(4), 0 });
	expect_walk(M, NULL, ANY, MEMBLOCK_NOMAP, { MB(1), MB(2), 0 },
		    { MB(2), MB(3), 0 }, { MB(3), MB(4), 0 },
		    { MB(4), MB(5), 0 });
	expect_walk(M, R, ANY, MEMBLOCK_DRIVER_MANAGED, { MB(1), MB(2), 0 },
		    { MB(2), MB(3), 0 }, { MB(3), MB(4), 0 },
		    { MB(5), MB(6), 0 });
}

TEST(hotplug_filter_needs_movable_node)
{
	one_of_each_kind();
	movable_node_enabled = true;
	expect_walk(M, R, ANY, NONE, { MB(1), MB(2), 0 }, { MB(3), MB(4), 0 });
	expect_walk(M, R, ANY, MEMBLOCK_HOTPLUG, { MB(1), MB(2), 0 },
		    { MB(2), MB(3), 0 }, { MB(3), MB(4), 0 });
}

/* Filters apply to memblock.memory only, not to any other list. */
TEST(other_lists_are_not_filtered)
{
	memblock_reserve_region(MB(1), MB(1), 3, MEMBLOCK_NOMAP);
	memblock_reserve_region(MB(2), MB(1), 4, MEMBLOCK_HOTPLUG);
	movable_node_enabled = true;
	expect_walk(R, NULL, ANY, NONE, { MB(1), MB(2), 3 },
		    { MB(2), MB(3), 4 });
	expect_walk(R, NULL, 3, MEMBLOCK_MIRROR, { MB(1), MB(2), 3 },
		    { MB(2), MB(3), 4 });
}

/* Row 21: Linux 4.0 dereferences NULL here, and then never ends. */
TEST(weakness_21_reverse_of_one_list)
{
	phys_addr_t start, end;
	unsigned int n = 0;
	u64 i;

	memblock_add(MB(1), MB(1));
	memblock_add(MB(3), MB(1));
	memblock_reserve(0, GB(1));
	for_each_mem_range_rev(i, M, NULL, ANY, &start, &end, NULL) {
		assert_int_equal(start, n ? MB(1) : MB(3));
		assert_int_equal(end, start + MB(1));
		assert_true(++n < 3);
	}
	assert_int_equal(n, 2);
}

/* Reserved without memory, what is neither NULL nor memblock.reserved. */
TEST(reserved_minus_memory)
{
	memblock_add(MB(2), MB(2));
	memblock_reserve(MB(1), MB(2));
	memblock_reserve(MB(5), MB(1));
	expect_walk(R, M, ANY, NONE, { MB(1), MB(2), X },
		    { MB(5), MB(6), X });
}

TEST(out_pointers_may_be_null)
{
	phys_addr_t end = 0;
	unsigned int n = 0;
	u64 i;

	memblock_add(MB(1), MB(1));
	for_each_mem_range(i, M, NULL, ANY, NULL, NULL, NULL)
		n++;
	for_each_mem_range_rev(i, M, R, ANY, NULL, NULL, NULL)
		n++;
	for_each_free_mem_range(i, ANY, NULL, &end, NULL)
		n++;
	assert_int_equal(n, 3);
	assert_int_equal(end, MB(2));
}

TEST(macros_over_regions)
{
	struct memblock_region *r;
	phys_addr_t start, end, sum = 0;
	u64 i;

	memblock_add(MB(1), 1);
	memblock_add(MB(2), 2);
	memblock_reserve(MB(3), 4);
	memblock_reserve(MB(4), 8);
	for_each_memblock(memory, r)
		sum += r->size;
	for_each_mem_region(r)
		sum += r->size << 8;
	for_each_reserved_mem_region(r)
		sum += r->size << 16;
	for_each_reserved_mem_range(i, &start, &end)
		sum += (end - start) << 24;
	for_each_free_mem_range_reverse(i, ANY, &start, &end, NULL)
		sum += (end - start) << 32;
	assert_int_equal(sum, 0x30c0c0303);
}

/* The gaps reach from 0 to the end of the address space. */
TEST(whole_address_space)
{
	memblock_add(0, TOP);
	expect_walk(M, R, ANY, NONE, { 0, TOP, X });
	memblock_reserve(GB(1), GB(1));
	expect_walk(M, R, ANY, NONE, { 0, GB(1), X }, { GB(2), TOP, X });
	memblock_reserve(TOP - KB(4), KB(8));
	expect_walk(M, R, ANY, NONE, { 0, GB(1), X },
		    { GB(2), TOP - KB(4), X });
}

TEST(many_against_many)
{
	unsigned int i;

	for (i = 0; i < 128; i++) {
		memblock_add(MB(1) + i * KB(8), KB(4));
		memblock_reserve(MB(1) + i * KB(8) + KB(2), KB(4));
	}
	walk(M, R, ANY, NONE);
	assert_int_equal(nr_got, 128);
	for (i = 0; i < 128; i++) {
		assert_int_equal(got[i].start, MB(1) + i * KB(8));
		assert_int_equal(got[i].end, got[i].start + KB(2));
	}
	walk_rev(M, R, ANY, NONE);
	for (i = 0; i < 128; i++)
		assert_int_equal(got[i].start, MB(1) + (127 - i) * KB(8));
}

/* ---- whole pages ----------------------------------------------------- */

/*
 * bytes   [0x1001 .. 0x3fff)   [0x5000 .. 0x5fff)   [0x8000 .. 0xa000)
 * pages   2 .. 3               none                 8 .. 10
 */
TEST(pfn_ranges_round_inwards)
{
	u64 spfn = 0, epfn = 0, sum = 0;
	int i, nid;

	memblock_add_node(0x1001, 0x2ffe, 1, NONE);
	memblock_add_node(0x5000, 0xfff, 0, NONE);
	memblock_add_node(0x6801, 0x700, 0, NONE);
	memblock_add_node(0x8000, 0x2000, 2, NONE);
	for_each_mem_pfn_range(i, MAX_NUMNODES, &spfn, &epfn, &nid)
		sum = sum << 16 | spfn << 12 | epfn << 4 | nid;
	assert_int_equal(sum, (2 << 12 | 3 << 4 | 1) << 16 |
			 (8 << 12 | 10 << 4 | 2));
	assert_int_equal(i, -1);
	sum = 0;
	for_each_mem_pfn_range(i, NUMA_NO_NODE, &spfn, &epfn, NULL)
		sum += epfn - spfn;
	assert_int_equal(sum, 3);
	for_each_mem_pfn_range(i, 2, &spfn, NULL, NULL)
		assert_int_equal(spfn, 8);
	for_each_mem_pfn_range(i, 0, NULL, NULL, NULL)
		fail_msg("node 0 has no whole page");
	for_each_mem_pfn_range(i, 7, NULL, NULL, NULL)
		fail_msg("there is no node 7");
}

TEST(pfn_ranges_of_nothing)
{
	int i;

	for_each_mem_pfn_range(i, MAX_NUMNODES, NULL, NULL, NULL)
		fail_msg("there is no memory");
	assert_int_equal(i, -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(empty_lists),
		T(nothing_reserved),
		T(all_reserved),
		T(holes_between),
		T(reserved_over_a_gap),
		T(reserved_outside_memory),
		T(ties),
		T(adjacent_nodes_are_two_pieces),
		T(node_filter),
		T(flag_filters),
		T(hotplug_filter_needs_movable_node),
		T(other_lists_are_not_filtered),
		T(weakness_21_reverse_of_one_list),
		T(reserved_minus_memory),
		T(out_pointers_may_be_null),
		T(macros_over_regions),
		T(whole_address_space),
		T(many_against_many),
		T(pfn_ranges_round_inwards),
		T(pfn_ranges_of_nothing),
	};

	return RUN(tests);
}
