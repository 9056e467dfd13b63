// SPDX-License-Identifier: GPL-2.0-only
/*
 * The brute-force side of the page tests: slow, simple, and reading every
 * page structure there is. Nothing here uses page_block_head() to decide.
 */
#include <linux/topology.h>
#include "page_check.h"
#include "sim_phys.h"

u64 sim_seed = 1;

#define CHECK(cond) do { \
	if (!(cond)) \
		check_failed(#cond, pfn, file, line); \
	} while (0)

static void check_failed(const char *what, u64 pfn, const char *file, int line)
{
	fprintf(stderr, "pfn %llx: not so: %s\n", pfn, what);
	_fail(file, line);
}

u64 sim_random(u64 n)
{
	sim_seed ^= sim_seed << 13;
	sim_seed ^= sim_seed >> 7;
	sim_seed ^= sim_seed << 17;
	return sim_seed % n;
}

static struct zone *sim_zone(int nid, enum zone_type z)
{
	static const char *const names[] = { "DMA", "DMA32", "Normal" };
	struct zone *zone;
	int i, order;

	if (!node_data[nid]) {
		node_data[nid] = calloc(1, sizeof(pg_data_t));
		node_data[nid]->node_id = nid;
		for (i = 0; i < MAX_NR_ZONES; i++) {
			zone = &node_data[nid]->node_zones[i];
			zone->nid = nid;
			zone->name = names[i];
			for (order = 0; order < MAX_ORDER; order++)
				INIT_LIST_HEAD(&zone->free_area[order]
					       .free_list);
		}
	}
	return &node_data[nid]->node_zones[z];
}

static void sim_forget(void)
{
	unsigned int i;

	for (i = 0; i < nr_page_ranges; i++)
		free(page_ranges[i].pages);
	free(page_ranges);
	for (i = 0; i < MAX_NUMNODES; i++) {
		free(node_data[i]);
		node_data[i] = NULL;
	}
}

void sim_ranges(const struct sim_range *ranges, unsigned int nr)
{
	unsigned int i;

	sim_forget();
#ifdef CONFIG_DEBUG_VM
	page_watch = (struct page_watch){ .next = 0 };
#endif
	page_ranges = calloc(nr, sizeof(*page_ranges));
	nr_page_ranges = nr;
	sim_zone(0, ZONE_DMA);
	for (i = 0; i < nr; i++) {
		struct page_range *r = &page_ranges[i];
		size_t bytes;

		r->start_pfn = ranges[i].start_pfn;
		r->end_pfn = ranges[i].end_pfn;
		bytes = (r->end_pfn - r->start_pfn) * sizeof(struct page);
		r->pages = malloc(bytes);
		memset(r->pages, PAGE_STRUCT_POISON, bytes);
		r->zone = sim_zone(ranges[i].nid, ranges[i].zone);
		r->zone->present_pages += r->end_pfn - r->start_pfn;
	}
	build_all_zonelists();
}

void sim_blocks(u64 start, u64 end, enum page_kind kind)
{
	while (start < end) {
		unsigned int order = 0;

		while (order < MAX_ORDER - 1 &&
		       !(start & ((2ULL << order) - 1)) &&
		       start + (2ULL << order) <= end)
			order++;
		page_block_set(find_page_range(start), start, order, kind);
		start += 1ULL << order;
	}
}

void sim_free(u64 start, u64 end)
{
	struct page_range *range = find_page_range(start);

	sim_blocks(start, end, PAGE_RESERVED);
	while (start < end) {
		unsigned int order = range_page(range, start)->order;

		range->zone->managed_pages += 1ULL << order;
		totalram_pages += 1ULL << order;
		__free_one_page(range, start, order);
		start += 1ULL << order;
	}
}

static struct page_range *brute_range(u64 pfn)
{
	unsigned int i;

	for (i = 0; i < nr_page_ranges; i++)
		if (pfn >= page_ranges[i].start_pfn &&
		    pfn < page_ranges[i].end_pfn)
			return &page_ranges[i];
	return NULL;
}

struct page *brute_head(u64 pfn)
{
	struct page_range *range = brute_range(pfn);
	struct page *head = range->pages;
	u64 at = range->start_pfn;

	while (at + (1ULL << head->order) <= pfn) {
		at += 1ULL << head->order;
		head += 1ULL << head->order;
	}
	return head;
}

/* Still as it came from the allocator, or swallowed by a merge. */
static bool unwritten(const struct page *page)
{
	const unsigned char *byte = (const unsigned char *)page;
	size_t i;

	if (page->kind == PAGE_UNWRITTEN)
		return true;
	for (i = 0; i < sizeof(*page); i++)
		if (byte[i] != PAGE_STRUCT_POISON)
			return false;
	return true;
}

static void check_free(struct page_range *range, u64 pfn, struct page *head,
		       const char *file, int line)
{
	u64 buddy = pfn ^ (1ULL << head->order);
	struct page *other;

	CHECK(head->lru.next->prev == &head->lru);
	CHECK(head->lru.prev->next == &head->lru);
	if (head->order == MAX_ORDER - 1 || buddy < range->start_pfn ||
	    buddy >= range->end_pfn)
		return;
	other = range->pages + (buddy - range->start_pfn);
	CHECK(other->kind != PAGE_FREE || other->order != head->order);
}

/* One range; adds its free blocks to @count[order]. */
static void check_range(unsigned int nr, u64 *count, bool heads,
			const char *file, int line)
{
	struct page_range *range = &page_ranges[nr];
	u64 pfn = range->start_pfn, tail;

	while (pfn < range->end_pfn) {
		struct page *head = range->pages + (pfn - range->start_pfn);

		CHECK(head->kind >= PAGE_FREE && head->kind <= PAGE_ABSENT &&
		      head->kind != PAGE_SLAB_TAIL);
		CHECK(head->order < MAX_ORDER);
		CHECK(head->range == nr);
		CHECK(!(pfn & ((1ULL << head->order) - 1)));
		CHECK(pfn + (1ULL << head->order) <= range->end_pfn);
		for (tail = 1; tail < 1ULL << head->order; tail++)
			CHECK(unwritten(head + tail));
		for (tail = 0; heads && tail < 1ULL << head->order; tail++)
			CHECK(page_block_head(pfn + tail) == head);
		if (head->kind == PAGE_FREE) {
			check_free(range, pfn, head, file, line);
			count[head->order]++;
		}
		pfn += 1ULL << head->order;
	}
	CHECK(pfn == range->end_pfn);
}

static void check_zone(struct zone *zone, bool heads, const char *file,
		       int line)
{
	u64 count[MAX_ORDER] = { 0 }, pages = 0, pfn = 0;
	unsigned int i;

	for (i = 0; i < nr_page_ranges; i++)
		if (page_ranges[i].zone == zone)
			check_range(i, count, heads, file, line);
	for (i = 0; i < MAX_ORDER; i++) {
		struct page *page;
		u64 listed = 0;

		list_for_each_entry(page, &zone->free_area[i].free_list, lru) {
			CHECK(page->kind == PAGE_FREE && page->order == i);
			listed++;
		}
		CHECK(listed == count[i]);
		CHECK(zone->free_area[i].nr_free == count[i]);
		pages += count[i] << i;
	}
	CHECK(zone->free_pages == pages);
}

void check_blocks_at(bool heads, const char *file, int line)
{
	pg_data_t *pgdat;
	int z;

	for_each_online_pgdat(pgdat)
		for (z = 0; z < MAX_NR_ZONES; z++)
			check_zone(&pgdat->node_zones[z], heads, file, line);
}

int sim_setup(void **state)
{
	(void)state;
	sim_phys_init();
	glue_reset();
	totalram_pages = 0;
	return 0;
}

void sim_one_zone(u64 nr)
{
	const struct sim_range range = { 0, nr, 0, ZONE_NORMAL };

	sim_ranges(&range, 1);
	sim_free(0, nr);
}

const char *sim_picture(void)
{
	static const char letters[] = "?FASTRX";
	static char text[512];
	struct page_range *r = &page_ranges[0];
	size_t len = 0;
	u64 pfn;

	text[0] = '\0';
	for (pfn = r->start_pfn; pfn < r->end_pfn; ) {
		struct page *head = r->pages + (pfn - r->start_pfn);

		len += (size_t)snprintf(text + len, sizeof(text) - len,
					"%s%u%c", len ? " " : "", head->order,
					letters[head->kind]);
		pfn += 1ULL << head->order;
	}
	return text;
}
