// SPDX-License-Identifier: GPL-2.0-only
/*
 * For the variant "fence": the first and the last byte of what lies behind a
 * block. The runner itself only tells that something was written there.
 */
#include <linux/bootmem.h>
#include "mm/memblock_internal.h"
#include "runner.h"

/* As __alloc_memory_core_early(); NULL is [0, 0]. */
static void fence_of(const u64 *a)
{
	const u8 *block = __alloc_memory_core_early((int)a[0], a[1], a[2],
						    a[3], a[4]);

	lab_open('[');
	lab_value(block ? block[a[1]] : 0);
	lab_value(block ? block[a[1] + SMP_CACHE_BYTES - 1] : 0);
	lab_close(']');
}
LAB_OP("fence_of", fence_of);
