// SPDX-License-Identifier: GPL-2.0-only
/*
 * The order in which nodes are asked for pages: by distance, with and
 * without a SLIT, for nodes that have memory and for those that have none.
 *
 * sources: mm/page_block.c mm/page_alloc.c
 * sources: mm/page_poison.c
 * sources: mm/page_nodes.c tests/host/page_check.c
 * sources: tests/host/sim_phys.c tests/host/glue.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -DCONFIG_DEBUG_VM
 * cflags: -include tests/host/sim_phys.h
 */
#include <linux/gfp.h>
#include <linux/topology.h>
#include "page_check.h"
#include "sim_phys.h"

pg_data_t *node_data[MAX_NUMNODES];

/* Nodes 0, 2, 3 and 9, with 16 pages each. */
static void four_nodes(void)
{
	static const struct sim_range ranges[] = {
		{ 0, 16, 0, ZONE_NORMAL }, { 16, 32, 2, ZONE_NORMAL },
		{ 32, 48, 3, ZONE_NORMAL }, { 48, 64, 9, ZONE_NORMAL },
	};
	unsigned int i;

	sim_ranges(ranges, ARRAY_SIZE(ranges));
	for (i = 0; i < ARRAY_SIZE(ranges); i++)
		sim_free(ranges[i].start_pfn, ranges[i].end_pfn);
}

/* The list of @node is these nodes, and it ends there. */
static void expect_order(int node, const int *want, unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++) {
		assert_non_null(node_zonelists[node][i]);
		assert_int_equal(node_zonelists[node][i]->node_id, want[i]);
	}
	assert_null(node_zonelists[node][nr]);
}
#define EXPECT_ORDER(node, ...) do { \
	static const int __want[] = { __VA_ARGS__ }; \
	expect_order(node, __want, ARRAY_SIZE(__want)); } while (0)

TEST(equal_distances_go_round_upwards)
{
	numa_reset_distance();
	four_nodes();
	EXPECT_ORDER(0, 0, 2, 3, 9);
	EXPECT_ORDER(3, 3, 9, 0, 2);
	EXPECT_ORDER(9, 9, 0, 2, 3);
	/* Without memory: the next one up. */
	EXPECT_ORDER(1, 2, 3, 9, 0);
	EXPECT_ORDER(15, 0, 2, 3, 9);
}

TEST(nearer_nodes_come_first)
{
	numa_reset_distance();
	assert_int_equal(numa_set_distance(3, 0, 12), 0);
	assert_int_equal(numa_set_distance(3, 2, 255), 0);
	assert_int_equal(numa_set_distance(5, 3, 19), 0);
	four_nodes();
	EXPECT_ORDER(3, 3, 0, 9, 2);
	EXPECT_ORDER(0, 0, 2, 3, 9);	/* the way back was not told */
	EXPECT_ORDER(5, 3, 9, 0, 2);
}

/* Node by node, never back to one that is used up. */
TEST(pages_come_in_that_order)
{
	static const int want[] = { 3, 0, 9, 2 };
	unsigned int i;

	numa_reset_distance();
	numa_set_distance(3, 0, 12);
	numa_set_distance(3, 2, 99);
	four_nodes();
	for (i = 0; i < 64; i++) {
		struct page *page = alloc_pages_node(3, GFP_NOWAIT, 0);

		assert_non_null(page);
		assert_int_equal(page_zone(page)->nid, want[i / 16]);
	}
	assert_null(alloc_pages_node(3, __GFP_NOWARN, 0));
	check_blocks(true);
	numa_reset_distance();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(equal_distances_go_round_upwards,
				       sim_setup),
		cmocka_unit_test_setup(nearer_nodes_come_first, sim_setup),
		cmocka_unit_test_setup(pages_come_in_that_order, sim_setup),
	};

	return RUN(tests);
}
