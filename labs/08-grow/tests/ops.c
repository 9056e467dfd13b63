// SPDX-License-Identifier: GPL-2.0-only
/*
 * A look at the arrays of both lists afterwards: how many entries, where, and
 * whether those that nobody uses are zero.
 */
#include "mm/memblock_internal.h"
#include "runner.h"

static const phys_addr_t array_size = PAGE_SIZE;

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

/* Is the first array of memory, which lies in no RAM, as reserved as it was? */
static void reserve_first(const u64 *a)
{
	const struct memblock_region *first = memblock.memory.regions;

	(void)a;
	lab_value_signed(memblock_reserve(__pa(first), array_size));
}
LAB_OP("reserve_first", reserve_first);

static void first_reserved(void)
{
	u64 bytes = 0;
	unsigned long i;

	for (i = 0; i < memblock.reserved.cnt; i++)
		if (memblock.reserved.regions[i].base >= LAB_RAM_SIZE)
			bytes += memblock.reserved.regions[i].size;
	lab_value(bytes);
}
LAB_LOOK("first_reserved", first_reserved);

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
