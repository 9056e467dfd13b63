// SPDX-License-Identifier: GPL-2.0-only
/*
 * slab_debug=FZPU: the checks. A slot of a cache with any of these flags
 * carries, behind its object, what became of it (struct slab_info), and
 * around and in it patterns that nobody should change:
 *
 *             left zone  object asked for   rest of it, right zone
 *   in use    cc cc cc   (the user's)       cc cc cc cc
 *   free      bb bb bb   6b 6b ... 6b a5    bb bb bb bb
 *
 * slab.c calls in here for such caches instead of its own fast path.
 * slab_report.c prints what is found; afterwards the pattern is restored or
 * the slot isolated, so that the kernel goes on.
 */
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/stacktrace.h>
#include <linux/stage.h>
#include "slab.h"

/* ---- the slot --------------------------------------------------------- */

/* Bytes of a slot; sets where object and info lie in it. */
u32 slab_debug_layout(struct kmem_cache *cache)
{
	u32 size = round_up(cache->object_size, SLAB_MIN_ALIGN);

	if (cache->ctor)	/* a free object keeps what it made */
		cache->flags &= ~SLAB_POISON;
	if (cache->flags & SLAB_RED_ZONE) {
		cache->red_left = cache->align;
		size += SLAB_MIN_ALIGN;
	}
	cache->free_offset = size;
	size += sizeof(struct slab_info);
	if (cache->flags & SLAB_STORE_USER)
		size += 2 * sizeof(struct slab_track);
	return cache->red_left + size;
}

/* Both red zones; the right one begins behind @size bytes. */
static void paint_red_zones(struct kmem_cache *cache, void *object, u32 size,
			    u8 value)
{
	if (!(cache->flags & SLAB_RED_ZONE))
		return;
	memset((char *)object - cache->red_left, value, cache->red_left);
	memset((char *)object + size, value, cache->free_offset - size);
}

static void paint_free(struct kmem_cache *cache, void *object)
{
	u32 size = cache->object_size;

	slab_info(cache, object)->state = SLOT_FREE;
	slab_info(cache, object)->size = size;
	paint_red_zones(cache, object, size, RED_INACTIVE);
	if (cache->flags & SLAB_POISON) {
		memset(object, POISON_FREE, size - 1);
		((u8 *)object)[size - 1] = POISON_END;
	}
}

static void paint_in_use(struct kmem_cache *cache, void *object, u32 size,
			 u16 state)
{
	slab_info(cache, object)->state = state;
	slab_info(cache, object)->size = size;
	paint_red_zones(cache, object, size, RED_ACTIVE);
}

/* A slot of a new slab. */
void slab_debug_init_object(struct kmem_cache *cache, void *object)
{
	paint_free(cache, object);
	if (cache->flags & SLAB_STORE_USER)
		memset(slab_track(cache, object, false), 0,
		       2 * sizeof(struct slab_track));
}

/* Record who called into the slab: frames of the slab itself are left out. */
static void save_track(struct kmem_cache *cache, void *object, bool freed,
		       unsigned long caller)
{
	struct slab_track *track = slab_track(cache, object, freed);
	unsigned long trace[2 * SLAB_TRACE];
	unsigned int nr, i = 0;

	if (!(cache->flags & SLAB_STORE_USER))
		return;
	nr = stack_trace_save(trace, ARRAY_SIZE(trace), 0);
	while (i < nr && trace[i] != caller)
		i++;
	track->trace[0] = caller;
	for (track->nr = 1; ++i < nr && track->nr < SLAB_TRACE; track->nr++)
		track->trace[track->nr] = trace[i];
	track->stage = boot_stage;
}

/* ---- checks ----------------------------------------------------------- */

/* [start, end) must be all @want; if not, report and restore it. */
static bool check_bytes(struct kmem_cache *cache, const struct page *slab,
			void *object, const char *what, u8 *start, u8 *end,
			u8 want)
{
	struct slab_damage damage = { .want = want };
	u8 *p;

	for (p = start; p < end; p++) {
		if (*p == want)
			continue;
		if (!damage.at)
			damage.at = p;
		damage.nr++;
	}
	if (!damage.nr)
		return true;
	slab_report(cache, slab, object, what, &damage);
	memset(start, want, end - start);
	pr_err("FIX %s: %p-%p restored to 0x%02x\n", cache->name,
	       (void *)start, (void *)(end - 1), want);
	return false;
}

static bool check_red_zones(struct kmem_cache *cache, const struct page *slab,
			    void *object, u32 size, u8 want)
{
	u8 *p = object;
	bool left, right;

	if (!(cache->flags & SLAB_RED_ZONE))
		return true;
	left = check_bytes(cache, slab, object, "Left Redzone overwritten",
			   p - cache->red_left, p, want);
	right = check_bytes(cache, slab, object, "Right Redzone overwritten",
			    p + size, p + cache->free_offset, want);
	return left && right;
}

static bool check_poison(struct kmem_cache *cache, const struct page *slab,
			 void *object)
{
	u8 *last = (u8 *)object + cache->object_size - 1;
	bool body, end;

	if (!(cache->flags & SLAB_POISON))
		return true;
	body = check_bytes(cache, slab, object,
			   "Poison overwritten (use after free)", object,
			   last, POISON_FREE);
	end = check_bytes(cache, slab, object,
			  "Poison overwritten (use after free)", last,
			  last + 1, POISON_END);
	return body && end;
}

/* Walk the free slots: is @index among them? Safe on a broken chain. */
bool slab_is_free(const struct kmem_cache *cache, const struct page *slab,
		  unsigned int index)
{
	unsigned int i, at = slab->free;

	for (i = 0; i < cache->objects && at < cache->objects; i++) {
		if (at == index)
			return true;
		at = *slab_link(cache, slab_object(cache, slab, at));
	}
	return false;
}

/* The state of a slot; where it was overwritten the free slots tell. */
static u16 slot_state(const struct kmem_cache *cache, const struct page *slab,
		      const void *object)
{
	u16 state = slab_info(cache, object)->state;

	if (state == SLOT_FREE || state == SLOT_IN_USE ||
	    state == SLOT_ISOLATED)
		return state;
	return slab_is_free(cache, slab, slab_index(cache, object)) ?
	       SLOT_FREE : SLOT_IN_USE;
}

/* A free object, which is to be handed out: nobody may have written to it. */
static bool check_free_object(struct kmem_cache *cache,
			      const struct page *slab, void *object)
{
	struct slab_info *info = slab_info(cache, object);
	bool red, poison, sane;

	red = check_red_zones(cache, slab, object, cache->object_size,
			      RED_INACTIVE);
	poison = check_poison(cache, slab, object);
	sane = info->state == SLOT_FREE && info->size == cache->object_size;
	if (!sane)
		slab_report(cache, slab, object,
			    "Data behind the object overwritten", NULL);
	info->state = SLOT_FREE;
	info->size = cache->object_size;
	return red && poison && sane;
}

/* An object in use: its user may not have written beside it. */
static void check_used_object(struct kmem_cache *cache,
			      const struct page *slab, void *object)
{
	struct slab_info *info = slab_info(cache, object);
	bool sane = info->size <= cache->object_size &&
		    (info->state == SLOT_IN_USE ||
		     info->state == SLOT_ISOLATED);

	check_red_zones(cache, slab, object,
			sane ? info->size : cache->object_size, RED_ACTIVE);
	if (sane)
		return;
	slab_report(cache, slab, object, "Data behind the object overwritten",
		    NULL);
	paint_in_use(cache, object, cache->object_size, SLOT_IN_USE);
}

/* Free slots in the chain, or a number above all slots if it is broken. */
static unsigned int count_free(const struct kmem_cache *cache,
			       const struct page *slab)
{
	unsigned int nr = 0, at = slab->free;

	while (at < cache->objects && nr <= cache->objects) {
		at = *slab_link(cache, slab_object(cache, slab, at));
		nr++;
	}
	return at == SLAB_END ? nr : SLAB_END;
}

/*
 * The next free slot must exist; with slab_debug=F the whole chain is walked.
 * A slab whose chain is broken hands out no more: it counts as full.
 */
static void check_freelist(struct kmem_cache *cache, struct page *slab)
{
	unsigned int left = cache->objects - slab->inuse;
	bool sane;

	if (cache->flags & SLAB_CONSISTENCY_CHECKS)
		sane = count_free(cache, slab) == left;
	else
		sane = left ? slab->free < cache->objects
			    : slab->free == SLAB_END;
	if (sane)
		return;
	slab_report(cache, slab, NULL, "Freelist corrupt", NULL);
	slab->inuse = cache->objects;
	slab->free = SLAB_END;
	list_move(&slab->lru, &cache->full);
	pr_err("FIX %s: the free objects of slab %p are not used again\n",
	       cache->name, page_address(slab));
}

/* ---- what slab.c calls ------------------------------------------------ */

/* slab_alloc() with checks. A free object that was written to is left out. */
void *slab_debug_alloc(struct kmem_cache *cache, size_t size, gfp_t gfp,
		       int nid, unsigned long caller)
{
	struct page *slab;
	void *object;

	for (;;) {
		slab = slab_for_node(cache, gfp, nid);
		if (!slab)
			return NULL;
		object = slab_take(cache, slab, slab_object(cache, slab, 0));
		check_freelist(cache, slab);
		if (check_free_object(cache, slab, object))
			break;
		paint_in_use(cache, object, cache->object_size,
			     SLOT_ISOLATED);
		pr_err("FIX %s: object %p is isolated, not used again\n",
		       cache->name, object);
	}
	paint_in_use(cache, object, (u32)size, SLOT_IN_USE);
	save_track(cache, object, false, caller);
	if (gfp & __GFP_ZERO)
		memset(object, 0, size);
	kmemleak_count_alloc();
	kmemleak_alloc_recursive(object, cache->object_size, 1, cache->flags,
				 gfp);
	return object;
}

/* Checks before slab_put(); false: the object must stay as it is. */
bool slab_debug_free(struct kmem_cache *cache, struct page *slab,
		     void *object, unsigned long caller)
{
	switch (slot_state(cache, slab, object)) {
	case SLOT_FREE:
		slab_report(cache, slab, object, "Object already free", NULL);
		return false;
	case SLOT_ISOLATED:
		slab_report(cache, slab, object,
			    "Object already free (and isolated)", NULL);
		return false;
	}
	check_used_object(cache, slab, object);
	check_freelist(cache, slab);
	save_track(cache, object, true, caller);
	paint_free(cache, object);
	return true;
}

/* ksize() and krealloc() let the user write to @size bytes from now on. */
void slab_debug_resize(struct kmem_cache *cache, void *object, size_t size)
{
	struct page *slab = virt_to_slab(object);
	struct slab_info *info = slab_info(cache, object);

	if (slot_state(cache, slab, object) != SLOT_IN_USE) {
		slab_report(cache, slab, object, "Object is free", NULL);
		return;
	}
	check_used_object(cache, slab, object);
	if (size > info->size)
		memset((char *)object + info->size, 0, size - info->size);
	paint_in_use(cache, object, (u32)size, SLOT_IN_USE);
}

/* ---- all objects ------------------------------------------------------ */

static void validate_slab(struct kmem_cache *cache, struct page *slab)
{
	unsigned int i;

	check_freelist(cache, slab);
	for (i = 0; i < cache->objects; i++) {
		void *object = slab_object(cache, slab, i);

		if (slot_state(cache, slab, object) == SLOT_FREE)
			check_free_object(cache, slab, object);
		else
			check_used_object(cache, slab, object);
	}
}

/**
 * slab_debug_emptied - which slab to give back when one has become empty
 * @cache: its cache
 * @slab: the slab
 *
 * Objects that are free go on being watched: the last few empty slabs stay,
 * so that a second free, or a write after the free, still finds its object
 * and owner. They wait at the end of the list, the oldest first.
 *
 * Return: the slab to release, looked through once more; NULL if none.
 */
struct page *slab_debug_emptied(struct kmem_cache *cache, struct page *slab)
{
	struct page *oldest = NULL, *pos;
	unsigned int empty = 0;

	list_move_tail(&slab->lru, &cache->partial);
	list_for_each_entry(pos, &cache->partial, lru) {
		if (pos->inuse)
			continue;
		if (!empty++)
			oldest = pos;
	}
	if (empty << cache->order <= SLAB_DEBUG_EMPTY_PAGES)
		return NULL;
	validate_slab(cache, oldest);
	return oldest;
}

unsigned int slab_validate(void)
{
	unsigned int before = slab_errors;
	struct kmem_cache *cache;
	struct page *slab, *next;

	list_for_each_entry(cache, &slab_caches, list) {
		if (!(cache->flags & SLAB_DEBUG_FLAGS))
			continue;
		list_for_each_entry_safe(slab, next, &cache->partial, lru)
			validate_slab(cache, slab);
		list_for_each_entry_safe(slab, next, &cache->full, lru)
			validate_slab(cache, slab);
	}
	return slab_errors - before;
}
