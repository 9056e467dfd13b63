// SPDX-License-Identifier: GPL-2.0-only
/* The page allocator of fake_pages.h, and what else the slab asks for. */
#include <sys/mman.h>
#include <linux/bug.h>
#include <linux/gfp.h>
#include <linux/stacktrace.h>
#include <linux/stage.h>
#include "glue.h"
#include "fake_pages.h"

#define ARENA_ALIGN	(1ul << 20)

unsigned int fake_pages_used;
int fake_pages_budget = -1;
gfp_t fake_pages_gfp;

const char *const stage_names[NR_STAGES] = {
	"entry", "early", "memblock", "mapped", "bootmem", "buddy", "slab",
};

static struct page table[FAKE_PAGES];
static int head_of[FAKE_PAGES];		/* index of the head, -1: free */
static char *arena;
static pg_data_t nodes[2];
static bool node_full[2];
pg_data_t *node_data[MAX_NUMNODES];

static struct page_range whole = { .pages = table };
struct page_range *page_ranges = &whole;
unsigned int nr_page_ranges = 1, last_page_range;

static u64 first_pfn(void)
{
	return PFN_DOWN(__pa(arena));
}

static int node_of(unsigned int index)
{
	return index >= FAKE_PAGES / 2;
}

static void count_free(void)
{
	unsigned int i;
	int nid;

	for (nid = 0; nid < 2; nid++) {
		node_data[nid] = &nodes[nid];
		nodes[nid].node_zones[ZONE_NORMAL].nid = nid;
		nodes[nid].node_zones[ZONE_NORMAL].free_pages = 0;
	}
	for (i = 0; i < FAKE_PAGES; i++)
		if (head_of[i] < 0 && !node_full[node_of(i)])
			nodes[node_of(i)].node_zones[ZONE_NORMAL].free_pages++;
}

void fake_pages_reset(void)
{
	uintptr_t start;
	unsigned int i;

	if (!arena) {
		arena = mmap(NULL, FAKE_PAGES * PAGE_SIZE + ARENA_ALIGN,
			     PROT_READ | PROT_WRITE,
			     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		assert_true(arena != MAP_FAILED);
		start = (uintptr_t)arena;
		arena += ALIGN(start, ARENA_ALIGN) - start;
	}
	whole.start_pfn = first_pfn();
	whole.end_pfn = first_pfn() + FAKE_PAGES;
	memset(table, 0xa5, sizeof(table));
	for (i = 0; i < FAKE_PAGES; i++)
		head_of[i] = -1;
	node_full[0] = false;
	node_full[1] = false;
	fake_pages_used = 0;
	fake_pages_budget = -1;
	count_free();
}

void fake_pages_fill_node(int nid, bool full)
{
	node_full[nid] = full;
	count_free();
}

struct page *search_page(u64 pfn)
{
	u64 index = pfn - first_pfn();

	return index < FAKE_PAGES ? &table[index] : NULL;
}

u64 page_to_pfn(const struct page *page)
{
	assert_in_range(page - table, 0, FAKE_PAGES - 1);
	assert_int_equal(page->range, 0);
	return first_pfn() + (u64)(page - table);
}

struct page *page_block_head(u64 pfn)
{
	struct page *page = pfn_to_page(pfn);

	if (!page)
		return NULL;
	if (head_of[page - table] < 0) {
		static struct page free_block = { .kind = PAGE_FREE };

		return &free_block;
	}
	return &table[head_of[page - table]];
}

struct zone *page_zone(const struct page *page)
{
	return &nodes[node_of((unsigned int)(page - table))]
		.node_zones[ZONE_NORMAL];
}

static bool is_free(unsigned int start, unsigned int nr)
{
	unsigned int i;

	for (i = start; i < start + nr; i++)
		if (head_of[i] >= 0)
			return false;
	return true;
}

/* First fit within [from, to); blocks are aligned to their size. */
static struct page *take(unsigned int from, unsigned int to,
			 unsigned int order, u8 kind)
{
	unsigned int nr = 1u << order, start, i;

	for (start = from; start + nr <= to; start += nr) {
		if (!is_free(start, nr))
			continue;
		for (i = start; i < start + nr; i++)
			head_of[i] = (int)start;
		memset(arena + start * PAGE_SIZE, 0xee, nr * PAGE_SIZE);
		table[start].kind = kind;
		table[start].order = (u8)order;
		table[start].range = 0;
		fake_pages_used += nr;
		count_free();
		return &table[start];
	}
	return NULL;
}

struct page *alloc_pages_node(int nid, gfp_t gfp, unsigned int order)
{
	struct page *page = NULL;
	int i;

	fake_pages_gfp = gfp;
	if (nid < 0 || nid > 1)		/* as the real one */
		nid = 0;
	if (fake_pages_budget == 0 || order >= MAX_ORDER)
		return NULL;
	for (i = 0; i < 2 && !page; i++, nid = !nid)
		if (!node_full[nid])
			page = take(nid * FAKE_PAGES / 2,
				    (nid + 1) * FAKE_PAGES / 2, order,
				    PAGE_ALLOCATED);
	if (!page)
		return NULL;
	if (fake_pages_budget > 0)
		fake_pages_budget--;
	if (gfp & __GFP_ZERO)
		memset(page_address(page), 0, PAGE_SIZE << order);
	return page;
}

struct page *alloc_pages(gfp_t gfp, unsigned int order)
{
	return alloc_pages_node(0, gfp, order);
}

void *fake_pages_reserved(unsigned int order)
{
	return page_address(take(0, FAKE_PAGES, order, PAGE_RESERVED));
}

void __free_pages(struct page *page, unsigned int order)
{
	unsigned int start = (unsigned int)(page - table), i;

	assert_int_equal(page->kind, PAGE_ALLOCATED);
	assert_int_equal(page->order, order);
	assert_int_equal(head_of[start], start);
	assert_null(page->slab_cache);
	for (i = start; i < start + (1u << order); i++) {
		assert_int_equal(head_of[i], start);
		assert_true(i == start || table[i].kind == 0xa5 ||
			    table[i].kind == PAGE_UNWRITTEN);
		head_of[i] = -1;
		memset(&table[i], 0xa5, sizeof(table[i]));
	}
	fake_pages_used -= 1u << order;
	count_free();
}

unsigned int get_order(u64 size)
{
	return (unsigned int)fls64((size - 1) >> PAGE_SHIFT);
}

/* The kernel's knows the names; here it is the address. All is written. */
int sprint_backtrace(char *buf, size_t size, unsigned long addr)
{
	assert_true(size >= 96);	/* some functions have long names */
	memset(buf, 0, size);
	return snprintf(buf, size, "0x%lx", addr);
}
