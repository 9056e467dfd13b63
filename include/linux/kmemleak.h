/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kmemleak: who owns which block. It records and counts; before the slab is
 * up it keeps an early log, which is also what `bootmem` at the prompt
 * prints. Without CONFIG_DEBUG_KMEMLEAK nothing is asked of the
 * surroundings.
 */
#ifndef _LINUX_KMEMLEAK_H
#define _LINUX_KMEMLEAK_H

#include <linux/types.h>

#ifdef CONFIG_DEBUG_KMEMLEAK

#define KMEMLEAK_TRACE	8

/*
 * One block of the time before the slab. What a partial free leaves of it
 * moves @ptr and @size; a hole in its middle makes the rest above the hole an
 * entry of its own, with the same trace.
 */
struct early_block {
	const void *ptr;
	size_t size;			/* bytes still in use, or last in use */
	size_t alloc_size;		/* bytes when it was handed out */
	int min_count;
	u8 stage;			/* enum boot_stage */
	u8 trace_len;
	bool freed;			/* all of it was given back */
	unsigned long trace[KMEMLEAK_TRACE];	/* innermost caller first */
};

/**
 * kmemleak_alloc - a block has been handed out
 * @ptr: its kernel address
 * @size: bytes
 * @min_count: references a scan must find, or the block counts as leaked;
 *	0: scanned, never reported (boot-time blocks); -1: ignored
 * @gfp: flags for kmemleak's own memory
 *
 * Before the slab is up the block goes into the early log. It also must not
 * overlap anything that memblock_reserve_named() protects: that panics.
 */
void kmemleak_alloc(const void *ptr, size_t size, int min_count, gfp_t gfp);

/* The block, or part of blocks, is free again. The early log follows. */
void kmemleak_free(const void *ptr);
void kmemleak_free_part(const void *ptr, size_t size);

/* The early log, in order; @dropped: blocks that found no room in it. */
const struct early_block *kmemleak_early_log(unsigned int *nr,
					     unsigned int *dropped);

/**
 * early_block_caller - who asked for an early block
 * @block: entry of the early log
 *
 * Return: the first address of its trace outside of memblock and bootmem,
 * the innermost one if there is no such, 0 without a trace.
 */
unsigned long early_block_caller(const struct early_block *block);

/* Blocks handed out and given back since the boot, slab objects included. */
void kmemleak_counts(u64 *allocs, u64 *frees);

/* kmemleak=off: the early log stays empty; counting and checking go on. */
int kmemleak_setup(char *value);

extern u64 kmemleak_nr_allocs, kmemleak_nr_frees;

/* Called after each early allocation, if set; must not allocate. */
extern void (*kmemleak_early_hook)(void);

/*
 * The slab's hooks, on its hot paths. @flags: the cache's; a scan needs to
 * tell kmemleak's own caches from others.
 */
static inline void kmemleak_alloc_recursive(const void *ptr, size_t size,
					    int min_count, unsigned long flags,
					    gfp_t gfp)
{
	(void)ptr;
	(void)size;
	(void)min_count;
	(void)flags;
	(void)gfp;
	kmemleak_nr_allocs++;
}

static inline void kmemleak_free_recursive(const void *ptr,
					   unsigned long flags)
{
	(void)ptr;
	(void)flags;
	kmemleak_nr_frees++;
}

#else

static inline void kmemleak_alloc(const void *ptr, size_t size, int min_count,
				  gfp_t gfp)
{
	(void)ptr;
	(void)size;
	(void)min_count;
	(void)gfp;
}

static inline void kmemleak_free(const void *ptr)
{
	(void)ptr;
}

static inline void kmemleak_free_part(const void *ptr, size_t size)
{
	(void)ptr;
	(void)size;
}

static inline void kmemleak_alloc_recursive(const void *ptr, size_t size,
					    int min_count, unsigned long flags,
					    gfp_t gfp)
{
	(void)flags;
	kmemleak_alloc(ptr, size, min_count, gfp);
}

static inline void kmemleak_free_recursive(const void *ptr,
					   unsigned long flags)
{
	(void)flags;
	kmemleak_free(ptr);
}

#endif

#endif
