/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A builder of multiboot2 blocks for tests: begin(), tags, end_tag(), then
 * read_good(). Functions that add a tag return its offset in the block, so
 * that a test can spoil it with set32(). Each block is read from a malloc of
 * its exact size, so that AddressSanitizer stops a read of one byte too many.
 */
#ifndef TESTS_HOST_MB2_BLOCK_H
#define TESTS_HOST_MB2_BLOCK_H

#include <linux/boot_info.h>

#define PHYS		0x9000u
#define BLOCK_MAX	65536

extern u8 block[BLOCK_MAX];
extern u32 used;			/* bytes of it */
extern struct boot_info bi;		/* what the last read gave */

void begin(void);
/* The end, and the block's size. */
void end_tag(void);
/* Any tag: @size bytes of @payload behind type and size. */
u32 tag(u32 type, const void *payload, size_t size);
u32 string_tag(u32 type, const char *text);
u32 module_tag(u32 start, u32 end, const char *text);
/* Tag 6 or 17 with @bytes of entries, whatever the stride says. */
u32 table_tag(u32 type, u32 stride, u32 version, u32 bytes);
/* @size bytes of payload: 22 up to the type, GRUB gives 24. */
u32 framebuffer_tag(size_t size);
u32 rsdp_tag(u32 type, size_t size);
void set32(u32 at, u32 value);
/* All that GRUB gives, as under OVMF. */
void build_full(void);

/* Read the first @size bytes of the block, alone in their memory. */
int read_exact(size_t size);
/* The whole block, which must give 0. */
void read_good(void);
/* Exactly one message, about this tag at this offset. */
void expect_one_message(u32 type, u32 at);

#endif
