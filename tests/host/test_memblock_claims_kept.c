// SPDX-License-Identifier: GPL-2.0-only
/*
 * What searches remember, claim by claim: which of two is kept, what makes
 * room for more than there is place for, and what a freed range cuts back.
 * (That it never shows in what a search finds: test_memblock_hint.c.)
 *
 * sources: mm/memblock*.c tests/host/glue.c tests/host/glue_memblock.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4
 */
#include "glue_memblock.h"
#include "mm/memblock_internal.h"

#define EDGE	GB(1)
#define ANY	NUMA_NO_NODE
#define CLAIMS	32		/* for one kind of search */
#define KINDS	16

static int setup(void **state)
{
	memblock_hint_forget();
	glue_memblock_setup(state);
	memblock_add(0, GB(1));
	memblock_reserve(MB(1), MB(1));
	return 0;
}

#define C(name)	cmocka_unit_test_setup(name, setup)

static void learn(phys_addr_t size, phys_addr_t dist)
{
	memblock_hint_learn(EDGE, ANY, false, size, dist);
}

#define ask(size)	memblock_hint_ask(EDGE, ANY, false, size)

TEST(who_wants_as_much_begins_behind)
{
	assert_int_equal(ask(100), 0);
	learn(100, KB(1));
	assert_int_equal(ask(99), 0);
	assert_int_equal(ask(100), KB(1));
	assert_int_equal(ask(GB(1)), KB(1));
	learn(300, KB(3));
	learn(200, KB(2));
	assert_int_equal(ask(199), KB(1));
	assert_int_equal(ask(200), KB(2));
	assert_int_equal(ask(299), KB(2));
	assert_int_equal(ask(300), KB(3));
	learn(50, 0);			/* says nothing */
	assert_int_equal(ask(50), 0);
}

TEST(each_kind_of_search_has_its_own)
{
	learn(100, KB(1));
	assert_int_equal(memblock_hint_ask(EDGE, 0, false, 100), 0);
	assert_int_equal(memblock_hint_ask(EDGE, ANY, true, 100), 0);
	assert_int_equal(memblock_hint_ask(EDGE - 1, ANY, false, 100), 0);
	movable_node_enabled = true;
	assert_int_equal(ask(100), 0);
	movable_node_enabled = false;
	assert_int_equal(ask(100), KB(1));
}

/* The oldest kind makes room. */
TEST(more_kinds_than_places)
{
	int nid;

	for (nid = 0; nid < KINDS; nid++)
		memblock_hint_learn(EDGE, nid, false, 100, KB(1) + nid);
	for (nid = 0; nid < KINDS; nid++)
		assert_int_equal(memblock_hint_ask(EDGE, nid, false, 100),
				 KB(1) + nid);
	learn(100, KB(2));
	assert_int_equal(ask(100), KB(2));
	for (nid = 0; nid < KINDS; nid++)
		if (!memblock_hint_ask(EDGE, nid, false, 100))
			break;
	assert_true(nid < KINDS);	/* one is gone, */
	while (++nid < KINDS)		/* and only one */
		assert_int_equal(memblock_hint_ask(EDGE, nid, false, 100),
				 KB(1) + nid);
}

TEST(the_stronger_of_two_is_kept)
{
	learn(100, KB(8));
	learn(200, KB(8));		/* no more than 100 says */
	learn(300, KB(7));
	assert_int_equal(ask(300), KB(8));
	learn(100, KB(7));		/* less than this size says */
	assert_int_equal(ask(100), KB(8));
	learn(100, KB(9));
	assert_int_equal(ask(100), KB(9));
	learn(50, KB(9));		/* the same of a smaller size */
	assert_int_equal(ask(50), KB(9));
	assert_int_equal(ask(49), 0);
}

/* One claim replaces all that say less: there is room for 31 more then. */
TEST(a_claim_replaces_the_weaker_ones)
{
	unsigned int i;

	for (i = 0; i < CLAIMS; i++)
		learn(100 + i, KB(1) + i);
	learn(100, KB(2));
	for (i = 0; i < CLAIMS - 1; i++)
		learn(200 + i, KB(3) + i);
	assert_int_equal(ask(100), KB(2));
	for (i = 0; i < CLAIMS - 1; i++)
		assert_int_equal(ask(200 + i), KB(3) + i);
}

/* A claim that says nothing new takes no place, however often it comes. */
TEST(what_is_known_takes_no_place)
{
	unsigned int i;

	for (i = 0; i < CLAIMS; i++)
		learn(100 + i, KB(1) + i);
	for (i = 1; i < CLAIMS; i++)
		learn(100 + i, KB(1) + i - 1);
	assert_int_equal(ask(99 + CLAIMS), KB(1) + CLAIMS - 1);
}

/* No place left: each second one stays, with the farthest, and the new one.
 * A search begins nearer to the edge then, never too far from it. */
TEST(no_place_left)
{
	unsigned int i, want;

	for (i = 0; i < CLAIMS; i++)
		learn(100 + 10 * i, KB(1) + i);
	for (i = 0; i < CLAIMS; i++)
		assert_int_equal(ask(100 + 10 * i), KB(1) + i);
	learn(1000, KB(2));
	assert_int_equal(ask(100), 0);
	for (i = 1; i < CLAIMS; i++) {
		want = (i - 1) / 2 * 2 + 1;
		assert_int_equal(ask(100 + 10 * i), KB(1) + want);
	}
	assert_int_equal(ask(1000), KB(2));
	/* 17 are there: 15 more go in without loss */
	for (i = 0; i < CLAIMS / 2 - 1; i++)
		learn(2000 + i, KB(3) + i);
	assert_int_equal(ask(110), KB(1) + 1);
	for (i = 0; i < CLAIMS / 2 - 1; i++)
		assert_int_equal(ask(2000 + i), KB(3) + i);
	learn(3000, KB(4));
	assert_int_equal(ask(110), 0);
}

/* Between two that are there; and the neighbours stay as they are. */
TEST(a_claim_in_between)
{
	learn(100, KB(1));
	learn(300, KB(3));
	learn(400, KB(4));
	learn(200, KB(3));		/* 300 says no more than that */
	assert_int_equal(ask(199), KB(1));
	assert_int_equal(ask(200), KB(3));
	assert_int_equal(ask(300), KB(3));
	assert_int_equal(ask(400), KB(4));
}

/* Freed: claims that reach into the new hole end at its near end. */
TEST(a_freed_range_cuts_claims_back)
{
	memblock_reserve(EDGE - MB(4), MB(4));
	learn(100, KB(64));
	learn(KB(8), KB(128));
	learn(MB(1), MB(2));
	memblock_phys_free(EDGE - KB(100), KB(8));
	assert_int_equal(ask(100), KB(64));	/* ends before it */
	assert_int_equal(ask(KB(8)), KB(92));	/* the hole would do */
	assert_int_equal(ask(MB(1)), MB(2));	/* too small for this */
}

/*
 * Claims that are cut back to where another ends go: there is room for as
 * many others then.
 *
 * before   |80K|84K|88K|92K|96K ... 204K
 * after    |80K|84K|88K|92K		a hole begins there
 */
TEST(what_is_cut_back_to_another_goes)
{
	unsigned int i;

	memblock_reserve(EDGE - MB(4), MB(4));
	for (i = 0; i < CLAIMS; i++)
		learn(100 + i, KB(80) + i * KB(4));
	memblock_phys_free(EDGE - KB(100), KB(8));
	for (i = 4; i < CLAIMS; i++)
		learn(1000 + i, KB(300) + i);
	for (i = 0; i < 4; i++)
		assert_int_equal(ask(100 + i), KB(80) + i * KB(4));
	assert_int_equal(ask(999), KB(92));
	for (i = 4; i < CLAIMS; i++)
		assert_int_equal(ask(1000 + i), KB(300) + i);
}

/*
 * A walk that finds nothing ends with the first range beyond the window,
 * whether or not that is large enough: the claim ends there.
 *
 *   reserved      |rrr 1M|   |rrrr|    |rr|
 *   free       |1M|      |2M |    |4K|    |...
 *   window               |^^|
 */
TEST(what_a_walk_ends_with)
{
	phys_addr_t s, e;
	u64 i;

	memblock_reserve(MB(6) - KB(4), MB(1) + KB(4));
	memblock_reserve(MB(7) + KB(4), MB(2));
	i = 0;
	__next_free_range_in(&i, ANY, MB(4), MB(6), MB(8), &s, &e);
	assert_true(i == ~0ULL);
	assert_int_equal(s, MB(7));
	assert_int_equal(e, MB(7) + KB(4));
	memblock_add(GB(2), KB(4));
	i = (u64)memblock.reserved.cnt << 32 | 1;
	__next_free_range_in_rev(&i, ANY, GB(3), GB(4), MB(1), &s, &e);
	assert_true(i == ~0ULL);
	assert_int_equal(s, GB(2));
	assert_int_equal(e, GB(2) + KB(4));
}

TEST(other_lists_are_noticed)
{
	learn(100, KB(1));
	memblock_add(GB(2), MB(1));
	assert_int_equal(ask(100), 0);
	learn(100, KB(1));
	memblock.memory.regions[0].size -= PAGE_SIZE;
	assert_int_equal(ask(100), 0);
	learn(100, KB(1));
	memblock.reserved.total_size++;
	assert_int_equal(ask(100), 0);
	memblock.reserved.total_size--;
}

/*
 * Memory is compared region by region: of 128 at most, all of them, and not
 * more than there are reserved ones.
 */
TEST(long_lists_of_memory)
{
	static struct memblock_region memory[130], reserved[130];
	unsigned long n, i;

	for (i = 0; i < 130; i++)
		memory[i] = reserved[i] = memblock_make_region(i * KB(4),
				KB(1), MAX_NUMNODES, MEMBLOCK_NONE);
	memblock.memory.regions = memory;
	memblock.reserved.regions = reserved;
	for (n = 127; n <= 129; n++) {
		memblock.memory.cnt = n;
		memblock.reserved.cnt = 130;
		learn(100, KB(1));
		assert_int_equal(ask(100), n <= 128 ? KB(1) : 0);
		memory[n - 1].size++;
		assert_int_equal(ask(100), 0);
		memblock.reserved.cnt = n;
		learn(100, KB(1));
		assert_int_equal(ask(100), n <= 128 ? KB(1) : 0);
		memblock.reserved.cnt = n - 1;
		learn(100, KB(1));
		assert_int_equal(ask(100), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		C(who_wants_as_much_begins_behind),
		C(each_kind_of_search_has_its_own),
		C(more_kinds_than_places),
		C(the_stronger_of_two_is_kept),
		C(a_claim_replaces_the_weaker_ones),
		C(what_is_known_takes_no_place), C(no_place_left),
		C(a_claim_in_between), C(a_freed_range_cuts_claims_back),
		C(what_is_cut_back_to_another_goes),
		C(what_a_walk_ends_with), C(other_lists_are_noticed),
		C(long_lists_of_memory),
	};

	return RUN(tests);
}
