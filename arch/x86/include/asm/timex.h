/* SPDX-License-Identifier: GPL-2.0-only */
/* The time stamp counter: ticks since the machine's reset. */
#ifndef _ASM_X86_TIMEX_H
#define _ASM_X86_TIMEX_H

#include <linux/types.h>

static inline u64 get_cycles(void)
{
	u32 low, high;

	__asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
	return (u64)high << 32 | low;
}

#endif
