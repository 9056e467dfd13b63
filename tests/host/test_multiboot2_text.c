// SPDX-License-Identifier: GPL-2.0-only
/*
 * What boot/multiboot2.c says, to the byte: each message once, with numbers
 * that are all different, so that none can stand in another's place.
 * sources: boot/multiboot2.c tests/host/mb2_block.c tests/host/glue.c
 */
#include <linux/boot_info.h>
#include <linux/errno.h>
#include "boot/multiboot2.h"
#include "tests/host/glue.h"
#include "tests/host/mb2_block.h"

static const u8 zeroes[64];

/* The block ends here, and of its last tag is said just this. */
static void expect_tag_text(u32 type, u32 at, const char *fmt, ...)
{
	char line[256];
	va_list args;
	int n = snprintf(line, sizeof(line), "multiboot2: tag %u at byte %u: ",
			 type, at);

	va_start(args, fmt);
	n += vsnprintf(line + n, sizeof(line) - n, fmt, args);
	va_end(args);
	snprintf(line + n, sizeof(line) - n, "\n");
	read_good();
	assert_string_equal(glue_log(), line);
}

static void expect_read_text(size_t limit, const char *line)
{
	assert_int_equal(read_exact(limit), -EINVAL);
	assert_string_equal(glue_log(), line);
	assert_int_equal(bi.block_size, 0);
	assert_int_equal(bi.nr_modules, 0);
}

/* Each tag with fields, one byte too short, and of just that size. */
TEST(fields_that_are_not_there)
{
	static const struct {
		u32 type, need;
	} tags[] = {
		{ MB2_TAG_MODULE, 16 }, { MB2_TAG_MMAP, 16 },
		{ MB2_TAG_EFI_MMAP, 16 }, { MB2_TAG_FRAMEBUFFER, 30 },
		{ MB2_TAG_ACPI_OLD, 28 }, { MB2_TAG_ACPI_NEW, 44 },
	};
	u32 i, size, at;

	for (i = 0; i < sizeof(tags) / sizeof(tags[0]); i++) {
		for (size = 8; size < tags[i].need; size++) {
			begin();
			at = tag(tags[i].type, zeroes, size - 8);
			end_tag();
			expect_tag_text(tags[i].type, at, "size %u is below "
					"%u, left out", size, tags[i].need);
		}
		begin();
		tag(tags[i].type, zeroes, tags[i].need - 8);
		end_tag();
		read_good();
		assert_false(glue_log_has("below 16,"));
		assert_false(glue_log_has("size 30"));
		assert_int_equal(bi.fb.present,
				 tags[i].type == MB2_TAG_FRAMEBUFFER);
		assert_int_equal(bi.nr_modules,
				 tags[i].type == MB2_TAG_MODULE);
		assert_int_equal(bi.rsdp_size, tags[i].need == 28 ? 20 :
				 tags[i].need == 44 ? 36 : 0);
	}
}

TEST(tags_that_are_there_twice)
{
	static const u32 types[] = { MB2_TAG_CMDLINE, MB2_TAG_LOADER,
		MB2_TAG_FRAMEBUFFER, MB2_TAG_ACPI_OLD, MB2_TAG_ACPI_NEW };
	u32 i, at;

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		begin();
		tag(types[i], zeroes, 48);
		at = tag(types[i], zeroes, 48);
		end_tag();
		expect_tag_text(types[i], at, "a second one, left out");
	}
	for (i = 0; i < 2; i++) {
		u32 type = i ? MB2_TAG_MMAP : MB2_TAG_EFI_MMAP;

		begin();
		table_tag(type, 40, 0x81000007, 80);
		at = table_tag(type, 48, 8, 480);
		end_tag();
		expect_tag_text(type, at, "a second one, left out");
		assert_int_equal(i ? bi.e820.version : bi.efi.version,
				 0x81000007);
	}
}

/* Where the new one is known, nothing is said of an old one, good or bad. */
TEST(old_rsdp_behind_a_new_one)
{
	u32 at;

	begin();
	rsdp_tag(MB2_TAG_ACPI_NEW, 36);
	at = rsdp_tag(MB2_TAG_ACPI_OLD, 19);
	rsdp_tag(MB2_TAG_ACPI_OLD, 20);
	rsdp_tag(MB2_TAG_ACPI_OLD, 20);
	end_tag();
	expect_tag_text(MB2_TAG_ACPI_OLD, at, "size 27 is below 28, left out");
	assert_int_equal(bi.rsdp_size, 36);
}

TEST(strings_without_end)
{
	u32 at;

	begin();
	at = tag(MB2_TAG_LOADER, "123", 3);
	end_tag();
	expect_tag_text(MB2_TAG_LOADER, at, "its string has no end, left out");
	begin();
	at = tag(MB2_TAG_MODULE, "\0\0\1\0\0\0\2\0xyz", 11);
	end_tag();
	expect_tag_text(MB2_TAG_MODULE, at,
			"its string has no end, taken as empty");
	assert_int_equal(bi.modules[0].start, 0x10000);
	assert_int_equal(bi.modules[0].end, 0x20000);
}

TEST(module_that_ends_before_it_starts)
{
	u32 at;

	begin();
	at = module_tag(0x3000, 0x2fff, "bad");
	end_tag();
	expect_tag_text(MB2_TAG_MODULE, at, "module ends at 0x2fff, before "
			"its start 0x3000, left out");
	assert_int_equal(bi.nr_modules, 0);
}

TEST(tables_without_entries)
{
	u32 at;

	begin();
	at = table_tag(MB2_TAG_MMAP, 23, 0, 480);
	end_tag();
	expect_tag_text(MB2_TAG_MMAP, at, "entry size 23 is below 24, left "
			"out");
	begin();
	at = table_tag(MB2_TAG_EFI_MMAP, 39, 0, 480);
	end_tag();
	expect_tag_text(MB2_TAG_EFI_MMAP, at, "entry size 39 is below 40, "
			"left out");
	begin();
	at = table_tag(MB2_TAG_EFI_MMAP, 56, 0, 55);
	end_tag();
	expect_tag_text(MB2_TAG_EFI_MMAP, at, "no room for one entry of 56 "
			"bytes, left out");
	begin();
	table_tag(MB2_TAG_MMAP, 24, 3, 24);
	table_tag(MB2_TAG_EFI_MMAP, 40, 4, 40);
	end_tag();
	read_good();
	assert_string_equal(glue_log(), "");
	assert_int_equal(bi.e820.nr, 1);
	assert_int_equal(bi.efi.nr, 1);
}

TEST(colours_that_are_not_there)
{
	u8 payload[32] = { [21] = FB_RGB };
	u32 at, size;

	for (size = 30; size < 38; size++) {
		begin();
		at = tag(MB2_TAG_FRAMEBUFFER, payload, size - 8);
		end_tag();
		expect_tag_text(MB2_TAG_FRAMEBUFFER, at, "size %u leaves no "
				"room for its colours", size);
	}
}

/* ---- the walk -------------------------------------------------------- */

TEST(tags_that_end_the_walk)
{
	u32 size, at;

	for (size = 0; size < 8; size++) {
		begin();
		at = tag(77, "12345678", 8);
		end_tag();
		set32(at + 4, size);
		expect_tag_text(77, at, "size %u is below 8; it and all "
				"behind it left out", size);
	}
	begin();
	string_tag(MB2_TAG_CMDLINE, "x");
	at = tag(78, "1234567", 7);
	set32(0, used - 1);
	assert_int_equal(read_exact(used - 1), 0);
	assert_string_equal(glue_log(), "multiboot2: tag 78 at byte 24: size "
			    "15 reaches past the block's end at byte 38, "
			    "left out\n");
	set32(0, used);
	read_good();
	assert_string_equal(glue_log(), "multiboot2: no end tag before the "
			    "block ends at byte 39\n");
}

TEST(modules_that_are_left_out)
{
	u32 i;

	begin();
	for (i = 0; i < BOOT_MAX_MODULES + 3; i++)
		module_tag(i << 12, (i << 12) + 0x123, "m");
	end_tag();
	read_good();
	assert_string_equal(glue_log(), "multiboot2: tag 3 at byte 392: no "
			    "room for more than 16 modules, 3 left out, in "
			    "memory up to 0x12123 that stays reserved\n");
	assert_int_equal(bi.further_modules.start, 0x10000);
	assert_int_equal(bi.further_modules.end, 0x12123);
}

/* ---- the block ------------------------------------------------------- */

TEST(blocks_that_cannot_be_read)
{
	begin();
	end_tag();
	expect_read_text(7, "multiboot2: only 7 bytes of the block at 0x9000 "
			 "can be read\n");
	expect_read_text(15, "multiboot2: the block at 0x9000 has a size of "
			 "16 bytes, only 15 can be read\n");
	expect_read_text(8, "multiboot2: the block at 0x9000 has a size of "
			 "16 bytes, only 8 can be read\n");
	set32(0, 15);
	expect_read_text(16, "multiboot2: the block at 0x9000 has a size of "
			 "only 15 bytes\n");
}

/* Eight bytes are what it has to be aligned to. */
TEST(blocks_that_are_not_aligned)
{
	char line[80];
	u32 by;

	begin();
	end_tag();
	for (by = 0; by < 32; by++) {
		glue_log_clear();
		snprintf(line, sizeof(line), "multiboot2: the block at 0x%x is "
			 "not aligned to 8 bytes\n", PHYS + by);
		assert_int_equal(multiboot2_read(block, PHYS + by, used, &bi),
				 by % 8 ? -EINVAL : 0);
		assert_string_equal(glue_log(), by % 8 ? line : "");
		assert_int_equal(bi.block, by % 8 ? 0 : PHYS + by);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields_that_are_not_there),
		cmocka_unit_test(tags_that_are_there_twice),
		cmocka_unit_test(old_rsdp_behind_a_new_one),
		cmocka_unit_test(strings_without_end),
		cmocka_unit_test(module_that_ends_before_it_starts),
		cmocka_unit_test(tables_without_entries),
		cmocka_unit_test(colours_that_are_not_there),
		cmocka_unit_test(tags_that_end_the_walk),
		cmocka_unit_test(modules_that_are_left_out),
		cmocka_unit_test(blocks_that_cannot_be_read),
		cmocka_unit_test(blocks_that_are_not_aligned),
	};

	return RUN(tests);
}
