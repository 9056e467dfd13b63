// SPDX-License-Identifier: GPL-2.0-only
/*
 * One cache, and a page allocator of two nodes beneath it, as the test says
 * (World.extra):
 *
 *   object   bytes of an object
 *   ctor     1: the cache has a constructor
 *   pages    how many pages there are on node 0, and on node 1
 *
 * Node 0's pages begin at ARENA_PFN, node 1's follow them. Blocks are taken
 * lowest first. Slots are told by their byte in that memory.
 */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <linux/gfp.h>
#include <linux/kmemleak.h>
#include <linux/stacktrace.h>
#include <linux/stage.h>
#include "mm/page_block.h"
#include "mm/slab.h"
#include "runner.h"

#define ARENA_PFN	0x4000u
#define NODE_PAGES	256u
#define MAX_TAKEN	4096

const char *const stage_names[NR_STAGES] = {
	"entry", "early", "memblock", "mapped", "bootmem", "buddy", "slab",
};
static struct page table[2 * NODE_PAGES];
static bool in_use[2 * NODE_PAGES];
static pg_data_t nodes[2];
pg_data_t *node_data[MAX_NUMNODES];
static struct page_range whole = {
	ARENA_PFN, ARENA_PFN + 2 * NODE_PAGES, table, NULL,
};
struct page_range *page_ranges = &whole;
unsigned int nr_page_ranges = 1, last_page_range;

u64 kmemleak_nr_allocs, kmemleak_nr_frees;
bool kmemleak_tracking;

void kmemleak_track(const void *ptr, size_t size, int min_count)
{
	(void)ptr;
	(void)size;
	(void)min_count;
}

void kmemleak_untrack(const void *ptr)
{
	(void)ptr;
}

static struct kmem_cache cache = { .name = "lab", .align = 8 };
static void *taken[MAX_TAKEN];
static unsigned int nr_taken;
static u64 constructed[MAX_TAKEN];
static unsigned int nr_constructed;

/* ---- pages ------------------------------------------------------------- */

struct page *search_page(u64 pfn)
{
	u64 index = pfn - ARENA_PFN;

	return index < ARRAY_SIZE(table) ? &table[index] : NULL;
}

u64 page_to_pfn(const struct page *page)
{
	return ARENA_PFN + (u64)(page - table);
}

struct page *page_block_head(u64 pfn)
{
	struct page *page = search_page(pfn);

	while (page && page > table && page->kind == PAGE_UNWRITTEN)
		page--;
	return page;
}

struct zone *page_zone(const struct page *page)
{
	return &nodes[page - table >= NODE_PAGES].node_zones[ZONE_NORMAL];
}

const char *page_kind_name(unsigned int kind)
{
	(void)kind;
	return "some page";
}

unsigned int get_order(u64 size)
{
	unsigned int order = 0;

	while ((PAGE_SIZE << order) < size)
		order++;
	return order;
}

static struct page *take_block(int nid, unsigned int order)
{
	unsigned int step = 1u << order, first, i;
	unsigned int end = (unsigned int)nid * NODE_PAGES;

	first = end;
	end += nodes[nid].node_present_pages;
	for (; first + step <= end; first += step) {
		for (i = first; i < first + step && !in_use[i]; i++)
			;
		if (i < first + step)
			continue;
		memset(&in_use[first], 1, step);
		nodes[nid].node_zones[ZONE_NORMAL].free_pages -= step;
		table[first].kind = PAGE_ALLOCATED;
		table[first].order = (u8)order;
		return &table[first];
	}
	return NULL;
}

struct page *alloc_pages_node(int nid, gfp_t gfp, unsigned int order)
{
	struct page *page;

	(void)gfp;
	if (nid < 0 || nid > 1)
		nid = 0;		/* as <linux/gfp.h> has it */
	page = take_block(nid, order);
	return page ? page : take_block(!nid, order);
}

struct page *alloc_pages(gfp_t gfp, unsigned int order)
{
	return alloc_pages_node(0, gfp, order);
}

void __free_pages(struct page *page, unsigned int order)
{
	unsigned int first = (unsigned int)(page - table), i;

	lab_note("freed block 0x%llx order %u%s%s", page_to_pfn(page), order,
		 page->kind == PAGE_ALLOCATED ? "" : ", not an allocated one",
		 page->slab_cache ? ", still of a cache" : "");
	for (i = 1; i < 1u << order; i++)
		if (page[i].kind != PAGE_UNWRITTEN)
			lab_note("page %u of it still has a kind", i);
	memset(&in_use[first], 0, 1u << order);
	page_zone(page)->free_pages += 1ULL << order;
	memset(page, 0, sizeof(*page) << order);
}

bool lab_slab_holds(const void *ptr, size_t *size)
{
	(void)ptr;
	(void)size;
	return false;
}

unsigned int stack_trace_save(unsigned long *entries, unsigned int max,
			      unsigned int skip)
{
	(void)entries;
	(void)max;
	(void)skip;
	return 0;
}

int sprint_backtrace(char *buf, size_t size, unsigned long addr)
{
	return snprintf(buf, size, "0x%lx", addr);
}

/* ---- the cache --------------------------------------------------------- */

static u64 byte_of(const void *object)
{
	return object ? __pa(object) - PFN_PHYS((u64)ARENA_PFN) : ~0ULL;
}

static void construct(void *object)
{
	if (nr_constructed < MAX_TAKEN)
		constructed[nr_constructed++] = byte_of(object);
}

static void place(void)
{
	const u64 *pages;
	unsigned int nr;
	void *memory;
	int nid;

	if (cache.object_size)
		return;
	/* Ours alone: between calls the runner does not look at it. */
	memory = __va(PFN_PHYS((u64)ARENA_PFN));
	if (mprotect(memory, sizeof(in_use) * PAGE_SIZE,
		     PROT_READ | PROT_WRITE))
		lab_give_up("end", "no memory for the slab's pages");
	memset(memory, LAB_JUNK, sizeof(in_use) * PAGE_SIZE);
	pages = lab_extra("pages", &nr);
	for (nid = 0; nid < 2; nid++) {
		node_data[nid] = &nodes[nid];
		nodes[nid].node_id = nid;
		nodes[nid].node_present_pages = pages ? pages[nid] : 64;
		nodes[nid].node_zones[ZONE_NORMAL].nid = nid;
		nodes[nid].node_zones[ZONE_NORMAL].free_pages =
			nodes[nid].node_present_pages;
	}
	kmem_cache_init();
	cache.object_size = (u32)lab_extra_value("object", 64);
	cache.ctor = lab_extra_value("ctor", 0) ? construct : NULL;
	slab_cache_setup(&cache);
}

/* [order of a slab, objects in it] */
static void shape(const u64 *a)
{
	(void)a;
	place();
	lab_open('[');
	lab_value(cache.order);
	lab_value(cache.objects);
	lab_close(']');
}
LAB_OP("slab_cache_setup", shape);

static void remember(void *object)
{
	if (nr_taken < MAX_TAKEN)
		taken[nr_taken++] = object;
	lab_value(byte_of(object));
}

static void take(const u64 *a)
{
	(void)a;
	place();
	remember(kmem_cache_alloc(&cache, GFP_KERNEL));
}
LAB_OP("kmem_cache_alloc", take);

static void take_on_node(const u64 *a)
{
	place();
	remember(slab_alloc_node(&cache, cache.object_size, GFP_KERNEL,
				 (int)a[0], 0));
}
LAB_OP("kmem_cache_alloc_node", take_on_node);

/* The object that the a[0]th allocation gave. */
static void give(const u64 *a)
{
	kmem_cache_free(&cache, a[0] < nr_taken ? taken[a[0]] : NULL);
	lab_value(0);
}
LAB_OP("kmem_cache_free", give);

static void look_constructed(void)
{
	unsigned int i;

	lab_open('[');
	for (i = 0; i < nr_constructed; i++)
		lab_value(constructed[i]);
	lab_close(']');
}
LAB_LOOK("constructed", look_constructed);

static void look_slabs(void)
{
	lab_value(cache.nr_slabs);
}
LAB_LOOK("slabs", look_slabs);
