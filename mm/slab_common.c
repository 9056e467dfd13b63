// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a cache needs besides handing out objects: making one, removing one,
 * finding the one an address lies in, printing all, and the parameter
 * slab_debug=. Called at leisure; the work is in slab.c.
 */
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/printk.h>
#include "slab.h"

/* ---- slab_debug= ----------------------------------------------------- */

static u32 debug_flags;			/* what to check ... */
static char debug_names[128];		/* ... and where; "": everywhere */

static u32 debug_letter(char letter)
{
	switch (letter) {
	case 'F': case 'f':
		return SLAB_CONSISTENCY_CHECKS;
	case 'Z': case 'z':
		return SLAB_RED_ZONE;
	case 'P': case 'p':
		return SLAB_POISON;
	case 'U': case 'u':
		return SLAB_STORE_USER;
	}
	pr_warn("slab_debug: '%c' is none of F, Z, P, U: ignored\n", letter);
	return 0;
}

/**
 * slab_debug_setup - slab_debug=[FZPU][,CACHE[,CACHE]...]
 * @value: letters: consistency checks, red zones, poison, user; none means
 *	all four, "-" none. Then caches it is for, "kmalloc-*" too; none: all
 *
 * Takes effect for caches that are set up later: it is parsed before any is.
 *
 * Return: 0, or -EINVAL if the names are too long to keep.
 */
int slab_debug_setup(char *value)
{
	bool any = false;

	debug_flags = 0;
	debug_names[0] = '\0';
	for (; *value && *value != ','; value++) {
		any = true;
		if (*value != '-')
			debug_flags |= debug_letter(*value);
	}
	if (!any)
		debug_flags = SLAB_DEBUG_FLAGS;
	if (!*value)
		return 0;
	if (strlen(value) > sizeof(debug_names) - 1) {
		debug_flags = 0;
		return -EINVAL;
	}
	memcpy(debug_names, value + 1, strlen(value));
	return 0;
}
early_param("slab_debug", slab_debug_setup);

/* Is @name what @len bytes at @pattern say? A '*' at their end is any rest. */
static bool name_matches(const char *name, const char *pattern, size_t len)
{
	if (len && pattern[len - 1] == '*')
		return strncmp(name, pattern, len - 1) == 0;
	return strlen(name) == len && strncmp(name, pattern, len) == 0;
}

/* The flags that slab_debug= gives to the cache called @name. */
u32 slab_debug_flags(const char *name)
{
	const char *pattern = debug_names, *end;

	if (!*pattern)
		return debug_flags;
	for (;; pattern = end + 1) {
		end = strchr(pattern, ',');
		if (!end)
			end = pattern + strlen(pattern);
		if (name_matches(name, pattern, (size_t)(end - pattern)))
			return debug_flags;
		if (!*end)
			return 0;
	}
}

/* ---- caches ---------------------------------------------------------- */

const char *kmem_cache_name(const struct kmem_cache *cache)
{
	return cache ? cache->name : "no cache";
}

/* SLAB_HWCACHE_ALIGN: as many objects to a cache line as fit whole. */
static u32 cache_align(size_t size, size_t align, unsigned long flags)
{
	u32 line = SLAB_LINE_SIZE;

	if (flags & SLAB_HWCACHE_ALIGN) {
		while (line > SLAB_MIN_ALIGN && size <= line / 2)
			line /= 2;
		align = max_t(size_t, align, line);
	}
	return (u32)max_t(size_t, align, SLAB_MIN_ALIGN);
}

/* Does kmemleak want to know of objects? */
static bool caches_tracked;

static void set_tracked(struct kmem_cache *cache)
{
	cache->flags &= ~SLAB_TRACKED;
	if (!caches_tracked || (cache->flags & SLAB_NOLEAKTRACE))
		return;
	cache->flags |= SLAB_TRACKED;
	/* No shortcut, nor anything that looks like an owner. */
	cache->slab = NULL;
	cache->first_object = NULL;
}

static const char *create_problem(const char *name, size_t size, size_t align)
{
	if (!name)
		return "it has no name";
	if (size == 0 || size > KMALLOC_MAX_CACHE_SIZE)
		return "the size is not 1 to 8192";
	if (align && (!is_power_of_2(align) || align > PAGE_SIZE))
		return "the alignment is no power of two up to a page";
	return NULL;
}

struct kmem_cache *kmem_cache_create(const char *name, size_t size,
				     size_t align, unsigned long flags,
				     void (*ctor)(void *))
{
	const char *problem = create_problem(name, size, align);
	struct kmem_cache *cache = NULL;

	WARN(problem, "kmem_cache_create(%s, %zu, %zu): %s",
	     name ? name : "NULL", size, align, problem);
	if (!problem)
		cache = kmem_cache_zalloc(&kmem_cache, GFP_KERNEL);
	if (!cache) {
		if (flags & SLAB_PANIC)
			panic("kmem_cache_create: no cache '%s'",
			      name ? name : "NULL");
		return NULL;
	}
	cache->name = name;
	cache->object_size = (u32)size;
	cache->align = cache_align(size, align, flags);
	cache->flags = (u32)flags & ~SLAB_STATIC_CACHE;
	cache->ctor = ctor;
	set_tracked(cache);
	slab_cache_setup(cache);
	return cache;
}

/* Objects handed out and not yet freed; the slabs are counted now. */
unsigned int slab_active_objects(const struct kmem_cache *cache)
{
	unsigned int nr = 0;
	struct page *slab;

	list_for_each_entry(slab, &cache->full, lru)
		nr += slab->inuse;
	list_for_each_entry(slab, &cache->partial, lru)
		nr += slab->inuse;
	return nr;
}

void kmem_cache_destroy(struct kmem_cache *cache)
{
	struct page *slab, *next;
	unsigned int active;

	if (!cache || WARN(cache->flags & SLAB_STATIC_CACHE,
			   "kmem_cache_destroy: %s is there to stay",
			   cache->name))
		return;
	active = slab_active_objects(cache);
	if (active) {
		slab_report_leftover(cache);
		WARN(1, "kmem_cache_destroy: %s still has %u objects in use",
		     cache->name, active);
		return;
	}
	list_for_each_entry_safe(slab, next, &cache->partial, lru)
		slab_release(cache, slab);
	list_del(&cache->list);
	kmem_cache_free(&kmem_cache, cache);
}

/* ---- looking at them ------------------------------------------------- */

/**
 * slab_find - the cache and the object that an address lies in
 * @addr: any address
 * @object: set to the object's start, NULL behind the last one; may be NULL
 *
 * Return: the cache, or NULL if the address is in no slab.
 */
struct kmem_cache *slab_find(const void *addr, void **object)
{
	struct kmem_cache *cache;
	struct page *slab;
	u32 index;

	if (object)
		*object = NULL;
	slab = slab_is_available() ? slab_checked_head(addr) : NULL;
	if (!slab)
		return NULL;
	cache = slab->slab_cache;
	index = ((u32)__pa(addr) & cache->offset_mask) / cache->stride;
	if (object && index < cache->objects)
		*object = slab_object(cache, slab, index);
	return cache;
}

/* kmemleak starts or stops. */
void slab_set_tracked(bool on)
{
	struct kmem_cache *cache;

	caches_tracked = on;
	list_for_each_entry(cache, &slab_caches, list)
		set_tracked(cache);
}

static void for_each_object_of(const struct kmem_cache *cache,
			       const struct list_head *slabs,
			       void (*fn)(const void *object, size_t size))
{
	struct page *slab;
	unsigned int i;

	list_for_each_entry(slab, slabs, lru)
		for (i = 0; i < cache->objects; i++)
			if (!slab_is_free(cache, slab, i))
				fn(slab_object(cache, slab, i),
				   cache->object_size);
}

/* @fn may take objects, but only of SLAB_NOLEAKTRACE caches. */
void slab_for_each_object(void (*fn)(const void *object, size_t size))
{
	struct kmem_cache *cache;

	list_for_each_entry(cache, &slab_caches, list) {
		if (cache->flags & SLAB_NOLEAKTRACE)
			continue;
		for_each_object_of(cache, &cache->full, fn);
		for_each_object_of(cache, &cache->partial, fn);
	}
}

/* Pages that all slabs hold together; kmalloc()'s own blocks do not count. */
u64 slab_nr_pages(void)
{
	struct kmem_cache *cache;
	u64 pages = 0;

	list_for_each_entry(cache, &slab_caches, list)
		pages += cache->nr_slabs << cache->order;
	return pages;
}

void show_slab(void)
{
	struct kmem_cache *cache;

	printk("# name            <active_objs> <num_objs> <objsize> "
	       "<objperslab> <pagesperslab>\n");
	list_for_each_entry(cache, &slab_caches, list)
		printk("%-17s %13u %10llu %9u %12u %14u\n", cache->name,
		       slab_active_objects(cache),
		       cache->nr_slabs * cache->objects, cache->object_size,
		       cache->objects, 1u << cache->order);
}
