// SPDX-License-Identifier: GPL-2.0-only
/*
 * Long lists that begin anywhere in their array (mm/memblock_shift.c): the
 * order of the regions must not depend on it, nor may a reset by assignment.
 * No memory lies behind the regions' addresses.
 *
 * sources: mm/memblock*.c tests/host/glue.c tests/host/glue_memblock.c
 */
#include "glue_memblock.h"
#include "mm/memblock_internal.h"

#define R	(&memblock.reserved)
#define N	6000			/* the array has 8192 entries then */
#define LAST	(2 * N)
#define AT(i)	(GB(1) + (phys_addr_t)(i) * KB(8))

static unsigned char present[LAST];

/* R is the array's own reservation and a region for each that is present. */
static void check_list(void)
{
	const struct memblock_region *r = R->regions, *stop = r + R->cnt;
	phys_addr_t array = (uintptr_t)memblock_array(R);
	int i;

	assert_true(R->regions >= memblock_array(R));
	assert_true(stop <= memblock_array(R) + R->max);
	for (i = 0; i < LAST; i++) {
		if (!present[i])
			continue;
		if (r < stop && r->base == array)
			r++;
		assert_true(r < stop && r->base == AT(i) && r->size == KB(4));
		r++;
	}
	assert_true(r == stop || (r->base == array && ++r == stop));
	expect_sound();
}

static void put(int i)
{
	assert_int_equal(memblock_reserve(AT(i), KB(4)), 0);
	present[i] = 1;
}

static void take(int i)
{
	assert_int_equal(memblock_phys_free(AT(i), KB(4)), 0);
	present[i] = 0;
}

static int start(void **state)
{
	memset(present, 0, sizeof(present));
	glue_memblock_setup(state);
	glue_ram_added();
	return 0;
}

/*
 * before   |.....3456......|     regions at the start, the middle, ...
 * after    |..1.3456.......|     ... wherever there is room
 */
TEST(descending)
{
	int i;

	for (i = N - 1; i >= 0; i--)
		put(i);
	check_list();
	assert_true(R->regions > memblock_array(R));
}

/* Lowest first: what is taken away at the front moves the front. */
TEST(front_goes_first)
{
	struct memblock_region *regions;
	int i;

	for (i = 0; i < N; i++)
		put(i);
	assert_ptr_equal(R->regions, memblock_array(R));
	regions = R->regions;
	for (i = 0; i < 1000; i++)
		take(i);
	check_list();
	assert_ptr_equal(R->regions, regions + 1000);
	/* More at the end than there is room behind. */
	for (i = 0; i < 500; i++)
		put(i);
	for (i = 0; i < 500; i++)
		take(i);
	for (; i < 1000; i++)
		put(i);
	check_list();
}

/* First in, first out: the list wanders up, but never past the middle. */
TEST(wandering)
{
	int i;

	for (i = 0; i < N; i++)
		put(i);
	for (i = N / 2; i < N; i++)
		take(i);
	for (i = N / 2; i < LAST; i++) {
		take(i - N / 2);
		put(i);
		assert_true(R->regions <= memblock_array(R) + R->max / 2);
	}
	assert_int_equal(R->max, 8192);
	check_list();
}

/*
 * More than half of an array goes at once, at the front: the list must not
 * begin so far up that the next region at the front has no room before it.
 *
 * before   |####################....|
 * after    |#######.................|  and then one more in front
 */
TEST(most_of_it_at_once)
{
	int i, many = 7000, gone = 4500;

	for (i = 0; i < many; i++)
		put(i);
	assert_int_equal(R->max, 8192);
	assert_int_equal(memblock_phys_free(AT(0), gone * KB(8)), 0);
	memset(present, 0, gone);
	check_list();
	assert_true(R->regions <= memblock_array(R) + R->max / 2);
	put(0);
	check_list();
	put(1);
	check_list();
}

/* A list that has become short begins at its array again. */
TEST(short_again)
{
	int i;

	for (i = N - 1; i >= 0; i--)
		put(i);
	for (i = 0; i < N - 100; i++)
		take(i);
	check_list();
	assert_ptr_equal(R->regions, memblock_array(R));
}

TEST(random_places)
{
	int i, k, round;
	u64 rng = 1;

	for (round = 0; round < 6; round++) {
		for (k = 0; k < 3 * N; k++) {
			rng = rng * 6364136223846793005ULL + 1;
			i = (rng >> 33) % N;
			if (round < 4)	/* mostly at one end */
				i = round & 1 ? i / 4 : N - 1 - i / 4;
			if (present[i] && round > 1)
				take(i);
			else if (!present[i])
				put(i);
		}
		check_list();
	}
}

/*
 * The outsider's reset, with regions left where they are: 128 of them must
 * fit, wherever that is. The bytes behind the array stay what they are.
 */
TEST(reset_in_the_middle)
{
	struct memblock_region *array;
	unsigned char *behind;
	int i;

	for (i = 0; i < N; i++)
		put(i);
	for (i = 0; i < N - 2500; i++)
		take(i);
	array = memblock_array(R);
	assert_true(R->regions > array);
	behind = (unsigned char *)array + ARRAY_BYTES(R->max);
	memset(behind, 0x5a, KB(4));

	memset(R->regions, 0, R->cnt * sizeof(*R->regions));
	R->cnt = 0;
	R->max = INIT_MEMBLOCK_REGIONS;
	R->total_size = 0;
	array = R->regions;
	for (i = 0; i < INIT_MEMBLOCK_REGIONS; i++)
		assert_int_equal(memblock_reserve(AT(i), KB(4)), 0);
	assert_int_equal(R->cnt, INIT_MEMBLOCK_REGIONS);
	assert_ptr_equal(R->regions, array);
	assert_int_equal(R->regions[127].base, AT(127));
	assert_true(all_bytes(behind, 0x5a, KB(4)));
	expect_sound();
}

/* The last entry but one is at the front: growing frees the whole array. */
TEST(grows_when_full)
{
	int i;

	for (i = N - 1; i >= N - 4095; i--)
		put(i);
	take(N - 1);
	take(N - 4095);
	check_list();
	put(N - 4095);
	put(N - 1);
	assert_int_equal(R->cnt, 4096);
	check_list();
	for (; i >= 0; i--)
		put(i);
	assert_int_equal(R->max, 8192);
	check_list();
}

/* A splice of regions that there are not would write over the others. */
TEST(splices_that_cannot_be)
{
	struct memblock_region r[2] = { { .size = 1 }, { .size = 1 } };
	unsigned long max = R->max;

	memblock_reserve(AT(1), KB(4));
	EXPECT_PANIC
		memblock_splice(R, 1, 0, r, 0);
	EXPECT_PANIC
		memblock_splice(R, 0, 2, r, 1);
	R->max = 2;
	EXPECT_PANIC
		memblock_splice(R, 0, 0, r, 2);
	R->max = max;
	assert_int_equal(R->cnt, 1);
}

int main(void)
{
#define S(name)	cmocka_unit_test_setup(name, start)
	const struct CMUnitTest tests[] = {
		S(descending),
		S(front_goes_first),
		S(wandering),
		S(most_of_it_at_once),
		S(short_again),
		S(random_places),
		S(reset_in_the_middle),
		S(grows_when_full),
		S(splices_that_cannot_be),
	};

	memblock_allow_resize();
	return RUN(tests);
}
