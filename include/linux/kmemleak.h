/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kmemleak: who owns which block, and which can nobody reach any more.
 * Before the slab is up it keeps an early log, which is also what `bootmem`
 * at the prompt prints; docs/kmemleak.md tells the rest. Without
 * CONFIG_DEBUG_KMEMLEAK nothing is asked of the surroundings.
 */
#ifndef _LINUX_KMEMLEAK_H
#define _LINUX_KMEMLEAK_H

#include <linux/compiler.h>
#include <linux/types.h>

/* A variable that has left its block should not keep it alive in a scan. */
static inline void kmemleak_erase(void **ptr)
{
	*ptr = NULL;
}

#ifdef CONFIG_DEBUG_KMEMLEAK

#include <linux/slab.h>

/* For variables without pointers, or with some that must not count. */
#define __noscan	__section(".bss.noscan")

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
	int min_count;			/* as kmemleak_alloc() has it */
	u8 stage;			/* enum boot_stage */
	u8 trace_len;
	bool freed;			/* all of it was given back */
	bool no_scan;			/* kmemleak_no_scan() */
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

/*
 * About a block in use, by its first byte. not_leak: scanned, but never
 * reported. ignore: neither. no_scan: there are no pointers in it.
 */
void kmemleak_not_leak(const void *ptr);
void kmemleak_ignore(const void *ptr);
void kmemleak_no_scan(const void *ptr);

/**
 * kmemleak_start - track every block from now on
 *
 * What is in use already becomes known, too: early blocks as they were
 * logged, objects of the slab as never to be reported.
 *
 * Return: false if there is no memory for it.
 */
bool kmemleak_start(void);
/* Forget all; kmalloc() is fast again. */
void kmemleak_stop(void);
/* Start with the slab (kmemleak=on) or at the prompt (not kmemleak=off). */
void kmemleak_init(void);
void kmemleak_late_init(void);

/**
 * kmemleak_scan - find the blocks that nobody can reach
 *
 * From .data, .bss, registers and stack, through every block that is reached
 * from there; a pointer into the middle of a block counts.
 *
 * Return: their number; 0 if nothing is tracked.
 */
unsigned int kmemleak_scan(void);
/* Was the block with this address among them, the last time? */
bool kmemleak_found(const void *ptr);
/* Scan, and print each with size, age and backtrace. */
void show_kmemleak(void);

/**
 * kmemleak_scan_roots - arch/: where a scan begins
 * @sp: lowest address of the present stack to look at
 * @scan: called for each piece of memory that is a root
 */
void kmemleak_scan_roots(const void *sp,
			 void (*scan)(const void *start, const void *end));
/* arch/: @fn(sp), where the callers' registers lie on the stack from sp up. */
unsigned int call_with_stack(unsigned int (*fn)(const void *sp));

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
/* The same for return addresses, from the innermost outwards. */
unsigned long early_trace_caller(const unsigned long *trace, unsigned int len);

/* Blocks handed out and given back since the boot, slab objects included. */
void kmemleak_counts(u64 *allocs, u64 *frees);

/* kmemleak=off|on: never, or from the slab on. */
int kmemleak_setup(char *value);

extern u64 kmemleak_nr_allocs, kmemleak_nr_frees;
extern bool kmemleak_tracking;

/* Called after each early allocation, if set; must not allocate. */
extern void (*kmemleak_early_hook)(void);

/* kmemleak_alloc() and _free() while tracking runs, uncounted. */
void kmemleak_track(const void *ptr, size_t size, int min_count);
void kmemleak_untrack(const void *ptr);

/* The slab counts on its hot paths ... */
static inline void kmemleak_count_alloc(void)
{
	kmemleak_nr_allocs++;
}

static inline void kmemleak_count_free(void)
{
	kmemleak_nr_frees++;
}

/* ... and tells the rest on slow ones. @flags: the cache's. */
static inline void kmemleak_alloc_recursive(const void *ptr, size_t size,
					    int min_count, unsigned long flags,
					    gfp_t gfp)
{
	(void)gfp;
	if (kmemleak_tracking && !(flags & SLAB_NOLEAKTRACE))
		kmemleak_track(ptr, size, min_count);
}

static inline void kmemleak_free_recursive(const void *ptr,
					   unsigned long flags)
{
	if (kmemleak_tracking && !(flags & SLAB_NOLEAKTRACE))
		kmemleak_untrack(ptr);
}

#else

#define __noscan

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

static inline void kmemleak_not_leak(const void *ptr)
{
	(void)ptr;
}

static inline void kmemleak_ignore(const void *ptr)
{
	(void)ptr;
}

static inline void kmemleak_no_scan(const void *ptr)
{
	(void)ptr;
}

static inline void kmemleak_count_alloc(void)
{
}

static inline void kmemleak_count_free(void)
{
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
