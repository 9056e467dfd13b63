/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FOREIGN_LINUX_BUG_H
#define FOREIGN_LINUX_BUG_H

#include <linux/kernel.h>
#include <linux/printk.h>

#define WARN(cond, ...) ({ \
	int c_ = !!(cond); \
	if (c_) \
		printk(KERN_WARNING __VA_ARGS__); \
	c_; })
#define WARN_ON(cond)	WARN(cond, "WARN_ON(" #cond ")\n")
#define WARN_ONCE(cond, ...) ({ \
	static int said_; \
	int o_ = !!(cond); \
	if (o_ && !said_++) \
		printk(KERN_WARNING __VA_ARGS__); \
	o_; })
#define WARN_ON_ONCE(cond) WARN_ONCE(cond, "WARN_ON_ONCE(" #cond ")\n")
#define BUG_ON(cond) do { \
	if (cond) \
		panic("BUG_ON(" #cond ")"); \
	} while (0)
#define BUG()		BUG_ON(1)

#endif
