// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the kernel's code has made of a map, for programs: one JSON object on
 * standard output, addresses as hexadecimal strings, ends exclusive.
 */
#include "bootmap.h"

#include <stdio.h>
#include <stdlib.h>

#include <asm/e820.h>
#include <linux/memblock.h>

/* In quotes, with escapes; bytes that are no ASCII as if Latin-1. */
static void print_string(const char *text)
{
	putchar('"');
	for (; *text; text++) {
		unsigned char c = *text;

		if (c == '"' || c == '\\')
			printf("\\%c", c);
		else if (c < 0x20 || c > 0x7e)
			printf("\\u%04x", c);
		else
			putchar(c);
	}
	putchar('"');
}

static void print_ranges(const struct ram_range *list, size_t nr)
{
	putchar('[');
	for (size_t i = 0; i < nr; i++)
		printf("%s[\"0x%llx\", \"0x%llx\"]", i ? ", " : "",
		       list[i].start, list[i].end);
	putchar(']');
}

/* A region that no node has been told for says -1. */
static void print_list(const char *name, const struct memblock_type *list)
{
	printf(",\n \"%s\": [", name);
	for (unsigned long i = 0; i < list->cnt; i++) {
		const struct memblock_region *r = &list->regions[i];
		int nid = memblock_get_region_node(r);

		printf("%s{\"base\": \"0x%llx\", \"size\": \"0x%llx\", "
		       "\"node\": %d, \"flags\": %u}", i ? ",\n  " : "",
		       r->base, r->size, nid < MAX_NUMNODES ? nid : -1,
		       (unsigned int)r->flags);
	}
	putchar(']');
}

/* Nodes with RAM. */
static void print_nodes(void)
{
	struct ram_range *list;
	const char *comma = "";

	printf(",\n \"nodes\": [");
	for (int nid = 0; nid < MAX_NUMNODES; nid++) {
		size_t nr = node_ranges(nid, &list);

		if (nr) {
			printf("%s{\"node\": %d, \"ranges\": ", comma, nid);
			print_ranges(list, nr);
			putchar('}');
			comma = ",\n  ";
		}
		free(list);
	}
	putchar(']');
}

static void print_warnings(void)
{
	printf(",\n \"warnings\": [");
	for (size_t i = 0; i < nr_warnings; i++) {
		printf("%s", i ? ",\n  " : "");
		print_string(warnings[i]);
	}
	putchar(']');
}

/**
 * print_json - all results as one object
 */
void print_json(void)
{
	struct ram_range *ram;
	size_t nr = ram_ranges(&ram);

	printf("{\"ram\": ");
	print_ranges(ram, nr);
	free(ram);
	printf(",\n \"last_pfn\": \"0x%llx\"", e820_end_of_ram_pfn());
	printf(",\n \"pages\": %llu", memblock_phys_mem_size() >> PAGE_SHIFT);
	print_list("memory", &memblock.memory);
	print_list("reserved", &memblock.reserved);
	print_nodes();
	print_warnings();
	printf("}\n");
}
