// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bottom-up search around a kernel image (docs/design.md, call tree 1.1.1): it
 * begins at the image's end, only if the window reaches above that, and when
 * it finds nothing it warns once and goes top-down without that bound.
 *
 * sources: mm/memblock*.c tests/host/glue.c tests/host/glue_memblock.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4
 * cflags: -include tests/host/kernel_end.h
 */
#include "glue_memblock.h"

#define find	memblock_find_in_range_node
#define ANY	NUMA_NO_NODE

phys_addr_t image_end;

/* 16 MiB of memory from 0 on, and an image from 1 to 4 MiB. */
static void machine(void)
{
	image_end = MB(4);
	memblock_add(0, MB(16));
	memblock_reserve(MB(1), MB(3));
	memblock_set_bottom_up(true);
}

/*
 * A window that ends at or below the image is searched top-down, in silence.
 * Runs first: the warning comes once in a program.
 */
TEST(window_below_the_kernel)
{
	machine();
	assert_int_equal(find(KB(4), KB(4), 0, MB(1), ANY), MB(1) - KB(4));
	assert_int_equal(find(KB(4), KB(4), 0, MB(4), ANY), MB(1) - KB(4));
	assert_int_equal(find(KB(4), KB(4), 0, MB(4) + KB(4), ANY), MB(4));
	assert_int_equal(glue_warnings(), 0);
}

/* Runs second. */
TEST(falls_back_to_top_down_and_warns_once)
{
	machine();
	memblock_reserve(MB(4), MB(12));
	assert_int_equal(find(KB(4), KB(4), 0, TOP, ANY), MB(1) - KB(4));
	assert_int_equal(glue_warnings(), 1);
	assert_int_equal(find(KB(4), KB(4), 0, TOP, ANY), MB(1) - KB(4));
	assert_int_equal(find(MB(2), KB(4), 0, TOP, ANY), 0);
	assert_int_equal(glue_warnings(), 1);
}

TEST(begins_at_the_kernels_end)
{
	machine();
	assert_int_equal(find(KB(4), KB(4), 0, TOP, ANY), MB(4));
	assert_int_equal(memblock_phys_alloc(100, 64), MB(4));
	assert_int_equal(memblock_phys_alloc(100, 64), MB(4) + 128);
	assert_int_equal(glue_warnings(), 0);
}

TEST(begins_at_start_when_that_is_higher)
{
	machine();
	assert_int_equal(find(KB(4), KB(4), MB(6), TOP, ANY), MB(6));
	assert_int_equal(find(KB(4), KB(4), MB(2), TOP, ANY), MB(4));
	image_end = MB(5) + 5;
	assert_int_equal(find(KB(4), KB(4), 0, TOP, ANY), MB(5) + KB(4));
}

/* What does not fit between the image and the end goes below, from the top. */
TEST(too_big_above_the_kernel)
{
	machine();
	assert_int_equal(find(KB(64), KB(4), 0, MB(4) + KB(8), ANY),
			 MB(1) - KB(64));
	memblock_set_current_limit(MB(4) + KB(8));
	assert_int_equal(memblock_phys_alloc(KB(64), KB(4)),
			 MB(1) - KB(64));
}

TEST(top_down_does_not_care)
{
	machine();
	memblock_set_bottom_up(false);
	assert_int_equal(find(KB(4), KB(4), 0, TOP, ANY), MB(16) - KB(4));
	assert_int_equal(find(KB(4), KB(4), 0, MB(4), ANY), MB(1) - KB(4));
}

/* The image lies above all memory: top-down, in silence or not. */
TEST(kernel_above_all_memory)
{
	machine();
	image_end = GB(1);
	assert_int_equal(find(KB(4), KB(4), 0, MB(8), ANY), MB(8) - KB(4));
	assert_int_equal(find(KB(4), KB(4), 0, TOP, ANY), MB(16) - KB(4));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(window_below_the_kernel),
		T(falls_back_to_top_down_and_warns_once),
		T(begins_at_the_kernels_end),
		T(begins_at_start_when_that_is_higher),
		T(too_big_above_the_kernel),
		T(top_down_does_not_care),
		T(kernel_above_all_memory),
	};

	return RUN(tests);
}
