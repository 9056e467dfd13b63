// SPDX-License-Identifier: GPL-2.0-only
/* Blocks of boot information, as GRUB makes them and worse: mb2_block.h. */
#include <linux/boot_info.h>
#include "boot/multiboot2.h"
#include "tests/host/glue.h"
#include "tests/host/mb2_block.h"

u8 block[BLOCK_MAX];
u32 used;
struct boot_info bi;

static void put(const void *data, size_t size)
{
	assert_true(used + size <= sizeof(block));
	if (size)
		memcpy(block + used, data, size);
	used += size;
}

static void put32(u32 value)
{
	put(&value, sizeof(value));
}

u32 tag(u32 type, const void *payload, size_t size)
{
	u32 at;

	used = (used + 7) & ~7u;
	at = used;
	put32(type);
	put32(8 + size);
	put(payload, size);
	return at;
}

u32 string_tag(u32 type, const char *text)
{
	return tag(type, text, strlen(text) + 1);
}

u32 module_tag(u32 start, u32 end, const char *text)
{
	u8 payload[256];

	memcpy(payload, &start, 4);
	memcpy(payload + 4, &end, 4);
	strcpy((char *)payload + 8, text);
	return tag(MB2_TAG_MODULE, payload, 8 + strlen(text) + 1);
}

u32 table_tag(u32 type, u32 stride, u32 version, u32 bytes)
{
	u8 payload[8192];

	assert_true(8 + bytes <= sizeof(payload));
	memcpy(payload, &stride, 4);
	memcpy(payload + 4, &version, 4);
	memset(payload + 8, 0xee, bytes);
	return tag(type, payload, 8 + bytes);
}

u32 framebuffer_tag(size_t size)
{
	struct mb2_tag_framebuffer fb = {
		.addr = 0xb8000, .pitch = 160, .width = 80, .height = 25,
		.bpp = 16, .fb_type = 2,
	};
	u8 payload[64] = { 0 };

	memcpy(payload, (u8 *)&fb + 8, sizeof(fb) - 8);
	return tag(MB2_TAG_FRAMEBUFFER, payload, size);
}

u32 rsdp_tag(u32 type, size_t size)
{
	static const u8 rsdp[64] = "RSD PTR ";

	return tag(type, rsdp, size);
}

void set32(u32 at, u32 value)
{
	memcpy(block + at, &value, sizeof(value));
}

void begin(void)
{
	memset(block, 0xee, sizeof(block));
	used = 0;
	put32(0);
	put32(0);
}

void end_tag(void)
{
	tag(MB2_TAG_END, NULL, 0);
	set32(0, used);
}

int read_exact(size_t size)
{
	static u8 *alone;

	free(alone);		/* @bi pointed there until now */
	alone = malloc(size ? size : 1);
	memcpy(alone, block, size);
	memset(&bi, 0xaa, sizeof(bi));
	glue_log_clear();
	return multiboot2_read(alone, PHYS, size, &bi);
}

void read_good(void)
{
	assert_int_equal(read_exact(used), 0);
}

void expect_one_message(u32 type, u32 at)
{
	char text[64];

	snprintf(text, sizeof(text), "tag %u at byte %u: ", type, at);
	if (!glue_log_has(text))
		fail_msg("no \"%s\" in: %s", text, glue_log());
	assert_int_equal(glue_warnings(), 1);
}

void build_full(void)
{
	begin();
	tag(21, "\0\0\x10", 4);			/* load base address */
	string_tag(MB2_TAG_CMDLINE, "memblock=debug quiet");
	string_tag(MB2_TAG_LOADER, "GRUB 2.06");
	module_tag(0x200000, 0x201234, "font.psf");
	module_tag(0x202000, 0x202000, "");
	table_tag(MB2_TAG_MMAP, 24, 0, 18 * 24);
	framebuffer_tag(24);
	rsdp_tag(MB2_TAG_ACPI_OLD, 20);
	rsdp_tag(MB2_TAG_ACPI_NEW, 36);
	table_tag(MB2_TAG_EFI_MMAP, 48, 1, 120 * 48);
	end_tag();
}
