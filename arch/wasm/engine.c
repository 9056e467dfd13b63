// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the playground calls: each function below does to one machine what
 * web/src/engine/api.ts says of an operation of that name. A module holds
 * one machine and is thrown away with it, so nothing is ever reset here.
 */
#include <linux/bootmem.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/stage.h>
#include <linux/string.h>
#include <linux/trace.h>
#include <stdlib.h>
#include "../../scripts/bootmap/bootmap.h"
#include "engine.h"

#define KERNEL_BASE	(16ULL << 20)
#define KERNEL_SIZE	(2ULL << 20)

static struct map_file map, srat;
static u64 image_base;
static char error[512];

/* ---- texts ------------------------------------------------------------ */

EXPORT(buffer) char *buffer(u32 size)
{
	return malloc(size);
}

EXPORT(trace_at) char *trace_at(void) { return trace_text.at; }
EXPORT(trace_length) u32 trace_length(void) { return (u32)trace_text.len; }
EXPORT(log_at) char *log_at(void) { return log_text.at; }
EXPORT(log_length) u32 log_length(void) { return (u32)log_text.len; }
EXPORT(error_at) char *error_at(void) { return error; }
EXPORT(error_length) u32 error_length(void) { return (u32)strlen(error); }

EXPORT(forget_texts) void forget_texts(void)
{
	trace_text.len = log_text.len = 0;
}

/* A search ends when the next move begins, or here. */
static void done(void)
{
	trace_flush();
}

/* ---- a machine -------------------------------------------------------- */

static void place_kernel(u64 base, u64 size, bool given)
{
	if (!given && !memblock_is_region_memory(base, size))
		size = 0;
	image_base = size ? base : 0;
	kernel_image_end = image_base + size;
	if (size)
		memblock_reserve_named(base, size, "kernel image");
}

/*
 * @text and @table lie in buffers of the page, each with room for a NUL
 * behind it; @table may be NULL. Returns 0, 1 for a bad map or 2 for a bad
 * node table, with the message in error.
 */
EXPORT(boot) int boot(char *text, u32 size, u32 format, char *table,
		      u32 table_size, u32 movable, u32 placed, u64 base,
		      u64 image)
{
	static char serial[] = "serial";

	trace_setup(serial);
	text[size] = '\0';
	if (map_text_read(&map, "map", text, size, format)) {
		strcpy(error, map.error);
		return 1;
	}
	if (table)
		table[table_size] = '\0';
	if (table && map_text_read(&srat, "srat", table, table_size,
				   MAP_FILE_SRAT)) {
		strcpy(error, srat.error);
		return 2;
	}
	movable_node_enabled = movable;
	if (movable)
		memblock_set_bottom_up(true);
	if (machine_boot(&map, table ? &srat : NULL, error))
		return 1;
	if (placed)
		place_kernel(base, image, true);
	else
		place_kernel(KERNEL_BASE, KERNEL_SIZE, false);
	enter_stage(STAGE_MEMBLOCK);
	memblock_set_current_limit(memblock_end_of_DRAM());
	memblock_allow_resize();
	enter_stage(STAGE_MAPPED);
	done();
	return 0;
}

EXPORT(kernel_base) u64 kernel_base(void) { return image_base; }
EXPORT(kernel_end) u64 kernel_end(void) { return kernel_image_end; }

/* ---- the lists: 0 is memory, 1 is reserved ----------------------------- */

static struct memblock_region *region(u32 list, u32 i)
{
	return &(list ? &memblock.reserved : &memblock.memory)->regions[i];
}

EXPORT(list_count) u32 list_count(u32 list)
{
	const struct memblock_type *type = list ? &memblock.reserved
						: &memblock.memory;

	return type->total_size ? (u32)type->cnt : 0;
}

EXPORT(list_base) u64 list_base(u32 list, u32 i)
{
	return region(list, i)->base;
}

EXPORT(list_size) u64 list_size(u32 list, u32 i)
{
	return region(list, i)->size;
}

EXPORT(list_flags) u32 list_flags(u32 list, u32 i)
{
	return region(list, i)->flags;
}

/* MAX_NUMNODES and above, and -1, are no node. */
EXPORT(list_node) int list_node(u32 list, u32 i)
{
	int nid = memblock_get_region_node(region(list, i));

	return nid >= 0 && nid < MAX_NUMNODES ? nid : NUMA_NO_NODE;
}

/* ---- operations ------------------------------------------------------- */

EXPORT(op_add) int op_add(u64 base, u64 size, int nid, u32 flags)
{
	int err = nid == NUMA_NO_NODE && !flags ?
		  memblock_add(base, size) :
		  memblock_add_range(&memblock.memory, base, size,
				     nid == NUMA_NO_NODE ? MAX_NUMNODES : nid,
				     flags);

	done();
	return err;
}

EXPORT(op_remove) int op_remove(u64 base, u64 size)
{
	int err = memblock_remove(base, size);

	done();
	return err;
}

/* The name is kept: its buffer is never freed. */
EXPORT(op_reserve) int op_reserve(u64 base, u64 size, char *name, u32 length)
{
	int err;

	if (name) {
		name[length] = '\0';
		err = memblock_reserve_named(base, size, name);
	} else {
		err = memblock_reserve(base, size);
	}
	done();
	return err;
}

EXPORT(op_free) int op_free(u64 base, u64 size)
{
	int err = 0;

	if (boot_stage >= STAGE_BUDDY)
		free_bootmem_late(base, size);
	else
		err = memblock_phys_free(base, size);
	done();
	return err;
}

static int change_flags(u64 base, u64 size, u32 flags, bool set)
{
	switch (flags) {
	case MEMBLOCK_HOTPLUG:
		return set ? memblock_mark_hotplug(base, size)
			   : memblock_clear_hotplug(base, size);
	case MEMBLOCK_NOMAP:
		return set ? memblock_mark_nomap(base, size)
			   : memblock_clear_nomap(base, size);
	case MEMBLOCK_MIRROR:
		return set ? memblock_mark_mirror(base, size) : -EINVAL;
	}
	return -EINVAL;
}

EXPORT(op_mark) int op_mark(u64 base, u64 size, u32 flags, u32 set)
{
	int err = change_flags(base, size, flags, set);

	done();
	return err;
}

EXPORT(op_direction) void op_direction(u32 bottom_up)
{
	memblock_set_bottom_up(bottom_up);
	done();
}

EXPORT(op_limit) void op_limit(u64 limit)
{
	memblock_set_current_limit(limit);
	done();
}

EXPORT(op_resize) void op_resize(void)
{
	memblock_allow_resize();
	done();
}

static u64 address_of(const void *ptr)
{
	return ptr ? __pa(ptr) : 0;
}

/* ___alloc_bootmem_nopanic(), or that of a node. 0: nothing. */
EXPORT(op_bootmem) u64 op_bootmem(u64 size, u64 align, u64 goal, u64 limit,
				  int nid)
{
	void *ptr;

	if (nid != NUMA_NO_NODE && nid < MAX_NUMNODES && NODE_DATA(nid))
		ptr = ___alloc_bootmem_node_nopanic(NODE_DATA(nid), size,
						    align, goal, limit);
	else if (nid != NUMA_NO_NODE)
		ptr = memblock_alloc_try_nid(size, align, goal, limit, nid);
	else
		ptr = ___alloc_bootmem_nopanic(size, align, goal, limit);
	done();
	return address_of(ptr);
}

EXPORT(op_memblock) u64 op_memblock(u64 size, u64 align, u64 goal, u64 limit,
				    int nid)
{
	void *ptr = memblock_alloc_try_nid(size, align, goal, limit, nid);

	done();
	return address_of(ptr);
}

EXPORT(op_find) u64 op_find(u64 size, u64 align, u64 goal, u64 limit, int nid)
{
	u64 found = memblock_find_in_range_node(size, align, goal, limit, nid);

	done();
	return found;
}

EXPORT(op_handover) void op_handover(void)
{
	kernel_is_at_work = true;
	free_area_init_nodes();
	enter_stage(STAGE_BOOTMEM);
	free_all_bootmem();
	enter_stage(STAGE_BUDDY);
	kernel_is_at_work = false;
	done();
}

EXPORT(op_slab) void op_slab(void)
{
	kmem_cache_init();
	enter_stage(STAGE_SLAB);
	done();
}

EXPORT(op_kmalloc) u64 op_kmalloc(u64 size)
{
	void *ptr = kmalloc((size_t)min(size, (u64)~(size_t)0), GFP_KERNEL);

	done();
	return address_of(ptr);
}

EXPORT(op_kfree) void op_kfree(u64 base)
{
	kfree(base ? __va(base) : NULL);
	done();
}

/* The stage as a number of enum boot_stage: what makes sense now. */
EXPORT(stage_now) u32 stage_now(void)
{
	return boot_stage;
}

/* The trace's last line: how many events there were, and were lost. */
EXPORT(end_trace) void end_trace(void)
{
	trace_report();
}
