// SPDX-License-Identifier: GPL-2.0-only
/*
 * kmalloc without debugging: sizes, alignment, zeroing, pages, krealloc, no
 * memory, and a long random run against a shadow.
 *
 * sources: mm/slab*.c mm/kmalloc.c tests/host/slab_setup.c
 * sources: tests/host/fake_pages.c tests/host/glue.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4
 */
#include <linux/gfp.h>
#include <linux/slab.h>
#include "mm/slab.h"
#include "fake_pages.h"
#include "glue.h"

static const size_t classes[] = {
	8, 16, 32, 64, 96, 128, 192, 256, 512, 1024, 2048, 4096, 8192
};

TEST(init_takes_no_pages)
{
	assert_true(slab_is_available());
	assert_int_equal(fake_pages_used, 0);
	assert_null(slab_find((void *)0x1234, NULL));
}

TEST(every_size_gets_its_class)
{
	size_t size, class = 0;

	for (size = 1; size <= KMALLOC_MAX_CACHE_SIZE; size++) {
		char *p = kmalloc(size, GFP_KERNEL);
		char name[32];

		if (size > classes[class])
			class++;
		snprintf(name, sizeof(name), "kmalloc-%zu", classes[class]);
		assert_string_equal(kmem_cache_name(slab_cache_of(p)), name);
		assert_int_equal(ksize(p), classes[class]);
		memset(p, 0x11, classes[class]);
		kfree(p);
		p = kmalloc_node(size, GFP_KERNEL, 1);
		assert_int_equal(ksize(p), classes[class]);
		assert_non_null(slab_find(p, NULL));
		kfree(p);
	}
	slab_expect_all_back();
}

TEST(objects_are_aligned)
{
	unsigned int i, k;

	for (i = 0; i < ARRAY_SIZE(classes); i++) {
		size_t low = classes[i] & -classes[i];
		void *p[20];

		for (k = 0; k < ARRAY_SIZE(p); k++) {
			p[k] = kmalloc(classes[i], GFP_KERNEL);
			assert_int_equal((uintptr_t)p[k] % min_t(size_t, low,
								 4096), 0);
		}
		for (k = 0; k < ARRAY_SIZE(p); k++)
			kfree(p[k]);
	}
	slab_expect_all_back();
}

TEST(zero_bytes_and_null)
{
	assert_ptr_equal(kmalloc(0, GFP_KERNEL), ZERO_SIZE_PTR);
	assert_ptr_equal(kzalloc(0, GFP_DMA), ZERO_SIZE_PTR);
	assert_ptr_equal(kmalloc_node(0, GFP_KERNEL, 1), ZERO_SIZE_PTR);
	kfree(ZERO_SIZE_PTR);
	kfree(NULL);
	kmem_cache_free(&kmem_cache, NULL);
	assert_int_equal(ksize(NULL), 0);
	assert_int_equal(ksize(ZERO_SIZE_PTR), 0);
	assert_int_equal(fake_pages_used, 0);
	slab_expect_all_back();
}

TEST(kzalloc_zeroes_used_memory)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(classes); i++) {
		char *p = kmalloc(classes[i], GFP_KERNEL), *q;
		size_t k;

		memset(p, 0xff, classes[i]);
		kfree(p);
		q = kzalloc(classes[i], GFP_NOWAIT);
		assert_ptr_equal(p, q);
		for (k = 0; k < classes[i]; k++)
			assert_int_equal(q[k], 0);
		kfree(q);
	}
	slab_expect_all_back();
}

TEST(grow_strips_the_zero_flag)
{
	kfree(kzalloc(8, GFP_KERNEL));
	assert_int_equal(fake_pages_gfp, GFP_KERNEL);
	kfree(kzalloc(9000, GFP_KERNEL));
	assert_int_equal(fake_pages_gfp, GFP_KERNEL | __GFP_ZERO);
}

/* All of @gfp arrives where an object of a cache is used again. */
TEST(zeroed_because_gfp_says_so)
{
	struct kmem_cache *c = kmem_cache_create("zeroed", 48, 0, 0, NULL);
	char *p = memset(kmem_cache_alloc(c, GFP_KERNEL), 0x77, 48);
	unsigned int i;

	kmem_cache_free(c, p);
	assert_ptr_equal(kmem_cache_alloc(c, __GFP_ZERO), p);
	for (i = 0; i < 48; i++)
		assert_int_equal(p[i], 0);
	kmem_cache_free(c, p);
	kmem_cache_destroy(c);
	slab_expect_all_back();
}

TEST(large_blocks_are_pages)
{
	unsigned int used = fake_pages_used;
	char *p = kzalloc(8193, GFP_KERNEL), *q;

	assert_int_equal(fake_pages_used, used + 4);
	assert_int_equal(ksize(p), 16384);
	assert_int_equal(p[0] | p[16383], 0);
	assert_null(slab_find(p, NULL));
	kfree(p);
	q = kmalloc(1 << 20, GFP_KERNEL);
	assert_int_equal(ksize(q), 1 << 20);
	kfree(q);
	assert_int_equal(fake_pages_used, used);
	slab_expect_all_back();
}

TEST(low_zones_are_asked_for_whole_pages)
{
	void *p = kmalloc(20, GFP_DMA | __GFP_ZERO);

	assert_int_equal(fake_pages_gfp, GFP_DMA | __GFP_ZERO);
	assert_int_equal(ksize(p), 4096);
	kfree(p);
	p = kmalloc_node(20, GFP_DMA32, 1);
	assert_int_equal(fake_pages_gfp, GFP_DMA32);
	kfree(p);
	assert_null(kmem_cache_alloc(&kmem_cache, GFP_DMA));
	assert_null(kmem_cache_zalloc(&kmem_cache, GFP_DMA32));
	assert_int_equal(glue_warnings(), 2);
	assert_true(glue_log_has("any zone"));
	slab_expect_all_back();
}

TEST(no_memory_is_null)
{
	void *p = kmalloc(64, GFP_KERNEL);
	void *more[64];
	unsigned int i;

	fake_pages_budget = 0;
	assert_null(kmalloc(9000, GFP_NOWAIT));
	assert_null(kmalloc(32, GFP_NOWAIT));
	assert_null(kzalloc_node(32, GFP_NOWAIT, 1));
	assert_null(kmem_cache_create("none", 8, 0, 0, NULL));
	for (i = 0; i < 63; i++)
		assert_non_null(more[i] = kmalloc(64, GFP_KERNEL));
	assert_null(kmalloc(64, GFP_KERNEL));
	assert_null(krealloc(p, 65, GFP_KERNEL));
	assert_int_equal(ksize(p), 64);
	for (i = 0; i < 63; i++)
		kfree(more[i]);
	kfree(p);
	slab_expect_all_back();
}

TEST(larger_than_the_largest_block)
{
	assert_null(kmalloc(1ul << 30, GFP_NOWAIT));	/* just not there */
	assert_int_equal(fake_pages_gfp, GFP_NOWAIT);
	assert_int_equal(glue_log_count("more than the largest block"), 0);
	glue_log_clear();
	assert_null(kmalloc((1ul << 30) + 1, GFP_KERNEL));
	assert_string_equal(glue_log(), "kmalloc: 1073741825 bytes are more "
			    "than the largest block (1024 MiB)\n");
	assert_int_equal(fake_pages_gfp, GFP_NOWAIT);
	assert_null(kzalloc(~(size_t)0, GFP_KERNEL));
	assert_null(kmalloc_node(~(size_t)0 - 4, GFP_KERNEL, 0));
	assert_int_equal(glue_log_count("more than the largest block"), 3);
	assert_null(kmalloc(~(size_t)0, GFP_KERNEL | __GFP_NOWARN));
	assert_int_equal(glue_log_count("more than the largest block"), 3);
}

TEST(krealloc_keeps_contents)
{
	size_t size;
	char *p = krealloc(NULL, 1, GFP_KERNEL);

	p[0] = 0x5a;
	for (size = 2; size < 70000; size += size / 3 + 1) {
		size_t k;

		p = krealloc(p, size, GFP_KERNEL);
		assert_true(ksize(p) >= size);
		assert_int_equal(p[0], 0x5a);
		for (k = 1; k < size / 2; k++)
			assert_int_equal(p[k], (char)k);
		for (k = 1; k < size; k++)
			p[k] = (char)k;
	}
	assert_ptr_equal(krealloc(p, 10, GFP_KERNEL), p);
	assert_ptr_equal(krealloc(p, 0, GFP_KERNEL), ZERO_SIZE_PTR);
	p = krealloc(ZERO_SIZE_PTR, 100, GFP_KERNEL);
	assert_int_equal(ksize(p), 128);
	kfree(p);
	slab_expect_all_back();
}

/* ---- the long run ----------------------------------------------------- */

#define LIVE	3000
static struct {
	unsigned char *p;
	size_t size;
	unsigned char fill;
} live[LIVE];

static u64 seed;

static unsigned int roll(unsigned int n)
{
	seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return (unsigned int)(seed >> 33) % n;
}

static void expect_filled(unsigned int i, size_t n)
{
	size_t k;

	for (k = 0; k < n; k++)
		if (live[i].p[k] != live[i].fill)
			fail_msg("object %u of %zu bytes: byte %zu changed",
				 i, live[i].size, k);
}

static void refill(unsigned int i, unsigned char *p, size_t size)
{
	assert_non_null(p);
	live[i].p = p;
	live[i].size = size;
	live[i].fill = (unsigned char)roll(256);
	memset(p, live[i].fill, size);
}

static size_t random_size(void)
{
	switch (roll(8)) {
	case 0:
		return 1 + roll(20000);
	case 1:
		return 1 + roll(8192);
	}
	return 1 + roll(400);
}

static unsigned char *new_block(size_t size)
{
	unsigned char *p;
	size_t k;

	switch (roll(4)) {
	case 0:
		p = kzalloc(size, GFP_KERNEL);
		for (k = 0; p && k < size; k++)
			assert_int_equal(p[k], 0);
		return p;
	case 1:
		return kmalloc_node(size, GFP_KERNEL, (int)roll(3) - 1);
	}
	return kmalloc(size, GFP_KERNEL);
}

static void one_step(void)
{
	unsigned int i = roll(LIVE);
	size_t size = random_size();

	if (!live[i].p) {
		refill(i, new_block(size), size);
	} else if (roll(4) == 0) {
		unsigned char *p = krealloc(live[i].p, size, GFP_KERNEL);

		live[i].p = p;
		expect_filled(i, min_t(size_t, live[i].size, size));
		refill(i, p, size);
	} else {
		expect_filled(i, live[i].size);
		kfree(live[i].p);
		live[i].p = NULL;
	}
}

TEST(random_lifetimes)
{
	unsigned int i;

	seed = 20150412;
	for (i = 0; i < 200000; i++)
		one_step();
	for (i = 0; i < LIVE; i++) {
		if (!live[i].p)
			continue;
		expect_filled(i, live[i].size);
		kfree(live[i].p);
		live[i].p = NULL;
	}
	slab_expect_all_back();
	assert_int_equal(glue_warnings(), 0);
}

/* kmalloc() before kmem_cache_init() fails with a message. */
TEST(too_early)
{
	fake_pages_reset();
	assert_false(slab_is_available());
	assert_null(kmalloc(64, GFP_KERNEL));
	assert_true(glue_log_has("before kmem_cache_init"));
	assert_int_equal(fake_pages_used, 0);
}

#define S(name)	cmocka_unit_test_setup(name, slab_setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(too_early),	/* first: nothing undoes init */
		S(init_takes_no_pages), S(every_size_gets_its_class),
		S(objects_are_aligned), S(zero_bytes_and_null),
		S(kzalloc_zeroes_used_memory), S(grow_strips_the_zero_flag),
		S(zeroed_because_gfp_says_so), S(large_blocks_are_pages),
		S(low_zones_are_asked_for_whole_pages), S(no_memory_is_null),
		S(larger_than_the_largest_block), S(krealloc_keeps_contents),
		S(random_lifetimes),
	};

	return RUN(tests);
}
