// SPDX-License-Identifier: GPL-2.0-only
/*
 * The last words of a kernel whose printk() can no longer be trusted: one
 * line straight to COM1. Uses no memory but the text, takes no console, and
 * never waits for long.
 */
#include <linux/panic.h>
#include <asm/io.h>
#include <asm/setup.h>

#define COM1		0x3f8
#define LINE_STATUS	(COM1 + 5)
#define THR_EMPTY	0x20
#define MAX_POLLS	65536

static void emergency_putc(char c)
{
	for (int polls = 0; polls < MAX_POLLS; polls++)
		if (inb(LINE_STATUS) & THR_EMPTY)
			break;
	outb(c, COM1);
}

void emergency_stop(const char *line)
{
	static bool stopping;

	/* machine_exit() itself fails: nothing is left to try. */
	while (stopping)
		__asm__ volatile("cli; hlt");
	stopping = true;
	for (; *line; line++) {
		if (*line == '\n')
			emergency_putc('\r');
		emergency_putc(*line);
	}
	machine_exit(EXIT_PANIC);
}
