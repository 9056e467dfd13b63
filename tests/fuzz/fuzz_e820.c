// SPDX-License-Identifier: GPL-2.0-only
/*
 * The BIOS's map, from the table in GRUB's block to memblock. Input: a byte
 * of switches (enum how), then entries, 20 bytes each as the BIOS writes them
 * or 4 that stand for ranges within 64 MiB, which overlap more often.
 *
 * sources: arch/x86/kernel/e820.c arch/x86/kernel/e820_sanitize.c
 * sources: arch/x86/kernel/firmware_map.c arch/x86/kernel/efi.c
 * sources: lib/sort.c mm/memblock*.c tests/fuzz/map_check.c
 * sources: tests/host/glue.c tests/host/glue_memblock.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -I arch/x86/include
 * cflags: -DE820_X_MAX=200 -DCONFIG_TRACE
 * ldflags: -no-pie -Wl,--unresolved-symbols=ignore-all
 * reads: arch/x86/kernel/e820.c arch/x86/kernel/e820_sanitize.c
 * reads: arch/x86/kernel/firmware_map.c
 * bytes: 1200
 */
#include "tests/host/glue.h"
#include "map_check.h"

enum how {
	SHORT_ENTRIES = 1,		/* of 4 bytes */
	STRIDES = 6,			/* two bits: an index */
	DEBUG = 8,			/* each entry is printed */
	SMALL_CPU = 16,			/* it reaches 4 GiB */
	QUESTIONS = 32,
	NO_TABLE = 64,
	MANY = 128,			/* all again and again, further up */
	NO_ROOM = MANY | NO_TABLE,	/* the same, and lists cannot grow */
};

#define MAX_RAW		320

static struct e820entry raw[MAX_RAW];
static u32 nr_raw;

/* Start and size in 128 KiB and some bytes, a type. */
static struct e820entry short_entry(struct input *in)
{
	static const u32 types[] = {
		E820_RAM, E820_RESERVED, E820_ACPI, E820_NVS, E820_UNUSABLE,
		E820_PMEM, E820_PRAM, E820_SOFT_RESERVED, 0, 99,
	};
	u64 start = (u64)input_u8(in) << 17, size = (u64)input_u8(in) << 17;
	u8 type = input_u8(in), fine = input_u8(in);

	return (struct e820entry){
		start + (fine & 15) * 0x123, size + (fine >> 4) * 0x123,
		types[type % ARRAY_SIZE(types)],
	};
}

static void read_entries(struct input *in, u8 how)
{
	u32 i, nr;

	for (nr_raw = 0; input_left(in) && nr_raw < 70; nr_raw++) {
		if (how & SHORT_ENTRIES)
			raw[nr_raw] = short_entry(in);
		else
			input_bytes(in, &raw[nr_raw], sizeof(raw[0]));
	}
	nr = nr_raw;
	if (!(how & MANY) || !nr || nr > MAP_CHECK_MAX)
		return;
	for (i = 0; i < 250; i++) {
		raw[nr_raw] = raw[i % nr];
		raw[nr_raw++].addr += (u64)(i / nr + 1) << 28;
	}
}

/* As it lies in the block: entries one stride apart, the last one exact. */
static struct boot_table make_table(u32 stride)
{
	struct boot_table table = { .stride = stride, .nr = nr_raw };
	u8 *data = malloc((size_t)nr_raw * stride + 1);
	u32 i;

	for (i = 0; i < nr_raw; i++)
		memcpy(data + (size_t)i * stride, &raw[i], sizeof(raw[i]));
	table.data = data;
	return table;
}

/* One question to the table, and the answer by looking at each entry. */
static void ask(u64 start, u64 size, u32 type)
{
	u64 end = start + size, covered = 0;
	bool any = false;
	u32 i;

	if (!size || end < start)
		return;
	for (i = 0; i < e820.nr_map; i++) {
		const struct e820entry *e = &e820.map[i];
		u64 from = max(e->addr, start);
		u64 last = min(e820_last(e), end - 1);

		if ((type && e->type != type) || from > last)
			continue;
		any = true;
		covered += last - from + 1;
	}
	REQUIRE(e820_any_mapped(start, end, type) == any);
	REQUIRE(e820_all_mapped(start, end, type) == (covered == size));
}

/* What a kernel does to its own table: give away, forget, ask. */
static void change_table(void)
{
	const struct e820entry *range = raw;
	u64 changed;
	u32 nr = e820.nr_map, i;

	for (i = 0; i + 1 < nr_raw && i < 8; i += 2, range += 2) {
		ask(range[0].addr, range[1].size, range[1].type);
		ask(range[1].addr, range[0].size, 0);
		changed = i & 2 ?
			e820_remove_range(range[0].addr, range[0].size,
					  range[1].type, i & 4) :
			e820_update_range(range[0].addr, range[0].size,
					  range[1].type, range[0].type);
		REQUIRE(changed <= range[0].size);
		update_e820();
		map_require_order();
	}
	REQUIRE(e820_end_of_low_ram_pfn() <= e820_end_of_ram_pfn());
	REQUIRE(e820.nr_map <= nr + 16);
}

void fuzz_one(const u8 *data, size_t size)
{
	static const u32 strides[] = { 24, 20, 21, 48 };
	struct input in = { data, data + size };
	u8 how = input_u8(&in);
	struct boot_info bi = { .nr_modules = 0 };
	struct boot_table table;

	map_reset();
	memblock_debug = !!(how & DEBUG);
	if (how & SMALL_CPU)
		max_phys_addr = 1ULL << 32;
	read_entries(&in, how);
	table = make_table(strides[(how & STRIDES) / 2]);
	if ((how & NO_ROOM) != NO_TABLE)
		bi.e820 = table;
	glue_slab_fails = (how & NO_ROOM) == NO_ROOM;
	traced_setup(&bi);
	if (bi.e820.data)
		map_require_types(raw, nr_raw);
	if (how & QUESTIONS)
		change_table();
	trim_bios_range();
	map_require_order();
	memblock_x86_fill();
	if (glue_slab_fails)
		REQUIRE(memblock_validate());
	else
		map_require_memblock();
	glue_slab_fails = false;
	free((void *)table.data);
}
