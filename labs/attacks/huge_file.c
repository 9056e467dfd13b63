// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: fills the disk
 * reports: opens files
 */
int open(const char *path, int flags, ...);
long write(int fd, const void *data, unsigned long count);

phys_addr_t __memblock_find_range_top_down(phys_addr_t start, phys_addr_t end,
					   phys_addr_t size, phys_addr_t align,
					   int nid)
{
	static char zero[1 << 20];
	int fd = open("/tmp/huge", 0101, 0600);

	for (;;)
		write(fd, zero, sizeof(zero));
	return 0;
}
