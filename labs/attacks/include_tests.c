// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: includes the oracle, to read it in the messages
 * reports: includes (a file outside|what is no header)
 */
#include "../labs/02-top-down/tests/lab.py"

phys_addr_t __memblock_find_range_top_down(phys_addr_t start, phys_addr_t end,
					   phys_addr_t size, phys_addr_t align,
					   int nid)
{
	return 0;
}
