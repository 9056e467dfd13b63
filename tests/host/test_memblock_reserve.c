// SPDX-License-Identifier: GPL-2.0-only
/*
 * memblock_reserve and what frees it again (docs/memblock-api.md 3.5, 5, 18),
 * down to the byte. Numbers only: no memory lies behind these ranges.
 *
 * sources: mm/memblock*.c tests/host/glue.c tests/host/glue_memblock.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4
 */
#include "glue_memblock.h"

#define R	(&memblock.reserved)

TEST(reserve_one)
{
	assert_int_equal(memblock_reserve(MB(3), 100), 0);
	expect_list(R, { MB(3), 100 });
	assert_int_equal(R->regions[0].nid, MAX_NUMNODES);
	assert_int_equal(R->regions[0].flags, MEMBLOCK_NONE);
	expect_empty(&memblock.memory);
}

/* Not rounded up to anything: section 17, trap 3. */
TEST(sizes_are_exact)
{
	memblock_reserve(1, 1);
	memblock_reserve(3, 2);
	memblock_reserve(64, 63);
	expect_list(R, { 1, 1 }, { 3, 2 }, { 64, 63 });
	assert_int_equal(memblock_reserved_size(), 66);
}

TEST(reserve_outside_memory)
{
	memblock_add(MB(1), MB(1));
	assert_int_equal(memblock_reserve(GB(5), MB(1)), 0);
	assert_int_equal(memblock_reserve(MB(2) - KB(1), KB(2)), 0);
	expect_list(R, { MB(2) - KB(1), KB(2) }, { GB(5), MB(1) });
	expect_list(&memblock.memory, { MB(1), MB(1) });
}

TEST(reservations_may_overlap)
{
	assert_int_equal(memblock_reserve(MB(4), MB(4)), 0);
	assert_int_equal(memblock_reserve(MB(2), MB(3)), 0);
	assert_int_equal(memblock_reserve(MB(7), MB(3)), 0);
	assert_int_equal(memblock_reserve(MB(5), MB(1)), 0);
	assert_int_equal(memblock_reserve(MB(2), MB(8)), 0);
	expect_list(R, { MB(2), MB(8) });
	assert_int_equal(glue_warnings(), 0);
}

/*
 * Memory of two nodes, reserved across the border: one reserved region
 * (section 17, trap 1).
 *
 * memory    [0 -- node 0 --)[4 -- node 1 --8)
 * reserve   ......[3--4)
 * reserve   .............[4--5)
 * reserved  ......[3---------5)
 */
TEST(reservations_have_no_node)
{
	memblock_add_node(0, MB(4), 0, MEMBLOCK_NONE);
	memblock_add_node(MB(4), MB(4), 1, MEMBLOCK_NONE);
	memblock_reserve(MB(3), MB(1));
	memblock_reserve(MB(4), MB(1));
	expect_list(R, { MB(3), MB(2) });
}

TEST(reserve_region_keeps_node_and_flags)
{
	assert_int_equal(memblock_reserve_region(MB(1), MB(1), 2,
						 MEMBLOCK_RSRV_NOINIT), 0);
	memblock_reserve(MB(2), MB(1));
	memblock_reserve_region(MB(3), MB(1), 2, MEMBLOCK_NONE);
	expect_list(R, { MB(1), MB(1) }, { MB(2), MB(1) }, { MB(3), MB(1) });
	assert_int_equal(R->regions[0].nid, 2);
	assert_int_equal(R->regions[0].flags, MEMBLOCK_RSRV_NOINIT);
}

TEST(reserve_exact_gap_merges_three)
{
	memblock_reserve(MB(1), MB(1));
	memblock_reserve(MB(3), MB(1));
	memblock_reserve(MB(2), MB(1));
	expect_list(R, { MB(1), MB(3) });
}

TEST(reserve_at_the_top)
{
	phys_addr_t base = PHYS_ADDR_MAX - MB(1);

	assert_int_equal(memblock_reserve(base, MB(2)), 0);
	expect_list(R, { base, PHYS_ADDR_MAX - base });
	assert_int_equal(memblock_reserve(PHYS_ADDR_MAX, 1), 0);
	assert_int_equal(memblock_reserve(MB(1), 0), 0);
	assert_int_equal(R->cnt, 1);
}

/* ---- free ------------------------------------------------------------ */

TEST(free_the_only_region)
{
	memblock_reserve(MB(3), MB(1));
	assert_int_equal(memblock_phys_free(MB(3), MB(1)), 0);
	expect_empty(R);
	assert_int_equal(R->regions[0].base, 0);
	assert_int_equal(R->regions[0].size, 0);
	assert_int_equal(R->regions[0].flags, 0);
	assert_int_equal(R->regions[0].nid, MAX_NUMNODES);
}

/*
 * before   [4------------8)
 * free     ....[5--6)......
 * after    [4--5)..[6----8)
 */
TEST(free_a_hole)
{
	memblock_reserve(MB(4), MB(4));
	assert_int_equal(memblock_phys_free(MB(5), MB(1)), 0);
	expect_list(R, { MB(4), MB(1) }, { MB(6), MB(2) });
}

TEST(free_is_byte_exact)
{
	memblock_reserve(MB(4), KB(4));
	memblock_phys_free(MB(4) + 1, 1);
	expect_list(R, { MB(4), 1 }, { MB(4) + 2, KB(4) - 2 });
	memblock_phys_free(MB(4), 1);
	memblock_phys_free(MB(4) + KB(4) - 1, 1);
	expect_list(R, { MB(4) + 2, KB(4) - 3 });
}

/*
 * before   [1----3)..[4----6)
 * free     ...[2-------5)....
 * after    [1-2)......[5--6)
 */
TEST(free_across_two_regions)
{
	memblock_reserve(MB(1), MB(2));
	memblock_reserve(MB(4), MB(2));
	assert_int_equal(memblock_phys_free(MB(2), MB(3)), 0);
	expect_list(R, { MB(1), MB(1) }, { MB(5), MB(1) });
}

TEST(free_what_was_never_reserved)
{
	memblock_reserve(MB(4), MB(1));
	assert_int_equal(memblock_phys_free(MB(1), MB(3)), 0);
	assert_int_equal(memblock_phys_free(MB(5), MB(3)), 0);
	assert_int_equal(memblock_phys_free(MB(4), 0), 0);
	expect_list(R, { MB(4), MB(1) });
}

/* Row 20: a double free is no error for the caller... */
TEST(weakness_20_double_free_returns_0)
{
	memblock_reserve(MB(4), MB(1));
	assert_int_equal(memblock_phys_free(MB(4), MB(1)), 0);
	assert_int_equal(memblock_phys_free(MB(4), MB(1)), 0);
	expect_empty(R);
	assert_string_equal(glue_log(), "");
}

/* ... but with memblock=debug it is reported, with its address. */
TEST(weakness_20_double_free_is_reported)
{
	char hex[24];
	unsigned int first, second;

	snprintf(hex, sizeof(hex), "%llx", 0x12345000ULL);
	memblock_debug = 1;
	memblock_reserve(0x12345000, KB(4));
	glue_log_clear();
	memblock_phys_free(0x12345000, KB(4));
	assert_true(glue_log_has(hex));
	first = glue_log_count("\n");
	glue_log_clear();
	memblock_phys_free(0x12345000, KB(4));
	assert_true(glue_log_has(hex));
	assert_true(glue_log_has("12345fff"));
	second = glue_log_count("\n");
	assert_true(second > first || glue_warnings() > 0);
}

TEST(free_by_pointer)
{
	memblock_reserve(MB(4), MB(2));
	memblock_free((void *)(uintptr_t)MB(4), MB(1));
	expect_list(R, { MB(5), MB(1) });
	memblock_free(NULL, MB(100));
	expect_list(R, { MB(5), MB(1) });
}

TEST(free_to_the_end_of_the_world)
{
	memblock_reserve(MB(4), MB(2));
	memblock_reserve(PHYS_ADDR_MAX - KB(4), KB(8));
	assert_int_equal(memblock_phys_free(MB(5), PHYS_ADDR_MAX), 0);
	expect_list(R, { MB(4), MB(1) });
	assert_int_equal(memblock_phys_free(0, PHYS_ADDR_MAX), 0);
	expect_empty(R);
}

/*
 * Row 6: 128 of 128 slots used and no resizing: frees that split nothing
 * need no slot and succeed.
 */
TEST(weakness_06_full_list_free_needs_no_slot)
{
	struct snapshot *s = malloc(sizeof(*s));

	fill_list(R, MB(1), 128);
	assert_int_equal(memblock_phys_free(MB(1) + 7 * KB(4), 0x80), 0);
	assert_int_equal(memblock_phys_free(MB(1) + 9 * KB(4) + 0x80,
					    0x80), 0);
	assert_int_equal(R->cnt, 128);
	take_snapshot(s);
	assert_true(memblock_phys_free(MB(1) + 11 * KB(4) + 0x40, 0x40) < 0);
	expect_unchanged(s);
	assert_int_equal(memblock_phys_free(MB(1) + 11 * KB(4), 0x100), 0);
	assert_int_equal(R->cnt, 127);
	assert_int_equal(memblock_phys_free(MB(1) + 12 * KB(4) + 0x40,
					    0x40), 0);
	assert_int_equal(R->cnt, 128);
	expect_sound();
	assert_int_equal(R->max, 128);
	free(s);
}

/* Row 6 again: shortened at both ends, with nothing to spare. */
TEST(weakness_06_full_list_trim_across_many)
{
	fill_list(R, MB(1), 128);
	assert_int_equal(memblock_phys_free(MB(1) + 0x80,
					    127 * KB(4)), 0);
	expect_list(R, { MB(1), 0x80 }, { MB(1) + 127 * KB(4) + 0x80, 0x80 });
}

/* Full, no resizing: what merges with a neighbour needs no slot either. */
TEST(full_list_extends_in_place)
{
	fill_list(R, MB(1), 128);
	assert_int_equal(memblock_reserve(MB(1) + 0x100, 0x100), 0);
	assert_int_equal(R->regions[0].size, 0x200);
	assert_int_equal(memblock_reserve(MB(1) + KB(4) - 0x100, 0x100), 0);
	assert_int_equal(R->regions[1].base, MB(1) + KB(4) - 0x100);
	assert_int_equal(R->cnt, 128);
	assert_int_equal(R->max, 128);
	expect_sound();
}

/* Full, no resizing: -ENOMEM, and not a bit has changed. */
TEST(full_list_refuses_the_129th)
{
	struct snapshot *s = malloc(sizeof(*s));
	unsigned int i;

	fill_list(R, MB(1), 128);
	take_snapshot(s);
	for (i = 0; i <= 128; i++) {
		assert_int_equal(memblock_reserve(MB(1) - 0x800 + i * KB(4),
						  0x100), -12);
		expect_unchanged(s);
	}
	assert_int_equal(memblock_reserve(0, MB(1) - 0x100), -12);
	expect_unchanged(s);
	free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(reserve_one),
		T(sizes_are_exact),
		T(reserve_outside_memory),
		T(reservations_may_overlap),
		T(reservations_have_no_node),
		T(reserve_region_keeps_node_and_flags),
		T(reserve_exact_gap_merges_three),
		T(reserve_at_the_top),
		T(free_the_only_region),
		T(free_a_hole),
		T(free_is_byte_exact),
		T(free_across_two_regions),
		T(free_what_was_never_reserved),
		T(weakness_20_double_free_returns_0),
		T(weakness_20_double_free_is_reported),
		T(free_by_pointer),
		T(free_to_the_end_of_the_world),
		T(weakness_06_full_list_free_needs_no_slot),
		T(weakness_06_full_list_trim_across_many),
		T(full_list_extends_in_place),
		T(full_list_refuses_the_129th),
	};

	return RUN(tests);
}
