// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which map? GRUB passes the BIOS's list, or its own summary of the EFI map
 * (tag 6), and on UEFI the EFI map itself (tag 17). One of them is chosen,
 * logged and put in order here, for setup_memory_map(). The raw tables stay
 * where they are, inside GRUB's block.
 */
#include <asm/e820.h>
#include <asm/efi.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/memblock.h>
#include <linux/printk.h>
#include <linux/trace.h>

/* A longer map is shown merged: the boot log fits a screen or two. */
#define RAW_LINES	24

static __init struct e820entry get_entry(const struct boot_table *table, u32 i)
{
	const u8 *data = table->data;
	struct e820entry entry;

	__builtin_memcpy(&entry, data + (size_t)i * table->stride,
			 sizeof(entry));
	return entry;
}

/* Usable bytes, overlaps counted twice: enough to judge another map by. */
static __init u64 usable_bytes(const struct boot_table *table)
{
	struct e820entry entry;
	u64 sum = 0;
	u32 i;

	for (i = 0; table->data && i < table->nr; i++) {
		entry = get_entry(table, i);
		if (entry.type == E820_RAM && e820_entry_valid(&entry))
			sum += entry.size;
	}
	return sum;
}

/**
 * append_e820_map - append the entries of tag 6 to the e820 table
 * @table: entries of at least 20 bytes, one stride apart
 *
 * Entries of no bytes or of type 0 are left out in silence: several BIOSes
 * end their list with one. The caller puts the table in order.
 */
__init void append_e820_map(const struct boot_table *table)
{
	u32 wrapped = 0, lost = 0;
	struct e820entry entry;

	for (u32 i = 0; i < table->nr; i++) {
		entry = get_entry(table, i);
		switch (e820_add_region(entry.addr, entry.size, entry.type)) {
		case -EINVAL:
			wrapped++;
			break;
		case -ENOSPC:
			lost++;
			break;
		}
	}
	if (wrapped)
		pr_warn("e820: %u of %u entries pass 2^64: left out\n",
			wrapped, table->nr);
	if (lost)
		pr_err("e820: no room for %u of %u entries: left out\n", lost,
		       table->nr);
}

static __init void print_raw(const char *who, const struct boot_table *table)
{
	struct e820entry entry;
	u32 i;

	for (i = 0; i < table->nr; i++) {
		entry = get_entry(table, i);
		e820_print_entry(who, &entry);
	}
}

/* Also into the trace. */
static __init __maybe_unused void trace_raw(const struct boot_table *table,
					    bool efi)
{
	const u8 *at = table->data;
	efi_memory_desc_t desc;
	struct e820entry entry;
	u32 i;

	for (i = 0; i < table->nr; i++, at += table->stride) {
		if (efi) {
			__builtin_memcpy(&desc, at, sizeof(desc));
			__trace_map("efi", desc.phys_addr,
				    desc.num_pages * PAGE_SIZE, desc.type);
		} else {
			entry = get_entry(table, i);
			__trace_map("raw", entry.addr, entry.size,
				    entry.type);
		}
	}
}

/* The map as it came; a long one only with memblock=debug. */
static __init void log_map(const char *who, const struct boot_table *table,
			   bool efi)
{
	bool raw = memblock_debug || table->nr <= RAW_LINES;

	trace_hook(trace_raw, table, efi);
	if (raw && efi)
		print_efi_memmap(table);
	else if (raw)
		print_raw(who, table);
	if (table->nr <= RAW_LINES)
		return;
	pr_info("%s: %u entries; merged (memblock=debug prints all):\n", who,
		table->nr);
	e820_print_map(who);
}

/* Why the EFI map is not used; NULL if it is. */
static __init const char *efi_not_used(const struct boot_info *bi)
{
	const char *why = efi_memmap_unfit(&bi->efi, usable_bytes(&bi->e820));

	if (!why && bi->efi_boot_services)
		why = "boot services still run and change it";
	return why;
}

/**
 * default_machine_specific_memory_setup - the e820 table from GRUB's block
 * @bi: what multiboot2_read() found
 *
 * The EFI map comes first where it is fit for use: GRUB's summary of it does
 * not say which memory is meant for a driver or not cached. While boot
 * services run (tag 18) it is not used. The table is in order afterwards.
 *
 * Return: which map the table was made of; MAP_NONE leaves it empty.
 */
__init enum map_source
default_machine_specific_memory_setup(const struct boot_info *bi)
{
	bool e820_there = bi->e820.data && bi->e820.nr;
	const char *why = efi_not_used(bi);

	e820.nr_map = 0;
	if (!why) {
		pr_info("e820: using the EFI map of %u descriptors%s\n",
			bi->efi.nr, e820_there ? ", not GRUB's summary" : "");
		do_add_efi_memmap(&bi->efi);
		update_e820();
		log_map("efi", &bi->efi, true);
		return MAP_EFI;
	}
	if (!e820_there) {
		pr_err("e820: no map in tag 6; EFI map: %s\n", why);
		return MAP_NONE;
	}
	pr_info("e820: using the map of %u entries in tag 6; EFI map: %s\n",
		bi->e820.nr, why);
	append_e820_map(&bi->e820);
	update_e820();
	log_map("BIOS-e820", &bi->e820, false);
	return MAP_E820;
}

/**
 * trim_bios_range - what is never RAM, whatever the map says
 *
 * Page 0 holds the interrupt vectors and the BIOS's data, and a null pointer
 * must find nothing there; a0000-fffff is display memory and ROMs.
 */
__init void trim_bios_range(void)
{
	e820_update_range(0, 4096, E820_RAM, E820_RESERVED);
	e820_remove_range(BIOS_BEGIN, BIOS_END - BIOS_BEGIN, E820_RAM, true);
	update_e820();
}
