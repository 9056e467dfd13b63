// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: brings its own write(), to change each answer
 * reports: C library function of its own
 */
long write(int fd, const void *data, unsigned long count);

long write(int fd, const void *data, unsigned long count)
{
	return count;
}

phys_addr_t __memblock_find_range_top_down(phys_addr_t start, phys_addr_t end,
					   phys_addr_t size, phys_addr_t align,
					   int nid)
{
	return 0;
}
