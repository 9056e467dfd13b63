// SPDX-License-Identifier: GPL-2.0-only
/*
 * One early allocation that fails on purpose (mm/memblock_fail.c): it fails
 * with all its tries, and it alone, whichever function is asked. What
 * fail_bootmem=N makes of it is tests/boot/test_fail_bootmem.py.
 *
 * sources: mm/nobootmem.c mm/memblock*.c
 * sources: tests/host/glue.c tests/host/glue_memblock.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4
 */
#include <linux/bootmem.h>
#include "glue_memblock.h"
#include "mm/memblock_internal.h"

#define R	(&memblock.reserved)
#define LIM	(~0ULL)

static phys_addr_t ram;
static pg_data_t node1 = { .node_id = 1 };

static unsigned int reports;
static u64 said_nr;
static phys_addr_t said_size, said_align;

static void report(u64 nr, phys_addr_t size, phys_addr_t align)
{
	reports++;
	said_nr = nr;
	said_size = size;
	said_align = align;
}

/* 2 MiB on node 0, 2 MiB on node 1, and request @nth is to fail. */
static void arm(u64 nth)
{
	glue_memblock_setup(NULL);
	ram = glue_ram();
	memblock_add_node(ram, MB(2), 0, MEMBLOCK_NONE);
	memblock_add_node(ram + MB(2), MB(2), 1, MEMBLOCK_NONE);
	reports = 0;
	memblock_fail_nth(nth, report);
}

/* Disarm; how many requests were there? */
static u64 disarm(void)
{
	return memblock_fail_nth(0, NULL);
}

/* ---- bootmem ----------------------------------------------------------- */

TEST(first_second_third)
{
	void *p[3];
	int nth, i;

	for (nth = 1; nth <= 3; nth++) {
		arm(nth);
		for (i = 0; i < 3; i++)
			p[i] = __alloc_bootmem_nopanic(100, 64, 0);
		for (i = 0; i < 3; i++)
			assert_int_equal(!p[i], i == nth - 1);
		assert_int_equal(reports, 1);
		assert_int_equal(said_nr, nth);
		assert_int_equal(said_size, 100);
		assert_int_equal(said_align, 64);
		assert_int_equal(disarm(), 3);
	}
}

TEST(nothing_changes_when_it_fails)
{
	static struct snapshot before;

	arm(1);
	take_snapshot(&before);
	assert_null(__alloc_bootmem_nopanic(100, 64, ram + MB(1)));
	expect_unchanged(&before);
	assert_non_null(__alloc_bootmem_nopanic(100, 64, ram + MB(1)));
	assert_int_equal(disarm(), 2);
}

/* Four tries, one request; the next one, just the same, is served. */
TEST(with_and_without_goal_and_node)
{
	arm(1);
	assert_null(__alloc_bootmem_node_nopanic(&node1, 64, 64, ram + MB(1)));
	assert_non_null(__alloc_bootmem_node_nopanic(&node1, 64, 64,
						     ram + MB(1)));
	assert_int_equal(disarm(), 2);
}

TEST(both_directions)
{
	arm(1);
	memblock_set_bottom_up(true);
	assert_null(__alloc_bootmem_nopanic(64, 64, ram + MB(1)));
	assert_non_null(__alloc_bootmem_nopanic(64, 64, ram + MB(1)));
	assert_int_equal(disarm(), 2);
}

TEST(who_cannot_do_without_panics)
{
	arm(2);
	assert_non_null(__alloc_bootmem(64, 64, 0));
	EXPECT_PANIC
		__alloc_bootmem(4000, 64, 0);
	assert_non_null(strstr(glue_panic_message, "4000 bytes"));
	disarm();
}

TEST(senseless_requests_do_not_count)
{
	arm(1);
	assert_null(__alloc_bootmem_nopanic(0, 64, 0));
	assert_int_equal(reports, 0);
	assert_null(__alloc_bootmem_nopanic(1, 64, 0));
	assert_int_equal(disarm(), 1);
}

/* Nor does the slab, once it is up, get to see them. */
TEST(senseless_requests_are_refused_late)
{
	arm(0);
	glue_slab_up = true;
	assert_null(memblock_alloc(0, 64));
	assert_null(memblock_alloc_exact_nid_raw(0, 64, 0, 0, 1));
	assert_int_equal(memblock_phys_alloc_range(0, 64, 0, 0), 0);
	assert_false(glue_log_has("kzalloc"));
	glue_slab_up = false;
}

/* A real shortage is a request as well, and does not count twice. */
TEST(real_shortage_counts_once)
{
	arm(2);
	assert_null(__alloc_bootmem_nopanic(MB(5), 64, ram + MB(1)));
	assert_int_equal(reports, 0);
	assert_null(__alloc_bootmem_nopanic(64, 64, 0));
	assert_non_null(__alloc_bootmem_nopanic(64, 64, 0));
	assert_int_equal(disarm(), 3);
}

/* After a growth within it a request is what it was: one that is served. */
TEST(growth_in_between)
{
	arm(2);
	memblock_request_begin(64, 64);
	memblock_request_begin(4096, 4096);
	assert_true(memblock_search_fails(0, LIM, 4096, 0, false));
	memblock_request_end();
	assert_false(memblock_search_fails(0, LIM, 64, 0, false));
	memblock_request_end();
	assert_int_equal(disarm(), 2);
}

/* ---- without a wrapper around it --------------------------------------- */

TEST(bare_with_goal)
{
	arm(2);
	assert_non_null(___alloc_bootmem_nopanic(64, 64, ram + MB(1), LIM));
	assert_null(___alloc_bootmem_nopanic(64, 64, ram + MB(1), LIM));
	assert_int_equal(said_size, 64);
	assert_int_equal(said_align, 0);	/* a search cannot know */
	assert_non_null(___alloc_bootmem_nopanic(64, 64, ram + MB(1), LIM));
	assert_int_equal(disarm(), 3);
}

TEST(bare_in_a_row)
{
	arm(1);
	assert_null(___alloc_bootmem_nopanic(64, 64, 0, LIM));
	assert_non_null(___alloc_bootmem_nopanic(64, 64, 0, LIM));
	assert_non_null(___alloc_bootmem_nopanic(64, 64, 0, LIM));
	assert_int_equal(disarm(), 3);
}

TEST(bare_on_a_node_bottom_up)
{
	arm(1);
	memblock_set_bottom_up(true);
	assert_null(___alloc_bootmem_node_nopanic(&node1, 64, 64,
						  ram + MB(1), LIM));
	assert_non_null(___alloc_bootmem_node_nopanic(&node1, 64, 64,
						      ram + MB(1), LIM));
	assert_int_equal(disarm(), 2);
}

TEST(bare_and_wrapped)
{
	arm(2);
	assert_non_null(___alloc_bootmem_nopanic(64, 64, 0, LIM));
	assert_null(__alloc_bootmem_nopanic(64, 64, 0));
	assert_non_null(___alloc_bootmem_nopanic(64, 64, 0, LIM));
	assert_int_equal(disarm(), 3);
}

/* The same search once more, with a window that ends later: one request. */
TEST(bare_search_that_is_less_particular)
{
	arm(100);
	assert_int_equal(memblock_find_in_range(ram, ram + MB(1), MB(2), 64),
			 0);
	assert_int_equal(memblock_find_in_range(ram, ram + MB(2) - 1, MB(2),
						64), 0);
	assert_int_equal(disarm(), 1);
	arm(100);
	assert_int_equal(memblock_find_in_range(ram, ram + MB(1), MB(2), 64),
			 0);
	assert_int_equal(memblock_find_in_range(ram, ram + KB(4), MB(2), 64),
			 0);
	assert_int_equal(disarm(), 2);
}

/* ---- memblock_alloc and its family ------------------------------------- */

TEST(every_family_counts_once_and_fails)
{
	arm(1);
	assert_null(memblock_alloc_try_nid(64, 64, ram + MB(1), TOP, 1));
	assert_non_null(memblock_alloc_try_nid(64, 64, ram + MB(1), TOP, 1));
	assert_int_equal(disarm(), 2);
	arm(1);
	assert_int_equal(memblock_phys_alloc_range(64, 64, 0, TOP), 0);
	assert_int_not_equal(memblock_phys_alloc_range(64, 64, 0, TOP), 0);
	assert_int_equal(disarm(), 2);
	arm(1);
	assert_int_equal(memblock_phys_alloc_try_nid(64, 64, 0), 0);
	assert_int_not_equal(memblock_phys_alloc_try_nid(64, 64, 0), 0);
	assert_int_equal(disarm(), 2);
}

/* Two walks that a student might use: nothing is free within the request. */
TEST(plain_walks_find_nothing_either)
{
	phys_addr_t start, end;
	unsigned int n = 0;
	u64 i;

	arm(1);
	memblock_fail_now = true;
	for_each_free_mem_range(i, NUMA_NO_NODE, &start, &end, NULL)
		n++;
	for_each_free_mem_range_reverse(i, NUMA_NO_NODE, &start, &end, NULL)
		n++;
	assert_int_equal(n, 0);
	disarm();
	for_each_free_mem_range(i, NUMA_NO_NODE, &start, &end, NULL)
		n++;
	for_each_free_mem_range_reverse(i, NUMA_NO_NODE, &start, &end, NULL)
		n++;
	assert_int_equal(n, 4);
}

/* ---- the lists' own arrays --------------------------------------------- */

/* "reserved" is full, and may grow. */
static void fill_reserved(u64 nth)
{
	arm(0);
	fill_list(R, ram, R->max);
	memblock_allow_resize();
	memblock_fail_nth(nth, report);
}

/* Request 1 finds its place; then the list must grow, which is request 2. */
TEST(growth_is_a_request_of_its_own)
{
	unsigned long max;

	fill_reserved(2);
	max = R->max;
	assert_null(__alloc_bootmem_nopanic(64, 64, 0));
	assert_int_equal(said_nr, 2);
	assert_int_equal(said_size, ARRAY_BYTES(2 * max));
	assert_int_equal(said_align, PAGE_SIZE);
	assert_int_equal(R->max, max);
	assert_non_null(__alloc_bootmem_nopanic(64, 64, 0));
	assert_int_equal(R->max, 2 * max);
	assert_int_equal(disarm(), 4);
	expect_sound();
}

/* The same caller, the same size, nothing reserved between: still new. */
TEST(growth_that_fails_is_tried_again)
{
	fill_reserved(1);
	assert_int_not_equal(memblock_reserve(ram + MB(3), 64), 0);
	assert_int_equal(memblock_reserve(ram + MB(3), 64), 0);
	assert_int_equal(disarm(), 2);
	expect_sound();
}

/* ---- counting ---------------------------------------------------------- */

TEST(too_far_away)
{
	arm(100);
	assert_non_null(__alloc_bootmem_nopanic(64, 64, 0));
	assert_non_null(memblock_alloc(64, 64));
	assert_int_equal(reports, 0);
	assert_int_equal(disarm(), 2);
	assert_int_equal(disarm(), 0);
}

TEST(off_it_counts_nothing)
{
	arm(0);
	assert_non_null(__alloc_bootmem_nopanic(64, 64, 0));
	assert_int_equal(disarm(), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(first_second_third),
		cmocka_unit_test(nothing_changes_when_it_fails),
		cmocka_unit_test(with_and_without_goal_and_node),
		cmocka_unit_test(both_directions),
		cmocka_unit_test(who_cannot_do_without_panics),
		cmocka_unit_test(senseless_requests_do_not_count),
		cmocka_unit_test(senseless_requests_are_refused_late),
		cmocka_unit_test(real_shortage_counts_once),
		cmocka_unit_test(growth_in_between),
		cmocka_unit_test(bare_with_goal),
		cmocka_unit_test(bare_in_a_row),
		cmocka_unit_test(bare_on_a_node_bottom_up),
		cmocka_unit_test(bare_and_wrapped),
		cmocka_unit_test(bare_search_that_is_less_particular),
		cmocka_unit_test(every_family_counts_once_and_fails),
		cmocka_unit_test(plain_walks_find_nothing_either),
		cmocka_unit_test(growth_is_a_request_of_its_own),
		cmocka_unit_test(growth_that_fails_is_tried_again),
		cmocka_unit_test(too_far_away),
		cmocka_unit_test(off_it_counts_nothing),
	};

	return RUN(tests);
}
