/* SPDX-License-Identifier: GPL-2.0-only */
/* The well-known macros, in the plainest spelling there is. */
#ifndef FOREIGN_LINUX_KERNEL_H
#define FOREIGN_LINUX_KERNEL_H

#include <linux/types.h>

#define likely(x)	(x)
#define unlikely(x)	(x)
#define ARRAY_SIZE(a)	(sizeof(a) / sizeof(*(a)))
#define min(a, b)	((a) < (b) ? (a) : (b))
#define max(a, b)	((a) > (b) ? (a) : (b))
#define min_t(t, a, b)	min((t)(a), (t)(b))
#define max_t(t, a, b)	max((t)(a), (t)(b))
#define round_up(x, y)	(((x) + (y) - 1) / (y) * (y))
#define round_down(x, y) ((x) / (y) * (y))
#define ALIGN(x, a)	round_up(x, a)
#define container_of(ptr, type, member) \
	((type *)((char *)(ptr) - offsetof(type, member)))

static inline bool is_power_of_2(unsigned long n)
{
	return n && !(n & (n - 1));
}

void panic(const char *fmt, ...);

#endif
