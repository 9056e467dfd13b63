/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * WARN goes on, BUG does not. <asm/bug.h> says what each does here: the
 * kernel prints a backtrace (kernel/panic.c), the host a line.
 */
#ifndef _LINUX_BUG_H
#define _LINUX_BUG_H

#include <linux/compiler.h>
#include <linux/printk.h>
#include <asm/bug.h>

/*
 * asm/bug.h: __WARN_printf(fmt, ...) reports; __BUG_printf(fmt, ...) reports
 * and does not return.
 */
#ifndef WARN
#define WARN(cond, fmt, ...) ({ bool __c = !!(cond); \
	if (unlikely(__c)) __WARN_printf(fmt, ##__VA_ARGS__); \
	unlikely(__c); })
#endif
#ifndef WARN_ON
#define WARN_ON(cond)	WARN(cond, "%s", #cond)
#endif
#ifndef WARN_ONCE
#define WARN_ONCE(cond, fmt, ...) ({ static bool __warned; \
	bool __o = !!(cond); \
	if (unlikely(__o) && !__warned) { \
		__warned = true; \
		__WARN_printf(fmt, ##__VA_ARGS__); \
	} \
	unlikely(__o); })
#endif
#ifndef WARN_ON_ONCE
#define WARN_ON_ONCE(cond) WARN_ONCE(cond, "%s", #cond)
#endif
#ifndef BUG_ON
#define BUG()		__BUG_printf("BUG")
#define BUG_ON(cond)	do { if (unlikely(cond)) __BUG_printf("%s", #cond); \
			} while (0)
#endif

#endif
