// SPDX-License-Identifier: GPL-2.0-only
/*
 * Growth of the region arrays, second part: arrays from the slab, the life
 * of old arrays, reset by assignment, growth on other ways than add and
 * reserve, and many entries (docs/memblock-api.md 3.4, 6, 18).
 *
 * sources: mm/memblock*.c tests/host/glue.c tests/host/glue_memblock.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4
 */
#include "glue_memblock.h"

#define M	(&memblock.memory)
#define R	(&memblock.reserved)
#define NEW	ARRAY_BYTES(256)

TEST(slab_array_for_memory)
{
	glue_ram_added();
	glue_slab_up = true;
	fill_list(M, GB(1), 127);
	assert_int_equal(glue_kmallocs, 0);
	assert_int_equal(memblock_add(GB(2), 1), 0);
	assert_int_equal(glue_kmallocs, 1);
	assert_true(glue_kmalloced(M->regions));
	assert_true(glue_kmalloc_size >= 256 * sizeof(*M->regions));
	assert_int_equal(M->max, 256);
	assert_int_equal(M->cnt, 129);
	expect_empty(R);
	assert_true(all_bytes(M->regions + 129, 0,
			      127 * sizeof(*M->regions)));
}

TEST(slab_array_for_reserved)
{
	glue_slab_up = true;
	fill_list(R, GB(1), 128);
	assert_int_equal(memblock_reserve(GB(2), 1), 0);
	assert_int_equal(R->cnt, 129);
	assert_int_equal(R->max, 256);
	assert_true(glue_kmalloced(R->regions));
	expect_sound();
}

TEST(slab_array_is_kfreed_when_it_grows)
{
	glue_slab_up = true;
	fill_list(R, GB(1), 257);
	assert_int_equal(R->max, 512);
	assert_int_equal(R->cnt, 257);
	assert_int_equal(glue_kmallocs, 2);
	assert_int_equal(glue_kfrees, 1);
	assert_true(glue_kmalloced(R->regions));
	expect_sound();
}

TEST(slab_refuses)
{
	struct snapshot *s = malloc(sizeof(*s));

	glue_ram_added();
	fill_list(R, GB(1), 128);
	glue_slab_up = true;
	glue_slab_fails = true;
	take_snapshot(s);
	assert_int_equal(memblock_reserve(GB(2), 1), -12);
	expect_unchanged(s);
	assert_int_equal(glue_kfrees, 0);
	free(s);
}

/* An array that memblock gave is freed in reserved, not by kfree. */
TEST(memblock_array_then_slab_array)
{
	glue_ram_added();
	fill_list(M, GB(1), 255);
	assert_int_equal(R->cnt, 1);
	glue_slab_up = true;
	assert_int_equal(memblock_add(GB(3), 1), 0);
	assert_int_equal(M->max, 512);
	assert_true(glue_kmalloced(M->regions));
	assert_int_equal(glue_kfrees, 0);
	expect_empty(R);
}

TEST(memblock_reserved_array_then_slab_array)
{
	glue_ram_added();
	fill_list(R, GB(1), 129);
	assert_int_equal(R->cnt, 130);
	glue_slab_up = true;
	fill_list(R, GB(2), 127);
	assert_int_equal(R->max, 512);
	assert_int_equal(R->cnt, 256);
	assert_int_equal(R->total_size, 256 * 0x100);
	assert_int_equal(glue_kfrees, 0);
	expect_sound();
}

/*
 * Reset by assignment after an array from the slab: the next arrays come
 * from memblock, and nothing may be kfreed that was not kmalloced.
 */
TEST(reset_after_slab_array)
{
	phys_addr_t ram;

	glue_slab_up = true;
	fill_list(M, GB(1), 129);
	fill_list(R, GB(1), 129);
	glue_memblock_setup(NULL);
	ram = glue_ram_added();
	fill_list(M, GB(1), 256);
	assert_int_equal(M->max, 512);
	expect_list(R, { ram + RAM_SIZE - NEW - ARRAY_BYTES(512),
		    ARRAY_BYTES(512) });
	assert_int_equal(glue_kfrees, 0);
}

/* The other way round: from memblock, reset, then from the slab. */
TEST(reset_after_memblock_array)
{
	glue_ram_added();
	fill_list(M, GB(1), 200);
	fill_list(R, GB(1), 200);
	glue_memblock_setup(NULL);
	glue_slab_up = true;
	fill_list(R, GB(1), 128);
	assert_int_equal(memblock_reserve(GB(2), 1), 0);
	assert_int_equal(R->cnt, 129);
	assert_int_equal(R->total_size, 128 * 0x100 + 1);
	expect_sound();
}

/* The static arrays are neither freed nor written again after growth. */
TEST(static_arrays_are_left_alone)
{
	struct memblock_region *first = M->regions;
	struct memblock_region copy[128];
	unsigned int i;

	glue_ram_added();
	fill_list(M, GB(1), 128);
	assert_ptr_not_equal(M->regions, first);
	memcpy(copy, first, sizeof(copy));
	for (i = 0; i < 50; i++)
		memblock_remove(GB(1) + i * KB(4), KB(1));
	memblock_add(GB(2), KB(4));
	assert_memory_equal(copy, first, sizeof(copy));
}

/* An outsider points .regions back at them and uses all 128 again. */
TEST(static_arrays_can_be_used_again)
{
	struct memblock_region *first = R->regions;
	int i;

	for (i = 0; i < 3; i++) {
		glue_ram_added();
		fill_list(R, GB(1), 129);
		assert_ptr_not_equal(R->regions, first);
		glue_memblock_reset();
		assert_ptr_equal(R->regions, first);
		fill_list(R, GB(5), 128);
		assert_ptr_equal(R->regions, first);
		assert_int_equal(R->max, 128);
		expect_sound();
		glue_memblock_reset();
	}
}

TEST(regions_info)
{
	phys_addr_t ram = glue_ram_added(), addr = 1;

	assert_int_equal(get_allocated_memblock_memory_regions_info(&addr), 0);
	assert_int_equal(get_allocated_memblock_reserved_regions_info(&addr),
			 0);
	fill_list(M, GB(1), 128);
	fill_list(R, GB(1), 300);
	assert_int_equal(get_allocated_memblock_memory_regions_info(&addr),
			 NEW);
	assert_int_equal(addr, ram + RAM_SIZE - NEW);
	assert_int_equal(get_allocated_memblock_reserved_regions_info(&addr),
			 ARRAY_BYTES(512));
	assert_int_equal(addr, (uintptr_t)R->regions);
}

/* A hole in a region of a full list: the split needs a slot, and gets it. */
TEST(split_grows)
{
	glue_ram_added();
	fill_list(R, GB(1), 128);
	assert_int_equal(memblock_phys_free(GB(1) + 0x40, 0x40), 0);
	assert_int_equal(R->max, 256);
	assert_int_equal(R->cnt, 130);
	assert_int_equal(R->total_size, 128 * 0x100 - 0x40 + NEW);
	fill_list(M, GB(1), 127);
	assert_int_equal(memblock_remove(GB(1) + 0x40, 0x40), 0);
	assert_int_equal(M->max, 256);
	assert_int_equal(M->cnt, 129);
	expect_sound();
}

TEST(marking_grows)
{
	glue_ram_added();
	fill_list(M, GB(1), 127);
	assert_int_equal(memblock_mark_hotplug(GB(1) + 0x40, 0x40), 0);
	assert_int_equal(M->max, 256);
	assert_int_equal(M->cnt, 130);
	assert_int_equal(M->regions[0].flags, 0);
	assert_int_equal(M->regions[1].flags, MEMBLOCK_HOTPLUG);
	assert_int_equal(M->regions[2].flags, 0);
	expect_sound();
}

/* Allocation with a full reserved list: block and array are both there. */
TEST(alloc_grows)
{
	phys_addr_t ram, block;
	int up;

	for (up = 0; up < 2; up++) {
		glue_memblock_setup(NULL);
		memblock_set_bottom_up(up);
		ram = glue_ram_added();
		fill_list(R, GB(1), 128);
		block = memblock_phys_alloc(KB(4), KB(4));
		assert_int_equal(block, up ? ram : ram + RAM_SIZE - KB(4));
		assert_int_equal((uintptr_t)R->regions, up ? ram + KB(4) :
				 ram + RAM_SIZE - KB(4) - NEW);
		assert_int_equal(R->cnt, 129);
		assert_int_equal(R->total_size, 128 * 0x100 + KB(4) + NEW);
		expect_sound();
	}
}

/*
 * Row 7: the block was found, but it cannot be recorded, so there is no
 * block: the array has no room.
 */
TEST(weakness_07_no_block_without_reservation)
{
	struct snapshot *s = malloc(sizeof(*s));
	phys_addr_t ram = glue_ram();

	memblock_add(ram, KB(8));
	fill_list(R, GB(1), 128);
	take_snapshot(s);
	assert_int_equal(memblock_phys_alloc(KB(4), KB(4)), 0);
	assert_null(memblock_alloc(KB(4), KB(4)));
	assert_null(memblock_alloc_raw(64, 64));
	assert_int_equal(memblock_alloc_range(64, 64, 0, TOP), 0);
	expect_unchanged(s);
	assert_true(all_bytes((void *)(uintptr_t)ram, 0xa5, KB(8)));
	free(s);
}

/*
 * The old array of memory lies in the middle of one reserved region: giving
 * it back splits that, and the list may be short of an entry for it.
 *
 * before   [## old ##]  + 125, 126, 127 others
 * after    [##]   [##]  + the others, and the new array
 */
TEST(weakness_08_old_array_leaves_two_pieces)
{
	phys_addr_t ram, old;
	unsigned int others;

	for (others = 124; others < 128; others++) {
		glue_memblock_setup(NULL);
		ram = glue_ram_added();
		memblock_reserve(ram + RAM_SIZE - KB(4), KB(4));
		fill_list(M, GB(1), 255);
		old = (uintptr_t)M->regions;
		assert_int_equal(old, ram + RAM_SIZE - KB(4) - NEW);
		memblock_reserve(old - KB(4), KB(4));
		assert_int_equal(R->cnt, 1);
		fill_list(R, GB(1), others);
		assert_int_equal(R->max, 128);
		assert_int_equal(memblock_add(GB(3), 1), 0);
		assert_int_equal(M->max, 512);
		assert_int_equal(R->max, others < 126 ? 128 : 256);
		assert_false(memblock_is_reserved(old + 64));
		assert_true(memblock_is_reserved(old - 1));
		assert_true(memblock_is_reserved(old + NEW));
		assert_int_equal(R->total_size, others * 0x100 + KB(8) +
				 ARRAY_BYTES(512) +
				 (R->max == 256 ? NEW : 0));
		expect_sound();
	}
}

/* At the end of a region it leaves one piece, and needs no entry for it. */
TEST(weakness_08_old_array_leaves_one_piece)
{
	phys_addr_t old;

	glue_ram_added();
	fill_list(M, GB(1), 255);
	old = (uintptr_t)M->regions;
	memblock_reserve(old - KB(2), KB(2));
	fill_list(R, GB(1), 126);
	assert_int_equal(R->cnt, 127);
	assert_int_equal(memblock_add(GB(3), 1), 0);
	assert_int_equal(R->cnt, 128);
	assert_int_equal(R->max, 128);
	assert_false(memblock_is_reserved(old));
	expect_sound();
}

/*
 * 128 regions of node 1 and one range over all of them and both sides: 129
 * pieces of another kind, 257 regions, so 128 -> 256 -> 512 in one call.
 */
TEST(one_call_may_double_twice)
{
	unsigned int i;

	glue_ram_added();
	for (i = 0; i < 128; i++)
		assert_int_equal(memblock_reserve_region(GB(1) + i * KB(4),
				0x100, 1, MEMBLOCK_RSRV_NOINIT), 0);
	assert_int_equal(memblock_reserve(GB(1) - 1, 128 * KB(4) + 1), 0);
	assert_int_equal(R->max, 512);
	assert_int_equal(R->cnt, 258);
	assert_int_equal(R->total_size, 128 * KB(4) + 1 + ARRAY_BYTES(512));
	expect_sound();
}

/* 5000 entries in a scattered order, and back to none. */
TEST(thousands_of_entries)
{
	unsigned int i;

	glue_ram_added();
	for (i = 0; i < 5003; i++)
		assert_int_equal(memblock_reserve(GB(1) + i * 1999 % 5003 *
						  KB(4), KB(1)), 0);
	assert_int_equal(R->max, 8192);
	assert_int_equal(R->total_size, 5003 * KB(1) + ARRAY_BYTES(8192));
	expect_sound();
	for (i = 0; i < 5003; i++)
		assert_int_equal(memblock_phys_free(GB(1) + i * 2003 % 5003 *
						    KB(4), KB(1)), 0);
	assert_int_equal(R->cnt, 1);
	assert_int_equal(R->regions[0].base, (uintptr_t)R->regions);
	expect_sound();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(slab_array_for_memory),
		T(slab_array_for_reserved),
		T(slab_array_is_kfreed_when_it_grows),
		T(slab_refuses),
		T(memblock_array_then_slab_array),
		T(memblock_reserved_array_then_slab_array),
		T(reset_after_slab_array),
		T(reset_after_memblock_array),
		T(static_arrays_are_left_alone),
		T(static_arrays_can_be_used_again),
		T(regions_info),
		T(split_grows),
		T(marking_grows),
		T(alloc_grows),
		T(weakness_07_no_block_without_reservation),
		T(weakness_08_old_array_leaves_two_pieces),
		T(weakness_08_old_array_leaves_one_piece),
		T(one_call_may_double_twice),
		T(thousands_of_entries),
	};

	memblock_allow_resize();
	return RUN(tests);
}
