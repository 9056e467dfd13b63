// SPDX-License-Identifier: GPL-2.0-only
/*
 * Searches that nobody has announced as a request (mm/memblock_fail.c): is
 * the second of two the first one again, less particular, or another request?
 * All pairs of windows around one another, nodes, sizes and directions,
 * through the first step of the walks of mm/memblock_holes.c. And the growth
 * of a list, which announces itself.
 *
 * sources: mm/memblock*.c tests/host/glue.c tests/host/glue_memblock.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4
 */
#include "glue_memblock.h"
#include "mm/memblock_internal.h"

struct search {
	phys_addr_t start, end, size;
	int nid;
	bool upwards;
};

static void look(const struct search *s)
{
	phys_addr_t start, end;
	u64 i;

	if (s->upwards)
		__first_free_range_in(&i, s->nid, s->start, s->end, s->size,
				      &start, &end);
	else
		__first_free_range_in_rev(&i, s->nid, s->start, s->end,
					  s->size, &start, &end);
}

static bool is_node(int nid)
{
	return nid >= 0 && nid < MAX_NUMNODES;
}

/* Does @b ask for the same as @a in a way that allows more? */
static bool goes_on(const struct search *a, const struct search *b)
{
	return a->size == b->size &&
	       (b->start < a->start || b->end > a->end ||
		(a->upwards && !b->upwards) ||
		(is_node(a->nid) && !is_node(b->nid)));
}

static void no_report(u64 nr, phys_addr_t size, phys_addr_t align)
{
	fail_msg("request %llu of %llu bytes fails", nr, size);
}

static void compare(const struct search *a, const struct search *b)
{
	u64 counted;

	memblock_fail_nth(100, no_report);
	look(a);
	look(b);
	counted = memblock_fail_nth(0, NULL);
	if (counted != (goes_on(a, b) ? 1 : 2))
		fail_msg("%s 0x%llx-0x%llx, %llu bytes, node %d, then %s "
			 "0x%llx-0x%llx, %llu bytes, node %d: %llu requests",
			 a->upwards ? "up" : "down", a->start, a->end, a->size,
			 a->nid, b->upwards ? "up" : "down", b->start, b->end,
			 b->size, b->nid, counted);
}

TEST(one_request_or_two)
{
	static const int nodes[] = { NUMA_NO_NODE, 0, 1, MAX_NUMNODES - 1,
				     MAX_NUMNODES };
	struct search a = { KB(64), KB(128), 100, 0, false }, b;
	unsigned int k, from, to;

	memblock_add(0, MB(1));
	for (from = 0; from < ARRAY_SIZE(nodes); from++)
		for (to = 0; to < ARRAY_SIZE(nodes); to++)
			for (k = 0; k < 4 * 27; k++) {
				a.nid = nodes[from];
				a.upwards = k & 1;
				b = a;
				b.nid = nodes[to];
				b.upwards = k & 2;
				b.start += (int)(k / 4 % 3) - 1;
				b.end += (int)(k / 12 % 3) - 1;
				b.size += (int)(k / 36 % 3) - 1;
				compare(&a, &b);
			}
}

/* The growth of a list is a request, and over before the next search. */
TEST(growth_is_one_request)
{
	glue_ram_added();
	memblock_fail_nth(100, no_report);
	assert_int_equal(memblock_double_array(&memblock.memory, 0, 0), 0);
	__memblock_find_range_top_down(0, TOP, 1, 1, NUMA_NO_NODE);
	assert_int_equal(memblock_fail_nth(0, NULL), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(one_request_or_two), T(growth_is_one_request),
	};

	memblock_allow_resize();
	return RUN(tests);
}
