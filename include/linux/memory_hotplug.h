/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory that may be unplugged, as far as the early allocator cares. */
#ifndef _LINUX_MEMORY_HOTPLUG_H
#define _LINUX_MEMORY_HOTPLUG_H

#include <linux/types.h>

/* Supplied by the surroundings: true with the parameter movable_node. */
extern bool movable_node_enabled;

/* True: keep early allocations out of what may be unplugged. */
static inline bool movable_node_is_enabled(void)
{
	return movable_node_enabled;
}

#endif
