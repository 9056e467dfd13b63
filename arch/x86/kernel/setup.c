// SPDX-License-Identifier: GPL-2.0-only
/*
 * From GRUB's block to memblock's two lists. start_kernel() calls
 * setup_boot_info() first of all, and setup_memory_map() when the consoles
 * are up. What is alive in RAM (the kernel, the block, modules, the BIOS's
 * data) is reserved before memblock knows of any RAM: no allocation, not
 * even that of memblock's own arrays, can land on it.
 */
#include <asm/e820.h>
#include <asm/efi.h>
#include <asm/fixmap.h>
#include <asm/page.h>
#include <asm/processor.h>
#include <asm/sections.h>
#include <asm/setup.h>
#include <linux/boot_info.h>
#include <linux/bootmem.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/pfn.h>
#include <linux/printk.h>
#include <linux/sprintf.h>
#include <linux/string.h>

/* Page tables, log, node data: beside the page structures. */
#define EARLY_NEED		(256ULL << 10)

/* Words of the BIOS data area. */
#define BDA_EBDA_SEGMENT	0x40e
#define BDA_BASE_KIB		0x413

struct boot_info boot_info;

/* ---- the block ------------------------------------------------------- */

static __init void log_boot_info(void)
{
	const struct boot_module *m = boot_info.modules;
	u32 i;

	pr_info("setup: %s, block [mem 0x%08llx-0x%08llx]\n",
		boot_info.loader ? boot_info.loader : "unnamed boot loader",
		boot_info.block, boot_info.block + boot_info.block_size - 1);
	for (i = 0; i < boot_info.nr_modules; i++, m++)
		pr_info("setup: module %u [mem 0x%08llx-0x%08llx] %s\n", i,
			m->start, m->end - 1, m->cmdline ? m->cmdline : "");
	if (boot_info.further_modules.end)
		pr_info("setup: further modules [mem 0x%08llx-0x%08llx]\n",
			boot_info.further_modules.start,
			boot_info.further_modules.end - 1);
	if (boot_info.efi_boot_services)
		pr_warn("setup: EFI boot services still run: "
			"the boot loader did not end them\n");
}

/*
 * GRUB's block, wherever it lies: a map of its own that stays, since
 * boot_info points into the block and memory cut off by mem= is in no other
 * map. One that is too large for this must lie in what the boot mapped.
 */
static __init const void *map_block(phys_addr_t block, size_t *size)
{
	const u32 *total_size = early_memremap(block, 8);

	if (!total_size)
		return NULL;
	*size = *total_size;
	early_memunmap((void *)total_size, 8);
	if (block + *size <= BOOT_MAP_END && *size > EARLY_MAP_MAX)
		return __va(block);
	return early_memremap(block, *size);
}

static __init void read_block(const void *block, phys_addr_t phys,
			      size_t limit)
{
	if (!block || multiboot2_read(block, phys, limit, &boot_info))
		panic("boot information at %#llx cannot be read", phys);
}

/**
 * setup_boot_info - read GRUB's block and the command line
 * @block: physical address of the block, as the boot loader passed it
 *
 * Fills boot_info and boot_command_line; prints into the log only, there is
 * no console yet. Panics when the block cannot be read: without it nothing
 * is known about this machine.
 */
__init void setup_boot_info(phys_addr_t block)
{
	const void *data;
	size_t size = 0;

	if (!block || block % 8)
		panic("boot information at %#llx: must be a multiple of 8 "
		      "and not 0", block);
	data = map_block(block, &size);
	read_block(data, block, size);
	if (test_block_load(&block, &size))
		read_block(__va(block), block, size);
	log_boot_info();
	setup_command_line();
}

/* ---- what is alive in RAM -------------------------------------------- */

static __init void reserve(phys_addr_t start, phys_addr_t end,
			   const char *name)
{
	if (start < end && memblock_reserve_named(start, end - start, name))
		panic("no room to reserve %s [mem 0x%08llx-0x%08llx]", name,
		      start, end - 1);
}

static __init void reserve_modules(void)
{
	static char names[BOOT_MAX_MODULES][sizeof("module 99")];
	const struct boot_module *m = boot_info.modules;
	u32 i;

	for (i = 0; i < boot_info.nr_modules; i++, m++) {
		snprintf(names[i], sizeof(names[i]), "module %u", i);
		reserve(m->start, m->end, names[i]);
	}
	reserve(boot_info.further_modules.start, boot_info.further_modules.end,
		"further modules");
}

/* Two words that a BIOS, and only a BIOS, left in page 0. */
static __init void reserve_bios_data(void)
{
	u16 ebda, base_kib;

	if (boot_info.efi.data || boot_info.efi_boot_services)
		return;
	memcpy(&ebda, __va(BDA_EBDA_SEGMENT), sizeof(ebda));
	memcpy(&base_kib, __va(BDA_BASE_KIB), sizeof(base_kib));
	reserve(bios_data_start(base_kib, ebda), BIOS_END, "BIOS data area");
}

/* Usually in a device's memory; RAM on a few machines. */
static __init void reserve_framebuffer(void)
{
	const struct boot_framebuffer *fb = &boot_info.fb;
	phys_addr_t end = fb->addr + (u64)fb->pitch * fb->height;

	if (fb->present && e820_any_mapped(fb->addr, end, E820_RAM))
		reserve(fb->addr, end, "framebuffer");
}

static __init void reserve_live_ranges(void)
{
	reserve(0, PAGE_SIZE, "first page");
	reserve(__pa_symbol(_text), __pa_symbol(_end), "kernel image");
	reserve(boot_info.block, boot_info.block + boot_info.block_size,
		"boot information");
	reserve_modules();
	reserve_bios_data();
	reserve_framebuffer();
}

/* ---- checks ---------------------------------------------------------- */

/*
 * GRUB loads the image where it is linked, and firmware may keep something
 * of its own there, or memmap= claim it: name that. It is RAM all the same,
 * for this code runs in it, and without it the direct map, which is made of
 * memblock's RAM, would have a hole where the kernel is.
 */
static __init void check_kernel_image(void)
{
	phys_addr_t start = __pa_symbol(_text), end = __pa_symbol(_end);
	const struct e820entry *e = e820.map;
	u32 i;

	if (e820_all_mapped(start, end, E820_RAM))
		return;
	pr_warn("setup: the kernel image [mem 0x%08llx-0x%08llx] "
		"is not all in usable RAM\n", start, end - 1);
	for (i = 0; i < e820.nr_map; i++, e++)
		if (e->type != E820_RAM && e->addr < end &&
		    e820_last(e) >= start)
			e820_print_entry("setup: it overlaps", e);
	e820_remove_range(start, end - start, 0, false);
	if (e820.nr_map == E820_X_MAX)
		e820_print_entry("setup: no room in the map, left out",
				 &e820.map[--e820.nr_map]);
	e820_add_region(start, end - start, E820_RAM);
	update_e820();
}

/* Bytes of RAM in [start, end). */
static __init phys_addr_t ram_within(phys_addr_t start, phys_addr_t end)
{
	const struct memblock_region *r;
	phys_addr_t sum = 0;

	for_each_mem_region(r)
		if (r->base < end && r->base + r->size > start)
			sum += min(end, r->base + r->size) -
			       max(start, r->base);
	return sum;
}

/* What takes most RAM, besides the kernel itself; *@ram becomes how much. */
static __init const struct memblock_name *largest_reserved(phys_addr_t *ram)
{
	const struct memblock_name *n, *largest = NULL;
	phys_addr_t size;
	unsigned int nr;

	*ram = 0;
	for (n = memblock_names(&nr); nr; nr--, n++) {
		size = ram_within(n->base, n->base + n->size);
		if (size > *ram && n->base != __pa_symbol(_text)) {
			largest = n;
			*ram = size;
		}
	}
	return largest;
}

/*
 * Panic early, with a number, instead of late, with a puzzle. Where the RAM
 * is there and one range that is in use, say a module's, takes it, more RAM
 * would not help: that range is named.
 */
static __init void check_memory_size(void)
{
	phys_addr_t start, end, taken;
	phys_addr_t free = 0, total = memblock_phys_mem_size();
	phys_addr_t need = EARLY_NEED +
			   (total >> PAGE_SHIFT) * sizeof(struct page);
	const struct memblock_name *name = largest_reserved(&taken);
	u64 i;

	for_each_free_mem_range(i, NUMA_NO_NODE, &start, &end, NULL)
		free += end - start;
	if (free >= need)
		return;
	if (name && free + taken >= need)
		panic("not enough memory: of %llu KiB of RAM %llu KiB are "
		      "free, but %llu KiB are needed: %llu KiB are taken by "
		      "%s [mem 0x%08llx-0x%08llx]", total >> 10, free >> 10,
		      need >> 10, taken >> 10, name->name, name->base,
		      name->base + name->size - 1);
	panic("not enough memory: of %llu KiB of RAM %llu KiB are free, but "
	      "%llu KiB are needed: at least %llu KiB more RAM would do",
	      total >> 10, free >> 10, need >> 10, ((need - free) >> 10) + 1);
}

/* ---- the map --------------------------------------------------------- */

static __init void set_pfn_limits(void)
{
	max_pfn = e820_end_of_ram_pfn();
	max_possible_pfn = max_pfn;
	max_low_pfn = max_pfn;		/* 64-bit: the direct map has it all */
	min_low_pfn = PFN_UP(memblock_start_of_DRAM());
	pr_info("e820: %llu KiB of RAM in %lu ranges, last_pfn = %#llx, "
		"max_arch_pfn = %#llx\n",
		memblock_phys_mem_size() >> 10, memblock.memory.cnt, max_pfn,
		max_phys_addr >> PAGE_SHIFT);
}

/**
 * setup_memory_map - the firmware's map, put in order, into memblock
 *
 * Ends stage "early": afterwards memblock.memory is all usable RAM in whole
 * pages, memblock.reserved what is alive in it, and current_limit what the
 * boot page tables map. Panics without a map (memmap= may give one where the
 * boot loader does not), or with too little RAM. What test_block_*() do, only
 * tests ever see: bootinfo.c.
 */
__init void setup_memory_map(void)
{
	enum map_source source;

	if (boot_cpu_data.phys_bits)
		max_phys_addr = min(MAXMEM, 1ULL << boot_cpu_data.phys_bits);
	test_block_list_real_ram();
	source = default_machine_specific_memory_setup(&boot_info);
	test_block_refuse_ram();
	finish_e820_parsing();		/* mem= and memmap= */
	if (!e820.nr_map)
		panic("no memory map: the boot loader must pass Multiboot2 "
		      "tag 6, or tag 17 after ExitBootServices");
	trim_bios_range();
	check_claimed_ram("memmap", ram_answers);
	check_firmware_ram(page_answers);
	check_kernel_image();

	reserve_live_ranges();
	memblock_set_current_limit(BOOT_MAP_END);
	memblock_x86_fill();
	if (source == MAP_EFI)
		efi_find_mirror(&boot_info.efi);
	set_pfn_limits();
	check_memory_size();
}
