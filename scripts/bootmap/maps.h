/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files of tests/maps in user space: the memory map or node table of one
 * machine, and the RAM that must result from it. Host tests read them, and
 * so does bootmap. Plain C library; nothing of the kernel.
 */
#ifndef BOOTMAP_MAPS_H
#define BOOTMAP_MAPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * MAP_FILE_E820: "base length type" a line (hex, hex, decimal).
 * MAP_FILE_EFI: "base pages type attribute" (hex, hex, decimal, hex).
 * MAP_FILE_SRAT: "node pxm start end [hotplug] [non-volatile]" (decimal,
 * decimal, hex, hex; end inclusive).
 * MAP_FILE_DMESG: a boot log of Linux or of nopanic, with lines of all three
 * kinds among others.
 */
enum map_file_format {
	MAP_FILE_ANY,			/* "# kind:" or its lines say */
	MAP_FILE_E820,
	MAP_FILE_EFI,
	MAP_FILE_SRAT,
	MAP_FILE_DMESG
};

#define MAP_LINE_HOTPLUG	1u
#define MAP_LINE_NONVOLATILE	2u

/* One line of numbers. */
struct map_line {
	enum map_file_format kind;	/* E820, EFI or SRAT */
	uint64_t base;
	uint64_t size;			/* bytes; of EFI: pages of 4 KiB */
	uint64_t attribute;		/* EFI */
	uint32_t type;			/* e820, EFI */
	uint32_t node, pxm, flags;	/* SRAT */
	unsigned int line;		/* where it was in the file, from 1 */
};

struct map_range {
	uint64_t start, end;		/* end is exclusive */
};

struct map_file {
	const char *name;		/* for messages */
	enum map_file_format format;
	struct map_line *lines;
	size_t nr_lines;
	struct map_range *ram;		/* "# expect-ram:", in order */
	size_t nr_ram;
	uint64_t last_pfn, pages;	/* "# expect-last-pfn:", "-pages:" */
	bool has_expect;		/* there was an expect-pages line */
	char error[512];		/* "FILE:LINE: what is wrong" */
};

int map_file_read(struct map_file *map, const char *path,
		  enum map_file_format format);
int map_text_read(struct map_file *map, const char *name, char *text,
		  size_t size, enum map_file_format format);
void map_file_free(struct map_file *map);

/* ---- dmesg.c --------------------------------------------------------- */

bool dmesg_has_map(const char *text);
enum map_file_format dmesg_line(const char *text, struct map_line *line,
				const char **why);

#endif
