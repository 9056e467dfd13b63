/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which memory belongs to which node. SRAT's reader (mm/srat.c) adds blocks,
 * mm/numa.c checks them and tells memblock, mm/numa_hotplug.c keeps what can
 * be unplugged free of the kernel's data, mm/numa_64.c is the way in.
 */
#ifndef _ASM_X86_NUMA_H
#define _ASM_X86_NUMA_H

#include <linux/numa.h>
#include <linux/types.h>

/* Blocks of one table. Real ones have up to three a node. */
#define NR_NODE_MEMBLKS		(MAX_NUMNODES * 16)

/* As much RAM may be in no block at all; with more the table is wrong. */
#define NUMA_MAX_UNCOVERED	(1ULL << 20)

struct numa_memblk {
	u64 start, end;			/* whole pages; end is exclusive */
	int nid;
};

struct numa_meminfo {
	unsigned int nr_blks;
	struct numa_memblk blk[NR_NODE_MEMBLKS];
};

/* numa=off: SRAT is not read. */
extern bool numa_off;

/* ---- numa_64.c ------------------------------------------------------- */

/* Ends stage "mapped": memblock's memory gets its nodes. */
void initmem_init(void);

/* ---- numa.c ---------------------------------------------------------- */

int numa_add_memblk(int nid, u64 start, u64 end);
int numa_cleanup_meminfo(struct numa_meminfo *mi);
int numa_init(int (*init_func)(void));
int dummy_numa_init(void);
const struct numa_meminfo *numa_blocks(void);

/* ---- numa_hotplug.c -------------------------------------------------- */

int numa_mark_hotplug(u64 start, u64 end);
void numa_protect_hotplug(phys_addr_t image_start, phys_addr_t image_end);

#endif
