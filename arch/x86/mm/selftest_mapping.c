// SPDX-License-Identifier: GPL-2.0-only
/*
 * Self-tests of the page tables that the CPU uses: each leaf is looked at.
 * tests/boot/test_page_tables.py proves the same from outside. And what is
 * built on them: early and late maps of device memory, freed .init.
 */
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/pfn.h>
#include <linux/selftest.h>
#include <linux/string.h>
#include <asm/fixmap.h>
#include <asm/io.h>
#include <asm/pgtable.h>
#include <asm/processor.h>
#include <asm/sections.h>
#include <asm/traps.h>

/* A legacy video BIOS or nothing: no RAM on any PC. */
#define NO_RAM		0xc0000ULL

/* Memory that nobody may write, by physical address. */
static const struct {
	const char *start, *end;
} read_only[] = {
	{ _text, _etext },
	{ __start_rodata, __end_rodata },
	{ __kallsyms_start, __bss_start },
};

static bool holds_read_only(const struct pt_entry *e)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(read_only); i++)
		if (e->phys < __pa_symbol(read_only[i].end) &&
		    e->phys + e->size > __pa_symbol(read_only[i].start))
			return true;
	return false;
}

static bool is_text(const struct pt_entry *e)
{
	return e->virt >= (unsigned long)_text &&
	       e->virt + e->size <= (unsigned long)_etext;
}

static void check_rights(const struct pt_entry *e, void *arg)
{
	u64 *leaves = arg;

	if (!e->prot)
		return;
	++*leaves;
	if (boot_cpu_data.nx && !(e->prot & _PAGE_NX) && !is_text(e))
		selftest_fail(__FILE__, __LINE__,
			      "%#lx: executable, and no text", e->virt);
	if (!(e->prot & _PAGE_RW))
		return;
	if (boot_cpu_data.nx && !(e->prot & _PAGE_NX))
		selftest_fail(__FILE__, __LINE__,
			      "%#lx: writable and executable", e->virt);
	if (holds_read_only(e))
		selftest_fail(__FILE__, __LINE__,
			      "%#lx: text or rodata at %#llx is writable",
			      e->virt, e->phys);
}

SELFTEST(no_page_is_writable_and_executable)
{
	u64 leaves = 0;

	walk_page_tables(check_rights, &leaves);
	EXPECT(leaves > 0);
}

static bool in_direct_map(const struct pt_entry *e)
{
	return e->virt >= PAGE_OFFSET && e->virt < IOREMAP_START;
}

static void check_direct_map(const struct pt_entry *e, void *arg)
{
	u64 *bytes = arg;

	if (!e->prot || !in_direct_map(e))
		return;
	*bytes += e->size;
	if (e->virt - PAGE_OFFSET != e->phys)
		selftest_fail(__FILE__, __LINE__, "%#lx shows %#llx", e->virt,
			      e->phys);
	if (!memblock_is_region_memory(e->phys, e->size))
		selftest_fail(__FILE__, __LINE__,
			      "%#lx, %#llx bytes: not all RAM", e->virt,
			      e->size);
}

/* No more than RAM, and as many bytes as RAM has: all of it. */
SELFTEST(direct_map_is_ram_and_all_of_it)
{
	struct memblock_region *r;
	u64 mapped = 0, ram = 0;

	for_each_mem_region(r)
		if (!(r->flags & MEMBLOCK_NOMAP))
			ram += PFN_PHYS(memblock_region_memory_end_pfn(r)) -
			       PFN_PHYS(memblock_region_memory_base_pfn(r));
	walk_page_tables(check_direct_map, &mapped);
	EXPECT(mapped == ram);
}

static void check_low_half(const struct pt_entry *e, void *arg)
{
	if (e->prot && !(e->virt >> 63))
		selftest_fail(__FILE__, __LINE__, "%#lx is mapped", e->virt);
}

static bool is_mapped(const void *addr)
{
	int level;

	return *lookup_address((unsigned long)addr, &level) & _PAGE_PRESENT;
}

SELFTEST(identity_map_page_0_and_guard_page_are_gone)
{
	walk_page_tables(check_low_half, NULL);
	EXPECT(!is_mapped(__va(0)));
	EXPECT(!is_mapped((char *)__START_KERNEL_map));
	EXPECT(!is_mapped(init_stack_guard));
	EXPECT(is_mapped(init_stack));
	EXPECT(!is_mapped(_end));
}

SELFTEST(freed_init_is_unmapped_and_its_alias_is_plain_memory)
{
	const char *p;
	int level;

	EXPECT(initmem_freed);
	for (p = __init_begin; p < __init_end; p += PAGE_SIZE) {
		u64 alias = *lookup_address((unsigned long)
					    __va(__pa_symbol(p)), &level);

		EXPECT(!is_mapped(p));
		EXPECT(alias & _PAGE_RW);
		EXPECT(!boot_cpu_data.nx || (alias & _PAGE_NX));
	}
	for (p = __boot_pgt_start; p < __boot_pgt_end; p += PAGE_SIZE)
		EXPECT(!is_mapped(p));
}

/* Read twice, by two maps; each in 4 KiB pages, which must end in a gap. */
SELFTEST(ioremap_shows_device_memory_and_ends)
{
	u32 *early = early_ioremap(NO_RAM + 4, 4), *late;
	unsigned int before = *early;
	int level;

	early_iounmap(early, 4);
	late = ioremap(NO_RAM + 4, PAGE_SIZE);
	if (!EXPECT(late != NULL))
		return;
	EXPECT(*late == before);
	EXPECT(is_mapped((char *)late + PAGE_SIZE - 1));
	EXPECT(!is_mapped((char *)late + 2 * PAGE_SIZE));
	EXPECT(*lookup_address((unsigned long)late, &level) & _PAGE_PCD);
	iounmap(late);
	EXPECT(!is_mapped(late));
}

/* 64 MiB, off a border of 2 MiB, and one more beside it. */
SELFTEST(ioremap_uses_large_pages_and_keeps_maps_apart)
{
	phys_addr_t phys = round_up(memblock_end_of_DRAM(), 2ULL << 20);
	char *a = ioremap_wc(phys + 0x1ff000, 64 << 20);
	char *b = ioremap_wc(phys, PAGE_SIZE);
	int level;

	if (!EXPECT(a != NULL) || !EXPECT(b != NULL))
		return;
	lookup_address((unsigned long)a, &level);
	EXPECT(level == PG_LEVEL_4K);
	lookup_address((unsigned long)a + PAGE_SIZE, &level);
	EXPECT(level == PG_LEVEL_2M);
	EXPECT(is_mapped(a + (64 << 20) - 1));
	EXPECT(!is_mapped(a + (64 << 20)));
	EXPECT(b + PAGE_SIZE <= a || b > a + (64 << 20));
	iounmap(a);
	EXPECT(!is_mapped(a) && !is_mapped(a + (32 << 20)) && is_mapped(b));
	iounmap(b);
}

SELFTEST(ram_is_not_mapped_as_a_device)
{
	EXPECT(ioremap(memblock_end_of_DRAM() - PAGE_SIZE, PAGE_SIZE) == NULL);
	EXPECT(early_ioremap(__pa_symbol(_text), 16) == NULL);
	EXPECT(early_memremap(NO_RAM, EARLY_MAP_MAX + 2 * PAGE_SIZE) == NULL);
}
