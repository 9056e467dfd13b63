// SPDX-License-Identifier: GPL-2.0-only
/*
 * kmalloc: memory of any size. A row of caches serves up to 8192 bytes, the
 * page allocator what is larger, and what must lie in a low zone. A block's
 * page structure tells which it was, so kfree() needs nothing but a pointer.
 */
#include <linux/bug.h>
#include <linux/printk.h>
#include <linux/trace.h>
#include "slab.h"

#define GFP_ZONEMASK	(__GFP_DMA | __GFP_DMA32)
#define KMALLOC_CACHES	13

#define KMALLOC_CACHE(i, bytes) [i] = { \
	.partial = LIST_HEAD_INIT(kmalloc_caches[i].partial), \
	.name = "kmalloc-" #bytes, \
	.object_size = bytes, \
}

static struct kmem_cache kmalloc_caches[KMALLOC_CACHES] = {
	KMALLOC_CACHE(0, 8), KMALLOC_CACHE(1, 16), KMALLOC_CACHE(2, 32),
	KMALLOC_CACHE(3, 64), KMALLOC_CACHE(4, 96), KMALLOC_CACHE(5, 128),
	KMALLOC_CACHE(6, 192), KMALLOC_CACHE(7, 256), KMALLOC_CACHE(8, 512),
	KMALLOC_CACHE(9, 1024), KMALLOC_CACHE(10, 2048),
	KMALLOC_CACHE(11, 4096), KMALLOC_CACHE(12, 8192),
};

/* From the size in units of 8 bytes, rounded up, to the cache. */
static const u8 kmalloc_index[KMALLOC_MAX_CACHE_SIZE / 8 + 1] = {
	[1] = 0, [2] = 1, [3 ... 4] = 2, [5 ... 8] = 3, [9 ... 12] = 4,
	[13 ... 16] = 5, [17 ... 24] = 6, [25 ... 32] = 7, [33 ... 64] = 8,
	[65 ... 128] = 9, [129 ... 256] = 10, [257 ... 512] = 11,
	[513 ... 1024] = 12,
};

/*
 * The head of a block that kmalloc() took from the page allocator names this
 * as its cache; nothing is ever allocated from it.
 */
static struct kmem_cache kmalloc_pages_mark;

bool kmalloc_is_pages(const struct page *head)
{
	return head->kind == PAGE_ALLOCATED &&
	       head->slab_cache == &kmalloc_pages_mark;
}

/* Blocks of pages that kmalloc() handed out; @fn may take further pages. */
void kmalloc_for_each_pages(void (*fn)(const void *block, size_t size))
{
	const struct page_range *range = page_ranges;
	u64 pfn, next;

	for (; range < page_ranges + nr_page_ranges; range++) {
		for (pfn = range->start_pfn; pfn < range->end_pfn; pfn = next) {
			struct page *head = page_block_head(pfn);

			next = pfn + (1ULL << head->order);
			if (kmalloc_is_pages(head))
				fn(page_address(head),
				   (size_t)PAGE_SIZE << head->order);
		}
	}
}

/*
 * A class is aligned as its size is, up to a cache line (without debugging,
 * powers of two are aligned to themselves up to the page).
 */
void kmalloc_init(void)
{
	unsigned int i;

	for (i = 0; i < KMALLOC_CACHES; i++) {
		struct kmem_cache *cache = &kmalloc_caches[i];
		u32 align = 1u << __ffs64(cache->object_size);

		cache->flags = SLAB_STATIC_CACHE;
		cache->align = min_t(u32, align, SLAB_LINE_SIZE);
		slab_cache_setup(cache);
	}
}

/* ---- whole pages ------------------------------------------------------ */

static noinline void *kmalloc_pages(size_t size, gfp_t gfp, int nid)
{
	struct page *head;
	void *block;

	if (size > PAGE_SIZE << (MAX_ORDER - 1)) {
		if (!(gfp & __GFP_NOWARN))
			pr_warn("kmalloc: %zu bytes are more than "
				"the largest block (%llu MiB)\n", size,
				(PAGE_SIZE << (MAX_ORDER - 1)) >> 20);
		return NULL;
	}
	head = alloc_pages_node(nid, gfp, get_order(size));
	if (!head)
		return NULL;
	head->slab_cache = &kmalloc_pages_mark;
	block = page_address(head);
	trace_hook(__trace_slab, TRACE_ALLOC, NULL, block, head);
	kmemleak_alloc(block, size, 1, gfp);
	return block;
}

/* kfree() of any pointer: an object, a block of pages, or a mistake. */
static noinline void kfree_slow(const void *ptr, unsigned long caller)
{
	struct page *head = virt_to_slab(ptr);

	if (head) {
		slab_free(head->slab_cache, head, (void *)ptr, caller,
			  "kfree");
		return;
	}
	head = page_block_head(PFN_DOWN(__pa(ptr)));
	if (!head || !kmalloc_is_pages(head) || ptr != page_address(head)) {
		slab_bad_pointer(ptr, "kfree");
		return;
	}
	kmemleak_free(ptr);
	head->slab_cache = NULL;
	__free_pages(head, head->order);
}

/* ---- kmalloc and kfree ------------------------------------------------ */

static __always_inline void *__kmalloc(size_t size, gfp_t gfp,
				       unsigned long caller)
{
	struct kmem_cache *cache;

	/* One comparison for both: 0 - 1 is larger than any size. */
	if (unlikely(size - 1 >= KMALLOC_MAX_CACHE_SIZE ||
		     (gfp & GFP_ZONEMASK)))
		return size ? kmalloc_pages(size, gfp, NUMA_NO_NODE)
			    : ZERO_SIZE_PTR;
	cache = &kmalloc_caches[kmalloc_index[(size + 7) / 8]];
	return slab_alloc(cache, size, gfp, caller);
}

/**
 * kmalloc - memory for the kernel
 * @size: bytes, up to the largest block of pages
 * @gfp: GFP_ flags; with __GFP_DMA or __GFP_DMA32 whole pages are taken
 *
 * Return: the block, aligned to 8 bytes at least; ZERO_SIZE_PTR for 0 bytes;
 * NULL when there is no memory (the page allocator has said so).
 */
void *kmalloc(size_t size, gfp_t gfp)
{
	return __kmalloc(size, gfp, _RET_IP_);
}

void *kzalloc(size_t size, gfp_t gfp)
{
	return __kmalloc(size, gfp | __GFP_ZERO, _RET_IP_);
}

static void *__kmalloc_node(size_t size, gfp_t gfp, int nid,
			    unsigned long caller)
{
	struct kmem_cache *cache;

	if (nid == NUMA_NO_NODE || !size)
		return __kmalloc(size, gfp, caller);
	if (size > KMALLOC_MAX_CACHE_SIZE || (gfp & GFP_ZONEMASK))
		return kmalloc_pages(size, gfp, nid);
	cache = &kmalloc_caches[kmalloc_index[(size + 7) / 8]];
	return slab_alloc_node(cache, size, gfp, nid, caller);
}

/* The same, from @nid if it has memory left, else from any node. */
void *kmalloc_node(size_t size, gfp_t gfp, int nid)
{
	return __kmalloc_node(size, gfp, nid, _RET_IP_);
}

void *kzalloc_node(size_t size, gfp_t gfp, int nid)
{
	return __kmalloc_node(size, gfp | __GFP_ZERO, nid, _RET_IP_);
}

/**
 * kfree - give a block of kmalloc() back
 * @ptr: from kmalloc() or its kin; NULL and ZERO_SIZE_PTR are nothing
 *
 * Any other pointer is reported with what it points at, and left alone.
 */
void kfree(const void *ptr)
{
	struct page *slab;

	if (unlikely((uintptr_t)ptr <= (uintptr_t)ZERO_SIZE_PTR))
		return;
	slab = virt_to_slab_quick(ptr);
	if (likely(slab))
		slab_free(slab->slab_cache, slab, (void *)ptr, _RET_IP_,
			  "kfree");
	else
		kfree_slow(ptr, _RET_IP_);
}

/* ---- sizes ------------------------------------------------------------ */

/* Bytes behind @ptr, 0 with a report if it is no block. */
static size_t block_size(const void *ptr, struct page **slab)
{
	struct page *head;

	*slab = virt_to_slab(ptr);
	if (*slab) {
		struct kmem_cache *cache = (*slab)->slab_cache;

		if (slab_index(cache, ptr) < cache->objects)
			return cache->object_size;
		slab_bad_free(cache, *slab, ptr, "ksize");
		return 0;
	}
	head = page_block_head(PFN_DOWN(__pa(ptr)));
	if (head && kmalloc_is_pages(head) && ptr == page_address(head))
		return (size_t)PAGE_SIZE << head->order;
	slab_bad_pointer(ptr, "ksize");
	return 0;
}

size_t ksize(const void *ptr)
{
	struct page *slab;
	size_t size;

	if ((uintptr_t)ptr <= (uintptr_t)ZERO_SIZE_PTR)
		return 0;
	size = block_size(ptr, &slab);
	if (size && slab && slab->slab_cache->flags & SLAB_DEBUG_FLAGS)
		slab_debug_resize(slab->slab_cache, (void *)ptr, size);
	return size;
}

/**
 * krealloc - change the size of a block
 * @ptr: the block; NULL: this is kmalloc()
 * @size: bytes wanted; 0: this is kfree()
 * @gfp: flags for a new block
 *
 * The contents stay up to the smaller of both sizes. With __GFP_ZERO a new
 * block's further bytes are zero; a block that was large enough stays.
 *
 * Return: the block, moved or not; ZERO_SIZE_PTR for size 0; NULL when there
 * is no memory, and then @ptr is as it was.
 */
void *krealloc(const void *ptr, size_t size, gfp_t gfp)
{
	struct kmem_cache *debug = NULL;
	struct page *slab;
	size_t old;
	void *new;

	if (!size) {
		kfree(ptr);
		return ZERO_SIZE_PTR;
	}
	if ((uintptr_t)ptr <= (uintptr_t)ZERO_SIZE_PTR)
		return __kmalloc(size, gfp, _RET_IP_);
	old = block_size(ptr, &slab);
	if (!old)
		return NULL;
	if (slab && slab->slab_cache->flags & SLAB_DEBUG_FLAGS)
		debug = slab->slab_cache;
	if (size <= old) {
		if (debug)
			slab_debug_resize(debug, (void *)ptr, size);
		return (void *)ptr;
	}
	if (debug)	/* behind what was asked for there is a red zone */
		old = slab_info(debug, ptr)->size;
	new = __kmalloc(size, gfp, _RET_IP_);
	if (new) {
		memcpy(new, ptr, old);
		kfree(ptr);
	}
	return new;
}
