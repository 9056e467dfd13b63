// SPDX-License-Identifier: GPL-2.0-only
/*
 * A boot without a machine: the lines of a map file become the tables that a
 * boot loader would have passed, those of a node table an ACPI SRAT, and the
 * kernel's own code does the rest. Nothing is decided here; memory that a
 * map tells of is never touched.
 */
#include "bootmap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <asm/acpi.h>
#include <asm/e820.h>
#include <asm/efi.h>
#include <asm/numa.h>
#include <linux/memblock.h>
#include <linux/printk.h>

/* NULL for an empty table. */
static void *table_of(size_t nr, size_t size)
{
	void *table = nr ? calloc(nr, size) : NULL;

	if (nr && !table) {
		perror("bootmap: calloc");
		exit(2);
	}
	return table;
}

/* ---- tags 6 and 17 --------------------------------------------------- */

static size_t count_lines(const struct map_file *map,
			  enum map_file_format kind)
{
	size_t i, nr = 0;

	for (i = 0; i < map->nr_lines; i++)
		nr += map->lines[i].kind == kind;
	return nr;
}

static struct boot_table e820_table(const struct map_file *map)
{
	size_t nr = count_lines(map, MAP_FILE_E820), i;
	struct e820entry *entry = table_of(nr, sizeof(*entry));
	struct boot_table table = { .data = entry, .nr = nr,
				    .stride = sizeof(*entry) };

	for (i = 0; i < map->nr_lines; i++) {
		const struct map_line *line = &map->lines[i];

		if (line->kind == MAP_FILE_E820)
			*entry++ = (struct e820entry){ line->base, line->size,
						       line->type };
	}
	return table;
}

static struct boot_table efi_table(const struct map_file *map)
{
	size_t nr = count_lines(map, MAP_FILE_EFI), i;
	efi_memory_desc_t *md = table_of(nr, sizeof(*md));
	struct boot_table table = { .data = md, .nr = nr,
				    .stride = sizeof(*md),
				    .version =
					EFI_MEMORY_DESCRIPTOR_VERSION };

	for (i = 0; i < map->nr_lines; i++) {
		const struct map_line *line = &map->lines[i];

		if (line->kind == MAP_FILE_EFI)
			*md++ = (efi_memory_desc_t){
				.type = line->type, .phys_addr = line->base,
				.num_pages = line->size,
				.attribute = line->attribute };
	}
	return table;
}

/* ---- SRAT ------------------------------------------------------------ */

/* The table that feed_srat() hands to the kernel's parser. */
static struct acpi_table_header *srat_table;

static int feed_srat(void)
{
	return acpi_parse_srat(srat_table);
}

static bool pxm_is_named(const struct map_file *map, u32 pxm)
{
	size_t i;

	for (i = 0; i < map->nr_lines; i++)
		if (map->lines[i].kind == MAP_FILE_SRAT &&
		    map->lines[i].pxm == pxm)
			return true;
	return false;
}

/*
 * The domain of each node. The kernel numbers nodes as domains turn up; in a
 * real SRAT CPUs come first, which a file does not have. A node that no line
 * names has some domain that nobody else has.
 */
static int node_domains(const struct map_file *map, u32 *pxm, u32 *nr,
			char *error)
{
	unsigned int seen[MAX_NUMNODES] = { 0 };
	u32 free_pxm = ~0u, node;
	size_t i;

	for (*nr = 0, i = 0; i < map->nr_lines; i++) {
		const struct map_line *l = &map->lines[i];

		if (l->kind != MAP_FILE_SRAT || l->node >= MAX_NUMNODES)
			continue;
		if (seen[l->node] && pxm[l->node] != l->pxm) {
			snprintf(error, 512, "%s:%u: node %u has PXM %u here "
				 "and %u in line %u", map->name, l->line,
				 l->node, l->pxm, pxm[l->node], seen[l->node]);
			return -1;
		}
		pxm[l->node] = l->pxm;
		if (!seen[l->node])
			seen[l->node] = l->line;
		if (l->node >= *nr)
			*nr = l->node + 1;
	}
	for (node = 0; node < *nr; node++) {
		if (seen[node])
			continue;
		while (pxm_is_named(map, free_pxm))
			free_pxm--;
		pxm[node] = free_pxm--;
	}
	return 0;
}

static struct acpi_srat_mem_affinity memory_entry(const struct map_line *line)
{
	u32 flags = ACPI_SRAT_MEM_ENABLED;

	if (line->flags & MAP_LINE_HOTPLUG)
		flags |= ACPI_SRAT_MEM_HOT_PLUGGABLE;
	if (line->flags & MAP_LINE_NONVOLATILE)
		flags |= ACPI_SRAT_MEM_NON_VOLATILE;
	return (struct acpi_srat_mem_affinity){
		.header = { ACPI_SRAT_TYPE_MEMORY_AFFINITY,
			    sizeof(struct acpi_srat_mem_affinity) },
		.proximity_domain = line->pxm, .base_address = line->base,
		.length = line->size, .flags = flags };
}

static int make_srat(const struct map_file *map, char *error)
{
	size_t nr = count_lines(map, MAP_FILE_SRAT), i, size;
	struct acpi_srat_x2apic_cpu_affinity cpu = {
		.header = { ACPI_SRAT_TYPE_X2APIC_CPU_AFFINITY, sizeof(cpu) },
		.flags = ACPI_SRAT_CPU_ENABLED };
	struct acpi_srat_mem_affinity memory;
	u32 pxm[MAX_NUMNODES], nodes, node;
	u8 *at;

	if (node_domains(map, pxm, &nodes, error))
		return -1;
	size = sizeof(struct acpi_table_srat) + nodes * sizeof(cpu) +
	       nr * sizeof(memory);
	srat_table = table_of(1, size);
	srat_table->length = size;
	srat_table->revision = 2;
	at = (u8 *)srat_table + sizeof(struct acpi_table_srat);
	for (node = 0; node < nodes; node++, at += sizeof(cpu)) {
		cpu.proximity_domain = pxm[node];
		memcpy(at, &cpu, sizeof(cpu));
	}
	for (i = 0; i < map->nr_lines; i++) {
		if (map->lines[i].kind != MAP_FILE_SRAT)
			continue;
		memory = memory_entry(&map->lines[i]);
		memcpy(at, &memory, sizeof(memory));
		at += sizeof(memory);
	}
	return 0;
}

/* As initmem_init(): what SRAT says, or else all on node 0. */
static int set_nodes(const struct map_file *srat, char *error)
{
	int err = -1;

	if (count_lines(srat, MAP_FILE_SRAT)) {
		if (make_srat(srat, error))
			return -1;
		err = numa_init(feed_srat);
		free(srat_table);
	}
	if (err)
		numa_init(dummy_numa_init);
	return 0;
}

/* ---- the boot -------------------------------------------------------- */

/* The line to blame for a map that the kernel does not use: its last. */
static int refused(const struct map_file *map, const char *why, char *error)
{
	unsigned int line = map->lines[map->nr_lines - 1].line;

	snprintf(error, 512, "%s:%u: up to here, no map that can be used: %s",
		 map->name, line, why);
	return -1;
}

/* As setup_memory_map(), on a machine where nothing is loaded yet. */
static int fill_memblock(const struct map_file *map, char *error)
{
	struct boot_table e820 = e820_table(map), efi = efi_table(map);
	struct boot_info bi = { .e820 = e820, .efi = efi };
	enum map_source source = default_machine_specific_memory_setup(&bi);
	const char *why = efi_memmap_unfit(&efi, 0);

	if (source != MAP_NONE) {
		trim_bios_range();
		memblock_reserve_named(0, PAGE_SIZE, "first page");
		memblock_x86_fill();
		if (source == MAP_EFI)
			efi_find_mirror(&efi);
	}
	free((void *)e820.data);
	free((void *)efi.data);
	if (source != MAP_NONE)
		return 0;
	return refused(map, efi.data ? why : "a node table", error);
}

/**
 * machine_boot - let the kernel's code work on a map
 * @map: the map; node tables in it count if there is no @srat
 * @srat: the node table, or NULL
 * @error: set to one line, with file and line, for a map of no use
 *
 * Return: 0 or -1.
 */
int machine_boot(const struct map_file *map, const struct map_file *srat,
		 char error[512])
{
	if (fill_memblock(map, error))
		return -1;
	return set_nodes(srat ? srat : map, error);
}
