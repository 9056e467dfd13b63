// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading page tables: which entry maps an address. For the fault reports
 * and the self-tests; changes nothing.
 */
#include <asm/pgtable.h>
#include <asm/processor.h>

u64 *current_pgd(void)
{
	return __va(read_cr3() & PTE_PFN_MASK);
}

u64 *lookup_address(unsigned long addr, int *level)
{
	u64 *table = current_pgd(), *entry;

	for (*level = PG_LEVEL_512G;; --*level) {
		entry = &table[level_index(addr, *level)];
		if (!(*entry & _PAGE_PRESENT) || entry_is_leaf(*entry, *level))
			return entry;
		table = entry_table(*entry);
	}
}
