// SPDX-License-Identifier: GPL-2.0-only
/*
 * memblock without CONFIG_NUMA: regions have no node, and asking for one
 * changes nothing (docs/memblock-api.md 3.3, 15).
 *
 * sources: mm/memblock*.c tests/host/glue.c tests/host/glue_memblock.c
 */
#include "glue_memblock.h"

#define M	(&memblock.memory)

TEST(layout)
{
	assert_int_equal(MAX_NUMNODES, 1);
	assert_int_equal(sizeof(struct memblock_region), 24);
}

TEST(nodes_merge)
{
	assert_int_equal(memblock_add_node(MB(1), MB(1), 0, 0), 0);
	assert_int_equal(memblock_add_node(MB(2), MB(1), 1, 0), 0);
	assert_int_equal(memblock_add(MB(3), MB(1)), 0);
	expect_list(M, { MB(1), MB(3) });
	assert_int_equal(memblock_get_region_node(M->regions), 0);
}

TEST(set_node_is_nothing)
{
	memblock_add(MB(1), MB(3));
	assert_int_equal(memblock_set_node(MB(2), MB(1), M, 3), 0);
	expect_list(M, { MB(1), MB(3) });
	memblock_set_region_node(M->regions, 3);
	assert_int_equal(memblock_get_region_node(M->regions), 0);
}

/* An overlap of other nodes is no conflict here. */
TEST(no_node_conflict)
{
	memblock_add_node(MB(1), MB(2), 0, 0);
	memblock_add_node(MB(2), MB(2), 1, 0);
	expect_list(M, { MB(1), MB(3) });
	assert_int_equal(glue_warnings(), 0);
}

TEST(allocation)
{
	phys_addr_t ram = glue_ram_added(), end = ram + RAM_SIZE;

	assert_int_equal((uintptr_t)memblock_alloc(64, 64), end - 64);
	assert_int_equal((uintptr_t)memblock_alloc_node(64, 64, 0),
			 end - 128);
	assert_int_equal((uintptr_t)memblock_alloc_try_nid(64, 64, 0, 0,
			NUMA_NO_NODE), end - 192);
	assert_int_equal((uintptr_t)memblock_alloc_exact_nid_raw(64, 64, 0, 0,
			0), end - 256);
}

TEST(flags_still_split)
{
	memblock_add(MB(1), MB(3));
	memblock_mark_hotplug(MB(2), MB(1));
	expect_list(M, { MB(1), MB(1) }, { MB(2), MB(1) }, { MB(3), MB(1) });
}

TEST(walk_has_node_0)
{
	u64 i, start_pfn, end_pfn;
	phys_addr_t start;
	int nid = 7;

	memblock_add(MB(1), MB(1));
	for_each_free_mem_range(i, NUMA_NO_NODE, &start, NULL, &nid)
		assert_int_equal(start, MB(1));
	assert_int_equal(nid, 0);
	assert_int_equal(memblock_search_pfn_nid(0x100, &start_pfn, &end_pfn),
			 0);
	assert_int_equal(start_pfn, 0x100);
	assert_int_equal(end_pfn, 0x200);
}

TEST(dump_names_no_node)
{
	memblock_add(MB(1), MB(1));
	__memblock_dump_all();
	assert_true(glue_log_has("memory.cnt  = 0x1"));
	assert_false(glue_log_has("on node"));
	assert_true(memblock_validate());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(layout),
		T(nodes_merge),
		T(set_node_is_nothing),
		T(no_node_conflict),
		T(allocation),
		T(flags_still_split),
		T(walk_has_node_0),
		T(dump_names_no_node),
	};

	return RUN(tests);
}
