// SPDX-License-Identifier: GPL-2.0-only
/*
 * A look at the arrays of both lists afterwards: how many entries, where, and
 * whether those that nobody uses are zero.
 */
#include "mm/memblock_internal.h"
#include "runner.h"

/* [entries, where]; "first" is where the test has put it: no RAM, no slab */
static void look_at(const struct memblock_type *type)
{
	size_t size;

	lab_open('[');
	lab_value(type->max);
	if (__pa(type->regions) < LAB_RAM_SIZE ||
	    lab_slab_holds(type->regions, &size))
		lab_pointer(type->regions);
	else
		lab_text("first");
	lab_close(']');
}

static void arrays(void)
{
	lab_open('[');
	look_at(&memblock.memory);
	look_at(&memblock.reserved);
	lab_close(']');
}
LAB_LOOK("arrays", arrays);

static void entries(void)
{
	lab_open('[');
	lab_value(memblock.memory.max);
	lab_value(memblock.reserved.max);
	lab_close(']');
}
LAB_LOOK("entries", entries);

/* How many bytes of the entries that memory does not use are not zero? */
static void rest(void)
{
	const struct memblock_type *type = &memblock.memory;
	const u8 *at = (const u8 *)(type->regions + type->cnt);
	const u8 *end = (const u8 *)(type->regions + type->max);
	u64 dirty = 0;

	while (at < end)
		if (*at++)
			dirty++;
	lab_value(dirty);
}
LAB_LOOK("rest", rest);
