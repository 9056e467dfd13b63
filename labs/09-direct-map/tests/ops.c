// SPDX-License-Identifier: GPL-2.0-only
/*
 * What init_mem_mapping() finds around it: page tables that are only noted.
 * World.extra "leaf1g": whether the CPU has pages of 1 GiB. Each range that
 * is mapped at its place in the direct map is remembered with the limits
 * that held at that moment; what the image and the fixmap want is not.
 */
#include <string.h>
#include <linux/boot_info.h>
#include <linux/memblock.h>
#include <linux/sort.h>
#include <asm/fixmap.h>
#include <asm/io.h>
#include <asm/pgtable.h>
#include <asm/processor.h>
#include <asm/sections.h>
#include <asm/setup.h>
#include <asm/vga.h>
#include "runner.h"

#define MAX_MOVES	4096
#define PGD		0x3f000000ULL

/* The image's parts lie nowhere in the machine of a test. */
char _text[1], _etext[1], __start_rodata[1], __end_rodata[1], _sdata[1];
char _edata[1], _sinittext[1], _einittext[1], __init_end[1];
char __kallsyms_start[1], __bss_start[1], init_stack_guard[1];
char init_stack[1], _end[1];

struct boot_info boot_info;
struct cpuinfo_x86 boot_cpu_data = { .nx = true };
u64 *init_pgd;
u64 nr_leaves[PG_LEVEL_NUM];

static struct move {
	phys_addr_t start, end, limit, prefer;
	u64 expected;
} moves[MAX_MOVES];
static unsigned int nr_moves;
static phys_addr_t prefer;
static u64 expected;

bool level_has_leaf(int level)
{
	return level == PG_LEVEL_2M || (level == PG_LEVEL_1G &&
					lab_extra_value("leaf1g", 1));
}

void pgt_expect(u64 nr)
{
	expected = nr;
}

void pgt_prefer(phys_addr_t start, phys_addr_t end)
{
	(void)end;
	prefer = start;
}

phys_addr_t alloc_low_page(void)
{
	return PGD;
}

unsigned int pgt_finish(void)
{
	return 0;
}

int map_range(unsigned long virt, phys_addr_t phys, u64 size, u64 prot,
	      int max_level)
{
	(void)prot;
	if (max_level < PG_LEVEL_1G || virt != (unsigned long)__va(phys))
		return 0;
	if (nr_moves == MAX_MOVES)
		lab_give_up("end", "more than 4096 ranges were mapped");
	moves[nr_moves++] = (struct move) {
		phys, phys + size, memblock_get_current_limit(), prefer,
		expected,
	};
	return 0;
}

void fixmap_install(u64 *pgd)
{
	(void)pgd;
}

void __set_fixmap(unsigned int idx, phys_addr_t phys, u64 prot)
{
	(void)idx;
	(void)phys;
	(void)prot;
}

void vga_set_base(void *base)
{
	(void)base;
}

void pat_init(void)
{
}

void host_write_cr3(phys_addr_t pgd)
{
	(void)pgd;
	nr_moves = 0;	/* the first GiB is not this lab's */
	prefer = 0;
	expected = 0;
}

static void map_all(const u64 *a)
{
	(void)a;
	init_mem_mapping();
	lab_value(0);
}
LAB_OP("init_mem_mapping", map_all);

/* ---- what is looked at: rows of one kind each -------------------------- */

static void rows(const struct move *row, unsigned int nr, bool ends,
		 bool limits, bool tables)
{
	unsigned int i;

	lab_open('[');
	for (i = 0; i < nr; i++) {
		lab_open('[');
		lab_value(row[i].start);
		if (ends)
			lab_value(row[i].end);
		if (limits) {
			lab_value(row[i].limit);
			lab_value(row[i].prefer);
		}
		if (tables)
			lab_value(row[i].expected);
		lab_close(']');
	}
	lab_close(']');
}

static void look_moves(void)
{
	rows(moves, nr_moves, true, false, false);
}
LAB_LOOK("mapped", look_moves);

static void look_limits(void)
{
	rows(moves, nr_moves, false, true, false);
}
LAB_LOOK("limits", look_limits);

static void look_tables(void)
{
	rows(moves, nr_moves, false, false, true);
}
LAB_LOOK("tables", look_tables);

static int compare_moves(const void *a, const void *b)
{
	const struct move *x = a, *y = b;

	return x->start < y->start ? -1 : x->start > y->start;
}

/* In the order of addresses, neighbours made one. */
static void look_sorted(void)
{
	static struct move sorted[MAX_MOVES];
	unsigned int i, nr = 0;

	memcpy(sorted, moves, sizeof(sorted));
	sort(sorted, nr_moves, sizeof(sorted[0]), compare_moves);
	for (i = 0; i < nr_moves; i++) {
		if (nr && sorted[nr - 1].end == sorted[i].start)
			sorted[nr - 1].end = sorted[i].end;
		else
			sorted[nr++] = sorted[i];
	}
	rows(sorted, nr, true, false, false);
}
LAB_LOOK("sorted", look_sorted);
