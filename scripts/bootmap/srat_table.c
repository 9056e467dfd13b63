// SPDX-License-Identifier: GPL-2.0-only
/*
 * From a file of tests/maps/srat back to an SRAT, byte by byte, so that the
 * kernel's own parser reads it. Host tests and bootmap use it. Nodes must get
 * the numbers of the file: CPU entries come first, in order of node, since
 * the kernel numbers nodes as their domains turn up.
 */
#include <asm/acpi.h>

#include "srat_table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_NODES	256

/* Domains of nodes that a file does not mention; no file has such. */
#define UNUSED_PXM	0xfffff000u

struct builder {
	uint32_t pxm[MAX_NODES];
	bool known[MAX_NODES];
	uint32_t nr_nodes;
	uint8_t *at;			/* where the next entry goes */
};

static int fail(struct map_file *map, const struct map_line *line,
		const char *what)
{
	snprintf(map->error, sizeof(map->error), "line %u: node %u, proximity "
		 "domain %u: %s", line->line, line->node, line->pxm, what);
	return -1;
}

static int learn_node(struct builder *b, struct map_file *map,
		      const struct map_line *line)
{
	uint32_t node;

	if (line->node >= MAX_NODES)
		return fail(map, line, "too many nodes");
	for (node = 0; node < b->nr_nodes; node++)
		if (b->known[node] &&
		    (b->pxm[node] == line->pxm) != (node == line->node))
			return fail(map, line, "another line has one of the "
				    "two with another partner");
	b->pxm[line->node] = line->pxm;
	b->known[line->node] = true;
	if (line->node >= b->nr_nodes)
		b->nr_nodes = line->node + 1;
	return 0;
}

static void put_cpu(struct builder *b, uint32_t node)
{
	struct acpi_srat_x2apic_cpu_affinity cpu = {
		.header = { ACPI_SRAT_TYPE_X2APIC_CPU_AFFINITY, sizeof(cpu) },
		.proximity_domain = b->known[node] ? b->pxm[node]
						   : UNUSED_PXM + node,
		.apic_id = node, .flags = ACPI_SRAT_CPU_ENABLED,
	};

	memcpy(b->at, &cpu, sizeof(cpu));
	b->at += sizeof(cpu);
}

static void put_memory(struct builder *b, const struct map_line *line)
{
	struct acpi_srat_mem_affinity ma = {
		.header = { ACPI_SRAT_TYPE_MEMORY_AFFINITY, sizeof(ma) },
		.proximity_domain = line->pxm,
		.base_address = line->base, .length = line->size,
		.flags = ACPI_SRAT_MEM_ENABLED,
	};

	if (line->flags & MAP_LINE_HOTPLUG)
		ma.flags |= ACPI_SRAT_MEM_HOT_PLUGGABLE;
	if (line->flags & MAP_LINE_NONVOLATILE)
		ma.flags |= ACPI_SRAT_MEM_NON_VOLATILE;
	memcpy(b->at, &ma, sizeof(ma));
	b->at += sizeof(ma);
}

static void put_header(uint8_t *table, size_t size)
{
	struct acpi_table_srat srat = {
		.header = { .signature = "SRAT", .length = (uint32_t)size,
			    .revision = 3 },
		.table_revision = 1,
	};
	uint8_t sum = 0;
	size_t i;

	memcpy(table, &srat, sizeof(srat));
	for (i = 0; i < size; i++)
		sum += table[i];
	table[offsetof(struct acpi_table_header, checksum)] = -sum;
}

/**
 * srat_table_build - make an SRAT of revision 3 from a map file
 * @map: read by map_file_read(); its lines of kind srat count
 * @table: becomes the table, to be freed
 * @size: becomes its length in bytes
 *
 * Return: 0, or -1 with map->error set, when node numbers and proximity
 * domains of the file are not one to one.
 */
int srat_table_build(struct map_file *map, uint8_t **table, size_t *size)
{
	struct builder b = { .nr_nodes = 0 };
	size_t i, nr_memory = 0;

	for (i = 0; i < map->nr_lines; i++) {
		if (map->lines[i].kind != MAP_FILE_SRAT)
			continue;
		if (learn_node(&b, map, &map->lines[i]))
			return -1;
		nr_memory++;
	}
	*size = sizeof(struct acpi_table_srat) +
		b.nr_nodes * sizeof(struct acpi_srat_x2apic_cpu_affinity) +
		nr_memory * sizeof(struct acpi_srat_mem_affinity);
	*table = calloc(1, *size);
	if (!*table) {
		perror("srat_table: calloc");
		exit(1);
	}
	b.at = *table + sizeof(struct acpi_table_srat);
	for (i = 0; i < b.nr_nodes; i++)
		put_cpu(&b, (uint32_t)i);
	for (i = 0; i < map->nr_lines; i++)
		if (map->lines[i].kind == MAP_FILE_SRAT)
			put_memory(&b, &map->lines[i]);
	put_header(*table, *size);
	return 0;
}
