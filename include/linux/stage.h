/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The stages of the boot, named once for the log, gdb, the trace and the
 * labs. `break stage_buddy` stops where the buddy allocator is up.
 */
#ifndef _LINUX_STAGE_H
#define _LINUX_STAGE_H

enum boot_stage {
	STAGE_ENTRY,	/* 32-bit, no paging; only boot/ runs */
	STAGE_EARLY,	/* 64-bit, first 1 GiB mapped, consoles work */
	STAGE_MEMBLOCK,	/* the map is in memblock, what is alive reserved */
	STAGE_MAPPED,	/* the direct map covers all RAM */
	STAGE_BOOTMEM,	/* the kernel's own early users have their memory */
	STAGE_BUDDY,	/* free memory is handed over; lists are history */
	STAGE_SLAB,	/* kzalloc() serves; early calls warn */
	NR_STAGES
};

extern enum boot_stage boot_stage;
extern const char *const stage_names[NR_STAGES];

/* Each sets boot_stage, logs "stage: NAME" and is a place to break. */
void enter_stage(enum boot_stage stage);
void stage_early(void);
void stage_memblock(void);
void stage_mapped(void);
void stage_bootmem(void);
void stage_buddy(void);
void stage_slab(void);

#endif
