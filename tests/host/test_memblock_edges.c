// SPDX-License-Identifier: GPL-2.0-only
/*
 * Address 0 and the top of the address space, with memory behind both
 * (window.h); every entry point with extreme ranges; lists that an outsider
 * assigns to; and what a debug build notices (docs/memblock-api.md 3.4, 18 rows
 * 4, 11, 25, 28).
 *
 * sources: mm/memblock*.c tests/host/glue.c tests/host/glue_memblock.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -DCONFIG_DEBUG_VM
 * cflags: -include tests/host/window.h
 */
#include "glue_memblock.h"

#define M	(&memblock.memory)
#define R	(&memblock.reserved)
#define ANY	NUMA_NO_NODE

unsigned char window_buffer[2 * WINDOW];

/* ---- both ends ------------------------------------------------------- */

/* No block in the first page, though it is memory and free. */
TEST(bottom_up_from_address_0)
{
	memset(window_buffer, 0xa5, KB(16));
	memblock_add(0, WINDOW);
	memblock_set_bottom_up(true);
	assert_ptr_equal(memblock_alloc(100, 1), window_buffer + KB(4));
	assert_true(all_bytes(window_buffer, 0xa5, KB(4)));
	assert_true(all_bytes(window_buffer + KB(4), 0, 100));
	assert_int_equal(window_buffer[KB(4) + 100], 0xa5);
	expect_list(R, { KB(4), 100 });
}

TEST(top_down_to_address_0)
{
	phys_addr_t last = 0, at;

	memblock_add(0, KB(64));
	while ((at = memblock_phys_alloc(KB(1), KB(1))) != 0)
		last = at;
	assert_int_equal(last, KB(4));
	expect_list(R, { KB(4), KB(60) });
}

TEST(allocation_at_the_very_top)
{
	unsigned char *p;

	memset(window_buffer + WINDOW, 0xa5, WINDOW);
	memblock_add(TOP - MB(1) + 1, MB(1));
	p = memblock_alloc(1, 1);
	assert_int_equal(window_pa(p), TOP - 1);
	assert_int_equal(*p, 0);
	p = memblock_alloc(100, 64);
	assert_int_equal(window_pa(p), TOP - 127);
	assert_true(all_bytes(p, 0, 100));
	p = memblock_alloc(KB(4), KB(4));
	assert_int_equal(window_pa(p), TOP - KB(8) + 1);
	memblock_free(p, KB(4));
	expect_list(R, { TOP - 127, 100 }, { TOP - 1, 1 });
}

/* round_up() would wrap to 0 here, and 0 lies below the end. */
TEST(bottom_up_at_the_very_top)
{
	memblock_set_bottom_up(true);
	memblock_add(TOP - 100, 100);
	assert_int_equal(memblock_phys_alloc(1, KB(4)), 0);
	assert_int_equal(memblock_phys_alloc(1, 1ULL << 63), 0);
	assert_int_equal(memblock_phys_alloc(37, 1), TOP - 100);
	assert_int_equal(memblock_phys_alloc(63, 64), TOP - 63);
	expect_list(R, { TOP - 100, 100 });
}

/* All memory at the top: arrays go there too. */
TEST(growth_at_the_very_top)
{
	phys_addr_t base = TOP - MB(8) + 1;

	memblock_add(base, MB(9));
	fill_list(R, base, 128);
	assert_int_equal(R->max, 128);
	assert_int_equal(memblock_reserve(TOP - 1, 9), 0);
	assert_int_equal(R->max, 256);
	assert_int_equal(R->cnt, 130);
	assert_int_equal(window_pa(R->regions),
			 round_down(TOP - 1 - ARRAY_BYTES(256), KB(4)));
	fill_list(M, MB(1), 128);
	assert_int_equal(M->max, 256);
	expect_sound();
}

/* ---- extreme ranges -------------------------------------------------- */

static const phys_addr_t extremes[] = {
	0, 1, 0xfff, 0x1000, 0x1001, MB(1), 1ULL << 32, 1ULL << 63,
	TOP - MB(1), TOP - 0x1000, TOP - 0xfff, TOP - 1, TOP,
};

static void ask_everything(phys_addr_t base, phys_addr_t size)
{
	u64 start, end;

	(void)memblock_is_memory(base);
	(void)memblock_is_reserved(base);
	(void)memblock_is_map_memory(base);
	(void)memblock_is_region_memory(base, size);
	(void)memblock_is_region_reserved(base, size);
	(void)memblock_overlaps_region(M, base, size);
	(void)memblock_search_pfn_nid(base, &start, &end);
	(void)memblock_mem_size(base);
	(void)memblock_find_in_range(base, size, 64, 64);
	(void)memblock_find_in_range(0, base, size, 4096);
	(void)memblock_validate_numa_coverage(size);
	__memblock_dump_all();
}

static void do_everything(phys_addr_t base, phys_addr_t size)
{
	assert_int_equal(memblock_add_node(base, size, 1, 0), 0);
	expect_sound();
	assert_int_equal(memblock_reserve(base, size), 0);
	expect_sound();
	ask_everything(base, size);
	assert_int_equal(memblock_mark_hotplug(base, size), 0);
	expect_sound();
	assert_int_equal(memblock_set_node(base, size, M, 2), 0);
	expect_sound();
	assert_int_equal(memblock_phys_free(base, size), 0);
	expect_sound();
	assert_false(memblock_is_region_reserved(base, size));
	(void)memblock_phys_alloc_range(64, 64, base, size);
	(void)memblock_phys_alloc_range(size, 64, 0, base);
	expect_sound();
	assert_int_equal(memblock_remove(base, size), 0);
	expect_sound();
	assert_false(memblock_overlaps_region(M, base, size));
	memblock_enforce_memory_limit(size);
	memblock_mem_limit_remove_map(base);
	memblock_trim_memory(0x1000);
	expect_sound();
	if (size)
		memblock_cap_memory_range(base, size);
	expect_sound();
}

/* Row 11: one helper clips, so nothing anywhere wraps. */
TEST(weakness_11_extreme_ranges_everywhere)
{
	unsigned int i, k, before;

	glue_log_off = true;
	memblock_debug = 1;
	for (i = 0; i < ARRAY_SIZE(extremes); i++) {
		for (k = 0; k < ARRAY_SIZE(extremes); k++) {
			for (before = 0; before < 3; before++) {
				glue_memblock_reset();
				if (before)
					memblock_add(MB(1), MB(7));
				if (before == 2)
					memblock_add(TOP - MB(2), MB(2));
				memblock_reserve(MB(2), KB(5));
				do_everything(extremes[i], extremes[k]);
			}
		}
	}
}

TEST(weakness_14_trim_by_anything)
{
	int shift;

	for (shift = 0; shift < 64; shift++) {
		glue_memblock_reset();
		memblock_add(MB(1) + 1, MB(7));
		memblock_add(TOP - MB(1), MB(1));
		memblock_trim_memory(1ULL << shift);
		expect_sound();
		if (M->cnt)
			assert_int_equal(M->regions[0].base %
					 (1ULL << shift), 0);
	}
}

/* ---- assignments by an outsider -------------------------------------- */

/*
 * Row 4's hint for the next search must not outlive the lists: same counts
 * and totals as before, in other places.
 */
TEST(weakness_04_reset_with_the_same_totals)
{
	int up, i;

	for (up = 0; up < 2; up++) {
		for (i = 0; i < 3; i++) {
			glue_memblock_reset();
			memblock_set_bottom_up(up);
			memblock_add(MB(1) * (i + 1), MB(1));
			memblock_reserve(MB(1) * (i + 1) + i * KB(64),
					 KB(16));
			while (memblock_find_in_range(0, TOP, KB(64), 1))
				assert_true(memblock_phys_alloc(KB(64), 1) >=
					    MB(1) * (i + 1));
			assert_int_equal(R->total_size / KB(64), 15);
		}
	}
}

/* A region freed by assignment is found by the next search. */
TEST(weakness_04_edit_by_assignment)
{
	int up;

	for (up = 0; up < 2; up++) {
		glue_memblock_reset();
		memblock_set_bottom_up(up);
		memblock_add(MB(1), MB(1));
		while (memblock_phys_alloc(KB(4), KB(4)))
			;
		expect_list(R, { MB(1), MB(1) });
		R->regions[0].size -= KB(4);
		R->total_size -= KB(4);
		assert_int_equal(memblock_phys_alloc(KB(4), 1),
				 MB(2) - KB(4));
		R->regions[0].base += KB(4);
		R->regions[0].size -= KB(4);
		R->total_size -= KB(4);
		assert_int_equal(memblock_phys_alloc(KB(4), 1), MB(1));
	}
}

/* What the search learned before memory was added must not hide it. */
TEST(weakness_04_more_memory_later)
{
	memblock_add(MB(4), KB(64));
	assert_int_equal(memblock_phys_alloc(KB(64), 1), MB(4));
	assert_int_equal(memblock_phys_alloc(KB(64), 1), 0);
	memblock_add(MB(2), KB(64));
	assert_int_equal(memblock_phys_alloc(KB(64), 1), MB(2));
	memblock_phys_free(MB(4), KB(64));
	assert_int_equal(memblock_phys_alloc(KB(64), 1), MB(4));
	memblock_add(MB(8), KB(64));
	assert_int_equal(memblock_phys_alloc(KB(64), 1), MB(8));
}

TEST(bottom_up_and_limit_by_assignment)
{
	memblock_add(MB(1), MB(1));
	memblock.bottom_up = true;
	memblock.current_limit = MB(1) + KB(8);
	assert_int_equal(memblock_phys_alloc(KB(4), 1), MB(1));
	memblock.bottom_up = false;
	assert_int_equal(memblock_phys_alloc(KB(4), 1), MB(1) + KB(4));
	assert_int_equal(memblock_phys_alloc(KB(4), 1), 0);
}

/* ---- debug builds ---------------------------------------------------- */

/* Runs @statement: did it panic or warn? */
#define LOUD(statement) ({ \
	glue_log_clear(); \
	glue_panic_arm(); \
	if (setjmp(glue_panic_jmp) == 0) { \
		statement; \
	} \
	glue_panic_end() || glue_warnings(); })

/* Row 25: a block of the slab's is not memblock's to free. */
TEST(weakness_25_free_of_a_slab_block)
{
	static void *p;

	memblock_add(MB(1), MB(1));
	glue_slab_up = true;
	p = memblock_alloc(100, 8);
	assert_true(glue_kmalloced(p));
	assert_true(LOUD(memblock_free(p, 100)));
	assert_true(glue_kmalloced(p));
}

/* Row 28: the checker runs after each change. */
TEST(weakness_28_checked_after_each_change)
{
	memblock_add(MB(1), MB(1));
	memblock_add(MB(3), MB(1));
	assert_false(LOUD(memblock_reserve(MB(1), KB(4))));
	M->total_size++;
	assert_true(LOUD(memblock_add(MB(8), MB(1))));
	glue_memblock_reset();
	memblock_reserve(MB(1), MB(1));
	memblock_reserve(MB(3), MB(1));
	R->regions[1].base = MB(1) + KB(4);
	assert_true(LOUD(memblock_reserve(MB(8), MB(1))));
	glue_memblock_reset();
	memblock_add(MB(1), MB(4));
	M->total_size++;
	assert_true(LOUD(memblock_remove(MB(2), MB(1))));
	glue_memblock_reset();
	memblock_add(MB(1), MB(4));
	memblock_reserve(MB(9), MB(1));
	R->total_size++;
	assert_true(LOUD(memblock_mark_hotplug(MB(2), MB(1))));
	assert_true(LOUD(memblock_set_node(MB(2), MB(1), M, 1)));
	assert_true(LOUD(memblock_trim_memory(MB(4))));
}

/* ---- around very many ------------------------------------------------- */

/*
 * reserved   3.3.3. ... .3.3	128 regions of node 3, no entry free
 * wanted    |1111111111111111|	129 pieces between and beside them
 *
 * For 256 entries there are just the 8 KiB, which take one; for 512 there is
 * no place. No piece is in the list, which has grown in vain.
 */
TEST(grown_once_and_not_enough)
{
	unsigned long i;

	memblock_add(KB(8), KB(8));
	for (i = 0; i < 128; i++)
		memblock_reserve_region(MB(1) + i * KB(8), KB(4), 3, 0);
	assert_int_equal(memblock_reserve_region(MB(1) - KB(4), KB(8) * 129,
						 1, 0), -12);
	assert_true(glue_log_has("no room to let reserved grow from 256 to "
				 "512 entries"));
	assert_int_equal(R->cnt, 129);
	assert_int_equal(R->max, 256);
	assert_int_equal(R->regions[0].base, KB(8));
	for (i = 1; i < R->cnt; i++) {
		assert_int_equal(R->regions[i].nid, 3);
		assert_int_equal(R->regions[i].size, KB(4));
	}
	expect_sound();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(bottom_up_from_address_0),
		T(top_down_to_address_0),
		T(allocation_at_the_very_top),
		T(bottom_up_at_the_very_top),
		T(growth_at_the_very_top),
		T(weakness_11_extreme_ranges_everywhere),
		T(weakness_14_trim_by_anything),
		T(weakness_04_reset_with_the_same_totals),
		T(weakness_04_edit_by_assignment),
		T(weakness_04_more_memory_later),
		T(bottom_up_and_limit_by_assignment),
		T(weakness_25_free_of_a_slab_block),
		T(weakness_28_checked_after_each_change),
		T(grown_once_and_not_enough),
	};

	memblock_allow_resize();
	return RUN(tests);
}
