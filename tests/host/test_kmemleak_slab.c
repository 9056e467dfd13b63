// SPDX-License-Identifier: GPL-2.0-only
/*
 * kmemleak and the real slab together: which blocks are tracked, from when
 * on, and that kmemleak's own records come and go without a trace.
 *
 * sources: mm/kmemleak*.c mm/slab*.c mm/kmalloc.c
 * sources: tests/host/slab_setup.c tests/host/fake_pages.c tests/host/glue.c
 * cflags: -DCONFIG_DEBUG_KMEMLEAK -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4
 */
#include <linux/kmemleak.h>
#include <linux/memblock.h>
#include <linux/slab.h>
#include "mm/slab.h"
#include "fake_pages.h"
#include "glue.h"

static void *root;

unsigned int call_with_stack(unsigned int (*fn)(const void *sp))
{
	return fn(&root);
}

void kmemleak_scan_roots(const void *sp,
			 void (*scan)(const void *start, const void *end))
{
	(void)sp;
	scan(&root, &root + 1);
}

const struct memblock_name *memblock_named_overlap(phys_addr_t base,
						   phys_addr_t size)
{
	(void)base;
	(void)size;
	return NULL;
}

/* kmem_cache_init() forgets all caches: kmemleak's must not outlive it. */
static int setup(void **state)
{
	static bool once;

	root = NULL;
	if (!once)
		slab_setup(state);
	once = true;
	kmemleak_stop();
	assert_true(kmemleak_start());
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	fake_pages_budget = -1;
	kmemleak_stop();
	assert_int_equal(slab_errors, 0);
	return 0;
}

static unsigned int active(const char *name)
{
	struct kmem_cache *cache;

	list_for_each_entry(cache, &slab_caches, list)
		if (!strcmp(cache->name, name))
			return slab_active_objects(cache);
	return 0;
}

TEST(every_way_to_a_block)
{
	void *p[] = {
		kmalloc(1, GFP_KERNEL), kzalloc(100, GFP_KERNEL),
		kmalloc(8192, GFP_KERNEL), kmalloc(8193, GFP_KERNEL),
		kmalloc_node(64, GFP_KERNEL, 1), kmalloc(64, GFP_DMA),
		krealloc(NULL, 300, GFP_KERNEL),
		kzalloc_node(20000, GFP_KERNEL, 1),
	};
	unsigned int i;

	assert_int_equal(kmemleak_scan(), ARRAY_SIZE(p));
	for (i = 0; i < ARRAY_SIZE(p); i++) {
		assert_true(kmemleak_found(p[i]));
		root = p[i];			/* one reference is enough */
		assert_int_equal(kmemleak_scan(), ARRAY_SIZE(p) - i - 1);
		root = NULL;
		kfree(p[i]);
		assert_false(kmemleak_found(p[i]));
		assert_int_equal(kmemleak_scan(), ARRAY_SIZE(p) - i - 1);
	}
	kfree(kmalloc(0, GFP_KERNEL));
	assert_int_equal(kmemleak_scan(), 0);
}

TEST(size_is_that_of_the_class)
{
	char *p = kmalloc(100, GFP_KERNEL);

	kmemleak_scan();
	assert_true(kmemleak_found(p + 127));
	assert_false(kmemleak_found(p + 128));
	p = krealloc(p, 120, GFP_KERNEL);	/* stays where it is */
	assert_int_equal(kmemleak_scan(), 1);
	p = krealloc(p, 200, GFP_KERNEL);	/* moves */
	assert_int_equal(kmemleak_scan(), 1);
	assert_true(kmemleak_found(p));
	kfree(p);
}

TEST(size_of_pages_is_what_was_asked_for)
{
	char *p = kmalloc(8193, GFP_KERNEL);

	kmemleak_scan();
	assert_true(kmemleak_found(p + 8192));
	assert_false(kmemleak_found(p + 8193));
	kfree(p);
}

TEST(caches_old_and_new)
{
	struct kmem_cache *cache, *quiet;
	void *a, *b;

	cache = kmem_cache_create("later", 40, 0, 1 /* no flag */, NULL);
	quiet = kmem_cache_create("quiet", 40, 0, SLAB_NOLEAKTRACE, NULL);
	/* Their structures: the list leads there, from one that was adopted. */
	assert_int_equal(kmemleak_scan(), 0);
	a = kmem_cache_alloc(cache, GFP_KERNEL);
	b = kmem_cache_alloc(quiet, GFP_KERNEL);
	assert_int_equal(kmemleak_scan(), 1);
	assert_true(kmemleak_found(a));
	assert_false(kmemleak_found(b));
	kmem_cache_free(cache, a);
	kmem_cache_free(quiet, b);
	assert_int_equal(kmemleak_scan(), 0);
	kmem_cache_destroy(cache);
	kmem_cache_destroy(quiet);
}

/* A cache with checks is tracked as any other, or is not. */
TEST(caches_with_checks)
{
	struct kmem_cache *cache, *quiet;
	u64 allocs, frees, allocs2, frees2;
	char *a, *b;

	cache = kmem_cache_create("checked", 40, 0, SLAB_POISON |
				  SLAB_RED_ZONE, NULL);
	quiet = kmem_cache_create("quiet", 40, 0, SLAB_POISON |
				  SLAB_NOLEAKTRACE, NULL);
	kmemleak_counts(&allocs, &frees);
	a = kmem_cache_alloc(cache, GFP_KERNEL);
	kmemleak_counts(&allocs2, &frees2);
	assert_int_equal(allocs2, allocs + 2);	/* and a record */
	b = kmem_cache_alloc(quiet, GFP_KERNEL);
	kmemleak_counts(&allocs2, &frees2);
	assert_int_equal(allocs2, allocs + 3);
	assert_int_equal(frees2, frees);
	assert_int_equal(kmemleak_scan(), 1);
	assert_true(kmemleak_found(a));
	assert_true(kmemleak_found(a + 39));
	assert_false(kmemleak_found(a + 40));
	root = a;			/* one reference is enough */
	assert_int_equal(kmemleak_scan(), 0);
	kmem_cache_free(cache, a);
	kmemleak_counts(&allocs2, &frees2);
	assert_int_equal(frees2, frees + 2);
	kmem_cache_free(quiet, b);
	kmemleak_counts(&allocs2, &frees2);
	assert_int_equal(frees2, frees + 3);
	kmem_cache_destroy(cache);
	kmem_cache_destroy(quiet);
}

/* What makes a cache fast is no reference to its first object. */
TEST(first_object_is_found)
{
	struct kmem_cache *cache;
	void *a, *b;

	kmemleak_stop();
	cache = kmem_cache_create("fast", 40, 0, 0, NULL);
	a = kmem_cache_alloc(cache, GFP_KERNEL);
	kmem_cache_free(cache, a);
	assert_true(kmemleak_start());
	b = kmem_cache_alloc(cache, GFP_KERNEL);
	assert_ptr_equal(a, b);
	assert_int_equal(kmemleak_scan(), 1);
	assert_true(kmemleak_found(b));
	kmem_cache_free(cache, b);
	kmem_cache_destroy(cache);
}

/* Full, partial and single slabs, with holes, and pages. */
TEST(adopts_just_what_is_in_use)
{
	static void *p[200];
	void **pages = kmalloc(30000, GFP_KERNEL), *late;
	unsigned int i, records;

	kmemleak_stop();
	for (i = 0; i < 200; i++)
		p[i] = kmalloc(96, GFP_KERNEL);
	for (i = 0; i < 200; i += 3)
		kfree(p[i]);
	assert_int_equal(active("kmemleak_object"), 0);
	assert_true(kmemleak_start());
	records = active("kmemleak_object");
	assert_int_equal(records, active("kmem_cache") + 133 + 1);
	assert_int_equal(kmemleak_scan(), 0);
	late = kmalloc(96, GFP_KERNEL);
	assert_int_equal(kmemleak_scan(), 1);
	pages[3000] = late;			/* adopted, and scanned */
	assert_int_equal(kmemleak_scan(), 0);
	kfree(pages);
	assert_int_equal(kmemleak_scan(), 1);
	kfree(late);
	for (i = 0; i < 200; i++)
		if (i % 3)
			kfree(p[i]);
	assert_int_equal(active("kmemleak_object"), records - 134);
}

TEST(stopped_nothing_is_recorded)
{
	void *p;
	u64 allocs, frees, allocs2, frees2;

	kmemleak_stop();
	kmemleak_counts(&allocs, &frees);
	p = kmalloc(64, GFP_KERNEL);
	assert_int_equal(active("kmemleak_object"), 0);
	kfree(p);
	kmemleak_counts(&allocs2, &frees2);
	assert_int_equal(allocs2, allocs + 1);
	assert_int_equal(frees2, frees + 1);
}

/* Tracked or not, a block is counted once. */
TEST(counts)
{
	u64 allocs, frees, allocs2, frees2, own;
	void *p;

	kmemleak_counts(&allocs, &frees);
	p = kmalloc(64, GFP_KERNEL);
	kmemleak_counts(&allocs2, &frees2);
	own = allocs2 - allocs - 1;	/* records count as blocks, too */
	assert_in_range(own, 0, 1);
	kfree(p);
	kmemleak_counts(&allocs2, &frees2);
	assert_int_equal(frees2, frees + 1 + own);
}

/* The block is handed out all the same. */
TEST(no_page_for_a_record)
{
	static void *p[500];
	unsigned int i, nr = 0;

	fake_pages_budget = 2;
	for (i = 0; i < 500 && kmemleak_tracking; i++)
		p[nr++] = kmalloc(8192, GFP_KERNEL | __GFP_NOWARN);
	for (i = 0; i < 500; i++)
		p[i] = kmalloc(8, GFP_KERNEL | __GFP_NOWARN);
	fake_pages_budget = -1;
	for (i = 0; i < 500; i++)
		kfree(p[i]);
	assert_int_equal(slab_errors, 0);
}

#define S(name)	cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		S(every_way_to_a_block), S(size_is_that_of_the_class),
		S(size_of_pages_is_what_was_asked_for),
		S(caches_old_and_new), S(caches_with_checks),
		S(first_object_is_found), S(adopts_just_what_is_in_use),
		S(stopped_nothing_is_recorded), S(counts),
		S(no_page_for_a_record),
	};

	return RUN(tests);
}
