// SPDX-License-Identifier: GPL-2.0-only
/*
 * What mm/ and the map code find around them in a web page: a log and a
 * trace that are texts for the page to read, stages, and a panic that ends
 * this machine. There is no call stack to be read here: the moves of a
 * session have no callers.
 */
#include <linux/console.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/panic.h>
#include <linux/params.h>
#include <linux/printk.h>
#include <linux/stacktrace.h>
#include <linux/stage.h>
#include <linux/string.h>
#include <linux/trace.h>
#include <stdio.h>
#include <stdlib.h>
#include "engine.h"

#define LINE_MAX	1024

struct text trace_text, log_text;

enum boot_stage boot_stage = STAGE_EARLY;
const char *const stage_names[NR_STAGES] = {
	"entry", "early", "memblock", "mapped", "bootmem", "buddy", "slab",
};
bool movable_node_enabled, in_panic;
phys_addr_t kernel_image_end;
u64 max_pfn, max_low_pfn = ~0ULL, min_low_pfn, max_possible_pfn;

void text_add(struct text *text, const char *bytes, size_t len)
{
	if (text->len + len > text->room) {
		text->room = 2 * (text->len + len) + LINE_MAX;
		text->at = realloc(text->at, text->room);
		if (!text->at)
			abort();
	}
	memcpy(text->at + text->len, bytes, len);
	text->len += len;
}

/* ---- log and trace ---------------------------------------------------- */

int vprintk(const char *fmt, va_list args)
{
	char line[LINE_MAX];
	const char *text = line;

	vsnprintf(line, sizeof(line), fmt, args);
	if (text[0] == KERN_SOH[0] && text[1])
		text += 2;
	text_add(&log_text, text, strlen(text));
	return (int)strlen(text);
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

int cprintf(const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vprintk(fmt, args);
	va_end(args);
	return len;
}

/* trace=serial writes to this "port" only. */
bool console_write_one(const char *name, const char *text, size_t len)
{
	(void)name;
	text_add(&trace_text, text, len);
	return true;
}

/* The page has the message from the log, and sees the trap. */
void panic(const char *fmt, ...)
{
	va_list args;

	in_panic = true;
	printk("Kernel panic - not syncing: ");
	va_start(args, fmt);
	vprintk(fmt, args);
	va_end(args);
	__builtin_trap();
}

/* ---- the rest of the kernel ------------------------------------------- */

void enter_stage(enum boot_stage stage)
{
	trace_hook(__trace_stage, stage);
	boot_stage = stage;
}

unsigned int stack_trace_save(unsigned long *entries, unsigned int max,
			      unsigned int skip)
{
	(void)entries;
	(void)max;
	(void)skip;
	return 0;
}

void dump_stack(void)
{
}

int sprint_backtrace(char *buf, size_t size, unsigned long addr)
{
	(void)addr;
	return snprintf(buf, size, "(not known here)");
}

u64 memparse(const char *text, char **rest)
{
	return strtoull(text, rest, 0);
}
