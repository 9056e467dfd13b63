// SPDX-License-Identifier: GPL-2.0-only
/*
 * memblock_set_aside() and memblock_bring_back(): the real lists come back
 * as they were, whatever was done to the empty ones in their place.
 *
 * sources: mm/memblock*.c tests/host/glue.c tests/host/glue_memblock.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4
 */
#include <errno.h>
#include "glue_memblock.h"

#define M	(&memblock.memory)
#define R	(&memblock.reserved)

/* Lists of @nr regions, the one-time look at others, and back. */
static void there_and_back(unsigned int nr, unsigned int other)
{
	struct memblock real, before;
	unsigned int i;

	memblock_allow_resize();
	fill_list(M, GB(1), nr);
	fill_list(R, GB(1), nr);
	glue_slab_up = true;
	before = memblock;
	assert_int_equal(memblock_set_aside(&real), 0);
	expect_empty(M);
	expect_empty(R);
	assert_int_equal(M->max, INIT_MEMBLOCK_REGIONS);
	assert_int_equal(R->max, INIT_MEMBLOCK_REGIONS);
	assert_int_equal(real.memory.cnt, nr);
	fill_list(M, GB(8), other);
	for (i = 0; i < other; i++) {
		phys_addr_t found = memblock_find_in_range(0, GB(16), 0x100,
							   0x100);

		assert_int_equal(found, GB(8) + (other - 1 - i) * 0x1000);
		assert_int_equal(memblock_reserve(found, 0x100), 0);
	}
	assert_int_equal(R->cnt, other);
	memblock_bring_back(&real);

	assert_int_equal(M->cnt, nr);
	assert_int_equal(R->cnt, nr);
	assert_int_equal(M->max, before.memory.max);
	assert_int_equal(M->total_size, before.memory.total_size);
	for (i = 0; i < nr; i++) {
		assert_int_equal(M->regions[i].base, GB(1) + i * 0x1000);
		assert_int_equal(R->regions[i].base, GB(1) + i * 0x1000);
	}
	expect_sound();
}

TEST(test_few_regions)
{
	there_and_back(5, 3);
	assert_int_equal(glue_kmallocs, glue_kfrees);
}

TEST(test_full_arrays)
{
	there_and_back(128, 128);
	assert_int_equal(glue_kmallocs, glue_kfrees);
}

/*
 * A long list that begins in the middle of its array and is emptied at once
 * comes back empty: its first entry is zero, wherever that is now.
 */
TEST(test_emptied_long_list)
{
	struct memblock real;

	memblock_allow_resize();
	glue_slab_up = true;
	fill_list(R, GB(1), 4000);
	assert_int_equal(memblock_phys_free(GB(1), 100 * 0x1000), 0);
	assert_int_equal(R->max, 4096);
	assert_int_equal(memblock_phys_free(GB(1), GB(1)), 0);
	assert_int_equal(memblock_set_aside(&real), 0);
	memblock_bring_back(&real);
	expect_empty(R);
}

/*
 * Both begin in the middle of their arrays: they move to the start, since
 * whatever is known of arrays will be of the other lists.
 *
 *	array  |.....|#########|...|	before
 *	array  |#########|.........|	aside
 */
TEST(test_long_lists_move_to_the_start)
{
	struct memblock_region *memory, *reserved;
	struct memblock real;

	memblock_allow_resize();
	glue_slab_up = true;
	fill_list(M, GB(1), 2300);
	fill_list(R, GB(1), 2300);
	memory = M->regions;
	reserved = R->regions;
	assert_int_equal(memblock_remove(GB(1), 100 * 0x1000), 0);
	assert_int_equal(memblock_phys_free(GB(1), 100 * 0x1000), 0);
	assert_ptr_equal(M->regions, memory + 100);
	assert_ptr_equal(R->regions, reserved + 100);
	assert_int_equal(memblock_set_aside(&real), 0);
	assert_ptr_equal(real.memory.regions, memory);
	assert_ptr_equal(real.reserved.regions, reserved);
	memblock_bring_back(&real);
	assert_int_equal(M->cnt, 2200);
	assert_int_equal(M->regions[0].base, GB(1) + 100 * 0x1000);
	assert_int_equal(R->regions[2199].base, GB(1) + 2299 * 0x1000);
	expect_sound();
}

/* The arrays of the other lists grow, and are freed all the same. */
TEST(test_other_lists_grow)
{
	there_and_back(100, 300);
	assert_int_equal(glue_kmallocs, glue_kfrees);
}

/* The real lists live in arrays of the slab: those are not freed. */
TEST(test_real_lists_have_grown)
{
	glue_slab_up = true;
	there_and_back(200, 3);
	assert_int_equal(glue_kmallocs, glue_kfrees + 2);
	assert_true(glue_kmalloced(M->regions));
	assert_true(glue_kmalloced(R->regions));
	/* and are when they grow again */
	fill_list(M, GB(2), 200);
	assert_int_equal(glue_kmallocs, glue_kfrees + 2);
}

TEST(test_settings_come_back)
{
	struct memblock real;

	glue_slab_up = true;
	memblock_set_bottom_up(true);
	memblock_set_current_limit(GB(1));
	assert_int_equal(memblock_set_aside(&real), 0);
	assert_false(memblock_bottom_up());
	assert_int_equal(memblock_get_current_limit(),
			 MEMBLOCK_ALLOC_ANYWHERE);
	memblock_bring_back(&real);
	assert_true(memblock_bottom_up());
	assert_int_equal(memblock_get_current_limit(), GB(1));
}

/* Names of reserved ranges belong to the lists. */
TEST(test_names_come_back)
{
	struct memblock real;
	unsigned int nr;

	assert_int_equal(memblock_reserve_named(MB(1), MB(1), "kernel"), 0);
	glue_slab_up = true;
	assert_int_equal(memblock_set_aside(&real), 0);
	memblock_names(&nr);
	assert_int_equal(nr, 0);
	assert_int_equal(memblock_reserve_named(MB(9), MB(1), "other"), 0);
	memblock_bring_back(&real);
	assert_string_equal(memblock_names(&nr)[0].name, "kernel");
	assert_int_equal(nr, 1);
}

TEST(test_no_memory)
{
	struct memblock real;

	fill_list(M, GB(1), 3);
	glue_slab_up = true;
	glue_slab_fails = true;
	assert_int_equal(memblock_set_aside(&real), -ENOMEM);
	assert_int_equal(M->cnt, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_few_regions), T(test_full_arrays),
		T(test_emptied_long_list),
		T(test_long_lists_move_to_the_start),
		T(test_other_lists_grow), T(test_real_lists_have_grown),
		T(test_settings_come_back), T(test_names_come_back),
		T(test_no_memory),
	};

	return RUN(tests);
}
