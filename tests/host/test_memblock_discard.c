// SPDX-License-Identifier: GPL-2.0-only
/*
 * After the boot: a list leaves the array it has grown, and can be read all
 * the same (memblock_discard_array).
 *
 * sources: mm/memblock*.c tests/host/glue.c tests/host/glue_memblock.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4
 */
#include "glue_memblock.h"

#define M	(&memblock.memory)
#define R	(&memblock.reserved)

/*
 *   before:  regions -> | 130 entries | 126 unused |   reserved memory
 *   after:   regions -> | 130 entries |                of the slab
 */
TEST(grown_list_moves_to_the_slab)
{
	phys_addr_t ram = glue_ram_added(), addr = 1;
	struct memblock_region copy[130];
	unsigned long cnt = R->cnt;

	fill_list(M, GB(1), 129);
	memcpy(copy, M->regions, sizeof(copy));
	assert_int_equal(R->cnt, cnt + 1);
	glue_slab_up = true;
	assert_int_equal(memblock_discard_array(M, &addr), ARRAY_BYTES(256));
	assert_int_equal(addr, ram + RAM_SIZE - ARRAY_BYTES(256));
	assert_true(glue_kmalloced(M->regions));
	assert_int_equal(M->cnt, 130);
	assert_int_equal(M->max, 130);
	assert_memory_equal(M->regions, copy, sizeof(copy));
	/* What "reserved" says is history: it does not change. */
	assert_int_equal(R->cnt, cnt + 1);
	assert_true(memblock_is_reserved(addr));
	/* Once is enough. */
	assert_int_equal(memblock_discard_array(M, &addr), 0);
	assert_int_equal(get_allocated_memblock_memory_regions_info(&addr), 0);
	expect_sound();
}

TEST(it_can_still_grow)
{
	phys_addr_t addr;

	glue_ram_added();
	fill_list(R, GB(1), 129);
	glue_slab_up = true;
	assert_true(memblock_discard_array(R, &addr) > 0);
	assert_int_equal(memblock_reserve(GB(3), 1), 0);
	assert_int_equal(R->cnt, R->max / 2 + 1);
	assert_int_equal(glue_kfrees, 1);
	assert_true(glue_kmalloced(R->regions));
	expect_sound();
}

TEST(first_arrays_and_slab_arrays_stay)
{
	phys_addr_t addr = 1;

	glue_ram_added();
	fill_list(M, GB(1), 20);
	glue_slab_up = true;
	assert_int_equal(memblock_discard_array(M, &addr), 0);
	assert_int_equal(memblock_discard_array(R, &addr), 0);
	fill_list(R, GB(1), 200);
	assert_int_equal(memblock_discard_array(R, &addr), 0);
	assert_int_equal(addr, 1);
}

/* Grown, then emptied: it takes an entry again, and grows from there. */
TEST(empty_list_can_still_grow)
{
	struct memblock real;
	phys_addr_t addr;

	glue_ram_added();
	fill_list(R, GB(1), 129);
	memblock_phys_free(0, PHYS_ADDR_MAX);
	glue_slab_up = true;
	assert_int_equal(memblock_discard_array(R, &addr), ARRAY_BYTES(256));
	assert_int_equal(R->cnt, 0);
	assert_int_equal(R->max, 1);
	/* Its one entry goes along when it is put aside, and no other. */
	assert_int_equal(memblock_set_aside(&real), 0);
	memblock_bring_back(&real);
	assert_int_equal(memblock_reserve(GB(1), 1), 0);
	assert_int_equal(memblock_reserve(GB(2), 1), 0);
	expect_list(R, { GB(1), 1 }, { GB(2), 1 });
	expect_sound();
}

TEST(too_early_or_no_memory_changes_nothing)
{
	struct memblock_region *regions;
	phys_addr_t addr;

	glue_ram_added();
	fill_list(M, GB(1), 129);
	regions = M->regions;
	assert_int_equal(memblock_discard_array(M, &addr), 0);
	glue_slab_up = true;
	glue_slab_fails = true;
	assert_int_equal(memblock_discard_array(M, &addr), 0);
	assert_ptr_equal(M->regions, regions);
	assert_int_equal(M->max, 256);
	expect_sound();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(grown_list_moves_to_the_slab),
		T(it_can_still_grow),
		T(empty_list_can_still_grow),
		T(first_arrays_and_slab_arrays_stay),
		T(too_early_or_no_memory_changes_nothing),
	};

	memblock_allow_resize();
	return RUN(tests);
}
