// SPDX-License-Identifier: GPL-2.0-only
/*
 * A debug build sees who writes to pages after freeing them: when the page
 * is handed out again, or when it is forgotten for others.
 *
 * sources: mm/page_block.c mm/page_alloc.c mm/page_poison.c
 * sources: mm/page_nodes.c tests/host/page_check.c
 * sources: tests/host/sim_phys.c tests/host/glue.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -DCONFIG_DEBUG_VM
 * cflags: -include tests/host/sim_phys.h
 */
#include <linux/gfp.h>
#include "page_check.h"

pg_data_t *node_data[MAX_NUMNODES];

/* Who frees: as many callers as there is room for, or none. */
static bool callers_known = true;

unsigned int stack_trace_save(unsigned long *entries, unsigned int max,
			      unsigned int skip)
{
	unsigned int i, nr = callers_known ? max : 0;

	assert_int_equal(skip, 2);	/* neither this file nor the freeing */
	for (i = 0; i < nr; i++)
		entries[i] = 0x1110 * (i + 1);
	return nr;
}

static int setup(void **state)
{
	memset(&page_watch, 0, sizeof(page_watch));
	return sim_setup(state);
}

/* One page, allocated and freed; never page 0, which nobody is given. */
static u8 *freed_page(struct page **page)
{
	sim_one_zone(2048);
	alloc_pages(GFP_KERNEL, 0);
	*page = alloc_pages(GFP_KERNEL, 0);
	__free_pages(*page, 0);
	glue_log_clear();
	return page_address(*page);
}

static void expect_errors(unsigned int nr)
{
	assert_int_equal(page_watch.errors, nr);
	assert_int_equal(glue_log_count("written after it was freed"), nr);
}

TEST(a_write_to_a_freed_page_is_reported_when_it_is_handed_out)
{
	struct page *page;
	u8 *p = freed_page(&page);

	p[0x123] = 1;
	p[PAGE_SIZE - 1] = 2;
	expect_errors(0);
	assert_ptr_equal(alloc_pages(GFP_KERNEL, 0), page);
	expect_errors(1);
	assert_true(glue_log_has("pfn 1 "));
	assert_true(glue_log_has("2 bytes from offset 0x123 on, the first is "
				 "0x01\n  freed by  0x1110"));
	assert_true(glue_log_has("\n  called by 0x2220\n  called by 0x3330\n"
				 "  called by 0x4440\n"));
	assert_int_equal(glue_log_count("called by"), 3);
}

TEST(both_ends_of_the_page_are_looked_at)
{
	struct page *page;
	u8 *p = freed_page(&page);

	p[0] = 1;
	alloc_pages(GFP_KERNEL, 0);
	expect_errors(1);
	p = freed_page(&page);
	p[PAGE_SIZE - 1] = 1;
	alloc_pages(GFP_KERNEL, 0);
	expect_errors(1);
}

TEST(a_page_is_its_users_once_it_is_handed_out)
{
	struct page *page;
	u8 *p = freed_page(&page);

	alloc_pages(GFP_KERNEL, 0);
	p[0] = 1;
	__free_pages(page, 0);
	alloc_pages(GFP_KERNEL, 0);
	expect_errors(0);
}

/* Of one block: from its first page to its last. */
TEST(writes_to_a_block_are_reported_in_order)
{
	sim_one_zone(2048);
	page_poison_free(1024, 3);
	*(u8 *)__va(PFN_PHYS(1031)) = 1;
	*(u8 *)__va(PFN_PHYS(1025)) = 1;
	glue_log_clear();
	page_poison_alloc(1024, 3);
	expect_errors(2);
	assert_true(strstr(glue_log(), "pfn 401 ") <
		    strstr(glue_log(), "pfn 407 "));
}

/* Page 1 is not handed out: its turn comes later. */
TEST(only_what_is_handed_out_is_looked_at)
{
	struct page *page;
	u8 *p = freed_page(&page);

	p[0] = 1;
	page_poison_alloc(0, 0);
	page_poison_alloc(2, 1);
	expect_errors(0);
	__free_pages(pfn_to_page(0), 0);
	assert_ptr_equal(alloc_pages(GFP_KERNEL, 0), pfn_to_page(0));
	expect_errors(0);
	assert_ptr_equal(alloc_pages(GFP_KERNEL, 0), page);
	expect_errors(1);
}

/* Freed as page 1, handed out as part of the block 0..3 and cut again. */
TEST(a_write_is_seen_in_a_larger_block)
{
	struct page *page, *first;
	u8 *p = freed_page(&page);

	p[8] = 0;
	first = pfn_to_page(0);
	__free_pages(first, 0);
	assert_ptr_equal(alloc_pages(GFP_KERNEL, 2), first);
	expect_errors(1);
}

/* Nobody asks for the page again, but others are freed after it. */
TEST(a_write_is_seen_when_the_page_is_forgotten)
{
	struct page *page;
	u8 *p = freed_page(&page);

	p[8] = 0;
	page_poison_free(1024, 4);
	for (u64 pfn = 1040; pfn < 1024 + PAGE_WATCH_MAX - 1; pfn++)
		page_poison_free(pfn, 0);
	expect_errors(0);
	page_poison_free(1024 + PAGE_WATCH_MAX, 0);
	expect_errors(1);
}

/* PAGE_WATCH_MAX of them; those that were freed before are forgotten. */
TEST(as_many_pages_are_watched_as_there_is_room_for)
{
	u64 pfn;

	sim_one_zone(2048);
	for (pfn = 1024; pfn < 1034 + PAGE_WATCH_MAX; pfn++)
		page_poison_free(pfn, 0);
	for (pfn = 1024; pfn < 1034 + PAGE_WATCH_MAX; pfn++)
		*(u8 *)__va(PFN_PHYS(pfn)) = 1;
	for (pfn = 1024; pfn < 1034 + PAGE_WATCH_MAX; pfn++) {
		page_poison_alloc(pfn, 0);
		expect_errors(pfn < 1034 ? 0 : (unsigned int)(pfn - 1033));
	}
}

/* A gigabyte is not filled: what lies behind the first pages stays. */
TEST(only_the_first_pages_of_a_block_are_filled)
{
	u8 *p;

	sim_one_zone(2048);
	p = __va(PFN_PHYS(1024));
	p[16 * PAGE_SIZE] = 7;
	page_poison_free(1024, 10);
	assert_int_equal(p[16 * PAGE_SIZE - 1], 0xaa);
	assert_int_equal(p[16 * PAGE_SIZE], 7);
	page_poison_alloc(1024, 10);
	expect_errors(0);
}

/* ---- a long run ------------------------------------------------------- */

/*
 * Pages 1 to 1023 beside a model that only knows which of them are free and
 * the how many-th page ever freed each was. A page is looked at once: when
 * it is handed out, or when 256 more have been freed.
 */
#define NR_PAGES	1024
#define POISONED	16		/* of a block, the first ones */

static bool page_free[NR_PAGES];
static u64 freed_as[NR_PAGES];		/* 0: not watched */
static u64 nr_freed;
static unsigned int expected;

static u8 *page_at(u64 pfn)
{
	return __va(PFN_PHYS(pfn));
}

/* What is said of a page when it is looked at, if it was written to. */
static void expect_look(u64 pfn)
{
	const u8 *page = page_at(pfn);
	unsigned int i, first = 0, bad = 0;
	char text[200];

	freed_as[pfn] = 0;
	for (i = PAGE_SIZE; i-- > 0;) {
		if (page[i] != 0xaa) {
			first = i;
			bad++;
		}
	}
	if (!bad)
		return;
	expected++;
	snprintf(text, sizeof(text), "BUG: page at pfn %llx was written after "
		 "it was freed: %u bytes from offset 0x%x on, the first is "
		 "0x%02x\n", pfn, bad, first, page[first]);
	if (glue_log_count(text) != 1)
		fail_msg("once, please: %snot: %s", text, glue_log());
}

static void free_pages_at(u64 pfn, unsigned int order)
{
	u64 end = pfn + (1ULL << order), last = min(end, pfn + POISONED);
	u64 other, at;

	page_poison_free(pfn, order);
	for (at = pfn; at < last; at++) {
		nr_freed++;
		for (other = 1; other < NR_PAGES; other++)
			if (freed_as[other] &&
			    freed_as[other] + PAGE_WATCH_MAX == nr_freed)
				expect_look(other);
		freed_as[at] = nr_freed;
	}
	for (at = pfn; at < end; at++)
		page_free[at] = true;
	for (at = 0; at < PAGE_SIZE; at++)
		assert_int_equal(page_at(last - 1)[at], 0xaa);
}

static void alloc_pages_at(u64 pfn, unsigned int order)
{
	u64 end = pfn + (1ULL << order);

	page_poison_alloc(pfn, order);
	for (; pfn < end; pfn++) {
		if (freed_as[pfn])
			expect_look(pfn);
		page_free[pfn] = false;
	}
}

static bool all_free(u64 pfn, unsigned int order, bool is_free)
{
	u64 at;

	for (at = pfn; at < pfn + (1ULL << order); at++)
		if (page_free[at] != is_free)
			return false;
	return true;
}

/* Its first or last byte, or any, or a few. */
static void write_to(u64 pfn)
{
	u8 *page = page_at(pfn);
	u64 at = sim_random(3) ? sim_random(PAGE_SIZE) : 0;

	page[sim_random(8) ? at : PAGE_SIZE - 1] = (u8)sim_random(256);
	if (!sim_random(4))
		page[sim_random(PAGE_SIZE)]++;
}

static void one_step(void)
{
	unsigned int order = (unsigned int)sim_random(7), before = expected;
	u64 pfn = sim_random(NR_PAGES) >> order << order;

	glue_log_clear();
	if (!sim_random(4))
		write_to(pfn ? pfn : 1);
	else if (pfn && all_free(pfn, order, false))
		free_pages_at(pfn, order);
	else if (pfn && all_free(pfn, order, true))
		alloc_pages_at(pfn, order);
	assert_int_equal(glue_log_count("BUG"), expected - before);
	assert_int_equal(page_watch.errors, expected);
	if (expected == before)
		assert_string_equal(glue_log(), "");
}

TEST(as_a_model_says)
{
	unsigned int i;

	callers_known = false;
	memset(page_free, 0, sizeof(page_free));
	for (i = 0; i < 20000; i++)
		one_step();
	callers_known = true;
	assert_true(expected > 100 && nr_freed > 10 * PAGE_WATCH_MAX);
}

int main(void)
{
#define S(test) cmocka_unit_test_setup(test, setup)
	const struct CMUnitTest tests[] = {
		S(a_write_to_a_freed_page_is_reported_when_it_is_handed_out),
		S(both_ends_of_the_page_are_looked_at),
		S(a_page_is_its_users_once_it_is_handed_out),
		S(only_what_is_handed_out_is_looked_at),
		S(a_write_is_seen_in_a_larger_block),
		S(writes_to_a_block_are_reported_in_order),
		S(a_write_is_seen_when_the_page_is_forgotten),
		S(only_the_first_pages_of_a_block_are_filled),
		S(as_many_pages_are_watched_as_there_is_room_for),
		S(as_a_model_says),
	};

	return RUN(tests);
}
