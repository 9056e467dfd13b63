// SPDX-License-Identifier: GPL-2.0-only
/*
 * From a page to its range and to the head of its block. On a terabyte the
 * page structures take gigabytes, so only the head of each block is ever
 * written; this file finds heads without reading anything else. It never
 * allocates and knows nothing of free lists. The buddy allocator reads well
 * without it: docs/page-blocks.md says why it is right.
 */
#include "page_block.h"

struct page_range *page_ranges;
unsigned int nr_page_ranges;

/* Where the last search ended: the next one mostly ends there too. */
unsigned int last_page_range;

static bool range_has_pfn(const struct page_range *range, u64 pfn)
{
	return pfn - range->start_pfn < range->end_pfn - range->start_pfn;
}

/* Index of the first range that ends above @pfn; nr_page_ranges if none. */
static unsigned int first_range_above(u64 pfn)
{
	unsigned int low = 0, high = nr_page_ranges;

	while (low < high) {
		unsigned int mid = low + (high - low) / 2;

		if (page_ranges[mid].end_pfn > pfn)
			high = mid;
		else
			low = mid + 1;
	}
	return low;
}

/**
 * find_page_range - the range that a page frame lies in
 * @pfn: page frame number, any
 *
 * Return: the range, or NULL where there is no memory.
 */
struct page_range *find_page_range(u64 pfn)
{
	unsigned int i;

	if (last_page_range < nr_page_ranges &&
	    range_has_pfn(&page_ranges[last_page_range], pfn))
		return &page_ranges[last_page_range];
	i = first_range_above(pfn);
	if (i == nr_page_ranges || !range_has_pfn(&page_ranges[i], pfn))
		return NULL;
	last_page_range = i;
	return &page_ranges[i];
}

static bool range_has_struct(const struct page_range *range,
			     const struct page *page)
{
	u64 nr = range->end_pfn - range->start_pfn;

	return page >= range->pages && page < range->pages + nr;
}

/**
 * find_struct_range - the range whose array holds a page structure
 * @page: any pointer; what it points at is not read
 *
 * Return: the range, or NULL if @page is no page structure.
 */
struct page_range *find_struct_range(const struct page *page)
{
	unsigned int i;

	if (last_page_range < nr_page_ranges &&
	    range_has_struct(&page_ranges[last_page_range], page))
		return &page_ranges[last_page_range];
	for (i = 0; i < nr_page_ranges; i++) {
		if (range_has_struct(&page_ranges[i], page)) {
			last_page_range = i;
			return &page_ranges[i];
		}
	}
	return NULL;
}

/**
 * next_range_start - where page structures begin again
 * @pfn: page frame number, in no range
 *
 * Return: start of the first range above @pfn, or ~0 if there is none.
 */
u64 next_range_start(u64 pfn)
{
	unsigned int i = first_range_above(pfn);

	return i < nr_page_ranges ? page_ranges[i].start_pfn : ~0ULL;
}

struct page *search_page(u64 pfn)
{
	struct page_range *range = find_page_range(pfn);

	return range ? range_page(range, pfn) : NULL;
}

#ifdef CONFIG_DEBUG_VM
/* Its kind is none, or it names another range: this is only poison. */
void page_check_written(const struct page_range *range,
			const struct page *page, u64 pfn)
{
	bool is_head = page->kind != PAGE_SLAB_TAIL;

	if (page->kind == PAGE_UNWRITTEN || page->kind > PAGE_ABSENT ||
	    (is_head && page->order >= MAX_ORDER) ||
	    &page_ranges[page->range] != range)
		__BUG_printf("pfn %llx: its page structure was read but "
			     "never written (kind %u, order %u, range %u)",
			     pfn, page->kind, page->order, page->range);
}
#endif

u64 page_to_pfn(const struct page *page)
{
#ifdef CONFIG_DEBUG_VM
	struct page_range *range = find_struct_range(page);

	if (!range)
		__BUG_printf("%p is no page structure", (const void *)page);
	page_check_written(range, page, range_pfn(range, page));
#endif
	return range_pfn(page_range(page), page);
}

struct zone *page_zone(const struct page *page)
{
	return page_range(page)->zone;
}

/* The largest aligned ancestor of a page that its range holds. */
static u64 first_ancestor(const struct page_range *range, u64 pfn)
{
	/*
	 * Above the highest bit in which pfn and start_pfn - 1 differ,
	 * rounding down leads to start_pfn - 1 or below.
	 */
	int bits = fls64(pfn ^ (range->start_pfn - 1)) - 1;

	return round_down(pfn, 1ULL << min(bits, MAX_ORDER - 1));
}

/**
 * range_block_head - the head of a page's block, its range being known
 * @range: the range that @pfn lies in
 * @pfn: page frame number
 *
 * Looks at the page's aligned ancestors, the largest first. An ancestor that
 * is no head lies inside a larger block, which then holds @pfn too and was
 * found one of the steps before: so only heads are read.
 *
 * Return: the head.
 */
struct page *range_block_head(const struct page_range *range, u64 pfn)
{
	u64 start = first_ancestor(range, pfn);

	for (;;) {
		struct page *head = page_block_at(range, start);

		if (start + (1ULL << head->order) > pfn)
			return head;
		/* The next ancestor that is another page. */
		start += 1ULL << (fls64(pfn - start) - 1);
	}
}

struct page *page_block_head(u64 pfn)
{
	struct page_range *range = find_page_range(pfn);

	return range ? range_block_head(range, pfn) : NULL;
}

/**
 * page_block_buddy - the free block that a block can merge with
 * @range: the range of the block
 * @pfn: its first page frame
 * @order: its order
 *
 * The buddy's first page is a head if it lies in the range at all: a larger
 * block around it would hold this block too. Ranges end at zone and node
 * borders, so nothing merges across one.
 *
 * Return: the head of the buddy, or NULL if it is cut off by the end of the
 * range, split, or not free.
 */
struct page *page_block_buddy(const struct page_range *range, u64 pfn,
			      unsigned int order)
{
	u64 buddy_pfn = pfn ^ (1ULL << order);
	struct page *buddy;

	if (!range_has_pfn(range, buddy_pfn))
		return NULL;
	buddy = page_block_at(range, buddy_pfn);
	if (buddy->kind != PAGE_FREE || buddy->order != order)
		return NULL;
	return buddy;
}

/**
 * page_block_cut - make part of a block a block of its own
 * @head: head of a block that is in no list
 * @pfn: first page frame of the part, a multiple of 2^@order
 * @order: order of the part, at most that of the block
 *
 * Halves the block until the part is left; the halves cut off are blocks of
 * the same kind.
 *
 * Return: the head of the part.
 */
struct page *page_block_cut(struct page *head, u64 pfn, unsigned int order)
{
	struct page_range *range = page_range(head);
	enum page_kind kind = (enum page_kind)head->kind;
	unsigned int high = head->order;
	u64 start = round_down(pfn, 1ULL << high);

	while (high > order) {
		u64 middle = start + (1ULL << --high);

		page_block_set(range, start, high, kind);
		page_block_set(range, middle, high, kind);
		if (pfn >= middle)
			start = middle;
	}
	return range_page(range, start);
}

/**
 * page_kind_name - a page kind in a word, for messages
 * @kind: enum page_kind, or whatever a broken structure holds
 */
const char *page_kind_name(unsigned int kind)
{
	static const char *const names[] = {
		[PAGE_UNWRITTEN] = "unwritten", [PAGE_FREE] = "free",
		[PAGE_ALLOCATED] = "allocated", [PAGE_SLAB] = "slab",
		[PAGE_SLAB_TAIL] = "slab tail", [PAGE_RESERVED] = "reserved",
		[PAGE_ABSENT] = "absent",
	};

	return kind < ARRAY_SIZE(names) ? names[kind] : "broken";
}
