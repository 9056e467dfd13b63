// SPDX-License-Identifier: GPL-2.0-only
/*
 * Frees that must be refused: of parts, twice, of what is nobody's to free,
 * of what is no page. Each is one WARN that says what the page is, and
 * nothing changes.
 *
 * sources: mm/page_block.c mm/page_alloc.c
 * sources: mm/page_poison.c
 * sources: mm/page_nodes.c tests/host/page_check.c
 * sources: tests/host/sim_phys.c tests/host/glue.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -DCONFIG_DEBUG_VM
 * cflags: -include tests/host/sim_phys.h
 */
#include <linux/gfp.h>
#include "page_check.h"

pg_data_t *node_data[MAX_NUMNODES];

/* One WARN with pfn and kind, and everything stays as it was. */
static void expect_refused(struct page *page, unsigned int order,
			   const char *text)
{
	char before[512];
	u64 free_before = nr_free_pages();

	strcpy(before, sim_picture());
	glue_log_clear();
	__free_pages(page, order);
	assert_int_equal(glue_warnings(), 1);
	if (!glue_log_has(text))
		fprintf(stderr, "log: %s", glue_log());
	assert_true(glue_log_has(text));
	assert_string_equal(sim_picture(), before);
	assert_int_equal(nr_free_pages(), free_before);
	check_blocks(true);
}

/*
 *   |A A A A|B|f|f f|R R R R R R R R|        R: reserved
 */
TEST(wrong_frees_are_refused)
{
	static const struct sim_range range = { 0, 16, 0, ZONE_NORMAL };
	struct page *a;

	sim_ranges(&range, 1);
	sim_blocks(8, 16, PAGE_RESERVED);
	sim_blocks(0, 8, PAGE_RESERVED);
	__free_one_page(&page_ranges[0], 0, 3);
	a = alloc_pages(GFP_KERNEL, 2);
	alloc_pages(GFP_KERNEL, 0);
	assert_string_equal(sim_picture(), "2A 0A 0F 1F 3R");
	expect_refused(a, 1, "pfn 0 as order 1, but it is the head of the "
		       "allocated block of order 2 at pfn 0");
	expect_refused(a, 3, "pfn 0 as order 3, but it is the head of the "
		       "allocated block of order 2");
	expect_refused(a + 2, 1, "pfn 2 as order 1, but it is inside the "
		       "allocated block of order 2 at pfn 0");
	expect_refused(a + 5, 0, "pfn 5 as order 0, but it is the head of the "
		       "free block of order 0");
	expect_refused(a + 7, 0, "pfn 7 as order 0, but it is inside the "
		       "free block of order 1 at pfn 6");
	expect_refused(a + 8, 3, "pfn 8 as order 3, but it is the head of the "
		       "reserved block of order 3");
	expect_refused(a + 13, 0, "inside the reserved block");
	expect_refused(a + 16, 0, "is no page structure");
	expect_refused(NULL, 0, "is no page structure");
	expect_refused((struct page *)((char *)a + 8), 2,
		       "points into a page structure");
	a->kind = PAGE_SLAB;
	expect_refused(a, 2, "the head of the slab block of order 2");
	a->kind = PAGE_ALLOCATED;
	glue_log_clear();
	__free_pages(a, 2);
	assert_int_equal(glue_warnings(), 0);
}

/* Freed twice, with a merge in between that cleared the head. */
TEST(double_free_after_a_merge)
{
	struct page *b;

	sim_one_zone(8);
	alloc_pages(GFP_KERNEL, 1);
	b = alloc_pages(GFP_KERNEL, 1);
	__free_pages(b, 1);
	assert_string_equal(sim_picture(), "1A 1F 2F");
	expect_refused(b, 1, "pfn 2 as order 1, but it is the head of the "
		       "free block of order 1");
	__free_pages(pfn_to_page(0), 1);
	assert_string_equal(sim_picture(), "3F");
	expect_refused(b, 1, "pfn 2 as order 1, but it is inside the free "
		       "block of order 3 at pfn 0");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(wrong_frees_are_refused, sim_setup),
		cmocka_unit_test_setup(double_free_after_a_merge, sim_setup),
	};

	return RUN(tests);
}
