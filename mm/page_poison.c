// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who writes to pages after freeing them? A debug build fills the first pages
 * of each block that is freed with a pattern, and watches the last few
 * hundred of them: a page must still be as it was when it is handed out
 * again, or when it is forgotten for another. The page allocator calls in
 * here; nothing here decides what is handed out.
 */
#include <linux/printk.h>
#include <linux/stacktrace.h>
#include "page_block.h"

#ifdef CONFIG_DEBUG_VM

#define PAGE_POISON	0xaa
#define POISON_PAGES	16ULL	/* of a block: a gigabyte is not all touched */

struct page_watch page_watch;

static u64 poison_pages_of(unsigned int order)
{
	return min(1ULL << order, POISON_PAGES);
}

/* The damage of one page, its first byte, and who had freed the page. */
static void report_written_page(const struct watched_page *w, const u8 *page,
				u64 first, u64 bad)
{
	page_watch.errors++;
	pr_err("BUG: page at pfn %llx was written after it was freed: "
	       "%llu bytes from offset 0x%llx on, the first is 0x%02x\n",
	       w->pfn, bad, first, page[first]);
	for (unsigned int i = 0; i < w->nr_callers; i++)
		pr_err("  %s %pS\n", i ? "called by" : "freed by ",
		       (void *)w->callers[i]);
}

/* Look at a watched page for the last time. */
static void check_page(struct watched_page *w)
{
	const u8 *page = __va(PFN_PHYS(w->pfn));
	u64 first = 0, bad = 0;

	for (u64 i = 0; i < PAGE_SIZE; i++) {
		if (page[i] == PAGE_POISON)
			continue;
		if (!bad)
			first = i;
		bad++;
	}
	if (bad)
		report_written_page(w, page, first, bad);
	w->pfn = 0;
}

/**
 * page_poison_free - fill pages that are being freed, and watch them
 * @pfn: first page frame of the block
 * @order: its order
 */
void page_poison_free(u64 pfn, unsigned int order)
{
	u64 end = pfn + poison_pages_of(order);
	struct watched_page *w;

	for (; pfn < end; pfn++) {
		w = &page_watch.pages[page_watch.next++ % PAGE_WATCH_MAX];
		if (w->pfn)
			check_page(w);
		memset(__va(PFN_PHYS(pfn)), PAGE_POISON, PAGE_SIZE);
		w->pfn = pfn;
		w->nr_callers = stack_trace_save(w->callers,
						 ARRAY_SIZE(w->callers), 2);
	}
}

/**
 * page_poison_alloc - has anybody written to pages about to be handed out?
 * @pfn: first page frame of the block
 * @order: its order
 */
void page_poison_alloc(u64 pfn, unsigned int order)
{
	for (unsigned int i = 0; i < PAGE_WATCH_MAX; i++) {
		struct watched_page *w = &page_watch.pages[i];

		if (w->pfn && w->pfn - pfn < 1ULL << order)
			check_page(w);
	}
}

#endif /* CONFIG_DEBUG_VM */
