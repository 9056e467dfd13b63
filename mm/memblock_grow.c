// SPDX-License-Identifier: GPL-2.0-only
/*
 * Growing the array of a list, which may be the very list that must record
 * where the new array lies. Adding and splitting call it when an entry is
 * really needed and none is left. A list never shrinks, and the first arrays
 * are never given away.
 *
 * There is no recursion: places are found first, while nothing has changed;
 * if the list of reserved ranges needs room for it all, it grows first; a
 * new array of its own is recorded in that array itself.
 */
#include "memblock_internal.h"

/* A range that new arrays must stay out of; size 0 is none. */
struct span {
	phys_addr_t base, size;
};

/* An array that is ready, but in no list yet. */
struct new_array {
	struct memblock_region *regions;
	unsigned long max;
	phys_addr_t taken;		/* bytes; 0: it came from kmalloc() */
};

static bool memblock_can_resize;

/*
 * The array of each list that kmalloc() gave, if any. When somebody has
 * reset the list, its array is another one, and this is ignored.
 */
static struct slab_arrays {
	struct memblock_region *of[2];
} slab_born, slab_born_aside;	/* aside: of a list that is put aside */

static struct memblock_region **slab_born_of(const struct memblock_type *type)
{
	return &slab_born.of[type == &memblock.reserved];
}

/**
 * memblock_allow_resize - from now on the lists may grow
 *
 * Called when the firmware's map and everything alive in RAM are recorded:
 * before that, a new array could land on something unknown.
 */
void memblock_allow_resize(void)
{
	memblock_can_resize = true;
}

static phys_addr_t array_bytes(unsigned long max)
{
	phys_addr_t bytes = (phys_addr_t)max * sizeof(struct memblock_region);

	return round_up(bytes, (phys_addr_t)PAGE_SIZE);
}

static bool array_is_static(const struct memblock_region *regions)
{
	return regions == memblock_memory_init_regions ||
	       regions == memblock_reserved_init_regions;
}

/* The array's memory is reserved, and must be freed when it is replaced. */
static bool array_is_reserved(const struct memblock_type *type)
{
	const struct memblock_region *array = memblock_array(type);

	return !array_is_static(array) && array != *slab_born_of(type);
}

/* First fit in one direction; a place that hits a span moves the bound. */
static phys_addr_t find_avoiding(phys_addr_t size, const struct span *avoid,
				 int nr, bool upwards)
{
	phys_addr_t start = 0, end = memblock.current_limit, addr;
	int i;

	while (start < end) {
		addr = memblock_find_in_range(start, end, size, PAGE_SIZE);
		if (!addr)
			return 0;
		for (i = 0; i < nr; i++)
			if (avoid[i].size &&
			    memblock_addrs_overlap(addr, size, avoid[i].base,
						   avoid[i].size))
				break;
		if (i == nr)
			return addr;
		if (upwards)
			start = avoid[i].base + avoid[i].size;
		else
			end = avoid[i].base;
	}
	return 0;
}

/* Find (or kmalloc) an array of @max entries. Changes no list. */
static bool memblock_array_get(struct new_array *array, unsigned long max,
			       const struct span *avoid, int nr)
{
	phys_addr_t size = array_bytes(max), addr = 0;

	array->max = max;
	array->taken = 0;
	if (slab_is_available()) {
		array->regions = kmalloc(size, GFP_NOWAIT);
		return array->regions != NULL;
	}

	memblock_request_begin(size, PAGE_SIZE);
	if (memblock_bottom_up())
		addr = find_avoiding(size, avoid, nr, true);
	if (!addr)
		addr = find_avoiding(size, avoid, nr, false);
	memblock_request_end();
	array->regions = __va(addr);
	array->taken = size;
	return addr != 0;
}

/* Give back an array that is of no use without another one. */
static void memblock_array_put(struct new_array *array)
{
	if (!array->taken)
		kfree(array->regions);
}

/* Let @type live in @array from now on, and free the array it had. */
static void memblock_array_install(struct memblock_type *type,
				   const struct new_array *array)
{
	struct memblock_region **slab = slab_born_of(type);
	struct memblock_region *old = memblock_array(type), *old_slab = *slab;
	bool old_reserved = array_is_reserved(type);
	phys_addr_t old_size = array_bytes(type->max);
	struct memblock_type grown = *type, *list = &memblock.reserved;

	grown.regions = array->regions;
	grown.max = array->max;
	memcpy(grown.regions, type->regions, type->cnt * sizeof(*old));
	memset(grown.regions + type->cnt, 0,
	       (grown.max - type->cnt) * sizeof(*old));

	/* Not in use before it is reserved. There is room for it by now. */
	if (type == list)
		list = &grown;
	if (array->taken)
		BUG_ON(memblock_add_range(list, __pa(array->regions),
					  array->taken, MAX_NUMNODES,
					  MEMBLOCK_NONE));
	*type = grown;
	*slab = array->taken ? NULL : array->regions;
	trace_hook(__trace_list, type, false);

	if (old == old_slab)
		kfree(old);
	else if (old_reserved)
		BUG_ON(memblock_remove_range(&memblock.reserved, __pa(old),
					     old_size));
	memblock_dbg("memblock: %s now has room for %lu regions, at "
		     "0x%016llx%s\n",
		     type->name, type->max,
		     (unsigned long long)__pa(type->regions),
		     array->taken ? "" : " (slab)");
}

/* Entries of "reserved" that exchanging the array of @type may take. */
static unsigned long reserved_entries(const struct memblock_type *type,
				      const struct new_array *array)
{
	unsigned long need = array->taken ? 1 : 0;
	phys_addr_t old = __pa(memblock_array(type));
	const struct memblock_region *r;
	int i;

	if (!array_is_reserved(type))
		return need;
	i = memblock_search(&memblock.reserved, old);
	if (i < 0)
		return need;
	/* Freed out of the middle of a region, the old array leaves two. */
	r = &memblock.reserved.regions[i];
	if (r->base < old &&
	    memblock_region_end(r) > old + array_bytes(type->max))
		need++;
	return need;
}

/**
 * memblock_double_array - twice as many entries for a list
 * @type: the list
 * @new_area_start: start of the range that the caller is about to record or
 *	to remove, in bytes; the new array stays out of it
 * @new_area_size: its size, to the last address at most (~0 is all from there
 *	on); 0 is no range
 *
 * The array comes from kmalloc() once the slab is up; before that from
 * memblock itself, page-aligned, in the present direction, below
 * memblock.current_limit. Indexes that the caller found earlier are stale
 * afterwards: the array's own reservation may have shifted entries.
 *
 * Return: 0, or -1 with a message; then nothing has changed.
 */
int memblock_double_array(struct memblock_type *type,
			  phys_addr_t new_area_start,
			  phys_addr_t new_area_size)
{
	struct memblock_type *reserved = &memblock.reserved;
	struct new_array mine, extra;
	struct span avoid[2] = { { new_area_start, 0 } };

	avoid[0].size = memblock_cap_size(new_area_start, &new_area_size);
	if (!memblock_can_resize) {
		pr_err("memblock: %s is full with %lu entries and must not "
		       "grow yet\n",
		       type->name, type->max);
		return -1;
	}
	if (!memblock_array_get(&mine, 2 * type->max, avoid, 1))
		goto fail;

	if (type != reserved &&
	    reserved->cnt + reserved_entries(type, &mine) > reserved->max) {
		avoid[1].base = __pa(mine.regions);
		avoid[1].size = mine.taken;
		if (!memblock_array_get(&extra, 2 * reserved->max, avoid, 2)) {
			memblock_array_put(&mine);
			goto fail;
		}
		memblock_array_install(reserved, &extra);
	}
	memblock_array_install(type, &mine);
	return 0;

fail:
	pr_err("memblock: no room to let %s grow from %lu to %lu entries\n",
	       type->name, type->max, 2 * type->max);
	return -1;
}

/* Where a grown array lies that memblock gave; 0 bytes if there is none. */
static phys_addr_t array_info(const struct memblock_type *type,
			      phys_addr_t *addr)
{
	if (!array_is_reserved(type))
		return 0;
	*addr = __pa(memblock_array(type));
	return array_bytes(type->max);
}

/**
 * get_allocated_memblock_reserved_regions_info - the array of "reserved"
 * @addr: becomes its physical address
 *
 * Return: bytes, in whole pages, that may be freed when nobody reads the
 * list any more; 0, and @addr untouched, while the array is the first one,
 * or if it came from kmalloc().
 */
phys_addr_t get_allocated_memblock_reserved_regions_info(phys_addr_t *addr)
{
	return array_info(&memblock.reserved, addr);
}

/**
 * get_allocated_memblock_memory_regions_info - the array of "memory"
 * @addr: becomes its physical address
 *
 * Return: bytes, as get_allocated_memblock_reserved_regions_info().
 */
phys_addr_t get_allocated_memblock_memory_regions_info(phys_addr_t *addr)
{
	return array_info(&memblock.memory, addr);
}

/**
 * memblock_discard_array - move a list out of the array that it has grown
 * @type: the list
 * @addr: becomes the physical address of that array
 *
 * After the hand-over, when the slab is up. The list can still be read, in an
 * array of just its length; that it once was elsewhere stays in "reserved",
 * which is history by now.
 *
 * Return: bytes, in whole pages, that the caller may give to the page
 * allocator; 0, and nothing has changed, while the array is the first one or
 * kmalloc() has no room for another.
 */
phys_addr_t memblock_discard_array(struct memblock_type *type,
				   phys_addr_t *addr)
{
	unsigned long max = type->cnt ? type->cnt : 1;
	struct memblock_region *regions;
	phys_addr_t size = array_info(type, addr);

	if (!size || !slab_is_available())
		return 0;
	regions = kzalloc(max * sizeof(*regions), GFP_NOWAIT);
	if (!regions)
		return 0;
	memcpy(regions, type->regions, max * sizeof(*regions));
	type->regions = regions;
	type->max = max;
	*slab_born_of(type) = regions;
	trace_hook(__trace_list, type, false);
	return size;
}

/* ---- a second memblock ------------------------------------------------ */

/*
 * A list from the start of its array on: then nothing else knows where. The
 * first entry goes along even if the list is empty: then it is zero.
 */
static void slide_to_start(struct memblock_type *type)
{
	struct memblock_region *array = memblock_array(type);

	memmove(array, type->regions,
		(type->cnt ? type->cnt : 1) * sizeof(*array));
	type->regions = array;
}

static void install_empty(struct memblock_type *type,
			  struct memblock_region *regions)
{
	type->regions = regions;
	type->max = INIT_MEMBLOCK_REGIONS;
	type->cnt = 0;
	type->total_size = 0;
	*slab_born_of(type) = regions;
}

/**
 * memblock_set_aside - put empty lists in the place of the real ones
 * @real: becomes the real memblock, to be read, and to be brought back
 *
 * For a look at another machine's map, when the slab is up: all functions
 * work on the empty lists then, whose arrays are kmalloc()ed. Until
 * memblock_bring_back() nobody else may use memblock.
 *
 * Return: 0 or -ENOMEM.
 */
int memblock_set_aside(struct memblock *real)
{
	const size_t bytes = INIT_MEMBLOCK_REGIONS *
			     sizeof(struct memblock_region);
	struct memblock_region *memory = kzalloc(bytes, GFP_NOWAIT);
	struct memblock_region *reserved = kzalloc(bytes, GFP_NOWAIT);

	if (!memory || !reserved) {
		kfree(memory);
		kfree(reserved);
		return -ENOMEM;
	}
	trace_hook(trace_flush);
	slide_to_start(&memblock.memory);
	slide_to_start(&memblock.reserved);
	*real = memblock;
	slab_born_aside = slab_born;
	memblock_names_aside(true);
	install_empty(&memblock.memory, memory);
	install_empty(&memblock.reserved, reserved);
	memblock.bottom_up = false;
	memblock.current_limit = MEMBLOCK_ALLOC_ANYWHERE;
	trace_hook(__trace_aside, true);
	return 0;
}

/**
 * memblock_bring_back - end what memblock_set_aside() began
 * @real: what it has filled in
 */
void memblock_bring_back(const struct memblock *real)
{
	trace_hook(trace_flush);
	kfree(memblock_array(&memblock.memory));
	kfree(memblock_array(&memblock.reserved));
	memblock = *real;
	slab_born = slab_born_aside;
	memblock_names_aside(false);
	/* Their arrays may be those of the next lists, and look the same. */
	memblock_hint_forget();
	trace_hook(__trace_aside, false);
}
