// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which consoles this machine has. Called by start_kernel() once the command
 * line is known (so that `quiet` is), or by the first message of a panic.
 */
#include <asm/setup.h>
#include <linux/console.h>
#include <linux/init.h>

void __ref console_init(void)
{
	static bool done;

	if (done)
		return;
	done = true;
	serial_init();
	vga_init();
}
