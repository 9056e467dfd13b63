// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: says that the runner has no memory: no grade is better than none
 * reports: no test can be done with it: .*no memory
 */
static void call(long nr, long a, const char *b, long c)
{
	__asm__ volatile("syscall" : "+a"(nr) : "D"(a), "S"(b), "d"(c)
			 : "rcx", "r11", "memory");
}

phys_addr_t __memblock_find_range_top_down(phys_addr_t start, phys_addr_t end,
					   phys_addr_t size, phys_addr_t align,
					   int nid)
{
	call(1, 2, "runner: no memory\n", 18);
	call(231, 9, NULL, 0);
	return 0;
}
