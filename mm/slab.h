/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Inside the slab: what slab.c, kmalloc.c, slab_debug.c and slab_report.c
 * share. The two hot paths, slab_alloc() and slab_free(), are here so that
 * kmalloc() and kfree() contain them instead of calling them.
 *
 * A slab is a block of pages cut into slots of one size:
 *
 *   | slot 0 | slot 1 | slot 2 | ... | slot objects-1 | unused rest |
 *
 * The head's struct page holds `inuse`, the number of slots handed out, and
 * `free`, the first free slot; each free slot holds the number of the next.
 * Without debugging a slot is just the object. With it (slab_debug.c):
 *
 *   | left red zone | object | right red zone | info | alloc | free | pad |
 *   ^ slot          ^ object                  ^ object + free_offset
 */
#ifndef _MM_SLAB_H
#define _MM_SLAB_H

#include <linux/kernel.h>
#include <linux/kmemleak.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

#define SLAB_DEBUG_FLAGS (SLAB_CONSISTENCY_CHECKS | SLAB_RED_ZONE | \
			  SLAB_POISON | SLAB_STORE_USER)
/* Internal: the cache's own structure is no slab object. */
#define SLAB_STATIC_CACHE	0x80000000u
/* Internal: kmemleak is told of each object. */
#define SLAB_TRACKED		0x40000000u
/* What the hot paths leave to slab_alloc_slow() and slab_free_slow(). */
#define SLAB_SLOW_FLAGS		(SLAB_DEBUG_FLAGS | SLAB_TRACKED)

#define SLAB_END	0xffffu		/* no further free slot */
#define SLAB_MAX_ORDER	3		/* largest slab: 8 pages */
#define SLAB_MIN_OBJECTS 8		/* a larger slab until it holds these */
#define SLAB_MIN_ALIGN	8
#define SLAB_LINE_SIZE	64		/* for SLAB_HWCACHE_ALIGN */

struct kmem_cache {
	struct page *slab;		/* objects come from here, a partial
					 * slab; NULL: slab_alloc_slow() */
	char *first_object;		/* of that slab */
	struct list_head partial;	/* slabs with a free slot */
	struct list_head full;		/* slabs without */
	u32 flags;			/* SLAB_ */
	u32 stride;			/* bytes from slot to slot */
	u32 offset_mask;		/* bytes of a slab - 1 */
	u32 inverse;			/* to divide by stride: slab_index() */
	u32 free_offset;		/* of a free slot's link, from object */
	u32 red_left;			/* bytes before the object */
	u16 objects;			/* slots of a slab */
	u8 order;			/* a slab has 2^order pages */
	u8 stride_zeros;		/* zero bits at the end of stride */
	u32 object_size;		/* what its users may write */
	u32 align;
	u64 nr_slabs;
	const char *name;
	void (*ctor)(void *object);
	struct list_head list;		/* in slab_caches */
};

extern struct kmem_cache kmem_cache;	/* of all later struct kmem_cache */
extern struct list_head slab_caches;
extern bool slab_checks;

/* slab.c */
void slab_cache_setup(struct kmem_cache *cache);
struct page *slab_grow(struct kmem_cache *cache, gfp_t gfp, int nid);
void *slab_alloc_node(struct kmem_cache *cache, size_t size, gfp_t gfp,
		      int nid, unsigned long caller);
void slab_free_slow(struct kmem_cache *cache, struct page *slab,
		    void *object, unsigned long caller);
struct page *slab_for_node(struct kmem_cache *cache, gfp_t gfp, int nid);
void *slab_alloc_slow(struct kmem_cache *cache, size_t size, gfp_t gfp,
		      unsigned long caller);
void slab_release(struct kmem_cache *cache, struct page *slab);
void slab_emptied(struct kmem_cache *cache, struct page *slab);

/* slab_common.c */
int slab_debug_setup(char *value);
u32 slab_debug_flags(const char *name);
void slab_set_tracked(bool on);
unsigned int slab_active_objects(const struct kmem_cache *cache);

/* kmalloc.c */
void kmalloc_init(void);
bool kmalloc_is_pages(const struct page *head);
void kmalloc_for_each_pages(void (*fn)(const void *block, size_t size));

/*
 * Debugging. Each slot's info says what became of the slot; the tracks who
 * did it (slab_debug=U).
 */
#define RED_INACTIVE	0xbb	/* red zones of a free object */
#define RED_ACTIVE	0xcc	/* of one in use */
#define POISON_FREE	0x6b	/* a free object ... */
#define POISON_END	0xa5	/* ... and its last byte */

#define SLOT_FREE	0xf4ee
#define SLOT_IN_USE	0xac71
#define SLOT_ISOLATED	0xdead	/* damaged, never handed out again */

struct slab_info {
	u16 next;			/* free slots: slab_link() */
	u16 state;			/* SLOT_ */
	u32 size;			/* bytes asked for */
};

#define SLAB_TRACE	8
struct slab_track {
	unsigned long trace[SLAB_TRACE];
	u32 nr;				/* entries of trace; 0: nobody yet */
	u32 stage;			/* enum boot_stage */
};

/* Bytes that are not what they should be; at NULL: none to show. */
struct slab_damage {
	const u8 *at;			/* the first one */
	u32 nr;
	u8 want;
};

static inline struct slab_info *slab_info(const struct kmem_cache *cache,
					  const void *object)
{
	return (struct slab_info *)((char *)object + cache->free_offset);
}

/* @freed: who freed it last, else who allocated it. */
static inline struct slab_track *slab_track(const struct kmem_cache *cache,
					    const void *object, bool freed)
{
	return (struct slab_track *)(slab_info(cache, object) + 1) + freed;
}

/* slab_debug.c */
u32 slab_debug_layout(struct kmem_cache *cache);
void slab_debug_init_object(struct kmem_cache *cache, void *object);
void *slab_debug_alloc(struct kmem_cache *cache, size_t size, gfp_t gfp,
		       int nid, unsigned long caller);
/* Empty slabs that a debug cache keeps, in pages. */
#define SLAB_DEBUG_EMPTY_PAGES	64
struct page *slab_debug_emptied(struct kmem_cache *cache, struct page *slab);
bool slab_debug_free(struct kmem_cache *cache, struct page *slab,
		     void *object, unsigned long caller);
void slab_debug_resize(struct kmem_cache *cache, void *object, size_t size);
bool slab_is_free(const struct kmem_cache *cache, const struct page *slab,
		  unsigned int index);

/* slab_report.c */
void slab_report(const struct kmem_cache *cache, const struct page *slab,
		 const void *object, const char *what,
		 const struct slab_damage *damage);
void slab_bad_free(struct kmem_cache *cache, struct page *slab,
		   const void *ptr, const char *who);
void slab_wrong_cache(struct kmem_cache *cache, struct page *slab,
		      const void *ptr);
void slab_bad_pointer(const void *ptr, const char *who);
void slab_report_leftover(struct kmem_cache *cache);

/* Address of the object in slot @index of @slab. */
static inline void *slab_object(const struct kmem_cache *cache,
				const struct page *slab, unsigned int index)
{
	return (char *)page_address(slab) + cache->red_left +
	       index * cache->stride;
}

/* Where a free slot keeps the number of the next one. */
static inline u16 *slab_link(const struct kmem_cache *cache, void *object)
{
	return (u16 *)((char *)object + cache->free_offset);
}

/*
 * Which slot's object begins at @ptr; a number from @cache->objects up if
 * none does. A slab is aligned to its size, so the low bits of the physical
 * address are the offset.
 *
 * stride is odd << zeros, and odd * inverse is 1 in 32 bits. So the product
 * for offset = index * stride is index << zeros, and turned right by zeros
 * bits it is index. No two offsets give the same number: each other one
 * gives a number that is no index.
 */
static __always_inline u32 slab_index(const struct kmem_cache *cache,
				      const void *ptr)
{
	u32 offset = ((u32)__pa(ptr) & cache->offset_mask) - cache->red_left;
	u32 product = offset * cache->inverse;

	return product >> (cache->stride_zeros & 31) |
	       product << (-cache->stride_zeros & 31);
}

/* Objects come from @slab from now on; @first is its first one. */
static __always_inline void slab_take_from(struct kmem_cache *cache,
					   struct page *slab, void *first)
{
	cache->slab = slab;
	cache->first_object = first;
}

/*
 * Take the first free slot; @slab must be in the partial list, its first
 * object at @first.
 */
static __always_inline void *slab_take(struct kmem_cache *cache,
				       struct page *slab, char *first)
{
	void *object = first + slab->free * cache->stride;

	slab->inuse++;
	slab->free = *slab_link(cache, object);
	if (unlikely(slab->free == SLAB_END)) {
		list_move(&slab->lru, &cache->full);
		if (cache->slab == slab)
			cache->slab = NULL;
	}
	return object;
}

/* Make slot @index the first free one. */
static __always_inline void slab_put(struct kmem_cache *cache,
				     struct page *slab, void *object,
				     unsigned int index)
{
	u16 next = slab->free;

	*slab_link(cache, object) = next;
	slab->free = (u16)index;
	if (unlikely(next == SLAB_END)) {
		list_move(&slab->lru, &cache->partial);
		if (!cache->slab && !(cache->flags & SLAB_SLOW_FLAGS))
			slab_take_from(cache, slab, (char *)object -
				       index * cache->stride);
	}
	/* An empty slab stays if no other one has free slots. */
	if (unlikely(!--slab->inuse) && !list_is_singular(&cache->partial))
		slab_emptied(cache, slab);
}

/*
 * slab_alloc - hand out an object
 * @size: bytes asked for, at most object_size; only debugging looks at it
 * @caller: who asked, for slab_debug=U
 *
 * Return: the object, or NULL when no page is left.
 */
static __always_inline void *slab_alloc(struct kmem_cache *cache, size_t size,
					gfp_t gfp, unsigned long caller)
{
	struct page *slab = cache->slab;
	void *object;

	if (unlikely(!slab))
		return slab_alloc_slow(cache, size, gfp, caller);
	object = slab_take(cache, slab, cache->first_object);
	kmemleak_count_alloc();
	if (unlikely(gfp & __GFP_ZERO))
		return memset(object, 0, cache->object_size);
	return object;
}

/*
 * slab_free - take an object back
 *
 * What costs next to nothing is always checked: @object must be the start
 * of a slot, some slot must be in use, and this one not the first free one
 * (the common double free). slab_debug=F checks all.
 */
static __always_inline void slab_free(struct kmem_cache *cache,
				      struct page *slab, void *object,
				      unsigned long caller, const char *who)
{
	u32 index = slab_index(cache, object);

	if (unlikely(index >= cache->objects || !slab->inuse ||
		     index == slab->free)) {
		slab_bad_free(cache, slab, object, who);
		return;
	}
	if (unlikely(cache->flags & SLAB_SLOW_FLAGS)) {
		slab_free_slow(cache, slab, object, caller);
		return;
	}
	kmemleak_count_free();
	slab_put(cache, slab, object, index);
}

struct page *slab_checked_head(const void *ptr);

/* The head of the slab that @page belongs to, or NULL. */
static __always_inline struct page *page_slab(struct page *page)
{
	if (unlikely(!page))
		return NULL;
	if (likely(page->kind == PAGE_SLAB))
		return page;
	return page->kind == PAGE_SLAB_TAIL ? page->slab_head : NULL;
}

/* virt_to_slab() where that is quick, else NULL, which says nothing. */
static __always_inline struct page *virt_to_slab_quick(const void *ptr)
{
	if (unlikely(slab_checks))
		return NULL;
	return page_slab(page_in_last_range(PFN_DOWN(__pa(ptr))));
}

/*
 * virt_to_slab - the head of the slab that @ptr lies in
 *
 * The page structure of a wild pointer may never have been written, so with
 * checks on the blocks are asked first. Without, this costs a few loads.
 *
 * Return: a page of kind PAGE_SLAB, or NULL: @ptr is in no slab.
 */
static __always_inline struct page *virt_to_slab(const void *ptr)
{
	if (unlikely(slab_checks))
		return slab_checked_head(ptr);
	return page_slab(virt_to_page(ptr));
}

#endif
