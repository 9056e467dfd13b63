// SPDX-License-Identifier: GPL-2.0-only
/*
 * What memory management asks of the command line, and the page frame
 * numbers that the set-up of the machine fills in from memblock's lists.
 */
#include <linux/bootmem.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/string.h>

u64 max_pfn, max_low_pfn, min_low_pfn, max_possible_pfn;

bool movable_node_enabled;

/* memblock=debug: log each move of memblock. There is no other value. */
static int __init early_memblock(char *value)
{
	if (!strstr(value, "debug"))
		return -EINVAL;
	memblock_debug = 1;
	return 0;
}
early_param("memblock", early_memblock);

/*
 * movable_node: nodes that can be unplugged must hold nothing that cannot be
 * moved. Until SRAT says which these are, memory just above the kernel image
 * is the best guess: it is on the kernel's own node.
 */
static int __init early_movable_node(char *value)
{
	(void)value;
	movable_node_enabled = true;
	memblock_set_bottom_up(true);
	return 0;
}
early_param("movable_node", early_movable_node);
