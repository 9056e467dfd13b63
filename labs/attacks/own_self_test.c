// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: a command line parameter that runs before all
 * reports: sections? .init.setup|places of its own
 */
#include <linux/init.h>

static int first(char *value)
{
	__asm__ volatile("outl %0, %1" : : "a"(0x10), "Nd"(0xf4));
	return 0;
}
early_param("trace", first);

phys_addr_t __memblock_find_range_top_down(phys_addr_t start, phys_addr_t end,
					   phys_addr_t size, phys_addr_t align,
					   int nid)
{
	return 0;
}
