/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _ASM_HOST_BUG_H
#define _ASM_HOST_BUG_H

#include <linux/kernel.h>
#include <linux/printk.h>

#define __WARN_printf(fmt, ...) \
	printk(KERN_WARNING "WARNING: %s:%d %s(): " fmt "\n", \
	       __FILE__, __LINE__, __func__, ##__VA_ARGS__)
#define __BUG_printf(fmt, ...) \
	panic("BUG: %s:%d %s(): " fmt, __FILE__, __LINE__, __func__, \
	      ##__VA_ARGS__)

#endif
