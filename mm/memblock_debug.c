// SPDX-License-Identifier: GPL-2.0-only
/*
 * For people: the dump of both lists, debug lines with memblock=debug, names
 * of reserved ranges, and a checker of all that must hold. None of it
 * changes a list.
 */
#include "memblock_internal.h"

#define MAX_NAMES	32

/* Set by memblock=debug: each move of memblock is logged. */
int memblock_debug;
u64 memblock_bad_frees;

static struct memblock_name names[MAX_NAMES];
static unsigned int nr_names;

/* ---- debug lines ------------------------------------------------------ */

/* "WHAT: [mem FIRST-LAST] CALLER", as all files of memblock log a range. */
void __memblock_log_range(const char *what, phys_addr_t base,
			  phys_addr_t size, unsigned long caller)
{
	if (memblock_cap_size(base, &size))
		pr_info("%s: [mem 0x%016llx-0x%016llx] %pS\n", what,
			(unsigned long long)base,
			(unsigned long long)(base + size - 1),
			(void *)caller);
	else
		pr_info("%s: [mem 0x%016llx, empty] %pS\n", what,
			(unsigned long long)base, (void *)caller);
}

/* The same for a request. */
void __memblock_log_alloc(const char *what, phys_addr_t size,
			  phys_addr_t align, phys_addr_t min_addr,
			  phys_addr_t max_addr, int nid, unsigned long caller)
{
	pr_info("%s: %llu bytes align=0x%llx nid=%d from=0x%016llx "
		     "max_addr=0x%016llx %pS\n",
		     what, (unsigned long long)size,
		     (unsigned long long)align, nid,
		     (unsigned long long)min_addr,
		     (unsigned long long)max_addr, (void *)caller);
}

/*
 * Somebody frees what is not reserved, or not all of it. Early that is a
 * double free: harmless, and said with memblock=debug. Once the slab is up
 * it is most likely a block that kzalloc() gave instead of memblock.
 */
void memblock_check_free(phys_addr_t base, phys_addr_t size,
			 unsigned long caller)
{
	bool late = slab_is_available();

	if ((!late && !memblock_debug) || !memblock_cap_size(base, &size) ||
	    memblock_covers(&memblock.reserved, base, size))
		return;
	memblock_bad_frees++;
	WARN(late, "memblock: free of [mem 0x%016llx-0x%016llx] by %pS after "
		   "the slab is up, but it is not reserved: a block of the "
		   "slab? kfree() frees these",
	     (unsigned long long)base, (unsigned long long)(base + size - 1),
	     (void *)caller);
	if (!late)
		pr_warn("memblock: free of [mem 0x%016llx-0x%016llx] by %pS, "
			"which is not reserved: a double free? (%llu so far)\n",
			(unsigned long long)base,
			(unsigned long long)(base + size - 1),
			(void *)caller,
			(unsigned long long)memblock_bad_frees);
}

/* ---- names ------------------------------------------------------------ */

/**
 * memblock_reserve_named - reserve a range, and remember what it is
 * @base: start, in bytes
 * @size: bytes
 * @name: what is there, for the dump and for diagnoses; kept, not copied
 *
 * Reserved regions merge and forget whose they were. The names stand beside
 * the list; there is room for 32, and a message says when it is used up.
 *
 * Return: 0 or -ENOMEM, as memblock_reserve(); a missing name is no error.
 */
int memblock_reserve_named(phys_addr_t base, phys_addr_t size,
			   const char *name)
{
	int err;

	memblock_log_range(name, base, size, _RET_IP_);
	err = memblock_reserve(base, size);
	if (err || !memblock_cap_size(base, &size))
		return err;
	if (nr_names == MAX_NAMES) {
		pr_warn("memblock: no room to remember that [mem "
			"0x%016llx-0x%016llx] is \"%s\"\n",
			(unsigned long long)base,
			(unsigned long long)(base + size - 1), name);
		return 0;
	}
	names[nr_names].base = base;
	names[nr_names].size = size;
	names[nr_names++].name = name;
	return 0;
}

/**
 * memblock_named_overlap - what is reserved by name in a range?
 * @base: start, in bytes
 * @size: bytes
 *
 * Return: the first one that was named, NULL if none.
 */
const struct memblock_name *memblock_named_overlap(phys_addr_t base,
						   phys_addr_t size)
{
	unsigned int i;

	if (!memblock_cap_size(base, &size))
		return NULL;
	for (i = 0; i < nr_names; i++)
		if (memblock_addrs_overlap(base, size, names[i].base,
					   names[i].size))
			return &names[i];
	return NULL;
}

/**
 * memblock_names - the names of reserved ranges
 * @nr: becomes their number
 *
 * Return: the table, in the order they were given.
 */
const struct memblock_name *memblock_names(unsigned int *nr)
{
	*nr = nr_names;
	return names;
}

/* Forget the names of ranges that reach into [base, base + size). */
void memblock_forget_names(phys_addr_t base, phys_addr_t size)
{
	unsigned int i, kept = 0;

	memblock_cap_size(base, &size);
	for (i = 0; i < nr_names; i++)
		if (!memblock_addrs_overlap(base, size, names[i].base,
					    names[i].size))
			names[kept++] = names[i];
	nr_names = kept;
}

/*
 * Something was freed: forget the names of ranges of which nothing is
 * reserved any more. A named range of which only a part is free keeps its
 * name, so that memblock_validate() sees it.
 */
void memblock_names_freed(void)
{
	unsigned int i, kept = 0;

	for (i = 0; i < nr_names; i++)
		if (memblock_overlaps_region(&memblock.reserved,
					     names[i].base, names[i].size))
			names[kept++] = names[i];
	nr_names = kept;
}

/* With lists that are set aside go their names; and come back. */
void memblock_names_aside(bool aside)
{
	static struct memblock_name kept[MAX_NAMES];
	static unsigned int nr_kept;

	if (aside) {
		memcpy(kept, names, sizeof(kept));
		nr_kept = nr_names;
		nr_names = 0;
	} else {
		memcpy(names, kept, sizeof(names));
		nr_names = nr_kept;
	}
}

/* ---- the dump --------------------------------------------------------- */

static bool region_has_node(const struct memblock_region *r)
{
#ifdef CONFIG_NUMA
	return memblock_nid_valid(r->nid);
#else
	(void)r;
	return false;
#endif
}

static void memblock_dump(const struct memblock_type *type)
{
	unsigned long i;

	pr_info(" %s.cnt  = 0x%lx\n", type->name, type->cnt);
	for (i = 0; i < type->cnt; i++) {
		const struct memblock_region *r = &type->regions[i];
		unsigned long long base = r->base, size = r->size;

		if (region_has_node(r))
			pr_info(" %s[0x%lx]\t[0x%016llx-0x%016llx], 0x%llx "
				"bytes on node %d flags: 0x%x\n",
				type->name, i, base, base + size - 1, size,
				memblock_get_region_node(r),
				(unsigned int)r->flags);
		else
			pr_info(" %s[0x%lx]\t[0x%016llx-0x%016llx], 0x%llx "
				"bytes flags: 0x%x\n",
				type->name, i, base, base + size - 1, size,
				(unsigned int)r->flags);
	}
}

/**
 * __memblock_dump_all - print both lists, and the names of reserved ranges
 *
 * Ends are inclusive here, as in Linux.
 */
void __memblock_dump_all(void)
{
	unsigned int i;

	pr_info("MEMBLOCK configuration:\n");
	pr_info(" memory size = 0x%llx reserved size = 0x%llx\n",
		(unsigned long long)memblock.memory.total_size,
		(unsigned long long)memblock.reserved.total_size);
	memblock_dump(&memblock.memory);
	memblock_dump(&memblock.reserved);
	for (i = 0; i < nr_names; i++)
		pr_info(" reserved for [0x%016llx-0x%016llx]: %s\n",
			(unsigned long long)names[i].base,
			(unsigned long long)(names[i].base + names[i].size - 1),
			names[i].name);
}

/**
 * memblock_dump_all - __memblock_dump_all() with memblock=debug only
 */
void memblock_dump_all(void)
{
	if (memblock_debug)
		__memblock_dump_all();
}

/* ---- the checker ------------------------------------------------------ */

/* What is wrong with region @i and its place in the list; NULL: nothing. */
static const char *region_fault(const struct memblock_type *type,
				unsigned long i)
{
	const struct memblock_region *r = &type->regions[i];

	if (!r->size)
		return "is empty";
	if (r->size > PHYS_ADDR_MAX - r->base)
		return "reaches past the end of the address space";
	if (!i)
		return NULL;
	if (r->base < r[-1].base)
		return "starts below the one before it";
	if (r->base < memblock_region_end(&r[-1]))
		return "overlaps the one before it";
	if (r->base == memblock_region_end(&r[-1]) &&
	    memblock_same_kind(&r[-1], r))
		return "should be one with the one before it";
	return NULL;
}

static bool validate_header(const struct memblock_type *type)
{
	const struct memblock_region *r = type->regions;

	if (!r || type->cnt > type->max) {
		pr_err("memblock_validate: %s has %lu regions, room for %lu, "
		       "at %p\n",
		       type->name, type->cnt, type->max, (const void *)r);
		return false;
	}
	if (!type->cnt && (r->base || r->size || r->flags)) {
		pr_err("memblock_validate: %s is empty, but %s[0] is not "
		       "zero: base 0x%llx size 0x%llx flags 0x%x\n",
		       type->name, type->name, (unsigned long long)r->base,
		       (unsigned long long)r->size, (unsigned int)r->flags);
		return false;
	}
	return true;
}

static bool validate_list(const struct memblock_type *type)
{
	phys_addr_t total = 0;
	const char *fault;
	unsigned long i;

	if (!validate_header(type))
		return false;
	for (i = 0; i < type->cnt; i++) {
		const struct memblock_region *r = &type->regions[i];

		fault = region_fault(type, i);
		if (fault) {
			pr_err("memblock_validate: %s[%lu] %s: base 0x%llx "
			       "size 0x%llx flags 0x%x node %d\n",
			       type->name, i, fault,
			       (unsigned long long)r->base,
			       (unsigned long long)r->size,
			       (unsigned int)r->flags,
			       memblock_get_region_node(r));
			return false;
		}
		total += r->size;
	}
	if (total != type->total_size)
		pr_err("memblock_validate: the regions of %s sum up to "
		       "0x%llx, but total_size is 0x%llx\n",
		       type->name, (unsigned long long)total,
		       (unsigned long long)type->total_size);
	return total == type->total_size;
}

/**
 * memblock_validate - check all that must hold between two calls
 *
 * Both lists: sorted, no region empty, none overlapping, none that should
 * have been merged, the totals right. And what was reserved by name still
 * is, as a whole. A debug build calls this after each change.
 *
 * Return: true if all is well; otherwise false, and the first fault found
 * has been printed.
 */
bool memblock_validate(void)
{
	unsigned int i;

	if (!validate_list(&memblock.memory) ||
	    !validate_list(&memblock.reserved))
		return false;
	for (i = 0; memblock.reserved.cnt && i < nr_names; i++) {
		if (memblock_covers(&memblock.reserved, names[i].base,
				    names[i].size))
			continue;
		pr_err("memblock_validate: \"%s\", number %u by name, is no "
		       "longer reserved as a whole: base 0x%llx size 0x%llx\n",
		       names[i].name, i, (unsigned long long)names[i].base,
		       (unsigned long long)names[i].size);
		return false;
	}
	return true;
}
