// SPDX-License-Identifier: GPL-2.0-only
/*
 * The final page tables, built while those of the boot are in use: all RAM
 * at PAGE_OFFSET (the direct map), the kernel image where it is linked, the
 * fixmap, and nothing else. No page is both writable and executable, and
 * text and read-only data are read-only wherever they are seen.
 */
#include <linux/boot_info.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/pfn.h>
#include <linux/printk.h>
#include <asm/fixmap.h>
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

u64 __supported_pte_mask = ~_PAGE_NX;

static u64 *init_pgd;			/* top of the tables being built */
static unsigned int nr_tables;
static u64 nr_leaves[PG_LEVEL_NUM];

void arch_zero_phys(phys_addr_t base, phys_addr_t size)
{
	void *p = __va(base);
	u64 words = size / 8, bytes = size % 8;

	__asm__ volatile("rep stosq" : "+D"(p), "+c"(words)
			 : "a"(0) : "memory");
	__asm__ volatile("rep stosb" : "+D"(p), "+c"(bytes)
			 : "a"(0) : "memory");
}

/* A zeroed page for a table, from below what is mapped already. */
static phys_addr_t alloc_low_page(void)
{
	phys_addr_t page = memblock_phys_alloc_range(PAGE_SIZE, PAGE_SIZE, 0,
						MEMBLOCK_ALLOC_ACCESSIBLE);

	if (!page)
		panic("init_mem_mapping: no memory below 0x%llx for page table "
		      "%u", memblock_get_current_limit(), nr_tables + 1);
	arch_zero_phys(page, PAGE_SIZE);
	nr_tables++;
	return page;
}

/* Does this CPU have leaves of @level, and may this map have them? */
static bool level_has_leaf(int level, int max_level)
{
	return level <= max_level &&
	       (level < PG_LEVEL_1G || boot_cpu_data.gbpages);
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

/*
 * Map [@virt, @virt + @size) to @phys in @table, which is of @level: whole
 * entries as leaves where they can be, and what remains one level below.
 */
static void map_range(u64 *table, int level, unsigned long virt,
		      phys_addr_t phys, u64 size, u64 prot, int max_level)
{
	u64 step = level_size(level), part;

	for (; size; virt += part, phys += part, size -= part) {
		unsigned int index = level_index(virt, level);
		u64 *entry = &table[index];

		if (level_has_leaf(level, max_level) && size >= step &&
		    !((virt | phys) & (step - 1))) {
			part = min((u64)PTRS_PER_TABLE - index, size / step);
			set_leaves(entry, level, phys, part, prot);
			part *= step;
			continue;
		}
		if (!*entry)
			*entry = alloc_low_page() | _PAGE_TABLE;
		part = min(size, step - (virt & (step - 1)));
		map_range(entry_table(*entry), level - 1, virt, phys, part,
			  prot, max_level);
	}
}

void kernel_physical_mapping_init(phys_addr_t start, phys_addr_t end,
				  u64 prot)
{
	if (start >= end)
		return;
	map_range(init_pgd, PG_LEVEL_512G, (unsigned long)__va(start), start,
		  end - start, prot & __supported_pte_mask, PG_LEVEL_1G);
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

static __init void map_all_ram(void)
{
	struct memblock_region *r;

	for_each_mem_region(r) {
		if (r->flags & MEMBLOCK_NOMAP)
			continue;
		init_range_memory_mapping(
			PFN_PHYS(memblock_region_memory_base_pfn(r)),
			PFN_PHYS(memblock_region_memory_end_pfn(r)));
	}
}

/* In 4 KiB pages, so that each section can have its own rights. */
static __init void map_kernel_image(void)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(image_parts); i++) {
		const struct image_part *part = &image_parts[i];

		map_range(init_pgd, PG_LEVEL_512G, (unsigned long)part->start,
			  __pa(part->start), part->end - part->start,
			  part->prot & __supported_pte_mask, PG_LEVEL_4K);
	}
}

static __init void check_reachable(const char *what, phys_addr_t base,
				   phys_addr_t size)
{
	if (size && !memblock_is_region_memory(base, size))
		pr_err("init_mem_mapping: %s at [mem 0x%llx-0x%llx] is not in "
		       "RAM and out of reach\n",
		       what, base, base + size - 1);
}

/* GRUB's data was read through the boot's map; is it in ours as well? */
static __init void check_boot_data(void)
{
	check_reachable("GRUB's information", boot_info.block,
			boot_info.block_size);
	for (u32 i = 0; i < boot_info.nr_modules; i++)
		check_reachable("a module", boot_info.modules[i].start,
				boot_info.modules[i].end -
				boot_info.modules[i].start);
}

static __init void setup_nx(void)
{
	if (boot_cpu_data.nx)
		__supported_pte_mask = ~0ULL;
	else
		pr_warn("init_mem_mapping: this CPU has no NX: data can be "
			"executed, and nothing catches it\n");
}

/**
 * init_mem_mapping - build the final page tables and switch to them
 *
 * After this, stage "mapped": all RAM of memblock is at PAGE_OFFSET and may
 * be allocated. What lies elsewhere (ACPI tables, devices) is reached through
 * <asm/fixmap.h>. Panics when there is no memory for the tables.
 */
__init void init_mem_mapping(void)
{
	phys_addr_t pgd;

	setup_nx();
	pgd = alloc_low_page();
	init_pgd = __va(pgd);
	map_kernel_image();
	map_all_ram();
	fixmap_install(init_pgd);
	__set_fixmap(FIX_VGA, VGA_TEXT_PHYS, PAGE_KERNEL_NOCACHE);
	check_boot_data();

	vga_set_base(fix_to_virt(FIX_VGA));
	write_cr3(pgd);
	memblock_set_current_limit(memblock_end_of_DRAM());
	pr_info("init_mem_mapping: %llu pages of 1G, %llu of 2M, %llu of 4K, "
		"in %u tables\n",
		nr_leaves[PG_LEVEL_1G], nr_leaves[PG_LEVEL_2M],
		nr_leaves[PG_LEVEL_4K], nr_tables);
}
