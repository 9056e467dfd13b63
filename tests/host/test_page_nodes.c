// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a distance may be, and the order in which nodes are asked for pages:
 * by distance, with and without a SLIT, for nodes that have memory and for
 * those that have none.
 *
 * sources: mm/page_block.c mm/page_alloc.c
 * sources: mm/page_poison.c
 * sources: mm/page_nodes.c tests/host/page_check.c
 * sources: tests/host/sim_phys.c tests/host/glue.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -DCONFIG_DEBUG_VM
 * cflags: -include tests/host/sim_phys.h
 */
#include <errno.h>
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

/* A node is 10 from itself, and further from all others; a byte holds it. */
TEST(distances_that_are_taken)
{
	int from, to, distance, left;

	for (from = -1; from <= MAX_NUMNODES; from++)
		for (to = -1; to <= MAX_NUMNODES; to++)
			for (distance = 0; distance < 300; distance++) {
				bool good = from >= 0 && from < MAX_NUMNODES &&
					    to >= 0 && to < MAX_NUMNODES &&
					    (from == to ? distance == 10 :
					     distance > 10 && distance < 256);

				if (numa_set_distance(from, to,
						      (unsigned int)distance)
				    != (good ? 0 : -EINVAL))
					fail_msg("%d to %d: %d", from, to,
						 distance);
				left = from == to ? 10 : distance;
				if (good)
					assert_int_equal(
						__node_distance(from, to),
						left);
			}
	numa_reset_distance();
	for (from = 0; from < MAX_NUMNODES; from++)
		for (to = 0; to < MAX_NUMNODES; to++)
			assert_int_equal(__node_distance(from, to),
					 from == to ? 10 : 20);
}

/* One node for all, those that are none too. Nothing was built before: this
 * comes first. */
TEST(one_node)
{
	static pg_data_t only;
	int node;

	node_data[0] = &only;
	build_all_zonelists();
	for (node = 0; node < MAX_NUMNODES; node++) {
		assert_ptr_equal(node_zonelists[node][0], &only);
		assert_null(node_zonelists[node][1]);
	}
	node_data[0] = NULL;
}

/* Is @a asked before @b for the pages of @node? */
static bool comes_before(int node, int a, int b)
{
	int far_a = __node_distance(node, a), far_b = __node_distance(node, b);
	int up_a = a < node ? a + MAX_NUMNODES : a;
	int up_b = b < node ? b + MAX_NUMNODES : b;

	return far_a != far_b ? far_a < far_b : up_a < up_b;
}

/* All nodes that have memory, each before all that come after it. */
static void expect_sorted(int node, u32 present)
{
	pg_data_t *const *list = node_zonelists[node];
	u32 listed = 0;

	for (; *list; list++) {
		int nid = (*list)->node_id;

		assert_true(present & 1u << nid);
		assert_false(listed & 1u << nid);
		listed |= 1u << nid;
		if (list[1])
			assert_true(comes_before(node, nid,
						 list[1]->node_id));
	}
	assert_int_equal(listed, present);
}

/* Any nodes with any distances, told or not, few of them different. */
TEST(any_distances)
{
	static pg_data_t nodes[MAX_NUMNODES];
	unsigned int round;
	int node, i;

	for (round = 0; round < 500; round++) {
		u32 present = (u32)sim_random(1 << MAX_NUMNODES);

		numa_reset_distance();
		for (i = (int)sim_random(300); i > 0; i--)
			numa_set_distance((int)sim_random(MAX_NUMNODES),
					  (int)sim_random(MAX_NUMNODES),
					  18 + (unsigned int)sim_random(4));
		for (node = 0; node < MAX_NUMNODES; node++) {
			nodes[node].node_id = node;
			node_data[node] = present & 1u << node ? &nodes[node]
							       : NULL;
		}
		build_all_zonelists();
		for (node = 0; node < MAX_NUMNODES; node++)
			expect_sorted(node, present);
	}
	memset(node_data, 0, sizeof(node_data));
	numa_reset_distance();
}

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
		cmocka_unit_test(one_node),
		cmocka_unit_test(distances_that_are_taken),
		cmocka_unit_test_setup(any_distances, sim_setup),
		cmocka_unit_test_setup(equal_distances_go_round_upwards,
				       sim_setup),
		cmocka_unit_test_setup(nearer_nodes_come_first, sim_setup),
		cmocka_unit_test_setup(pages_come_in_that_order, sim_setup),
	};

	return RUN(tests);
}
