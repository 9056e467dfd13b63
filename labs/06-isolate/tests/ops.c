// SPDX-License-Identifier: GPL-2.0-only
/*
 * How many regions were isolated, where the index says nothing: an empty
 * interval may stand anywhere. And memblock_free(), by physical address.
 */
#include "mm/memblock_internal.h"
#include "runner.h"

/* [code, regions inside, 0 if that failed] */
static void isolated_count(const u64 *a)
{
	int start = -1, end = -2;
	int code = memblock_isolate_range(lab_list(a[0]), a[1], a[2], &start,
					  &end);

	lab_open('[');
	lab_value_signed(code);
	lab_value_signed(code ? 0 : end - start);
	lab_close(']');
}
LAB_OP("isolated_count", isolated_count);

/* Address 0 stands for the pointer NULL here. */
static void free_block(const u64 *a)
{
	memblock_free(a[0] ? __va(a[0]) : NULL, a[1]);
	lab_value(0);
}
LAB_OP("memblock_free", free_block);
