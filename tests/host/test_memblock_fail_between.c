// SPDX-License-Identifier: GPL-2.0-only
/*
 * Two searches that nobody has announced (mm/memblock_fail.c), the second
 * less particular than the first: one request, unless something has come in
 * between. All pairs of searches are in test_memblock_fail_pairs.c.
 *
 * sources: mm/memblock*.c tests/host/glue.c tests/host/glue_memblock.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4
 */
#include "glue_memblock.h"
#include "mm/memblock_internal.h"

#define LIM	(~0ULL)

static void report(u64 nr, phys_addr_t size, phys_addr_t align)
{
	assert_int_equal(nr, 1);	/* those that fail here are the first */
}

/* A search from 1 MiB on, then one from 0 on: how many requests? */
static u64 two_searches(phys_addr_t size, void (*between)(void))
{
	glue_memblock_reset();
	memblock_fail_nth(100, report);
	memblock_reserve(MB(1), MB(1));
	memblock_reserve(MB(4), MB(1));
	assert_false(memblock_search_fails(MB(1), LIM, size, 0, false));
	between();
	assert_false(memblock_search_fails(0, LIM, size, 0, false));
	return memblock_fail_nth(0, NULL);
}

static void nothing(void)
{
}

static void reserve_one(void)
{
	memblock_reserve(MB(8), MB(1));
}

static void reserve_more_of_one(void)
{
	memblock_reserve(MB(5), MB(1));
}

static void same_in_three_parts(void)
{
	memblock_phys_free(MB(4) + KB(4), KB(4));
	memblock_reserve(MB(5), KB(4));
}

static void request(void)
{
	memblock_request_begin(64, 64);
	memblock_request_end();
}

/* A search goes on where the last one ended only if nothing came between. */
TEST(bare_with_something_in_between)
{
	assert_int_equal(two_searches(64, nothing), 1);
	assert_int_equal(two_searches(64, reserve_one), 2);
	assert_int_equal(two_searches(64, reserve_more_of_one), 2);
	assert_int_equal(two_searches(64, same_in_three_parts), 2);
	assert_int_equal(two_searches(64, request), 3);
	assert_int_equal(two_searches(1, nothing), 1);
	assert_int_equal(two_searches(1, request), 3);
	assert_int_equal(two_searches(LIM, request), 3);
	/* Nor does it go on with a search of before it was armed. */
	memblock_fail_nth(100, report);
	assert_false(memblock_search_fails(MB(1), LIM, 1, 0, false));
	memblock_fail_nth(100, report);
	assert_false(memblock_search_fails(0, LIM, 1, 0, false));
	assert_int_equal(memblock_fail_nth(0, NULL), 1);
}

/* A request that was under way then does not end later. */
TEST(disarmed_within_a_request)
{
	memblock_fail_nth(100, report);
	memblock_request_begin(64, 64);
	memblock_fail_nth(0, NULL);
	memblock_request_end();
	memblock_fail_nth(1, report);
	assert_true(memblock_search_fails(0, LIM, 64, 0, false));
	assert_int_equal(memblock_fail_nth(0, NULL), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(bare_with_something_in_between),
		T(disarmed_within_a_request),
	};

	return RUN(tests);
}
