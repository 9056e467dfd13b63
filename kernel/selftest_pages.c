// SPDX-License-Identifier: GPL-2.0-only
/*
 * Self-tests of the page allocator: takes all memory there is, proves that
 * no page was given twice, and gives it back.
 */
#include <linux/accounting.h>
#include <linux/bootmem.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/selftest.h>
#include <linux/slab.h>

/* Up to this much RAM every byte is written and read back. */
#define WHOLE_LIMIT_PAGES	(256ULL << (20 - PAGE_SHIFT))
/*
 * Above it, besides both ends of each block, this many pages, in runs: a
 * host may back each place that is touched with 2 MiB.
 */
#define SAMPLE_PAGES		(64ULL << (20 - PAGE_SHIFT))
#define RUN_SHIFT		9	/* a run has 512 pages */
#define SEED			0x6e6f70616e6963ULL

#define WORDS_PER_PAGE		(PAGE_SIZE / sizeof(u64))

/* Everything that could be allocated, in the order it came. */
struct hoard {
	struct list_head blocks;
	u64 nr_pages;
	u64 stride;		/* every stride-th run is written whole */
};

/* What the word at @addr must hold in the @nr-th block of the hoard. */
static u64 mark(const u64 *addr, u64 nr)
{
	return ((u64)addr ^ SEED) + nr * 0x9e3779b97f4a7c15ULL;
}

static bool write_page(u64 *page, u64 nr)
{
	for (u64 *w = page; w < page + WORDS_PER_PAGE; w++)
		*w = mark(w, nr);
	return true;
}

static bool page_is_marked(u64 *page, u64 nr)
{
	for (u64 *w = page; w < page + WORDS_PER_PAGE; w++)
		if (*w != mark(w, nr))
			return false;
	return true;
}

/* The first run at or after run number @run that belongs to the sample. */
static u64 next_sample(const struct hoard *h, u64 run)
{
	u64 phase = (run + SEED) % h->stride;

	return phase ? run + h->stride - phase : run;
}

/*
 * Call @visit for each sampled page of a block, until it returns false.
 * Returns whether all returned true.
 */
static bool for_sampled_pages(const struct hoard *h, struct page *page, u64 nr,
			      bool (*visit)(u64 *page, u64 nr))
{
	u64 start = page_to_pfn(page), end = start + (1ULL << page->order);
	u64 *first = page_address(page);
	u64 run = next_sample(h, start >> RUN_SHIFT);

	for (; run << RUN_SHIFT < end; run = next_sample(h, run + 1)) {
		u64 pfn = max(start, run << RUN_SHIFT);
		u64 stop = min(end, (run + 1) << RUN_SHIFT);

		for (; pfn < stop; pfn++)
			if (!visit(first + (pfn - start) * WORDS_PER_PAGE, nr))
				return false;
	}
	return true;
}

static u64 *last_word(struct page *page)
{
	u64 pages = 1ULL << page->order;

	return (u64 *)page_address(page) + pages * WORDS_PER_PAGE - 1;
}

static void write_block(const struct hoard *h, struct page *page, u64 nr)
{
	u64 *first = page_address(page), *last = last_word(page);

	for_sampled_pages(h, page, nr, write_page);
	*first = mark(first, nr);
	*last = mark(last, nr);
}

static bool block_is_marked(const struct hoard *h, struct page *page, u64 nr)
{
	u64 *first = page_address(page), *last = last_word(page);

	return for_sampled_pages(h, page, nr, page_is_marked) &&
	       *first == mark(first, nr) && *last == mark(last, nr);
}

/* Largest blocks first, from every zone, until nothing is left. */
static void take_all(struct hoard *h)
{
	INIT_LIST_HEAD(&h->blocks);
	h->nr_pages = 0;
	for (int order = MAX_ORDER - 1; order >= 0; order--) {
		struct page *page;

		while ((page = alloc_pages(__GFP_NOWARN, order)) != NULL) {
			list_add_tail(&page->lru, &h->blocks);
			h->nr_pages += 1ULL << order;
		}
	}
	h->stride = h->nr_pages <= WHOLE_LIMIT_PAGES ? 1 :
		    h->nr_pages / SAMPLE_PAGES;
}

static void give_back(struct hoard *h)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, &h->blocks, lru) {
		list_del(&page->lru);
		__free_pages(page, page->order);
	}
}

/* Free blocks of each order over all zones. */
static void count_blocks(u64 counts[MAX_ORDER])
{
	pg_data_t *pgdat;

	for (int order = 0; order < MAX_ORDER; order++)
		counts[order] = 0;
	for_each_online_pgdat(pgdat)
		for (int z = 0; z < MAX_NR_ZONES; z++)
			for (int order = 0; order < MAX_ORDER; order++)
				counts[order] += pgdat->node_zones[z]
						 .free_area[order].nr_free;
}

/* Free pages that memblock calls reserved must have been freed late. */
static bool only_late_frees(phys_addr_t base, phys_addr_t end)
{
	struct memblock_region *r;

	for_each_reserved_mem_region(r) {
		phys_addr_t a = max(r->base, base) & PAGE_MASK;

		for (; a < min(r->base + r->size, end); a += PAGE_SIZE)
			if (!bootmem_freed_late(PFN_DOWN(a)))
				return false;
	}
	return true;
}

static void expect_free_ram(const struct page *page)
{
	phys_addr_t base = page_to_phys(page);
	phys_addr_t size = PAGE_SIZE << page->order;

	if (!memblock_is_region_memory(base, size))
		selftest_fail(__FILE__, __LINE__, "block at %#llx is no RAM",
			      base);
	if (!only_late_frees(base, base + size))
		selftest_fail(__FILE__, __LINE__, "block at %#llx is reserved",
			      base);
	if (base & (size - 1))
		selftest_fail(__FILE__, __LINE__, "block at %#llx, order %u: "
			      "not aligned", base, page->order);
}

SELFTEST(every_page_is_handed_out_once_and_comes_back)
{
	u64 before[MAX_ORDER], after[MAX_ORDER];
	u64 free = nr_free_pages(), nr = 0;
	struct page *page;
	struct hoard h;

	count_blocks(before);
	take_all(&h);
	EXPECT(h.nr_pages == free);
	EXPECT(nr_free_pages() == 0);
	list_for_each_entry(page, &h.blocks, lru) {
		expect_free_ram(page);
		write_block(&h, page, nr++);
	}
	nr = 0;
	list_for_each_entry(page, &h.blocks, lru)
		if (!block_is_marked(&h, page, nr++))
			selftest_fail(__FILE__, __LINE__, "block at %#llx was "
				      "handed out twice", page_to_phys(page));
	give_back(&h);
	EXPECT(nr_free_pages() == free);
	count_blocks(after);
	for (int order = 0; order < MAX_ORDER; order++)
		EXPECT(before[order] == after[order]);
}

/*
 * 1 MiB, or half of the largest free block where there is less: too much for
 * a slab, and room is left for the other blocks of a test.
 */
static size_t large_block_size(void)
{
	size_t least = 2 * KMALLOC_MAX_CACHE_SIZE, most = 1 << 20;
	u64 counts[MAX_ORDER];
	int order = MAX_ORDER - 1;

	count_blocks(counts);
	while (order > 0 && !counts[order])
		order--;
	return max(least, min(most, (size_t)PAGE_SIZE << order >> 1));
}

/* Each block of pages looked at, and again with some of each kind taken. */
SELFTEST(every_byte_of_ram_is_accounted_for)
{
	struct memory_account before, now;
	size_t size = large_block_size();
	void *small, *large;

	EXPECT(memory_account_read(&before, true));
	EXPECT(before.free == nr_free_pages() * PAGE_SIZE);
	small = kmalloc(8192, GFP_KERNEL);
	large = kmalloc(size, GFP_KERNEL);
	EXPECT(small && large);
	EXPECT(memory_account_read(&now, true));
	EXPECT(now.allocated == before.allocated + size);
	EXPECT(now.slab >= before.slab);
	EXPECT(memory_account_read(&now, false));
	kfree(small);
	kfree(large);
	EXPECT(memory_account_read(&now, true));
	EXPECT(now.allocated == before.allocated);
	EXPECT(now.usable == before.usable && now.lost == before.lost);
}

SELFTEST(handed_over_is_what_memblock_had_free)
{
	u64 i, pages = 0;
	phys_addr_t start, end;

	for_each_free_mem_range(i, NUMA_NO_NODE, &start, &end, NULL)
		if (PFN_UP(start) < PFN_DOWN(end))
			pages += PFN_DOWN(end) - PFN_UP(start);
	EXPECT(totalram_pages == pages + bootmem_late_pages);
	EXPECT(nr_free_pages() <= totalram_pages);
}

SELFTEST(pages_come_from_the_zone_asked_for)
{
	struct page *dma = alloc_pages(GFP_DMA | __GFP_NOWARN, 0);
	struct page *dma32 = alloc_pages(GFP_DMA32, 2);

	/* A machine may have nothing free below 16 MiB: NULL is right then. */
	if (dma) {
		EXPECT(page_to_phys(dma) < 16 << 20);
		__free_pages(dma, 0);
	}
	if (EXPECT(dma32 != NULL)) {
		EXPECT(page_to_phys(dma32) + 4 * PAGE_SIZE <= 1ULL << 32);
		__free_pages(dma32, 2);
	}
}

SELFTEST(zeroed_pages_are_zero)
{
	u64 *page = (u64 *)__get_free_pages(GFP_NOWAIT, 0);

	if (!EXPECT(page != NULL))
		return;
	write_page(page, 1);
	free_page((unsigned long)page);
	page = (u64 *)get_zeroed_page(GFP_NOWAIT);
	for (u64 i = 0; i < WORDS_PER_PAGE; i++)
		if (!EXPECT(page[i] == 0))
			break;
	free_page((unsigned long)page);
}
