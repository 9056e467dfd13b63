/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The EFI memory map (Multiboot2 tag 17): numbers of the UEFI Specification
 * 2.10, section 7.2, and what arch/x86/kernel/efi.c makes of them.
 */
#ifndef _ASM_X86_EFI_H
#define _ASM_X86_EFI_H

#include <linux/boot_info.h>
#include <linux/types.h>

enum efi_memory_type {
	EFI_RESERVED_TYPE,
	EFI_LOADER_CODE,
	EFI_LOADER_DATA,
	EFI_BOOT_SERVICES_CODE,
	EFI_BOOT_SERVICES_DATA,
	EFI_RUNTIME_SERVICES_CODE,
	EFI_RUNTIME_SERVICES_DATA,
	EFI_CONVENTIONAL_MEMORY,
	EFI_UNUSABLE_MEMORY,
	EFI_ACPI_RECLAIM_MEMORY,
	EFI_ACPI_MEMORY_NVS,
	EFI_MEMORY_MAPPED_IO,
	EFI_MEMORY_MAPPED_IO_PORT_SPACE,
	EFI_PAL_CODE,
	EFI_PERSISTENT_MEMORY,
	EFI_UNACCEPTED_MEMORY,
	EFI_MAX_MEMORY_TYPE
};

/* Attributes. Test them by mask: firmware sets others beside them. */
#define EFI_MEMORY_WB		0x8ULL		/* can be cached */
#define EFI_MEMORY_NV		0x8000ULL	/* persistent */
#define EFI_MEMORY_MORE_RELIABLE 0x10000ULL	/* mirrored */
#define EFI_MEMORY_SP		0x40000ULL	/* meant for a driver */
#define EFI_MEMORY_RUNTIME	(1ULL << 63)	/* used after the boot */

#define EFI_MEMORY_DESCRIPTOR_VERSION	1

/* EFI counts in pages of this size, whatever the kernel's are. */
#define EFI_PAGE_SHIFT	12

/*
 * One descriptor. The firmware's are longer (48 bytes is usual): step by
 * the stride that comes with the table, never by sizeof.
 */
typedef struct {
	u32 type;
	u32 pad;
	u64 phys_addr;
	u64 virt_addr;
	u64 num_pages;
	u64 attribute;
} efi_memory_desc_t;

const char *efi_memmap_unfit(const struct boot_table *table, u64 e820_ram);
u32 efi_e820_type(const efi_memory_desc_t *md);
void do_add_efi_memmap(const struct boot_table *table);
void print_efi_memmap(const struct boot_table *table);
void efi_find_mirror(const struct boot_table *table);

#endif
