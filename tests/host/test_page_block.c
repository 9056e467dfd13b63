// SPDX-License-Identifier: GPL-2.0-only
/*
 * The block rule (docs/page-blocks.md): blocks tile each range, only their
 * heads are written, and the head of any page is found by reading heads
 * only. All arrays are poisoned, so a read of another structure panics.
 *
 * sources: mm/page_block.c mm/page_alloc.c
 * sources: mm/page_poison.c
 * sources: mm/page_nodes.c tests/host/page_check.c
 * sources: tests/host/sim_phys.c tests/host/glue.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -DCONFIG_DEBUG_VM
 * cflags: -include tests/host/sim_phys.h
 */
#include "page_check.h"

pg_data_t *node_data[MAX_NUMNODES];

static void one_range(u64 start, u64 end)
{
	const struct sim_range range = { start, end, 0, ZONE_NORMAL };

	sim_ranges(&range, 1);
}

TEST(order_from_alignment_and_room)
{
	assert_int_equal(page_block_order(1, 100), 0);
	assert_int_equal(page_block_order(2, 100), 1);
	assert_int_equal(page_block_order(64, 100), 5);
	assert_int_equal(page_block_order(64, 128), 6);
	assert_int_equal(page_block_order(64, 127), 5);
	assert_int_equal(page_block_order(64, 65), 0);
	/* Page frame 0 is aligned to everything. */
	assert_int_equal(page_block_order(0, 1), 0);
	assert_int_equal(page_block_order(0, 1ULL << 40), MAX_ORDER - 1);
	assert_int_equal(page_block_order(1ULL << 30, 1ULL << 31),
			 MAX_ORDER - 1);
	assert_int_equal(page_block_order((1ULL << 52) - 1, 1ULL << 52), 0);
}

TEST(ranges_are_found_by_pfn_and_by_structure)
{
	static const struct sim_range r[] = {
		{ 1, 0x9f, 0, ZONE_DMA }, { 0x100, 0x1000, 0, ZONE_DMA },
		{ 0x1000, 0x1801, 0, ZONE_DMA32 },
		{ 0x2000, 0x2001, 1, ZONE_DMA32 },
	};
	u64 pfn;

	sim_ranges(r, ARRAY_SIZE(r));
	for (pfn = 0; pfn < 0x2100; pfn += 1 + sim_random(3)) {
		struct page_range *want = NULL;
		unsigned int i;

		for (i = 0; i < ARRAY_SIZE(r); i++)
			if (pfn >= r[i].start_pfn && pfn < r[i].end_pfn)
				want = &page_ranges[i];
		assert_ptr_equal(find_page_range(pfn), want);
		assert_int_equal(pfn_valid(pfn), want != NULL);
		if (!want)
			continue;
		/* Forget the last hit, so that the search is tested. */
		find_page_range(r[sim_random(4)].start_pfn);
		assert_ptr_equal(find_struct_range(pfn_to_page(pfn)), want);
		find_page_range(r[sim_random(4)].start_pfn);
		assert_ptr_equal(find_page_range(pfn), want);
	}
	assert_null(pfn_to_page(0));
	assert_null(pfn_to_page(0x9f));
	assert_null(pfn_to_page(~0ULL));
	assert_null(page_block_head(0xff));
	assert_null(find_struct_range(NULL));
	assert_null(find_struct_range(page_ranges[1].pages +
				      (0x1000 - 0x100)));
	assert_int_equal(next_range_start(0), 1);
	assert_int_equal(next_range_start(0xa0), 0x100);
	assert_int_equal(next_range_start(0x1900), 0x2000);
	assert_true(next_range_start(0x2001) == ~0ULL);
}

/* Whoever asks before there are ranges, and so no array, is told so. */
TEST(nothing_is_found_where_there_is_nothing)
{
	struct page_range *ranges = page_ranges;
	unsigned int nr = nr_page_ranges;
	struct page page;

	page_ranges = NULL;
	nr_page_ranges = last_page_range = 0;
	assert_null(find_page_range(0));
	assert_null(find_struct_range(&page));
	assert_true(next_range_start(0) == ~0ULL);
	page_ranges = ranges;
	nr_page_ranges = nr;
}

TEST(kinds_in_words)
{
	static const char *const names[] = {
		"unwritten", "free", "allocated", "slab", "slab tail",
		"reserved", "absent", "broken", "broken",
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		assert_string_equal(page_kind_name(i), names[i]);
	assert_string_equal(page_kind_name(255), "broken");
}

/* Every range within 40 pages, at every alignment. */
TEST(every_small_range_is_tiled)
{
	u64 start, end;

	for (start = 0; start < 40; start++) {
		for (end = start + 1; end <= 40; end++) {
			one_range(start, end);
			sim_blocks(start, end, PAGE_RESERVED);
			check_blocks(true);
		}
	}
}

/* Tile [start, end) at random: each block is kept, or halved and so on. */
static void random_tiles(u64 start, unsigned int order)
{
	if (order && sim_random(4)) {
		order--;
		random_tiles(start, order);
		random_tiles(start + (1ULL << order), order);
		return;
	}
	page_block_set(find_page_range(start), start, order,
		       sim_random(2) ? PAGE_ALLOCATED : PAGE_RESERVED);
}

TEST(heads_are_found_in_any_tiling)
{
	int round;

	printf("seed %llu\n", sim_seed);
	for (round = 0; round < 300; round++) {
		u64 start = sim_random(3000), end, at;

		end = start + 1 + sim_random(3000);
		one_range(start, end);
		for (at = start; at < end; ) {
			unsigned int order = page_block_order(at, end);

			random_tiles(at, order);
			at += 1ULL << order;
		}
		check_blocks(true);
		at = start + sim_random(end - start);
		assert_ptr_equal(page_block_head(at), brute_head(at));
	}
}

/*
 * A range that begins and ends inside a largest block:
 *
 *   0        0x40000          0x80000          0xc0000
 *   |   [....|################|################|....]   |
 *       0x3ffff                                0xc0003
 */
TEST(largest_blocks_between_crooked_ends)
{
	one_range(0x3ffff, 0xc0003);
	sim_blocks(0x3ffff, 0xc0003, PAGE_RESERVED);
	check_blocks(false);
	assert_int_equal(page_block_head(0x3ffff)->order, 0);
	assert_int_equal(page_block_head(0x40000)->order, MAX_ORDER - 1);
	assert_ptr_equal(page_block_head(0x7ffff), pfn_to_page(0x40000));
	assert_ptr_equal(page_block_head(0xbffff), pfn_to_page(0x80000));
	assert_int_equal(page_block_head(0xc0000)->order, 1);
	assert_int_equal(page_block_head(0xc0002)->order, 0);
}

/*
 * __free_largest_blocks() stops at a block of another kind, and at one of
 * another order:
 *
 *   |#### R 18 ####|#### A 18 ####|#### R 17 ..|      only the first is freed
 */
TEST(largest_blocks_of_one_kind_and_order)
{
	const u64 block = 1ULL << (MAX_ORDER - 1);
	struct page_range *range;

	one_range(0, 3 * block);
	sim_blocks(0, 3 * block, PAGE_RESERVED);
	pfn_to_page(block)->kind = PAGE_ALLOCATED;
	pfn_to_page(2 * block)->order = MAX_ORDER - 2;
	range = page_ranges;
	assert_int_equal(__free_largest_blocks(range, 0, 3 * block), block);
	assert_int_equal(pfn_to_page(0)->kind, PAGE_FREE);
	assert_int_equal(__free_largest_blocks(range, block, 3 * block), 0);
	assert_int_equal(pfn_to_page(block)->kind, PAGE_ALLOCATED);
	assert_int_equal(__free_largest_blocks(range, 2 * block, 3 * block),
			 0);
	assert_int_equal(pfn_to_page(2 * block)->kind, PAGE_RESERVED);
	assert_int_equal(range->zone->free_pages, block);
	/* Nor does it go on behind the range. */
	one_range(0, block);
	sim_blocks(0, block, PAGE_RESERVED);
	assert_int_equal(__free_largest_blocks(page_ranges, 0, 2 * block),
			 block);
}

/*
 * Cut pages 12 and 13 out of a block of 16:
 *
 *   before: |r r r r r r r r r r r r r r r r|
 *   after:  |r r r r r r r r|r r r r|C C|r r|
 */
TEST(cut_halves_until_the_part_is_left)
{
	struct page *part;

	one_range(0, 16);
	sim_blocks(0, 16, PAGE_RESERVED);
	part = page_block_cut(page_block_head(3), 12, 1);
	check_blocks(true);
	assert_ptr_equal(part, pfn_to_page(12));
	assert_int_equal(part->order, 1);
	assert_int_equal(pfn_to_page(0)->order, 3);
	assert_int_equal(pfn_to_page(8)->order, 2);
	assert_int_equal(pfn_to_page(14)->order, 1);
	assert_int_equal(pfn_to_page(14)->kind, PAGE_RESERVED);
	/* Nothing to cut: the block itself, untouched. */
	assert_ptr_equal(page_block_cut(part, 12, 1), part);
	check_blocks(true);
}

TEST(random_cuts_keep_the_tiling)
{
	int round;

	for (round = 0; round < 200; round++) {
		u64 start = sim_random(100), end = start + 500;
		int cut;

		one_range(start, end);
		sim_blocks(start, end, PAGE_RESERVED);
		for (cut = 0; cut < 20; cut++) {
			u64 pfn = start + sim_random(end - start);
			struct page *head = page_block_head(pfn);
			unsigned int order;

			order = (unsigned int)sim_random(head->order + 1u);
			pfn = round_down(pfn, 1ULL << order);
			head = page_block_cut(head, pfn, order);
			assert_ptr_equal(head, pfn_to_page(pfn));
			assert_int_equal(head->order, order);
			check_blocks(true);
		}
	}
}

/*
 * Ranges 1-7 and 8-15 touch at 8. Buddies of order 0 and 1:
 *
 *   |1|2 3|4 5 6 7||8 9|a b c d e f|     pfn 1: buddy 0 is in no range;
 *                                        pfn 6: buddy 4;  pfn 8: buddy a
 */
TEST(buddies_stop_at_the_end_of_a_range)
{
	static const struct sim_range r[] = {
		{ 1, 8, 0, ZONE_DMA }, { 8, 15, 0, ZONE_DMA32 },
	};
	struct page_range *low, *high;

	sim_ranges(r, 2);
	low = &page_ranges[0];
	high = &page_ranges[1];
	sim_blocks(1, 4, PAGE_FREE);
	sim_blocks(4, 8, PAGE_FREE);
	sim_blocks(8, 12, PAGE_FREE);
	sim_blocks(12, 15, PAGE_FREE);
	assert_null(page_block_buddy(low, 1, 0));
	/* 4-7 is whole, and its buddy 0-3 begins outside the range. */
	assert_null(page_block_buddy(low, 4, 2));
	/* 8-11 is the buddy of 12-15 in order, but that is split. */
	assert_null(page_block_buddy(high, 8, 2));
	assert_ptr_equal(page_block_buddy(high, 12, 2), pfn_to_page(8));
	/* Page 15 is past the end of the range. */
	assert_null(page_block_buddy(high, 14, 0));
	/* 0-7 and 8-15: the range border lies between. */
	assert_null(page_block_buddy(low, 4, 3));
	pfn_to_page(8)->kind = PAGE_RESERVED;
	assert_null(page_block_buddy(high, 12, 2));
}

TEST(reading_what_was_never_written_is_caught)
{
	one_range(0x100, 0x200);
	sim_blocks(0x100, 0x200, PAGE_RESERVED);
	EXPECT_PANIC {
		page_to_pfn(pfn_to_page(0x123));
	}
	assert_non_null(strstr(glue_panic_message, "pfn 123: "));
	assert_non_null(strstr(glue_panic_message, "never written"));
	/* A head of another range is as wrong: ranges must match. */
	pfn_to_page(0x100)->range = 1;
	EXPECT_PANIC {
		page_block_head(0x1ff);
	}
	assert_non_null(strstr(glue_panic_message, "pfn 100: "));
	/* So is one that a merge has cleared. */
	pfn_to_page(0x100)->range = 0;
	page_block_clear(pfn_to_page(0x100));
	EXPECT_PANIC {
		page_block_head(0x101);
	}
	assert_non_null(strstr(glue_panic_message, "pfn 100: "));
	EXPECT_PANIC {
		page_to_pfn((struct page *)&node_data);
	}
	assert_non_null(strstr(glue_panic_message, "no page structure"));
}

/* Each of the four that poison or another range's head would have wrong. */
TEST(one_wrong_member_is_enough)
{
	struct page good = { .kind = PAGE_FREE, .order = 3 }, bad[4];
	unsigned int i;

	one_range(0x100, 0x200);
	page_check_written(page_ranges, &good, 0x100);
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		bad[i] = good;
	bad[0].kind = PAGE_UNWRITTEN;
	bad[1].kind = PAGE_ABSENT + 1;
	bad[2].order = MAX_ORDER;
	bad[3].range = 1;
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		EXPECT_PANIC {
			page_check_written(page_ranges, &bad[i], 0x100);
		}
		assert_non_null(strstr(glue_panic_message, "pfn 100: "));
	}
	/* These may be: the last kind, the last order. */
	good.kind = PAGE_ABSENT;
	good.order = MAX_ORDER - 1;
	page_check_written(page_ranges, &good, 0x100);
}

/* Blocks that cover less than the page asked for: the walk ends in a BUG. */
TEST(a_page_of_no_block_is_caught)
{
	one_range(0, 4);
	page_block_set(&page_ranges[0], 0, 1, PAGE_RESERVED);
	page_block_set(&page_ranges[0], 2, 0, PAGE_RESERVED);
	EXPECT_PANIC {
		page_block_head(3);
	}
	assert_non_null(strstr(glue_panic_message, "pfn 3: "));
}

TEST(a_slab_tail_knows_its_range)
{
	struct page *tail;

	one_range(0x40, 0x80);
	sim_blocks(0x40, 0x80, PAGE_SLAB);
	tail = pfn_to_page(0x41);
	tail->kind = PAGE_SLAB_TAIL;
	tail->range = pfn_to_page(0x40)->range;
	assert_int_equal(page_to_pfn(tail), 0x41);
	assert_ptr_equal(page_block_head(0x41), pfn_to_page(0x40));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(order_from_alignment_and_room),
		cmocka_unit_test(ranges_are_found_by_pfn_and_by_structure),
		cmocka_unit_test(nothing_is_found_where_there_is_nothing),
		cmocka_unit_test(kinds_in_words),
		cmocka_unit_test(every_small_range_is_tiled),
		cmocka_unit_test(heads_are_found_in_any_tiling),
		cmocka_unit_test(largest_blocks_between_crooked_ends),
		cmocka_unit_test(largest_blocks_of_one_kind_and_order),
		cmocka_unit_test(cut_halves_until_the_part_is_left),
		cmocka_unit_test(random_cuts_keep_the_tiling),
		cmocka_unit_test(buddies_stop_at_the_end_of_a_range),
		cmocka_unit_test(reading_what_was_never_written_is_caught),
		cmocka_unit_test(one_wrong_member_is_enough),
		cmocka_unit_test(a_page_of_no_block_is_caught),
		cmocka_unit_test(a_slab_tail_knows_its_range),
	};

	return RUN(tests);
}
