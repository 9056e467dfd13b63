// SPDX-License-Identifier: GPL-2.0-only
/*
 * Blocks for devices that reach no further than 4 GiB: each function that
 * gives such begins its search at the limit, to the byte, and takes nothing
 * above it. The limit lies amid this program's memory here.
 *
 * sources: mm/nobootmem.c mm/memblock*.c
 * sources: tests/host/glue.c tests/host/glue_memblock.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4
 * include: tests/host/low_limit.h
 */
#include <linux/bootmem.h>
#include "glue_memblock.h"

phys_addr_t low_limit;

static phys_addr_t ram;
static pg_data_t node0 = { .node_id = 0 }, node1 = { .node_id = 1 };

/* Node 0, then node 1; the limit is amid node 1 and odd, as 2^32 - 1 is. */
static int setup(void **state)
{
	glue_memblock_setup(state);
	ram = glue_ram();
	memblock_add_node(ram, MB(4), 0, MEMBLOCK_NONE);
	memblock_add_node(ram + MB(4), MB(8), 1, MEMBLOCK_NONE);
	low_limit = ram + MB(8) - 1;
	return 0;
}

#define L(name)	cmocka_unit_test_setup(name, setup)

TEST(the_highest_byte_below)
{
	assert_int_equal(__pa(__alloc_bootmem_low(1, 1, 0)), low_limit - 1);
	assert_int_equal(__pa(__alloc_bootmem_low_nopanic(1, 1, 0)),
			 low_limit - 2);
	assert_int_equal(__pa(__alloc_bootmem_low_node(&node1, 1, 1, 0)),
			 low_limit - 3);
	assert_int_equal(__pa(__alloc_bootmem_low_node(&node0, 1, 1, 0)),
			 ram + MB(4) - 1);
	assert_int_equal(__pa(memblock_alloc_low(1, 1)), low_limit - 4);
}

/* There is place at the very goal, and lower, on the same node. */
TEST(goals_are_exact)
{
	const phys_addr_t goal = ram + MB(5);

	memblock_reserve(goal + 1, MB(12));
	assert_int_equal(__pa(__alloc_bootmem_low_node(&node1, 1, 1, goal)),
			 goal);
	assert_int_equal(__pa(__alloc_bootmem_low_node(&node1, 1, 1, goal)),
			 goal - 1);
	memblock_phys_free(goal, 1);
	assert_int_equal(__pa(__alloc_bootmem_low(1, 1, goal)), goal);
	memblock_phys_free(goal, 1);
	assert_int_equal(__pa(__alloc_bootmem_low_nopanic(1, 1, goal)), goal);
}

TEST(nothing_is_left_below)
{
	memblock_reserve(ram, MB(8) - 1);
	assert_null(__alloc_bootmem_low_nopanic(1, 1, 0));
	EXPECT_PANIC
		__alloc_bootmem_low(1, 1, 0);
	EXPECT_PANIC
		__alloc_bootmem_low_node(&node1, 1, 1, 0);
	assert_null(memblock_alloc_low(1, 1));
	/* above there is enough */
	assert_non_null(__alloc_bootmem_nopanic(1, 1, 0));
}

/* One byte is below the limit, the next one is not. */
TEST(one_byte_is_left_below)
{
	memblock_reserve(ram, MB(8) - 2);
	assert_null(__alloc_bootmem_low_nopanic(2, 1, 0));
	assert_int_equal(__pa(__alloc_bootmem_low_nopanic(1, 1, 0)),
			 low_limit - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		L(the_highest_byte_below),
		L(goals_are_exact), L(nothing_is_left_below),
		L(one_byte_is_left_below),
	};

	return RUN(tests);
}
