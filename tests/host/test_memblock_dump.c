// SPDX-License-Identifier: GPL-2.0-only
/*
 * What memblock says about itself: the dump, the debug lines, named
 * reservations, and the checker of all invariants, which is given every kind
 * of broken list (docs/memblock-api.md 16, 18 rows 16, 20, 28).
 *
 * sources: mm/memblock*.c tests/host/glue.c tests/host/glue_memblock.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4
 */
#include "glue_memblock.h"
#include "mm/memblock_internal.h"

#define M	(&memblock.memory)
#define R	(&memblock.reserved)

TEST(dump_all_needs_debug)
{
	memblock_add(MB(1), MB(1));
	memblock_dump_all();
	assert_string_equal(glue_log(), "");
	memblock_debug = 1;
	memblock_dump_all();
	assert_true(glue_log_has("MEMBLOCK configuration:"));
}

/* Header, totals, counts, and a line a region: section 16. */
TEST(dump_shows_both_lists)
{
	memblock_add_node(0x1000, 0x9f000, 0, MEMBLOCK_NONE);
	memblock_add_node(0x100000, 0x7ff00000, 3, MEMBLOCK_HOTPLUG);
	memblock_add(GB(4), GB(1));
	memblock_reserve(0x200000, 0x123);
	glue_log_clear();
	__memblock_dump_all();
	assert_true(glue_log_has("MEMBLOCK configuration:"));
	assert_true(glue_log_has("0xbff9f000"));
	assert_true(glue_log_has("memory.cnt  = 0x3"));
	assert_true(glue_log_has("reserved.cnt  = 0x1"));
	assert_true(glue_log_has("0000000000001000"));
	assert_true(glue_log_has("000000000009ffff"));
	assert_true(glue_log_has("0x9f000 "));
	assert_true(glue_log_has("000000007fffffff"));
	assert_true(glue_log_has("0x7ff00000 "));
	assert_true(glue_log_has("0000000100000000"));
	assert_true(glue_log_has("000000013fffffff"));
	assert_true(glue_log_has("0000000000200000"));
	assert_true(glue_log_has("0000000000200122"));
	assert_true(glue_log_has("0x123 "));
	assert_int_equal(glue_log_count("on node 0"), 1);
	assert_int_equal(glue_log_count("on node 3"), 1);
	assert_int_equal(glue_log_count("on node"), 2);
	assert_int_equal(glue_log_count("flags: 0x1"), 1);
	assert_int_equal(glue_log_count("flags: 0x0"), 3);
}

TEST(dump_of_nothing)
{
	__memblock_dump_all();
	assert_true(glue_log_has("memory.cnt  = 0x0"));
	assert_true(glue_log_has("reserved.cnt  = 0x0"));
}

/* Row 11: the last byte of a region that ends at the top. */
TEST(weakness_11_dump_at_the_top)
{
	memblock_add(TOP - 0xfff, 0xfff);
	__memblock_dump_all();
	assert_true(glue_log_has("fffffffffffff000"));
	assert_true(glue_log_has("fffffffffffffffe"));
}

/* Each operation says what it does, with its range, only under debug. */
TEST(debug_lines)
{
	glue_ram();
	memblock_add(0x1234000, 0x1000);
	memblock_reserve(0x1234000, 0x100);
	memblock_phys_free(0x1234000, 0x80);
	memblock_remove(0x1234000, 0x10);
	assert_string_equal(glue_log(), "");
	memblock_debug = 1;
	memblock_add(0x2345000, 0x1000);
	assert_true(glue_log_has("memblock_add"));
	assert_true(glue_log_has("2345000"));
	assert_true(glue_log_has("2345fff"));
	glue_log_clear();
	memblock_add_node(0x3456000, 0x1000, 1, MEMBLOCK_NONE);
	assert_true(glue_log_has("memblock_add_node"));
	assert_true(glue_log_has("3456fff"));
	glue_log_clear();
	memblock_reserve(0x2345000, 0x100);
	assert_true(glue_log_has("memblock_reserve"));
	assert_true(glue_log_has("23450ff"));
	glue_log_clear();
	memblock_phys_free(0x2345000, 0x80);
	assert_true(glue_log_has("free"));
	assert_true(glue_log_has("234507f"));
	glue_log_clear();
	memblock_remove(0x2345000, 0x10);
	assert_true(glue_log_has("memblock_remove"));
	assert_true(glue_log_has("234500f"));
}

TEST(debug_line_of_an_allocation)
{
	glue_ram_added();
	memblock_debug = 1;
	glue_log_clear();
	assert_non_null(memblock_alloc(0x345, 64));
	assert_true(glue_log_has("memblock_alloc_try_nid"));
	assert_true(glue_log_has("837") || glue_log_has("345"));
}

/* Debug lines of extreme ranges: nothing may overflow (UBSan watches). */
TEST(weakness_11_debug_lines_at_the_top)
{
	memblock_debug = 1;
	memblock_add(TOP - 1, 5);
	memblock_add(0, 0);
	memblock_reserve(TOP, TOP);
	memblock_phys_free(1, TOP);
	memblock_phys_free(0, 0);
	memblock_remove(TOP, 1);
	expect_list(M, { TOP - 1, 1 });
}

/* ---- named reservations ---------------------------------------------- */

TEST(weakness_16_names)
{
	const struct memblock_name *n;
	unsigned int nr = 99, i;

	(void)memblock_names(&nr);
	assert_int_equal(memblock_reserve_named(MB(1), MB(1), "kernel"), 0);
	assert_int_equal(memblock_reserve_named(MB(2), KB(4), "module"), 0);
	expect_list(R, { MB(1), MB(1) + KB(4) });
	n = memblock_named_overlap(MB(1) + 5, 1);
	assert_non_null(n);
	assert_string_equal(n->name, "kernel");
	assert_int_equal(n->base, MB(1));
	assert_int_equal(n->size, MB(1));
	n = memblock_named_overlap(MB(2), 1);
	assert_non_null(n);
	assert_string_equal(n->name, "module");
	assert_non_null(memblock_named_overlap(0, MB(1) + 1));
	assert_null(memblock_named_overlap(0, MB(1)));
	assert_null(memblock_named_overlap(MB(2) + KB(4), MB(1)));
	assert_null(memblock_named_overlap(MB(1), 0));
	n = memblock_names(&nr);
	assert_true(nr >= 2);
	for (i = 0; i < nr && strcmp(n[i].name, "module"); i++)
		;
	assert_true(i < nr);
	__memblock_dump_all();
	assert_true(glue_log_has("kernel"));
	assert_true(glue_log_has("module"));
	assert_true(glue_log_has("00000000001fffff"));
}

/* Whole and alone, it is sound; a byte less at either end, and it is not. */
TEST(names_are_checked_to_the_byte)
{
	memblock_reserve_named(MB(1), MB(1), "kernel");
	assert_true(memblock_validate());
	memblock_phys_free(MB(1), 1);
	assert_false(memblock_validate());
	assert_true(glue_log_has("\"kernel\", number 0 by name, is no longer "
				 "reserved as a whole: base 0x100000 size "
				 "0x100000\n"));
	memblock_reserve(MB(1), 1);
	assert_true(memblock_validate());
	memblock_phys_free(MB(2) - 1, 1);
	assert_false(memblock_validate());
}

/* What is freed loses its name; what only touches it does not. */
TEST(weakness_16_names_and_free)
{
	memblock_reserve_named(MB(1), MB(1), "kernel");
	memblock_reserve(0, MB(4));
	memblock_phys_free(MB(2), MB(1));
	memblock_phys_free(0, MB(1));
	assert_non_null(memblock_named_overlap(MB(1), 1));
	assert_non_null(memblock_named_overlap(MB(2) - 1, 1));
	memblock_phys_free(MB(1), MB(1));
	assert_null(memblock_named_overlap(0, MB(4)));
	/* One whose name lies above what is cut away keeps it. */
	memblock_add(0, MB(8));
	memblock_reserve_named(MB(3), KB(4), "in the middle");
	memblock_reserve_named(MB(1), KB(4), "below");
	memblock_cap_memory_range(MB(2), MB(6));
	assert_null(memblock_named_overlap(MB(1), KB(4)));
	assert_non_null(memblock_named_overlap(MB(3), KB(4)));
}

/*
 * A name goes with the last byte of its range, whoever edits the list.
 *
 * before   |rr[one   ][two][three]|
 * after    |rr|   [one]    [three]|   half of "one", and "two", are free
 */
TEST(weakness_16_names_go_with_the_last_byte)
{
	int start, end;

	memblock_reserve(0, MB(1));
	memblock_reserve_named(MB(1), MB(2), "one");
	memblock_reserve_named(MB(3), MB(1), "two");
	memblock_reserve_named(MB(4), MB(1), "three");
	memblock_phys_free(MB(1), MB(1));
	assert_non_null(memblock_named_overlap(MB(1), 1));

	/* By the primitives, region after region. */
	memblock_isolate_range(R, MB(3), MB(1), &start, &end);
	memblock_remove_region(R, start);
	assert_null(memblock_named_overlap(MB(3), 1));
	assert_non_null(memblock_named_overlap(MB(4), 1));
	memblock_phys_free(MB(2), MB(1));
	assert_null(memblock_named_overlap(MB(1), MB(3)));

	/* By hand, with a merge behind. */
	R->regions[R->cnt - 1].size = 0;
	memblock_merge_regions(R);
	assert_null(memblock_named_overlap(MB(4), 1));
	expect_list(R, { 0, MB(1) });
}

/*
 * What a memory limit cuts off, or cuts through, is no longer what its name
 * says; what ends at the limit keeps its name.
 */
TEST(weakness_16_names_and_limits)
{
	memblock_add(0, MB(8));
	memblock_reserve_named(MB(1), MB(1), "below");
	memblock_reserve_named(MB(4), MB(1), "across");
	memblock_reserve_named(MB(6), MB(1), "above");
	memblock_enforce_memory_limit(MB(5));
	assert_non_null(memblock_named_overlap(MB(4), 1));
	assert_null(memblock_named_overlap(MB(6), 1));
	memblock_enforce_memory_limit(MB(4) + KB(4));
	assert_non_null(memblock_named_overlap(MB(1), 1));
	assert_null(memblock_named_overlap(MB(4), 1));
	memblock_cap_memory_range(MB(1), MB(2));	/* up to a name */
	assert_non_null(memblock_named_overlap(MB(1), 1));
	memblock_cap_memory_range(MB(2), MB(1));
	assert_null(memblock_named_overlap(0, MB(8)));
}

/*
 * Names are a private side table: what was never reserved has none, and a
 * reset by assignment voids them all (3.4).
 */
TEST(weakness_16_names_after_reset)
{
	fill_list(R, GB(1), 128);
	assert_int_equal(memblock_reserve_named(MB(1), MB(1), "none"), -12);
	assert_null(memblock_named_overlap(MB(1), 1));
	glue_memblock_reset();
	memblock_reserve_named(MB(1), MB(1), "gone");
	assert_non_null(memblock_named_overlap(MB(1), 1));
	glue_memblock_reset();
	memblock_reserve(MB(9), MB(1));
	assert_null(memblock_named_overlap(MB(1), 1));
	__memblock_dump_all();
	assert_false(glue_log_has("gone"));
}

/*
 * A free that fails frees nothing, and takes no name away.
 *
 * before   |rrr[ name ]rrr|  and 127 others: no entry for a second part
 * after    the same
 */
TEST(weakness_16_name_survives_a_free_that_fails)
{
	fill_list(R, GB(1), 127);
	memblock_reserve(MB(1), MB(3));
	assert_int_equal(memblock_reserve_named(MB(2), MB(1), "kept"), 0);
	assert_int_equal(memblock_phys_free(MB(2), MB(1)), -12);
	assert_true(memblock_is_region_reserved(MB(2), MB(1)));
	assert_non_null(memblock_named_overlap(MB(2), MB(1)));
	assert_int_equal(memblock_phys_free(MB(2), MB(2)), 0);
	assert_null(memblock_named_overlap(MB(2), MB(1)));
}

/* ---- memblock_validate ----------------------------------------------- */

static void three_regions(void)
{
	glue_memblock_setup(NULL);
	memblock_add_node(MB(1), MB(1), 0, MEMBLOCK_NONE);
	memblock_add_node(MB(2), MB(1), 1, MEMBLOCK_NONE);
	memblock_add_node(MB(4), MB(1), 1, MEMBLOCK_NONE);
	memblock_reserve(MB(2), MB(1));
	assert_true(memblock_validate());
	assert_string_equal(glue_log(), "");
}

/* Break it, see it found and said, with the list's name. */
#define EXPECT_BROKEN(list, statement) do { \
	three_regions(); \
	statement; \
	assert_false(memblock_validate()); \
	assert_true(glue_log_has(list)); \
	} while (0)

TEST(weakness_28_checker_accepts_sound_lists)
{
	glue_ram_added();
	assert_true(memblock_validate());
	fill_list(M, MB(1), 100);
	fill_list(R, MB(1), 128);
	memblock_add(TOP - 5, 5);
	assert_true(memblock_validate());
	glue_memblock_reset();
	assert_true(memblock_validate());
	memblock_add(MB(1), 1);
	memblock_remove(MB(1), 1);
	assert_true(memblock_validate());
	assert_string_equal(glue_log(), "");
}

TEST(weakness_28_checker_finds_each_fault)
{
	EXPECT_BROKEN("memory[1] is empty: base 0x200000 size 0x0 ",
		      M->regions[1].size = 0);
	EXPECT_BROKEN("of memory sum up to 0x300000, but total_size is "
		      "0x300001\n", M->total_size++);
	EXPECT_BROKEN("of reserved sum up to 0x100000, but total_size is "
		      "0xfffff\n", R->total_size--);
	EXPECT_BROKEN("memory has 129 regions, room for 128",
		      M->cnt = M->max + 1);
	EXPECT_BROKEN("memory[1] overlaps the one before it",
		      M->regions[1].base -= 1);
	EXPECT_BROKEN("memory[1] should be one with the one before it",
		      M->regions[1].nid = 0);
	EXPECT_BROKEN("memory[1] should be one with the one before it",
		      M->regions[0].nid = 1);
	EXPECT_BROKEN("memory[2] should be one with the one before it",
		      (M->regions[1].size = MB(2), M->total_size += MB(1)));
	EXPECT_BROKEN("memory[1] starts below the one before it",
		      M->regions[0].base = MB(2) + 1);
	EXPECT_BROKEN("memory[1] overlaps the one before it",
		      M->regions[0].base = MB(2));
	EXPECT_BROKEN("memory[2] reaches past the end of the address space",
		      M->regions[2].base = TOP - 5);
	EXPECT_BROKEN("reserved is empty, but reserved[0] is not zero: base "
		      "0x200000 size 0x100000 flags 0x0",
		      (R->cnt = 0, R->total_size = 0));
}

/* Same kind and touching, with sums that are right: must be merged. */
TEST(weakness_28_checker_finds_unmerged)
{
	EXPECT_BROKEN("memory", (M->regions[2].base = MB(3)));
	three_regions();
	M->regions[2].base = MB(3);
	M->regions[2].flags = MEMBLOCK_HOTPLUG;
	assert_true(memblock_validate());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(dump_all_needs_debug),
		T(dump_shows_both_lists),
		T(dump_of_nothing),
		T(weakness_11_dump_at_the_top),
		T(debug_lines),
		T(debug_line_of_an_allocation),
		T(weakness_11_debug_lines_at_the_top),
		T(weakness_16_names),
		T(names_are_checked_to_the_byte),
		T(weakness_16_names_and_free),
		T(weakness_16_names_go_with_the_last_byte),
		T(weakness_16_names_and_limits),
		T(weakness_16_names_after_reset),
		T(weakness_16_name_survives_a_free_that_fails),
		T(weakness_28_checker_accepts_sound_lists),
		T(weakness_28_checker_finds_each_fault),
		T(weakness_28_checker_finds_unmerged),
	};

	return RUN(tests);
}
