/* SPDX-License-Identifier: GPL-2.0-only */
/* Small arithmetic that every file needs. */
#ifndef _LINUX_KERNEL_H
#define _LINUX_KERNEL_H

#include <linux/compiler.h>
#include <linux/types.h>

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#define container_of(ptr, type, member) \
	((type *)((char *)(ptr) - offsetof(type, member)))

#ifndef min
#define min(a, b) ({ __typeof__(a) _a = (a); __typeof__(b) _b = (b); \
	(void)(&_a == &_b); _a < _b ? _a : _b; })
#define max(a, b) ({ __typeof__(a) _a = (a); __typeof__(b) _b = (b); \
	(void)(&_a == &_b); _a > _b ? _a : _b; })
#endif
#ifndef min_t
#define min_t(t, a, b)	({ t _ta = (a); t _tb = (b); _ta < _tb ? _ta : _tb; })
#define max_t(t, a, b)	({ t _ta = (a); t _tb = (b); _ta > _tb ? _ta : _tb; })
#endif

/* y is a power of two; round_up() wraps to 0 past the top. */
#ifndef round_up
#define __round_mask(x, y) ((__typeof__(x))((y) - 1))
#define round_up(x, y)	((((x) - 1) | __round_mask(x, y)) + 1)
#define round_down(x, y) ((x) & ~__round_mask(x, y))
#endif
#ifndef ALIGN
#define ALIGN(x, a)	(((x) + ((__typeof__(x))(a) - 1)) & \
			 ~((__typeof__(x))(a) - 1))
#endif

static inline bool is_power_of_2(u64 n)
{
	return n != 0 && (n & (n - 1)) == 0;
}

/* Index of the lowest set bit; x must not be 0. */
static inline int __ffs64(u64 x)
{
	return __builtin_ctzll(x);
}

/* Index of the highest set bit plus one; 0 for x == 0. */
static inline int fls64(u64 x)
{
	return x ? 64 - __builtin_clzll(x) : 0;
}

/**
 * panic - stop for good, with one message and a backtrace
 * @fmt: printf format, no newline at the end
 *
 * Prints the message, what the CPU was doing, and ends the machine with the
 * exit status of a panic. On the host the surrounding program supplies it.
 */
void panic(const char *fmt, ...) __printf(1, 2) __noreturn;

/* Set once panic() runs: whoever fails now must not panic again. */
extern bool in_panic;

#endif
