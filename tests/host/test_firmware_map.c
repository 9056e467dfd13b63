// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which map is chosen and what is said of it, to the word: the log of each
 * case is compared as a whole, and so is what goes into the trace. What the
 * maps become is for test_efi.c and test_e820.c.
 *
 * sources: arch/x86/kernel/e820.c arch/x86/kernel/e820_sanitize.c
 * sources: arch/x86/kernel/firmware_map.c arch/x86/kernel/efi.c
 * sources: lib/sort.c tests/host/glue.c
 * cflags: -DCONFIG_TRACE -I arch/x86/include
 */
#include <asm/e820.h>
#include <asm/efi.h>
#include <errno.h>
#include <linux/memblock.h>
#include <linux/trace.h>
#include "glue.h"

#define RAM	E820_RAM
#define WB	EFI_MEMORY_WB
#define CONV	EFI_CONVENTIONAL_MEMORY
#define ENTRIES(e)	{ .data = (e), .nr = ARRAY_SIZE(e), \
			  .stride = sizeof((e)[0]), .version = 1 }

bool trace_on;
int memblock_debug;

/* "NAME BASE SIZE TYPE" of each entry that went into the trace. */
static char traced[4000];

void __trace_map(const char *name, u64 base, u64 size, u32 type)
{
	if (strcmp(name, "e820"))
		sprintf(traced + strlen(traced), "%s %llx %llx %u\n", name,
			base, size, type);
}

/* Nobody asks memblock for anything here, but for marks: it has no room. */
static unsigned int marks;

int memblock_mark_mirror(phys_addr_t base, phys_addr_t size)
{
	assert_int_equal(base, 0x100000);
	assert_int_equal(size, 0x10000);
	marks++;
	return -ENOMEM;
}

int memblock_add(phys_addr_t base, phys_addr_t size)
{
	fail_msg("added: 0x%llx + 0x%llx", base, size);
	return 0;
}

void memblock_allow_resize(void)
{
	fail_msg("the lists may grow");
}

static int setup(void **state)
{
	(void)state;
	glue_reset();
	traced[0] = 0;
	trace_on = false;
	memblock_debug = 0;
	/* What has been there before is of no interest. */
	e820.nr_map = 1;
	e820.map[0] = (struct e820entry){ 0x7000, 0x1000, 7 };
	return 0;
}

/* Choose between two maps; it is said in these words. */
static void expect_choice(const struct boot_info *bi, enum map_source want,
			  const char *said)
{
	glue_log_clear();
	assert_int_equal(default_machine_specific_memory_setup(bi), want);
	assert_string_equal(glue_log(), said);
}

static void expect_table(const struct e820entry *want, u32 nr)
{
	assert_int_equal(e820.nr_map, nr);
	assert_memory_equal(e820.map, want, nr * sizeof(*want));
}

/* ---- tag 6 ----------------------------------------------------------- */

#define TAG_6(nr)	"e820: using the map of " nr " entries in tag 6; " \
			"EFI map: there is none\n"

/* Out of order, with an end mark, and one that passes 2^64. */
TEST(tag_6_is_shown_as_it_came)
{
	static const struct e820entry raw[] = {
		{ 0x100000, 0x7000, RAM }, { 0, 0x9f000, RAM },
		{ ~0ULL, 2, RAM }, { 0, 0, 0 }, { 0x107000, 1, 20 },
	};
	static const struct e820entry want[] = {
		{ 0, 0x9f000, RAM }, { 0x100000, 0x7000, RAM },
		{ 0x107000, 1, 20 },
	};
	const struct boot_info bi = { .e820 = ENTRIES(raw) };

	trace_on = true;
	expect_choice(&bi, MAP_E820, TAG_6("5")
		"e820: 1 of 5 entries pass 2^64: left out\n"
		"BIOS-e820: [mem 0x0000000000100000-0x0000000000106fff] "
		"usable\n"
		"BIOS-e820: [mem 0x0000000000000000-0x000000000009efff] "
		"usable\n"
		"BIOS-e820: base 0xffffffffffffffff length 0x2 type 1: left "
		"out\n"
		"BIOS-e820: base 0 length 0 type 0: left out\n"
		"BIOS-e820: [mem 0x0000000000107000-0x0000000000107000] "
		"unknown type 20\n");
	expect_table(want, ARRAY_SIZE(want));
	assert_string_equal(traced, "raw 100000 7000 1\nraw 0 9f000 1\n"
			    "raw ffffffffffffffff 2 1\nraw 0 0 0\n"
			    "raw 107000 1 20\n");
}

/* More than there is room for: how many, and nothing else. */
TEST(tag_6_is_longer_than_the_table)
{
	static struct e820entry raw[E820_X_MAX + 2];
	const struct boot_table table = ENTRIES(raw);
	char said[100];
	u32 i;

	for (i = 0; i < ARRAY_SIZE(raw); i++)
		raw[i] = (struct e820entry){ i * 0x2000ULL, 0x1000, RAM };
	e820.nr_map = 0;
	append_e820_map(&table);
	sprintf(said, "e820: no room for 2 of %u entries: left out\n",
		E820_X_MAX + 2);
	assert_string_equal(glue_log(), said);
	expect_table(raw, E820_X_MAX);
	/* It adds to what is there; what fits is nothing to speak of. */
	e820.nr_map = 1;
	glue_log_clear();
	append_e820_map(&(struct boot_table){ .data = raw,
			.nr = 1, .stride = sizeof(raw[0]) });
	assert_string_equal(glue_log(), "");
	assert_int_equal(e820.nr_map, 2);
}

/* 24 entries are shown; of 25 what they become, or with memblock=debug all. */
TEST(long_maps_are_shown_merged)
{
	static struct e820entry raw[25];
	char lines[3000] = "", said[4000];
	struct boot_info bi = { .e820 = ENTRIES(raw) };
	u32 i;

	for (i = 0; i < 25; i++) {
		raw[i] = (struct e820entry){ i * 0x1000, 0x1000, RAM };
		sprintf(lines + strlen(lines), "BIOS-e820: [mem 0x%016x-"
			"0x%016x] usable\n", i * 0x1000, i * 0x1000 + 0xfff);
		if (i == 23) {
			bi.e820.nr = 24;
			sprintf(said, TAG_6("24") "%s", lines);
			expect_choice(&bi, MAP_E820, said);
		}
	}
	bi.e820.nr = 25;
#define MERGED	"BIOS-e820: 25 entries; merged (memblock=debug prints all):\n" \
		"BIOS-e820: [mem 0x0000000000000000-0x0000000000018fff] " \
		"usable\n"
	expect_choice(&bi, MAP_E820, TAG_6("25") MERGED);
	memblock_debug = 1;
	sprintf(said, TAG_6("25") "%s" MERGED, lines);
	expect_choice(&bi, MAP_E820, said);
	assert_string_equal(traced, "");
}

/* ---- tag 17 ---------------------------------------------------------- */

#define EFI_LINES \
	"efi: mem00: [mem 0x0000000000200000-0x0000000000203fff] attr 0x8 " \
	"Conventional Memory (7)\n" \
	"efi: mem01: [mem 0x0000000000100000-0x0000000000101fff] attr 0x8 " \
	"Loader Code (1)\n"

static const efi_memory_desc_t two_descs[] = {
	{ .type = CONV, .phys_addr = 0x200000, .num_pages = 4,
	  .attribute = WB },
	{ .type = 1, .phys_addr = 0x100000, .num_pages = 2,
	  .attribute = WB },
};

TEST(tag_17_is_preferred)
{
	static const struct e820entry raw[] = { { 0x100000, 0x1000, RAM } };
	static const struct e820entry want[] = {
		{ 0x100000, 0x2000, RAM }, { 0x200000, 0x4000, RAM },
	};
	struct boot_info bi = { .efi = ENTRIES(two_descs) };

	expect_choice(&bi, MAP_EFI, "e820: using the EFI map of 2 "
		      "descriptors\n" EFI_LINES);
	expect_table(want, ARRAY_SIZE(want));
	/* An empty tag 6 is none. */
	bi.e820.data = raw;
	expect_choice(&bi, MAP_EFI, "e820: using the EFI map of 2 "
		      "descriptors\n" EFI_LINES);
	bi.e820 = (struct boot_table)ENTRIES(raw);
	trace_on = true;
	expect_choice(&bi, MAP_EFI, "e820: using the EFI map of 2 "
		      "descriptors, not GRUB's summary\n" EFI_LINES);
	expect_table(want, ARRAY_SIZE(want));
	assert_string_equal(traced, "efi 200000 4000 7\nefi 100000 2000 1\n");
}

/*
 * Six pages of RAM in tag 17. Tag 6 may have up to 14 pages less a byte: no
 * type but RAM counts, and nothing that passes 2^64.
 */
TEST(half_of_the_ram_to_the_byte)
{
	struct e820entry raw[] = {
		{ 0x100000, 0x3000, RAM }, { 0x200000, 0xafff, RAM },
		{ 0x300000, 0x9000, E820_ACPI }, { ~0ULL, 0x9000, RAM },
		{ 0x400000, 0, RAM }, { 0x500000, 0x9000, 0 },
	};
	const struct boot_info bi = { .efi = ENTRIES(two_descs),
				      .e820 = ENTRIES(raw) };

	assert_int_equal(default_machine_specific_memory_setup(&bi), MAP_EFI);
	raw[1].size++;
	assert_int_equal(default_machine_specific_memory_setup(&bi), MAP_E820);
	assert_true(glue_log_has("using the map of 6 entries in tag 6; EFI "
				 "map: it has less than half the RAM of the "
				 "e820 map\n"));
	raw[0].size--;
	assert_int_equal(default_machine_specific_memory_setup(&bi), MAP_EFI);
}

TEST(no_map)
{
	struct boot_info bi = { .efi = ENTRIES(two_descs) };

	bi.efi_boot_services = true;
	expect_choice(&bi, MAP_NONE, "e820: no map in tag 6; EFI map: boot "
		      "services still run and change it\n");
	assert_int_equal(e820.nr_map, 0);
}

/* What could not be marked is not called mirrored. */
TEST(no_room_for_marks)
{
	static const efi_memory_desc_t descs[] = {
		{ .type = CONV, .phys_addr = 0x100000, .num_pages = 16,
		  .attribute = WB | EFI_MEMORY_MORE_RELIABLE },
	};
	const struct boot_table table = ENTRIES(descs);

	efi_find_mirror(&table);
	assert_int_equal(marks, 1);
	assert_string_equal(glue_log(), "");
}

#define F(name)	cmocka_unit_test_setup(name, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		F(tag_6_is_shown_as_it_came),
		F(tag_6_is_longer_than_the_table),
		F(long_maps_are_shown_merged), F(tag_17_is_preferred),
		F(half_of_the_ram_to_the_byte), F(no_map),
		F(no_room_for_marks),
	};

	return RUN(tests);
}
