// SPDX-License-Identifier: GPL-2.0-only
/*
 * What every part of the kernel finds around it in a runner: a log, of which
 * warnings are compared, a panic that ends the test, and the stubs' words.
 * slab.c and kmemleak.c are the parts that a lab may have for real instead
 * ([host] without, in its lab.toml).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <linux/mm.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/stacktrace.h>
#include <linux/stage.h>
#include "runner.h"

#define LINE_MAX	1024

bool movable_node_enabled;
bool in_panic;
enum boot_stage boot_stage = STAGE_MEMBLOCK;

/* ---- log and panic ---------------------------------------------------- */

/* The C library has no %pS and its kin: print the address. */
static void plain_format(char *to, size_t size, const char *fmt)
{
	size_t n = 0;

	for (; *fmt && n + 2 < size; fmt++) {
		to[n++] = *fmt;
		if (fmt[0] == '%' && fmt[1] == '%')
			to[n++] = *++fmt;
		else if (fmt[0] == '%' && fmt[1] == 'p' && fmt[2] &&
			 strchr("SsB", fmt[2])) {
			to[n++] = 'p';
			fmt += 2;
		}
	}
	to[n] = '\0';
}

int vprintk(const char *fmt, va_list args)
{
	static char line[LINE_MAX];
	static size_t len;
	static int level = 6;
	char plain[LINE_MAX];
	int n;

	if (fmt[0] == KERN_SOH[0] && fmt[1]) {
		if (fmt[1] >= '0' && fmt[1] <= '7')
			level = fmt[1] - '0';
		fmt += 2;
	}
	plain_format(plain, sizeof(plain), fmt);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	n = vsnprintf(line + len, sizeof(line) - len, plain, args);
#pragma GCC diagnostic pop
	len = min(len + (n > 0 ? n : 0), sizeof(line) - 1);
	if (len && (line[len - 1] == '\n' || len > LINE_MAX / 2)) {
		if (line[len - 1] == '\n')
			line[len - 1] = '\0';
		lab_log(level, line);
		len = 0;
		level = 6;
	}
	return n;
}

int printk(const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vprintk(fmt, args);
	va_end(args);
	return len;
}

void panic(const char *fmt, ...)
{
	char plain[LINE_MAX], text[LINE_MAX];
	va_list args;

	plain_format(plain, sizeof(plain), fmt);
	va_start(args, fmt);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	vsnprintf(text, sizeof(text), plain, args);
#pragma GCC diagnostic pop
	va_end(args);
	lab_give_up("panic", text);
}

void dump_stack(void)
{
}

/* ---- stubs ------------------------------------------------------------- */

void __lab_stub(const char *lab, const char *file, int line,
		const char *func);
void __lab_missing(const char *lab, const char *file, int line,
		   const char *func) __noreturn;

/* <linux/lab.h>: a stub that returns the failure value was called. */
void __lab_stub(const char *lab, const char *file, int line, const char *func)
{
	(void)lab;
	(void)file;
	(void)line;
	lab_stub_used(func);
}

/* <linux/lab.h>: one that has no failure value. */
void __lab_missing(const char *lab, const char *file, int line,
		   const char *func)
{
	char text[256];

	snprintf(text, sizeof(text), "lab %s: %s:%d %s is still the stub",
		 lab, file, line, func);
	lab_give_up("missing", text);
}
