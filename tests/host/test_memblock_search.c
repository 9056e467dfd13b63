// SPDX-License-Identifier: GPL-2.0-only
/*
 * memblock_find_in_range_node and the two directions below it: which hole,
 * which address in it, and what is never handed out (docs/design.md, call tree;
 * docs/memblock-api.md 7, 18 rows 12 and 13). It reserves nothing, so no memory
 * lies behind the numbers.
 *
 * sources: mm/memblock*.c tests/host/glue.c tests/host/glue_memblock.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4
 */
#include "glue_memblock.h"

#define ANY	NUMA_NO_NODE
#define find	memblock_find_in_range_node

/* ---- once per program: these run first ------------------------------- */

/* Row 13: 48 would give blocks with a remainder of 16. Said once. */
TEST(weakness_13_odd_align_warns_once_and_fails)
{
	memblock_add(MB(1), MB(1));
	assert_int_equal(find(64, 48, 0, TOP, ANY), 0);
	assert_true(glue_warnings() > 0);
	glue_log_clear();
	assert_int_equal(find(64, 48, 0, TOP, ANY), 0);
	assert_int_equal(find(64, 48, 0, TOP, ANY), 0);
	assert_int_equal(glue_warnings(), 0);
	assert_int_equal(find(64, 3, 0, TOP, ANY), 0);
}

/* The era's "any node" is taken, with one warning. */
TEST(max_numnodes_is_any_node_and_warns_once)
{
	memblock_add_node(MB(1), MB(1), 1, MEMBLOCK_NONE);
	assert_int_equal(find(64, 64, 0, TOP, MAX_NUMNODES), MB(2) - 64);
	assert_int_equal(glue_warnings(), 1);
	assert_int_equal(find(64, 64, 0, TOP, MAX_NUMNODES), MB(2) - 64);
	assert_int_equal(glue_warnings(), 1);
}

/* docs/design.md, 1.1.1: hot-unplug may suffer when bottom-up finds nothing. */
TEST(failed_bottom_up_warns_once)
{
	memblock_add(MB(1), MB(1));
	memblock_set_bottom_up(true);
	assert_int_equal(find(MB(1), MB(1), 0, TOP, ANY), MB(1));
	assert_int_equal(glue_warnings(), 0);
	assert_int_equal(find(MB(2), MB(1), 0, TOP, ANY), 0);
	assert_int_equal(glue_warnings(), 1);
	assert_int_equal(find(MB(2), MB(1), 0, TOP, ANY), 0);
	assert_int_equal(glue_warnings(), 1);
}

/* ---- top-down -------------------------------------------------------- */

TEST(nothing_in_nothing)
{
	assert_int_equal(find(64, 64, 0, TOP, ANY), 0);
	assert_int_equal(find(64, 64, 0, 0, ANY), 0);
	memblock_set_bottom_up(true);
	assert_int_equal(find(64, 64, 0, TOP, ANY), 0);
}

/* c = round_down(min(hole_end, end) - size, align) */
TEST(top_down_rounds_down)
{
	memblock_add(MB(1), MB(1) + 100);
	assert_int_equal(find(100, 1, 0, TOP, ANY), MB(2));
	assert_int_equal(find(101, 1, 0, TOP, ANY), MB(2) - 1);
	assert_int_equal(find(101, 64, 0, TOP, ANY), MB(2) - 64);
	assert_int_equal(find(10, KB(4), 0, TOP, ANY), MB(2));
	assert_int_equal(find(101, KB(4), 0, TOP, ANY), MB(2) - KB(4));
	assert_int_equal(find(1, 1, 0, MB(1) + 77, ANY), MB(1) + 76);
	assert_int_equal(find(1, MB(1), 0, TOP, ANY), MB(2));
	assert_int_equal(find(KB(4), MB(1), 0, TOP, ANY), MB(1));
	assert_int_equal(find(1, MB(4), 0, TOP, ANY), 0);
	expect_empty(&memblock.reserved);
}

TEST(exact_fit)
{
	memblock_add(MB(1), KB(4));
	assert_int_equal(find(KB(4), KB(4), 0, TOP, ANY), MB(1));
	assert_int_equal(find(KB(4) + 1, 1, 0, TOP, ANY), 0);
	memblock_set_bottom_up(true);
	assert_int_equal(find(KB(4), KB(4), 0, TOP, ANY), MB(1));
	assert_int_equal(find(KB(4) + 1, 1, 0, TOP, ANY), 0);
}

/*
 * First fit from the top, not best fit (section 17, trap 8).
 *
 * memory    [1M -------------------------- 2M)
 * reserved  ....[##]..........[##]...........
 * holes     64K          256K         512K
 */
TEST(first_fit_from_the_chosen_end)
{
	memblock_add(MB(1), MB(1));
	memblock_reserve(MB(1) + KB(64), KB(128));
	memblock_reserve(MB(1) + KB(448), KB(64));
	assert_int_equal(find(KB(64), KB(64), 0, TOP, ANY), MB(2) - KB(64));
	assert_int_equal(find(KB(64), KB(64), 0, MB(1) + KB(500), ANY),
			 MB(1) + KB(384));
	memblock_set_bottom_up(true);
	assert_int_equal(find(KB(64), KB(64), 0, TOP, ANY), MB(1));
	assert_int_equal(find(KB(65), KB(64), 0, TOP, ANY),
			 MB(1) + KB(192));
	assert_int_equal(find(KB(257), KB(64), 0, TOP, ANY),
			 MB(1) + KB(512));
}

/* The highest hole is big enough, but not where the alignment wants it. */
TEST(alignment_moves_on_to_the_next_hole)
{
	memblock_add(MB(1), MB(1));
	memblock_reserve(MB(2) - KB(12), KB(4));
	memblock_reserve(MB(2) - 16, 16);
	assert_int_equal(find(KB(4), KB(8), 0, TOP, ANY), MB(2) - KB(8));
	assert_int_equal(find(KB(8), KB(4), 0, TOP, ANY), MB(2) - KB(20));
	assert_int_equal(find(KB(8) - 16, KB(8), 0, TOP, ANY),
			 MB(2) - KB(8));
	assert_int_equal(find(KB(8) - 16, KB(16), 0, TOP, ANY),
			 MB(2) - KB(32));
}

TEST(start_and_end_clamp_the_hole)
{
	memblock_add(MB(1), MB(8));
	assert_int_equal(find(KB(4), 1, MB(3), MB(4), ANY), MB(4) - KB(4));
	assert_int_equal(find(MB(1), 1, MB(3), MB(4), ANY), MB(3));
	assert_int_equal(find(MB(1) + 1, 1, MB(3), MB(4), ANY), 0);
	assert_int_equal(find(1, KB(4), MB(3) + 1, MB(3) + KB(4), ANY), 0);
	assert_int_equal(find(1, KB(4), MB(3) + 1, MB(3) + KB(4) + 1, ANY),
			 MB(3) + KB(4));
	memblock_set_bottom_up(true);
	assert_int_equal(find(KB(4), 1, MB(3), MB(4), ANY), MB(3));
	assert_int_equal(find(KB(4), KB(4), MB(3) + 1, MB(4), ANY),
			 MB(3) + KB(4));
	assert_int_equal(find(1, KB(4), MB(3) + 1, MB(3) + KB(4), ANY), 0);
	assert_int_equal(find(1, KB(4), MB(3) + 1, MB(3) + KB(4) + 1, ANY),
			 MB(3) + KB(4));
}

/* A window with no room below its end: start above end counts as empty. */
TEST(end_is_at_least_start)
{
	memblock_add(MB(1), MB(8));
	assert_int_equal(find(64, 64, MB(5), MB(3), ANY), 0);
	assert_int_equal(find(64, 64, MB(5), MB(5), ANY), 0);
	memblock_set_bottom_up(true);
	assert_int_equal(find(64, 64, MB(5), MB(3), ANY), 0);
	assert_int_equal(find(64, 64, MB(5), 1, ANY), 0);
}

TEST(first_page_is_never_handed_out)
{
	int up;

	memblock_add(0, KB(8));
	for (up = 0; up < 2; up++) {
		memblock_set_bottom_up(up);
		assert_int_equal(find(KB(4), 1, 0, TOP, ANY), KB(4));
		assert_int_equal(find(KB(4) + 1, 1, 0, TOP, ANY), 0);
		assert_int_equal(find(1, 1, 0, KB(4), ANY), 0);
		assert_int_equal(find(1, 1, 5, KB(4) + 1, ANY), KB(4));
	}
	assert_int_equal(find(1, KB(4), 0, TOP, ANY), KB(4));
}

TEST(accessible_means_current_limit)
{
	memblock_add(MB(1), MB(8));
	memblock_set_current_limit(MB(4));
	assert_int_equal(find(KB(4), KB(4), 0, MEMBLOCK_ALLOC_ACCESSIBLE,
			      ANY), MB(4) - KB(4));
	assert_int_equal(find(KB(4), KB(4), 0, MB(6), ANY), MB(6) - KB(4));
}

TEST(anywhere_ignores_current_limit)
{
	memblock_add(MB(1), MB(8));
	memblock_set_current_limit(MB(4));
	assert_int_equal(find(KB(4), KB(4), 0, MEMBLOCK_ALLOC_ANYWHERE, ANY),
			 MB(9) - KB(4));
}

/*
 * Two regions of different nodes touch: two holes, not one (17.2).
 *
 * memory   [1M -- node 0 -- 2M)[2M -- node 1 -- 3M)
 * wanted          [----- 1 MiB + 1 -----)            no
 */
TEST(a_hole_never_spans_two_regions)
{
	int up;

	memblock_add_node(MB(1), MB(1), 0, MEMBLOCK_NONE);
	memblock_add_node(MB(2), MB(1), 1, MEMBLOCK_NONE);
	for (up = 0; up < 2; up++) {
		memblock_set_bottom_up(up);
		assert_int_equal(find(MB(1) + 1, 1, 0, TOP, ANY), 0);
		assert_int_equal(find(MB(1), 1, 0, TOP, ANY),
				 up ? MB(1) : MB(2));
		assert_int_equal(find(MB(1), 1, MB(1) + 1, TOP, ANY), MB(2));
		assert_int_equal(find(MB(1), 1, 0, MB(3) - 1, ANY), MB(1));
	}
}

TEST(node_is_respected)
{
	memblock_add_node(MB(1), MB(1), 0, MEMBLOCK_NONE);
	memblock_add_node(MB(2), MB(1), 5, MEMBLOCK_NONE);
	memblock_add_node(MB(3), MB(1), 0, MEMBLOCK_NONE);
	assert_int_equal(find(64, 64, 0, TOP, 5), MB(3) - 64);
	assert_int_equal(find(64, 64, 0, TOP, 0), MB(4) - 64);
	assert_int_equal(find(64, 64, 0, MB(3), 0), MB(2) - 64);
	assert_int_equal(find(64, 64, 0, TOP, 3), 0);
	memblock_set_bottom_up(true);
	assert_int_equal(find(64, 64, 0, TOP, 5), MB(2));
	assert_int_equal(find(64, 64, 0, TOP, 3), 0);
}

TEST(kinds_that_are_not_allocated)
{
	memblock_add_node(MB(1), MB(1), 0, MEMBLOCK_NONE);
	memblock_add_node(MB(2), MB(1), 0, MEMBLOCK_HOTPLUG);
	memblock_add_node(MB(3), MB(1), 0, MEMBLOCK_NOMAP);
	memblock_add_node(MB(4), MB(1), 0, MEMBLOCK_DRIVER_MANAGED);
	assert_int_equal(find(64, 64, 0, TOP, ANY), MB(3) - 64);
	movable_node_enabled = true;
	assert_int_equal(find(64, 64, 0, TOP, ANY), MB(2) - 64);
	assert_int_equal(find(64, 64, MB(2), TOP, ANY), 0);
}

/* ---- bottom-up ------------------------------------------------------- */

TEST(bottom_up_rounds_up)
{
	memblock_set_bottom_up(true);
	memblock_add(MB(1) + 1, MB(1));
	assert_int_equal(find(1, 1, 0, TOP, ANY), MB(1) + 1);
	assert_int_equal(find(1, 64, 0, TOP, ANY), MB(1) + 64);
	assert_int_equal(find(1, KB(4), 0, TOP, ANY), MB(1) + KB(4));
	assert_int_equal(find(1, MB(1), 0, TOP, ANY), MB(2));
	assert_int_equal(find(2, MB(1), 0, TOP, ANY), 0);
	expect_empty(&memblock.reserved);
}

/*
 * Nothing found upwards: top-down, without the bound of the kernel's end,
 * would find nothing either on the host, where that end is 0.
 */
TEST(bottom_up_may_fail)
{
	memblock_set_bottom_up(true);
	memblock_add(MB(1), KB(4));
	assert_int_equal(find(KB(8), KB(4), 0, TOP, ANY), 0);
	assert_int_equal(find(KB(4), KB(4), 0, TOP, ANY), MB(1));
}

/* ---- the two directions, called directly ----------------------------- */

TEST(directions_by_name)
{
	memblock_add(MB(1), MB(3));
	memblock_reserve(MB(2), MB(1));
	assert_int_equal(__memblock_find_range_top_down(MB(1), MB(4), KB(8),
			KB(4), ANY), MB(4) - KB(8));
	assert_int_equal(__memblock_find_range_top_down(MB(1), MB(3), KB(8),
			KB(4), ANY), MB(2) - KB(8));
	assert_int_equal(__memblock_find_range_bottom_up(MB(1), MB(4), KB(8),
			KB(4), ANY), MB(1));
	assert_int_equal(__memblock_find_range_bottom_up(MB(2), MB(4), KB(8),
			KB(4), ANY), MB(3));
	assert_int_equal(__memblock_find_range_top_down(MB(2), MB(3), 1, 1,
			ANY), 0);
	assert_int_equal(__memblock_find_range_bottom_up(MB(2), MB(3), 1, 1,
			ANY), 0);
}

TEST(find_in_range_has_another_order)
{
	memblock_add_node(MB(1), MB(1), 3, MEMBLOCK_NONE);
	assert_int_equal(memblock_find_in_range(0, MB(2), KB(4), KB(8)),
			 MB(2) - KB(8));
	assert_int_equal(memblock_find_in_range(MB(2), TOP, KB(4), KB(4)), 0);
}

/* Row 12: nothing is no block. */
TEST(weakness_12_size_0_fails)
{
	int up;

	memblock_add(MB(1), MB(1));
	for (up = 0; up < 2; up++) {
		memblock_set_bottom_up(up);
		assert_int_equal(find(0, 64, 0, TOP, ANY), 0);
		assert_int_equal(find(0, 64, 0, 0, ANY), 0);
		assert_int_equal(memblock_find_in_range(0, TOP, 0, 1), 0);
	}
}

TEST(huge_sizes_do_not_wrap)
{
	static const phys_addr_t sizes[] = { TOP, TOP - 1, TOP - KB(4),
		1ULL << 63, MB(1) + 1 };
	unsigned int i, up;

	memblock_add(MB(1), MB(1));
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		for (up = 0; up < 2; up++) {
			memblock_set_bottom_up(up);
			assert_int_equal(find(sizes[i], 1, 0, TOP, ANY), 0);
			assert_int_equal(find(sizes[i], 1ULL << 63, 0, TOP,
					      ANY), 0);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(weakness_13_odd_align_warns_once_and_fails),
		T(max_numnodes_is_any_node_and_warns_once),
		T(failed_bottom_up_warns_once),
		T(nothing_in_nothing),
		T(top_down_rounds_down),
		T(exact_fit),
		T(first_fit_from_the_chosen_end),
		T(alignment_moves_on_to_the_next_hole),
		T(start_and_end_clamp_the_hole),
		T(end_is_at_least_start),
		T(first_page_is_never_handed_out),
		T(accessible_means_current_limit),
		T(anywhere_ignores_current_limit),
		T(a_hole_never_spans_two_regions),
		T(node_is_respected),
		T(kinds_that_are_not_allocated),
		T(bottom_up_rounds_up),
		T(bottom_up_may_fail),
		T(directions_by_name),
		T(find_in_range_has_another_order),
		T(weakness_12_size_0_fails),
		T(huge_sizes_do_not_wrap),
	};

	return RUN(tests);
}
