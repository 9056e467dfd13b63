// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: the same, with the word hidden in a macro
 * reports: sections .init_array
 */
#define PASTE(a, b)	a##b
void PASTE(_ex, it)(int status);

__attribute__((PASTE(con, structor))) static void first(void)
{
	PASTE(_ex, it)(0);
}

phys_addr_t __memblock_find_range_top_down(phys_addr_t start, phys_addr_t end,
					   phys_addr_t size, phys_addr_t align,
					   int nid)
{
	return 0;
}
