// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which node is asked for pages when another one has none left. SRAT's and
 * SLIT's readers tell the distances, free_area_init_nodes() has the lists
 * made, alloc_pages_node() walks them. Nothing here allocates.
 */
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/string.h>
#include <linux/topology.h>

pg_data_t *node_zonelists[MAX_NUMNODES][MAX_NUMNODES + 1];

/* 0: nobody has said anything. */
static u8 numa_distance[MAX_NUMNODES][MAX_NUMNODES];

static bool node_valid(int nid)
{
	return nid >= 0 && nid < MAX_NUMNODES;
}

int numa_set_distance(int from, int to, unsigned int distance)
{
	if (!node_valid(from) || !node_valid(to) || distance > 255 ||
	    distance < LOCAL_DISTANCE ||
	    (from == to) != (distance == LOCAL_DISTANCE))
		return -EINVAL;
	numa_distance[from][to] = (u8)distance;
	return 0;
}

void numa_reset_distance(void)
{
	memset(numa_distance, 0, sizeof(numa_distance));
}

int __node_distance(int from, int to)
{
	if (numa_distance[from][to])
		return numa_distance[from][to];
	return from == to ? LOCAL_DISTANCE : REMOTE_DISTANCE;
}

/*
 * The nearest node to @node that @used does not hold; -1: no more. Of equally
 * near ones the first in a circle upwards from @node.
 */
static int find_next_best_node(int node, u32 used)
{
	int best = -1, i;

	for (i = 0; i < MAX_NUMNODES; i++) {
		int n = (node + i) % MAX_NUMNODES;

		if (!NODE_DATA(n) || (used & 1u << n))
			continue;
		if (best < 0 ||
		    node_distance(node, n) < node_distance(node, best))
			best = n;
	}
	return best;
}

static void build_zonelist(int node)
{
	pg_data_t **list = node_zonelists[node];
	u32 used = 0;
	int n;

	/* None is nearer than the node itself: it is the first. */
	while ((n = find_next_best_node(node, used)) >= 0) {
		*list++ = NODE_DATA(n);
		used |= 1u << n;
	}
	*list = NULL;
}

void build_all_zonelists(void)
{
	int node;

	for (node = 0; node < MAX_NUMNODES; node++)
		build_zonelist(node);
}
