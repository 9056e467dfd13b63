/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of memblock share: the primitives that edit a list, small
 * helpers, and stand-ins for what a foreign <asm/page.h> may lack.
 *
 * The layers, from the top: callers -> functions of the call tree -> the
 * iterators and memblock_splice(). Whatever watches or speeds up the lists
 * sits in the lowest layer, so that a function of the call tree can be
 * replaced by another body.
 */
#ifndef _MM_MEMBLOCK_INTERNAL_H
#define _MM_MEMBLOCK_INTERNAL_H

#include <linux/kernel.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/kmemleak.h>
#include <linux/memblock.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>

#ifndef unlikely
#define unlikely(x)	__builtin_expect(!!(x), 0)
#endif
#ifndef noinline
#define noinline	__attribute__((noinline))
#endif
#ifndef _RET_IP_
#define _RET_IP_	((unsigned long)__builtin_return_address(0))
#endif
#ifndef __va
#define __va(phys)	((void *)(uintptr_t)(phys))
#endif
#ifndef __pa
#define __pa(ptr)	((phys_addr_t)(uintptr_t)(ptr))
#endif
/* No kernel image here: it ends at 0. */
#ifndef __pa_symbol
#define __pa_symbol(sym) ((phys_addr_t)0)
#endif
#ifndef arch_zero_phys
#define arch_zero_phys(base, size) ((void)memset(__va(base), 0, size))
#endif

/* End of the kernel image, from the linker; only __pa_symbol() uses it. */
extern char _end[];

#define memblock_dbg(fmt, ...) do { \
	if (memblock_debug) \
		pr_info(fmt, ##__VA_ARGS__); \
} while (0)

/* A debug build checks both lists whenever they should be in order. */
#ifdef CONFIG_DEBUG_VM
#define memblock_check() BUG_ON(!memblock_validate())
#else
#define memblock_check() do { } while (0)
#endif

/* What is for long lists only begins at this many regions. */
#ifndef MEMBLOCK_HINT_MIN
#define MEMBLOCK_HINT_MIN	32	/* in both lists: memblock_hint.c */
#endif
#ifndef MEMBLOCK_SHIFT_MIN
#define MEMBLOCK_SHIFT_MIN	2048	/* in one list: memblock_shift.c */
#endif

/* The arrays that both lists start with, INIT_MEMBLOCK_REGIONS each. */
extern struct memblock_region memblock_memory_init_regions[];
extern struct memblock_region memblock_reserved_init_regions[];

static inline phys_addr_t memblock_region_end(const struct memblock_region *r)
{
	return r->base + r->size;
}

static inline struct memblock_region memblock_make_region(
		phys_addr_t base, phys_addr_t size, int nid,
		enum memblock_flags flags)
{
	struct memblock_region r = { .base = base, .size = size,
				     .flags = flags };

	memblock_set_region_node(&r, nid);
	return r;
}

unsigned long memblock_bisect(const struct memblock_type *type,
			      phys_addr_t addr);

/**
 * memblock_first_above - where a list reaches above an address
 * @type: the list
 * @addr: an address
 *
 * Return: index of the first region whose end lies above @addr, that is, the
 * one that holds @addr or the next one; @type->cnt if there is none.
 */
static inline unsigned long memblock_first_above(
		const struct memblock_type *type, phys_addr_t addr)
{
	/* Firmware maps come sorted, and first fit begins at an end. */
	if (!type->cnt ||
	    memblock_region_end(&type->regions[type->cnt - 1]) <= addr)
		return type->cnt;
	if (memblock_region_end(&type->regions[0]) > addr)
		return 0;
	return memblock_bisect(type, addr);
}

/**
 * memblock_window - which regions overlap a range
 * @type: the list
 * @base: start of the range, in bytes
 * @end: its exclusive end
 * @lo: becomes the index of the first such region
 * @hi: becomes the index after the last; @lo == @hi is where the range would
 *	be inserted
 */
static inline void memblock_window(const struct memblock_type *type,
				   phys_addr_t base, phys_addr_t end,
				   unsigned long *lo, unsigned long *hi)
{
	unsigned long i = memblock_first_above(type, base);

	*lo = i;
	while (i < type->cnt && type->regions[i].base < end)
		i++;
	*hi = i;
}

/* Equal node and flags: such neighbours are one region when they touch. */
static inline bool memblock_same_kind(const struct memblock_region *a,
				      const struct memblock_region *b)
{
	return a->flags == b->flags &&
	       memblock_get_region_node(a) == memblock_get_region_node(b);
}

/* Everything else (NUMA_NO_NODE, MAX_NUMNODES, ...) means any node. */
static inline bool memblock_nid_valid(int nid)
{
	return nid >= 0 && nid < MAX_NUMNODES;
}

/*
 * The one place that clips: cut *@size so that @base + *@size does not pass
 * PHYS_ADDR_MAX. (The topmost byte of the address space is out of reach.)
 */
static inline phys_addr_t memblock_cap_size(phys_addr_t base,
					    phys_addr_t *size)
{
	*size = min(*size, (phys_addr_t)(PHYS_ADDR_MAX - base));
	return *size;
}

/* ---- walks: memblock_iter.c and memblock_holes.c ------------------------ */

/* Where a walk over two lists is: index @a of one, gap @b of the other. */
#define CURSOR(a, b)	(((u64)(b) << 32) | (u32)(a))
#define CURSOR_END	(~(u64)0)

/*
 * Gap @k of a list lies between its regions @k - 1 and @k; gap 0 starts at 0
 * and the last one ends at PHYS_ADDR_MAX.
 */
static inline void memblock_gap(const struct memblock_type *type,
				unsigned long k, phys_addr_t *start,
				phys_addr_t *end)
{
	const struct memblock_region *next = &type->regions[k];

	*start = k ? memblock_region_end(next - 1) : 0;
	*end = k < type->cnt ? next->base : PHYS_ADDR_MAX;
}

/* Filters, for the list of memory only: is @r to be left out of a walk? */
static inline bool memblock_skips(const struct memblock_type *type,
				  const struct memblock_region *r, int nid,
				  enum memblock_flags flags)
{
	if (type != &memblock.memory)
		return false;
	if (memblock_nid_valid(nid) && memblock_get_region_node(r) != nid)
		return true;
	if (!(r->flags | flags))	/* nothing special, as most */
		return false;
	if ((r->flags & MEMBLOCK_HOTPLUG) && movable_node_is_enabled() &&
	    !(flags & MEMBLOCK_HOTPLUG))
		return true;
	if ((flags & MEMBLOCK_MIRROR) && !(r->flags & MEMBLOCK_MIRROR))
		return true;
	if ((r->flags & MEMBLOCK_NOMAP) && !(flags & MEMBLOCK_NOMAP))
		return true;
	return (r->flags & MEMBLOCK_DRIVER_MANAGED) &&
	       !(flags & MEMBLOCK_DRIVER_MANAGED);
}

/* memblock_list.c */
void memblock_splice(struct memblock_type *type, unsigned long lo,
		     unsigned long hi, const struct memblock_region *pieces,
		     unsigned long n);
/* The same, where the list is in order again afterwards. */
static inline void memblock_replace(struct memblock_type *type,
				    unsigned long lo, unsigned long hi,
				    const struct memblock_region *pieces,
				    unsigned long n)
{
	memblock_splice(type, lo, hi, pieces, n);
	memblock_check();
}

void memblock_insert_region(struct memblock_type *type, unsigned long idx,
			    phys_addr_t base, phys_addr_t size, int nid,
			    enum memblock_flags flags);
void memblock_remove_region(struct memblock_type *type, unsigned long idx);
void memblock_merge_regions(struct memblock_type *type);
int memblock_isolate_range(struct memblock_type *type, phys_addr_t base,
			   phys_addr_t size, int *start_rgn, int *end_rgn);

/* memblock_shift.c */
struct memblock_region *memblock_make_room(struct memblock_type *type,
					   unsigned long lo, unsigned long hi,
					   unsigned long n);
struct memblock_region *memblock_array(const struct memblock_type *type);

/* memblock_hint.c */
extern bool memblock_hints_used;
phys_addr_t memblock_hint_ask(phys_addr_t edge, int nid, bool upwards,
			      phys_addr_t size);
void memblock_hint_learn(phys_addr_t edge, int nid, bool upwards,
			 phys_addr_t size, phys_addr_t dist);
void memblock_hint_splice(const struct memblock_type *type, unsigned long lo,
			  unsigned long hi,
			  const struct memblock_region *pieces,
			  unsigned long n);
void memblock_hint_spliced(const struct memblock_type *type);
void memblock_hint_forget(void);

/*
 * Are hints of use? Short lists are walked as fast, and nobody who edits one
 * by hand, in a test or in gdb, needs to know of them.
 */
static inline bool memblock_hints_apply(void)
{
	return memblock.memory.cnt + memblock.reserved.cnt >=
		MEMBLOCK_HINT_MIN;
}

/* memblock_fail.c */
extern bool memblock_fail_armed;	/* else the hooks do nothing */
void __memblock_request_begin(phys_addr_t size, phys_addr_t align);
void __memblock_request_end(void);
bool __memblock_search_fails(phys_addr_t start, phys_addr_t end,
			     phys_addr_t size, int nid, bool upwards);

/* Around all that one early allocation tries before it gives up. */
static inline void memblock_request_begin(phys_addr_t size, phys_addr_t align)
{
	if (unlikely(memblock_fail_armed))
		__memblock_request_begin(size, align);
}

static inline void memblock_request_end(void)
{
	if (unlikely(memblock_fail_armed))
		__memblock_request_end();
}

/* Must this search of a window find nothing? */
static inline bool memblock_search_fails(phys_addr_t start, phys_addr_t end,
					 phys_addr_t size, int nid,
					 bool upwards)
{
	return unlikely(memblock_fail_armed) &&
	       __memblock_search_fails(start, end, size, nid, upwards);
}

/* memblock_grow.c */
int memblock_double_array(struct memblock_type *type,
			  phys_addr_t new_area_start,
			  phys_addr_t new_area_size);

/* memblock_search.c */
bool memblock_check_request(phys_addr_t size, phys_addr_t *align);

/**
 * memblock_sane_request - refuse what cannot be allocated sensibly
 * @size: bytes wanted
 * @align: alignment wanted; 0 is replaced by SMP_CACHE_BYTES
 *
 * Return: false, after a warning, for size 0 and for an alignment that is no
 * power of two.
 */
static inline bool memblock_sane_request(phys_addr_t size, phys_addr_t *align)
{
	trace_hook(__trace_request, size, *align);
	if (size && *align && !(*align & (*align - 1)))
		return true;
	return memblock_check_request(size, align);
}

/* memblock_alloc.c */
void *memblock_alloc_internal(phys_addr_t size, phys_addr_t align,
			      phys_addr_t min_addr, phys_addr_t max_addr,
			      int nid, bool exact_nid);

/* memblock_query.c */
int memblock_search(struct memblock_type *type, phys_addr_t addr);
bool memblock_covers(struct memblock_type *type, phys_addr_t base,
		     phys_addr_t size);

/* memblock_debug.c */
void __memblock_log_range(const char *what, phys_addr_t base,
			  phys_addr_t size, unsigned long caller);
void __memblock_log_alloc(const char *what, phys_addr_t size,
			  phys_addr_t align, phys_addr_t min_addr,
			  phys_addr_t max_addr, int nid, unsigned long caller);
/* A debug line is also where the trace hears of a move. */
#define memblock_log_range(what, base, size, caller) do { \
	trace_hook(__trace_move, what, base, size); \
	if (memblock_debug) \
		__memblock_log_range(what, base, size, caller); \
} while (0)
#define memblock_log_alloc(...) do { \
	if (memblock_debug) \
		__memblock_log_alloc(__VA_ARGS__); \
} while (0)
void memblock_check_free(phys_addr_t base, phys_addr_t size,
			 unsigned long caller);
void memblock_forget_names(phys_addr_t base, phys_addr_t size);
void memblock_names_freed(void);
void memblock_names_aside(bool aside);

#endif
