/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sections that are only needed while booting, and the table of kernel
 * parameters. mm/memblock*.c do not use this file: they also live elsewhere.
 */
#ifndef _LINUX_INIT_H
#define _LINUX_INIT_H

#include <linux/compiler.h>

#define __init		__section(".init.text")
#define __initdata	__section(".init.data")
#define __initconst	__section(".init.rodata")
/* Not freed, and still names what is: it does so only while booting. */
#define __ref		__section(".ref.text")

struct obs_kernel_param {
	const char *name;		/* without '=' */
	int (*setup)(char *value);	/* 0, or -EINVAL: a bad value */
};

/*
 * early_param - give a kernel parameter to a function of this file
 * @name: the word before '='; @fn: called with the value ("" if none) in the
 * order of the command line, before stage "memblock" (kernel/params.c).
 */
#define early_param(pname, fn) \
	static const struct obs_kernel_param __setup_##fn __used \
	__section(".init.setup") __aligned(sizeof(void *)) = { pname, fn }

/* params.c */
void parse_early_params(char *cmdline);

#endif
