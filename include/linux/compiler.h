/* SPDX-License-Identifier: GPL-2.0-only */
/* Attributes under the names that Linux gives them. */
#ifndef _LINUX_COMPILER_H
#define _LINUX_COMPILER_H

/* A program that embeds mm/ may have its own. */
#ifndef likely
#define likely(x)	__builtin_expect(!!(x), 1)
#define unlikely(x)	__builtin_expect(!!(x), 0)
#endif

#ifndef noinline
#define noinline	__attribute__((noinline))
#endif
#ifndef __always_inline
#define __always_inline	inline __attribute__((always_inline))
#endif
#define __noreturn	__attribute__((noreturn))
#define __packed	__attribute__((packed))
#define __weak		__attribute__((weak))
#define __used		__attribute__((used))
#define __maybe_unused	__attribute__((unused))
#define __must_check	__attribute__((warn_unused_result))
#define __aligned(x)	__attribute__((aligned(x)))
#define __section(s)	__attribute__((section(s)))
#define __printf(f, a)	__attribute__((format(printf, f, a)))

#define barrier()	__asm__ __volatile__("" : : : "memory")
#define READ_ONCE(x)	(*(const volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, v) (*(volatile __typeof__(x) *)&(x) = (v))

/* Where the present function was called from; arch/wasm cannot know. */
#ifdef __wasm__
#define _RET_IP_	0UL
#else
#define _RET_IP_	((unsigned long)__builtin_return_address(0))
#endif

#endif
