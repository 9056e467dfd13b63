// SPDX-License-Identifier: GPL-2.0-only
/*
 * The boot's stages (include/linux/stage.h), called by start_kernel(). Each
 * is an empty function that is never inlined: a place for a breakpoint, and
 * for counting instructions from outside.
 */
#include <linux/accounting.h>
#include <linux/compiler.h>
#include <linux/memory_picture.h>
#include <linux/printk.h>
#include <linux/stage.h>
#include <linux/trace.h>

enum boot_stage boot_stage = STAGE_ENTRY;

const char *const stage_names[NR_STAGES] = {
	"entry", "early", "memblock", "mapped", "bootmem", "buddy", "slab",
};

/* The barrier keeps the compiler from dropping the empty call. */
noinline void stage_early(void) { barrier(); }
noinline void stage_memblock(void) { barrier(); }
noinline void stage_mapped(void) { barrier(); }
noinline void stage_bootmem(void) { barrier(); }
noinline void stage_buddy(void) { barrier(); }
noinline void stage_slab(void) { barrier(); }

void enter_stage(enum boot_stage stage)
{
	static void (*const landmark[NR_STAGES])(void) = {
		[STAGE_EARLY] = stage_early,
		[STAGE_MEMBLOCK] = stage_memblock,
		[STAGE_MAPPED] = stage_mapped,
		[STAGE_BOOTMEM] = stage_bootmem,
		[STAGE_BUDDY] = stage_buddy,
		[STAGE_SLAB] = stage_slab,
	};

	trace_hook(__trace_stage, stage);
	boot_stage = stage;
	pr_info("stage: %s\n", stage_names[stage]);
	account_memory();
	landmark[stage]();
	picture_step();
}
