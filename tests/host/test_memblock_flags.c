// SPDX-License-Identifier: GPL-2.0-only
/*
 * Marking ranges, and giving them to nodes: isolate, change, merge
 * (docs/memblock-api.md 15).
 *
 * sources: mm/memblock*.c tests/host/glue.c tests/host/glue_memblock.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4
 */
#include "glue_memblock.h"
#include "mm/memblock_internal.h"

#define M	(&memblock.memory)
#define R	(&memblock.reserved)

static void expect_kinds(struct memblock_type *type, const char *flags,
			 const char *nids)
{
	unsigned long i;

	for (i = 0; i < type->cnt; i++) {
		assert_int_equal(type->regions[i].flags, flags[i] - '0');
		assert_int_equal(type->regions[i].nid, nids[i] == 'x' ?
				 MAX_NUMNODES : nids[i] - '0');
	}
}

/*
 * before   [1 ------------- 5)
 * mark        [2 -- 3)
 * after    [1)[2 h 3)[3 --- 5)
 * clear       [2 -- 3)
 * after    [1 ------------- 5)
 */
TEST(mark_splits_clear_merges)
{
	memblock_add(MB(1), MB(4));
	assert_int_equal(memblock_mark_hotplug(MB(2), MB(1)), 0);
	expect_list(M, { MB(1), MB(1) }, { MB(2), MB(1) }, { MB(3), MB(2) });
	expect_kinds(M, "010", "xxx");
	assert_int_equal(M->total_size, MB(4));
	assert_int_equal(memblock_clear_hotplug(MB(2), MB(1)), 0);
	expect_list(M, { MB(1), MB(4) });
	expect_kinds(M, "0", "x");
}

TEST(mark_at_the_edges)
{
	memblock_add(MB(1), MB(4));
	memblock_mark_hotplug(0, MB(2));
	memblock_mark_hotplug(MB(4), MB(9));
	expect_list(M, { MB(1), MB(1) }, { MB(2), MB(2) }, { MB(4), MB(1) });
	expect_kinds(M, "101", "xxx");
}

/*
 * before   [1)  [2 -- 4)  [5 -- 6)
 * mark   [0 ------ 3)                 one whole, one half, a gap
 * after    [1h) [2h)[3 4) [5 -- 6)
 */
TEST(mark_over_holes)
{
	memblock_add(MB(1), KB(512));
	memblock_add(MB(2), MB(2));
	memblock_add(MB(5), MB(1));
	assert_int_equal(memblock_mark_hotplug(0, MB(3)), 0);
	expect_list(M, { MB(1), KB(512) }, { MB(2), MB(1) }, { MB(3), MB(1) },
		    { MB(5), MB(1) });
	expect_kinds(M, "1100", "xxxx");
	assert_int_equal(memblock_clear_hotplug(0, ~0ULL), 0);
	expect_list(M, { MB(1), KB(512) }, { MB(2), MB(2) },
		    { MB(5), MB(1) });
}

TEST(mark_twice_and_bit_by_bit)
{
	memblock_add(MB(1), MB(4));
	memblock_mark_hotplug(MB(1), MB(4));
	memblock_mark_hotplug(MB(2), MB(1));
	expect_list(M, { MB(1), MB(4) });
	memblock_mark_mirror(MB(2), MB(1));
	memblock_mark_nomap(MB(3), MB(1));
	expect_kinds(M, "1351", "xxxx");
	memblock_clear_hotplug(0, MB(9));
	expect_kinds(M, "0240", "xxxx");
	memblock_clear_nomap(0, MB(9));
	expect_kinds(M, "020", "xxx");
	assert_int_equal(M->cnt, 3);
	expect_sound();
}

TEST(mark_nothing)
{
	assert_int_equal(memblock_mark_hotplug(MB(1), MB(1)), 0);
	memblock_add(MB(4), MB(1));
	assert_int_equal(memblock_mark_hotplug(MB(4) + KB(4), 0), 0);
	assert_int_equal(memblock_mark_hotplug(MB(1), MB(3)), 0);
	assert_int_equal(memblock_mark_hotplug(MB(5), MB(3)), 0);
	expect_list(M, { MB(4), MB(1) });
	expect_kinds(M, "0", "x");
}

/* A range of no bytes is made of no regions, those from 0 to before 0. */
TEST(isolate_nothing)
{
	int start = 7, end = 8;

	memblock_add(MB(1), MB(1));
	assert_int_equal(memblock_isolate_range(&memblock.memory, MB(1), 0,
						&start, &end), 0);
	assert_int_equal(start, 0);
	assert_int_equal(end, 0);
	assert_int_equal(memblock_isolate_range(&memblock.memory, MB(8), 1,
						&start, &end), 0);
	assert_int_equal(start, end);
	expect_list(&memblock.memory, { MB(1), MB(1) });
}

TEST(mark_to_the_end_of_the_world)
{
	memblock_add(MB(1), MB(1));
	memblock_add(TOP - MB(1), MB(1));
	assert_int_equal(memblock_mark_hotplug(MB(1) + KB(4), ~0ULL), 0);
	expect_list(M, { MB(1), KB(4) }, { MB(1) + KB(4), MB(1) - KB(4) },
		    { TOP - MB(1), MB(1) });
	expect_kinds(M, "011", "xxx");
}

TEST(reserved_noinit)
{
	memblock_add(MB(1), MB(4));
	memblock_reserve(MB(1), MB(4));
	assert_int_equal(memblock_reserved_mark_noinit(MB(2), MB(1)), 0);
	expect_list(R, { MB(1), MB(1) }, { MB(2), MB(1) }, { MB(3), MB(2) });
	assert_int_equal(R->regions[1].flags, MEMBLOCK_RSRV_NOINIT);
	expect_list(M, { MB(1), MB(4) });
}

TEST(marks_keep_nodes)
{
	memblock_add_node(MB(1), MB(1), 1, MEMBLOCK_NONE);
	memblock_add_node(MB(2), MB(1), 2, MEMBLOCK_NONE);
	memblock_mark_hotplug(MB(1) + KB(512), MB(1));
	expect_list(M, { MB(1), KB(512) }, { MB(1) + KB(512), KB(512) },
		    { MB(2), KB(512) }, { MB(2) + KB(512), KB(512) });
	expect_kinds(M, "0110", "1122");
}

/* ---- nodes ----------------------------------------------------------- */

/*
 * before   [1 x --------------------- 5)
 * node 3      [2 -- 3)
 * node 3             [3 -- 4)
 * after    [1 x)[2 n3 ------ 4)[4 x   5)
 */
TEST(set_node_splits_and_merges)
{
	memblock_add(MB(1), MB(4));
	assert_int_equal(memblock_set_node(MB(2), MB(1), M, 3), 0);
	expect_list(M, { MB(1), MB(1) }, { MB(2), MB(1) }, { MB(3), MB(2) });
	expect_kinds(M, "000", "x3x");
	assert_int_equal(memblock_set_node(MB(3), MB(1), M, 3), 0);
	expect_list(M, { MB(1), MB(1) }, { MB(2), MB(2) }, { MB(4), MB(1) });
	assert_int_equal(memblock_set_node(0, ~0ULL, M, 0), 0);
	expect_list(M, { MB(1), MB(4) });
	expect_kinds(M, "0", "0");
}

TEST(set_node_of_reserved)
{
	memblock_add(MB(1), MB(4));
	memblock_reserve(MB(1), MB(2));
	memblock_set_node(MB(2), MB(2), R, 5);
	expect_list(R, { MB(1), MB(1) }, { MB(2), MB(1) });
	expect_kinds(R, "00", "x5");
	expect_list(M, { MB(1), MB(4) });
}

TEST(set_node_keeps_flags)
{
	memblock_add_node(MB(1), MB(2), 0, MEMBLOCK_HOTPLUG);
	memblock_set_node(MB(2), MB(1), M, 1);
	expect_kinds(M, "11", "01");
}

TEST(region_helpers)
{
	struct memblock_region r = { 0 };

	assert_false(memblock_is_hotpluggable(&r));
	memblock_set_region_flags(&r, MEMBLOCK_HOTPLUG);
	memblock_set_region_flags(&r, MEMBLOCK_NOMAP);
	assert_int_equal(r.flags, 5);
	assert_true(memblock_is_hotpluggable(&r));
	memblock_clear_region_flags(&r, MEMBLOCK_HOTPLUG);
	assert_int_equal(r.flags, 4);
	assert_false(memblock_is_hotpluggable(&r));
	memblock_set_region_node(&r, 7);
	assert_int_equal(memblock_get_region_node(&r), 7);
}

TEST(movable_node_is_the_hosts)
{
	assert_false(movable_node_is_enabled());
	movable_node_enabled = true;
	assert_true(movable_node_is_enabled());
}

/* HOTPLUG memory stays allocatable while movable_node is off (3.4). */
TEST(hotplug_is_allocated_without_movable_node)
{
	phys_addr_t ram = glue_ram_added();

	memblock_mark_hotplug(ram + MB(8), RAM_SIZE);
	assert_int_equal((uintptr_t)memblock_alloc(64, 64),
			 ram + RAM_SIZE - 64);
	movable_node_enabled = true;
	assert_int_equal(memblock_phys_alloc(64, 64), ram + MB(8) - 64);
	assert_int_equal(memblock_phys_alloc(MB(9), 64), 0);
	memblock_clear_hotplug(0, ~0ULL);
	assert_int_equal(memblock_phys_alloc(64, 64), ram + RAM_SIZE - 128);
}

TEST(nomap_is_never_allocated)
{
	phys_addr_t ram = glue_ram_added();

	memblock_mark_nomap(ram + MB(8), RAM_SIZE);
	assert_int_equal(memblock_phys_alloc(64, 64), ram + MB(8) - 64);
	assert_true(memblock_is_memory(ram + MB(9)));
	assert_false(memblock_is_map_memory(ram + MB(9)));
	memblock_clear_nomap(ram + MB(8), RAM_SIZE);
	assert_int_equal(memblock_phys_alloc(64, 64), ram + RAM_SIZE - 64);
	assert_true(memblock_is_map_memory(ram + MB(9)));
}

/* Mirrored memory is ordinary memory for who does not ask for it. */
TEST(mirror_can_be_allocated)
{
	memblock_add(MB(1), MB(1));
	memblock_mark_mirror(MB(1), MB(1));
	assert_int_equal(memblock_find_in_range(0, TOP, 64, 64), MB(2) - 64);
}

/* 128 of 128 and every second one marked, unmarked: no slot needed. */
TEST(whole_regions_need_no_slot)
{
	unsigned int i;

	fill_list(M, MB(1), 128);
	for (i = 0; i < 128; i += 2)
		assert_int_equal(memblock_mark_hotplug(MB(1) + i * KB(4),
						       0x100), 0);
	assert_int_equal(memblock_set_node(0, ~0ULL, M, 2), 0);
	assert_int_equal(M->cnt, 128);
	for (i = 0; i < 128; i++) {
		assert_int_equal(M->regions[i].flags, !(i & 1));
		assert_int_equal(M->regions[i].nid, 2);
	}
	assert_int_equal(memblock_clear_hotplug(0, ~0ULL), 0);
	assert_int_equal(M->max, 128);
	expect_sound();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(mark_splits_clear_merges),
		T(mark_at_the_edges),
		T(mark_over_holes),
		T(mark_twice_and_bit_by_bit),
		T(mark_nothing),
		T(isolate_nothing),
		T(mark_to_the_end_of_the_world),
		T(reserved_noinit),
		T(marks_keep_nodes),
		T(set_node_splits_and_merges),
		T(set_node_of_reserved),
		T(set_node_keeps_flags),
		T(region_helpers),
		T(movable_node_is_the_hosts),
		T(hotplug_is_allocated_without_movable_node),
		T(nomap_is_never_allocated),
		T(mirror_can_be_allocated),
		T(whole_regions_need_no_slot),
	};

	return RUN(tests);
}
