/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * bootmem: what the rest of the kernel calls while there is only memblock.
 * mm/nobootmem.c implements it ("no bitmap": memblock below), as in Linux
 * 4.0. All blocks are zeroed, virtual, and never leak-reported.
 *
 * @goal is a preference and dropped when nothing is free above it; @limit is
 * a hard upper bound, itself bounded by memblock.current_limit (0 and ~0ULL
 * both mean just that). @align 0 means SMP_CACHE_BYTES; an align that is no
 * power of two warns once and fails. Size 0 fails.
 */
#ifndef _LINUX_BOOTMEM_H
#define _LINUX_BOOTMEM_H

#include <linux/memblock.h>
#include <linux/mmzone.h>

#define BOOTMEM_LOW_LIMIT		0ULL
#define BOOTMEM_ALLOC_ACCESSIBLE	0ULL
#define BOOTMEM_ALLOC_ANYWHERE		(~(u64)0)

/*
 * Page frames. Behind the last of RAM: max_pfn; max_low_pfn, what the direct
 * map shows, and max_possible_pfn, with what may be plugged in, are the same
 * on 64 bits. The first of RAM: min_low_pfn.
 */
extern u64 max_pfn, max_low_pfn, min_low_pfn, max_possible_pfn;

/* ---- the call tree --------------------------------------------------- */

void *__alloc_memory_core_early(int nid, u64 size, u64 align, u64 goal,
				u64 limit);
void *___alloc_bootmem_nopanic(u64 size, u64 align, u64 goal, u64 limit);
void *___alloc_bootmem(u64 size, u64 align, u64 goal, u64 limit);
void *___alloc_bootmem_node_nopanic(pg_data_t *pgdat, u64 size, u64 align,
				    u64 goal, u64 limit);
void *___alloc_bootmem_node(pg_data_t *pgdat, u64 size, u64 align, u64 goal,
			    u64 limit);

/* ---- public ---------------------------------------------------------- */

void *__alloc_bootmem(u64 size, u64 align, u64 goal);
void *__alloc_bootmem_nopanic(u64 size, u64 align, u64 goal);
void *__alloc_bootmem_node(pg_data_t *pgdat, u64 size, u64 align, u64 goal);
void *__alloc_bootmem_node_nopanic(pg_data_t *pgdat, u64 size, u64 align,
				   u64 goal);
void *__alloc_bootmem_node_high(pg_data_t *pgdat, u64 size, u64 align,
				u64 goal);
void *__alloc_bootmem_low(u64 size, u64 align, u64 goal);
void *__alloc_bootmem_low_nopanic(u64 size, u64 align, u64 goal);
void *__alloc_bootmem_low_node(pg_data_t *pgdat, u64 size, u64 align,
			       u64 goal);

#define alloc_bootmem(x) \
	__alloc_bootmem(x, SMP_CACHE_BYTES, BOOTMEM_LOW_LIMIT)
#define alloc_bootmem_nopanic(x) \
	__alloc_bootmem_nopanic(x, SMP_CACHE_BYTES, BOOTMEM_LOW_LIMIT)
#define alloc_bootmem_align(x, align) \
	__alloc_bootmem(x, align, BOOTMEM_LOW_LIMIT)
#define alloc_bootmem_pages(x) \
	__alloc_bootmem(x, PAGE_SIZE, BOOTMEM_LOW_LIMIT)
#define alloc_bootmem_pages_nopanic(x) \
	__alloc_bootmem_nopanic(x, PAGE_SIZE, BOOTMEM_LOW_LIMIT)
#define alloc_bootmem_node(pgdat, x) \
	__alloc_bootmem_node(pgdat, x, SMP_CACHE_BYTES, BOOTMEM_LOW_LIMIT)
#define alloc_bootmem_node_nopanic(pgdat, x) \
	__alloc_bootmem_node_nopanic(pgdat, x, SMP_CACHE_BYTES, \
				     BOOTMEM_LOW_LIMIT)
#define alloc_bootmem_pages_node(pgdat, x) \
	__alloc_bootmem_node(pgdat, x, PAGE_SIZE, BOOTMEM_LOW_LIMIT)
#define alloc_bootmem_pages_node_nopanic(pgdat, x) \
	__alloc_bootmem_node_nopanic(pgdat, x, PAGE_SIZE, BOOTMEM_LOW_LIMIT)
#define alloc_bootmem_low(x) \
	__alloc_bootmem_low(x, SMP_CACHE_BYTES, 0)
#define alloc_bootmem_low_pages(x) \
	__alloc_bootmem_low(x, PAGE_SIZE, 0)
#define alloc_bootmem_low_pages_nopanic(x) \
	__alloc_bootmem_low_nopanic(x, PAGE_SIZE, 0)
#define alloc_bootmem_low_pages_node(pgdat, x) \
	__alloc_bootmem_low_node(pgdat, x, PAGE_SIZE, 0)

void free_bootmem(u64 addr, u64 size);
void free_bootmem_node(pg_data_t *pgdat, u64 addr, u64 size);

/* fail_bootmem=N, mm/fail_bootmem.c: from here on nobody asks memblock. */
void fail_bootmem_done(void);

/* ---- the hand-over: mm/free_bootmem.c -------------------------------- */

/**
 * free_all_bootmem - give every free page to the page allocator
 *
 * Called once, after the page structures exist. Every pfn of every page
 * range then belongs to a block (docs/page-blocks.md): free in a buddy list,
 * or reserved.
 *
 * Return: pages handed over.
 */
u64 free_all_bootmem(void);

/* After the hand-over: whole pages within the range go to the buddies. */
void free_bootmem_late(u64 addr, u64 size);
void memblock_free_late(phys_addr_t base, phys_addr_t size);
/* Pages freed this way so far, and whether @pfn was one of them. */
extern u64 bootmem_late_pages;
bool bootmem_freed_late(u64 pfn);

/* mm/free_late.c: what only the boot needed, to the page allocator */
void free_reserved_area(phys_addr_t start, phys_addr_t end, const char *name);
void free_memblock_arrays(void);

#endif
