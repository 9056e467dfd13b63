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
/* How it is cached: numbers of the PAT (mm/ioremap.c). Both: not at all. */
#define PAGE_KERNEL_NOCACHE	(PAGE_KERNEL | _PAGE_PCD | _PAGE_PWT)
#define PAGE_KERNEL_WC		(PAGE_KERNEL | _PAGE_PWT)

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

/* One leaf, or a stretch that no entry maps, as walk_page_tables() has it. */
struct pt_entry {
	unsigned long virt;
	phys_addr_t phys;	/* of a leaf */
	u64 size;		/* bytes that the entry stands for */
	u64 prot;		/* flags, all levels combined; 0: not mapped */
	int level;
};

/**
 * walk_page_tables - every entry of the tables in use, in order of address
 * @fn: called for each leaf, and for each entry that is not present
 * @arg: its second argument
 *
 * Tables above may take a right away that a leaf gives: @fn sees what is
 * left, as Intel SDM vol. 3A, section 4.6 has it.
 */
void walk_page_tables(void (*fn)(const struct pt_entry *entry, void *arg),
		      void *arg);

/**
 * map_range - map addresses that are not mapped yet
 * @virt: first address, page-aligned
 * @phys: what shall be seen there, page-aligned
 * @size: bytes, whole pages
 * @prot: a PAGE_KERNEL value
 * @max_level: largest page that may be used
 *
 * With pages as large as alignment, @max_level and the CPU allow. Tables come
 * from alloc_low_page() until stage "buddy", then from the page allocator.
 *
 * Return: 0, or -ENOMEM; what was mapped until then stays.
 */
int map_range(unsigned long virt, phys_addr_t phys, u64 size, u64 prot,
	      int max_level);

/* The opposite; pages of the range must not reach out of it. */
void unmap_range(unsigned long virt, u64 size);

/* Mapped pages become writable: those that the range touches. */
void set_range_rw(unsigned long virt, u64 size);

/* Does this CPU have pages of @level? */
bool level_has_leaf(int level);

/* The top of the final tables; 0 until init_mem_mapping() has made it. */
extern u64 *init_pgd;
/* Leaves that map_range() has made, by level. */
extern u64 nr_leaves[PG_LEVEL_NUM];

/* ---- mm/pgalloc.c: pages for tables while there is only memblock ------ */

void pgt_expect(u64 nr);
void pgt_prefer(phys_addr_t start, phys_addr_t end);
phys_addr_t alloc_low_page(void);
unsigned int pgt_finish(void);

/* ---- mm/ioremap.c: write-combining for PAGE_KERNEL_WC ----------------- */

void pat_init(void);

#endif
