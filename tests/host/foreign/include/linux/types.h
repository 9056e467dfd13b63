/* SPDX-License-Identifier: GPL-2.0-only */
/* Another program's types: u64 is the C library's, not unsigned long long. */
#ifndef FOREIGN_LINUX_TYPES_H
#define FOREIGN_LINUX_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int8_t s8;
typedef int16_t s16;
typedef int32_t s32;
typedef int64_t s64;
typedef u64 phys_addr_t;
typedef unsigned int gfp_t;

#define PHYS_ADDR_MAX	UINT64_MAX

struct list_head {
	struct list_head *next, *prev;
};

#endif
