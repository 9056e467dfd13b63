// SPDX-License-Identifier: GPL-2.0-only
/*
 * From "RSD PTR " to the address of the list of ACPI's tables. GRUB passes a
 * copy of that structure; without one a BIOS has it in its own area below
 * 1 MiB, where acpi_table_init() has it searched for. Nothing is believed
 * before its checksum has been computed.
 */
#include <asm/acpi.h>
#include <asm/e820.h>
#include <asm/fixmap.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/string.h>

/* ACPI 6.5, 5.2.5.1: where to look, on every 16-byte boundary. */
#define BDA_EBDA_SEGMENT	0x40e
#define EBDA_MIN		0x500		/* below: vectors and data */
#define EBDA_SEARCH_SIZE	0x400
#define BIOS_SEARCH_START	0xe0000
#define BIOS_SEARCH_SIZE	0x20000
#define RSDP_ALIGN		16

/**
 * acpi_checksum_ok - is the sum of all bytes 0, modulo 256?
 * @data: the bytes
 * @size: how many
 *
 * See ACPI 6.5, section 5.2.2.
 */
__init bool acpi_checksum_ok(const void *data, size_t size)
{
	const u8 *byte = data;
	u8 sum = 0;

	while (size--)
		sum += *byte++;
	return !sum;
}

/* Is this, of which @size bytes may be read, a pointer to the tables? */
static __init bool rsdp_valid(const void *data, size_t size)
{
	return size >= ACPI_RSDP_OLD_SIZE &&
	       !memcmp(data, ACPI_SIG_RSDP, 8) &&
	       acpi_checksum_ok(data, ACPI_RSDP_OLD_SIZE);
}

/*
 * The XSDT, of 64-bit addresses, where there is one and its half of the
 * structure is sound; else the RSDT.
 */
static __init struct acpi_root root_of(const void *data, size_t size)
{
	struct acpi_table_rsdp rsdp;
	struct acpi_root root = { .xsdt = false };

	memcpy(&rsdp, data, min(size, sizeof(rsdp)));
	root.address = rsdp.rsdt_address;
	if (rsdp.revision < 2 || size < sizeof(rsdp))
		return root;
	if (rsdp.length < sizeof(rsdp) || rsdp.length > size ||
	    !acpi_checksum_ok(data, rsdp.length)) {
		pr_warn("ACPI: RSDP: %s, the RSDT is used\n",
			rsdp.length < sizeof(rsdp) || rsdp.length > size ?
			"wrong length" : "wrong extended checksum");
		return root;
	}
	if (rsdp.xsdt_address) {
		root.address = rsdp.xsdt_address;
		root.xsdt = true;
	}
	return root;
}

/* ---- the search in a BIOS's memory ----------------------------------- */

/* Looks through [@start, @start + @size); true when it was there. */
static __init bool search_rsdp(phys_addr_t start, size_t size,
			       struct acpi_root *root)
{
	const u8 *area = early_memremap(start, size);
	bool found = false;

	if (!area)
		return false;
	for (size_t at = 0; at < size && !found; at += RSDP_ALIGN) {
		found = rsdp_valid(area + at, size - at);
		if (found)
			*root = root_of(area + at, size - at);
	}
	early_memunmap((void *)area, size);
	return found;
}

static __init phys_addr_t ebda_address(void)
{
	void *word = early_memremap(BDA_EBDA_SEGMENT, sizeof(u16));
	u16 segment = 0;

	if (word) {
		memcpy(&segment, word, sizeof(segment));
		early_memunmap(word, sizeof(segment));
	}
	return (phys_addr_t)segment << 4;
}

/* The first KiB of the extended BIOS data area, then the BIOS itself. */
static __init struct acpi_root search_bios(void)
{
	struct acpi_root root = { 0, false };
	phys_addr_t ebda = ebda_address();

	if (ebda >= EBDA_MIN && ebda < BIOS_BEGIN &&
	    search_rsdp(ebda, EBDA_SEARCH_SIZE, &root))
		return root;
	search_rsdp(BIOS_SEARCH_START, BIOS_SEARCH_SIZE, &root);
	return root;
}

/**
 * acpi_find_root - the address of the list of tables
 * @bi: GRUB's information; its copy of the RSDP (tag 15, else 14) is used
 *	if it is sound
 *
 * Otherwise, and only on a machine that started from a BIOS, the search of
 * ACPI 6.5, section 5.2.5.1. With EFI there is no such place (5.2.5.2).
 *
 * Return: the XSDT or the RSDT; address 0 if there is none.
 */
__init struct acpi_root acpi_find_root(const struct boot_info *bi)
{
	static const struct acpi_root none;

	if (bi->rsdp && rsdp_valid(bi->rsdp, bi->rsdp_size))
		return root_of(bi->rsdp, bi->rsdp_size);
	if (bi->rsdp)
		pr_warn("ACPI: the RSDP that the boot loader passed has a "
			"wrong signature or checksum\n");
	if (bi->efi.data || bi->efi_boot_services)
		return none;
	return search_bios();
}
