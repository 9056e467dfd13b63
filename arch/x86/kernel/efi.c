// SPDX-License-Identifier: GPL-2.0-only
/*
 * The EFI memory map of Multiboot2 tag 17, as UEFI firmware gave it to GRUB
 * just before ExitBootServices(): judged, printed, turned into e820 ranges.
 * firmware_map.c decides whether it is used; setup.c asks for mirrored RAM.
 * Nothing here calls the firmware, and its map is never written to.
 */
#define pr_fmt(fmt) "efi: " fmt

#include <asm/e820.h>
#include <asm/efi.h>
#include <linux/init.h>
#include <linux/memblock.h>
#include <linux/pfn.h>
#include <linux/printk.h>

/* Descriptor @i, copied: with an odd stride it need not be aligned. */
static __init efi_memory_desc_t get_desc(const struct boot_table *table, u32 i)
{
	const u8 *data = table->data;
	efi_memory_desc_t md;

	__builtin_memcpy(&md, data + (size_t)i * table->stride, sizeof(md));
	return md;
}

/* Its last byte; meaningful for valid descriptors. */
static __init u64 desc_last(const efi_memory_desc_t *md)
{
	return md->phys_addr + (md->num_pages << EFI_PAGE_SHIFT) - 1;
}

/*
 * Some firmware leaves all-zero descriptors in the map, and a map that was
 * overwritten has page counts or ends beyond 2^64.
 */
static __init bool desc_valid(const efi_memory_desc_t *md)
{
	return md->num_pages && md->num_pages <= ~0ULL >> EFI_PAGE_SHIFT &&
	       desc_last(md) >= md->phys_addr;
}

/* The types that are free RAM once boot services have ended (table 7.10). */
static __init bool ram_type(u32 type)
{
	return (type >= EFI_LOADER_CODE && type <= EFI_BOOT_SERVICES_DATA) ||
	       type == EFI_CONVENTIONAL_MEMORY;
}

/* RAM of a driver, of the firmware, or not cached is not for everyone. */
static __init u32 ram_e820_type(u64 attribute)
{
	if (attribute & EFI_MEMORY_SP)
		return E820_SOFT_RESERVED;
	if (attribute & EFI_MEMORY_NV)
		return E820_PMEM;
	if (attribute & EFI_MEMORY_RUNTIME || !(attribute & EFI_MEMORY_WB))
		return E820_RESERVED;
	return E820_RAM;
}

/**
 * efi_e820_type - the e820 type of a descriptor
 * @md: a valid descriptor
 *
 * Unaccepted memory (type 15) faults when it is touched: reserved, like
 * devices, runtime services and all numbers not known.
 */
__init u32 efi_e820_type(const efi_memory_desc_t *md)
{
	if (ram_type(md->type))
		return ram_e820_type(md->attribute);
	switch (md->type) {
	case EFI_UNUSABLE_MEMORY:
		return E820_UNUSABLE;
	case EFI_ACPI_RECLAIM_MEMORY:
		return E820_ACPI;
	case EFI_ACPI_MEMORY_NVS:
		return E820_NVS;
	case EFI_PERSISTENT_MEMORY:
		return E820_PMEM;
	default:
		return E820_RESERVED;
	}
}

/**
 * efi_memmap_unfit - what is wrong with an EFI map?
 * @table: the map of tag 17
 * @e820_ram: usable bytes of tag 6, 0 without one
 *
 * A fit map has version 1, descriptors at least as long as their fields,
 * more valid than invalid ones, a usable page, and at least half the RAM
 * that the loader's own summary in tag 6 has. GRUB looks at no attribute
 * when it makes that summary, so nothing is subtracted for them here.
 *
 * Return: NULL if the map can be used, else the reason why not.
 */
__init const char *efi_memmap_unfit(const struct boot_table *table,
				    u64 e820_ram)
{
	efi_memory_desc_t md;
	bool usable = false;
	u64 ram_pages = 0;
	u32 valid = 0;

	if (!table->data || !table->nr)
		return "there is none";
	if (table->version != EFI_MEMORY_DESCRIPTOR_VERSION)
		return "its version is not 1";
	if (table->stride < sizeof(md))
		return "its descriptors are too short";
	for (u32 i = 0; i < table->nr; i++) {
		md = get_desc(table, i);
		if (!desc_valid(&md))
			continue;
		valid++;
		if (ram_type(md.type))
			ram_pages += md.num_pages;
		if (efi_e820_type(&md) == E820_RAM)
			usable = true;
	}
	if (valid < table->nr - valid)
		return "most descriptors are invalid";
	if (!usable)
		return "it has no usable RAM";
	if (ram_pages < e820_ram >> EFI_PAGE_SHIFT >> 1)
		return "it has less than half the RAM of the e820 map";
	return NULL;
}

/*
 * Boot services leave a hundred small ranges of the same e820 type behind
 * each other: one that continues the last entry just makes it longer.
 */
static __init int append_desc(const efi_memory_desc_t *md)
{
	u64 size = md->num_pages << EFI_PAGE_SHIFT;
	u32 type = efi_e820_type(md);
	struct e820entry *prev;

	if (e820.nr_map) {
		prev = &e820.map[e820.nr_map - 1];
		if (e820_continues(prev, md->phys_addr, size, type)) {
			prev->size += size;
			return 0;
		}
	}
	return e820_add_region(md->phys_addr, size, type);
}

/**
 * do_add_efi_memmap - append an EFI map to the e820 table
 * @table: a map that efi_memmap_unfit() found nothing wrong with
 *
 * Bases are taken to the byte, as they are. The caller puts the table in
 * order.
 */
__init void do_add_efi_memmap(const struct boot_table *table)
{
	u32 invalid = 0, lost = 0;
	efi_memory_desc_t md;

	for (u32 i = 0; i < table->nr; i++) {
		md = get_desc(table, i);
		if (!desc_valid(&md))
			invalid++;
		else if (append_desc(&md))
			lost++;
	}
	if (invalid)
		pr_warn("%u of %u descriptors are empty or pass 2^64: "
			"left out\n", invalid, table->nr);
	if (lost)
		pr_err("no room for %u of %u descriptors: left out\n", lost,
		       table->nr);
}

static const char *const desc_names[EFI_MAX_MEMORY_TYPE] __initconst = {
	"Reserved", "Loader Code", "Loader Data", "Boot Code", "Boot Data",
	"Runtime Code", "Runtime Data", "Conventional Memory",
	"Unusable Memory", "ACPI Reclaim Memory", "ACPI Memory NVS",
	"Memory Mapped I/O", "MMIO Port Space", "PAL Code",
	"Persistent Memory", "Unaccepted Memory",
};

/**
 * print_efi_memmap - print a map as it came, a line for each descriptor
 * @table: the map of tag 17; its stride holds a descriptor
 */
__init void print_efi_memmap(const struct boot_table *table)
{
	efi_memory_desc_t md;
	const char *name;
	u32 i;

	for (i = 0; i < table->nr; i++) {
		md = get_desc(table, i);
		name = md.type < EFI_MAX_MEMORY_TYPE ? desc_names[md.type] :
						       "unknown type";
		if (desc_valid(&md))
			pr_info("mem%02u: [mem 0x%016llx-0x%016llx] "
				"attr %#llx %s (%u)\n", i, md.phys_addr,
				desc_last(&md), md.attribute, name, md.type);
		else
			pr_info("mem%02u: base %#llx pages %#llx type %u: "
				"left out\n", i, md.phys_addr, md.num_pages,
				md.type);
	}
}

/**
 * efi_find_mirror - mark mirrored RAM in memblock
 * @table: the map of tag 17 that memblock was filled from
 *
 * The firmware keeps two copies of what has the MORE_RELIABLE attribute;
 * an allocation that asks for MEMBLOCK_MIRROR gets it first.
 */
__init void efi_find_mirror(const struct boot_table *table)
{
	u64 start, size, mirrored = 0;
	efi_memory_desc_t md;
	u32 i;

	for (i = 0; i < table->nr; i++) {
		md = get_desc(table, i);
		if (!(md.attribute & EFI_MEMORY_MORE_RELIABLE) ||
		    !desc_valid(&md) || efi_e820_type(&md) != E820_RAM)
			continue;
		start = PFN_ALIGN(md.phys_addr);
		size = (desc_last(&md) - start + 1) & PAGE_MASK;
		if (!memblock_mark_mirror(start, size))
			mirrored += size;
	}
	if (mirrored)
		pr_info("%llu MiB of RAM are mirrored\n", mirrored >> 20);
}
