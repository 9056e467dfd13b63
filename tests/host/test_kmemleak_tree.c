// SPDX-License-Identifier: GPL-2.0-only
/*
 * kmemleak's tree: the right neighbour of any address, whatever came and
 * went; a heap, and so a shape that does not depend on the order; a bounded
 * depth.
 *
 * sources: mm/kmemleak_tree.c tests/host/glue.c
 * cflags: -DCONFIG_DEBUG_KMEMLEAK
 */
#include "mm/kmemleak.h"
#include "glue.h"

#define NR	400
#define MANY	100000

struct kmemleak_object *kmemleak_objects;
static struct kmemleak_object pool[NR];
static bool in_tree[NR];	/* pool[i] starts at 16 * (i + 1) */

static u32 next_random(void)
{
	static u64 state = 88172645463325252ULL;

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (u32)(state >> 32);
}

static uintptr_t address(unsigned int i)
{
	return 16 * (i + 1);
}

static void add(unsigned int i)
{
	pool[i].pointer = address(i);
	kmemleak_tree_insert(&kmemleak_objects, &pool[i]);
	in_tree[i] = true;
}

static void drop(unsigned int i)
{
	kmemleak_tree_remove(&kmemleak_objects, &pool[i]);
	in_tree[i] = false;
}

static int setup(void **state)
{
	(void)state;
	kmemleak_objects = NULL;
	memset(in_tree, 0, sizeof(in_tree));
	return 0;
}

/* Both questions, asked of the tree and of the plain array. */
static void check(uintptr_t addr)
{
	struct kmemleak_object *below = NULL, *above = NULL;
	int i;

	for (i = 0; i < NR; i++)
		if (in_tree[i] && address(i) <= addr)
			below = &pool[i];
	for (i = NR - 1; i >= 0; i--)
		if (in_tree[i] && address(i) >= addr)
			above = &pool[i];
	assert_ptr_equal(kmemleak_tree_floor(kmemleak_objects, addr), below);
	assert_ptr_equal(kmemleak_tree_from(kmemleak_objects, addr), above);
}

TEST(empty_tree_has_nothing)
{
	check(0);
	check(UINTPTR_MAX);
}

TEST(one_object)
{
	add(4);
	check(0);
	check(address(4) - 1);
	check(address(4));
	check(address(4) + 1);
	check(UINTPTR_MAX);
	drop(4);
	assert_null(kmemleak_objects);
}

TEST(random_run_against_an_array)
{
	unsigned int round, i;

	for (round = 0; round < 20000; round++) {
		i = next_random() % NR;
		if (in_tree[i])
			drop(i);
		else
			add(i);
		check(next_random() % (16 * (NR + 2)));
	}
	for (i = 0; i < 16 * (NR + 2); i++)
		check(i);
}

TEST(each_object_once_and_in_order)
{
	struct kmemleak_object *object;
	uintptr_t last = 0;
	unsigned int i, seen = 0;

	for (i = 0; i < NR; i++)
		add(i * 7 % NR);	/* 7 and NR have no common factor */
	for_each_kmemleak_object(object) {
		assert_true(object->pointer > last);
		last = object->pointer;
		seen++;
		drop((unsigned int)(object - pool));	/* allowed inside */
	}
	assert_int_equal(seen, NR);
	assert_null(kmemleak_objects);
}

/* The links of every object, as one number. */
static u64 shape(void)
{
	u64 sum = (u64)(kmemleak_objects - pool);
	unsigned int i;

	for (i = 0; i < NR; i++) {
		sum = sum * 31 + (pool[i].left ? pool[i].left - pool + 1 : 0);
		sum = sum * 31 + (pool[i].right ? pool[i].right - pool + 1
						: 0);
	}
	return sum;
}

TEST(shape_does_not_depend_on_the_order)
{
	unsigned int i;
	u64 ascending;

	for (i = 0; i < NR; i++)
		add(i);
	ascending = shape();
	for (i = 0; i < NR; i += 2)
		drop(i);
	for (i = NR; i-- > 0;)
		if (!in_tree[i])
			add(i);
	assert_int_equal(shape(), ascending);
}

/* The last step of MurmurHash3, 64 bits, as its author has published it. */
static u64 fmix64(u64 k)
{
	k ^= k >> 33;
	k *= 0xff51afd7ed558ccdULL;
	k ^= k >> 33;
	k *= 0xc4ceb9fe1a85ec53ULL;
	k ^= k >> 33;
	return k;
}

/*
 * A heap by the mixed address: no object has a larger number than the one
 * above it. So the tree has the only shape that it may have.
 */
static void expect_heap(const struct kmemleak_object *object, u64 above)
{
	for (; object; object = object->right) {
		u64 mixed = fmix64(object->pointer);

		if (mixed > above)
			fail_msg("%#llx stands below a smaller one",
				 (u64)object->pointer);
		expect_heap(object->left, mixed);
		above = mixed;
	}
}

TEST(heap_by_the_mixed_address)
{
	unsigned int i;

	for (i = 0; i < NR; i++)
		add(i);
	expect_heap(kmemleak_objects, ~0ULL);
	for (i = 0; i < NR; i += 3)
		drop(i);
	expect_heap(kmemleak_objects, ~0ULL);
}

static unsigned int depth(const struct kmemleak_object *object)
{
	unsigned int left, right;

	if (!object)
		return 0;
	left = depth(object->left);
	right = depth(object->right);
	return 1 + max(left, right);
}

/*
 * A tree built in random order has a depth of about 4.3 ln n at most: 50
 * for 100000. Objects lie in regular steps, which must not matter.
 */
TEST(depth_is_bounded)
{
	static const uintptr_t steps[] = { 8, 96, 128, 192, 4096, 1 << 20 };
	struct kmemleak_object *many = calloc(MANY, sizeof(*many));
	unsigned int s, i;

	for (s = 0; s < ARRAY_SIZE(steps); s++) {
		kmemleak_objects = NULL;
		for (i = 0; i < MANY; i++) {
			many[i].pointer = 0xffff888000000000 + i * steps[s];
			kmemleak_tree_insert(&kmemleak_objects, &many[i]);
		}
		expect_heap(kmemleak_objects, ~0ULL);
		assert_in_range(depth(kmemleak_objects), 17, 60);
	}
	free(many);
}

#define S(name)	cmocka_unit_test_setup(name, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		S(empty_tree_has_nothing), S(one_object),
		S(random_run_against_an_array),
		S(each_object_once_and_in_order),
		S(shape_does_not_depend_on_the_order),
		S(heap_by_the_mixed_address), S(depth_is_bounded),
	};

	return RUN(tests);
}
