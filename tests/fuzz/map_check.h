/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * For the targets that make an e820 table and memblock's lists of a
 * firmware's map: the way back to nothing, and brute force over the result.
 */
#ifndef TESTS_FUZZ_MAP_CHECK_H
#define TESTS_FUZZ_MAP_CHECK_H

#include <asm/e820.h>
#include <linux/memblock.h>
#include "fuzz.h"

/* So many ranges are compared at every place where one begins or ends. */
#define MAP_CHECK_MAX	70

/* Empty lists, as at the start; arrays that grew go back to the slab. */
void lists_reset(void);

/* The same, an empty table, and all addresses in reach. Lists may grow. */
void map_reset(void);

#ifdef CONFIG_TRACE
/*
 * default_machine_specific_memory_setup() with trace=. All other hooks of the
 * trace stay off, and the linker leaves them out.
 */
enum map_source traced_setup(const struct boot_info *bi);
#endif

/* Sorted, no overlap, no neighbours that could be one. */
void map_require_order(void);

/*
 * In order, and at every address the type is the highest that @raw has
 * there: @nr ranges in any order, of which invalid ones do not count.
 */
void map_require_types(const struct e820entry *raw, u32 nr);

/* memblock.memory is all whole pages of RAM in the table, and no other. */
void map_require_memblock(void);

#endif
