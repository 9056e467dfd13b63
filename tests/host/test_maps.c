// SPDX-License-Identifier: GPL-2.0-only
/*
 * Real machines: each file of tests/maps/e820 and efi goes the way from raw
 * table to memblock, and exactly the RAM of its expect lines must result.
 * Then variants that mean the same: shuffled, doubled, cut up, covered by
 * RAM underneath. VARIANTS=n, SEED=n: so many of each kind, with other random
 * numbers.
 *
 * sources: arch/x86/kernel/e820.c arch/x86/kernel/e820_sanitize.c
 * sources: arch/x86/kernel/firmware_map.c arch/x86/kernel/efi.c
 * sources: lib/sort.c mm/memblock*.c
 * sources: scripts/bootmap/maps.c scripts/bootmap/dmesg.c
 * sources: scripts/bootmap/map_file.c
 * sources: tests/host/glue.c tests/host/glue_memblock.c
 * sources: tests/host/glue_map.c tests/host/tally.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -I arch/x86/include
 */
#include <glob.h>
#include "glue_map.h"
#include "scripts/bootmap/maps.h"
#include "tally.h"

#define MAPS		"tests/maps/"
#define MAX_RAW		2048

/* The raw entries of one machine, before they become a table. */
static union {
	struct e820entry e820[MAX_RAW];
	efi_memory_desc_t efi[MAX_RAW];
} raw;
static u32 nr_raw;

/* ---- from a file to raw entries and on ------------------------------- */

static void load_raw(const struct map_file *map)
{
	const struct map_line *line = map->lines;

	assert_true(map->nr_lines <= MAX_RAW / 8);
	for (nr_raw = 0; nr_raw < map->nr_lines; nr_raw++, line++) {
		if (map->format == MAP_FILE_EFI)
			raw.efi[nr_raw] = (efi_memory_desc_t){
				.type = line->type, .phys_addr = line->base,
				.num_pages = line->size,
				.attribute = line->attribute };
		else
			raw.e820[nr_raw] = (struct e820entry){
				line->base, line->size, line->type };
	}
}

/* Raw entries into memblock; the stride changes with the seed. */
static enum map_source fill_raw(enum map_file_format format)
{
	struct boot_table table;
	enum map_source source;

	if (format == MAP_FILE_EFI) {
		table = make_efi_table(raw.efi, nr_raw, 40 + 8 * rnd(3));
		source = fill_from(NULL, &table);
	} else {
		table = make_e820_table(raw.e820, nr_raw, 20 + 4 * rnd(3));
		source = fill_from(&table, NULL);
	}
	free_table(&table);
	return source;
}

static void expect_ram(const struct map_file *map, const char *path)
{
	const struct memblock_region *r = memblock.memory.regions;
	size_t i;

	expect_sound();
	if (!map->has_expect)
		return;			/* a part of a map */
	for (i = 0; i < map->nr_ram && i < memblock.memory.cnt; i++, r++)
		if (r->base != map->ram[i].start ||
		    r->base + r->size != map->ram[i].end)
			break;
	if (i < map->nr_ram || i < memblock.memory.cnt)
		fail_msg("%s: range %zu of %zu: have 0x%llx-0x%llx", path, i,
			 map->nr_ram, r->base, r->base + r->size);
	if (e820_end_of_ram_pfn() != map->last_pfn ||
	    ram_pages() != map->pages)
		fail_msg("%s: last_pfn 0x%llx, pages %llu", path,
			 e820_end_of_ram_pfn(), ram_pages());
}

/* ---- variants -------------------------------------------------------- */

static void swap_raw(enum map_file_format format, u32 i, u32 j)
{
	struct e820entry e = raw.e820[i];
	efi_memory_desc_t d = raw.efi[i];

	if (format == MAP_FILE_EFI) {
		raw.efi[i] = raw.efi[j];
		raw.efi[j] = d;
	} else {
		raw.e820[i] = raw.e820[j];
		raw.e820[j] = e;
	}
}

static void shuffle(enum map_file_format format)
{
	u32 i;

	for (i = nr_raw; i > 1; i--)
		swap_raw(format, i - 1, rnd(i));
}

static void duplicate(enum map_file_format format)
{
	u32 i, n = nr_raw;

	for (i = 0; i < n; i++, nr_raw++) {
		if (format == MAP_FILE_EFI)
			raw.efi[nr_raw] = raw.efi[i];
		else
			raw.e820[nr_raw] = raw.e820[i];
	}
}

static u64 rnd64(void)
{
	return (u64)rnd(~0u) << 32 | rnd(~0u);
}

/* UUUUUU	->	UUUU.. and ..UUUU: cut anywhere, overlap anyhow */
static void cut_entry(u32 i)
{
	struct e820entry e = raw.e820[i];
	u64 head = rnd64() % e.size + 1;
	u64 tail = e.size - head;

	tail += rnd64() % (head + 1);
	raw.e820[i].size = head;
	raw.e820[nr_raw++] = (struct e820entry){ e.addr + e.size - tail, tail,
						 e.type };
}

/* The same in whole pages. */
static void cut_desc(u32 i)
{
	efi_memory_desc_t d = raw.efi[i];
	u64 head = rnd64() % d.num_pages + 1;
	u64 tail = d.num_pages - head + rnd64() % (head + 1);

	raw.efi[i].num_pages = head;
	raw.efi[nr_raw] = d;
	raw.efi[nr_raw].num_pages = tail;
	raw.efi[nr_raw++].phys_addr += (d.num_pages - tail) << 12;
}

static void cut(enum map_file_format format)
{
	u32 i, n = nr_raw;

	for (i = 0; i < n; i++) {
		if (format == MAP_FILE_EFI && raw.efi[i].num_pages)
			cut_desc(i);
		else if (format == MAP_FILE_E820 && raw.e820[i].size)
			cut_entry(i);
	}
}

/* .RR.	->	the same, with UU below: the higher type wins */
static void cover(enum map_file_format format)
{
	u32 i, n = nr_raw;

	for (i = 0; i < n; i++) {
		if (format == MAP_FILE_EFI) {
			raw.efi[nr_raw] = raw.efi[i];
			raw.efi[nr_raw].type = EFI_CONVENTIONAL_MEMORY;
			raw.efi[nr_raw++].attribute = EFI_MEMORY_WB;
		} else if (raw.e820[i].type) {
			raw.e820[nr_raw] = raw.e820[i];
			raw.e820[nr_raw++].type = E820_RAM;
		}
	}
}

static const struct {
	const char *name;
	void (*change)(enum map_file_format format);
} changes[] = {
	{ "shuffled", shuffle }, { "duplicated", duplicate },
	{ "cut up, overlapping", cut }, { "RAM underneath", cover },
};
#define MIXED	ARRAY_SIZE(changes)	/* any of them, and shuffled */

static u64 nr_compared;

/* Variant @kind of a map must give the same RAM. */
static void run_variant(const struct map_file *map, const char *path, u32 kind,
			u64 seed)
{
	u32 k;

	glue_map_setup(NULL);
	glue_log_off = true;
	map_seed = seed;
	load_raw(map);
	/* Each by itself, or any mixture: at most 8 times the entries. */
	for (k = 0; k < MIXED; k++)
		if (kind == MIXED ? rnd(2) : kind == k)
			changes[k].change(map->format);
	if (kind == MIXED)
		shuffle(map->format);
	fill_raw(map->format);
	expect_ram(map, path);
	nr_compared++;
	MET(kind == 0, "map: shuffled");
	MET(kind == 1, "map: duplicated");
	MET(kind == 2, "map: cut up, overlapping");
	MET(kind == 3, "map: RAM underneath");
	MET(kind == MIXED, "map: a mixture of these");
}

static void run_variants(const struct map_file *map, const char *path)
{
	u64 seed = from_env("SEED", 0) * 0x9e3779b97f4a7c15ULL;
	u64 i, each = from_env("VARIANTS", 4);
	u32 kind;

	for (kind = 0; kind <= MIXED; kind++)
		for (i = 0; i < each; i++)
			run_variant(map, path, kind, seed + i);
	if (from_env("VARIANTS", 0))
		printf("map\t%s\t%zu\t%u\t%llu\n", path, map->nr_lines,
		       map->has_expect, each * (MIXED + 1));
}

/* ---- all files ------------------------------------------------------- */

static void run_file(const char *path, enum map_file_format format,
		     unsigned int *expects)
{
	struct map_file map;

	if (map_file_read(&map, path, format))
		fail_msg("%s", map.error);
	glue_map_setup(NULL);
	glue_log_off = true;
	load_raw(&map);
	fill_raw(format);
	expect_ram(&map, path);
	run_variants(&map, path);
	*expects += map.has_expect;
	map_file_free(&map);
}

static void run_directory(const char *pattern, enum map_file_format format,
			  unsigned int at_least)
{
	unsigned int expects = 0;
	glob_t found;
	size_t i;

	assert_int_equal(glob(pattern, 0, NULL, &found), 0);
	for (i = 0; i < found.gl_pathc; i++)
		run_file(found.gl_pathv[i], format, &expects);
	globfree(&found);
	assert_true(expects >= at_least);
}

TEST(test_e820_maps)
{
	run_directory(MAPS "e820/*", MAP_FILE_E820, 68);
}

TEST(test_efi_maps)
{
	run_directory(MAPS "efi/*", MAP_FILE_EFI, 6);
}

/* The leftovers of a map that was overwritten are not taken for one. */
TEST(test_garbage_is_refused)
{
	struct map_file map;

	assert_int_equal(map_file_read(&map, MAPS
		"efi/snp-guest-kexec-garbage-partial.efi", MAP_FILE_ANY), 0);
	assert_int_equal(map.format, MAP_FILE_EFI);
	load_raw(&map);
	map_file_free(&map);
	assert_int_equal(fill_raw(MAP_FILE_EFI), MAP_NONE);
	assert_true(glue_log_has("most descriptors are invalid"));
	expect_empty(&memblock.memory);
}

TEST(test_srat_files)
{
	unsigned int hotplug = 0;
	struct map_file map;
	glob_t found;
	size_t i, k;

	assert_int_equal(glob(MAPS "srat/*", 0, NULL, &found), 0);
	assert_true(found.gl_pathc >= 20);
	for (i = 0; i < found.gl_pathc; i++) {
		if (map_file_read(&map, found.gl_pathv[i], MAP_FILE_ANY))
			fail_msg("%s", map.error);
		assert_int_equal(map.format, MAP_FILE_SRAT);
		for (k = 0; k < map.nr_lines; k++)
			hotplug += map.lines[k].flags & MAP_LINE_HOTPLUG;
		map_file_free(&map);
	}
	globfree(&found);
	assert_int_equal(hotplug, 17);
}

static int report(void **state)
{
	(void)state;
	tally_report(from_env("SEED", 0), nr_compared);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		M(test_e820_maps), M(test_efi_maps),
		M(test_garbage_is_refused), M(test_srat_files),
	};

	return cmocka_run_group_tests(tests, NULL, report);
}
