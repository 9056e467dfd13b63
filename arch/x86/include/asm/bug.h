/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _ASM_X86_BUG_H
#define _ASM_X86_BUG_H

#include <linux/compiler.h>

/* kernel/panic.c: file, line, function, message, registers, backtrace. */
void warn_slowpath_fmt(const char *file, int line, const char *func,
		       const char *fmt, ...) __printf(4, 5);
void bug_slowpath_fmt(const char *file, int line, const char *func,
		      const char *fmt, ...) __printf(4, 5) __noreturn;

#define __WARN_printf(fmt, ...) \
	warn_slowpath_fmt(__FILE__, __LINE__, __func__, fmt, ##__VA_ARGS__)
#define __BUG_printf(fmt, ...) \
	bug_slowpath_fmt(__FILE__, __LINE__, __func__, fmt, ##__VA_ARGS__)

#endif
