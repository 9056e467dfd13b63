// SPDX-License-Identifier: GPL-2.0-only
/*
 * The way from the boot loader's RSDP, or from a search for one, to SRAT and
 * SLIT, as initmem_init() goes it. Input: a byte of switches (enum how), the
 * size of the loader's RSDP, 36 bytes of that, then what lies in memory at
 * TABLES. Checksums are made right unless the input says otherwise: chance
 * would not get past them.
 *
 * sources: arch/x86/kernel/acpi.c arch/x86/kernel/acpi_rsdp.c
 * sources: arch/x86/mm/numa_64.c arch/x86/mm/srat.c arch/x86/mm/numa.c
 * sources: arch/x86/mm/numa_hotplug.c mm/page_nodes.c mm/memblock*.c
 * sources: lib/sort.c tests/fuzz/map_check.c tests/fuzz/no_e820.c
 * sources: tests/host/glue.c tests/host/glue_memblock.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -I arch/x86/include
 * reads: arch/x86/kernel/acpi.c arch/x86/kernel/acpi_rsdp.c
 * bytes: 1600
 * libfuzzer: -use_counters=0
 */
#include <asm/acpi.h>
#include <asm/fixmap.h>
#include <asm/numa.h>
#include <linux/mmzone.h>
#include "map_check.h"

enum how {
	SEARCH = 0xc1,			/* all bits: the loader passes none */
	RAW_RSDP = 2,			/* its checksums stay as they are */
	RAW_TABLES = 4,			/* those of the tables, too */
	EFI = 8,
	IN_EBDA = 16,			/* there the search finds it */
	UNALIGNED = 32,			/* or not */
};

#define MB(n)		((phys_addr_t)(n) << 20)
#define TABLES		0x7ff00000ULL
#define EBDA		0x9f000ULL
#define RSDP_AT		(how & IN_EBDA ? EBDA + 0x10 : 0xf0010ULL)

char _text[1], _end[1];
struct boot_info boot_info;
/* No page is ever set up. */
pg_data_t *node_data[MAX_NUMNODES];

static struct { phys_addr_t start; size_t size; u8 *bytes; } memory[3];
static int maps;
static u8 how;
static u8 rsdp[36];

/* ---- memory ---------------------------------------------------------- */

static void put(int i, phys_addr_t start, size_t size, u8 *bytes)
{
	memory[i].start = start;
	memory[i].size = size;
	memory[i].bytes = bytes;
}

/* Copies of exactly what is asked for; 0xff where nothing is. */
void *early_memremap(phys_addr_t phys, size_t size)
{
	u8 *copy;
	int i;

	if (!size || size > NR_FIX_BTMAPS * PAGE_SIZE - (phys & 4095) ||
	    phys >= 1ULL << 46 || maps == FIX_BTMAPS_SLOTS)
		return NULL;
	copy = malloc(size);
	REQUIRE(copy != NULL);
	memset(copy, 0xff, size);
	for (i = 0; i < 3; i++) {
		u64 from = max(phys, memory[i].start);
		u64 to = min(phys + size, memory[i].start + memory[i].size);

		if (from < to)
			memcpy(copy + (from - phys), memory[i].bytes +
			       (from - memory[i].start), to - from);
	}
	maps++;
	return copy;
}

void early_memunmap(void *addr, size_t size)
{
	REQUIRE(addr != NULL && size);
	maps--;
	free(addr);
}

/* ---- checksums ------------------------------------------------------- */

static void fix_checksum(u8 *bytes, size_t at, size_t size)
{
	u8 sum = 0;

	if (at >= size)
		return;
	bytes[at] = 0;
	while (size--)
		sum += bytes[size];
	bytes[at] = -sum;
}

static void fix_rsdp(void)
{
	u32 length;

	memcpy(&length, rsdp + 20, sizeof(length));
	fix_checksum(rsdp, 8, 20);
	if (length <= sizeof(rsdp))
		fix_checksum(rsdp, 32, length);
}

/* The table at @address, if it is there with all its length; or NULL. */
static u8 *fix_table(u8 *tables, size_t size, u64 address, u32 *length)
{
	u64 at = address - TABLES;

	if (at >= size || size - at < sizeof(struct acpi_table_header))
		return NULL;
	memcpy(length, tables + at + 4, sizeof(*length));
	if (*length > size - at)
		return NULL;
	fix_checksum(tables + at, 9, *length);
	return tables + at;
}

static void fix_tables(u8 *tables, size_t size)
{
	bool xsdt = rsdp[15] >= 2;
	u64 address = 0;
	size_t width = xsdt ? 8 : 4;
	u32 length, other, at;
	u8 *root;

	memcpy(&address, rsdp + (xsdt ? 24 : 16), width);
	root = fix_table(tables, size, address, &length);
	for (at = 36; root && at + width <= length; at += width) {
		memcpy(&address, root + at, width);
		fix_table(tables, size, address, &other);
	}
	if (root)
		fix_checksum(root, 9, length);
}

/* ---- one boot -------------------------------------------------------- */

static void require_nodes(phys_addr_t total)
{
	const struct memblock_region *r;

	REQUIRE(maps == 0);
	REQUIRE(memblock_validate());
	REQUIRE(memblock_phys_mem_size() == total);
	for_each_mem_region(r)
		REQUIRE(memblock_get_region_node(r) >= 0 &&
			memblock_get_region_node(r) < MAX_NUMNODES);
}

static void reset(void)
{
	static const struct boot_info nothing;

	lists_reset();
	maps = 0;
	memblock_add(0x1000, 0x9e000);
	memblock_add(MB(1), MB(2046));
	memblock_add(MB(4096), MB(2048));
	boot_info = nothing;
}

void fuzz_one(const u8 *data, size_t size)
{
	static u16 segment = EBDA >> 4;
	struct input in = { data, data + size };
	u8 rsdp_size, *tables, *loader;

	how = input_u8(&in);
	rsdp_size = input_u8(&in);
	input_bytes(&in, rsdp, sizeof(rsdp));
	tables = input_rest(&in, &size);
	reset();
	if (!(how & RAW_RSDP))
		fix_rsdp();
	if (!(how & RAW_TABLES))
		fix_tables(tables, size);
	boot_info.efi_boot_services = how & EFI;
	rsdp_size = min_t(u8, rsdp_size, sizeof(rsdp));
	loader = malloc(rsdp_size + !rsdp_size);
	memcpy(loader, rsdp, rsdp_size);
	boot_info.rsdp_size = rsdp_size;
	if ((how & SEARCH) != SEARCH || size > 40)	/* it takes long */
		boot_info.rsdp = loader;
	put(0, TABLES, size, tables);
	put(1, 0x40e, sizeof(segment), (u8 *)&segment);
	put(2, RSDP_AT + !!(how & UNALIGNED), sizeof(rsdp), rsdp);
	initmem_init();
	require_nodes(MB(4094) + 0x9e000);
	free(loader);
	free(tables);
}
