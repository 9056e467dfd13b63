// SPDX-License-Identifier: GPL-2.0-only
/*
 * The surroundings of the trace in bench/memblock: with TRACE=1 in the
 * environment it runs, else it is off, as with trace=off. Here nobody has
 * frame pointers, pages or a serial port.
 */
#include <linux/console.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/stacktrace.h>
#include <linux/stage.h>
#include <linux/trace.h>
#include <stdlib.h>

enum boot_stage boot_stage;
int console_loglevel = CONSOLE_LOGLEVEL_DEFAULT;

__attribute__((constructor)) static void choose(void)
{
	trace_on = getenv("TRACE") != NULL;
}

unsigned int stack_trace_save(unsigned long *entries, unsigned int max,
			      unsigned int skip)
{
	(void)entries;
	(void)max;
	(void)skip;
	return 0;
}

u64 page_to_pfn(const struct page *page)
{
	(void)page;
	return 0;
}

bool console_write_one(const char *name, const char *text, size_t len)
{
	(void)name;
	(void)text;
	(void)len;
	return false;
}
