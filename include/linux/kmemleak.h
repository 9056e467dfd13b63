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

/* One block of the time before the slab. */
struct early_block {
	const void *ptr;
	size_t size;
	int min_count;
	u8 stage;			/* enum boot_stage */
	u8 trace_len;
	unsigned long trace[KMEMLEAK_TRACE];
};

/**
 * kmemleak_alloc - a block has been handed out
 * @ptr: its kernel address
 * @size: bytes
 * @min_count: references a scan must find, or the block counts as leaked;
 *	0: scanned, never reported (boot-time blocks); -1: ignored
 * @gfp: flags for kmemleak's own memory
 */
void kmemleak_alloc(const void *ptr, size_t size, int min_count, gfp_t gfp);
void kmemleak_free(const void *ptr);
void kmemleak_free_part(const void *ptr, size_t size);

/* The early log, in order; @dropped: blocks that found no room in it. */
const struct early_block *kmemleak_early_log(unsigned int *nr,
					     unsigned int *dropped);
void kmemleak_counts(u64 *allocs, u64 *frees);

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

#endif

#endif
