/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The end of the kernel, in pieces that panic() and the exception handlers
 * share, and the counters that tests look at. panic() itself is declared in
 * <linux/kernel.h>.
 */
#ifndef _LINUX_PANIC_H
#define _LINUX_PANIC_H

#include <linux/compiler.h>

/* Warnings so far, printed or not. */
extern unsigned int warn_count;

/**
 * panic_begin - first of all in the report of something fatal
 * @what: what happened, for the case that the report fails too
 *
 * Opens the consoles to every level. When a report is already being made,
 * prints one line without printk() and does not return.
 */
void panic_begin(const char *what);

/**
 * panic_end - last of all: the stage, the exit status
 * @why: the reason in a few words; NULL if "Kernel panic" is said already
 *
 * Ends with EXIT_PANIC; on a machine that QEMU does not run and with the
 * parameter panic=SECONDS, reboots after that time.
 */
void panic_end(const char *why) __noreturn;

/**
 * emergency_stop - write one line to COM1 and end, without printk()
 * @line: text with its newline
 */
void emergency_stop(const char *line) __noreturn;

#endif
