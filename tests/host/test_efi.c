// SPDX-License-Identifier: GPL-2.0-only
/*
 * The EFI map of tag 17: what each type and attribute becomes, descriptors
 * that are none, strides, mirrored RAM, and when it is preferred to tag 6.
 *
 * sources: arch/x86/kernel/e820.c arch/x86/kernel/e820_sanitize.c
 * sources: arch/x86/kernel/firmware_map.c arch/x86/kernel/efi.c
 * sources: lib/sort.c mm/memblock*.c tests/host/glue.c
 * sources: tests/host/glue_memblock.c tests/host/glue_map.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -I arch/x86/include
 */
#include "glue_map.h"

#define WB	EFI_MEMORY_WB
#define ALL	0xfULL			/* UC WC WT WB: what firmware says */
#define CONV	EFI_CONVENTIONAL_MEMORY

/* A descriptor: type, first byte, pages, attribute. */
#define D(t, base, pages, attr) \
	{ .type = (t), .phys_addr = (base), .num_pages = (pages), \
	  .attribute = (attr) }

/* Fill memblock from these descriptors, and no tag 6. */
#define fill_efi(stride, ...) do { \
	const efi_memory_desc_t __d[] = { __VA_ARGS__ }; \
	struct boot_table __t = make_efi_table(__d, ARRAY_SIZE(__d), stride); \
	assert_int_equal(fill_from(NULL, &__t), MAP_EFI); \
	free_table(&__t); } while (0)

static u32 type_of(u32 type, u64 attribute)
{
	const efi_memory_desc_t md = D(type, 0x100000, 1, attribute);

	return efi_e820_type(&md);
}

/* ---- types and attributes -------------------------------------------- */

TEST(test_types)
{
	static const u32 want[] = {
		[EFI_RESERVED_TYPE] = E820_RESERVED,
		[EFI_LOADER_CODE] = E820_RAM,
		[EFI_LOADER_DATA] = E820_RAM,
		[EFI_BOOT_SERVICES_CODE] = E820_RAM,
		[EFI_BOOT_SERVICES_DATA] = E820_RAM,
		[EFI_RUNTIME_SERVICES_CODE] = E820_RESERVED,
		[EFI_RUNTIME_SERVICES_DATA] = E820_RESERVED,
		[EFI_CONVENTIONAL_MEMORY] = E820_RAM,
		[EFI_UNUSABLE_MEMORY] = E820_UNUSABLE,
		[EFI_ACPI_RECLAIM_MEMORY] = E820_ACPI,
		[EFI_ACPI_MEMORY_NVS] = E820_NVS,
		[EFI_MEMORY_MAPPED_IO] = E820_RESERVED,
		[EFI_MEMORY_MAPPED_IO_PORT_SPACE] = E820_RESERVED,
		[EFI_PAL_CODE] = E820_RESERVED,
		[EFI_PERSISTENT_MEMORY] = E820_PMEM,
		[EFI_UNACCEPTED_MEMORY] = E820_RESERVED,
		[EFI_MAX_MEMORY_TYPE] = E820_RESERVED,
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(want); i++)
		assert_int_equal(type_of(i, ALL), want[i]);
	assert_int_equal(type_of(0x80000000, ALL), E820_RESERVED);
	assert_int_equal(type_of(~0u, ALL), E820_RESERVED);
}

/* RAM only with WB, whatever else is set; not meant for others. */
TEST(test_attributes)
{
	assert_int_equal(type_of(CONV, WB), E820_RAM);
	assert_int_equal(type_of(CONV, 0), E820_RESERVED);
	assert_int_equal(type_of(CONV, ALL & ~WB), E820_RESERVED);
	assert_int_equal(type_of(CONV, ALL | 0x1000), E820_RAM);
	assert_int_equal(type_of(CONV, ALL | 7ULL << 56), E820_RAM);
	assert_int_equal(type_of(CONV, ALL | EFI_MEMORY_MORE_RELIABLE),
			 E820_RAM);
	assert_int_equal(type_of(CONV, ALL | EFI_MEMORY_RUNTIME),
			 E820_RESERVED);
	assert_int_equal(type_of(CONV, ALL | EFI_MEMORY_NV), E820_PMEM);
	assert_int_equal(type_of(CONV, ALL | EFI_MEMORY_SP),
			 E820_SOFT_RESERVED);
	assert_int_equal(type_of(EFI_BOOT_SERVICES_DATA, 0), E820_RESERVED);
	assert_int_equal(type_of(EFI_ACPI_RECLAIM_MEMORY, 0), E820_ACPI);
}

/* ---- descriptors ----------------------------------------------------- */

/* 40, 48 and an odd number of bytes from one to the next. */
TEST(test_strides)
{
	static const u32 strides[] = { 40, 48, 56, 41, 4096 };
	u32 i;

	for (i = 0; i < ARRAY_SIZE(strides); i++) {
		glue_map_setup(NULL);
		fill_efi(strides[i], D(CONV, 0x100000, 0x100, ALL),
			 D(EFI_RUNTIME_SERVICES_DATA, 0x200000, 1, ALL),
			 D(EFI_LOADER_DATA, 0x201000, 0x10, ALL));
		expect_list(&memblock.memory, { 0x100000, 0x100000 },
			    { 0x201000, 0x10000 });
		assert_false(glue_log_has("left out"));
	}
}

/* Loader, boot services and conventional memory side by side are one. */
TEST(test_neighbours_become_one_entry)
{
	fill_efi(48, D(1, 0x100000, 1, ALL), D(2, 0x101000, 2, ALL),
		 D(3, 0x103000, 3, ALL), D(4, 0x106000, 4, ALL),
		 D(CONV, 0x10a000, 5, ALL), D(6, 0x10f000, 1, ALL));
	expect_map({ 0x100000, 0xf000, E820_RAM },
		   { 0x10f000, 0x1000, E820_RESERVED });
}

/* All-zero ones (ThinkPad X240), and pages or ends beyond 2^64. */
TEST(test_invalid_descriptors)
{
	fill_efi(48, D(0, 0, 0, 0), D(CONV, 0x100000, 0x10, ALL),
		 D(CONV, 0x200000, 0, ALL),
		 D(CONV, 0x300000, 1ULL << 52, ALL),
		 D(CONV, 0x400000, (1ULL << 52) + 1, ALL),
		 D(CONV, 0ULL - 0x1000, 2, ALL),
		 D(0, 0ULL - 0x1000, 1, 0), D(1, 0x110000, 1, ALL),
		 D(2, 0x111000, 1, ALL), D(3, 0x112000, 1, ALL));
	expect_map({ 0x100000, 0x13000, E820_RAM },
		   { 0ULL - 0x1000, 0x1000, E820_RESERVED });
	assert_true(glue_log_has("5 of 10 descriptors are empty or pass"));
}

/* More descriptors than the e820 table has room for: so many, to the one. */
TEST(test_no_room)
{
	static efi_memory_desc_t descs[E820_X_MAX + 1];
	struct boot_table table;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(descs); i++)
		descs[i] = (efi_memory_desc_t){
			.type = CONV, .phys_addr = (u64)i << 13,
			.num_pages = 1, .attribute = ALL };
	table = make_efi_table(descs, ARRAY_SIZE(descs), 40);
	do_add_efi_memmap(&table);
	assert_int_equal(e820.nr_map, E820_X_MAX);
	assert_true(glue_log_has("no room for 1 of "));
	assert_false(glue_log_has("pass 2^64"));
	free_table(&table);
}

/* A base inside a page is taken to the byte; pages are cut out of it. */
TEST(test_unaligned_base)
{
	fill_efi(48, D(CONV, 0x100800, 4, ALL), D(CONV, 0x200000, 1, ALL),
		 D(6, 0x200fff, 1, ALL));
	expect_list(&memblock.memory, { 0x101000, 0x3000 });
}

/* CCCCCC over ..MM.. later in the list: the device keeps its place. */
TEST(test_unsorted_device)
{
	fill_efi(48, D(CONV, 0x100000, 6, ALL),
		 D(EFI_MEMORY_MAPPED_IO, 0x102000, 2, 1));
	expect_list(&memblock.memory, { 0x100000, 0x2000 },
		    { 0x104000, 0x2000 });
}

/* Two halves of the address space do not add up to nothing. */
TEST(test_halves)
{
	fill_efi(48, D(CONV, 0, 1ULL << 51, ALL),
		 D(CONV, 1ULL << 63, 1ULL << 51, ALL));
	assert_int_equal(e820_end_of_ram_pfn(), MAXMEM >> 12);
	assert_int_equal(memblock.memory.regions[1].base, 0x100000);
	assert_int_equal(memblock.memory.regions[1].size, MAXMEM - 0x100000);
}

/* ---- mirrored RAM ---------------------------------------------------- */

/* UUUU UUUU UUUU  with the middle mirrored	->	three regions */
TEST(test_mirror)
{
	const u64 mirror = ALL | EFI_MEMORY_MORE_RELIABLE;
	const struct memblock_region *r = memblock.memory.regions;

	fill_efi(48, D(CONV, 0x100000, 0x100, ALL),
		 D(CONV, 0x1ff800, 0x101, mirror),
		 D(CONV, 0x300800, 0x100, ALL),
		 D(EFI_RUNTIME_SERVICES_DATA, 0x500000, 0x100, mirror));
	assert_int_equal(memblock.memory.cnt, 3);
	assert_int_equal(r[0].flags, MEMBLOCK_NONE);
	assert_int_equal(r[1].base, 0x200000);
	assert_int_equal(r[1].size, 0x100000);
	assert_int_equal(r[1].flags, MEMBLOCK_MIRROR);
	assert_int_equal(r[2].flags, MEMBLOCK_NONE);
	assert_true(glue_log_has("1 MiB of RAM are mirrored"));
}

/* ---- which map ------------------------------------------------------- */

static const struct e820entry e820_1gb[] = {
	{ 0x100000, 0x3ff00000, E820_RAM }, { 0x40000000, 0x1000, 20 },
};

/* Fill from e820_1gb and this EFI table; which one was it? */
static enum map_source choose(struct boot_table *efi)
{
	struct boot_table table = make_e820_table(e820_1gb, 2, 24);
	enum map_source source = fill_from(&table, efi);

	free_table(&table);
	return source;
}

#define efi_1gb(attr) { D(CONV, 0x100000, 0x3ff00, attr) }

TEST(test_efi_preferred)
{
	const efi_memory_desc_t d[] = efi_1gb(ALL);
	const efi_memory_desc_t half[] = { D(CONV, 0x100000, 0x20000, ALL) };
	struct boot_table efi = make_efi_table(half, 1, 48);

	assert_int_equal(choose(&efi), MAP_EFI);
	free_table(&efi);
	efi = make_efi_table(d, 1, 48);
	assert_int_equal(choose(&efi), MAP_EFI);
	assert_true(glue_log_has("using the EFI map of 1 descriptors"));
	expect_map({ 0x100000, 0x3ff00000, E820_RAM });
	free_table(&efi);
}

/* Each reason to use tag 6 instead, and that it is said. */
static void expect_refused(struct boot_table *efi, const char *why)
{
	glue_log_clear();
	assert_int_equal(choose(efi), MAP_E820);
	assert_true(glue_log_has(why));
	assert_true(glue_log_has("using the map of 2 entries in tag 6"));
	expect_map({ 0x100000, 0x3ff00000, E820_RAM },
		   { 0x40000000, 0x1000, 20 });
}

TEST(test_efi_refused)
{
	const efi_memory_desc_t d[] = efi_1gb(ALL);
	const efi_memory_desc_t uncached[] = efi_1gb(1);
	const efi_memory_desc_t small[] = { D(CONV, 0x100000, 0x1ff00, ALL) };
	const efi_memory_desc_t bad[] = { D(CONV, 0x100000, 0x3ff00, ALL),
					  D(0, 0, 0, 0), D(0, 0, 0, 0) };
	struct boot_table efi = make_efi_table(d, 1, 48);

	efi.version = 2;
	expect_refused(&efi, "its version is not 1");
	efi.version = 1;
	efi.stride = 39;
	expect_refused(&efi, "its descriptors are too short");
	efi.nr = 0;
	expect_refused(&efi, "there is none");
	free_table(&efi);
	expect_refused(&efi, "there is none");
	efi = make_efi_table(uncached, 1, 48);
	expect_refused(&efi, "it has no usable RAM");
	free_table(&efi);
	efi = make_efi_table(small, 1, 48);
	expect_refused(&efi, "less than half the RAM");
	free_table(&efi);
	efi = make_efi_table(bad, 3, 48);
	expect_refused(&efi, "most descriptors are invalid");
	free_table(&efi);
}

/* Three quarters of the RAM are a driver's: GRUB's summary hides that. */
TEST(test_soft_reserved_is_no_reason)
{
	const efi_memory_desc_t d[] = {
		D(CONV, 0x100000, 0x0ff00, ALL),
		D(CONV, 0x10000000, 0x30000, ALL | EFI_MEMORY_SP),
	};
	struct boot_table efi = make_efi_table(d, 2, 48);

	assert_int_equal(choose(&efi), MAP_EFI);
	expect_list(&memblock.memory, { 0x100000, 0xff00000 });
	free_table(&efi);
}

/* While boot services run the map changes: tag 6, or nothing at all. */
TEST(test_boot_services_run)
{
	const efi_memory_desc_t d[] = efi_1gb(ALL);
	struct boot_info bi = { .efi_boot_services = true };

	bi.efi = make_efi_table(d, 1, 48);
	assert_int_equal(default_machine_specific_memory_setup(&bi), MAP_NONE);
	assert_int_equal(e820.nr_map, 0);
	assert_true(glue_log_has("boot services still run"));
	/* A map that is of no use anyway: that is the reason then. */
	bi.efi.version = 2;
	glue_log_clear();
	assert_int_equal(default_machine_specific_memory_setup(&bi), MAP_NONE);
	assert_true(glue_log_has("EFI map: its version is not 1\n"));
	bi.efi.version = 1;
	bi.e820 = make_e820_table(e820_1gb, 2, 24);
	assert_int_equal(default_machine_specific_memory_setup(&bi), MAP_E820);
	free_table(&bi.efi);
	free_table(&bi.e820);
}

TEST(test_no_map_at_all)
{
	struct boot_info bi = { .block_size = 8 };

	assert_int_equal(default_machine_specific_memory_setup(&bi), MAP_NONE);
	assert_true(glue_log_has("no map in tag 6; EFI map: there is none"));
	/* A number without a table is none either, nor is an empty table. */
	bi.e820.nr = 2;
	assert_int_equal(default_machine_specific_memory_setup(&bi), MAP_NONE);
	bi.e820 = make_e820_table(e820_1gb, 2, 24);
	bi.e820.nr = 0;
	glue_log_clear();
	assert_int_equal(default_machine_specific_memory_setup(&bi), MAP_NONE);
	free_table(&bi.e820);
	assert_true(glue_log_has("no map in tag 6; EFI map: there is none"));
}

/* ---- what is printed ------------------------------------------------- */

/* A map of 25 descriptors is shown merged; memblock=debug shows all. */
TEST(test_long_map_is_shown_merged)
{
	efi_memory_desc_t d[25] = { D(0, 0, 0, 0) };
	struct boot_table efi;
	u32 i;

	for (i = 0; i < 25; i++)
		d[i] = (efi_memory_desc_t)D(3 + i % 2, 0x100000 + i * 0x1000, 1,
					    ALL);
	efi = make_efi_table(d, 24, 48);
	fill_from(NULL, &efi);
	assert_int_equal(glue_log_count("Boot Code"), 12);
	assert_true(glue_log_has("efi: mem00: [mem 0x0000000000100000-"
		"0x0000000000100fff] attr 0xf Boot Code (3)\n"));
	free_table(&efi);
	glue_log_clear();
	efi = make_efi_table(d, 25, 48);
	fill_from(NULL, &efi);
	assert_int_equal(glue_log_count("Boot Code"), 0);
	assert_true(glue_log_has("efi: 25 entries; merged"));
	assert_true(glue_log_has("efi: [mem 0x0000000000100000-"
				 "0x0000000000118fff] usable\n"));
	memblock_debug = 1;
	fill_from(NULL, &efi);
	assert_int_equal(glue_log_count("Boot Code"), 13);
	free_table(&efi);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		M(test_types), M(test_attributes), M(test_strides),
		M(test_neighbours_become_one_entry),
		M(test_no_room), M(test_invalid_descriptors),
		M(test_unaligned_base),
		M(test_unsorted_device), M(test_halves), M(test_mirror),
		M(test_efi_preferred), M(test_efi_refused),
		M(test_soft_reserved_is_no_reason), M(test_boot_services_run),
		M(test_no_map_at_all), M(test_long_map_is_shown_merged),
	};

	return RUN(tests);
}
