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

static int nr_node_ids;		/* the highest node that has memory, plus 1 */

/*
 * The nearest node to @node that @used does not hold; -1: no more. Of equally
 * near ones the first in a circle upwards from @node.
 */
static int find_next_best_node(int node, u32 used)
{
	int best = -1, nearest = 0, n = node, i;

	for (i = 0; i < nr_node_ids; i++, n++) {
		int distance;

		if (n >= nr_node_ids)
			n = 0;
		if (!NODE_DATA(n) || (used & 1u << n))
			continue;
		distance = node_distance(node, n);
		if (best < 0 || distance < nearest) {
			best = n;
			nearest = distance;
		}
	}
	return best;
}

static void build_zonelist(int node)
{
	pg_data_t **list = node_zonelists[node];
	u32 used = 0;
	int n = NODE_DATA(node) ? node : find_next_best_node(node, 0);

	for (; n >= 0; n = find_next_best_node(node, used)) {
		*list++ = NODE_DATA(n);
		used |= 1u << n;
	}
	*list = NULL;
}

void build_all_zonelists(void)
{
	int node;

	for (node = 0; node < MAX_NUMNODES; node++)
		if (NODE_DATA(node))
			nr_node_ids = node + 1;
	for (node = 0; node < MAX_NUMNODES; node++)
		build_zonelist(node);
}
