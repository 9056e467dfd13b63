// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: prints without end
 * reports: the kernel has no such|out of time|does not come back|time
 */
long write(int fd, const void *data, unsigned long count);

phys_addr_t __memblock_find_range_top_down(phys_addr_t start, phys_addr_t end,
					   phys_addr_t size, phys_addr_t align,
					   int nid)
{
	static char text[1 << 16];

	for (;;) {
		write(1, text, sizeof(text));
		write(3, text, sizeof(text));
	}
	return 0;
}
