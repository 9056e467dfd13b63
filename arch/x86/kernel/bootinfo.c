// SPDX-License-Identifier: GPL-2.0-only
/*
 * A boot information block for tests: QEMU's file opt/org.nopanic/bootinfo
 * stands in for GRUB's whole block, so that a kernel can be booted on any
 * block there could be. The one thing that is not believed is RAM: what the
 * machine's real map does not have would be no memory at all. setup.c calls
 * the three functions at their time; without the file they do nothing.
 */
#define pr_fmt(fmt) "bootinfo: " fmt

#include <asm/e820.h>
#include <asm/page.h>
#include <asm/setup.h>
#include <linux/boot_info.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/printk.h>

/* Room for the block: a thousand entries of a map. */
#define BLOCK_MAX	(32U << 10)

static __initdata u8 file[BLOCK_MAX] __aligned(8);
static __initdata struct boot_info real;
static __initdata bool loaded;

/**
 * test_block_load - is there a block that replaces GRUB's?
 * @block: set to its physical address, inside the kernel image
 * @size: set to its bytes
 *
 * boot_info is still GRUB's, and kept aside for test_block_list_real_ram(). A
 * file that does not fit is left out with a message.
 *
 * Return: true if there is; both values are only set then.
 */
__init bool test_block_load(phys_addr_t *block, size_t *size)
{
	size_t all;
	size_t len = fw_cfg_read("opt/org.nopanic/bootinfo", file,
				 sizeof(file), &all);

	if (!all)
		return false;
	if (all > len) {
		pr_err("opt/org.nopanic/bootinfo has %zu bytes, at most %u "
		       "can be used: left out\n", all, BLOCK_MAX);
		return false;
	}
	pr_notice("opt/org.nopanic/bootinfo, %zu bytes, replaces GRUB's "
		  "block\n", all);
	real = boot_info;
	loaded = true;
	*block = __pa_symbol(file);
	*size = all;
	return true;
}

/**
 * test_block_list_real_ram - note the RAM of the machine under a test's block
 *
 * GRUB's own block is still where it was: nothing has been allocated yet.
 * The e820 table holds the real map afterwards, for the next to overwrite.
 */
__init void test_block_list_real_ram(void)
{
	if (!loaded)
		return;
	pr_info("the real map, for comparison:\n");
	default_machine_specific_memory_setup(&real);
	remember_real_ram();
}

/**
 * test_block_refuse_ram - take out the RAM that only a test's block has
 *
 * Called when the table holds the map of that block.
 */
__init void test_block_refuse_ram(void)
{
	if (loaded)
		check_claimed_ram("bootinfo", NULL);
}
