// SPDX-License-Identifier: GPL-2.0-only
/*
 * A stream of alloc_pages() and __free_pages() beside a list of which page is
 * whose. Input: an index of machines, then two bytes for each operation. All
 * structures are checked by brute force at the end, wrong frees are refused.
 *
 * sources: mm/page_block.c mm/page_alloc.c mm/page_poison.c
 * sources: mm/page_nodes.c tests/host/page_check.c
 * sources: tests/host/sim_phys.c tests/host/glue.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -DCONFIG_DEBUG_VM
 * cflags: -include tests/host/sim_phys.h
 * calls: mm/page_alloc.c mm/page_block.c
 * bytes: 120
 * libfuzzer: -use_counters=0
 */
#include <linux/gfp.h>
#include "tests/host/page_check.h"
#include "fuzz.h"

#define LAST_PFN	0x80
#define MAX_BLOCKS	32

pg_data_t *node_data[MAX_NUMNODES];

static u8 owner[LAST_PFN];		/* 0: nobody */
static struct { struct page *page; unsigned int order; } held[MAX_BLOCKS];

static const struct sim_range machines[][3] = {
	{ { 0, 0x80, 0, ZONE_NORMAL } },
	{ { 1, 0x1f, 0, ZONE_DMA }, { 0x40, 0x61, 0, ZONE_DMA32 },
	  { 0x61, 0x7f, 1, ZONE_NORMAL } },
	{ { 0x10, 0x11, 0, ZONE_DMA }, { 0x20, 0x40, 1, ZONE_DMA32 },
	  { 0x41, 0x7e, 2, ZONE_NORMAL } },
};
static const unsigned int nr_ranges[] = { 1, 3, 3 };

static void start(unsigned int machine)
{
	const struct sim_range *r = machines[machine];
	unsigned int i;

	memset(owner, 0xff, sizeof(owner));
	memset(held, 0, sizeof(held));
	totalram_pages = 0;
	sim_ranges(r, nr_ranges[machine]);
	for (i = 0; i < nr_ranges[machine]; i++, r++) {
		sim_free(r->start_pfn, r->end_pfn);
		memset(owner + r->start_pfn, 0, r->end_pfn - r->start_pfn);
	}
}

static void require_room(unsigned int order, bool room)
{
	u64 size = 1ULL << order, pfn, n;
	unsigned int i;

	for (i = 0; i < nr_page_ranges; i++) {
		pfn = round_up(page_ranges[i].start_pfn, size);
		for (; pfn + size <= page_ranges[i].end_pfn; pfn += size) {
			for (n = 0; n < size && !owner[pfn + n]; n++)
				;
			if (n == size)
				REQUIRE(room);
		}
	}
}

static void take(u8 id, u8 how)
{
	static const gfp_t gfps[] = { 0, __GFP_DMA, __GFP_DMA32, __GFP_ZERO };
	gfp_t gfp = gfps[how >> 4 & 3] | (how & 64 ? __GFP_NOWARN : 0);
	unsigned int order = how & 15;
	u64 pfn, i;
	struct page *page = how & 128 ?
		alloc_pages_node(id & 3, gfp, order) :
		alloc_pages(gfp, order);

	if (!page) {
		if (order < MAX_ORDER && !(how >> 4 & 3))
			require_room(order, false);
		return;
	}
	pfn = page_to_pfn(page);
	REQUIRE(pfn % (1ULL << order) == 0);
	for (i = pfn; i < pfn + (1ULL << order); i++) {
		REQUIRE(i < LAST_PFN && !owner[i]);
		owner[i] = id + 1;
	}
	held[id].page = page;
	held[id].order = order;
}

static void give(u8 id)
{
	u64 pfn = page_to_pfn(held[id].page);

	__free_pages(held[id].page, held[id].order);
	memset(owner + pfn, 0, 1u << held[id].order);
	held[id].page = NULL;
}

/* Another order, a page inside, twice: nothing may change but the log. */
static void give_wrongly(u8 id, u8 how)
{
	u64 before = nr_free_pages();
	struct page *page = held[id].page;

	if (how & 16 || !held[id].order)
		__free_pages(page, held[id].order + 1);
	else
		__free_pages(page + 1, 0);
	REQUIRE(nr_free_pages() == before);
	REQUIRE(fuzz_warnings > 0);
}

static void one_op(struct input *in)
{
	u8 id = input_u8(in), how = input_u8(in);
	bool wrongly = id & 64;
	u64 pfn = how;

	if (id & 128) {
		/* Whose page is that? */
		if (pfn < LAST_PFN && owner[pfn] != 0xff)
			REQUIRE(page_block_head(pfn) == brute_head(pfn));
		else if (pfn < LAST_PFN)
			REQUIRE(!page_block_head(pfn));
		return;
	}
	id %= MAX_BLOCKS;
	if (!held[id].page)
		take(id, how);
	else if (wrongly)
		give_wrongly(id, how);
	else
		give(id);
}

void fuzz_start(void)
{
	sim_phys_init();
}

void fuzz_one(const u8 *data, size_t size)
{
	struct input in = { data, data + size };
	u64 all;
	u8 id, ops, first = input_u8(&in);

	start(first % ARRAY_SIZE(nr_ranges));
	all = nr_free_pages();
	for (ops = 0; input_left(&in) && ops < 100; ops++)
		one_op(&in);
	check_blocks(false);
	if (first & 128)
		show_free_areas();
	for (id = 0; id < MAX_BLOCKS; id++)
		if (held[id].page)
			give(id);
	REQUIRE(nr_free_pages() == all);
	check_blocks(false);
}
