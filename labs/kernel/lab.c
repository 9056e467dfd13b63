// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a stub does in the kernel: it says where it is and where to read on.
 * Called through the macros of <linux/lab.h>; on the host the runner of the
 * labs has its own.
 */
#include <asm/setup.h>
#include <linux/lab.h>
#include <linux/printk.h>

/**
 * __lab_stub - one line that says that a function is still the stub
 * @lab: the lab's name
 * @file: of the stub
 * @line: of the stub
 * @func: the function
 */
void __lab_stub(const char *lab, const char *file, int line, const char *func)
{
	pr_warn("lab %s: %s:%d %s is still the stub: read labs/%s/README.md\n",
		lab, file, line, func, lab);
}

/**
 * __lab_missing - the same, and the machine ends with a status of its own
 * @lab: the lab's name
 * @file: of the stub
 * @line: of the stub
 * @func: the function
 */
void __lab_missing(const char *lab, const char *file, int line,
		   const char *func)
{
	pr_emerg("lab %s: %s:%d %s is missing: read labs/%s/README.md\n",
		 lab, file, line, func, lab);
	machine_exit(EXIT_LAB_MISSING);
}
