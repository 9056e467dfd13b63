// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the kernel's code has made of a map, for people: its tables, as text.
 * And a map file in the simplest form there is, for the kernel's own reader
 * (kernel/map_simulation.c).
 */
#include "bootmap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <asm/e820.h>
#include <linux/memblock.h>
#include <linux/memory_picture.h>

/* The nid of regions whose ranges are wanted; any: */
#define ANY_NODE	(-1)

static size_t collect(int nid, struct ram_range **ranges)
{
	struct ram_range *list = calloc(memblock.memory.cnt + 1,
					sizeof(*list));
	const struct memblock_region *r;
	size_t nr = 0;

	if (!list)
		abort();
	for_each_mem_region(r) {
		if (nid != ANY_NODE && memblock_get_region_node(r) != nid)
			continue;
		if (nr && list[nr - 1].end == r->base)
			list[nr - 1].end += r->size;
		else
			list[nr++] = (struct ram_range){ r->base,
							 r->base + r->size };
	}
	*ranges = list;
	return nr;
}

/* All RAM; to be freed by the caller. Returns how many ranges. */
size_t ram_ranges(struct ram_range **ranges)
{
	return collect(ANY_NODE, ranges);
}

/* The same for one node. */
size_t node_ranges(int nid, struct ram_range **ranges)
{
	return collect(nid, ranges);
}

static void print_e820(void)
{
	printf("sanitised map: %u ranges\n", e820.nr_map);
	for (u32 i = 0; i < e820.nr_map; i++) {
		const struct e820entry *e = &e820.map[i];

		printf("  [mem 0x%016llx-0x%016llx] %s", e->addr,
		       e820_last(e), e820_type_to_string(e->type));
		printf(e820_type_to_string(e->type)[0] == 'u' &&
		       e->type != E820_RAM && e->type != E820_UNUSABLE ?
		       " %u\n" : "\n", e->type);
	}
}

static void print_list(const struct memblock_type *list)
{
	printf("memblock.%s: %lu regions, %llu KiB\n", list->name, list->cnt,
	       list->total_size >> 10);
	for (unsigned long i = 0; i < list->cnt; i++) {
		const struct memblock_region *r = &list->regions[i];
		int nid = memblock_get_region_node(r);

		printf("  [0x%016llx-0x%016llx]", r->base,
		       r->base + r->size - 1);
		if (nid < MAX_NUMNODES)
			printf(" node %d", nid);
		printf(r->flags & MEMBLOCK_HOTPLUG ? " hotplug" : "");
		printf(r->flags & MEMBLOCK_MIRROR ? " mirrored\n" : "\n");
	}
}

static void print_ranges(const struct ram_range *list, size_t nr)
{
	for (size_t i = 0; i < nr; i++)
		printf("  [mem 0x%016llx-0x%016llx]\n", list[i].start,
		       list[i].end - 1);
}

static void print_nodes(void)
{
	struct ram_range *list;

	for (int nid = 0; nid < MAX_NUMNODES; nid++) {
		size_t nr = node_ranges(nid, &list);

		if (nr) {
			printf("node %d:\n", nid);
			print_ranges(list, nr);
		}
		free(list);
	}
}

/* On a terminal, unless somebody has turned colours off (no-color.org). */
static bool colours_wanted(void)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	return isatty(STDOUT_FILENO) && !(no && *no) &&
	       !(term && !strcmp(term, "dumb"));
}

/**
 * print_report - all results as text
 */
void print_report(void)
{
	struct ram_range *ram;
	size_t nr = ram_ranges(&ram);

	print_e820();
	print_list(&memblock.memory);
	print_list(&memblock.reserved);
	printf("RAM: %zu ranges\n", nr);
	print_ranges(ram, nr);
	free(ram);
	print_nodes();
	printf("last_pfn: %#llx\n", e820_end_of_ram_pfn());
	printf("pages: %llu\n", memblock_phys_mem_size() >> PAGE_SHIFT);
	for (size_t i = 0; i < nr_warnings; i++)
		printf("warning: %s\n", warnings[i]);
	printf("\n");
	show_picture(colours_wanted());
}

/**
 * print_normal - a map, one line an entry: kind and hexadecimal numbers
 * @map: as it was read
 *
 * "e820 base length type", "efi base pages type attribute".
 */
void print_normal(const struct map_file *map)
{
	for (size_t i = 0; i < map->nr_lines; i++) {
		const struct map_line *l = &map->lines[i];
		unsigned long long base = l->base, size = l->size;
		unsigned long long attribute = l->attribute;

		if (l->kind == MAP_FILE_E820)
			printf("e820 %llx %llx %x\n", base, size, l->type);
		else if (l->kind == MAP_FILE_EFI)
			printf("efi %llx %llx %x %llx\n", base, size, l->type,
			       attribute);
	}
}
