/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Consoles, and the log behind them. kernel/printk.c implements this;
 * arch/x86/kernel/{serial,vga}.c register themselves.
 */
#ifndef _LINUX_CONSOLE_H
#define _LINUX_CONSOLE_H

#include <linux/types.h>

struct console {
	const char *name;
	/* Write @len bytes; '\n' is a bare newline, the driver adds '\r'. */
	void (*write)(const char *text, size_t len);
	struct console *next;
};

/* Messages with a level below this number reach the consoles. */
extern int console_loglevel;

#define CONSOLE_LOGLEVEL_QUIET		4
#define CONSOLE_LOGLEVEL_DEFAULT	7
#define CONSOLE_LOGLEVEL_DEBUG		8

/**
 * register_console - add a console and replay the log kept so far to it
 * @con: the console; must live for ever
 */
void register_console(struct console *con);

/* Find and register the consoles of this machine; later calls do nothing. */
void console_init(void);

/* Text that is no log message: the prompt, its echo, KTAP lines. */
void console_write(const char *text, size_t len);
/* The same on one console only, say "ttyS0"; false: it is not there. */
bool console_write_one(const char *name, const char *text, size_t len);
int cprintf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
