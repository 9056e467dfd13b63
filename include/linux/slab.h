/* SPDX-License-Identifier: GPL-2.0-only */
/* The slab: objects of one size each, carved from blocks of pages. */
#ifndef _LINUX_SLAB_H
#define _LINUX_SLAB_H

#include <linux/gfp.h>
#include <linux/types.h>

#define SLAB_HWCACHE_ALIGN	0x00002000u
#define SLAB_CONSISTENCY_CHECKS	0x00000100u	/* slab_debug=F */
#define SLAB_RED_ZONE		0x00000400u	/* slab_debug=Z */
#define SLAB_POISON		0x00000800u	/* slab_debug=P */
#define SLAB_STORE_USER		0x00010000u	/* slab_debug=U */
#define SLAB_NOLEAKTRACE	0x00800000u	/* kmemleak does not look */
#define SLAB_PANIC		0x00040000u

#define KMALLOC_MIN_SIZE	8
#define KMALLOC_MAX_CACHE_SIZE	8192	/* above: pages */
/* What kmalloc(0) returns: may be freed, faults when used. */
#define ZERO_SIZE_PTR		((void *)16)

struct kmem_cache;

/* True once kmalloc() serves: since kmem_cache_init(), which takes no pages. */
bool slab_is_available(void);
void kmem_cache_init(void);

/**
 * kmem_cache_create - a cache of objects of one size
 * @name: kept, not copied
 * @size: bytes of an object, 1 to KMALLOC_MAX_CACHE_SIZE
 * @align: power of two, or 0 for 8
 * @flags: SLAB_ flags; those of slab_debug= are added
 * @ctor: called once on each object when its slab is new, or NULL; its users
 *	free an object in the state that @ctor made
 *
 * Return: the cache, or NULL (panics with SLAB_PANIC).
 */
struct kmem_cache *kmem_cache_create(const char *name, size_t size,
				     size_t align, unsigned long flags,
				     void (*ctor)(void *));
/* A cache that still has objects in use is reported and kept. */
void kmem_cache_destroy(struct kmem_cache *cache);
void *kmem_cache_alloc(struct kmem_cache *cache, gfp_t gfp);
void *kmem_cache_zalloc(struct kmem_cache *cache, gfp_t gfp);
void kmem_cache_free(struct kmem_cache *cache, void *object);

void *kmalloc(size_t size, gfp_t gfp);
/* kmalloc(), and all bytes of the block are zero. */
void *kzalloc(size_t size, gfp_t gfp);
/* The same, from node @nid if it has memory left, else from any. */
void *kmalloc_node(size_t size, gfp_t gfp, int nid);
/* kmalloc_node(), zeroed. */
void *kzalloc_node(size_t size, gfp_t gfp, int nid);
void *krealloc(const void *ptr, size_t size, gfp_t gfp);
void kfree(const void *ptr);
/* Bytes usable behind @ptr: the size of its class, or of its pages. */
size_t ksize(const void *ptr);

/* The cache an address lies in, NULL if none; its object through @object. */
struct kmem_cache *slab_find(const void *addr, void **object);
const char *kmem_cache_name(const struct kmem_cache *cache);

/* Calls @fn for each object in use of each cache but SLAB_NOLEAKTRACE ones. */
void slab_for_each_object(void (*fn)(const void *object, size_t size));

/* Print every cache as /proc/slabinfo does. */
void show_slab(void);
/* Pages that all caches hold; kmalloc() blocks above 8192 do not count. */
u64 slab_nr_pages(void);

/* Mistakes reported so far: bad frees, damaged objects and red zones. */
extern unsigned int slab_errors;

/**
 * slab_validate - check every object of every cache with slab_debug= flags
 *
 * Return: errors found and reported, 0 if all is well.
 */
unsigned int slab_validate(void);

#endif
