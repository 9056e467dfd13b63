/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A page allocator for tests of the slab: an arena of host memory with a
 * table of page structures, two nodes, and a switch that makes it fail. It
 * is slow and plain on purpose, and checks what the slab gives back.
 */
#ifndef TESTS_HOST_FAKE_PAGES_H
#define TESTS_HOST_FAKE_PAGES_H

#include <linux/mm.h>

/* 64 MiB; node 1 has the upper half. Fuzzers set less. */
#ifndef FAKE_PAGES
#define FAKE_PAGES	16384u
#endif

/* All pages free, all page structures filled with 0xa5: never written. */
void fake_pages_reset(void);
/* Pages handed out now. */
extern unsigned int fake_pages_used;
/* Calls of alloc_pages() that may still succeed; -1: no limit. */
extern int fake_pages_budget;
/* Flags of the last alloc_pages(). */
extern gfp_t fake_pages_gfp;
/* A block marked as early memory: only its head is written. */
void *fake_pages_reserved(unsigned int order);
/* A node that gives no pages while it is full. */
void fake_pages_fill_node(int nid, bool full);

/* ---- slab_setup.c ----------------------------------------------------- */

/* Before each test: an empty machine with a slab of its own. */
int slab_setup(void **state);
/* No object is in use, no page lost, no error reported. */
void slab_expect_all_back(void);
/* The cache of an object; @ptr must be its start. */
struct kmem_cache *slab_cache_of(const void *ptr);

/* The same machine with slab_debug=@param; _all: FZPU. */
void slab_debug_start(const char *param);
int slab_debug_all(void **state);
/* Exactly one report, with all of these texts; then all is well again. */
void expect_report(const char *const *texts, unsigned int nr);
#define REPORT(...) do { \
	const char *const __texts[] = { __VA_ARGS__ }; \
	expect_report(__texts, ARRAY_SIZE(__texts)); \
	} while (0)

#endif
