// SPDX-License-Identifier: GPL-2.0-only
/*
 * The buddy allocator over ranges made by hand: splitting, merging, zones
 * and nodes, wrong frees, and a long random run beside a model that knows
 * only which page belongs to whom.
 *
 * sources: mm/page_block.c mm/page_alloc.c tests/host/page_check.c
 * sources: tests/host/sim_phys.c tests/host/glue.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -DCONFIG_DEBUG_VM
 * cflags: -include tests/host/sim_phys.h
 */
#include <linux/gfp.h>
#include "page_check.h"

pg_data_t *node_data[MAX_NUMNODES];

static int setup(void **state)
{
	(void)state;
	sim_phys_init();
	glue_reset();
	totalram_pages = 0;
	return 0;
}

/* Pages [0, nr) of one zone, all free. */
static void one_zone(u64 nr)
{
	const struct sim_range range = { 0, nr, 0, ZONE_NORMAL };

	sim_ranges(&range, 1);
	sim_free(0, nr);
}

/* Two nodes with all zones, small: DMA, DMA32, Normal; then node 1. */
static void two_nodes(void)
{
	static const struct sim_range r[] = {
		{ 0, 16, 0, ZONE_DMA }, { 16, 32, 0, ZONE_DMA32 },
		{ 32, 48, 0, ZONE_NORMAL }, { 48, 64, 3, ZONE_NORMAL },
	};
	unsigned int i;

	sim_ranges(r, ARRAY_SIZE(r));
	for (i = 0; i < ARRAY_SIZE(r); i++)
		sim_free(r[i].start_pfn, r[i].end_pfn);
}

/* The present block sizes of range 0, as "order:kind order:kind ...". */
static const char *picture(void)
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

/*
 * One page out of sixteen: each split leaves its upper half in the lists.
 *
 *   before: |f f f f f f f f f f f f f f f f|
 *   after:  |A|f|f f|f f f f|f f f f f f f f|
 */
TEST(split)
{
	struct page *page;

	one_zone(16);
	assert_string_equal(picture(), "4F");
	page = alloc_pages(GFP_KERNEL, 0);
	assert_int_equal(page_to_pfn(page), 0);
	assert_string_equal(picture(), "0A 0F 1F 2F 3F");
	assert_int_equal(nr_free_pages(), 15);
	check_blocks(true);
}

/*
 * Freed, it merges with each buddy in turn; one allocated in between stops
 * that.
 *
 *   before: |A|f|f f|f f f f|B B B B B B B B|
 *   after:  |f f f f f f f f|B B B B B B B B|
 */
TEST(merge)
{
	struct page *a, *b;

	one_zone(16);
	a = alloc_pages(GFP_KERNEL, 0);
	b = alloc_pages(GFP_KERNEL, 3);
	assert_string_equal(picture(), "0A 0F 1F 2F 3A");
	__free_pages(a, 0);
	assert_string_equal(picture(), "3F 3A");
	check_blocks(true);
	__free_pages(b, 3);
	assert_string_equal(picture(), "4F");
	check_blocks(true);
	assert_int_equal(nr_free_pages(), 16);
	assert_int_equal(glue_warnings(), 0);
}

/* The upper buddy freed last, too: the lower one is the head of both. */
TEST(merge_from_above)
{
	struct page *a, *b;

	one_zone(2);
	a = alloc_pages(GFP_KERNEL, 0);
	b = alloc_pages(GFP_KERNEL, 0);
	__free_pages(a, 0);
	assert_string_equal(picture(), "0F 0A");
	__free_pages(b, 0);
	assert_string_equal(picture(), "1F");
	check_blocks(true);
}

/* Blocks of the same order, not buddies: pages 1 and 2 stay apart. */
TEST(neighbours_that_are_no_buddies_stay_apart)
{
	struct page *page[4];
	int i;

	one_zone(4);
	for (i = 0; i < 4; i++)
		page[i] = alloc_pages(GFP_KERNEL, 0);
	assert_string_equal(picture(), "0A 0A 0A 0A");
	__free_pages(pfn_to_page(1), 0);
	__free_pages(pfn_to_page(2), 0);
	assert_string_equal(picture(), "0A 0F 0F 0A");
	(void)page;
	check_blocks(true);
}

TEST(every_order_is_aligned_and_comes_back)
{
	unsigned int order;

	one_zone(1ULL << (MAX_ORDER - 1));
	for (order = 0; order < MAX_ORDER; order++) {
		struct page *page = alloc_pages(GFP_KERNEL, order);

		assert_non_null(page);
		assert_int_equal(page->kind, PAGE_ALLOCATED);
		assert_int_equal(page->order, order);
		assert_int_equal(page_to_pfn(page) % (1ULL << order), 0);
		assert_int_equal(nr_free_pages(), (1ULL << (MAX_ORDER - 1)) -
				 (1ULL << order));
		__free_pages(page, order);
		assert_int_equal(page_ranges[0].zone->free_area[MAX_ORDER - 1]
				 .nr_free, 1);
	}
	check_blocks(false);
}

/* Two free blocks of the largest order are buddies, and stay two. */
TEST(the_largest_order_does_not_merge)
{
	one_zone(2ULL << (MAX_ORDER - 1));
	assert_string_equal(picture(), "18F 18F");
	__free_pages(alloc_pages(GFP_KERNEL, MAX_ORDER - 1), MAX_ORDER - 1);
	assert_string_equal(picture(), "18F 18F");
}

static u64 take_pfn(int nid, gfp_t gfp, unsigned int order)
{
	struct page *page = alloc_pages_node(nid, gfp, order);

	return page ? page_to_pfn(page) : ~0ULL;
}

/* Normal, then DMA32, then DMA; the node asked for before the others. */
TEST(zones_and_nodes_fall_back_in_order)
{
	two_nodes();
	assert_int_equal(take_pfn(0, GFP_KERNEL, 4), 32);
	assert_int_equal(take_pfn(0, GFP_KERNEL, 4), 16);
	assert_int_equal(take_pfn(0, GFP_KERNEL, 4), 0);
	assert_int_equal(take_pfn(0, GFP_KERNEL, 4), 48);
	assert_true(take_pfn(0, GFP_KERNEL | __GFP_NOWARN, 0) == ~0ULL);
	assert_int_equal(glue_warnings(), 0);
	two_nodes();
	assert_int_equal(take_pfn(3, GFP_KERNEL, 4), 48);
	assert_int_equal(take_pfn(3, GFP_KERNEL, 4), 32);
	/* No such node: node 0. */
	two_nodes();
	assert_int_equal(take_pfn(NUMA_NO_NODE, GFP_KERNEL, 4), 32);
	assert_int_equal(take_pfn(5, GFP_KERNEL, 4), 16);
	assert_int_equal(take_pfn(MAX_NUMNODES, GFP_KERNEL, 4), 0);
	check_blocks(true);
}

TEST(dma_is_taken_only_from_low_zones)
{
	two_nodes();
	assert_int_equal(take_pfn(0, GFP_DMA, 4), 0);
	assert_null(alloc_pages(GFP_DMA, 0));
	assert_true(glue_log_has("order:0 (4 KiB), gfp:0x1, "
				 "zones tried: DMA, from node 0"));
	assert_int_equal(take_pfn(0, GFP_DMA32, 4), 16);
	assert_null(alloc_pages(GFP_DMA32, 2));
	assert_true(glue_log_has("order:2 (16 KiB), gfp:0x4, "
				 "zones tried: DMA32 DMA, "));
	two_nodes();
	assert_int_equal(take_pfn(3, GFP_DMA32, 4), 16);
	assert_int_equal(take_pfn(3, GFP_DMA32, 4), 0);
}

TEST(failure_is_one_message_unless_nowarn)
{
	one_zone(4);
	assert_null(alloc_pages(GFP_KERNEL, 3));
	assert_int_equal(glue_log_count("page allocation failure"), 1);
	assert_true(glue_log_has("zones tried: Normal DMA32 DMA"));
	assert_null(alloc_pages(GFP_KERNEL | __GFP_NOWARN, 3));
	assert_int_equal(glue_log_count("page allocation failure"), 1);
	assert_null(alloc_pages(GFP_KERNEL, MAX_ORDER));
	assert_true(glue_log_has("order:19, the largest is 18"));
	assert_null(alloc_pages(GFP_KERNEL, ~0u));
	assert_int_equal(__get_free_pages(GFP_NOWAIT | __GFP_NOWARN, 3), 0);
	check_blocks(true);
}

TEST(zeroed_pages_are_zero)
{
	unsigned char *p;
	size_t i;

	one_zone(8);
	memset(__va(0), 0x5a, 8 * PAGE_SIZE);
	p = (void *)__get_free_pages(GFP_KERNEL | __GFP_ZERO, 2);
	assert_ptr_equal(p, __va(0));
	for (i = 0; i < 4 * PAGE_SIZE; i++)
		assert_int_equal(p[i], 0);
	/* The next page is not ours. */
	assert_int_equal(p[4 * PAGE_SIZE], 0x5a);
	p = (void *)get_zeroed_page(GFP_KERNEL);
	for (i = 0; i < PAGE_SIZE; i++)
		assert_int_equal(p[i], 0);
	assert_int_equal(p[PAGE_SIZE], 0x5a);
	/* Not asked for: the content stays. */
	p = (void *)__get_free_pages(GFP_KERNEL, 0);
	assert_int_equal(p[0], 0x5a);
}

TEST(free_by_address)
{
	unsigned long addr;

	one_zone(8);
	addr = __get_free_pages(GFP_KERNEL, 1);
	assert_ptr_equal(virt_to_page((void *)addr), pfn_to_page(0));
	free_pages(addr, 1);
	assert_int_equal(nr_free_pages(), 8);
	free_pages(0, 1);
	assert_int_equal(glue_warnings(), 0);
	addr = __get_free_pages(GFP_KERNEL, 0);
	free_pages(addr + 1, 0);
	assert_true(glue_log_has("is no page of RAM"));
	free_pages((unsigned long)__va(8 * PAGE_SIZE), 0);
	assert_int_equal(glue_warnings(), 2);
	assert_int_equal(nr_free_pages(), 7);
	check_blocks(true);
}

/* One WARN with pfn and kind, and everything stays as it was. */
static void expect_refused(struct page *page, unsigned int order,
			   const char *text)
{
	char before[512];
	u64 free_before = nr_free_pages();

	strcpy(before, picture());
	glue_log_clear();
	__free_pages(page, order);
	assert_int_equal(glue_warnings(), 1);
	if (!glue_log_has(text))
		fprintf(stderr, "log: %s", glue_log());
	assert_true(glue_log_has(text));
	assert_string_equal(picture(), before);
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
	assert_string_equal(picture(), "2A 0A 0F 1F 3R");
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

	one_zone(8);
	alloc_pages(GFP_KERNEL, 1);
	b = alloc_pages(GFP_KERNEL, 1);
	__free_pages(b, 1);
	assert_string_equal(picture(), "1A 1F 2F");
	expect_refused(b, 1, "pfn 2 as order 1, but it is the head of the "
		       "free block of order 1");
	__free_pages(pfn_to_page(0), 1);
	assert_string_equal(picture(), "3F");
	expect_refused(b, 1, "pfn 2 as order 1, but it is inside the free "
		       "block of order 3 at pfn 0");
}

TEST(freed_pages_are_poisoned_in_a_debug_build)
{
	unsigned char *p;

	one_zone(8);
	p = (void *)__get_free_pages(GFP_KERNEL | __GFP_ZERO, 0);
	free_pages((unsigned long)p, 0);
	assert_int_equal(p[0], 0xaa);
	assert_int_equal(p[PAGE_SIZE - 1], 0xaa);
	assert_int_equal(p[PAGE_SIZE], 0);
}

TEST(order_of_a_size)
{
	assert_int_equal(get_order(0), 0);
	assert_int_equal(get_order(1), 0);
	assert_int_equal(get_order(PAGE_SIZE), 0);
	assert_int_equal(get_order(PAGE_SIZE + 1), 1);
	assert_int_equal(get_order(2 * PAGE_SIZE), 1);
	assert_int_equal(get_order(3 * PAGE_SIZE), 2);
	assert_int_equal(get_order(1ULL << 30), 18);
	assert_int_equal(get_order(~0ULL), 52);
}

TEST(show_free_areas_prints_a_line_per_zone)
{
	two_nodes();
	alloc_pages(GFP_DMA, 1);
	glue_log_clear();
	show_free_areas();
	assert_true(glue_log_has("Node 0, zone      DMA    0    1    1    1 "));
	assert_true(glue_log_has("Node 0, zone    DMA32    0    0    0    0  "
				 "  1    0"));
	assert_true(glue_log_has("Node 3, zone   Normal    0    0    0    0  "
				 "  1    0"));
	/* Node 3 has no DMA zones. */
	assert_int_equal(glue_log_count("Node"), 4);
	assert_int_equal(glue_log_count("\n"), 4);
}

/* ---- random, beside a model ------------------------------------------- */

#define MODEL_PAGES	4096
#define MODEL_BLOCKS	512

static unsigned short owner[MODEL_PAGES];	/* 0: nobody */
static struct { struct page *page; unsigned int order; }
	held[MODEL_BLOCKS];

static void model_take(unsigned short id, u64 pfn, unsigned int order)
{
	u64 i;

	assert_int_equal(pfn % (1ULL << order), 0);
	for (i = pfn; i < pfn + (1ULL << order); i++) {
		assert_true(i < MODEL_PAGES);
		assert_int_equal(owner[i], 0);
		owner[i] = id;
	}
}

static void model_give(u64 pfn, unsigned int order)
{
	memset(&owner[pfn], 0, sizeof(owner[0]) << order);
}

/* Is there an aligned run of pages that nobody owns, within one range? */
static bool model_has_room(unsigned int order)
{
	unsigned int i;

	for (i = 0; i < nr_page_ranges; i++) {
		u64 size = 1ULL << order, pfn, n;

		pfn = round_up(page_ranges[i].start_pfn, size);
		for (; pfn + size <= page_ranges[i].end_pfn; pfn += size) {
			for (n = 0; n < size && !owner[pfn + n]; n++)
				;
			if (n == size)
				return true;
		}
	}
	return false;
}

static void random_step(unsigned int id)
{
	unsigned int order = (unsigned int)sim_random(sim_random(2) ? 3 : 10);
	u64 pfn;

	if (held[id].page) {
		pfn = page_to_pfn(held[id].page);
		__free_pages(held[id].page, held[id].order);
		model_give(pfn, held[id].order);
		held[id].page = NULL;
		return;
	}
	held[id].page = alloc_pages_node((int)sim_random(2),
					 GFP_KERNEL | __GFP_NOWARN, order);
	held[id].order = order;
	if (held[id].page)
		model_take((unsigned short)(id + 1),
			   page_to_pfn(held[id].page), order);
	else
		assert_false(model_has_room(order));
}

static const struct sim_range crooked[] = {
	{ 1, 0x9f, 0, ZONE_DMA }, { 0x100, 0x301, 0, ZONE_DMA32 },
	{ 0x301, 0x500, 1, ZONE_DMA32 }, { 0x5ff, 0x9ff, 1, ZONE_NORMAL },
};

TEST(random_run_beside_a_model)
{
	u64 free_pages_at_first;
	unsigned int i;

	printf("seed %llu\n", sim_seed);
	sim_ranges(crooked, ARRAY_SIZE(crooked));
	memset(owner, 0xff, sizeof(owner));
	for (i = 0; i < ARRAY_SIZE(crooked); i++) {
		sim_free(crooked[i].start_pfn, crooked[i].end_pfn);
		memset(&owner[crooked[i].start_pfn], 0, sizeof(owner[0]) *
		       (crooked[i].end_pfn - crooked[i].start_pfn));
	}
	free_pages_at_first = nr_free_pages();
	assert_int_equal(free_pages_at_first, totalram_pages);
	for (i = 0; i < 6000; i++) {
		random_step((unsigned int)sim_random(MODEL_BLOCKS));
		check_blocks(i % 16 == 0);
	}
	for (i = 0; i < MODEL_BLOCKS; i++)
		if (held[i].page)
			random_step(i);
	assert_int_equal(nr_free_pages(), free_pages_at_first);
	check_blocks(true);
	assert_int_equal(glue_warnings(), 0);
}

int main(void)
{
#define S(name)	cmocka_unit_test_setup(name, setup)
	const struct CMUnitTest tests[] = {
		S(split), S(merge), S(merge_from_above),
		S(neighbours_that_are_no_buddies_stay_apart),
		S(every_order_is_aligned_and_comes_back),
		S(the_largest_order_does_not_merge),
		S(zones_and_nodes_fall_back_in_order),
		S(dma_is_taken_only_from_low_zones),
		S(failure_is_one_message_unless_nowarn),
		S(zeroed_pages_are_zero), S(free_by_address),
		S(wrong_frees_are_refused), S(double_free_after_a_merge),
		S(freed_pages_are_poisoned_in_a_debug_build),
		S(order_of_a_size),
		S(show_free_areas_prints_a_line_per_zone),
		S(random_run_beside_a_model),
	};

	return RUN(tests);
}
