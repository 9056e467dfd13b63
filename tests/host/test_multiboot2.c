// SPDX-License-Identifier: GPL-2.0-only
/*
 * boot/multiboot2.c on whole blocks: good ones, ones that cannot be right,
 * ones that are cut off, and thousands with bytes replaced. What single tags
 * can have wrong is in test_multiboot2_tags.c.
 * sources: boot/multiboot2.c tests/host/mb2_block.c tests/host/glue.c
 */
#include <linux/boot_info.h>
#include <linux/errno.h>
#include "boot/multiboot2.h"
#include "tests/host/glue.h"
#include "tests/host/mb2_block.h"

/* ---- good blocks ----------------------------------------------------- */

TEST(full_block)
{
	build_full();
	read_good();
	assert_int_equal(glue_warnings(), 0);
	assert_int_equal(bi.block, PHYS);
	assert_int_equal(bi.block_size, used);
	assert_string_equal(bi.cmdline, "memblock=debug quiet");
	assert_string_equal(bi.loader, "GRUB 2.06");
	assert_int_equal(bi.nr_modules, 2);
	assert_int_equal(bi.modules[0].start, 0x200000);
	assert_int_equal(bi.modules[0].end, 0x201234);
	assert_string_equal(bi.modules[0].cmdline, "font.psf");
	assert_string_equal(bi.modules[1].cmdline, "");
	assert_int_equal(bi.e820.nr, 18);
	assert_int_equal(bi.e820.stride, 24);
	assert_int_equal(bi.efi.nr, 120);
	assert_int_equal(bi.efi.stride, 48);
	assert_int_equal(bi.efi.version, 1);
	assert_int_equal(bi.rsdp_size, 36);
	assert_memory_equal(bi.rsdp, "RSD PTR ", 8);
	assert_true(bi.fb.present);
	assert_int_equal(bi.fb.addr, 0xb8000);
	assert_int_equal(bi.fb.pitch, 160);
	assert_int_equal(bi.fb.width, 80);
	assert_int_equal(bi.fb.height, 25);
	assert_int_equal(bi.fb.bpp, 16);
	assert_int_equal(bi.fb.type, 2);
	assert_false(bi.efi_boot_services);
}

TEST(empty_block)
{
	begin();
	end_tag();
	read_good();
	assert_int_equal(glue_warnings(), 0);
	assert_string_equal(bi.cmdline, "");
	assert_string_equal(bi.loader, "");
	assert_int_equal(bi.nr_modules, 0);
	assert_null(bi.e820.data);
	assert_null(bi.efi.data);
	assert_null(bi.rsdp);
	assert_false(bi.fb.present);
}

TEST(table_data_is_where_the_entries_are)
{
	u32 at;

	begin();
	at = table_tag(MB2_TAG_MMAP, 24, 0, 48);
	set32(at + 16, 0x12345678);
	end_tag();
	read_good();
	assert_int_equal(*(const u32 *)bi.e820.data, 0x12345678);
}

TEST(boot_services_tag)
{
	begin();
	tag(MB2_TAG_EFI_BS, NULL, 0);
	end_tag();
	read_good();
	assert_true(bi.efi_boot_services);
}

TEST(unknown_tags_are_passed_over)
{
	static const u8 sections[700] = "ELF sections";

	begin();
	tag(0xdeadbeef, "abc", 3);
	tag(9, sections, sizeof(sections));
	string_tag(MB2_TAG_CMDLINE, "here");
	end_tag();
	read_good();
	assert_int_equal(glue_warnings(), 0);
	assert_string_equal(bi.cmdline, "here");
}

TEST(odd_sizes_are_padded_to_8)
{
	char text[32] = "";
	size_t len;

	for (len = 0; len < 20; len++) {
		begin();
		memset(text, 'x', len);
		string_tag(MB2_TAG_CMDLINE, text);
		string_tag(MB2_TAG_LOADER, "next");
		end_tag();
		read_good();
		assert_int_equal(glue_warnings(), 0);
		assert_int_equal(strlen(bi.cmdline), len);
		assert_string_equal(bi.loader, "next");
	}
}

/* ---- the block itself cannot be right -------------------------------- */

TEST(block_too_short_to_read)
{
	size_t limit;

	build_full();
	for (limit = 0; limit < 8; limit++) {
		assert_int_equal(read_exact(limit), -EINVAL);
		assert_int_equal(glue_warnings(), 1);
	}
}

TEST(total_size_too_small)
{
	u32 size;

	for (size = 0; size < 16; size++) {
		begin();
		end_tag();
		set32(0, size);
		assert_int_equal(read_exact(used), -EINVAL);
		assert_int_equal(glue_warnings(), 1);
	}
}

TEST(total_size_beyond_limit)
{
	static const u32 more[] = { 1, 8, 4096, 0x7fffffff };
	u32 i;

	for (i = 0; i < 4; i++) {
		build_full();
		set32(0, used + more[i]);
		assert_int_equal(read_exact(used), -EINVAL);
		assert_int_equal(glue_warnings(), 1);
	}
	set32(0, 0xffffffff);
	assert_int_equal(read_exact(used), -EINVAL);
}

TEST(misaligned_block)
{
	build_full();
	glue_log_clear();
	assert_int_equal(multiboot2_read(block, PHYS + 4, used, &bi), -EINVAL);
	assert_int_equal(glue_warnings(), 1);
}

TEST(limit_above_total_size_is_fine)
{
	build_full();
	assert_int_equal(read_exact(used + 100), 0);
	assert_int_equal(glue_warnings(), 0);
	assert_int_equal(bi.block_size, used);
}

/* ---- the walk -------------------------------------------------------- */

TEST(missing_end_tag)
{
	begin();
	string_tag(MB2_TAG_CMDLINE, "7 bytes");	/* padding not needed */
	set32(0, used);
	read_good();
	assert_true(glue_log_has("no end tag"));
	assert_int_equal(glue_warnings(), 1);
	assert_string_equal(bi.cmdline, "7 bytes");
}

TEST(last_tag_without_its_padding)
{
	begin();
	string_tag(MB2_TAG_CMDLINE, "x");
	set32(0, used);
	assert_int_not_equal(used % 8, 0);
	read_good();
	assert_true(glue_log_has("no end tag"));
	assert_string_equal(bi.cmdline, "x");
}

TEST(tag_size_below_8_ends_the_walk)
{
	u32 size, at;

	for (size = 0; size < 8; size++) {
		begin();
		string_tag(MB2_TAG_CMDLINE, "before");
		at = string_tag(MB2_TAG_LOADER, "bad");
		end_tag();
		set32(at + 4, size);
		read_good();
		expect_one_message(MB2_TAG_LOADER, at);
		assert_string_equal(bi.cmdline, "before");
		assert_string_equal(bi.loader, "");
	}
}

TEST(tag_that_is_cut_off)
{
	static const u32 sizes[] = { 33, 1000, 0x7ffffff8, 0xfffffff0,
				     0xffffffff };
	u32 i, at;

	for (i = 0; i < 5; i++) {
		begin();
		string_tag(MB2_TAG_CMDLINE, "before");
		at = string_tag(MB2_TAG_LOADER, "loader");
		end_tag();
		set32(at + 4, sizes[i]);
		read_good();
		expect_one_message(MB2_TAG_LOADER, at);
		assert_string_equal(bi.cmdline, "before");
		assert_string_equal(bi.loader, "");
	}
}

TEST(end_tag_ends_the_walk)
{
	begin();
	end_tag();
	string_tag(MB2_TAG_CMDLINE, "behind the end");
	set32(0, used);
	read_good();
	assert_int_equal(glue_warnings(), 0);
	assert_string_equal(bi.cmdline, "");
}

/* ---- many blocks ----------------------------------------------------- */

/* Does all that @bi points to lie inside the block? */
static void check_results(void)
{
	static const u32 fields[] = { MB2_MMAP_ENTRY, MB2_EFI_DESC };
	const struct boot_table *tables[] = { &bi.e820, &bi.efi };
	const u8 *data;
	u32 i, sum = 0;

	sum += strlen(bi.cmdline) + strlen(bi.loader);
	assert_true(bi.nr_modules <= BOOT_MAX_MODULES);
	for (i = 0; i < bi.nr_modules; i++) {
		assert_true(bi.modules[i].start <= bi.modules[i].end);
		sum += strlen(bi.modules[i].cmdline);
	}
	for (i = 0; i < 2; i++) {
		data = tables[i]->data;
		if (!data)
			continue;
		assert_true(tables[i]->nr > 0);
		assert_true(tables[i]->stride >= fields[i]);
		/* ASan looks at the first and the last byte. */
		sum += data[0];
		sum += data[(size_t)tables[i]->nr * tables[i]->stride - 1];
	}
	if (bi.rsdp)
		sum += ((const u8 *)bi.rsdp)[bi.rsdp_size - 1];
	assert_int_not_equal(sum, 0xffffffff);
}

TEST(cut_at_every_length)
{
	u32 full, size;

	build_full();
	full = used;
	for (size = 0; size < full; size++) {
		/* The block says its true size: it cannot be right. */
		set32(0, full);
		assert_int_equal(read_exact(size), -EINVAL);
		/* It says the cut size: what is whole is used. */
		set32(0, size);
		if (size < 16) {
			assert_int_equal(read_exact(size), -EINVAL);
			continue;
		}
		assert_int_equal(read_exact(size), 0);
		assert_int_equal(glue_warnings(), 1);
		check_results();
	}
}

TEST(every_word_replaced)
{
	static const u32 values[] = { 0, 1, 7, 8, 9, 16, 24, 0x7fffffff,
				      0x80000000, 0xfffffff8, 0xffffffff };
	u32 at, i, keep;

	build_full();
	glue_log_off = true;
	for (at = 8; at + 4 <= used; at += 4) {
		memcpy(&keep, block + at, 4);
		for (i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
			set32(at, values[i]);
			read_good();
			check_results();
		}
		set32(at, keep);
	}
	glue_log_off = false;
}

TEST(random_blocks)
{
	u32 round, i, seed = 12345;

	glue_log_off = true;
	for (round = 0; round < 20000; round++) {
		build_full();
		for (i = 0; i < 1 + round % 8; i++) {
			seed = seed * 1664525 + 1013904223;
			block[8 + (seed >> 8) % (used - 8)] = seed >> 3;
		}
		read_good();
		check_results();
	}
	glue_log_off = false;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(full_block),
		cmocka_unit_test(empty_block),
		cmocka_unit_test(table_data_is_where_the_entries_are),
		cmocka_unit_test(boot_services_tag),
		cmocka_unit_test(unknown_tags_are_passed_over),
		cmocka_unit_test(odd_sizes_are_padded_to_8),
		cmocka_unit_test(block_too_short_to_read),
		cmocka_unit_test(total_size_too_small),
		cmocka_unit_test(total_size_beyond_limit),
		cmocka_unit_test(misaligned_block),
		cmocka_unit_test(limit_above_total_size_is_fine),
		cmocka_unit_test(missing_end_tag),
		cmocka_unit_test(last_tag_without_its_padding),
		cmocka_unit_test(tag_size_below_8_ends_the_walk),
		cmocka_unit_test(tag_that_is_cut_off),
		cmocka_unit_test(end_tag_ends_the_walk),
		cmocka_unit_test(cut_at_every_length),
		cmocka_unit_test(every_word_replaced),
		cmocka_unit_test(random_blocks),
	};

	return RUN(tests);
}
