// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the kernel's code finds around it in bootmap: a log of which only
 * warnings are kept, a slab that is malloc (memblock's lists then grow there,
 * not in the memory of a machine that is elsewhere), no early allocations and
 * no pages, and a panic that ends the program.
 */
#include "bootmap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/console.h>
#include <linux/kernel.h>
#include <linux/kmemleak.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/stacktrace.h>
#include <linux/stage.h>

#define LINE_MAX	1024

const char **warnings;
size_t nr_warnings;

/* What may still be continued by pr_cont(): its level, and its text. */
static int open_level;
static char open_line[LINE_MAX];

bool movable_node_enabled;
bool in_panic;
enum boot_stage boot_stage = STAGE_MEMBLOCK;
pg_data_t *node_data[MAX_NUMNODES];	/* none: no page is ever set up */

static void end_line(void)
{
	size_t len = strlen(open_line);

	if (len && open_level <= 4) {
		warnings = realloc(warnings,
				   (nr_warnings + 1) * sizeof(*warnings));
		if (!warnings)
			abort();
		warnings[nr_warnings] = strdup(open_line);
		if (!warnings[nr_warnings++])
			abort();
	}
	open_line[0] = '\0';
}

int vprintk(const char *fmt, va_list args)
{
	char text[LINE_MAX];
	const char *at = text;
	size_t used;
	int len = vsnprintf(text, sizeof(text), fmt, args);

	if (at[0] == KERN_SOH[0] && at[1] != 'c') {
		end_line();
		open_level = at[1] - '0';
	}
	if (at[0] == KERN_SOH[0])
		at += 2;
	used = strlen(open_line);
	snprintf(open_line + used, sizeof(open_line) - used, "%s", at);
	used = strlen(open_line);
	if (used && open_line[used - 1] == '\n') {
		open_line[used - 1] = '\0';
		end_line();
	}
	return len;
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

/* Only the picture is drawn on a console. */
int cprintf(const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vprintf(fmt, args);
	va_end(args);
	return len;
}

void panic(const char *fmt, ...)
{
	va_list args;

	fputs("bootmap: ", stderr);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputs("\n", stderr);
	exit(2);
}

bool slab_is_available(void)
{
	return true;
}

void *kmalloc(size_t size, gfp_t gfp)
{
	(void)gfp;
	return malloc(size);
}

void *kzalloc(size_t size, gfp_t gfp)
{
	(void)gfp;
	return calloc(1, size);
}

void kfree(const void *ptr)
{
	free((void *)ptr);
}

void dump_stack(void)
{
}

struct page *page_block_head(u64 pfn)
{
	(void)pfn;
	return NULL;
}

void kmemleak_alloc(const void *ptr, size_t size, int min_count, gfp_t gfp)
{
	(void)ptr;
	(void)size;
	(void)min_count;
	(void)gfp;
}

void kmemleak_free_part(const void *ptr, size_t size)
{
	(void)ptr;
	(void)size;
}

const struct early_block *kmemleak_early_log(unsigned int *nr,
					     unsigned int *dropped)
{
	*nr = *dropped = 0;
	return NULL;
}

unsigned long early_block_caller(const struct early_block *block)
{
	(void)block;
	return 0;
}
