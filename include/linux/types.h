/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The integer types of Linux, on top of the compiler's own headers, so that
 * this file can stand next to a C library's.
 */
#ifndef _LINUX_TYPES_H
#define _LINUX_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef unsigned long long u64;
typedef int8_t s8;
typedef int16_t s16;
typedef int32_t s32;
typedef long long s64;

/* A physical address, or a size that may span all of physical memory. */
typedef u64 phys_addr_t;
/* Allocation flags: see <linux/gfp.h>. */
typedef unsigned int gfp_t;

#define PHYS_ADDR_MAX	(~(phys_addr_t)0)

struct list_head {
	struct list_head *next, *prev;
};

#endif
