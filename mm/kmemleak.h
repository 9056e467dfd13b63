/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Inside kmemleak: what its files share. kmemleak.c keeps the objects,
 * kmemleak_tree.c orders them by address, kmemleak_early.c is the log of the
 * time before the slab, kmemleak_scan.c looks for what nobody points at.
 *
 * Three colours, as in Linux. A scan starts with all white objects white:
 *
 *   white   fewer references found than min_count: at the end a leak
 *   grey    enough of them (min_count 0: from the start); it is scanned
 *   black   min_count -1: neither scanned nor reported
 */
#ifndef _MM_KMEMLEAK_H
#define _MM_KMEMLEAK_H

#include <linux/compiler.h>
#include <linux/kmemleak.h>

#define KMEMLEAK_GREY	0
#define KMEMLEAK_BLACK	(-1)

/* One block that somebody owns. Objects never overlap. */
struct kmemleak_object {
	struct kmemleak_object *left, *right;	/* children in the tree */
	struct kmemleak_object *next;	/* in the scan's queue */
	uintptr_t pointer;		/* first byte */
	size_t size;			/* bytes */
	int min_count;			/* references that it must have */
	int count;			/* those that the last scan found */
	bool no_scan;			/* contents are no pointers */
	u8 stage;			/* enum boot_stage */
	u8 trace_len;			/* 0: older than the tracking */
	u64 born;			/* blocks handed out before it, ever */
	unsigned long trace[KMEMLEAK_TRACE];	/* innermost caller first */
};

static inline bool object_is_white(const struct kmemleak_object *object)
{
	return object->count < object->min_count;
}

static inline bool object_is_grey(const struct kmemleak_object *object)
{
	return object->min_count != KMEMLEAK_BLACK && !object_is_white(object);
}

/* kmemleak.c: all objects. */
extern struct kmemleak_object *kmemleak_objects;

/* kmemleak_tree.c; @root points at the tree's topmost object, or at NULL. */
void kmemleak_tree_insert(struct kmemleak_object **root,
			  struct kmemleak_object *new);
void kmemleak_tree_remove(struct kmemleak_object **root,
			  const struct kmemleak_object *object);
struct kmemleak_object *kmemleak_tree_floor(struct kmemleak_object *root,
					    uintptr_t addr);
struct kmemleak_object *kmemleak_tree_from(struct kmemleak_object *root,
					   uintptr_t addr);

/* Every object, in the order of addresses. @object may be removed inside. */
#define for_each_kmemleak_object(object) \
	for (uintptr_t __at = 0; \
	     ((object) = kmemleak_tree_from(kmemleak_objects, __at)) && \
	     (__at = (object)->pointer + 1); )

/* kmemleak_early.c */
void kmemleak_early_alloc(const void *ptr, size_t size, int min_count);
void kmemleak_early_free(const void *ptr);
void kmemleak_early_free_part(const void *ptr, size_t size);
struct early_block *kmemleak_early_find(const void *ptr);

#endif
