/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The trace: a record of every move of the early allocator. The hooks below
 * sit in the debug lines, iterators and list primitives of memblock, never
 * in the functions of the call tree, so that another body in the place of
 * one of those is traced as well. docs/trace.md describes the result.
 *
 * Without CONFIG_TRACE a hook is nothing: mm/memblock*.c asks nothing of
 * whoever links it. With it, and the trace off, it is one branch.
 */
#ifndef _LINUX_TRACE_H
#define _LINUX_TRACE_H

#include <linux/types.h>

struct kmem_cache;
struct memblock_type;
struct page;

/* What an event is. trace_kind_names[] has the same order. */
enum trace_kind {
	TRACE_ADD, TRACE_REMOVE, TRACE_RESERVE, TRACE_FREE,
	TRACE_MARK, TRACE_NODE, TRACE_TRIM, TRACE_LIST, TRACE_GROW,
	TRACE_FIND, TRACE_LIMIT, TRACE_DIRECTION, TRACE_STAGE,
	TRACE_HANDOVER, TRACE_LATE_FREE, TRACE_SLAB, TRACE_ASIDE,
	NR_TRACE_KINDS
};

enum trace_slab { TRACE_CACHE, TRACE_SLAB_GROW, TRACE_ALLOC };

#ifdef CONFIG_TRACE
extern bool trace_on;

#define trace_hook(fn, ...) \
	((void)(__builtin_expect(trace_on, 0) ? (fn(__VA_ARGS__), 0) : 0))
#else
#define trace_hook(fn, ...)	((void)0)
#endif

/* ---- lists: mm/trace_lists.c ------------------------------------------ */

/**
 * __trace_move - somebody is about to change a list
 * @what: name of the function, "memblock_add" for instance; any other text
 *	is the name of the range that memblock_reserve() is called for next
 * @base: start of the range, in bytes
 * @size: bytes
 */
void __trace_move(const char *what, phys_addr_t base, phys_addr_t size);

/**
 * __trace_mark - flags, nodes or edges of a list are about to change
 * @kind: TRACE_MARK, TRACE_NODE or TRACE_TRIM
 * @type: the list
 * @base: start of the range, in bytes; for TRACE_TRIM of what is to stay
 * @size: bytes
 * @value: the flags, or the node
 * @set: flags are set, not cleared
 */
void __trace_mark(enum trace_kind kind, struct memblock_type *type,
		  phys_addr_t base, phys_addr_t size, int value, bool set);

/**
 * __trace_list - a list has changed
 * @type: the list; any but memblock's two is ignored
 * @merged: what was under way with flags or nodes is done
 */
void __trace_list(struct memblock_type *type, bool merged);

/* current_limit or bottom_up may have changed. */
void __trace_mode(void);
/* Other lists are in the place of ours from now on, or no more. */
void __trace_aside(bool aside);
/* Record what is only begun, and what nobody has told. */
void trace_flush(void);

/* ---- searches: mm/trace_find.c ---------------------------------------- */

/**
 * __trace_walk - a walk over ranges begins
 * @function: who walks; a walk of any but a search is ignored
 * @i: the walk's cursor
 * @upwards: direction
 * @a: list to walk
 * @b: list to leave out
 * @nid: node
 */
void __trace_walk(const char *function, u64 *i, bool upwards,
		  const struct memblock_type *a,
		  const struct memblock_type *b, int nid);
/* The same for the walk over the holes of a window, with what is wanted. */
void __trace_walk_in(const char *function, u64 *i, bool upwards,
		     int nid, phys_addr_t start, phys_addr_t end,
		     phys_addr_t size);
/* A step of the walk with cursor @i has given this range (NULL: unknown). */
void __trace_range(const u64 *i, const phys_addr_t *start,
		   const phys_addr_t *end);
/* @size and @align have just been found sane. */
void __trace_request(phys_addr_t size, phys_addr_t align);
/* The search need not look at @dist bytes from its edge. */
void __trace_hint(phys_addr_t dist);

/* ---- later stages: kernel/trace.c ------------------------------------- */

/* @stage is about to be entered: an enum boot_stage. */
void __trace_stage(unsigned int stage);
/* @count blocks of 2^@order pages in a row go to the buddies of @nid. */
void __trace_blocks(int nid, u64 pfn, unsigned int order, u64 count);
void __trace_late_free(phys_addr_t base, phys_addr_t size);
/* @object: an object, or NULL; @slab: its slab's first page, or NULL. */
void __trace_slab(enum trace_slab what, const struct kmem_cache *cache,
		  const void *object, const struct page *slab);

/* A larger buffer, from bootmem. */
void trace_init(void);
/* trace=on,off,serial,SIZE: any of these, the last one counts. */
int trace_setup(char *value);
/*
 * The kernel's command line, for the head of the trace. With `quiet` and
 * without trace= there is no trace.
 */
void trace_command_line(const char *text);
/* All that has begun is recorded; with trace=serial, say how much it was. */
void trace_report(void);
/* trace=serial: one entry of a memory map, @table "raw", "efi" or "e820". */
void __trace_map(const char *table, u64 base, u64 size, u32 type);
/* `trace` at the prompt. */
void show_trace_events(char *filter);

#endif
