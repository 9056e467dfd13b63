/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Page tables: four levels of 512 entries, all of one form (Intel SDM vol.
 * 3A, section 4.5). Level 4 is the top (PML4), level 1 maps 4 KiB pages; an
 * entry with _PAGE_PSE at level 2 or 3 is a leaf of 2 MiB or 1 GiB.
 */
#ifndef _ASM_X86_PGTABLE_H
#define _ASM_X86_PGTABLE_H

#include <linux/types.h>
#include <asm/page.h>

#define PTRS_PER_TABLE	512

#define _PAGE_PRESENT	(1ULL << 0)
#define _PAGE_RW	(1ULL << 1)
#define _PAGE_PWT	(1ULL << 3)
#define _PAGE_PCD	(1ULL << 4)
#define _PAGE_ACCESSED	(1ULL << 5)
#define _PAGE_DIRTY	(1ULL << 6)
#define _PAGE_PSE	(1ULL << 7)
#define _PAGE_NX	(1ULL << 63)
#define PTE_PFN_MASK	0x000ffffffffff000ULL

/* Accessed and dirty are set at once: the CPU then never writes here. */
#define __PAGE_BASE	(_PAGE_PRESENT | _PAGE_ACCESSED | _PAGE_DIRTY)
#define _PAGE_TABLE	(_PAGE_PRESENT | _PAGE_RW | _PAGE_ACCESSED)
#define PAGE_KERNEL		(__PAGE_BASE | _PAGE_RW | _PAGE_NX)
#define PAGE_KERNEL_RO		(__PAGE_BASE | _PAGE_NX)
#define PAGE_KERNEL_ROX		(__PAGE_BASE)
#define PAGE_KERNEL_NOCACHE	(PAGE_KERNEL | _PAGE_PCD | _PAGE_PWT)

enum pg_level {
	PG_LEVEL_4K = 1, PG_LEVEL_2M, PG_LEVEL_1G, PG_LEVEL_512G,
	PG_LEVEL_NUM
};

/* How much of the address space one entry of @level covers. */
static inline u64 level_size(int level)
{
	return PAGE_SIZE << 9 * (level - 1);
}

static inline unsigned int level_index(unsigned long addr, int level)
{
	return addr >> (PAGE_SHIFT + 9 * (level - 1)) & (PTRS_PER_TABLE - 1);
}

static inline bool entry_is_leaf(u64 entry, int level)
{
	return level == PG_LEVEL_4K || (entry & _PAGE_PSE);
}

/* The table that an entry leads to, through the direct map. */
static inline u64 *entry_table(u64 entry)
{
	return __va(entry & PTE_PFN_MASK);
}

/* All flags but NX on a CPU without it, where that bit is reserved. */
extern u64 __supported_pte_mask;

/* The page tables in use, from init_mem_mapping() on; before, the boot's. */
u64 *current_pgd(void);

/**
 * lookup_address - the page table entry that maps an address
 * @addr: any address
 * @level: set to the level of the entry
 *
 * Return: the leaf, or the entry that is not present where the walk ends;
 * in the tables that the CPU uses now.
 */
u64 *lookup_address(unsigned long addr, int *level);

/**
 * kernel_physical_mapping_init - put a physical range into the direct map
 * @start: first byte, page-aligned
 * @end: exclusive, page-aligned
 * @prot: a PAGE_KERNEL value
 *
 * With pages as large as the range and the CPU allow. The tables come from
 * memblock, below its current_limit. The range must not be mapped yet.
 */
void kernel_physical_mapping_init(phys_addr_t start, phys_addr_t end,
				  u64 prot);

#endif
