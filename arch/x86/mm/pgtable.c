// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page tables, read and written: find the entry of an address, walk all of
 * them, map and unmap ranges. What is mapped with which rights is decided
 * elsewhere: init.c, initmem.c, ioremap.c.
 */
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/stage.h>
#include <asm/pgtable.h>
#include <asm/processor.h>

u64 __supported_pte_mask = ~_PAGE_NX;
u64 *init_pgd;
u64 nr_leaves[PG_LEVEL_NUM];

u64 *current_pgd(void)
{
	return __va(read_cr3() & PTE_PFN_MASK);
}

/* ---- reading ---------------------------------------------------------- */

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

struct walk {
	void (*fn)(const struct pt_entry *entry, void *arg);
	void *arg;
};

/* Bit 47 is repeated in all bits above it. */
static unsigned long sign_extend(unsigned long virt)
{
	return (long)(virt << 16) >> 16;
}

static void walk_table(const struct walk *w, const u64 *table, int level,
		       unsigned long base, u64 above)
{
	for (unsigned int i = 0; i < PTRS_PER_TABLE; i++) {
		u64 entry = table[i], size = level_size(level);
		struct pt_entry e = { sign_extend(base + i * size), 0, size,
				      0, level };

		if (entry & _PAGE_PRESENT) {
			/* Writable: all levels. Not executable: any level. */
			e.prot = entry & ~PTE_PFN_MASK & (above | ~_PAGE_RW);
			e.prot |= above & _PAGE_NX;
			e.phys = entry & PTE_PFN_MASK & ~(size - 1);
			if (!entry_is_leaf(entry, level)) {
				walk_table(w, entry_table(entry), level - 1,
					   e.virt, e.prot);
				continue;
			}
		}
		w->fn(&e, w->arg);
	}
}

void walk_page_tables(void (*fn)(const struct pt_entry *entry, void *arg),
		      void *arg)
{
	struct walk w = { fn, arg };

	walk_table(&w, current_pgd(), PG_LEVEL_512G, 0, _PAGE_RW);
}

/* ---- mapping ---------------------------------------------------------- */

bool level_has_leaf(int level)
{
	return level <= PG_LEVEL_2M ||
	       (level == PG_LEVEL_1G && boot_cpu_data.gbpages);
}

/* A zeroed page, 0 if there is none. */
static phys_addr_t alloc_table(void)
{
	unsigned long page;

	if (boot_stage < STAGE_BUDDY)
		return alloc_low_page();
	page = get_zeroed_page(GFP_ATOMIC);
	return page ? __pa(page) : 0;
}

/* Write @nr leaves of @level in a row. */
static void set_leaves(u64 *entry, int level, phys_addr_t phys, u64 nr,
		       u64 prot)
{
	u64 step = level_size(level);

	nr_leaves[level] += nr;
	phys |= prot | (level > PG_LEVEL_4K ? _PAGE_PSE : 0);
	for (; nr; nr--, phys += step)
		*entry++ = phys;
}

/* What map_level() is about. */
struct mapping {
	u64 prot;
	int max_level;
};

/*
 * Map [@virt, @virt + @size) to @phys in @table, which is of @level: whole
 * entries as leaves where they can be, and what remains one level below.
 */
static int map_level(const struct mapping *m, u64 *table, int level,
		     unsigned long virt, phys_addr_t phys, u64 size)
{
	u64 step = level_size(level), part;

	for (; size; virt += part, phys += part, size -= part) {
		unsigned int index = level_index(virt, level);
		u64 *entry = &table[index];

		if (level <= m->max_level && level_has_leaf(level) &&
		    size >= step && !((virt | phys) & (step - 1))) {
			part = min((u64)PTRS_PER_TABLE - index, size / step);
			set_leaves(entry, level, phys, part, m->prot);
			part *= step;
			continue;
		}
		if (!*entry) {
			phys_addr_t below = alloc_table();

			if (!below)
				return -ENOMEM;
			*entry = below | _PAGE_TABLE;
		}
		part = min(size, step - (virt & (step - 1)));
		if (map_level(m, entry_table(*entry), level - 1, virt, phys,
			      part))
			return -ENOMEM;
	}
	return 0;
}

int map_range(unsigned long virt, phys_addr_t phys, u64 size, u64 prot,
	      int max_level)
{
	struct mapping m = { prot & __supported_pte_mask, max_level };

	return map_level(&m, init_pgd, PG_LEVEL_512G, virt, phys, size);
}

/* ---- changing --------------------------------------------------------- */

/* Each entry of the range, leaf or not present: clear, then set bits. */
static void change_range(unsigned long virt, u64 size, u64 clear, u64 set)
{
	unsigned long end = virt + size;

	while (virt < end) {
		int level;
		u64 *entry = lookup_address(virt, &level);
		u64 step = level_size(level);

		if (*entry & _PAGE_PRESENT) {
			*entry = (*entry & ~clear) | set;
			invlpg(virt);
		}
		virt = (virt | (step - 1)) + 1;
	}
}

void unmap_range(unsigned long virt, u64 size)
{
	change_range(virt, size, ~0ULL, 0);
}

void set_range_rw(unsigned long virt, u64 size)
{
	change_range(virt, size, 0, _PAGE_RW);
}
