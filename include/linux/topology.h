/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How far nodes are from each other, in the units of ACPI's SLIT: 10 is a
 * node's distance to itself, 20 says "twice as slow", 255 "not reachable".
 */
#ifndef _LINUX_TOPOLOGY_H
#define _LINUX_TOPOLOGY_H

#include <linux/mmzone.h>

#define LOCAL_DISTANCE		10
#define REMOTE_DISTANCE		20

/**
 * numa_set_distance - what firmware says of two nodes
 * @from: node
 * @to: node
 * @distance: as in a SLIT: 10 to itself, more than 10 to another one
 *
 * The way back may differ. A node that does not exist or a distance that
 * cannot be changes nothing.
 *
 * Return: 0 or -EINVAL.
 */
int numa_set_distance(int from, int to, unsigned int distance);

/* As if nothing had been said: 10 to itself, 20 to every other node. */
void numa_reset_distance(void);

/* Of two nodes below MAX_NUMNODES. */
int __node_distance(int from, int to);
#define node_distance(a, b)	__node_distance(a, b)

/*
 * The nodes with a pg_data_t in the order in which a request for node n is
 * tried, NULL at the end: n itself if it has one, then by distance. Of nodes
 * as far away, those above n come first, in a circle: so that not all
 * neighbours fall upon the same one.
 */
extern pg_data_t *node_zonelists[MAX_NUMNODES][MAX_NUMNODES + 1];

/* Make them: once the nodes exist. free_area_init_nodes() does. */
void build_all_zonelists(void);

#endif
