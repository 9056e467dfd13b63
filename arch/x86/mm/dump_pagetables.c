// SPDX-License-Identifier: GPL-2.0-only
/*
 * `ptdump` at the prompt: the page tables in use, as Linux shows them in
 * debugfs: a line for each stretch of addresses with the same rights and
 * pages of the same size, under the name of the area it lies in. Reads only.
 */
#include <linux/console.h>
#include <linux/kernel.h>
#include <linux/monitor.h>
#include <asm/fixmap.h>
#include <asm/io.h>
#include <asm/pgtable.h>
#include <asm/sections.h>

/* In order of address; each reaches up to the next one. */
static const struct marker {
	unsigned long start;
	const char *name;
} markers[] = {
	{ 0, "User Space" },
	{ 0xffff800000000000, "Kernel Space" },
	{ PAGE_OFFSET, "Direct Map" },
	{ IOREMAP_START, "ioremap() Area" },
	{ IOREMAP_END, "unused" },
	{ __START_KERNEL_map, "Kernel Image" },
	{ (unsigned long)_text, "  .boot, .text" },
	{ (unsigned long)__start_rodata, "  .rodata" },
	{ (unsigned long)_sdata, "  .data" },
	{ (unsigned long)__init_begin, "  .init (freed)" },
	{ (unsigned long)__kallsyms_start, "  .kallsyms" },
	{ (unsigned long)__bss_start, "  .bss, boot page tables (freed)" },
	{ (unsigned long)init_stack_guard, "  guard page, stack, .bss" },
	{ (unsigned long)_end, "unused" },
	{ FIXADDR_START, "Fixmap" },
	{ FIXADDR_END, "unused" },
};

/* The line that is being put together. */
struct line {
	unsigned long start;
	u64 size;		/* 0: none yet */
	u64 prot;
	int level;
	unsigned int marker;	/* index of the area, not yet named: one more */
};

static const char *const level_names[PG_LEVEL_NUM] = {
	[PG_LEVEL_4K] = "pte", [PG_LEVEL_2M] = "pmd", [PG_LEVEL_1G] = "pud",
	[PG_LEVEL_512G] = "pgd",
};

/* What a line shows, and what keeps two entries apart. */
#define SHOWN	(_PAGE_PRESENT | _PAGE_RW | _PAGE_PWT | _PAGE_PCD | _PAGE_NX)

static void print_line(const struct line *l)
{
	static const char units[] = "KMGT";
	u64 size = l->size >> 10;
	unsigned long end = l->start + l->size;
	const char *unit = units;

	while (unit[1] && size % 1024 == 0) {
		size /= 1024;
		unit++;
	}
	cprintf("0x%016lx-0x%016lx %9llu%c ", l->start, end, size, *unit);
	if (l->prot)
		cprintf("%s %s %s %s %s ", l->prot & _PAGE_RW ? "RW" : "ro",
			l->prot & _PAGE_PWT ? "PWT" : "   ",
			l->prot & _PAGE_PCD ? "PCD" : "   ",
			l->level > PG_LEVEL_4K ? "PSE" : "   ",
			l->prot & _PAGE_NX ? "NX" : "x ");
	else
		cprintf("%*s", 18, "");
	cprintf("%s\n", level_names[l->level]);
}

/* Does an area begin in front of @virt that has no heading yet? */
static bool area_begins(const struct line *l, unsigned long virt)
{
	return l->marker < ARRAY_SIZE(markers) &&
	       virt >= markers[l->marker].start;
}

/* An entry that is not mapped may span areas; they are named all the same. */
static void add_entry(const struct pt_entry *e, void *arg)
{
	u64 prot = e->prot & SHOWN;
	struct line *l = arg;

	if (l->size && l->prot == prot && l->level == e->level &&
	    !area_begins(l, e->virt)) {
		l->size += e->size;
		return;
	}
	if (l->size)
		print_line(l);
	while (area_begins(l, e->virt))
		cprintf("---[ %s ]---\n", markers[l->marker++].name);
	l->start = e->virt;
	l->size = e->size;
	l->prot = prot;
	l->level = e->level;
}

/**
 * ptdump - print the page tables in use
 *
 * RW or ro; PWT, PCD: how it is cached (PWT alone is write-combining); PSE: a
 * large page; NX or x: may it be executed; the level of its entries.
 */
void ptdump(void)
{
	struct line l = { 0 };

	walk_page_tables(add_entry, &l);
	print_line(&l);
}
