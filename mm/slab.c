// SPDX-License-Identifier: GPL-2.0-only
/*
 * The slab: caches of objects of one size each. A cache takes blocks of
 * pages ("slabs") from the page allocator, cuts them into slots and hands
 * those out; mm/slab.h draws a slab and has the two hot paths. kmalloc() is
 * a row of such caches (kmalloc.c); making and removing a cache is in
 * slab_common.c. Nothing here searches for an object's
 * cache: the page structure of its page names it.
 *
 * There is one CPU and no preemption: Linux takes the cache's list lock
 * around every change of a list or of a slab's counters.
 */
#include <linux/bug.h>
#include <linux/printk.h>
#include <linux/trace.h>
#include "slab.h"

/* Every cache, in the order of creation. */
LIST_HEAD(slab_caches);

/* Ask the blocks before trusting a page structure: virt_to_slab(). */
#ifdef CONFIG_DEBUG_VM
bool slab_checks = true;
#else
bool slab_checks;
#endif

static bool slab_up;

/* Where the structures of all later caches come from: the first cache. */
struct kmem_cache kmem_cache = {
	.partial = LIST_HEAD_INIT(kmem_cache.partial),
	.name = "kmem_cache",
	.object_size = sizeof(struct kmem_cache),
	.align = SLAB_LINE_SIZE,
};

bool slab_is_available(void)
{
	return slab_up;
}

/* ---- the shape of a cache -------------------------------------------- */

/*
 * The smallest slab that holds SLAB_MIN_OBJECTS (so less than an eighth of it
 * is wasted: the rest has no room for one more), or else the largest allowed.
 */
static u8 slab_order(u32 stride)
{
	u8 order = 0;

	while (order < SLAB_MAX_ORDER &&
	       (u32)PAGE_SIZE << order < SLAB_MIN_OBJECTS * stride)
		order++;
	return order;
}

/*
 * The number whose product with @odd is 1 in 32 bits. odd * odd is 1 in the
 * last 3 bits, and each step doubles the bits that are right: 6, 12, 24, 48.
 */
static u32 odd_inverse(u32 odd)
{
	u32 inverse = odd;

	while (odd * inverse != 1)
		inverse *= 2 - odd * inverse;
	return inverse;
}

/*
 * slab_cache_setup - fill in what follows from name, size, align and flags
 *
 * A free slot keeps its link where its object will be. Where objects must
 * keep their contents while free (a constructor ran), it stands behind them.
 */
void slab_cache_setup(struct kmem_cache *cache)
{
	u32 size = round_up(cache->object_size, SLAB_MIN_ALIGN);

	cache->slab = NULL;
	cache->first_object = NULL;
	INIT_LIST_HEAD(&cache->partial);
	INIT_LIST_HEAD(&cache->full);
	cache->nr_slabs = 0;
	cache->flags |= slab_debug_flags(cache->name);
	cache->red_left = 0;
	cache->free_offset = 0;
	if (cache->flags & SLAB_DEBUG_FLAGS) {
		size = slab_debug_layout(cache);
	} else if (cache->ctor) {
		cache->free_offset = size;
		size += SLAB_MIN_ALIGN;
	}
	cache->stride = round_up(size, cache->align);
	cache->stride_zeros = (u8)__ffs64(cache->stride);
	cache->inverse = odd_inverse(cache->stride >> cache->stride_zeros);
	cache->order = slab_order(cache->stride);
	cache->offset_mask = ((u32)PAGE_SIZE << cache->order) - 1;
	cache->objects = (u16)(((u32)PAGE_SIZE << cache->order) /
			       cache->stride);
	if (cache->flags & SLAB_CONSISTENCY_CHECKS)
		slab_checks = true;
	list_add_tail(&cache->list, &slab_caches);
	trace_hook(__trace_slab, TRACE_CACHE, cache, NULL, NULL);
}

/**
 * kmem_cache_init - make kmalloc() and kmem_cache_create() work
 *
 * Takes no pages: each cache does with its first object. From here on
 * slab_is_available().
 */
void kmem_cache_init(void)
{
	INIT_LIST_HEAD(&slab_caches);
	kmem_cache.flags = SLAB_STATIC_CACHE;
	slab_cache_setup(&kmem_cache);
	kmalloc_init();
	slab_up = true;
	pr_info("kmem_cache_init: kmalloc() from %d to %d bytes, pages above\n",
		KMALLOC_MIN_SIZE, KMALLOC_MAX_CACHE_SIZE);
}

/* ---- slabs come and go ----------------------------------------------- */

/* The block is the slab's: its further pages point at the head. */
static void slab_mark(struct kmem_cache *cache, struct page *slab)
{
	unsigned int i;

	slab->kind = PAGE_SLAB;
	slab->slab_cache = cache;
	for (i = 1; i < 1u << cache->order; i++) {
		slab[i].kind = PAGE_SLAB_TAIL;
		slab[i].order = 0;
		slab[i].range = slab->range;
		slab[i].slab_head = slab;
	}
}

/* All slots are free, and linked in the order of their addresses. */
static void slab_carve(struct kmem_cache *cache, struct page *slab)
{
	char *object = slab_object(cache, slab, 0);
	unsigned int i;

	slab->inuse = 0;
	slab->free = 0;
	for (i = 0; i < cache->objects; i++, object += cache->stride) {
		if (cache->ctor)
			cache->ctor(object);
		if (cache->flags & SLAB_DEBUG_FLAGS)
			slab_debug_init_object(cache, object);
		*slab_link(cache, object) = (u16)(i + 1);
	}
	*slab_link(cache, object - cache->stride) = SLAB_END;
}

/*
 * slab_grow - one more slab for a cache
 * @nid: node to prefer, or NUMA_NO_NODE
 *
 * Return: the slab, now the first partial one, or NULL: no pages are left
 * (the page allocator has said so), or the slab is not up yet.
 */
struct page *slab_grow(struct kmem_cache *cache, gfp_t gfp, int nid)
{
	struct page *slab;

	if (WARN(!slab_up, "%s: asked for memory before kmem_cache_init()",
		 cache->name))
		return NULL;
	gfp &= ~__GFP_ZERO;	/* each object is zeroed by itself */
	slab = alloc_pages_node(nid, gfp, cache->order);
	if (!slab)
		return NULL;
	slab_mark(cache, slab);
	slab_carve(cache, slab);
	list_add(&slab->lru, &cache->partial);
	cache->nr_slabs++;
	trace_hook(__trace_slab, TRACE_SLAB_GROW, cache, NULL, slab);
	return slab;
}

/*
 * slab_release - the last object of a slab has come back
 *
 * Back to the page allocator, whose pages have a head and nothing else. The
 * only slab with free slots stays, however (slab_put()): whoever takes and
 * gives one object in turn must not call the page allocator each time. So a
 * cache keeps at most one empty slab.
 */
void slab_release(struct kmem_cache *cache, struct page *slab)
{
	unsigned int i;

	if (cache->slab == slab)
		cache->slab = NULL;
	list_del(&slab->lru);
	cache->nr_slabs--;
	for (i = 1; i < 1u << cache->order; i++)
		slab[i].kind = PAGE_UNWRITTEN;
	slab->kind = PAGE_ALLOCATED;
	slab->slab_cache = NULL;
	__free_pages(slab, cache->order);
}

/* A slab has become empty and is not the only one with free slots. */
void slab_emptied(struct kmem_cache *cache, struct page *slab)
{
	if (cache->flags & SLAB_DEBUG_FLAGS)
		slab = slab_debug_emptied(cache, slab);
	if (slab)
		slab_release(cache, slab);
}

/* ---- nodes ----------------------------------------------------------- */

/* Roughly: has a zone of the node so many free pages, even if in pieces? */
static bool node_has_room(int nid, unsigned int order)
{
	int i;

	if (nid < 0 || nid >= MAX_NUMNODES || !NODE_DATA(nid))
		return false;
	for (i = 0; i < MAX_NR_ZONES; i++)
		if (NODE_DATA(nid)->node_zones[i].free_pages >> order)
			return true;
	return false;
}

/*
 * slab_for_node - a slab with a free slot, if possible on a node
 *
 * Return: a slab of the partial list: one of the node, else a new one of the
 * node, else any; NULL when no memory is left at all.
 */
struct page *slab_for_node(struct kmem_cache *cache, gfp_t gfp, int nid)
{
	struct page *slab;

	list_for_each_entry(slab, &cache->partial, lru)
		if (nid == NUMA_NO_NODE || page_zone(slab)->nid == nid)
			return slab;
	if (!node_has_room(nid, cache->order)) {
		nid = NUMA_NO_NODE;
		if (!list_empty(&cache->partial))
			return list_first_entry(&cache->partial, struct page,
						lru);
	}
	return slab_grow(cache, gfp, nid);
}

/* slab_alloc() where there is no slab to take from: choose or make one. */
void *slab_alloc_slow(struct kmem_cache *cache, size_t size, gfp_t gfp,
		      unsigned long caller)
{
	struct page *slab;
	void *object;

	if (cache->flags & SLAB_SLOW_FLAGS)
		return slab_alloc_node(cache, size, gfp, NUMA_NO_NODE,
				       caller);
	if (list_empty(&cache->partial) &&
	    !slab_grow(cache, gfp, NUMA_NO_NODE))
		return NULL;
	slab = list_first_entry(&cache->partial, struct page, lru);
	slab_take_from(cache, slab, slab_object(cache, slab, 0));
	object = slab_alloc(cache, size, gfp, caller);
	trace_hook(__trace_slab, TRACE_ALLOC, cache, object, NULL);
	return object;
}

/* slab_alloc() for kmalloc_node(), and for caches with SLAB_SLOW_FLAGS. */
void *slab_alloc_node(struct kmem_cache *cache, size_t size, gfp_t gfp,
		      int nid, unsigned long caller)
{
	struct page *slab;
	void *object;

	if (cache->flags & SLAB_DEBUG_FLAGS)
		return slab_debug_alloc(cache, size, gfp, nid, caller);
	slab = slab_for_node(cache, gfp, nid);
	if (!slab)
		return NULL;
	object = slab_take(cache, slab, slab_object(cache, slab, 0));
	if (gfp & __GFP_ZERO)
		memset(object, 0, cache->object_size);
	kmemleak_count_alloc();
	kmemleak_alloc_recursive(object, cache->object_size, 1, cache->flags,
				 gfp);
	return object;
}

/* slab_free() of caches with SLAB_SLOW_FLAGS. */
void slab_free_slow(struct kmem_cache *cache, struct page *slab,
		    void *object, unsigned long caller)
{
	if ((cache->flags & SLAB_DEBUG_FLAGS) &&
	    !slab_debug_free(cache, slab, object, caller))
		return;
	kmemleak_free_recursive(object, cache->flags);
	kmemleak_count_free();
	slab_put(cache, slab, object, slab_index(cache, object));
}

/* ---- objects --------------------------------------------------------- */

static bool zone_refused(const struct kmem_cache *cache, gfp_t gfp)
{
	return WARN(gfp & (__GFP_DMA | __GFP_DMA32),
		    "%s: objects of a cache may come from any zone",
		    cache->name);
}

/**
 * kmem_cache_alloc - an object of a cache
 * @cache: from kmem_cache_create()
 * @gfp: GFP_ flags; a cache cannot promise a zone, so __GFP_DMA and
 *	__GFP_DMA32 are refused with a warning: use kmalloc()
 *
 * Return: the object, or NULL.
 */
void *kmem_cache_alloc(struct kmem_cache *cache, gfp_t gfp)
{
	if (zone_refused(cache, gfp))
		return NULL;
	return slab_alloc(cache, cache->object_size, gfp, _RET_IP_);
}

void *kmem_cache_zalloc(struct kmem_cache *cache, gfp_t gfp)
{
	if (zone_refused(cache, gfp))
		return NULL;
	return slab_alloc(cache, cache->object_size, gfp | __GFP_ZERO,
			  _RET_IP_);
}

/**
 * kmem_cache_free - give an object back to its cache
 * @cache: the cache it came from; any other is reported
 * @object: the object; NULL is no object
 */
void kmem_cache_free(struct kmem_cache *cache, void *object)
{
	struct page *slab;

	if (!object)
		return;
	slab = virt_to_slab(object);
	if (likely(slab && slab->slab_cache == cache))
		slab_free(cache, slab, object, _RET_IP_, "kmem_cache_free");
	else
		slab_wrong_cache(cache, slab, object);
}

/* virt_to_slab() for a pointer that is not trusted. */
struct page *slab_checked_head(const void *ptr)
{
	struct page *head = page_block_head(PFN_DOWN(__pa(ptr)));

	return head && head->kind == PAGE_SLAB ? head : NULL;
}
