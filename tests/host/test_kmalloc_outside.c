// SPDX-License-Identifier: GPL-2.0-only
/*
 * kmalloc() looked at from outside: which blocks there are in use, which
 * size krealloc() moves a block for, and whose call is noted as an object's
 * owner.
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

/* ---- blocks of pages -------------------------------------------------- */

static struct { const void *block; size_t size; } met[40];
static unsigned int nr_met;

static void meet(const void *block, size_t size)
{
	assert_true(nr_met < ARRAY_SIZE(met));
	met[nr_met].block = block;
	met[nr_met++].size = size;
}

/*
 * Blocks of 1 to 8 pages side by side, in two ranges: each is met once, in
 * the order of addresses; those of others, and slabs, are not.
 */
TEST(blocks_of_pages_are_met)
{
	struct page_range *whole = page_ranges, two[2] = { *whole, *whole };
	void *p[2][8];
	unsigned int i, nid;

	two[0].end_pfn = two[1].start_pfn = whole->start_pfn + FAKE_PAGES / 2;
	two[1].pages += FAKE_PAGES / 2;
	for (nid = 0; nid < 2; nid++) {
		for (i = 0; i < 8; i++) {
			p[nid][i] = kmalloc_node(4096u << i % 4,
						 GFP_DMA, (int)nid);
			alloc_pages_node((int)nid, GFP_KERNEL, i % 3);
			kmalloc_node(2048, GFP_KERNEL, (int)nid);
		}
	}
	page_ranges = two;
	nr_page_ranges = 2;
	kmalloc_for_each_pages(meet);
	page_ranges = whole;
	nr_page_ranges = 1;
	assert_int_equal(nr_met, 16);
	for (i = 0; i < 16; i++) {
		unsigned int k = 0;

		assert_true(!i || met[i].block > met[i - 1].block);
		while (k < 16 && met[k].block != p[i / 8][i % 8])
			k++;
		assert_true(k < 16);
		assert_int_equal(met[k].size, 4096u << i % 4);
		kfree(p[i / 8][i % 8]);
	}
	nr_met = 0;
	kmalloc_for_each_pages(meet);
	assert_int_equal(nr_met, 0);
}

/*
 * Full slabs, partial ones and empty ones, of caches that kmemleak looks
 * into: each object in use is met once.
 */
TEST(objects_in_use_are_met)
{
	struct kmem_cache *quiet = kmem_cache_create("q", 512, 0,
						     SLAB_NOLEAKTRACE, NULL);
	void *p[3 * 8];
	unsigned int i, k, n = 0;

	kmem_cache_alloc(quiet, GFP_KERNEL);
	for (i = 0; i < 3 * 8; i++)
		p[i] = kmalloc(500, GFP_KERNEL);
	for (i = 8; i < 15; i += 2)
		kfree(p[i]);
	nr_met = 0;
	slab_for_each_object(meet);
	assert_int_equal(nr_met, 1 + 3 * 8 - 4);
	for (i = 0; i < 3 * 8; i++) {
		for (k = 0; k < nr_met; k++) {
			if (met[k].block != p[i])
				continue;
			assert_int_equal(met[k].size, 512);
			n++;
		}
	}
	assert_int_equal(n, nr_met - 1);
	for (k = 0; k < nr_met; k++)
		if (met[k].block == quiet)
			assert_int_equal(met[k].size, sizeof(*quiet));
	assert_int_equal(slab_nr_pages(), 1 + 1 + 3);
}

/* ---- krealloc --------------------------------------------------------- */

static const size_t classes[] = {
	8, 16, 32, 64, 96, 128, 192, 256, 512, 1024, 2048, 4096, 8192,
	16384, 32768
};

/* A block moves only if it is too small, and takes all that it held along. */
TEST(krealloc_moves_what_is_too_small)
{
	unsigned int i;
	size_t k;

	for (i = 0; i < ARRAY_SIZE(classes); i++) {
		size_t size = classes[i];
		char *p = kmalloc(size - 7, GFP_KERNEL), *q;

		memset(p, 0x31, size);
		assert_ptr_equal(krealloc(p, 1, GFP_KERNEL), p);
		assert_ptr_equal(krealloc(p, size, GFP_KERNEL), p);
		fake_pages_budget = 0;
		assert_ptr_equal(krealloc(p, size, GFP_KERNEL), p);
		assert_null(krealloc(p, 1 << 20, GFP_KERNEL));
		assert_int_equal(ksize(p), size);
		fake_pages_budget = -1;
		q = krealloc(p, size + 1, GFP_KERNEL | __GFP_ZERO);
		assert_ptr_not_equal(q, p);
		for (k = 0; k < ksize(q); k++)
			assert_int_equal(q[k], k < size ? 0x31 : 0);
		kfree(q);
	}
	slab_expect_all_back();
}

/* With checks on what was asked for counts, not what the class has. */
TEST(krealloc_of_a_checked_block)
{
	size_t asked, size, k;
	char *p, *q;

	slab_debug_start("FZPU");
	for (asked = 1; asked <= 64; asked += 3) {
		for (size = 1; size < 140; size += 5) {
			p = kmalloc(asked, GFP_KERNEL);
			memset(p, 0x31, asked);
			q = krealloc(p, size, GFP_KERNEL | __GFP_ZERO);
			for (k = 0; k < size; k++)
				assert_int_equal(q[k], k < asked ? 0x31 : 0);
			memset(q, 0x32, size);
			q[size] ^= 1;		/* the zone begins here */
			kfree(q);
			assert_int_equal(slab_errors, 1);
			slab_errors = 0;
		}
	}
	p = kmalloc(20, GFP_KERNEL);
	assert_int_equal(ksize(p), 32);
	memset(p, 0x31, 32);			/* all of it is its user's */
	kfree(p);
	assert_int_equal(slab_errors, 0);
}

/* ---- nodes ------------------------------------------------------------ */

static int node_of(void *p)
{
	return page_zone(slab_checked_head(p))->nid;
}

/* Node 1 first: then node 0 is asked for on purpose, or not at all. */
TEST(a_node_or_any)
{
	static const char *const debug[] = { "-", "FZPU" };
	void *one, *zero, *any;
	unsigned int i;

	for (i = 0; i < 2; i++) {
		slab_debug_start(debug[i]);
		one = kmalloc_node(64, GFP_KERNEL, 1);
		assert_int_equal(node_of(one), 1);
		any = kmalloc(64, GFP_KERNEL);
		assert_int_equal(node_of(any), 1);
		zero = kmalloc_node(64, GFP_KERNEL, 0);
		assert_int_equal(node_of(zero), 0);
		assert_int_equal(node_of(kzalloc_node(64, GFP_KERNEL, 1)), 1);
		assert_int_equal(slab_cache_of(one)->nr_slabs, 2);
	}
}

/* ---- who was it? ------------------------------------------------------ */

static void **top;		/* the frame that a trace ends with */

unsigned int stack_trace_save(unsigned long *entries, unsigned int max,
			      unsigned int skip)
{
	void **frame = __builtin_frame_address(0);
	unsigned int nr = 0;

	assert_int_equal(skip, 0);
	while (nr < max && frame <= top) {
		entries[nr++] = (unsigned long)frame[1];
		frame = frame[0];
	}
	return nr;
}

/* The call stands in the function that sets @top; @above called that. */
static void expect_caller(void *object, bool freed, void *above)
{
	const struct slab_track *track = slab_track(slab_find(object, NULL),
						    object, freed);

	assert_int_equal(track->nr, 2);
	assert_int_equal(track->trace[1], (unsigned long)above);
}

static noinline void call_all(struct kmem_cache *cache)
{
	void *above = __builtin_return_address(0), *p[9];
	unsigned int i;

	top = __builtin_frame_address(0);
	p[0] = kmalloc(10, GFP_KERNEL);
	p[1] = kzalloc(10, GFP_KERNEL);
	p[2] = kmalloc_node(10, GFP_KERNEL, 1);
	p[3] = kzalloc_node(10, GFP_KERNEL, 1);
	p[4] = kmalloc_node(10, GFP_KERNEL, NUMA_NO_NODE);
	p[5] = krealloc(NULL, 10, GFP_KERNEL);
	p[6] = krealloc(kmalloc(10, GFP_KERNEL), 40, GFP_KERNEL);
	p[7] = kmem_cache_alloc(cache, GFP_KERNEL);
	p[8] = kmem_cache_zalloc(cache, GFP_KERNEL);
	for (i = 0; i < 9; i++) {
		struct kmem_cache *c = slab_find(p[i], NULL);

		assert_int_equal(slab_info(c, p[i])->size, i == 6 ? 40 : 10);
		expect_caller(p[i], false, above);
		if (i < 7)
			kfree(p[i]);
		else
			kmem_cache_free(cache, p[i]);
		expect_caller(p[i], true, above);
	}
}

TEST(whose_call_it_was)
{
	static const char *const debug[] = { "FZPU", "U" };
	unsigned int i;

	for (i = 0; i < 2; i++) {
		slab_debug_start(debug[i]);
		call_all(kmem_cache_create("cash", 10, 0, 0, NULL));
		assert_int_equal(slab_errors, 0);
	}
}

#define S(name)	cmocka_unit_test_setup(name, slab_setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		S(blocks_of_pages_are_met), S(objects_in_use_are_met),
		S(krealloc_moves_what_is_too_small),
		S(krealloc_of_a_checked_block), S(a_node_or_any),
		S(whose_call_it_was),
	};

	return RUN(tests);
}
