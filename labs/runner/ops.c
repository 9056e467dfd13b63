// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a test may call of memblock and bootmem, under the kernel's names. An
 * address or a code is one value; what a function gives through pointers
 * follows it in a list. Walks give the list of their ranges.
 */
#include <linux/bootmem.h>
#include "mm/memblock_internal.h"
#include "runner.h"

#define WALK_MAX	4096

/* ---- searching -------------------------------------------------------- */

static void find_top_down(const u64 *a)
{
	lab_value(__memblock_find_range_top_down(a[0], a[1], a[2], a[3],
						 (int)a[4]));
}
LAB_OP("__memblock_find_range_top_down", find_top_down);

static void find_bottom_up(const u64 *a)
{
	lab_value(__memblock_find_range_bottom_up(a[0], a[1], a[2], a[3],
						  (int)a[4]));
}
LAB_OP("__memblock_find_range_bottom_up", find_bottom_up);

static void find_in_range_node(const u64 *a)
{
	lab_value(memblock_find_in_range_node(a[0], a[1], a[2], a[3],
					      (int)a[4]));
}
LAB_OP("memblock_find_in_range_node", find_in_range_node);

static void find_in_range(const u64 *a)
{
	lab_value(memblock_find_in_range(a[0], a[1], a[2], a[3]));
}
LAB_OP("memblock_find_in_range", find_in_range);

/* ---- editing ---------------------------------------------------------- */

static void add(const u64 *a)
{
	lab_value_signed(memblock_add(a[0], a[1]));
}
LAB_OP("memblock_add", add);

static void remove_memory(const u64 *a)
{
	lab_value_signed(memblock_remove(a[0], a[1]));
}
LAB_OP("memblock_remove", remove_memory);

static void reserve(const u64 *a)
{
	lab_value_signed(memblock_reserve(a[0], a[1]));
}
LAB_OP("memblock_reserve", reserve);

static void reserve_region(const u64 *a)
{
	lab_value_signed(memblock_reserve_region(a[0], a[1], (int)a[2],
						 (enum memblock_flags)a[3]));
}
LAB_OP("memblock_reserve_region", reserve_region);

static void add_range(const u64 *a)
{
	lab_value_signed(memblock_add_range(lab_list(a[0]), a[1], a[2],
					    (int)a[3],
					    (enum memblock_flags)a[4]));
}
LAB_OP("memblock_add_range", add_range);

static void remove_range(const u64 *a)
{
	lab_value_signed(memblock_remove_range(lab_list(a[0]), a[1], a[2]));
}
LAB_OP("memblock_remove_range", remove_range);

static void phys_free(const u64 *a)
{
	lab_value_signed(memblock_phys_free(a[0], a[1]));
}
LAB_OP("memblock_phys_free", phys_free);

static void merge_regions(const u64 *a)
{
	memblock_merge_regions(lab_list(a[0]));
	lab_value(0);
}
LAB_OP("memblock_merge_regions", merge_regions);

static void insert_region(const u64 *a)
{
	memblock_insert_region(lab_list(a[0]), a[1], a[2], a[3], (int)a[4],
			       (enum memblock_flags)a[5]);
	lab_value(0);
}
LAB_OP("memblock_insert_region", insert_region);

/* [code, first region, region after the last] */
static void isolate_range(const u64 *a)
{
	int start = -1, end = -1;
	int code = memblock_isolate_range(lab_list(a[0]), a[1], a[2], &start,
					  &end);

	lab_open('[');
	lab_value_signed(code);
	lab_value_signed(start);
	lab_value_signed(end);
	lab_close(']');
}
LAB_OP("memblock_isolate_range", isolate_range);

static void double_array(const u64 *a)
{
	lab_value_signed(memblock_double_array(lab_list(a[0]), a[1], a[2]));
}
LAB_OP("memblock_double_array", double_array);

/* ---- walking ---------------------------------------------------------- */

typedef void step_fn(u64 *idx, int nid, enum memblock_flags flags,
		     struct memblock_type *type_a,
		     struct memblock_type *type_b, phys_addr_t *out_start,
		     phys_addr_t *out_end, int *out_nid);

/* (list, list to leave out or "none", node, flags): [[start, end, node]...] */
static void walk(step_fn *step, u64 idx, const u64 *a)
{
	phys_addr_t start = 0, end = 0;
	unsigned int n = 0;
	int nid = -1;

	lab_open('[');
	for (;;) {
		step(&idx, (int)a[2], (enum memblock_flags)a[3],
		     lab_list(a[0]), lab_list(a[1]), &start, &end, &nid);
		if (idx == ~0ULL)
			break;
		if (n++ == WALK_MAX)
			lab_give_up("hang", "a walk that does not end");
		lab_open('[');
		lab_value(start);
		lab_value(end);
		lab_value_signed(nid);
		lab_close(']');
	}
	lab_close(']');
}

static void walk_up(const u64 *a)
{
	walk(__next_mem_range, 0, a);
}
LAB_OP("__next_mem_range", walk_up);

static void walk_down(const u64 *a)
{
	walk(__next_mem_range_rev, ~0ULL, a);
}
LAB_OP("__next_mem_range_rev", walk_down);

/* ---- bootmem ---------------------------------------------------------- */

static void core_early(const u64 *a)
{
	lab_pointer(__alloc_memory_core_early((int)a[0], a[1], a[2], a[3],
					      a[4]));
}
LAB_OP("__alloc_memory_core_early", core_early);

static void bootmem_nopanic(const u64 *a)
{
	lab_pointer(___alloc_bootmem_nopanic(a[0], a[1], a[2], a[3]));
}
LAB_OP("___alloc_bootmem_nopanic", bootmem_nopanic);
