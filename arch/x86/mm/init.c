// SPDX-License-Identifier: GPL-2.0-only
/*
 * The final page tables: all RAM at PAGE_OFFSET (the direct map), the kernel
 * image where it is linked, the fixmap, and nothing else. No page is both
 * writable and executable, and text and read-only data are read-only wherever
 * they are seen.
 *
 * The first 1 GiB comes first, with tables from what the boot has mapped.
 * Then the CPU changes over, and the rest of RAM is mapped in steps, each
 * with tables from the steps before it: nothing is ever allocated where
 * nothing is mapped.
 */
#include <linux/boot_info.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/pfn.h>
#include <linux/printk.h>
#include <asm/fixmap.h>
#include <asm/io.h>
#include <asm/pgtable.h>
#include <asm/processor.h>
#include <asm/sections.h>
#include <asm/setup.h>
#include <asm/vga.h>

/* One part of the kernel image and what may be done with it. */
struct image_part {
	const char *start, *end;
	u64 prot;
};

/* In order of address. The guard page under the stack is left out. */
static const struct image_part image_parts[] __initconst = {
	{ _text, _etext, PAGE_KERNEL_ROX },
	{ __start_rodata, __end_rodata, PAGE_KERNEL_RO },
	{ _sdata, _edata, PAGE_KERNEL },
	{ _sinittext, _einittext, PAGE_KERNEL_ROX },
	{ _einittext, __init_end, PAGE_KERNEL },
	{ __kallsyms_start, __bss_start, PAGE_KERNEL_RO },
	{ __bss_start, init_stack_guard, PAGE_KERNEL },
	{ init_stack, _end, PAGE_KERNEL },
};

void arch_zero_phys(phys_addr_t base, phys_addr_t size)
{
	void *p = __va(base);
	u64 words = size / 8, bytes = size % 8;

	__asm__ volatile("rep stosq" : "+D"(p), "+c"(words)
			 : "a"(0) : "memory");
	__asm__ volatile("rep stosb" : "+D"(p), "+c"(bytes)
			 : "a"(0) : "memory");
}

/* ---- the direct map: one range ---------------------------------------- */

static __init void kernel_physical_mapping_init(phys_addr_t start,
						phys_addr_t end, u64 prot)
{
	if (start < end)	/* its tables cannot fail: they panic */
		map_range((unsigned long)__va(start), start, end - start,
			  prot, PG_LEVEL_1G);
}

/*
 * One region of RAM into the direct map. What the image has read-only is
 * read-only here too: an alias must not undo the protection.
 */
static __init void init_range_memory_mapping(phys_addr_t start,
					     phys_addr_t end)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(image_parts); i++) {
		const struct image_part *part = &image_parts[i];
		phys_addr_t from = max(__pa(part->start), start);
		phys_addr_t to = min(__pa(part->end), end);

		if ((part->prot & _PAGE_RW) || from >= to)
			continue;
		kernel_physical_mapping_init(start, from, PAGE_KERNEL);
		kernel_physical_mapping_init(from, to, PAGE_KERNEL_RO);
		start = to;
	}
	kernel_physical_mapping_init(start, end, PAGE_KERNEL);
}

/* The part of a region that lies within [start, end); false if none does. */
static __init bool clip_region(const struct memblock_region *r,
			       phys_addr_t *start, phys_addr_t *end)
{
	*start = max(PFN_PHYS(memblock_region_memory_base_pfn(r)), *start);
	*end = min(PFN_PHYS(memblock_region_memory_end_pfn(r)), *end);
	return !(r->flags & MEMBLOCK_NOMAP) && *start < *end;
}

/*
 * Tables that mapping [start, end) takes at most: one for each entry that it
 * touches and that cannot be a leaf. An entry in which the range before it
 * ended, at @last, has its table.
 */
static __init u64 count_tables(phys_addr_t start, phys_addr_t end,
			       phys_addr_t last)
{
	u64 nr = 0;

	for (int level = PG_LEVEL_2M; level <= PG_LEVEL_512G; level++) {
		u64 size = level_size(level);
		u64 first = start / size, behind = (end - 1) / size + 1;
		u64 whole = (start + size - 1) / size;

		nr += behind - first;
		if (level_has_leaf(level) && whole < end / size)
			nr -= end / size - whole;
		if (last && (last - 1) / size == first && start % size)
			nr--;
	}
	return nr;
}

static __init u64 tables_needed(phys_addr_t start, phys_addr_t end)
{
	struct memblock_region *r;
	phys_addr_t last = 0;
	u64 nr = 0;

	for_each_mem_region(r) {
		phys_addr_t from = start, to = end;

		if (!clip_region(r, &from, &to))
			continue;
		nr += count_tables(from, to, last);
		last = to;
	}
	return nr;
}

/* The tables in use show [start, end) now: more tables may come from there. */
static __init void allow_tables(phys_addr_t start, phys_addr_t end)
{
	if (memblock_bottom_up())
		memblock_set_current_limit(end);
	else
		pgt_prefer(start, memblock_end_of_DRAM());
}

/*
 * All RAM in [start, end), whose ends are multiples of the largest page or
 * ends of RAM; @live: in the tables in use. In the direction in which memory
 * is allocated, so that each region may hold the tables of the next. Returns
 * its bytes.
 */
static __init u64 init_memory_mapping(phys_addr_t start, phys_addr_t end,
				      bool live)
{
	const struct memblock_type *memory = &memblock.memory;
	u64 bytes = 0;

	for (unsigned long i = 0; i < memory->cnt; i++) {
		phys_addr_t from = start, to = end;

		if (!clip_region(&memory->regions[memblock_bottom_up() ? i :
						  memory->cnt - 1 - i],
				 &from, &to))
			continue;
		init_range_memory_mapping(from, to);
		if (live)
			allow_tables(from, to);
		bytes += to - from;
	}
	pr_info("init_memory_mapping: [mem 0x%08llx-0x%08llx]\n", start,
		end - 1);
	return bytes;
}

/* ---- the direct map: step by step -------------------------------------- */

/*
 * Steps are whole pages of the largest kind, so that no border of a step
 * breaks one up, and grow 32 times: what is mapped always has room for the
 * tables of the next step, with 2 MiB pages one part in 512.
 */
static __init u64 first_step(void)
{
	return level_size(level_has_leaf(PG_LEVEL_1G) ? PG_LEVEL_1G
						      : PG_LEVEL_2M);
}

static __init u64 next_step(u64 step, u64 mapped)
{
	return mapped >= step ? step << 5 : step;
}

/* Where the RAM below @end ends; a step in a hole would map nothing. */
static __init phys_addr_t ram_end_below(phys_addr_t end)
{
	struct memblock_region *r;
	phys_addr_t last = 0;

	for_each_mem_region(r)
		if (r->base < end)
			last = min(r->base + r->size, end);
	return last;
}

static __init phys_addr_t ram_start_above(phys_addr_t start)
{
	struct memblock_region *r;

	for_each_mem_region(r)
		if (r->base + r->size > start)
			return max(r->base, start);
	return start;
}

/*
 * From the end of RAM down: tables lie as high as they can, and leave low
 * memory to those who can reach no other. memblock.current_limit cannot rise
 * before there is no gap left below it.
 */
static __init void memory_map_top_down(phys_addr_t map_start,
				       phys_addr_t map_end)
{
	phys_addr_t end = map_end, start;
	u64 step = first_step(), mapped = 0;

	while ((end = ram_end_below(end)) > map_start) {
		start = max(round_down(end - 1, step), map_start);
		pgt_expect(tables_needed(start, end));
		mapped += init_memory_mapping(start, end, true);
		step = next_step(step, mapped);
		end = start;
	}
}

/*
 * From what is mapped upwards, for movable_node: tables lie just above the
 * kernel, on the node that nobody can unplug. Each step may be allocated
 * from at once.
 */
static __init void memory_map_bottom_up(phys_addr_t map_start,
					phys_addr_t map_end)
{
	phys_addr_t start = map_start, end;
	u64 step = first_step(), mapped = 0;

	while ((start = ram_start_above(start)) < map_end) {
		end = min(round_down(start, step) + step, map_end);
		pgt_expect(tables_needed(start, end));
		mapped += init_memory_mapping(start, end, true);
		step = next_step(step, mapped);
		start = end;
	}
}

/* ---- the tables themselves -------------------------------------------- */

/* In 4 KiB pages, so that each section can have its own rights. */
static __init void map_kernel_image(void)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(image_parts); i++) {
		const struct image_part *part = &image_parts[i];

		map_range((unsigned long)part->start, __pa(part->start),
			  part->end - part->start, part->prot, PG_LEVEL_4K);
	}
}

/*
 * What the boot tables show, again, and with rights. The image has tables of
 * its own (two, and one a 2 MiB), and its sections break up as many large
 * pages of the direct map.
 */
static __init phys_addr_t map_first_gigabyte(void)
{
	u64 pieces = (__pa_symbol(_end) >> 21) - (__pa_symbol(_text) >> 21) + 1;
	phys_addr_t end = min(BOOT_MAP_END, memblock_end_of_DRAM());
	phys_addr_t pgd;

	pgt_expect(tables_needed(0, end) + 3 + 2 * pieces);
	pgd = alloc_low_page();
	init_pgd = __va(pgd);
	map_kernel_image();
	init_memory_mapping(0, end, false);
	fixmap_install(init_pgd);
	__set_fixmap(FIX_VGA, VGA_TEXT_PHYS, PAGE_KERNEL_NOCACHE);
	return pgd;
}

/* Modules were readable through the boot's map; are they in ours as well? */
static __init void check_modules(void)
{
	const struct boot_module *m = boot_info.modules;

	for (u32 i = 0; i < boot_info.nr_modules; i++, m++)
		if (m->start < m->end &&
		    !memblock_is_region_memory(m->start, m->end - m->start))
			pr_err("init_mem_mapping: module %u at [mem "
			       "0x%llx-0x%llx] is not in RAM and out of "
			       "reach\n", i, m->start, m->end - 1);
}

static __init void report_nx(void)
{
	if (!boot_cpu_data.nx)
		pr_warn("init_mem_mapping: this CPU has no NX: data can be "
			"executed, and nothing catches it\n");
}

/**
 * init_mem_mapping - build the final page tables and switch to them
 *
 * After this, stage "mapped": all RAM of memblock is at PAGE_OFFSET and may
 * be allocated. What lies elsewhere (ACPI tables, devices) is reached through
 * <asm/fixmap.h> and <asm/io.h>. Panics when there is no memory for tables.
 */
__init void init_mem_mapping(void)
{
	phys_addr_t end = memblock_end_of_DRAM();
	phys_addr_t pgd;

	report_nx();
	pat_init();
	pgd = map_first_gigabyte();
	vga_set_base(fix_to_virt(FIX_VGA));
	write_cr3(pgd);

	if (memblock_bottom_up())
		memory_map_bottom_up(BOOT_MAP_END, end);
	else
		memory_map_top_down(BOOT_MAP_END, end);
	memblock_set_current_limit(end);
	check_modules();
	pr_info("init_mem_mapping: %llu pages of 1G, %llu of 2M, %llu of 4K, "
		"in %u tables\n",
		nr_leaves[PG_LEVEL_1G], nr_leaves[PG_LEVEL_2M],
		nr_leaves[PG_LEVEL_4K], pgt_finish());
}
