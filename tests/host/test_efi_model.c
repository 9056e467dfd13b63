// SPDX-License-Identifier: GPL-2.0-only
/*
 * Random EFI maps beside a model that counts in 128 bits: which are fit for
 * use, what e820 ranges they become, which RAM is marked as mirrored, and
 * each word that is said of it. What a type and an attribute mean is for
 * test_efi.c.
 *
 * sources: arch/x86/kernel/e820.c arch/x86/kernel/e820_sanitize.c
 * sources: arch/x86/kernel/firmware_map.c arch/x86/kernel/efi.c
 * sources: lib/sort.c mm/memblock*.c tests/host/glue.c
 * sources: tests/host/glue_memblock.c tests/host/glue_map.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -I arch/x86/include
 */
#include "glue_map.h"

#define DESCS	6
#define ROUNDS	4000
#define WORLD	24		/* pages; in most maps all is below */

typedef unsigned __int128 u128;

static efi_memory_desc_t descs[DESCS];
static u32 nr;
static struct boot_table table;

/* Mostly RAM in few pages, at page borders or not; now and then a liar. */
static efi_memory_desc_t random_desc(void)
{
	static const u32 types[] = { 1, 2, 3, 4, 7, 7, 7, 7, 0, 5, 8, 9, 16 };
	static const u32 within[] = { 0, 0, 0, 0, 1, 0x800, 0xfff };
	static const u64 liars[] = { 0, 0, 1ULL << 52, (1ULL << 52) + 1,
				     (1ULL << 52) - 1, ~0ULL };
	efi_memory_desc_t md = {
		.type = types[rnd(ARRAY_SIZE(types))],
		.phys_addr = ((u64)rnd(16) << 12) +
			     within[rnd(ARRAY_SIZE(within))],
		.num_pages = rnd(4) ? 1 + rnd(6) : liars[rnd(6)],
		.attribute = rnd(8) ? EFI_MEMORY_WB : 0,
	};

	if (!rnd(12))
		md.phys_addr -= 0x10000;	/* below 2^64 */
	if (rnd(3))
		md.attribute |= EFI_MEMORY_MORE_RELIABLE;
	if (!rnd(8))
		md.attribute |= EFI_MEMORY_SP;
	return md;
}

static void random_map(void)
{
	u32 i;

	nr = 1 + rnd(DESCS);
	for (i = 0; i < nr; i++) {
		descs[i] = random_desc();
		if (i && rnd(2))	/* goes on where the last one ends */
			descs[i].phys_addr = descs[i - 1].phys_addr +
				(descs[i - 1].num_pages << 12);
	}
	table = make_efi_table(descs, nr, 40 + 8 * rnd(2));
}

static u128 bytes_end(const efi_memory_desc_t *md)
{
	return md->phys_addr + ((u128)md->num_pages << 12);
}

static bool is_valid(const efi_memory_desc_t *md)
{
	return md->num_pages && bytes_end(md) <= (u128)1 << 64 &&
	       md->num_pages < 1ULL << 52;
}

/* ---- is it fit? ------------------------------------------------------ */

static const char *model_unfit(u64 e820_ram)
{
	u64 ram = 0, usable = 0;
	u32 i, valid = 0;

	for (i = 0; i < nr; i++) {
		if (!is_valid(&descs[i]))
			continue;
		valid++;
		if (descs[i].type == 7 ||
		    (descs[i].type >= 1 && descs[i].type <= 4))
			ram += descs[i].num_pages;
		if (efi_e820_type(&descs[i]) == E820_RAM)
			usable += descs[i].num_pages;
	}
	if (2 * valid < nr)
		return "most descriptors are invalid";
	if (!usable)
		return "it has no usable RAM";
	if (ram < e820_ram / 4096 / 2)
		return "it has less than half the RAM of the e820 map";
	return NULL;
}

static void check_unfit(void)
{
	u64 pages;

	for (pages = 0; pages < 40; pages++) {
		u64 e820_ram = pages * 4096 + rnd(4096);
		const char *want = model_unfit(e820_ram);
		const char *have = efi_memmap_unfit(&table, e820_ram);

		if (!want)
			assert_null(have);
		else
			assert_string_equal(have, want);
	}
}

/* ---- what it becomes ------------------------------------------------- */

/* One behind the other, neighbours of one type joined, but for 2^64 bytes,
 * which cannot be counted; nothing in order. */
static void check_entries(void)
{
	struct e820entry want[DESCS];
	char said[200] = "";
	u32 i, n = 0, invalid = 0;

	for (i = 0; i < nr; i++) {
		u32 type = efi_e820_type(&descs[i]);

		if (!is_valid(&descs[i]))
			invalid++;
		else if (n && want[n - 1].type == type &&
			 (u128)want[n - 1].addr + want[n - 1].size ==
			 descs[i].phys_addr &&
			 want[n - 1].size + (descs[i].num_pages << 12))
			want[n - 1].size += descs[i].num_pages << 12;
		else
			want[n++] = (struct e820entry){ descs[i].phys_addr,
				descs[i].num_pages << 12, type };
	}
	if (invalid)
		sprintf(said, "efi: %u of %u descriptors are empty or pass "
			"2^64: left out\n", invalid, nr);
	e820.nr_map = 0;
	glue_log_clear();
	do_add_efi_memmap(&table);
	expect_entries(want, n, __FILE__, __LINE__);
	assert_string_equal(glue_log(), said);
}

/* ---- mirrored RAM ---------------------------------------------------- */

/* A page is mirrored if one descriptor of such RAM holds all of it. */
static bool page_mirrored(u64 page)
{
	u32 i;

	for (i = 0; i < nr; i++)
		if (is_valid(&descs[i]) &&
		    efi_e820_type(&descs[i]) == E820_RAM &&
		    (descs[i].attribute & EFI_MEMORY_MORE_RELIABLE) &&
		    descs[i].phys_addr <= page << 12 &&
		    bytes_end(&descs[i]) >= (page + 1) << 12)
			return true;
	return false;
}

/* Whole pages of each descriptor, added up. */
static u64 mirrored_bytes(void)
{
	u64 sum = 0;
	u32 i;

	for (i = 0; i < nr; i++) {
		u128 start = ((u128)descs[i].phys_addr + 4095) >> 12;
		u128 end = bytes_end(&descs[i]) >> 12;

		if (is_valid(&descs[i]) &&
		    efi_e820_type(&descs[i]) == E820_RAM &&
		    (descs[i].attribute & EFI_MEMORY_MORE_RELIABLE))
			sum += (u64)(end - start) << 12;
	}
	return sum;
}

static void check_mirror(void)
{
	const struct memblock_region *r;
	u64 page, bytes = mirrored_bytes();
	char said[100] = "";

	glue_memblock_setup(NULL);
	memblock_add(0, WORLD << 12);
	efi_find_mirror(&table);
	for_each_mem_region(r) {
		assert_int_equal(r->base % 4096, 0);
		assert_int_equal(r->size % 4096, 0);
		for (page = r->base >> 12; page < (r->base + r->size) >> 12;
		     page++)
			assert_int_equal(r->flags, page_mirrored(page) ?
					 MEMBLOCK_MIRROR : MEMBLOCK_NONE);
	}
	if (bytes)
		sprintf(said, "efi: %llu MiB of RAM are mirrored\n",
			bytes >> 20);
	assert_string_equal(glue_log(), said);
}

TEST(random_maps_beside_a_model)
{
	u32 round;

	map_seed = 20261123;
	for (round = 0; round < ROUNDS; round++) {
		random_map();
		check_unfit();
		check_entries();
		check_mirror();
		free_table(&table);
	}
}

/* A table of tag 17 without a place is none. */
TEST(a_number_without_a_table)
{
	struct boot_table none = { .nr = 1, .stride = 48, .version = 1 };

	assert_string_equal(efi_memmap_unfit(&none, 0), "there is none");
}

/* ---- what is printed ------------------------------------------------- */

TEST(each_type_by_name)
{
	static const char *const names[] = {
		"Reserved", "Loader Code", "Loader Data", "Boot Code",
		"Boot Data", "Runtime Code", "Runtime Data",
		"Conventional Memory", "Unusable Memory",
		"ACPI Reclaim Memory", "ACPI Memory NVS",
		"Memory Mapped I/O", "MMIO Port Space", "PAL Code",
		"Persistent Memory", "Unaccepted Memory", "unknown type",
		"unknown type",
	};
	efi_memory_desc_t map[ARRAY_SIZE(names) + 1] = { { .type = 0 } };
	char want[4000] = "";
	u32 i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		map[i] = (efi_memory_desc_t){ .type = i, .attribute = i,
			.phys_addr = 0x123456000, .num_pages = i + 1 };
		sprintf(want + strlen(want), "efi: mem%02u: "
			"[mem 0x0000000123456000-0x%016llx] attr %s%x %s (%u)"
			"\n", i, 0x123456fffULL + i * 4096, i ? "0x" : "", i,
			names[i], i);
	}
	map[i].type = 7;
	map[i].phys_addr = 0x5000;
	sprintf(want + strlen(want), "efi: mem%02u: base 0x5000 pages 0 type "
		"7: left out\n", i);
	table = make_efi_table(map, i + 1, 48);
	print_efi_memmap(&table);
	assert_string_equal(glue_log(), want);
	free_table(&table);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		M(random_maps_beside_a_model), M(a_number_without_a_table),
		M(each_type_by_name),
	};

	return RUN(tests);
}
