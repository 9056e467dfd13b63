// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page structures for the runner, laid out as the test says (World.extra):
 *
 *   ranges   rows of first pfn, pfn behind the last, node
 *   blocks   rows of pfn, order, kind: each page of the ranges is in one
 *   max_low_pfn
 *
 * What nobody has written keeps the junk of lab_guarded(), so a head that is
 * read where none is shows.
 */
#include <linux/bootmem.h>
#include <linux/sort.h>
#include "mm/page_block.h"
#include "runner.h"

#define MAX_RANGES	16
#define MAX_ROWS	4096

static struct page_range ranges[MAX_RANGES];
static pg_data_t nodes[MAX_NUMNODES];
pg_data_t *node_data[MAX_NUMNODES];
u64 max_low_pfn;

static void place_node(int nid)
{
	struct zone *zone = &nodes[nid].node_zones[ZONE_NORMAL];
	int z, order;

	if (node_data[nid])
		return;
	node_data[nid] = &nodes[nid];
	nodes[nid].node_id = nid;
	for (z = 0; z < MAX_NR_ZONES; z++)
		for (order = 0; order < MAX_ORDER; order++)
			INIT_LIST_HEAD(&nodes[nid].node_zones[z]
					.free_area[order].free_list);
	zone->nid = nid;
	zone->name = "Normal";
}

static void place_block(u64 pfn, unsigned int order, enum page_kind kind)
{
	struct page_range *range = find_page_range(pfn);
	struct free_area *area = &range->zone->free_area[order];
	struct page *head = page_block_set(range, pfn, order, kind);

	if (kind != PAGE_FREE)
		return;
	list_add(&head->lru, &area->free_list);
	area->nr_free++;
	range->zone->free_pages += 1ULL << order;
}

static void place_pages(void)
{
	unsigned int nr, i;
	const u64 *row = lab_extra("ranges", &nr);

	if (page_ranges)
		return;
	page_ranges = ranges;
	max_low_pfn = lab_extra_value("max_low_pfn", ~0ULL);
	for (i = 0; row && i + 3 <= nr; i += 3) {
		struct page_range *range = &ranges[nr_page_ranges++];

		place_node((int)row[i + 2]);
		range->start_pfn = row[i];
		range->end_pfn = row[i + 1];
		range->zone = &nodes[row[i + 2]].node_zones[ZONE_NORMAL];
		range->pages = lab_guarded((row[i + 1] - row[i]) *
					   sizeof(struct page));
	}
	row = lab_extra("blocks", &nr);
	for (i = 0; row && i + 3 <= nr; i += 3)
		place_block(row[i], (unsigned int)row[i + 1],
			    (enum page_kind)row[i + 2]);
}

/* ---- what may be called ------------------------------------------------ */

static void hand_over(const u64 *a)
{
	(void)a;
	place_pages();
	lab_value(free_all_bootmem());
}
LAB_OP("free_all_bootmem", hand_over);

static void free_one(const u64 *a)
{
	place_pages();
	__free_one_page(find_page_range(a[0]), a[0], (unsigned int)a[1]);
	lab_value(0);
}
LAB_OP("__free_one_page", free_one);

/* ---- what is looked at afterwards --------------------------------------- */

static void row_of(u64 first, u64 second, u64 third)
{
	lab_open('[');
	lab_value(first);
	lab_value(second);
	lab_value(third);
	lab_close(']');
}

/* A free list has no order of its own, so the rows are sorted. */
static int compare_rows(const void *a, const void *b)
{
	const u64 *x = a, *y = b;
	int i;

	for (i = 0; i < 3; i++)
		if (x[i] != y[i])
			return x[i] < y[i] ? -1 : 1;
	return 0;
}

/* Node, order, pfn of what is in one list; a broken list ends somewhere. */
static unsigned int list_rows(int nid, int order, u64 (*row)[3])
{
	struct list_head *list =
		&nodes[nid].node_zones[ZONE_NORMAL].free_area[order].free_list;
	struct list_head *at;
	unsigned int nr = 0;

	for (at = list->next; at != list && nr < MAX_ROWS; at = at->next) {
		struct page *head = list_entry(at, struct page, lru);

		row[nr][0] = (u64)nid;
		row[nr][1] = (u64)order;
		row[nr++][2] = head->kind == PAGE_FREE &&
			head->order == order ? page_to_pfn(head) : ~0ULL;
	}
	sort(row, nr, sizeof(row[0]), compare_rows);
	return nr;
}

static void look_lists(void)
{
	static u64 row[MAX_ROWS][3];
	unsigned int i, nr;
	int nid, order;

	lab_open('[');
	for (nid = 0; nid < MAX_NUMNODES; nid++)
		for (order = 0; node_data[nid] && order < MAX_ORDER; order++) {
			nr = list_rows(nid, order, row);
			for (i = 0; i < nr; i++)
				row_of(row[i][0], row[i][1], row[i][2]);
		}
	lab_close(']');
}
LAB_LOOK("lists", look_lists);

/* Order, count and length of each list that counts what it has not. */
static void look_miscounted(void)
{
	static u64 row[MAX_ROWS][3];
	int nid, order;

	lab_open('[');
	for (nid = 0; nid < MAX_NUMNODES; nid++)
		for (order = 0; node_data[nid] && order < MAX_ORDER; order++) {
			u64 nr = list_rows(nid, order, row);
			u64 count = nodes[nid].node_zones[ZONE_NORMAL]
				    .free_area[order].nr_free;

			if (count != nr)
				row_of((u64)order, count, nr);
		}
	lab_close(']');
}
LAB_LOOK("miscounted", look_miscounted);

/* Per node: free pages, as the zone counts them. */
static void look_free(void)
{
	int nid;

	lab_open('[');
	for (nid = 0; nid < MAX_NUMNODES; nid++)
		if (node_data[nid])
			lab_value(nodes[nid].node_zones[ZONE_NORMAL]
				  .free_pages);
	lab_close(']');
}
LAB_LOOK("free", look_free);

/* Heads that lie inside of a free block: nobody cleared them. */
static void look_stale(void)
{
	unsigned int i;
	u64 pfn, inside;

	lab_open('[');
	for (i = 0; i < nr_page_ranges; i++)
		for (pfn = inside = ranges[i].start_pfn;
		     pfn < ranges[i].end_pfn; pfn++) {
			struct page *page = range_page(&ranges[i], pfn);

			if (pfn < inside && page->kind &&
			    page->kind <= PAGE_ABSENT)
				lab_value(pfn);
			else if (pfn >= inside && page->kind == PAGE_FREE)
				inside = pfn + (1ULL << page->order);
		}
	lab_close(']');
}
LAB_LOOK("stale", look_stale);

static void look_lost(void)
{
	lab_value(bootmem_lost_bytes);
}
LAB_LOOK("lost", look_lost);
