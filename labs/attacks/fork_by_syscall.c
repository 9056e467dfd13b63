// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: the same without the C library
 * reports: makes system calls itself
 */
phys_addr_t __memblock_find_range_top_down(phys_addr_t start, phys_addr_t end,
					   phys_addr_t size, phys_addr_t align,
					   int nid)
{
	for (;;) {
		long nr = 57;

		__asm__ volatile("syscall" : "+a"(nr) : : "rcx", "r11",
				 "memory");
	}
	return 0;
}
