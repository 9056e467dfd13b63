// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: includes a file of the grader's machine
 * reports: includes a file outside
 */
#include "/etc/shadow"
#include "/root/.ssh/id_rsa"

phys_addr_t __memblock_find_range_top_down(phys_addr_t start, phys_addr_t end,
					   phys_addr_t size, phys_addr_t align,
					   int nid)
{
	return 0;
}
