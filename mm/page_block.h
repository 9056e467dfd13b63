/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Blocks of pages and the rule that only heads are written. The rule lives
 * behind page_block_head() and page_block_set(); docs/page-blocks.md proves
 * it. For mm/page_alloc.c, mm/page_init.c and mm/free_bootmem.c only.
 */
#ifndef _MM_PAGE_BLOCK_H
#define _MM_PAGE_BLOCK_H

#include <linux/bug.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/string.h>

/* Zero RAM through its kernel address, where arch/ has nothing better. */
#ifndef arch_zero_phys
static inline void arch_zero_phys(phys_addr_t base, phys_addr_t size)
{
	memset(__va(base), 0, (size_t)size);
}
#define arch_zero_phys arch_zero_phys
#endif

/* What raw page structures are filled with in a debug build, up to here. */
#define PAGE_STRUCT_POISON	0xa5
#ifndef PAGE_STRUCT_POISON_MAX
#define PAGE_STRUCT_POISON_MAX	(64ULL << 20)
#endif

/* ---- ranges ----------------------------------------------------------- */

struct page_range *find_page_range(u64 pfn);
struct page_range *find_struct_range(const struct page *page);
u64 next_range_start(u64 pfn);

/*
 * The only arithmetic on page structures. Both stay within one array: on a
 * sparse machine two arrays may lie anywhere.
 */
static inline struct page *range_page(const struct page_range *range, u64 pfn)
{
	return range->pages + (pfn - range->start_pfn);
}

static inline u64 range_pfn(const struct page_range *range,
			    const struct page *page)
{
	return range->start_pfn + (u64)(page - range->pages);
}

/* The range of a head. */
static inline struct page_range *page_range(const struct page *head)
{
	return &page_ranges[head->range];
}

/* ---- blocks ----------------------------------------------------------- */

/**
 * page_block_order - order of the largest block that can start at a page
 * @pfn: first page frame
 * @end: the block must end here or before; above @pfn
 *
 * Return: the largest order for which the block is naturally aligned, ends
 * in time and is no larger than the largest block. Page frame 0 is aligned
 * to everything.
 */
static inline unsigned int page_block_order(u64 pfn, u64 end)
{
	int aligned = __ffs64(pfn | 1ULL << (MAX_ORDER - 1));
	int fits = fls64(end - pfn) - 1;

	return (unsigned int)min(aligned, fits);
}

/**
 * page_block_set - write the head of a block
 * @range: the range that contains all of the block
 * @pfn: first page frame, a multiple of 2^@order
 * @order: the block has 2^@order pages
 * @kind: what the block is from now on
 *
 * Return: the head.
 */
static inline struct page *page_block_set(struct page_range *range, u64 pfn,
					  unsigned int order,
					  enum page_kind kind)
{
	struct page *head = range_page(range, pfn);

	head->kind = (u8)kind;
	head->order = (u8)order;
	head->range = (u16)(range - page_ranges);
	return head;
}

/* A head swallowed by a merge is no head any more. */
static inline void page_block_clear(struct page *head)
{
	head->kind = PAGE_UNWRITTEN;
}

struct page *range_block_head(const struct page_range *range, u64 pfn);

/*
 * In a debug build raw structures are poisoned, so that a read of one that
 * was never written shows.
 */
#ifdef CONFIG_DEBUG_VM
void page_check_written(const struct page_range *range,
			const struct page *page, u64 pfn);
#else
#define page_check_written(range, page, pfn) ((void)0)
#endif

/**
 * page_block_at - the head at a page that is known to be one
 * @range: the range that @pfn lies in
 * @pfn: first page frame of a block, such as the one behind another block
 *
 * Every read of a head for the sake of finding a block passes here.
 */
static inline struct page *page_block_at(const struct page_range *range,
					 u64 pfn)
{
	struct page *head = range_page(range, pfn);

	page_check_written(range, head, pfn);
	return head;
}

struct page *page_block_buddy(const struct page_range *range, u64 pfn,
			      unsigned int order);
struct page *page_block_cut(struct page *head, u64 pfn, unsigned int order);

/* ---- mm/page_poison.c: a debug build sees writes to freed pages ---------- */

#ifdef CONFIG_DEBUG_VM
#define PAGE_WATCH_MAX	256

struct watched_page {
	u64 pfn;			/* 0: none; it is never handed out */
	unsigned int nr_callers;	/* of who freed it */
	unsigned long callers[4];
};

/* The pages freed last, whoever else is forgotten. */
extern struct page_watch {
	struct watched_page pages[PAGE_WATCH_MAX];
	unsigned int next;
	unsigned int errors;
} page_watch;

void page_poison_free(u64 pfn, unsigned int order);
void page_poison_alloc(u64 pfn, unsigned int order);
#else
#define page_poison_free(pfn, order)	((void)0)
#define page_poison_alloc(pfn, order)	((void)0)
#endif

/* ---- mm/page_alloc.c, for the hand-over -------------------------------- */

void __free_one_page(struct page_range *range, u64 pfn, unsigned int order);
u64 __free_largest_blocks(struct page_range *range, u64 pfn, u64 end);

#endif
