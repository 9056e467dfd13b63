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

/* Who frees: three callers, if there is room for as many. */
unsigned int stack_trace_save(unsigned long *entries, unsigned int max,
			      unsigned int skip)
{
	unsigned int i, nr = min(max, 3u);

	assert_int_equal(skip, 2);	/* neither this file nor the freeing */
	for (i = 0; i < nr; i++)
		entries[i] = 0x1110 * (i + 1);
	return nr;
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
	assert_true(glue_log_has("\n  called by 0x2220"));
	assert_true(glue_log_has("\n  called by 0x3330"));
	assert_int_equal(glue_log_count("called by"), 2);
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

int main(void)
{
#define S(test) cmocka_unit_test_setup(test, sim_setup)
	const struct CMUnitTest tests[] = {
		S(a_write_to_a_freed_page_is_reported_when_it_is_handed_out),
		S(both_ends_of_the_page_are_looked_at),
		S(a_page_is_its_users_once_it_is_handed_out),
		S(a_write_is_seen_in_a_larger_block),
		S(a_write_is_seen_when_the_page_is_forgotten),
		S(only_the_first_pages_of_a_block_are_filled),
	};

	return RUN(tests);
}
