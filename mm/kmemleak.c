// SPDX-License-Identifier: GPL-2.0-only
/*
 * kmemleak: who owns which block, and which blocks nobody can reach any
 * more. Until the slab is up blocks go into the early log; once tracking
 * runs each block is an object. Called by memblock, bootmem and the slab;
 * what it needs itself comes from a cache that it does not track.
 *
 * There is one CPU and no preemption: Linux takes a lock around the tree and
 * one around each object.
 */
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/printk.h>
#include <linux/stacktrace.h>
#include <linux/stage.h>
#include <linux/string.h>
#include "kmemleak.h"
#include "slab.h"

/* From where on objects are tracked. */
enum track { TRACK_NEVER, TRACK_AT_PROMPT, TRACK_ALWAYS };

#ifdef CONFIG_DEBUG_VM
static enum track track = TRACK_ALWAYS;
#else
static enum track track = TRACK_AT_PROMPT;
#endif

u64 kmemleak_nr_allocs, kmemleak_nr_frees;
bool kmemleak_tracking;
void (*kmemleak_early_hook)(void);
struct kmemleak_object *kmemleak_objects __noscan;

static struct kmem_cache *object_cache __noscan;

/* Linux's words. Without either, tracking begins at the prompt. */
int kmemleak_setup(char *value)
{
	if (strcmp(value, "off") == 0)
		track = TRACK_NEVER;
	else if (strcmp(value, "on") == 0)
		track = TRACK_ALWAYS;
	else
		return -EINVAL;
	return 0;
}
early_param("kmemleak", kmemleak_setup);

/* ---- objects ---------------------------------------------------------- */

/* The object that [start, end) has a byte of; the last one if several. */
static struct kmemleak_object *find_overlap(uintptr_t start, uintptr_t end)
{
	struct kmemleak_object *object;

	object = kmemleak_tree_floor(kmemleak_objects, end - 1);
	if (object && object->pointer + object->size > start)
		return object;
	return NULL;
}

static struct kmemleak_object *find_object(const void *ptr)
{
	struct kmemleak_object *object;

	object = kmemleak_tree_floor(kmemleak_objects, (uintptr_t)ptr);
	return object && object->pointer == (uintptr_t)ptr ? object : NULL;
}

/* A new object, NULL if it cannot be had: then tracking has ended. */
static struct kmemleak_object *create_object(uintptr_t pointer, size_t size,
					     int min_count)
{
	struct kmemleak_object *object = find_overlap(pointer, pointer + size);

	if (WARN(object, "kmemleak: [%#llx-%#llx] handed out twice: "
		 "%zu bytes at %#llx are in use", (u64)pointer,
		 (u64)(pointer + size - 1), object->size,
		 (u64)object->pointer))
		return NULL;
	object = kmem_cache_zalloc(object_cache, GFP_NOWAIT | __GFP_NOWARN);
	if (!object) {
		pr_warn("kmemleak: no memory for its own records: "
			"tracking ends\n");
		kmemleak_stop();
		return NULL;
	}
	object->pointer = pointer;
	object->size = size;
	object->min_count = min_count;
	object->stage = (u8)boot_stage;
	object->born = kmemleak_nr_allocs;
	kmemleak_tree_insert(&kmemleak_objects, object);
	return object;
}

static void delete_object(struct kmemleak_object *object)
{
	kmemleak_tree_remove(&kmemleak_objects, object);
	kmem_cache_free(object_cache, object);
}

/* A new block while tracking runs. The trace begins in our caller. */
void kmemleak_track(const void *ptr, size_t size, int min_count)
{
	struct kmemleak_object *object;

	object = create_object((uintptr_t)ptr, size, min_count);
	if (object)
		object->trace_len = (u8)stack_trace_save(object->trace,
							 KMEMLEAK_TRACE, 0);
}

void kmemleak_untrack(const void *ptr)
{
	struct kmemleak_object *object = find_object(ptr);

	if (object)
		delete_object(object);
}

/*
 * Take [start, end) out of an object. What is left of it:
 *
 *   object  |-----------|      |-----------|      |-----------|
 *   freed       |----------  -----|                  |-----|
 *   left    |---|                 |--------|      |--|     |--| (new)
 */
static void trim_object(struct kmemleak_object *object, uintptr_t start,
			uintptr_t end)
{
	uintptr_t first = object->pointer, last = first + object->size;
	struct kmemleak_object old = *object, *rest;

	if (start <= first)
		delete_object(object);
	else
		object->size = start - first;
	rest = end < last ? create_object(end, last - end, old.min_count)
			  : NULL;
	if (!rest)
		return;
	rest->no_scan = old.no_scan;
	rest->stage = old.stage;
	rest->born = old.born;
	rest->trace_len = old.trace_len;
	memcpy(rest->trace, old.trace, sizeof(rest->trace));
}

static void untrack_part(uintptr_t start, uintptr_t end)
{
	struct kmemleak_object *object;

	while ((object = find_overlap(start, end)) != NULL)
		trim_object(object, start, end);
}

/* ---- what is told to kmemleak ----------------------------------------- */

void kmemleak_alloc(const void *ptr, size_t size, int min_count, gfp_t gfp)
{
	(void)gfp;
	kmemleak_nr_allocs++;
	if (!ptr || !size)
		return;
	if (slab_is_available()) {
		if (kmemleak_tracking)
			kmemleak_track(ptr, size, min_count);
		return;
	}
	kmemleak_early_alloc(ptr, size, min_count);
	if (kmemleak_early_hook)
		kmemleak_early_hook();
}

void kmemleak_free(const void *ptr)
{
	kmemleak_nr_frees++;
	if (!slab_is_available())
		kmemleak_early_free(ptr);
	else if (kmemleak_tracking)
		kmemleak_untrack(ptr);
}

void kmemleak_free_part(const void *ptr, size_t size)
{
	kmemleak_nr_frees++;
	if (!size)	/* no byte of a block, which stays in one piece */
		return;
	kmemleak_early_free_part(ptr, size);
	if (kmemleak_tracking)
		untrack_part((uintptr_t)ptr, (uintptr_t)ptr + size);
}

/* The early log is told too: tracking may begin, or begin again, later. */
static void paint(const void *ptr, int min_count)
{
	struct kmemleak_object *object = find_object(ptr);
	struct early_block *block = kmemleak_early_find(ptr);

	if (object)
		object->min_count = min_count;
	if (block)
		block->min_count = min_count;
}

void kmemleak_not_leak(const void *ptr)
{
	paint(ptr, KMEMLEAK_GREY);
}

void kmemleak_ignore(const void *ptr)
{
	paint(ptr, KMEMLEAK_BLACK);
}

void kmemleak_no_scan(const void *ptr)
{
	struct kmemleak_object *object = find_object(ptr);
	struct early_block *block = kmemleak_early_find(ptr);

	if (object)
		object->no_scan = true;
	if (block)
		block->no_scan = true;
}

void kmemleak_counts(u64 *allocs, u64 *frees)
{
	*allocs = kmemleak_nr_allocs;
	*frees = kmemleak_nr_frees;
}

/* ---- on and off ------------------------------------------------------- */

static void adopt_early_blocks(void)
{
	unsigned int nr, dropped;
	const struct early_block *b = kmemleak_early_log(&nr, &dropped);
	struct kmemleak_object *object;

	for (; nr && kmemleak_tracking; nr--, b++) {
		object = b->freed ? NULL : create_object((uintptr_t)b->ptr,
							 b->size,
							 b->min_count);
		if (!object)
			continue;
		object->no_scan = b->no_scan;
		object->stage = b->stage;
		object->trace_len = b->trace_len;
		memcpy(object->trace, b->trace, sizeof(object->trace));
	}
}

/*
 * In use since before the tracking: nobody has seen who took it, and it may
 * point at others. So it is grey: scanned, never reported.
 */
static void adopt(const void *ptr, size_t size)
{
	if (kmemleak_tracking)
		create_object((uintptr_t)ptr, size, KMEMLEAK_GREY);
}

bool kmemleak_start(void)
{
	if (kmemleak_tracking)
		return true;
	if (!object_cache)
		object_cache = kmem_cache_create("kmemleak_object",
					sizeof(struct kmemleak_object), 0,
					SLAB_NOLEAKTRACE, NULL);
	if (!object_cache)
		return false;
	kmemleak_tracking = true;
	slab_set_tracked(true);
	adopt_early_blocks();
	slab_for_each_object(adopt);
	kmalloc_for_each_pages(adopt);
	return kmemleak_tracking;
}

void kmemleak_stop(void)
{
	kmemleak_tracking = false;
	slab_set_tracked(false);
	while (kmemleak_objects)
		delete_object(kmemleak_objects);
}

void kmemleak_init(void)
{
	if (track == TRACK_ALWAYS)
		kmemleak_start();
}

void kmemleak_late_init(void)
{
	if (track != TRACK_NEVER)
		kmemleak_start();
}
