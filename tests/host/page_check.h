/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Page ranges made by hand, and the brute-force check of the block rule
 * (docs/page-blocks.md): it looks at every structure of every array, which
 * the allocator itself never does.
 */
#ifndef TESTS_HOST_PAGE_CHECK_H
#define TESTS_HOST_PAGE_CHECK_H

#include "glue.h"
#include "../../mm/page_block.h"

struct sim_range {
	u64 start_pfn, end_pfn;
	int nid;
	enum zone_type zone;
};

/*
 * Ranges, zones and nodes as free_area_init_nodes() would lay them out;
 * @ranges are sorted. The arrays are poisoned; no block exists yet.
 */
void sim_ranges(const struct sim_range *ranges, unsigned int nr);

/* A fresh terabyte of memory, log and total: a cmocka set-up function. */
int sim_setup(void **state);

/* [start, end) becomes blocks of @kind, as large as possible. */
void sim_blocks(u64 start, u64 end, enum page_kind kind);

/* The same, and into the free lists. */
void sim_free(u64 start, u64 end);

/* Pages [0, nr) of one zone, all free. */
void sim_one_zone(u64 nr);

/*
 * The blocks of range 0, as "0A 0F 1F": order, then Free, Allocated, Slab,
 * Reserved or X for absent.
 */
const char *sim_picture(void);

/* Head of the block around @pfn, found by walking its range from the start. */
struct page *brute_head(u64 pfn);

/*
 * Asserts that blocks tile each range, are naturally aligned, that no other
 * structure is written, that no two free buddies are left unmerged, and that
 * the free lists hold just the free blocks. With @heads page_block_head() is
 * compared for every page too.
 */
#define check_blocks(heads)	check_blocks_at(heads, __FILE__, __LINE__)
void check_blocks_at(bool heads, const char *file, int line);

/* Deterministic random numbers, below @n; the seed is printed by tests. */
u64 sim_random(u64 n);
extern u64 sim_seed;

#endif
