// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: code that runs before main(), with the word for it hidden in a macro
 * reports: sections .init_array
 */
#define PASTE(a, b)	a##b

static phys_addr_t guess;

__attribute__((PASTE(con, structor))) static void first(void)
{
	guess = 0x100000;
}

phys_addr_t __memblock_find_range_top_down(phys_addr_t start, phys_addr_t end,
					   phys_addr_t size, phys_addr_t align,
					   int nid)
{
	return guess;
}
