/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * bootmap: what this kernel makes of another machine's memory map. bootmap.c
 * reads the command line, maps.c the files, machine.c lets the kernel's own
 * code work on them, report.c and json.c print what that code has left in
 * its tables.
 */
#ifndef BOOTMAP_BOOTMAP_H
#define BOOTMAP_BOOTMAP_H

#include "maps.h"

/* ---- machine.c ------------------------------------------------------- */

int machine_boot(const struct map_file *map, const struct map_file *srat,
		 char error[512]);

/* ---- surroundings.c: what the kernel's code warned of ---------------- */

extern const char **warnings;
extern size_t nr_warnings;

/* ---- the results, in print and in JSON ------------------------------- */

void print_report(void);
void print_json(void);
void print_normal(const struct map_file *map);

/* RAM as ranges that do not touch; ends are exclusive. */
struct ram_range {
	unsigned long long start, end;
};

size_t ram_ranges(struct ram_range **ranges);
size_t node_ranges(int nid, struct ram_range **ranges);

#endif
