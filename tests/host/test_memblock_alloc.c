// SPDX-License-Identifier: GPL-2.0-only
/*
 * The allocation functions, pointers and physical addresses: placement,
 * zeroing, fallbacks, and failure without a trace (docs/memblock-api.md 3.5, 9,
 * 10, 18). test_memblock_alloc_nid.c has what depends on nodes.
 *
 * sources: mm/memblock*.c tests/host/glue.c tests/host/glue_memblock.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4
 */
#include "glue_memblock.h"

#define R	(&memblock.reserved)
#define ANY	NUMA_NO_NODE

/* Physical address behind a block, 0 for NULL. */
static phys_addr_t at(const void *block)
{
	return (uintptr_t)block;
}

/* ---- once per program: this runs first ------------------------------- */

/* From now on it is the slab's: said once, then in silence (docs/design.md). */
TEST(slab_serves_when_it_is_up)
{
	void *p;

	glue_ram_added();
	glue_slab_up = true;
	p = memblock_alloc(100, 64);
	assert_true(glue_kmalloced(p));
	assert_true(all_bytes(p, 0, 100));
	assert_true(glue_warnings() > 0);
	glue_log_clear();
	p = memblock_alloc_try_nid(100, 64, 0, 0, ANY);
	assert_true(glue_kmalloced(p));
	assert_int_equal(glue_warnings(), 0);
	expect_empty(R);
}

TEST(slab_failure_is_failure)
{
	glue_ram_added();
	glue_slab_up = true;
	glue_slab_fails = true;
	assert_null(memblock_alloc(100, 64));
	assert_int_equal(memblock_phys_alloc(100, 64), 0);
	expect_empty(R);
}

/* ---- placement ------------------------------------------------------- */

/* base == round_down(E - size, align), and exactly size bytes. */
TEST(top_down_placement)
{
	static const phys_addr_t sizes[] = { 1, 63, 64, 65, 4095, 4096, 5000 };
	static const phys_addr_t aligns[] = { 1, 2, 64, 4096, MB(1) };
	phys_addr_t ram, want;
	unsigned int i, k;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		for (k = 0; k < ARRAY_SIZE(aligns); k++) {
			glue_memblock_reset();
			ram = glue_ram();
			memblock_add(ram, MB(3) + 77);
			want = round_down(ram + MB(3) + 77 - sizes[i],
					  aligns[k]);
			assert_int_equal(at(memblock_alloc(sizes[i],
							   aligns[k])), want);
			expect_list(R, { want, sizes[i] });
		}
	}
}

TEST(bottom_up_placement)
{
	phys_addr_t ram = glue_ram(), want = ram + MB(1);

	memblock_add(ram + 5, MB(3));
	memblock_set_bottom_up(true);
	assert_true(memblock_bottom_up());
	assert_int_equal(at(memblock_alloc(100, 64)), ram + 64);
	assert_int_equal(at(memblock_alloc(100, MB(1))), want);
	assert_int_equal(at(memblock_alloc(1, 1)), ram + 5);
	expect_list(R, { ram + 5, 1 }, { ram + 64, 100 }, { want, 100 });
}

/*
 * before   ............[####)     free end = a reserved neighbour's start
 * alloc    .......[new)
 * after    .......[#########)
 */
TEST(touching_a_neighbour_merges)
{
	phys_addr_t ram = glue_ram_added(), end = ram + RAM_SIZE;

	assert_int_equal(at(memblock_alloc(256, 64)), end - 256);
	assert_int_equal(at(memblock_alloc(256, 64)), end - 512);
	expect_list(R, { end - 512, 512 });
	assert_int_equal(at(memblock_alloc(100, 64)), end - 640);
	expect_list(R, { end - 640, 100 }, { end - 512, 512 });
}

/* Fills a gap exactly: three regions become one. */
TEST(filling_a_gap_merges_three)
{
	phys_addr_t ram = glue_ram();

	memblock_add(ram, KB(12));
	memblock_reserve(ram, KB(4));
	memblock_reserve(ram + KB(8), KB(4));
	assert_int_equal(at(memblock_alloc(KB(4), 64)), ram + KB(4));
	expect_list(R, { ram, KB(12) });
	assert_null(memblock_alloc(1, 1));
	expect_list(R, { ram, KB(12) });
}

/* ---- contents -------------------------------------------------------- */

TEST(zeroed_or_raw)
{
	phys_addr_t ram = glue_ram_added();

	assert_true(all_bytes(memblock_alloc(5000, 8), 0, 5000));
	assert_true(all_bytes(memblock_alloc_from(5000, 8, ram), 0, 5000));
	assert_true(all_bytes(memblock_alloc_node(5000, 8, ANY), 0, 5000));
	assert_true(all_bytes(memblock_alloc_try_nid(5000, 8, 0, 0, ANY), 0,
			      5000));
	assert_true(all_bytes(memblock_alloc_raw(5000, 8), 0xa5, 5000));
	assert_true(all_bytes(memblock_alloc_try_nid_raw(5000, 8, 0, 0, ANY),
			      0xa5, 5000));
	assert_true(all_bytes(memblock_alloc_exact_nid_raw(5000, 8, 0, 0,
							   ANY), 0xa5, 5000));
	assert_true(all_bytes((void *)(uintptr_t)memblock_phys_alloc(5000, 8),
			      0xa5, 5000));
}

/* Not a byte beside the block is touched. */
TEST(zeroing_is_exact)
{
	unsigned char *p;

	glue_ram_added();
	p = memblock_alloc_from(100, 64, 0);
	assert_true(all_bytes(p, 0, 100));
	assert_int_equal(p[-1], 0xa5);
	assert_int_equal(p[100], 0xa5);
}

/* ---- bounds ---------------------------------------------------------- */

TEST(min_is_a_preference)
{
	phys_addr_t ram = glue_ram_added(), top = ram + RAM_SIZE;

	assert_int_equal(at(memblock_alloc_from(64, 64, top - KB(4))),
			 top - 64);
	assert_int_equal(at(memblock_alloc_from(KB(8), 64, top - KB(4))),
			 top - 64 - KB(8));
	assert_int_equal(at(memblock_alloc_try_nid(MB(2), 64, ram + MB(4),
			ram + MB(5), ANY)), ram + MB(3));
	memblock_set_bottom_up(true);
	assert_int_equal(at(memblock_alloc_try_nid(MB(2), 64, ram + MB(5),
			ram + MB(6), ANY)), ram);
}

TEST(max_is_hard)
{
	struct snapshot *s = malloc(sizeof(*s));
	phys_addr_t ram = glue_ram_added();
	int up;

	take_snapshot(s);
	for (up = 0; up < 2; up++) {
		memblock_set_bottom_up(up);
		assert_null(memblock_alloc_try_nid(KB(8), 64, 0,
						   ram + KB(4), ANY));
		assert_null(memblock_alloc_try_nid(KB(8), 64, ram + MB(9),
						   ram + KB(4), ANY));
		assert_null(memblock_alloc_try_nid_raw(KB(8), 64, ram - MB(1),
						       ram + KB(8) - 1, ANY));
	}
	memblock_set_bottom_up(false);
	expect_unchanged(s);
	assert_int_equal(at(memblock_alloc_try_nid(64, 64, 0, ram + MB(1),
						   ANY)), ram + MB(1) - 64);
	free(s);
}

TEST(max_beyond_memory_is_capped)
{
	phys_addr_t ram = glue_ram_added();

	assert_int_equal(at(memblock_alloc_try_nid(64, 64, ram - GB(1),
			ram + GB(1), ANY)), ram + RAM_SIZE - 64);
	memblock_set_bottom_up(true);
	assert_int_equal(at(memblock_alloc_try_nid(64, 64, ram - GB(1),
			ram + GB(1), ANY)), ram);
}

/* max = min(max, current_limit) before anything else, ANYWHERE too. */
TEST(current_limit_bounds_pointers)
{
	phys_addr_t ram = glue_ram_added();

	memblock_set_current_limit(ram + MB(2));
	assert_int_equal(at(memblock_alloc(64, 64)), ram + MB(2) - 64);
	assert_int_equal(at(memblock_alloc_try_nid(64, 64, 0,
			MEMBLOCK_ALLOC_ANYWHERE, ANY)), ram + MB(2) - 128);
	assert_int_equal(at(memblock_alloc_try_nid(64, 64, 0, ram + MB(3),
			ANY)), ram + MB(2) - 192);
	assert_int_equal(at(memblock_alloc_from(64, 64, ram + MB(3))),
			 ram + MB(2) - 256);
}

/* Physical ANYWHERE is not limited; ACCESSIBLE is. */
TEST(current_limit_and_phys)
{
	phys_addr_t ram = glue_ram_added();

	memblock_set_current_limit(ram + MB(2));
	assert_int_equal(memblock_phys_alloc(64, 64), ram + MB(2) - 64);
	assert_int_equal(memblock_phys_alloc_range(64, 64, 0,
			MEMBLOCK_ALLOC_ANYWHERE), ram + RAM_SIZE - 64);
	assert_int_equal(memblock_alloc_range(64, 64, 0, ram + MB(3)),
			 ram + MB(3) - 64);
}

/* Only the pointer family drops the lower bound. */
TEST(phys_range_keeps_start)
{
	struct snapshot *s = malloc(sizeof(*s));
	phys_addr_t ram = glue_ram_added();

	take_snapshot(s);
	assert_int_equal(memblock_phys_alloc_range(KB(8), 64, ram + MB(1),
						   ram + MB(1) + KB(4)), 0);
	assert_int_equal(memblock_alloc_range(KB(8), 64, ram + MB(1),
					      ram + MB(1) + KB(4)), 0);
	expect_unchanged(s);
	free(s);
}

/* 4 GiB is far below where a 64-bit host has its memory. */
TEST(low_is_below_4_gib)
{
	memblock_add(glue_ram(), MB(1));
	assert_null(memblock_alloc_low(64, 64));
	memblock_add(GB(1), MB(1));
	memblock_reserve(GB(1), MB(1));
	assert_null(memblock_alloc_low(64, 64));
	assert_int_equal(__memblock_alloc_base(64, 64, GB(2)), 0);
	memblock_phys_free(GB(1), 64);
	assert_int_equal(__memblock_alloc_base(64, 64, GB(2)), GB(1));
}

/* ---- failure --------------------------------------------------------- */

TEST(failure_leaves_no_trace)
{
	struct snapshot *s = malloc(sizeof(*s));
	phys_addr_t ram = glue_ram();

	memblock_add(ram, KB(64));
	memblock_reserve(ram + KB(16), KB(32));
	take_snapshot(s);
	assert_null(memblock_alloc(KB(16) + 1, 1));
	assert_null(memblock_alloc_raw(MB(1), 1));
	assert_null(memblock_alloc_from(KB(17), 1, ram + KB(50)));
	assert_null(memblock_alloc_exact_nid_raw(KB(17), 1, 0, 0, ANY));
	assert_int_equal(memblock_phys_alloc(KB(17), 1), 0);
	assert_int_equal(memblock_phys_alloc_try_nid(KB(17), 1, ANY), 0);
	assert_int_equal(memblock_alloc_nid(KB(17), 1, ANY), 0);
	assert_int_equal(memblock_alloc_range_nid(KB(17), 1, 0, 0, ANY,
						  false), 0);
	assert_null(memblock_alloc(PHYS_ADDR_MAX, 1));
	assert_null(memblock_alloc(PHYS_ADDR_MAX - 1, PAGE_SIZE));
	expect_unchanged(s);
	free(s);
}

/* Row 12: Linux returns one-past-the-end, twice the same. */
TEST(weakness_12_size_0_fails)
{
	glue_ram_added();
	assert_null(memblock_alloc(0, 64));
	assert_null(memblock_alloc_raw(0, 64));
	assert_null(memblock_alloc_exact_nid_raw(0, 64, 0, 0, ANY));
	assert_int_equal(memblock_phys_alloc(0, 64), 0);
	assert_int_equal(memblock_alloc_range(0, 64, 0, 0), 0);
	expect_empty(R);
}

TEST(weakness_13_align_0_is_a_cache_line)
{
	phys_addr_t ram = glue_ram_added(), end = ram + RAM_SIZE;

	assert_int_equal(at(memblock_alloc(10, 0)), end - 64);
	assert_int_equal(memblock_phys_alloc(10, 0), end - 128);
	assert_int_equal(memblock_alloc_range(10, 0, 0, 0), end - 192);
	assert_int_equal(memblock_alloc_nid(10, 0, ANY), end - 256);
	assert_int_equal(__memblock_alloc_base(10, 0, 0), end - 320);
	assert_int_equal(memblock_alloc_base(10, 0, 0), end - 384);
}

TEST(weakness_13_odd_align_fails)
{
	glue_ram_added();
	assert_null(memblock_alloc(64, 48));
	assert_null(memblock_alloc_raw(64, 3));
	assert_int_equal(memblock_phys_alloc(64, 4097), 0);
	expect_empty(R);
}

TEST(base_panics)
{
	memblock_add(glue_ram(), KB(4));
	EXPECT_PANIC {
		memblock_alloc_base(0x2345, 64, 0x6789);
	}
	assert_non_null(strstr(glue_panic_message,
			       "ERROR: Failed to allocate 0x"));
	assert_non_null(strstr(glue_panic_message, "2345 bytes below 0x"));
	assert_non_null(strstr(glue_panic_message, "6789"));
	expect_empty(R);
}

/* All is handed out once, in blocks of many sizes, then freed. */
TEST(no_block_twice)
{
	unsigned char *p;
	phys_addr_t ram = glue_ram(), sum = 0;
	unsigned int i;

	memblock_add(ram, MB(1));
	for (i = 0; ; i++) {
		p = memblock_alloc_raw(1 + i * 37 % 700, 1);
		if (!p)
			break;
		assert_true(all_bytes(p, 0xa5, 1 + i * 37 % 700));
		memset(p, 0x11, 1 + i * 37 % 700);
		sum += 1 + i * 37 % 700;
	}
	assert_true(i > 1000);
	assert_int_equal(memblock_reserved_size(), sum);
	expect_sound();
	memblock_free((void *)(uintptr_t)ram, MB(1));
	expect_empty(R);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(slab_serves_when_it_is_up),
		T(slab_failure_is_failure),
		T(top_down_placement),
		T(bottom_up_placement),
		T(touching_a_neighbour_merges),
		T(filling_a_gap_merges_three),
		T(zeroed_or_raw),
		T(zeroing_is_exact),
		T(min_is_a_preference),
		T(max_is_hard),
		T(max_beyond_memory_is_capped),
		T(current_limit_bounds_pointers),
		T(current_limit_and_phys),
		T(phys_range_keeps_start),
		T(low_is_below_4_gib),
		T(failure_leaves_no_trace),
		T(weakness_12_size_0_fails),
		T(weakness_13_align_0_is_a_cache_line),
		T(weakness_13_odd_align_fails),
		T(base_panics),
		T(no_block_twice),
	};

	return RUN(tests);
}
