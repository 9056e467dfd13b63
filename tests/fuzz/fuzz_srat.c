// SPDX-License-Identifier: GPL-2.0-only
/*
 * SRAT and SLIT, from the tables to memblock's nodes. Input: a byte of
 * switches (enum how), SRAT's revision, the number of bytes of the SLIT and
 * these, then what follows SRAT's fixed part, or 4 bytes that stand for an
 * entry. A table's length is true unless the input says otherwise.
 *
 * sources: arch/x86/mm/srat.c arch/x86/mm/numa.c arch/x86/mm/numa_hotplug.c
 * sources: mm/page_nodes.c mm/memblock*.c lib/sort.c
 * sources: tests/fuzz/map_check.c tests/fuzz/no_e820.c
 * sources: tests/host/glue.c tests/host/glue_memblock.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -I arch/x86/include
 * reads: arch/x86/mm/srat.c arch/x86/mm/numa.c arch/x86/mm/numa_hotplug.c
 * bytes: 3000
 */
#include <asm/acpi.h>
#include <asm/numa.h>
#include <linux/topology.h>
#include "map_check.h"

enum how {
	SHORT_ENTRIES = 1,		/* of 4 bytes */
	MOVABLE = 2,			/* movable_node */
	WRONG_LENGTH = 4,		/* less than there is */
	RESERVED = 8,			/* some memory is in use */
	SMALL = 16,			/* 8 MiB of RAM, not 8 GiB */
	SHREDS = 0xe0,			/* all bits: RAM in 120 pieces */
};

#define MB(n)		((phys_addr_t)(n) << 20)

extern bool movable_node_enabled;

/* No page is ever set up. */
pg_data_t *node_data[MAX_NUMNODES];

static struct acpi_table_header *srat, *slit;

/* What follows the header of a table, in memory of exactly its size. */
static struct acpi_table_header *make_table(const char *id, const void *body,
					    size_t size, u8 revision)
{
	struct acpi_table_header *table = malloc(sizeof(*table) + size);

	REQUIRE(table != NULL);
	memset(table, 0, sizeof(*table));
	memcpy(table->signature, id, sizeof(table->signature));
	table->revision = revision;
	table->length = (u32)(sizeof(*table) + size);
	memcpy(table + 1, body, size);
	return table;
}

/* Flags and kind, proximity domain, start and length in 1/128 of RAM. */
static size_t long_entry(struct input *in, u8 *to, phys_addr_t unit)
{
	u8 kind = input_u8(in), pxm = input_u8(in);
	struct acpi_srat_mem_affinity ma = {
		.header = { ACPI_SRAT_TYPE_MEMORY_AFFINITY, sizeof(ma) },
		.proximity_domain = pxm, .base_address = input_u8(in) * unit,
		.length = input_u8(in) * unit + (kind >> 4) * 0x111,
		.flags = (kind & 7) ^ 1,
	};
	struct acpi_srat_x2apic_cpu_affinity x2apic = {
		.header = { ACPI_SRAT_TYPE_X2APIC_CPU_AFFINITY,
			    sizeof(x2apic) },
		.proximity_domain = pxm, .flags = kind & 1,
	};

	if (kind & 8) {
		memcpy(to, &x2apic, sizeof(x2apic));
		return sizeof(x2apic);
	}
	memcpy(to, &ma, sizeof(ma));
	return sizeof(ma);
}

static void make_srat(struct input *in, u8 how, u8 revision)
{
	static u8 body[65536];
	size_t size = 12;

	memset(body, 0, size);
	if (how & SHORT_ENTRIES) {
		while (input_left(in) && size < sizeof(body) - 64)
			size += long_entry(in, body + size,
					   how & SMALL ? 1 << 16 : MB(64));
	} else {
		size = min(input_left(in), sizeof(body) - 12);
		input_bytes(in, body + 12, size);
		size += 12;
	}
	if (how & WRONG_LENGTH)
		size = size * input_u8(in) / 256;
	srat = make_table("SRAT", body, size, revision);
}

static void add_memory(u8 how)
{
	phys_addr_t at;

	memblock_add(0x1000, 0x9e000);
	if (how & SMALL)
		memblock_add(MB(1), MB(7));
	else
		memblock_add(MB(1), MB(2047));
	if ((how & SHREDS) == SHREDS)
		for (at = MB(1); at < MB(121); at += MB(1))
			memblock_remove(at, 4096);
	if (!(how & SMALL))
		memblock_add(MB(4096), MB(4096));
	if (how & RESERVED) {
		for (at = 0x1000; at < 0xc000; at += 0x1000)
			memblock_reserve_named(at, 0x800, "fuzz");
		memblock_reserve(MB(4), MB(2));
		memblock_reserve(MB(5000), 0x123);
	}
}

/* As x86_acpi_numa_init(). */
static int read_tables(void)
{
	int ret = acpi_parse_srat(srat);

	if (!ret)
		acpi_parse_slit(slit);
	return ret;
}

static void require_nodes(phys_addr_t total, int nr_nodes)
{
	const struct memblock_region *r;
	int from, to;

	REQUIRE(memblock_validate());
	REQUIRE(memblock_phys_mem_size() == total);
	REQUIRE(nr_nodes <= MAX_NUMNODES);
	for (from = 0; from < acpi_nr_nodes(); from++)
		REQUIRE(pxm_to_node(node_to_pxm(from)) == from);
	for_each_mem_region(r)
		REQUIRE(memblock_get_region_node(r) >= 0 &&
			memblock_get_region_node(r) < nr_nodes);
	for (from = 0; from < MAX_NUMNODES; from++)
		for (to = 0; to < MAX_NUMNODES; to++)
			REQUIRE((node_distance(from, to) == LOCAL_DISTANCE) ==
				(from == to));
}

void fuzz_one(const u8 *data, size_t size)
{
	struct input in = { data, data + size };
	u8 how = input_u8(&in), revision = input_u8(&in), distances[256];
	size_t nr = input_u8(&in);
	phys_addr_t total;

	memblock_phys_free(0, PHYS_ADDR_MAX);	/* names, too */
	lists_reset();
	movable_node_enabled = how & MOVABLE;
	memblock_set_bottom_up(how & MOVABLE);
	add_memory(how);
	total = memblock_phys_mem_size();
	input_bytes(&in, distances, nr);
	slit = make_table("SLIT", distances, nr, 1);
	make_srat(&in, how, revision);
	if (!numa_init(read_tables)) {
		require_nodes(total, acpi_nr_nodes());
		REQUIRE(!memblock_bottom_up());
	} else {
		REQUIRE(numa_init(dummy_numa_init) == 0);
		require_nodes(total, 1);
	}
	numa_protect_hotplug(MB(1), MB(2));
	REQUIRE(memblock_validate());
	REQUIRE(how & MOVABLE || memblock_phys_mem_size() == total);
	free(srat);
	free(slit);
}
