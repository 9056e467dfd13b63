// SPDX-License-Identifier: GPL-2.0-only
/*
 * memblock_remove and memblock_remove_range: every way a cut can lie over
 * one, two and many regions (docs/memblock-api.md 3.5, 5, 18 row 6).
 *
 * sources: mm/memblock*.c tests/host/glue.c tests/host/glue_memblock.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4
 */
#include "glue_memblock.h"

#define M	(&memblock.memory)

TEST(remove_the_only_region)
{
	memblock_add(MB(3), MB(1));
	assert_int_equal(memblock_remove(MB(3), MB(1)), 0);
	expect_empty(M);
	assert_int_equal(M->regions[0].base, 0);
	assert_int_equal(M->regions[0].size, 0);
	assert_int_equal(M->regions[0].nid, MAX_NUMNODES);
}

TEST(remove_from_nothing)
{
	assert_int_equal(memblock_remove(MB(3), MB(1)), 0);
	assert_int_equal(memblock_remove(0, PHYS_ADDR_MAX), 0);
	expect_empty(M);
}

TEST(remove_what_is_not_there)
{
	memblock_add(MB(4), MB(1));
	assert_int_equal(memblock_remove(MB(1), MB(3)), 0);
	assert_int_equal(memblock_remove(MB(5), MB(1)), 0);
	assert_int_equal(memblock_remove(MB(4) + KB(4), 0), 0);
	expect_list(M, { MB(4), MB(1) });
}

/*
 * before   [4-------8)
 * remove   [3--5)
 * after    ....[5---8)
 */
TEST(remove_the_bottom)
{
	memblock_add(MB(4), MB(4));
	memblock_remove(MB(3), MB(2));
	expect_list(M, { MB(5), MB(3) });
	memblock_remove(MB(5), MB(1));
	expect_list(M, { MB(6), MB(2) });
}

/*
 * before   [4-------8)
 * remove   ......[7---9)
 * after    [4---7)
 */
TEST(remove_the_top)
{
	memblock_add(MB(4), MB(4));
	memblock_remove(MB(7), MB(2));
	expect_list(M, { MB(4), MB(3) });
	memblock_remove(MB(6), MB(1));
	expect_list(M, { MB(4), MB(2) });
}

/*
 * before   [4 n3 hotplug ----------8)
 * remove   ......[5--6)..............
 * after    [4 n3 h 5)..[6 n3 h ----8)
 */
TEST(both_halves_inherit_node_and_flags)
{
	int i;

	memblock_add_node(MB(4), MB(4), 3, MEMBLOCK_HOTPLUG);
	assert_int_equal(memblock_remove(MB(5), MB(1)), 0);
	expect_list(M, { MB(4), MB(1) }, { MB(6), MB(2) });
	for (i = 0; i < 2; i++) {
		assert_int_equal(M->regions[i].nid, 3);
		assert_int_equal(M->regions[i].flags, MEMBLOCK_HOTPLUG);
	}
}

TEST(remove_more_than_there_is)
{
	memblock_add(MB(4), MB(4));
	assert_int_equal(memblock_remove(MB(1), GB(1)), 0);
	expect_empty(M);
}

/*
 * before   [1----3)..[4----6)
 * remove   ...[2-------5)....
 * after    [1-2)......[5--6)
 */
TEST(remove_across_two)
{
	memblock_add(MB(1), MB(2));
	memblock_add(MB(4), MB(2));
	assert_int_equal(memblock_remove(MB(2), MB(3)), 0);
	expect_list(M, { MB(1), MB(1) }, { MB(5), MB(1) });
}

/*
 * before   [0)..[1)..[2).. ... ..[9)
 * remove        [1)..[2).. ... [8)    whole regions, exactly
 * after    [0).. ............. ..[9)
 */
TEST(remove_whole_regions_between)
{
	fill_list(M, MB(1), 10);
	assert_int_equal(memblock_remove(MB(1) + KB(4), 7 * KB(4) + 0x100), 0);
	expect_list(M, { MB(1), 0x100 }, { MB(1) + 9 * KB(4), 0x100 });
}

/* A gap only: both ends of the cut lie between regions. */
TEST(remove_a_gap)
{
	fill_list(M, MB(1), 3);
	assert_int_equal(memblock_remove(MB(1) + 0x100, 0xf00), 0);
	assert_int_equal(memblock_remove(MB(1) + 0x1800, 0x100), 0);
	assert_int_equal(M->cnt, 3);
	expect_sound();
}

/* Touching regions of two nodes: the cut goes through both. */
TEST(remove_across_a_node_border)
{
	memblock_add_node(MB(1), MB(1), 0, MEMBLOCK_NONE);
	memblock_add_node(MB(2), MB(1), 1, MEMBLOCK_NONE);
	memblock_remove(MB(2) - KB(4), KB(8));
	expect_list(M, { MB(1), MB(1) - KB(4) }, { MB(2) + KB(4),
		    MB(1) - KB(4) });
	assert_int_equal(M->regions[0].nid, 0);
	assert_int_equal(M->regions[1].nid, 1);
}

/* Every cut [a, b) over [2,4) [6,8): compared with a byte map. */
TEST(every_cut_over_two_regions)
{
	unsigned int a, b, i;
	bool want;

	for (a = 0; a < 10; a++) {
		for (b = a; b <= 10; b++) {
			glue_memblock_reset();
			memblock_add(2, 2);
			memblock_add(6, 2);
			assert_int_equal(memblock_remove(a, b - a), 0);
			expect_sound();
			for (i = 0; i < 10; i++) {
				want = (i & 2) && i > 1 && i < 8 &&
					!(i >= a && i < b);
				assert_int_equal(memblock_is_memory(i), want);
			}
		}
	}
}

/* Callers pass ~0 as the size, and the range may end there (section 5). */
TEST(remove_to_the_end)
{
	memblock_add(MB(1), MB(4));
	memblock_add(GB(64), GB(1));
	memblock_add(PHYS_ADDR_MAX - MB(1), MB(1));
	assert_int_equal(memblock_remove(MB(3), ~0ULL), 0);
	expect_list(M, { MB(1), MB(2) });
}

TEST(remove_range_up_to_the_last_byte)
{
	memblock_add(PHYS_ADDR_MAX - MB(2), MB(2));
	assert_int_equal(memblock_remove(PHYS_ADDR_MAX - MB(1), MB(1)), 0);
	expect_list(M, { PHYS_ADDR_MAX - MB(2), MB(1) });
	assert_int_equal(memblock_remove(0, PHYS_ADDR_MAX), 0);
	expect_empty(M);
}

TEST(remove_range_of_reserved)
{
	memblock_reserve(MB(1), MB(3));
	memblock_add(MB(1), MB(3));
	assert_int_equal(memblock_remove_range(&memblock.reserved, MB(2),
					       MB(1)), 0);
	expect_list(&memblock.reserved, { MB(1), MB(1) }, { MB(3), MB(1) });
	expect_list(M, { MB(1), MB(3) });
}

/*
 * Row 6 in memory: with 128 of 128 used, only a split needs a slot, and
 * without resizing it fails with nothing changed.
 */
TEST(weakness_06_full_memory_list)
{
	struct snapshot *s = malloc(sizeof(*s));

	fill_list(M, MB(1), 128);
	take_snapshot(s);
	assert_int_equal(memblock_remove(MB(1) + 0x40, 0x40), -12);
	expect_unchanged(s);
	assert_int_equal(memblock_remove(MB(1), 0x40), 0);
	assert_int_equal(memblock_remove(MB(1) + 0x80, 0x80), 0);
	assert_int_equal(M->cnt, 128);
	assert_int_equal(memblock_remove(MB(1) + KB(4), 0x100), 0);
	assert_int_equal(M->cnt, 127);
	assert_int_equal(memblock_remove(MB(1) + KB(8) + 0x40, 0x40), 0);
	assert_int_equal(M->cnt, 128);
	expect_sound();
	free(s);
}

/* A cut that drops regions and shortens two needs no slot either. */
TEST(weakness_06_full_list_wide_cut)
{
	fill_list(M, MB(1), 128);
	assert_int_equal(memblock_remove(MB(1) + 10 * KB(4) + 0x40,
					 100 * KB(4)), 0);
	assert_int_equal(M->cnt, 29);
	assert_int_equal(M->regions[10].size, 0x40);
	assert_int_equal(M->regions[11].base, MB(1) + 110 * KB(4) + 0x40);
	assert_int_equal(M->regions[11].size, 0xc0);
	expect_sound();
}

/* One by one from the front, the back and the middle, down to nothing. */
TEST(empty_a_full_list)
{
	unsigned int i, k;

	for (k = 0; k < 3; k++) {
		glue_memblock_reset();
		fill_list(M, MB(1), 128);
		for (i = 0; i < 128; i++) {
			unsigned int at = k == 0 ? i : k == 1 ? 127 - i :
				i * 37 % 128;

			assert_int_equal(memblock_remove(MB(1) + at * KB(4),
							 KB(4)), 0);
			assert_int_equal(M->cnt, 127 - i);
			expect_sound();
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(remove_the_only_region),
		T(remove_from_nothing),
		T(remove_what_is_not_there),
		T(remove_the_bottom),
		T(remove_the_top),
		T(both_halves_inherit_node_and_flags),
		T(remove_more_than_there_is),
		T(remove_across_two),
		T(remove_whole_regions_between),
		T(remove_a_gap),
		T(remove_across_a_node_border),
		T(every_cut_over_two_regions),
		T(remove_to_the_end),
		T(remove_range_up_to_the_last_byte),
		T(remove_range_of_reserved),
		T(weakness_06_full_memory_list),
		T(weakness_06_full_list_wide_cut),
		T(empty_a_full_list),
	};

	return RUN(tests);
}
