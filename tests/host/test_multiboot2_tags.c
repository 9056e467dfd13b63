// SPDX-License-Identifier: GPL-2.0-only
/*
 * boot/multiboot2.c on blocks in which one tag is odd: too short, without an
 * end, with entries that do not fit, there twice. The others must be used,
 * and one message must name the tag.
 * sources: boot/multiboot2.c tests/host/mb2_block.c tests/host/glue.c
 */
#include <linux/boot_info.h>
#include <linux/errno.h>
#include "boot/multiboot2.h"
#include "tests/host/glue.h"
#include "tests/host/mb2_block.h"

/* ---- single tags ----------------------------------------------------- */

TEST(string_without_end)
{
	static const u32 types[] = { MB2_TAG_CMDLINE, MB2_TAG_LOADER };
	u32 i, at;

	for (i = 0; i < 2; i++) {
		begin();
		at = tag(types[i], "12345678", 8);
		tag(99, "\0\0\0\0", 4);		/* has a 0, in another tag */
		end_tag();
		read_good();
		expect_one_message(types[i], at);
		assert_string_equal(bi.cmdline, "");
		assert_string_equal(bi.loader, "");
	}
	begin();
	at = tag(MB2_TAG_CMDLINE, NULL, 0);	/* no room for a 0 */
	end_tag();
	read_good();
	expect_one_message(MB2_TAG_CMDLINE, at);
	assert_string_equal(bi.cmdline, "");
}

TEST(module_too_short)
{
	u32 size, at;

	for (size = 0; size < 8; size++) {
		begin();
		at = tag(MB2_TAG_MODULE, "12345678", size);
		end_tag();
		read_good();
		expect_one_message(MB2_TAG_MODULE, at);
		assert_int_equal(bi.nr_modules, 0);
	}
}

TEST(module_without_string_end_is_still_reserved)
{
	static const u32 payload[] = { 0x1000, 0x2000, 0x78787878 };
	u32 i, at;

	for (i = 2; i <= 3; i++) {
		begin();
		at = tag(MB2_TAG_MODULE, payload, i * 4);
		end_tag();
		read_good();
		expect_one_message(MB2_TAG_MODULE, at);
		assert_int_equal(bi.nr_modules, 1);
		assert_int_equal(bi.modules[0].start, 0x1000);
		assert_int_equal(bi.modules[0].end, 0x2000);
		assert_string_equal(bi.modules[0].cmdline, "");
	}
}

TEST(module_that_ends_before_it_starts)
{
	u32 at;

	begin();
	module_tag(0x1000, 0x2000, "good");
	at = module_tag(0x3000, 0x2fff, "bad");
	module_tag(0xfffff000, 0xffffffff, "also good");
	end_tag();
	read_good();
	expect_one_message(MB2_TAG_MODULE, at);
	assert_int_equal(bi.nr_modules, 2);
	assert_string_equal(bi.modules[1].cmdline, "also good");
	assert_int_equal(bi.modules[1].end, 0xffffffff);
}

TEST(as_many_modules_as_fit)
{
	u32 i;

	begin();
	for (i = 0; i < BOOT_MAX_MODULES; i++)
		module_tag(i << 12, (i + 1) << 12, "m");
	end_tag();
	read_good();
	assert_int_equal(glue_warnings(), 0);
	assert_int_equal(bi.nr_modules, BOOT_MAX_MODULES);
	assert_int_equal(bi.further_modules.end, 0);
}

/*
 *	modules [0] ... [15]   [18][empty]   [17]    [16]
 *	                       |---- further_modules ---|
 */
TEST(more_modules_than_fit)
{
	u32 i, first;

	begin();
	for (i = 0; i < BOOT_MAX_MODULES; i++)
		module_tag(i << 12, (i + 1) << 12, "m");
	first = module_tag(0xfff00000, 0xffffffff, "m");
	module_tag(0x800000, 0x900000, "m");
	module_tag(0x400123, 0x500000, "m");
	module_tag(0x300000, 0x300000, "empty");
	string_tag(MB2_TAG_CMDLINE, "behind");
	end_tag();
	read_good();
	expect_one_message(MB2_TAG_MODULE, first);
	assert_true(glue_log_has("no room for more than 16 modules, 4 left "
				 "out, in memory up to 0xffffffff that stays "
				 "reserved\n"));
	assert_int_equal(bi.further_modules.start, 0x400123);
	assert_int_equal(bi.further_modules.end, 0xffffffff);
	assert_int_equal(bi.nr_modules, BOOT_MAX_MODULES);
	assert_int_equal(bi.modules[BOOT_MAX_MODULES - 1].start,
			 (BOOT_MAX_MODULES - 1) << 12);
	assert_string_equal(bi.cmdline, "behind");
}

/* The first that is dropped may be the lowest, and may start at 0. */
TEST(lowest_of_the_dropped_modules_first)
{
	u32 i, start;

	for (start = 0; start <= 0x1000; start += 0x1000) {
		begin();
		for (i = 0; i < BOOT_MAX_MODULES; i++)
			module_tag(0x1000000, 0x1000001, "m");
		module_tag(start, start + 0x800, "m");
		module_tag(0x2000, 0x3000, "m");
		end_tag();
		read_good();
		assert_int_equal(bi.further_modules.start, start);
		assert_int_equal(bi.further_modules.end, 0x3000);
	}
}

static const struct table_case {
	u32 type, fields;
	struct boot_table *table;
} table_cases[] = {
	{ MB2_TAG_MMAP, MB2_MMAP_ENTRY, &bi.e820 },
	{ MB2_TAG_EFI_MMAP, MB2_EFI_DESC, &bi.efi },
};

TEST(table_stride_below_its_fields)
{
	const struct table_case *c;
	u32 stride, at;

	for (c = table_cases; c < table_cases + 2; c++) {
		for (stride = 0; stride < c->fields; stride++) {
			begin();
			at = table_tag(c->type, stride, 0, 480);
			end_tag();
			read_good();
			expect_one_message(c->type, at);
			assert_null(c->table->data);
			assert_int_equal(c->table->nr, 0);
		}
	}
}

TEST(table_without_room_for_an_entry)
{
	static const u32 strides[] = { 40, 48, 481, 0x80000000, 0xffffffff };
	const struct table_case *c;
	u32 i, at;

	for (c = table_cases; c < table_cases + 2; c++) {
		for (i = 0; i < 5; i++) {
			begin();
			at = table_tag(c->type, strides[i], 0,
				       i < 2 ? strides[i] - 1 : 480);
			end_tag();
			read_good();
			expect_one_message(c->type, at);
			assert_null(c->table->data);
		}
	}
}

TEST(table_tag_too_short)
{
	const struct table_case *c;
	u32 size, at;

	for (c = table_cases; c < table_cases + 2; c++) {
		for (size = 0; size < 8; size++) {
			begin();
			at = tag(c->type, "\x18\0\0\0\0\0\0\0", size);
			end_tag();
			read_good();
			expect_one_message(c->type, at);
			assert_null(c->table->data);
		}
	}
}

TEST(table_with_a_partial_last_entry)
{
	begin();
	table_tag(MB2_TAG_MMAP, 24, 7, 24 * 5 + 23);
	end_tag();
	read_good();
	assert_int_equal(bi.e820.nr, 5);
	assert_int_equal(bi.e820.version, 7);
}

TEST(table_with_an_odd_stride)
{
	for (u32 stride = 40; stride < 44; stride++) {
		begin();
		table_tag(MB2_TAG_EFI_MMAP, stride, 1, stride * 3);
		end_tag();
		read_good();
		assert_int_equal(glue_warnings(), 0);
		assert_int_equal(bi.efi.stride, stride);
		assert_int_equal(bi.efi.nr, 3);
	}
}

TEST(framebuffer_too_short)
{
	u32 at;
	size_t size;

	for (size = 0; size < 22; size++) {
		begin();
		at = framebuffer_tag(size);
		end_tag();
		read_good();
		expect_one_message(MB2_TAG_FRAMEBUFFER, at);
		assert_false(bi.fb.present);
	}
	begin();
	framebuffer_tag(22);
	end_tag();
	read_good();
	assert_true(bi.fb.present);
}

/* Where it has pixels six bytes behind it say what is where in them. */
TEST(framebuffer_colors)
{
	u8 payload[32] = { 0, 0, 0, 0xfd, 0, 0, 0, 0, 0, 4, 0, 0, 0x40, 1,
			   0, 0, 200, 0, 0, 0, 24, FB_RGB, 0, 0,
			   16, 8, 10, 6, 0, 5 };
	u32 at;
	size_t size;

	for (size = 22; size < 30; size++) {
		begin();
		at = tag(MB2_TAG_FRAMEBUFFER, payload, size);
		end_tag();
		read_good();
		expect_one_message(MB2_TAG_FRAMEBUFFER, at);
		assert_true(bi.fb.present);
		assert_int_equal(bi.fb.red.size, 0);
	}
	begin();
	tag(MB2_TAG_FRAMEBUFFER, payload, 30);
	end_tag();
	read_good();
	assert_int_equal(glue_warnings(), 0);
	assert_int_equal(bi.fb.addr, 0xfd000000);
	assert_int_equal(bi.fb.width, 320);
	assert_int_equal(bi.fb.red.position, 16);
	assert_int_equal(bi.fb.red.size, 8);
	assert_int_equal(bi.fb.green.position, 10);
	assert_int_equal(bi.fb.green.size, 6);
	assert_int_equal(bi.fb.blue.position, 0);
	assert_int_equal(bi.fb.blue.size, 5);
}

TEST(rsdp_too_short)
{
	u32 at;

	begin();
	at = rsdp_tag(MB2_TAG_ACPI_OLD, 19);
	end_tag();
	read_good();
	expect_one_message(MB2_TAG_ACPI_OLD, at);
	assert_null(bi.rsdp);

	/* A bad new one leaves the old one in place. */
	begin();
	rsdp_tag(MB2_TAG_ACPI_OLD, 20);
	at = rsdp_tag(MB2_TAG_ACPI_NEW, 35);
	end_tag();
	read_good();
	expect_one_message(MB2_TAG_ACPI_NEW, at);
	assert_int_equal(bi.rsdp_size, 20);
}

TEST(new_rsdp_wins_in_any_order)
{
	begin();
	rsdp_tag(MB2_TAG_ACPI_NEW, 36);
	rsdp_tag(MB2_TAG_ACPI_OLD, 20);
	end_tag();
	read_good();
	assert_int_equal(glue_warnings(), 0);
	assert_int_equal(bi.rsdp_size, 36);

	begin();
	rsdp_tag(MB2_TAG_ACPI_OLD, 20);
	end_tag();
	read_good();
	assert_int_equal(bi.rsdp_size, 20);
}

/* ---- the same tag twice ---------------------------------------------- */

TEST(first_of_two_wins)
{
	u32 at;

	begin();
	string_tag(MB2_TAG_CMDLINE, "first");
	at = string_tag(MB2_TAG_CMDLINE, "second");
	end_tag();
	read_good();
	expect_one_message(MB2_TAG_CMDLINE, at);
	assert_string_equal(bi.cmdline, "first");

	begin();
	table_tag(MB2_TAG_MMAP, 24, 0, 48);
	at = table_tag(MB2_TAG_MMAP, 32, 0, 320);
	end_tag();
	read_good();
	expect_one_message(MB2_TAG_MMAP, at);
	assert_int_equal(bi.e820.nr, 2);

	begin();
	framebuffer_tag(24);
	at = framebuffer_tag(24);
	end_tag();
	read_good();
	expect_one_message(MB2_TAG_FRAMEBUFFER, at);

	begin();
	rsdp_tag(MB2_TAG_ACPI_NEW, 36);
	at = rsdp_tag(MB2_TAG_ACPI_NEW, 40);
	end_tag();
	read_good();
	expect_one_message(MB2_TAG_ACPI_NEW, at);
	assert_int_equal(bi.rsdp_size, 36);
}

TEST(second_counts_where_the_first_was_left_out)
{
	u32 at;

	begin();
	at = table_tag(MB2_TAG_EFI_MMAP, 24, 1, 480);
	table_tag(MB2_TAG_EFI_MMAP, 48, 1, 480);
	end_tag();
	read_good();
	expect_one_message(MB2_TAG_EFI_MMAP, at);
	assert_int_equal(bi.efi.nr, 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(string_without_end),
		cmocka_unit_test(module_too_short),
		cmocka_unit_test(module_without_string_end_is_still_reserved),
		cmocka_unit_test(module_that_ends_before_it_starts),
		cmocka_unit_test(as_many_modules_as_fit),
		cmocka_unit_test(more_modules_than_fit),
		cmocka_unit_test(lowest_of_the_dropped_modules_first),
		cmocka_unit_test(table_stride_below_its_fields),
		cmocka_unit_test(table_without_room_for_an_entry),
		cmocka_unit_test(table_tag_too_short),
		cmocka_unit_test(table_with_a_partial_last_entry),
		cmocka_unit_test(table_with_an_odd_stride),
		cmocka_unit_test(framebuffer_too_short),
		cmocka_unit_test(framebuffer_colors),
		cmocka_unit_test(rsdp_too_short),
		cmocka_unit_test(new_rsdp_wins_in_any_order),
		cmocka_unit_test(first_of_two_wins),
		cmocka_unit_test(second_counts_where_the_first_was_left_out),
	};

	return RUN(tests);
}
