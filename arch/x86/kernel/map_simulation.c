// SPDX-License-Identifier: GPL-2.0-only
/*
 * ./qemu.sh --map FILE: what this kernel would have done on another machine,
 * beside what it did on this one. QEMU's file opt/org.nopanic/map holds that
 * machine's map, in the simple form that bootmap --normal prints. The code
 * of the boot runs over it once more, on empty lists in the place of
 * memblock's own; no address of the other machine is ever touched.
 */
#define pr_fmt(fmt) "simulation: " fmt

#include <asm/e820.h>
#include <asm/efi.h>
#include <asm/page.h>
#include <asm/sections.h>
#include <asm/setup.h>
#include <linux/console.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kmemleak.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/params.h>
#include <linux/pfn.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#define FILE_NAME	"opt/org.nopanic/map"
#define FILE_MAX	(1U << 20)
#define MAX_NUMBERS	4

/* ---- the file -------------------------------------------------------- */

struct file {
	char *text;			/* what is not read yet */
	unsigned int line;
	struct e820entry *entries;
	efi_memory_desc_t *descs;
	struct boot_table e820, efi;
};

/* Hexadecimal numbers up to the end of the line; how many, 0 if not all. */
static __init unsigned int read_numbers(const char *at, u64 *numbers)
{
	char word[2 + 16 + 1];
	unsigned int nr = 0;
	size_t len;

	while (*at == ' ') {
		for (len = 0; *++at && *at != ' ' && len < 16; len++)
			word[2 + len] = *at;
		word[0] = '0';
		word[1] = 'x';
		word[2 + len] = '\0';
		if (nr == MAX_NUMBERS || kstrtou64(word, &numbers[nr]))
			return 0;
		nr++;
	}
	return *at ? 0 : nr;
}

/* "e820 base length type" or "efi base pages type attribute" */
static __init int read_line(struct file *f, const char *line)
{
	u64 n[MAX_NUMBERS];

	if (!strncmp(line, "e820", 4) && read_numbers(line + 4, n) == 3) {
		f->entries[f->e820.nr++] = (struct e820entry){ n[0], n[1],
							       n[2] };
		return 0;
	}
	if (!strncmp(line, "efi", 3) && read_numbers(line + 3, n) == 4) {
		f->descs[f->efi.nr++] = (efi_memory_desc_t){
			.phys_addr = n[0], .num_pages = n[1], .type = n[2],
			.attribute = n[3] };
		return 0;
	}
	pr_err(FILE_NAME ":%u: not as bootmap --normal prints it\n", f->line);
	return -EINVAL;
}

static __init int read_lines(struct file *f)
{
	char *end;

	while (*f->text) {
		char *line = f->text;

		end = strchr(line, '\n');
		f->text = end ? end + 1 : line + strlen(line);
		if (end)
			*end = '\0';
		f->line++;
		if (read_line(f, line))
			return -EINVAL;
	}
	f->e820.data = f->e820.nr ? f->entries : NULL;
	f->e820.stride = sizeof(*f->entries);
	f->efi.data = f->efi.nr ? f->descs : NULL;
	f->efi.stride = sizeof(*f->descs);
	f->efi.version = EFI_MEMORY_DESCRIPTOR_VERSION;
	return 0;
}

/* Room for as many entries as there are lines, of both kinds. */
static __init int alloc_tables(struct file *f)
{
	const char *at = f->text;
	size_t lines = 1;

	while ((at = strchr(at, '\n')) != NULL) {
		lines++;
		at++;
	}
	f->entries = kzalloc(lines * sizeof(*f->entries), GFP_KERNEL);
	f->descs = kzalloc(lines * sizeof(*f->descs), GFP_KERNEL);
	return f->entries && f->descs ? 0 : -ENOMEM;
}

/* ---- the other boot -------------------------------------------------- */

static __init void reserve(phys_addr_t start, phys_addr_t end)
{
	memblock_reserve(start, end - start);
}

/*
 * As setup_memory_map(). The kernel is linked to one place; GRUB's block and
 * the modules are taken to lie where they do here.
 */
static __init enum map_source fill_memblock(const struct file *f)
{
	struct boot_info bi = { .e820 = f->e820, .efi = f->efi };
	enum map_source source = default_machine_specific_memory_setup(&bi);
	const struct boot_module *m = boot_info.modules;
	u32 i;

	if (source == MAP_NONE)
		return source;
	trim_bios_range();
	reserve(0, PAGE_SIZE);
	reserve(__pa_symbol(_text), __pa_symbol(_end));
	reserve(boot_info.block, boot_info.block + boot_info.block_size);
	for (i = 0; i < boot_info.nr_modules; i++, m++)
		reserve(m->start, m->end);
	reserve(boot_info.further_modules.start, boot_info.further_modules.end);
	if (source == MAP_E820)
		reserve(bios_data_start(0, 0), BIOS_END);
	memblock_x86_fill();
	if (source == MAP_EFI)
		efi_find_mirror(&f->efi);
	return source;
}

/* Find and reserve, as an early allocation does; 0 if there is no room. */
static __init phys_addr_t place(u64 size)
{
	u64 align = size % PAGE_SIZE ? SMP_CACHE_BYTES : PAGE_SIZE;
	phys_addr_t found = memblock_find_in_range_node(size, align, 0,
			MEMBLOCK_ALLOC_ACCESSIBLE, NUMA_NO_NODE);

	if (!found || memblock_reserve(found, size))
		return 0;
	return found;
}

/* ---- side by side ---------------------------------------------------- */

static __init void range_text(char *to, size_t size, u64 start, u64 end)
{
	if (start < end)
		snprintf(to, size, "0x%011llx-0x%011llx", start, end - 1);
	else
		snprintf(to, size, "-");
}

static __init void print_row(const char *what, const char *there,
			     const char *here, const char *more)
{
	if (*more)
		pr_info("%-9s %-28s %-28s%s\n", what, there, here, more);
	else
		pr_info("%-9s %-28s %s\n", what, there, here);
}

static __init void entry_text(char *to, size_t size,
			      const struct memblock_type *list,
			      unsigned long i)
{
	const struct memblock_region *r = &list->regions[i];

	if (i < list->cnt)
		range_text(to, size, r->base, r->base + r->size);
	else
		to[0] = '\0';
}

static __init void print_lists(const struct memblock_type *there,
			       const struct memblock_type *here)
{
	unsigned long i, nr = max(there->cnt, here->cnt);
	char left[40], right[40];

	for (i = 0; i < nr; i++) {
		entry_text(left, sizeof(left), there, i);
		entry_text(right, sizeof(right), here, i);
		print_row(here->name, left, right, "");
	}
}

static __init void print_numbers(const char *what, u64 there, u64 here)
{
	char left[24], right[24];

	snprintf(left, sizeof(left), "%llu", there);
	snprintf(right, sizeof(right), "%llu", here);
	print_row(what, left, right, "");
}

static __init void print_placed(u64 there, u64 size, u64 here,
				u64 here_size, const char *what)
{
	char left[40], right[40], more[80];

	if (there || !size)
		range_text(left, sizeof(left), there, there + size);
	else
		snprintf(left, sizeof(left), "no room for %llu bytes", size);
	range_text(right, sizeof(right), here, here + here_size);
	snprintf(more, sizeof(more), " %s", what);
	print_row("early", left, right, more);
}

/* ---- early allocations ----------------------------------------------- */

/* Is this block the page structures of one of our own regions? */
static __init bool is_page_array(const struct memblock *real,
				 const struct early_block *b)
{
	const struct memblock_region *r = real->memory.regions;
	unsigned long i;

	for (i = 0; i < real->memory.cnt; i++, r++)
		if (pfn_to_page(memblock_region_memory_base_pfn(r)) == b->ptr)
			return true;
	return false;
}

/* Page structures grow with the RAM: one array for each piece of it. */
static __init void place_page_arrays(void)
{
	phys_addr_t start = 0, end = 0;
	struct memblock_region *r;
	unsigned long i;
	u64 size;

	for (i = 0; i < memblock.memory.cnt; i++) {
		r = &memblock.memory.regions[i];
		start = r->base;
		end = r->base + r->size;
		while (i + 1 < memblock.memory.cnt && r[1].base == end) {
			end += (++r)->size;
			i++;
		}
		size = PFN_DOWN(end - start) * sizeof(struct page);
		print_placed(place(size), size, 0, 0, "page structures");
	}
}

/* All others are asked for again, as large as they were here. */
static __init void place_early_blocks(const struct memblock *real)
{
	unsigned int i, nr, dropped;
	const struct early_block *b = kmemleak_early_log(&nr, &dropped);
	char caller[64];

	for (i = 0; i < nr; i++, b++) {
		if (b->freed)
			continue;
		if (is_page_array(real, b)) {
			print_placed(0, 0, __pa(b->ptr), b->size,
				     "page structures");
			continue;
		}
		snprintf(caller, sizeof(caller), "%pS",
			 (void *)early_block_caller(b));
		print_placed(place(b->size), b->size, __pa(b->ptr), b->size,
			     caller);
	}
	place_page_arrays();
}

/* ---- the way through ------------------------------------------------- */

static __init u64 list_pages(const struct memblock_type *memory)
{
	return PFN_DOWN(memory->total_size);
}

static __init void compare(const struct memblock *real, u64 last_pfn)
{
	print_row("", "that machine", "this machine", "");
	print_numbers("RAM, KiB", memblock.memory.total_size >> 10,
		      real->memory.total_size >> 10);
	print_numbers("pages", list_pages(&memblock.memory),
		      list_pages(&real->memory));
	print_numbers("last_pfn", e820_end_of_ram_pfn(), last_pfn);
	print_lists(&memblock.memory, &real->memory);
	print_lists(&memblock.reserved, &real->reserved);
	place_early_blocks(real);
}

/* With e820 and memblock set aside: only warnings of the other boot show. */
static __init void boot_other(const struct file *f,
			      const struct memblock *real, u64 last_pfn)
{
	int level = console_loglevel, debug = memblock_debug;
	enum map_source source;

	console_loglevel = min(console_loglevel, 5);
	memblock_debug = 0;
	source = fill_memblock(f);
	console_loglevel = level;
	if (source == MAP_NONE || !memblock.memory.cnt)
		pr_err(FILE_NAME ": a map without RAM\n");
	else
		compare(real, last_pfn);
	memblock_debug = debug;
}

static __init void simulate(const struct file *f)
{
	struct e820map *own = kmalloc(sizeof(*own), GFP_KERNEL);
	phys_addr_t own_max = max_phys_addr;
	u64 last_pfn = e820_end_of_ram_pfn();
	struct memblock real;

	if (!own || memblock_set_aside(&real)) {
		pr_err("no memory for it\n");
		kfree(own);
		return;
	}
	*own = e820;
	max_phys_addr = MAXMEM;		/* its CPU, not ours */
	pr_info(FILE_NAME ": %u entries; early allocations of this boot in "
		"that machine's memory:\n", f->e820.nr + f->efi.nr);
	boot_other(f, &real, last_pfn);
	memblock_bring_back(&real);
	max_phys_addr = own_max;
	e820 = *own;
	kfree(own);
}

/**
 * simulate_map - show what the boot would have been on another machine
 *
 * Does nothing without QEMU's file. Called when the slab is up and the boot
 * code is still there. memblock and the e820 table are as before afterwards.
 */
__init void simulate_map(void)
{
	struct file f = { .text = NULL };
	size_t size;
	char *text;

	fw_cfg_read(FILE_NAME, NULL, 0, &size);
	if (!size)
		return;
	if (size > FILE_MAX) {
		pr_err(FILE_NAME " has %zu bytes, at most %u are read\n",
		       size, FILE_MAX);
		return;
	}
	text = kmalloc(size + 1, GFP_KERNEL);
	if (text) {
		fw_cfg_read(FILE_NAME, text, size, NULL);
		text[size] = '\0';
		f.text = text;
	}
	if (!text || alloc_tables(&f))
		pr_err("no memory for " FILE_NAME "\n");
	else if (!read_lines(&f))
		simulate(&f);
	kfree(f.entries);
	kfree(f.descs);
	kfree(text);
}
