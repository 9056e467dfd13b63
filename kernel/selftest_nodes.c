// SPDX-License-Identifier: GPL-2.0-only
/*
 * Self-tests of nodes: on each node that this machine has, pages come from
 * where SRAT put it, and from another node only when it has none left.
 */
#include <linux/gfp.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/selftest.h>
#include <linux/topology.h>

static u64 free_pages_of(const pg_data_t *pgdat)
{
	u64 pages = 0;

	for (int z = 0; z < MAX_NR_ZONES; z++)
		pages += pgdat->node_zones[z].free_pages;
	return pages;
}

static int memblock_nid(u64 pfn)
{
	u64 start_pfn, end_pfn;

	return memblock_search_pfn_nid(pfn, &start_pfn, &end_pfn);
}

/* Both ends of a block lie in memory that memblock gave to the node. */
static void expect_on_node(const struct page *page, int nid)
{
	u64 first = page_to_pfn(page);
	u64 last = first + (1ULL << page->order) - 1;

	if (page_zone(page)->nid != nid || memblock_nid(first) != nid ||
	    memblock_nid(last) != nid)
		selftest_fail(__FILE__, __LINE__, "pages %#llx-%#llx: zone of "
			      "node %d, memory of nodes %d and %d, not %d",
			      first, last, page_zone(page)->nid,
			      memblock_nid(first), memblock_nid(last), nid);
}

SELFTEST(pages_come_from_the_node_asked_for)
{
	pg_data_t *pgdat;

	for_each_online_pgdat(pgdat) {
		int nid = pgdat->node_id;

		for (int order = MAX_ORDER - 1; order >= 0; order--) {
			struct page *page;

			if (!free_pages_of(pgdat))
				break;
			page = alloc_pages_node(nid, __GFP_NOWARN, order);
			/* No such block here, but one elsewhere, is right. */
			if (page && (!order || page_zone(page)->nid == nid))
				expect_on_node(page, nid);
			if (page)
				__free_pages(page, order);
		}
	}
}

/* Take all that a node has in single blocks; the list of them. */
static void empty_node(pg_data_t *pgdat, struct list_head *blocks)
{
	int order = MAX_ORDER - 1;

	while (free_pages_of(pgdat)) {
		struct page *page = alloc_pages_node(pgdat->node_id,
						     __GFP_NOWARN, order);

		if (page && page_zone(page)->nid == pgdat->node_id) {
			list_add(&page->lru, blocks);
			continue;
		}
		if (page)
			__free_pages(page, order);
		order--;
	}
}

static void give_back(struct list_head *blocks)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, blocks, lru) {
		list_del(&page->lru);
		__free_pages(page, page->order);
	}
}

/* The nearest node that has pages takes over from an empty one. */
SELFTEST(an_empty_node_is_helped_by_the_nearest)
{
	pg_data_t *pgdat;

	for_each_online_pgdat(pgdat) {
		pg_data_t **near = &node_zonelists[pgdat->node_id][1];
		struct list_head blocks;
		struct page *page;
		u64 free = nr_free_pages();

		INIT_LIST_HEAD(&blocks);
		empty_node(pgdat, &blocks);
		while (*near && !free_pages_of(*near))
			near++;
		page = alloc_pages_node(pgdat->node_id, __GFP_NOWARN, 0);
		EXPECT(!page == !*near);
		if (page) {
			expect_on_node(page, (*near)->node_id);
			__free_pages(page, 0);
		}
		give_back(&blocks);
		EXPECT(nr_free_pages() == free);
	}
}

SELFTEST(every_page_range_is_memory_of_its_node)
{
	for (unsigned int i = 0; i < nr_page_ranges; i++) {
		const struct page_range *r = &page_ranges[i];

		EXPECT(memblock_nid(r->start_pfn) == r->zone->nid);
		EXPECT(memblock_nid(r->end_pfn - 1) == r->zone->nid);
	}
}

SELFTEST(distances_are_least_to_oneself)
{
	for (int a = 0; a < MAX_NUMNODES; a++)
		for (int b = 0; b < MAX_NUMNODES; b++)
			EXPECT((a == b) ==
			       (node_distance(a, b) == LOCAL_DISTANCE));
}
