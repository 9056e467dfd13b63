// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every question to a small table, every change of one, and tables that are
 * just full or one too small: the space is a row of cells with a type each,
 * and the answers are counted out on them.
 *
 * sources: arch/x86/kernel/e820.c arch/x86/kernel/e820_sanitize.c
 * sources: arch/x86/kernel/firmware_map.c arch/x86/kernel/efi.c
 * sources: lib/sort.c mm/memblock*.c tests/host/glue.c
 * sources: tests/host/glue_memblock.c tests/host/glue_map.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -I arch/x86/include
 */
#include <linux/errno.h>
#include "glue_map.h"

#define CELLS	12

static u64 base, unit;			/* of cell 0; bytes of each */
static u32 type[CELLS];			/* 0: in no range */

static u64 addr(u32 i)
{
	return base + i * unit;
}

/* Runs of one type; type 12 is left to the sanitiser's tests. */
static void some_cells(void)
{
	static const u32 types[] = { 0, 1, 1, 2, 3, 0xff000001 };
	u32 i;

	for (i = 0; i < CELLS; i++)
		type[i] = i && rnd(3) ? type[i - 1] :
					types[rnd(ARRAY_SIZE(types))];
}

/* The cells as entries, neighbours of one type joined: how many. */
static u32 entries(struct e820entry *e)
{
	u32 i, nr = 0;

	for (i = 0; i < CELLS; i++) {
		if (i && type[i] && type[i] == type[i - 1])
			e[nr - 1].size += unit;
		else if (type[i])
			e[nr++] = (struct e820entry){ addr(i), unit, type[i] };
	}
	return nr;
}

static void make_table(void)
{
	struct e820entry e[CELLS];

	load_map(e, entries(e));
}

static void expect_table(void)
{
	struct e820entry e[CELLS];
	u32 nr = entries(e);

	expect_entries(e, nr, __FILE__, __LINE__);
}

/* ---- entries --------------------------------------------------------- */

/* What says nothing is no error, and not in the table either. */
TEST(entries_that_say_nothing)
{
	assert_int_equal(e820_add_region(0x1000, 0, 1), 0);
	assert_int_equal(e820_add_region(0x1000, 1, 0), 0);
	assert_int_equal(e820_add_region(~0ULL, 0, 0), 0);
	assert_int_equal(e820.nr_map, 0);
	assert_int_equal(e820_add_region(0x1000, 1, 1), 0);
	assert_int_equal(e820_add_region(~0ULL, 2, 1), -EINVAL);
	assert_int_equal(e820.nr_map, 1);
}

/* ---- questions ------------------------------------------------------- */

static void ask(u32 first, u32 end, u32 want)
{
	bool any = false, all = true;
	u32 i;

	for (i = first; i < end; i++) {
		bool is = want ? type[i] == want : type[i] != 0;

		any = any || is;
		all = all && is;
	}
	assert_int_equal(e820_any_mapped(addr(first), addr(end), want), any);
	if (first < end)
		assert_int_equal(e820_all_mapped(addr(first), addr(end), want),
				 all);
}

/* Each range of cells: at the bottom, in the middle, and at the very top,
 * where the last address stands for the end that there is none of. */
TEST(any_and_all)
{
	static const u64 bases[] = { 0, 0xfffffffa, ~0ULL - CELLS };
	u32 i, first, end, want;

	unit = 1;
	for (i = 0; i < 3000; i++) {
		map_seed = i;
		base = bases[i % 3];
		some_cells();
		make_table();
		for (first = 0; first <= CELLS; first++)
			for (end = first; end <= CELLS; end++)
				for (want = 0; want < 4; want++)
					ask(first, end, want);
	}
}

/* Cells of a quarter page; the CPU's addresses end at some page. */
TEST(where_ram_ends)
{
	u32 i, k, below;
	u64 want, low;

	unit = PAGE_SIZE / 4;
	base = (1ULL << 32) - 6 * unit;
	for (i = 0; i < 3000; i++) {
		map_seed = i;
		some_cells();
		make_table();
		below = 2 + 4 * rnd(3);
		max_phys_addr = rnd(4) ? addr(below) : addr(CELLS + 2);
		for (k = 0, want = low = 0; k < CELLS; k++) {
			if (type[k] != E820_RAM)
				continue;
			if (addr(k) < max_phys_addr)
				want = addr(k + 1) >> PAGE_SHIFT;
			if (k < 6)
				low = addr(k + 1) >> PAGE_SHIFT;
		}
		assert_int_equal(e820_end_of_ram_pfn(), want);
		assert_int_equal(e820_end_of_low_ram_pfn(), low);
	}
}

/* Pages of which each quarter is RAM and which can be addressed. */
TEST(whole_pages)
{
	u32 i, k;
	bool ram;

	unit = PAGE_SIZE / 4;
	for (i = 0; i < 3000; i++) {
		glue_map_setup(NULL);
		map_seed = i;
		base = rnd(2) * 0x10000;
		some_cells();
		make_table();
		max_phys_addr = base + (1 + rnd(4)) * PAGE_SIZE;
		memblock_x86_fill();
		for (k = 0; k < CELLS; k += 4) {
			ram = type[k] == E820_RAM && type[k + 1] == E820_RAM &&
			      type[k + 2] == E820_RAM &&
			      type[k + 3] == E820_RAM;
			ram = ram && addr(k) < max_phys_addr;
			assert_int_equal(memblock_overlaps_region(
				&memblock.memory, addr(k), PAGE_SIZE), ram);
			assert_int_equal(memblock_is_region_memory(addr(k),
						PAGE_SIZE), ram);
		}
	}
}

/* To the byte, in MiB that are rounded down. */
TEST(ram_that_is_not_addressable)
{
	static const u64 sizes[] = { MB(1) - 1, MB(1), MB(2) - 1, MB(2) };
	char line[80];
	u32 i;

	for (i = 0; i < 4; i++) {
		glue_map_setup(NULL);
		max_phys_addr = GB(1);
		set_map({ 0, MB(1), E820_RAM },
			{ GB(1) - MB(1), MB(1) + 4, E820_RAM },
			{ GB(2), sizes[i] - 4, E820_RAM },
			{ GB(4), GB(1), E820_RESERVED });
		memblock_x86_fill();
		snprintf(line, sizeof(line), "e820: %llu MiB of RAM above "
			 "0x40000000: not addressable\n", sizes[i] >> 20);
		assert_string_equal(glue_log(), line);
	}
	glue_map_setup(NULL);
	max_phys_addr = GB(1);
	set_map({ GB(1) - MB(1), MB(1), E820_RAM });
	memblock_x86_fill();
	assert_string_equal(glue_log(), "");
	/* A single byte is worth a line. */
	set_map({ GB(1) - MB(1), MB(1) + 1, E820_RAM });
	memblock_x86_fill();
	assert_true(glue_log_has("e820: 0 MiB of RAM above 0x4"));
}

/* ---- changes --------------------------------------------------------- */

/* A table in order is in order at once, but for neighbours of one type. */
TEST(changes)
{
	static const u64 bases[] = { 0, 0xfffffffa, 0ULL - CELLS };
	static const u32 new[] = { E820_RESERVED, 9, 0 };
	u32 i, k, first, end, old, to;
	u64 want, changed;

	unit = 1;
	for (i = 0; i < 5000; i++) {
		map_seed = i;
		base = bases[i % 3];
		some_cells();
		make_table();
		first = rnd(CELLS);
		end = first + rnd(CELLS - first + 1);
		old = rnd(4);
		to = new[rnd(3)];
		for (k = first, want = 0; k < end; k++) {
			if (!type[k] || (to ? type[k] != old || old == to :
					      old && type[k] != old))
				continue;
			type[k] = to;
			want++;
		}
		glue_log_clear();
		changed = to ?
			e820_update_range(addr(first), end - first, old, to) :
			e820_remove_range(addr(first), end - first, old, old);
		assert_int_equal(changed, want);
		assert_int_equal(!!want, glue_log()[0] != '\0');
		update_e820();
		expect_table();
	}
}

TEST(what_is_said_of_changes)
{
	set_map({ 0x1000, 0x4000, E820_ACPI });
	e820_update_range(0x800, 0x1000, E820_ACPI, 77);
	e820_remove_range(0x4000, 0x2000, E820_ACPI, true);
	e820_remove_range(0x2000, ~0ULL, E820_ACPI, false);
	assert_string_equal(glue_log(),
		"e820: update [mem 0x00000800-0x000017ff] ACPI data ==> "
			"unknown type\n"
		"e820: remove [mem 0x00004000-0x00005fff] ACPI data\n"
		"e820: remove [mem 0x00002000-0xffffffffffffffff] \n");
}

/* 2,047 entries, and one of them comes apart: then the table is full. */
TEST(just_room_for_the_rest)
{
	u32 i;

	for (i = 0; i < E820_X_MAX - 1; i++)
		e820_add_region((u64)i << 20, 1 << 19, 0xff000000 + i);
	assert_int_equal(e820_update_range(0x140000, 1 << 18, 0xff000001, 2),
			 1 << 18);
	assert_int_equal(glue_warnings(), 0);
	assert_int_equal(e820.nr_map, E820_X_MAX);
	assert_int_equal(e820.map[1].size, 1 << 18);
	assert_int_equal(e820.map[2].addr, 0x140000);
	assert_int_equal(e820.map[2].type, 2);
	for (i = 3; i < E820_X_MAX; i++) {
		assert_int_equal(e820.map[i].addr, (u64)(i - 1) << 20);
		assert_int_equal(e820.map[i].size, 1 << 19);
		assert_int_equal(e820.map[i].type, 0xff000000 + i - 1);
	}
	/* Now there is none. */
	glue_log_clear();
	e820_remove_range(0x240000, 1 << 18, 0xff000002, true);
	assert_string_equal(glue_log(), "e820: no room: [mem "
			    "0x0000000000200000-0x000000000023ffff] is lost\n"
			    "e820: remove [mem 0x00240000-0x0027ffff] unknown "
			    "type\n");
	assert_int_equal(e820.nr_map, E820_X_MAX);
	assert_int_equal(e820.map[3].addr, 0x240000);
}

/* A map that has room for as many entries as it has, or for fewer: what
 * lies highest is left out. */
TEST(sanitised_in_little_room)
{
	struct e820entry e[2 * CELLS], want[CELLS];
	u32 i, k, more, nr, room, nr_want;
	char line[80];
	int ret;

	unit = 0x10;
	base = 0x1000;
	for (i = 0; i < 5000; i++) {
		map_seed = i;
		some_cells();
		nr = entries(e);
		/* The lowest type below these, in pieces and as a whole. */
		for (more = rnd(6); more; more--) {
			u32 first = more > 1 ? rnd(CELLS) : 0;
			u32 cells = more > 1 ? 1 : CELLS;

			e[nr++] = (struct e820entry){ addr(first),
						      cells * unit, 1 };
			for (k = first; k < first + cells; k++)
				type[k] = type[k] ? type[k] : 1;
		}
		nr_want = entries(want);
		room = nr + rnd(3);
		glue_log_clear();
		ret = sanitize_e820_map(e, room, &nr);
		assert_int_equal(ret, nr_want > room ? -ENOSPC : 0);
		assert_int_equal(nr, min(room, nr_want));
		assert_memory_equal(e, want, nr * sizeof(e[0]));
		line[0] = '\0';
		if (ret)
			snprintf(line, sizeof(line), "e820: no room for %u "
				 "ranges above 0x%llx: left out\n",
				 nr_want - room, e820_last(&want[room - 1]));
		assert_string_equal(glue_log(), line);
	}
}

/* ---- memblock without room ------------------------------------------- */

/*
 * @small ranges of a page less than a MiB each, all of it taken, then one of
 * a MiB that is free: it goes first, so that the list can grow there.
 */
static void fill(u32 small, u64 large)
{
	phys_addr_t ram = glue_ram();
	u32 i;

	glue_map_setup(NULL);
	max_phys_addr = 1ULL << 48;	/* the host's addresses are RAM here */
	for (i = 0; i < small; i++)
		e820_add_region(MB(2 * i), MB(1) - KB(4), E820_RAM);
	e820_add_region(ram + MB(8), large, E820_RAM);
	update_e820();
	memblock_reserve(0, MB(2 * small));
	memblock_x86_fill();
}

TEST(large_ranges_first)
{
	fill(128, MB(1));
	assert_int_equal(memblock.memory.cnt, 129);
	assert_string_equal(glue_log(), "");
	fill(700, MB(1));
	assert_int_equal(memblock.memory.cnt, 701);
	assert_int_equal(glue_warnings(), 0);
}

TEST(ranges_that_are_lost)
{
	fill(200, MB(1) - KB(4));
	assert_int_equal(memblock.memory.cnt, 128);
	assert_true(glue_log_has("e820: 73 ranges of RAM lost: no room in "
				 "memblock\n"));
}

/* ---- what is printed ------------------------------------------------- */

TEST(entries_that_mean_nothing)
{
	static const struct e820entry e[] = {
		{ 0x1000, 0, 1 }, { 0x2000, 0x10, 0 }, { 2, ~0ULL, 3 },
		{ 1, ~0ULL, 4 },
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(e); i++)
		e820_print_entry("who", &e[i]);
	assert_string_equal(glue_log(),
		"who: base 0x1000 length 0 type 1: left out\n"
		"who: base 0x2000 length 0x10 type 0: left out\n"
		"who: base 0x2 length 0xffffffffffffffff type 3: left out\n"
		"who: [mem 0x0000000000000001-0xffffffffffffffff] ACPI NVS\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		M(entries_that_say_nothing), M(any_and_all), M(where_ram_ends),
		M(whole_pages), M(ram_that_is_not_addressable), M(changes),
		M(what_is_said_of_changes), M(just_room_for_the_rest),
		M(sanitised_in_little_room), M(large_ranges_first),
		M(ranges_that_are_lost), M(entries_that_mean_nothing),
	};

	return RUN(tests);
}
