/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * GRUB's block of boot information as it lies in memory (Multiboot2
 * Specification 2.0, section 3.6). Only the tags that boot/multiboot2.c uses.
 * All numbers are little-endian; a tag begins on a multiple of 8 bytes.
 */
#ifndef _BOOT_MULTIBOOT2_H
#define _BOOT_MULTIBOOT2_H

#include <linux/compiler.h>
#include <linux/types.h>

#define MB2_TAG_ALIGN	8

enum mb2_tag_type {
	MB2_TAG_END = 0,
	MB2_TAG_CMDLINE = 1,
	MB2_TAG_LOADER = 2,
	MB2_TAG_MODULE = 3,
	MB2_TAG_MMAP = 6,
	MB2_TAG_FRAMEBUFFER = 8,
	MB2_TAG_ACPI_OLD = 14,
	MB2_TAG_ACPI_NEW = 15,
	MB2_TAG_EFI_MMAP = 17,
	MB2_TAG_EFI_BS = 18,
};

/* The block's first 8 bytes; tags follow. */
struct mb2_info {
	u32 total_size;			/* of the block, this included */
	u32 reserved;
};

struct mb2_tag {
	u32 type;
	u32 size;			/* this included, padding not */
};

struct mb2_tag_module {
	u32 type, size;
	u32 start, end;			/* physical, end exclusive */
	/* char string[]; */
};

/* Tag 6, and tag 17 with the names desc_size and desc_version. */
struct mb2_tag_table {
	u32 type, size;
	u32 stride;			/* from one entry to the next */
	u32 version;
	/* entries */
};

struct mb2_tag_framebuffer {
	u32 type, size;
	u64 addr;
	u32 pitch, width, height;	/* bytes; pixels, or characters */
	u8 bpp;
	u8 fb_type;			/* 0 indexed, 1 RGB, 2 EGA text */
} __packed;

/* Behind it and a reserved u16, where fb_type is RGB: bits of a pixel. */
#define MB2_FB_COLORS	32		/* offset in the tag */

struct mb2_fb_colors {
	struct {
		u8 position, size;
	} red, green, blue;
} __packed;

/* The fields of one entry; the stride may be larger. */
#define MB2_MMAP_ENTRY	24		/* u64 base, length; u32 type, zero */
#define MB2_EFI_DESC	40		/* EFI_MEMORY_DESCRIPTOR version 1 */
/* Bytes of the RSDP that tags 14 and 15 carry (ACPI 6.5, 5.2.5.3). */
#define MB2_RSDP_OLD	20
#define MB2_RSDP_NEW	36

#endif
