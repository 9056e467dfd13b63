// SPDX-License-Identifier: GPL-2.0-only
/*
 * The table of contents of the boot. boot/entry.asm and head64.c come
 * before; each call below is one chapter, each stage what is true after it.
 */
#include <asm/fb.h>
#include <asm/numa.h>
#include <asm/setup.h>
#include <linux/accounting.h>
#include <linux/bootmem.h>
#include <linux/console.h>
#include <linux/init.h>
#include <linux/kmemleak.h>
#include <linux/main.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/monitor.h>
#include <linux/printk.h>
#include <linux/selftest.h>
#include <linux/slab.h>
#include <linux/stage.h>
#include <linux/string.h>
#include <linux/trace.h>

/*
 * One early call too many, on purpose: the slab is up, so this warns (once,
 * with the way that led here), and kzalloc() serves it all the same.
 */
static noinline void call_bootmem_after_slab(void)
{
	void *block;

	pr_info("switch: one early call too many, on purpose: it warns, and "
		"is served by kzalloc()\n");
	block = ___alloc_bootmem_nopanic(100, 0, 0, 0);
	pr_info("switch: asked bootmem for 100 bytes, got %zu at %p from %s\n",
		ksize(block), block,
		kmem_cache_name(slab_find(block, NULL)));
	kfree(block);
}

/* The last value of a parameter wins; parsing writes into its copy. */
static __init void parse_command_line(void)
{
	static __initdata char copy[COMMAND_LINE_SIZE];

	pr_info("command line: %s\n",
		*boot_command_line ? boot_command_line : "(empty)");
	memcpy(copy, boot_command_line, sizeof(copy));
	parse_early_params(copy);
	trace_command_line(boot_command_line);
}

void __ref start_kernel(phys_addr_t block)
{
	pr_notice("nopanic: from the firmware's map to kzalloc()\n");
	setup_boot_info(block);		/* what GRUB says */
	parse_command_line();
	console_init();
	enter_stage(STAGE_EARLY);

	setup_memory_map();		/* e820 or EFI -> memblock */
	enter_stage(STAGE_MEMBLOCK);

	init_mem_mapping();		/* all of RAM at PAGE_OFFSET */
	initmem_init();			/* which of it is on which node */
	enter_stage(STAGE_MAPPED);

	setup_log_buf();		/* the log, from bootmem from now on */
	fbcon_init();			/* the screen, if it has pixels */
	free_area_init_nodes();		/* nodes, zones, page structures */
	e820_reserve_resources();	/* the table behind `iomem` */
	trace_init();			/* room for more events */
	__memblock_dump_all();
	show_bootmem();
	enter_stage(STAGE_BOOTMEM);

	free_all_bootmem();		/* free memory -> buddies */
	fail_bootmem_done();
	enter_stage(STAGE_BUDDY);

	kmem_cache_init();		/* and kmalloc() */
	kmemleak_init();		/* kmemleak=on: from the first one */
	enter_stage(STAGE_SLAB);

	call_bootmem_after_slab();
	simulate_map();			/* for qemu.sh --map only */
	free_initmem();			/* no __init function from here on */
	free_memblock_arrays();
	account_memory();
	trace_report();

	if (selftest_requested())
		machine_exit(run_selftests() ? EXIT_PASS : EXIT_FAIL);
	monitor();
}
