// SPDX-License-Identifier: GPL-2.0-only
/*
 * Growth of the region arrays (docs/memblock-api.md 6, 18 rows 8 and 9): the
 * 129th region at each place, in both lists and both directions, both lists
 * full at once, no room at all. test_memblock_grow_slab.c goes on with
 * arrays from the slab.
 *
 * sources: mm/memblock*.c tests/host/glue.c tests/host/glue_memblock.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4
 */
#include "glue_memblock.h"

#define M	(&memblock.memory)
#define R	(&memblock.reserved)
#define NEW	ARRAY_BYTES(256)	/* 8192: the first array that grows */

/* Is the whole array of @type reserved, and does it lie in memory? */
static void expect_array_reserved(struct memblock_type *type)
{
	phys_addr_t at = (uintptr_t)type->regions;
	phys_addr_t i, size = ARRAY_BYTES(type->max);

	assert_int_equal(at % PAGE_SIZE, 0);
	for (i = 0; i < size; i += 64) {
		assert_true(memblock_is_reserved(at + i));
		assert_true(memblock_is_memory(at + i));
	}
	assert_true(memblock_is_reserved(at + size - 1));
}

static void expect_zero_tail(struct memblock_type *type)
{
	assert_true(all_bytes(type->regions + type->cnt, 0,
			      (type->max - type->cnt) *
			      sizeof(*type->regions)));
}

/* ---- before memblock_allow_resize(): these run first ----------------- */

TEST(forbidden_until_allowed)
{
	struct snapshot *s = malloc(sizeof(*s));

	glue_ram_added();
	fill_list(M, GB(1), 127);
	fill_list(R, GB(1), 128);
	take_snapshot(s);
	assert_int_equal(memblock_add(GB(2), 1), -12);
	expect_unchanged(s);
	assert_true(glue_log_has("memblock: memory is full with 128 entries "
				 "and must not grow yet\n"));
	assert_int_equal(memblock_reserve(GB(2), 1), -12);
	expect_unchanged(s);
	assert_int_equal(memblock_phys_alloc(64, 64), 0);
	expect_unchanged(s);
	assert_int_equal(glue_kmallocs, 0);
	memblock_allow_resize();
	free(s);
}

/* ---- from here on resizing is allowed -------------------------------- */

TEST(full_is_not_too_full)
{
	glue_ram_added();
	fill_list(M, GB(1), 127);
	fill_list(R, GB(1), 128);
	assert_int_equal(M->cnt, 128);
	assert_int_equal(M->max, 128);
	assert_int_equal(R->cnt, 128);
	assert_int_equal(R->max, 128);
}

/*
 * before   ram: [...........................]   memory: 127 others below
 * after    ram: [.....................arrayy]   top-down; at the bottom in
 *                                               bottom-up mode
 */
TEST(memory_129th_at_every_position)
{
	phys_addr_t ram, at;
	int i;

	for (i = 0; i < 2 * 129; i++) {
		glue_memblock_setup(NULL);
		memblock_set_bottom_up(i & 1);
		ram = glue_ram_added();
		fill_list(M, GB(1), 127);
		at = i / 2 == 128 ? ram + GB(1) :
			GB(1) - KB(2) + i / 2 * KB(4);
		assert_int_equal(memblock_add(at, 0x100), 0);
		assert_int_equal(M->cnt, 129);
		assert_int_equal(M->max, 256);
		assert_int_equal(M->regions[i / 2].base, at);
		expect_zero_tail(M);
		expect_list(R, { i & 1 ? ram : ram + RAM_SIZE - NEW, NEW });
		assert_int_equal((uintptr_t)M->regions, R->regions[0].base);
		assert_int_equal(R->max, 128);
	}
}

/*
 * The 128 reserved ranges lie at ram + 1 MiB, every 4 KiB; the 129th goes
 * below the first, between each two, above the last.
 *
 * before   reserved: 0 1 2 ... 127
 * after    reserved: 0 1 NEW 2 ... 127 ARRAY, or ARRAY first in bottom-up
 */
TEST(reserve_129th_at_every_position)
{
	phys_addr_t ram, at, array;
	int i, place;

	for (i = 0; i < 2 * 129; i++) {
		glue_memblock_setup(NULL);
		memblock_set_bottom_up(i & 1);
		ram = glue_ram_added();
		fill_list(R, ram + MB(1), 128);
		at = ram + MB(1) - KB(2) + i / 2 * KB(4);
		array = i & 1 ? ram : ram + RAM_SIZE - NEW;
		place = i / 2 + (i & 1);
		assert_int_equal(memblock_reserve(at, 0x100), 0);
		assert_int_equal(R->cnt, 130);
		assert_int_equal(R->max, 256);
		assert_int_equal(R->total_size, 129 * 0x100 + NEW);
		assert_int_equal(R->regions[place].base, at);
		assert_int_equal((uintptr_t)R->regions, array);
		assert_int_equal(R->regions[i & 1 ? 0 : 129].base, array);
		assert_int_equal(R->regions[i & 1 ? 0 : 129].size, NEW);
		expect_zero_tail(R);
		expect_sound();
	}
}

/*
 * Two blocks of memory, one of which is the very range being reserved: the
 * array must go to the other, at its top (at its bottom in bottom-up mode).
 *
 * memory    [ram ...........)      [ram+32M .........)
 * pending                          [#################)
 * array               [array)
 */
TEST(weakness_08_one_candidate_is_pending)
{
	phys_addr_t ram = glue_ram(), high = ram + MB(32), want;
	int i;

	for (i = 0; i < 4; i++) {
		bool up = i & 1, pend_high = i & 2;

		glue_memblock_setup(NULL);
		memblock_set_bottom_up(up);
		memblock_add(ram, MB(1));
		memblock_add(high, MB(1));
		fill_list(R, GB(1), 128);
		assert_int_equal(memblock_reserve(pend_high ? high : ram,
						  MB(1)), 0);
		want = (pend_high ? ram : high) + (up ? 0 : MB(1) - NEW);
		assert_int_equal((uintptr_t)R->regions, want);
		assert_int_equal(R->cnt, 130);
		expect_array_reserved(R);
		expect_sound();
	}
}

/*
 * The pending range lies inside the only hole, unaligned; the array takes
 * the nearer side if it fits there, else the other one.
 *
 * memory    [--------------------------------)
 * pending   ......[#####)......................  room on both sides
 * top-down  ..........................[array)
 * bottom-up [array)...........................   when it fits below
 */
TEST(weakness_08_pending_is_cut_out)
{
	static const struct {
		phys_addr_t start, size, down, up;	/* from ram */
	} cases[] = {
		{ MB(1) / 2, KB(4), MB(1) - NEW, 0 },
		{ 0, KB(6), MB(1) - NEW, KB(8) },
		{ KB(4), 1, MB(1) - NEW, KB(8) },
		{ KB(8), 1, MB(1) - NEW, 0 },
		{ KB(8) - 1, 1, MB(1) - NEW, KB(8) },
		{ MB(1) - KB(6), KB(6), MB(1) - KB(16), 0 },
		{ MB(1) - KB(8) - 1, 1, MB(1) - NEW, 0 },
		{ MB(1) - KB(8), 1, MB(1) - KB(16), 0 },
		{ MB(1) - KB(8) + 5, KB(1), MB(1) - KB(16), 0 },
		{ KB(8), MB(1) - KB(8), 0, 0 },
		{ 0, MB(1) - KB(8), MB(1) - NEW, MB(1) - NEW },
		{ KB(4), MB(1) - KB(16), MB(1) - NEW, MB(1) - KB(12) },
	};
	phys_addr_t ram = glue_ram();
	unsigned int i;

	for (i = 0; i < 2 * ARRAY_SIZE(cases); i++) {
		glue_memblock_setup(NULL);
		memblock_set_bottom_up(i & 1);
		memblock_add(ram, MB(1));
		fill_list(R, GB(1), 128);
		assert_int_equal(memblock_reserve(ram + cases[i / 2].start,
						  cases[i / 2].size), 0);
		assert_int_equal((uintptr_t)R->regions - ram, i & 1 ?
				 cases[i / 2].up : cases[i / 2].down);
		expect_array_reserved(R);
		assert_int_equal(R->total_size, 128 * 0x100 + NEW +
				 cases[i / 2].size);
		expect_sound();
	}
}

/* Row 9: bottom-up arrays lie at the bottom even below the pending range. */
TEST(weakness_09_bottom_up_array_at_the_bottom)
{
	phys_addr_t ram = glue_ram_added();

	memblock_set_bottom_up(true);
	fill_list(R, GB(1), 128);
	assert_int_equal(memblock_reserve(ram + MB(9), MB(1)), 0);
	assert_int_equal((uintptr_t)R->regions, ram);
}

/* Room for the array only where the pending range wants to be. */
TEST(weakness_08_no_room_beside_pending)
{
	struct snapshot *s = malloc(sizeof(*s));
	phys_addr_t ram = glue_ram();

	memblock_add(ram, KB(12));
	fill_list(R, GB(1), 128);
	take_snapshot(s);
	assert_int_equal(memblock_reserve(ram + KB(4), KB(4)), -12);
	expect_unchanged(s);
	assert_int_equal(memblock_reserve(ram + KB(6), 1), -12);
	expect_unchanged(s);
	assert_int_equal(memblock_reserve(ram + KB(8), 1), 0);
	assert_int_equal((uintptr_t)R->regions, ram);
	free(s);
}

/* The message names the list and both numbers of entries. */
TEST(impossible_says_so_and_changes_nothing)
{
	struct snapshot *s = malloc(sizeof(*s));

	fill_list(M, GB(1), 128);
	fill_list(R, GB(1), 128);
	take_snapshot(s);
	glue_log_clear();
	assert_int_equal(memblock_add(GB(2), KB(4)), -12);
	assert_true(glue_log_has("memory"));
	assert_true(glue_log_has("128"));
	assert_true(glue_log_has("256"));
	expect_unchanged(s);
	glue_log_clear();
	assert_int_equal(memblock_reserve(GB(2), KB(4)), -12);
	assert_true(glue_log_has("reserved"));
	assert_true(glue_log_has("128"));
	assert_true(glue_log_has("256"));
	expect_unchanged(s);
	assert_int_equal(memblock_remove(GB(1) + 1, 1), -12);
	assert_int_equal(memblock_phys_free(GB(1) + 1, 1), -12);
	assert_true(memblock_mark_hotplug(GB(1) + 1, 1) < 0);
	assert_true(memblock_set_node(GB(1) + 1, 1, M, 2) < 0);
	assert_true(memblock_set_node(GB(1) + 1, 1, R, 2) < 0);
	expect_unchanged(s);
	free(s);
}

TEST(current_limit_bounds_the_array)
{
	struct snapshot *s = malloc(sizeof(*s));
	phys_addr_t ram = glue_ram_added();

	fill_list(R, GB(1), 128);
	memblock_set_current_limit(ram + NEW - 1);
	take_snapshot(s);
	assert_int_equal(memblock_reserve(GB(2), 1), -12);
	expect_unchanged(s);
	memblock_set_current_limit(ram + MB(1) + 5);
	assert_int_equal(memblock_reserve(GB(2), 1), 0);
	assert_int_equal((uintptr_t)R->regions, ram + MB(1) - NEW);
	free(s);
}

TEST(memory_limit_bounds_the_array)
{
	phys_addr_t ram = glue_ram_added();

	fill_list(M, GB(1), 127);
	memblock_set_current_limit(ram + MB(1));
	assert_int_equal(memblock_add(GB(2), 1), 0);
	expect_list(R, { ram + MB(1) - NEW, NEW });
}

/*
 * Both lists full at once: memory doubles, its array needs a reserved entry,
 * so reserved doubles too; both arrays end up reserved, apart from one
 * another, and from everything else.
 */
TEST(weakness_08_both_lists_full)
{
	phys_addr_t ram, a, b;
	int i;

	for (i = 0; i < 2 * 128; i++) {
		glue_memblock_setup(NULL);
		memblock_set_bottom_up(i & 1);
		ram = glue_ram_added();
		fill_list(M, GB(1), 127);
		fill_list(R, ram + MB(1), 128);
		assert_int_equal(memblock_add(GB(1) - KB(2) + i / 2 * KB(4),
					      0x100), 0);
		assert_int_equal(M->cnt, 129);
		assert_int_equal(M->max, 256);
		assert_int_equal(R->max, 256);
		assert_int_equal(R->total_size, 128 * 0x100 + 2 * NEW);
		a = (uintptr_t)M->regions;
		b = (uintptr_t)R->regions;
		assert_true(a + NEW <= b || b + NEW <= a);
		expect_array_reserved(M);
		expect_array_reserved(R);
		expect_sound();
	}
}

/* As above, but there is room for one array only: nothing changes. */
TEST(weakness_08_both_full_room_for_one)
{
	struct snapshot *s = malloc(sizeof(*s));
	phys_addr_t ram = glue_ram();

	memblock_add(ram, KB(12));
	fill_list(M, GB(1), 127);
	fill_list(R, GB(1), 128);
	take_snapshot(s);
	assert_int_equal(memblock_add(GB(2), 1), -12);
	expect_unchanged(s);
	free(s);
}

/* 257th: the first dynamic array is freed, the next one takes 12 KiB. */
TEST(second_growth_frees_the_first_array)
{
	phys_addr_t ram = glue_ram_added(), size = ARRAY_BYTES(512);
	unsigned int i;

	fill_list(M, GB(1), 255);
	expect_list(R, { ram + RAM_SIZE - NEW, NEW });
	assert_int_equal(memblock_add(GB(3), 1), 0);
	assert_int_equal(M->max, 512);
	assert_int_equal(M->cnt, 257);
	expect_list(R, { ram + RAM_SIZE - NEW - size, size });
	expect_array_reserved(M);
	for (i = 0; i < 255; i++)
		assert_int_equal(M->regions[i].base, GB(1) + i * KB(4));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(forbidden_until_allowed),
		T(full_is_not_too_full),
		T(memory_129th_at_every_position),
		T(reserve_129th_at_every_position),
		T(weakness_08_one_candidate_is_pending),
		T(weakness_08_pending_is_cut_out),
		T(weakness_09_bottom_up_array_at_the_bottom),
		T(weakness_08_no_room_beside_pending),
		T(impossible_says_so_and_changes_nothing),
		T(current_limit_bounds_the_array),
		T(memory_limit_bounds_the_array),
		T(weakness_08_both_lists_full),
		T(weakness_08_both_full_room_for_one),
		T(second_growth_frees_the_first_array),
	};

	return RUN(tests);
}
