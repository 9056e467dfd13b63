/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the boot loader said, checked for bounds but not yet believed.
 * boot/multiboot2.c fills it, arch/x86/kernel/setup.c acts on it.
 * Pointers lead into GRUB's block, which stays reserved.
 */
#ifndef _LINUX_BOOT_INFO_H
#define _LINUX_BOOT_INFO_H

#include <linux/types.h>

#define BOOT_MAX_MODULES	16

struct boot_module {
	phys_addr_t start, end;		/* end is exclusive */
	const char *cmdline;
};

/* From the first to the last byte of several; end 0: there are none. */
struct boot_range {
	phys_addr_t start, end;		/* end is exclusive */
};

/* A table inside the block: entries of @stride bytes, @nr of them. */
struct boot_table {
	const void *data;		/* NULL: the tag is missing */
	u32 stride;
	u32 nr;
	u32 version;
};

/* Where one colour is in a pixel, in bits; size 0: not told. */
struct boot_color {
	u8 position, size;
};

#define FB_RGB		1		/* the pixel is the colour */
#define FB_EGA_TEXT	2		/* characters, not pixels */

struct boot_framebuffer {
	phys_addr_t addr;
	u32 pitch, width, height;
	u8 bpp, type;			/* type: 0 indexed, FB_RGB, ... */
	struct boot_color red, green, blue;	/* FB_RGB only */
	bool present;
};

struct boot_info {
	phys_addr_t block;		/* GRUB's block, to be reserved */
	u32 block_size;
	const char *cmdline;		/* never NULL after a good read */
	const char *loader;
	struct boot_table e820;		/* tag 6 */
	struct boot_table efi;		/* tag 17 */
	struct boot_module modules[BOOT_MAX_MODULES];
	u32 nr_modules;
	struct boot_range further_modules;	/* those that did not fit */
	const void *rsdp;		/* tag 15, else 14; NULL if none */
	u32 rsdp_size;
	struct boot_framebuffer fb;	/* tag 8 */
	bool efi_boot_services;		/* tag 18: not terminated */
};

extern struct boot_info boot_info;

/**
 * multiboot2_read - walk GRUB's boot information into @bi
 * @block: the block, mapped; 8-byte aligned
 * @phys: its physical address
 * @limit: bytes that may be read from @block on
 * @bi: filled in; zeroed first
 *
 * Allocates nothing and reads nothing outside [block, block + limit) (see
 * Multiboot2 Specification 2.0, section 3.6). A tag that is cut off, too
 * short or has a stride below its fields is left out with one message; the
 * others are used.
 *
 * Return: 0, or -EINVAL when the block itself cannot be right (said why).
 */
int multiboot2_read(const void *block, phys_addr_t phys, size_t limit,
		    struct boot_info *bi);

#endif
