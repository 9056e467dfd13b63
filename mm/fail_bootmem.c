// SPDX-License-Identifier: GPL-2.0-only
/*
 * fail_bootmem=N: the Nth early allocation of this boot finds no memory. It
 * is for whoever wants to see what a shortage does: the caller copes, or the
 * kernel stops and says who wanted how much. memblock_fail.c makes it so.
 */
#include <linux/bootmem.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kmemleak.h>
#include <linux/memblock.h>
#include <linux/params.h>
#include <linux/printk.h>
#include <linux/stacktrace.h>

#define MAX_TRACE	16	/* a list may grow deep within an allocation */

static u64 nth __initdata;
static bool fired __initdata;

static void __init report_failure(u64 nr, phys_addr_t size, phys_addr_t align)
{
	unsigned long trace[MAX_TRACE];
	unsigned int len = stack_trace_save(trace, MAX_TRACE, 0);

	fired = true;
	pr_warn("fail_bootmem: allocation %llu (%llu bytes", nr, size);
	if (align)
		pr_cont(", align 0x%llx", align);
	pr_cont(") fails, asked for by %pS\n",
		(void *)early_trace_caller(trace, len));
}

/* fail_bootmem=N: 1 is the first. */
static int __init setup_fail_bootmem(char *value)
{
	u64 n;

	if (kstrtou64(value, &n) || !n)
		return -EINVAL;
	nth = n;
	memblock_fail_nth(nth, report_failure);
	return 0;
}
early_param("fail_bootmem", setup_fail_bootmem);

/**
 * fail_bootmem_done - no early allocation can follow
 *
 * Says so if there were too few for one to fail.
 */
void __init fail_bootmem_done(void)
{
	u64 nr = memblock_fail_nth(0, NULL);

	if (nth && !fired)
		pr_warn("fail_bootmem: allocation %llu was to fail, but this "
			"boot made only %llu\n", nth, nr);
}
