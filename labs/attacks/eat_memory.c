// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: takes all memory of the machine
 * reports: the kernel has no such|killed|crashed|does not come back
 */
void *malloc(unsigned long size);

phys_addr_t __memblock_find_range_top_down(phys_addr_t start, phys_addr_t end,
					   phys_addr_t size, phys_addr_t align,
					   int nid)
{
	for (;;) {
		volatile char *block = malloc(1 << 20);

		for (int i = 0; block && i < 1 << 20; i += 4096)
			block[i] = 1;
	}
	return 0;
}
