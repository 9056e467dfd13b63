// SPDX-License-Identifier: GPL-2.0-only
/*
 * The e820 table once it is in order: changes, questions, the way into
 * memblock in whole pages, what is printed; and the BIOS's data area.
 *
 * Pictures: a letter is a range of type 1 (U), 2 (R), 3 (A), 4 (N), 12 (P).
 *
 * sources: arch/x86/kernel/e820.c arch/x86/kernel/e820_sanitize.c
 * sources: arch/x86/kernel/firmware_map.c arch/x86/kernel/efi.c
 * sources: arch/x86/kernel/ebda.c lib/sort.c mm/memblock*.c
 * sources: tests/host/glue.c tests/host/glue_memblock.c
 * sources: tests/host/glue_map.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -I arch/x86/include
 */
#include "glue_map.h"

#define U	E820_RAM
#define R	E820_RESERVED
#define A	E820_ACPI
#define N	E820_NVS
#define P	E820_PRAM

/* ---- changes --------------------------------------------------------- */

/* UUUUUU  update ..xx.. to R	->	UURRUU; the rest is not touched */
TEST(test_update_middle)
{
	set_map({ 0x1000, 0x6000, U }, { 0x8000, 0x1000, N });
	assert_int_equal(e820_update_range(0x3000, 0x2000, U, R), 0x2000);
	assert_true(glue_log_has("e820: update [mem 0x00003000-0x00004fff] "
				 "usable ==> reserved\n"));
	update_e820();
	expect_map({ 0x1000, 0x2000, U }, { 0x3000, 0x2000, R },
		   { 0x5000, 0x2000, U }, { 0x8000, 0x1000, N });
	assert_int_equal(e820_update_range(0, ~0ULL, A, R), 0);
	assert_int_equal(e820_update_range(0x1000, 0, U, R), 0);
}

/* A table in order is in order at once, before anybody sorts it: pieces of
 * several entries, with some of each left on both sides. */
TEST(test_changed_in_order)
{
	set_map({ 0x1000, 0x4000, U }, { 0x5000, 0x1000, N },
		{ 0x6000, 0x4000, U });
	assert_int_equal(e820_update_range(0x2000, 0x6000, U, R), 0x5000);
	expect_map({ 0x1000, 0x1000, U }, { 0x2000, 0x3000, R },
		   { 0x5000, 0x1000, N }, { 0x6000, 0x2000, R },
		   { 0x8000, 0x2000, U });
	assert_int_equal(e820_update_range(0x3000, 0x1000, R, A), 0x1000);
	expect_map({ 0x1000, 0x1000, U }, { 0x2000, 0x1000, R },
		   { 0x3000, 0x1000, A }, { 0x4000, 0x1000, R },
		   { 0x5000, 0x1000, N }, { 0x6000, 0x2000, R },
		   { 0x8000, 0x2000, U });
}

/* RRRR  to U: a lower type wins if it is told to. */
TEST(test_update_downwards)
{
	set_map({ 0x1000, 0x4000, R });
	assert_int_equal(e820_update_range(0, 0x3000, R, U), 0x2000);
	update_e820();
	expect_map({ 0x1000, 0x2000, U }, { 0x3000, 0x2000, R });
}

/* What was removed has no type until update_e820(): it stays removed. */
TEST(test_removed_is_no_type)
{
	set_map({ 0x1000, 0x4000, U });
	assert_int_equal(e820_remove_range(0x1000, 0x4000, U, true), 0x4000);
	glue_log_clear();
	assert_int_equal(e820_update_range(0x1000, 0x4000, 0, R), 0);
	assert_int_equal(e820_remove_range(0x1000, 0x4000, 0, true), 0);
	assert_string_equal(glue_log(), "");
	update_e820();
	assert_int_equal(e820.nr_map, 0);
}

/* From one type to the same nothing changes, and nothing is said. */
TEST(test_update_to_the_same)
{
	set_map({ 0x1000, 0x4000, U });
	glue_log_clear();
	assert_int_equal(e820_update_range(0x2000, 0x1000, U, U), 0);
	assert_string_equal(glue_log(), "");
	expect_map({ 0x1000, 0x4000, U });
}

/* UURR  remove .xx. : of U only, then of any type */
TEST(test_remove)
{
	set_map({ 0x1000, 0x2000, U }, { 0x3000, 0x2000, R });
	assert_int_equal(e820_remove_range(0x2000, 0x2000, U, true), 0x1000);
	assert_true(glue_log_has("e820: remove [mem 0x00002000-0x00003fff] "
				 "usable\n"));
	update_e820();
	expect_map({ 0x1000, 0x1000, U }, { 0x3000, 0x2000, R });
	assert_int_equal(e820_remove_range(0x1800, ~0ULL, 0, false), 0x2800);
	update_e820();
	expect_map({ 0x1000, 0x800, U });
	/* From 0 on is no further than from elsewhere. */
	assert_int_equal(e820_remove_range(0, 0x1400, U, true), 0x400);
	assert_int_equal(e820_update_range(0, 0x1600, U, R), 0x200);
	update_e820();
	expect_map({ 0x1400, 0x200, R }, { 0x1600, 0x200, U });
}

/* Changes up to the last byte there is. */
TEST(test_change_at_the_top)
{
	set_map({ 0ULL - 0x4000, 0x4000, U });
	assert_int_equal(e820_update_range(0ULL - 0x2000, ~0ULL, U, R), 0x2000);
	update_e820();
	expect_map({ 0ULL - 0x4000, 0x2000, U }, { 0ULL - 0x2000, 0x2000, R });
	assert_int_equal(e820_remove_range(0ULL - 1, 1, R, true), 1);
	update_e820();
	expect_map({ 0ULL - 0x4000, 0x2000, U }, { 0ULL - 0x2000, 0x1fff, R });
}

/* A full table: the change is made, what lay beside it is lost and said. */
TEST(test_change_without_room)
{
	u32 i;

	for (i = 0; i < E820_X_MAX; i++)
		e820_add_region((u64)i << 20, 1 << 19, U);
	assert_int_equal(e820_update_range(0x101000, 0x1000, U, R), 0x1000);
	assert_int_equal(e820.nr_map, E820_X_MAX);
	assert_int_equal(e820.map[1].addr, 0x101000);
	assert_int_equal(e820.map[1].size, 0x1000);
	assert_true(glue_log_has("[mem 0x0000000000102000-"
				 "0x000000000017ffff] is lost"));
	assert_true(glue_log_has("[mem 0x0000000000100000-"
				 "0x0000000000100fff] is lost"));
}

/* acrn-mrb-prelaunched: UUUUUU over 0-effff	->	RUUU.... */
TEST(test_bios_range_never_ram)
{
	set_map({ 0, 0xf0000, U }, { 0xf0000, 0x10000, R },
		{ 0x100000, 0x100000, U });
	trim_bios_range();
	expect_map({ 0, 0x1000, R }, { 0x1000, 0x9f000, U },
		   { 0xf0000, 0x10000, R }, { 0x100000, 0x100000, U });
	memblock_x86_fill();
	expect_list(&memblock.memory, { 0x1000, 0x9f000 },
		    { 0x100000, 0x100000 });
	set_map({ 0x800, 0x1ff800, U });
	trim_bios_range();
	expect_map({ 0x800, 0x800, R }, { 0x1000, 0x9f000, U },
		   { 0x100000, 0x100000, U });
}

/* ---- questions ------------------------------------------------------- */

TEST(test_any_and_all_mapped)
{
	set_map({ 0x1000, 0x1000, U }, { 0x2000, 0x1000, R },
		{ 0x4000, 0x1000, U }, { 0ULL - 0x1000, 0x1000, R });
	assert_true(e820_any_mapped(0, 0x1001, U));
	assert_false(e820_any_mapped(0, 0x1000, U));
	assert_false(e820_any_mapped(0x2000, 0x4000, U));
	assert_true(e820_any_mapped(0x2fff, 0x3000, 0));
	assert_false(e820_any_mapped(0x1800, 0x1800, U));
	assert_true(e820_any_mapped(0ULL - 2, 0ULL - 1, R));
	assert_true(e820_all_mapped(0x1000, 0x2000, U));
	assert_false(e820_all_mapped(0x1000, 0x2001, U));
	assert_false(e820_all_mapped(0xfff, 0x2000, U));
	assert_true(e820_all_mapped(0x1800, 0x3000, 0));
	assert_false(e820_all_mapped(0x1800, 0x3001, 0));
	assert_false(e820_all_mapped(0x5000, 0x5001, U));
	set_map({ 0x1000, 0x1000, U }, { 0x2001, 0xfff, U },
		{ 0ULL - 0x1000, 0x1000, R });
	assert_false(e820_all_mapped(0x1000, 0x3000, U));
	assert_true(e820_all_mapped(0ULL - 0x800, 0ULL - 1, R));
}

/* What is left of an older table behind the last entry is no answer. */
TEST(test_behind_the_last_entry)
{
	set_map({ 0x100000, 0x100000, R }, { 0x300000, 0x100000, U });
	e820.nr_map = 1;
	assert_false(e820_any_mapped(0x300000, 0x400000, U));
	assert_false(e820_all_mapped(0x300000, 0x400000, U));
	assert_int_equal(e820_end_of_ram_pfn(), 0);
	assert_int_equal(e820_update_range(0, ~0ULL, U, R), 0);
	assert_int_equal(e820_remove_range(0, ~0ULL, U, true), 0);
	memblock_x86_fill();
	expect_empty(&memblock.memory);
	glue_log_clear();
	max_phys_addr = 0x380000;
	memblock_x86_fill();
	assert_string_equal(glue_log(), "");
}

/* Only RAM counts, however high the rest lies (qemu-512mb-ht-hole). */
TEST(test_last_pfn)
{
	set_map({ 0x100000, 0x1ff00000, U }, { 0xfd00000000, 0x300000000, R },
		{ 0x3ffc00000000, 0x1000, 7 });
	assert_int_equal(e820_end_of_ram_pfn(), 0x20000);
	set_map({ 0x100000, 0x1ff800, U }, { 0x100000000, 0x1ffff, U });
	assert_int_equal(e820_end_of_ram_pfn(), 0x10001f);
	assert_int_equal(e820_end_of_low_ram_pfn(), 0x2ff);
	set_map({ 0x80000000, 0x90000000, U });
	assert_int_equal(e820_end_of_low_ram_pfn(), 0x100000);
	assert_int_equal(e820_end_of_ram_pfn(), 0x110000);
	e820.nr_map = 0;
	assert_int_equal(e820_end_of_ram_pfn(), 0);
}

/* ---- into memblock --------------------------------------------------- */

/* U 800-57ff, 6001-7ffe: in whole pages 1-5; a page needs all its bytes. */
TEST(test_round_usable_inwards)
{
	set_map({ 0x800, 0x5000, U }, { 0x6001, 0x1ffe, U },
		{ 0x9200, 0xd00, U });
	memblock_x86_fill();
	expect_list(&memblock.memory, { 0x1000, 0x4000 });
}

/* RAM above what the CPU can address is cut, and said. */
TEST(test_not_addressable)
{
	max_phys_addr = 1ULL << 40;
	set_map({ 0x100000, 0x100000, U },
		{ (1ULL << 40) - 0x2000, 0x102000, U },
		{ 1ULL << 50, 1ULL << 30, U });
	memblock_x86_fill();
	expect_list(&memblock.memory, { 0x100000, 0x100000 },
		    { (1ULL << 40) - 0x2000, 0x2000 });
	assert_int_equal(e820_end_of_ram_pfn(), 1 << 28);
	assert_true(glue_log_has("1025 MiB of RAM above 0x10000000000"));
}

TEST(test_ram_to_the_very_top)
{
	set_map({ MAXMEM - 0x3000, ~0ULL - MAXMEM + 0x3001, U });
	memblock_x86_fill();
	expect_list(&memblock.memory, { MAXMEM - 0x3000, 0x3000 });
	glue_map_setup(NULL);
	set_map({ 0ULL - 0x800, 0x800, U });	/* rounded up it would wrap */
	memblock_x86_fill();
	expect_empty(&memblock.memory);
}

/*
 * 200 ranges of one page, then a large one. After the 128th the list must
 * grow, and only the large range has room for the new array: it goes first.
 */
TEST(test_small_ranges_before_a_large_one)
{
	phys_addr_t ram = glue_ram();
	u32 i;

	max_phys_addr = 1ULL << 48;	/* the host's addresses are RAM here */
	for (i = 0; i < 200; i++)
		e820_add_region(0x100000 + i * 0x2000ULL, 0x1000, U);
	e820_add_region(ram, RAM_SIZE, U);
	update_e820();
	memblock_reserve(ram + RAM_SIZE / 2, RAM_SIZE / 2);
	memblock_x86_fill();
	assert_int_equal(memblock.memory.cnt, 201);
	assert_int_equal(glue_warnings(), 0);
	assert_true(memblock_overlaps_region(&memblock.reserved, ram,
					     RAM_SIZE / 2));
}

/* ---- what is printed ------------------------------------------------- */

TEST(test_print_map)
{
	set_map({ 0, 0x9fc00, U }, { 0x9fc00, 0x400, R }, { 0xa0000, 1, 20 },
		{ 0xb0000, 1, 7 }, { 0xc0000, 1, P },
		{ 0xd0000, 1, E820_SOFT_RESERVED }, { 0xe0000, 1, A },
		{ 0xf0000, 1, N }, { 0x100000, 1, E820_UNUSABLE });
	e820_print_map("BIOS-e820");
	assert_string_equal(glue_log(),
		"BIOS-e820: [mem 0x0000000000000000-"
			"0x000000000009fbff] usable\n"
		"BIOS-e820: [mem 0x000000000009fc00-"
			"0x000000000009ffff] reserved\n"
		"BIOS-e820: [mem 0x00000000000a0000-"
			"0x00000000000a0000] unknown type 20\n"
		"BIOS-e820: [mem 0x00000000000b0000-"
			"0x00000000000b0000] persistent (type 7)\n"
		"BIOS-e820: [mem 0x00000000000c0000-"
			"0x00000000000c0000] persistent (type 12)\n"
		"BIOS-e820: [mem 0x00000000000d0000-"
			"0x00000000000d0000] soft reserved\n"
		"BIOS-e820: [mem 0x00000000000e0000-"
			"0x00000000000e0000] ACPI data\n"
		"BIOS-e820: [mem 0x00000000000f0000-"
			"0x00000000000f0000] ACPI NVS\n"
		"BIOS-e820: [mem 0x0000000000100000-"
			"0x0000000000100000] unusable\n");
}

/* ---- the BIOS's data area -------------------------------------------- */

TEST(test_bios_data_start)
{
	/* 639 KiB, EBDA in the last one: at least the last page. */
	assert_int_equal(bios_data_start(639, 0x9fc0), 0x9f000);
	assert_int_equal(bios_data_start(640, 0), 0x9f000);
	assert_int_equal(bios_data_start(618, 0x9a80), 0x9a800);
	assert_int_equal(bios_data_start(600, 0x9a80), 0x96000);
	assert_int_equal(bios_data_start(639, 0x9000), 0x90000);
	/* No base memory of 0, 64 KiB or 63 MiB; no EBDA above it. */
	assert_int_equal(bios_data_start(0, 0), 0x9f000);
	assert_int_equal(bios_data_start(64, 0x1000), 0x9f000);
	assert_int_equal(bios_data_start(0xffff, 0xffff), 0x9f000);
	assert_int_equal(bios_data_start(128, 0x2000), 0x20000);
	assert_int_equal(bios_data_start(128, 0), 0x20000);
	assert_int_equal(bios_data_start(639, 0x2000), 0x20000);
	assert_int_equal(bios_data_start(639, 0x1fff), 0x9f000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		M(test_update_middle), M(test_changed_in_order),
		M(test_update_downwards),
		M(test_removed_is_no_type), M(test_update_to_the_same),
		M(test_remove), M(test_change_at_the_top),
		M(test_change_without_room), M(test_bios_range_never_ram),
		M(test_any_and_all_mapped),
		M(test_behind_the_last_entry), M(test_last_pfn),
		M(test_round_usable_inwards), M(test_not_addressable),
		M(test_ram_to_the_very_top),
		M(test_small_ranges_before_a_large_one), M(test_print_map),
		M(test_bios_data_start),
	};

	return RUN(tests);
}
