// SPDX-License-Identifier: GPL-2.0-only
/*
 * The slab without debugging: slabs that come and go, nodes, caches, and
 * wrong pointers.
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

TEST(tails_know_their_head)
{
	char *p = kmalloc(8192, GFP_KERNEL), *q = kmalloc(8192, GFP_KERNEL);
	struct page *head = virt_to_page(p), *tail = virt_to_page(q + 4096);
	void *object;

	assert_int_equal(head->kind, PAGE_SLAB);
	assert_int_equal(head->inuse, 2);
	assert_int_equal(tail->kind, PAGE_SLAB_TAIL);
	assert_ptr_equal(tail->slab_head, head);
	assert_int_equal(page_to_pfn(tail), PFN_DOWN(__pa(q + 4096)));
	assert_non_null(slab_find(q + 8191, &object));
	assert_ptr_equal(object, q);
	kfree(p);
	kfree(q);
	slab_expect_all_back();
}

/* One object taken and given, again and again, costs no page traffic. */
TEST(one_empty_slab_is_kept)
{
	void *p[64 * 3];
	unsigned int i, used;

	for (i = 0; i < ARRAY_SIZE(p); i++)
		p[i] = kmalloc(64, GFP_KERNEL);
	assert_int_equal(fake_pages_used, 3);
	kfree(kmalloc(64, GFP_KERNEL));
	assert_int_equal(fake_pages_used, 4);
	fake_pages_budget = 0;
	for (i = 0; i < 10; i++)
		kfree(kmalloc(64, GFP_KERNEL));
	used = fake_pages_used;
	for (i = 0; i < ARRAY_SIZE(p); i++)
		kfree(p[i]);
	assert_true(used > fake_pages_used);
	assert_int_equal(fake_pages_used, 1);
	slab_expect_all_back();
}

TEST(kmalloc_node_prefers_its_node)
{
	void *a = kmalloc(64, GFP_KERNEL);
	void *b = kmalloc_node(64, GFP_KERNEL, 1);
	void *c = kzalloc_node(64, GFP_KERNEL, 0);
	void *d = kzalloc_node(64, GFP_KERNEL, 1);
	void *e, *f;

	assert_int_equal(page_zone(virt_to_page(a))->nid, 0);
	assert_int_equal(page_zone(virt_to_page(b))->nid, 1);
	assert_int_equal(page_zone(virt_to_page(c))->nid, 0);
	assert_int_equal(page_zone(virt_to_page(d))->nid, 1);
	assert_int_equal(fake_pages_used, 2);
	assert_int_equal(fake_pages_gfp & ~__GFP_ZERO, GFP_KERNEL);
	e = kmalloc_node(64, GFP_KERNEL, 7);	/* no such node */
	f = kmalloc_node(9000, GFP_KERNEL, 1);
	assert_int_equal(fake_pages_used, 6);
	assert_int_equal(page_zone(virt_to_page(f))->nid, 1);
	kfree(a);
	kfree(b);
	kfree(c);
	kfree(d);
	kfree(e);
	kfree(f);
	slab_expect_all_back();
}

/* A node without memory must not cost a new slab for each object. */
TEST(full_node_falls_back)
{
	void *p[30];
	unsigned int i;

	fake_pages_fill_node(1, true);
	for (i = 0; i < ARRAY_SIZE(p); i++) {
		p[i] = kmalloc_node(100, GFP_KERNEL, 1);
		assert_int_equal(page_zone(virt_to_page(p[i]))->nid, 0);
	}
	assert_int_equal(fake_pages_used, 1);
	for (i = 0; i < ARRAY_SIZE(p); i++)
		kfree(p[i]);
	slab_expect_all_back();
}

/* No node is any node: what there is is taken before pages are. */
TEST(no_node_is_any_node)
{
	void *a = kmalloc_node(64, GFP_KERNEL, 1), *b, *c;

	b = kmalloc_node(64, GFP_KERNEL, NUMA_NO_NODE);
	assert_int_equal(fake_pages_used, 1);
	assert_ptr_equal(virt_to_page(b), virt_to_page(a));
	c = kmalloc_node(2048, GFP_KERNEL, NUMA_NO_NODE);
	assert_int_equal(fake_pages_used, 1 + 4);
	assert_int_equal(fake_pages_gfp, GFP_KERNEL);
	kfree(a);
	kfree(b);
	kfree(c);
	slab_expect_all_back();
}

/* ---- caches ----------------------------------------------------------- */

static unsigned int constructed;

static void make_counter(void *object)
{
	constructed++;
	memset(object, 0x77, 40);
}

TEST(constructor_runs_once_an_object)
{
	struct kmem_cache *cache;
	unsigned char *p;
	int i, k;

	constructed = 0;
	cache = kmem_cache_create("made", 40, 0, 0, make_counter);
	for (i = 0; i < 300; i++) {
		p = kmem_cache_alloc(cache, GFP_KERNEL);
		assert_int_equal(constructed, cache->objects);
		for (k = 0; k < 40; k++)
			assert_int_equal(p[k], 0x77);
		kmem_cache_free(cache, p);
	}
	kmem_cache_destroy(cache);
	slab_expect_all_back();
}

TEST(cache_of_any_size_and_alignment)
{
	size_t size, align;

	for (size = 1; size <= 8192; size = size * 5 / 4 + 1) {
		for (align = 1; align <= 4096; align *= 2) {
			struct kmem_cache *c;
			void *p[10];
			unsigned int i;

			c = kmem_cache_create("any", size, align, 0, NULL);
			for (i = 0; i < 10; i++) {
				p[i] = kmem_cache_zalloc(c, GFP_KERNEL);
				assert_int_equal((uintptr_t)p[i] % align, 0);
				assert_int_equal((uintptr_t)p[i] % 8, 0);
				memset(p[i], (int)i + 1, size);
			}
			for (i = 0; i < 10; i++) {
				assert_int_equal(*(char *)p[i], i + 1);
				assert_int_equal(((char *)p[i])[size - 1],
						 i + 1);
				kmem_cache_free(c, p[i]);
			}
			kmem_cache_destroy(c);
		}
	}
	slab_expect_all_back();
	assert_int_equal(glue_warnings(), 0);
}

/*
 * A slab is the smallest that holds 8 objects and wastes at most an eighth,
 * or the largest allowed.
 */
static bool good_slab(const struct kmem_cache *c, unsigned int order)
{
	u64 bytes = PAGE_SIZE << order;

	return bytes / c->stride >= 8 && bytes % c->stride * 8 <= bytes;
}

TEST(slabs_are_as_small_as_may_be)
{
	struct kmem_cache *c;
	unsigned int order;
	size_t size;

	for (size = 8; size <= 4096; size += 8) {
		c = kmem_cache_create("any", size, 0, 0, NULL);
		assert_true(good_slab(c, c->order) || c->order == 3);
		for (order = 0; order < c->order; order++)
			assert_false(good_slab(c, order));
		assert_int_equal(c->objects,
				 (PAGE_SIZE << c->order) / c->stride);
		kmem_cache_destroy(c);
	}
}

TEST(hwcache_align)
{
	struct kmem_cache *c;

	c = kmem_cache_create("h", 100, 0, SLAB_HWCACHE_ALIGN, NULL);
	assert_int_equal(c->stride, 128);
	kmem_cache_destroy(c);
	c = kmem_cache_create("h", 20, 0, SLAB_HWCACHE_ALIGN, NULL);
	assert_int_equal(c->stride, 32);
	kmem_cache_destroy(c);
}

TEST(bad_caches_are_refused)
{
	assert_null(kmem_cache_create(NULL, 8, 0, 0, NULL));
	assert_null(kmem_cache_create("a", 0, 0, 0, NULL));
	assert_null(kmem_cache_create("a", 8193, 0, 0, NULL));
	assert_null(kmem_cache_create("a", 8, 3, 0, NULL));
	assert_null(kmem_cache_create("a", 8, 8192, 0, NULL));
	assert_int_equal(glue_log_count("WARNING"), 5);
	EXPECT_PANIC {
		kmem_cache_create("a", 0, 0, SLAB_PANIC, NULL);
	}
	kmem_cache_destroy(NULL);
	kmem_cache_destroy(&kmem_cache);
	assert_true(glue_log_has("kmem_cache is there to stay"));
	slab_expect_all_back();
}

TEST(destroy_keeps_a_cache_in_use)
{
	struct kmem_cache *c = kmem_cache_create("used", 50, 0, 0, NULL);
	void *p[4];
	int i;

	for (i = 0; i < 4; i++)
		p[i] = kmem_cache_alloc(c, GFP_KERNEL);
	kmem_cache_free(c, p[1]);
	kmem_cache_destroy(c);
	assert_true(glue_log_has("used still has 3 objects in use"));
	assert_int_equal(glue_log_count("used: object "), 3);
	for (i = 0; i < 4; i++)
		if (i != 1)
			kmem_cache_free(c, p[i]);
	glue_log_clear();
	kmem_cache_destroy(c);
	assert_int_equal(glue_warnings(), 0);
	slab_errors = 0;
	slab_expect_all_back();
}

TEST(show_slab_counts)
{
	void *p[65];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(p); i++)
		p[i] = kmalloc(64, GFP_KERNEL);
	glue_log_clear();
	show_slab();
	assert_true(glue_log_has("# name "));
	assert_true(glue_log_has(
"kmalloc-64                   65        128        64           64  "
"            1\n"));
	assert_int_equal(glue_log_count("\n"), 1 + 1 + 13);
	for (i = 0; i < ARRAY_SIZE(p); i++)
		kfree(p[i]);
}

/* ---- wrong pointers --------------------------------------------------- */

/* One report that says @text, and nothing has changed. */
static void expect_bad_free(void *ptr, const char *text)
{
	unsigned int used = fake_pages_used;

	glue_log_clear();
	slab_errors = 0;
	kfree(ptr);
	if (!glue_log_has(text))
		fail_msg("no '%s' in: %s", text, glue_log());
	assert_int_equal(glue_log_count("WARNING"), 1);
	assert_int_equal(slab_errors, 1);
	assert_int_equal(fake_pages_used, used);
}

static void wrong_pointers(void)
{
	char *early = fake_pages_reserved(3), *p, *q, *big, *pages;
	char local;

	p = kmalloc(96, GFP_KERNEL);
	q = kmalloc(96, GFP_KERNEL);
	big = kmalloc(40000, GFP_KERNEL);
	pages = page_address(alloc_pages(GFP_KERNEL, 1));
	expect_bad_free(&local, "no RAM");
	expect_bad_free((void *)17, "no RAM");
	expect_bad_free(p + 8, "8 bytes into object");
	expect_bad_free(p + 95, "95 bytes into object");
	expect_bad_free(p - 1 + 4096, "none of its objects");
	expect_bad_free(early, "early (memblock)");
	expect_bad_free(early + 4096, "early (memblock)");
	expect_bad_free(big + 64, "inside a kmalloc block");
	expect_bad_free(big + 4096, "inside a kmalloc block");
	expect_bad_free(pages, "kmalloc did not hand out");
	glue_log_clear();
	assert_int_equal(ksize(p + 8), 0);
	assert_null(krealloc(big + 64, 8, GFP_KERNEL));
	assert_int_equal(glue_log_count("WARNING"), 2);
	kfree(q);
	expect_bad_free(q, "already free");
	kfree(p);
	kfree(big);
	expect_bad_free(big, "free block");
	slab_errors = 0;
	assert_int_equal(fake_pages_used - 8 - 2, slab_nr_pages());
}

TEST(wrong_pointers_are_reported)
{
	wrong_pointers();
}

/* The same with the blocks asked first, as CONFIG_DEBUG_VM does. */
TEST(wrong_pointers_with_checks)
{
	bool before = slab_checks;

	slab_checks = true;
	wrong_pointers();
	slab_checks = before;
}

/* kfree() of the last object in use frees it; twice is seen. */
TEST(double_free_of_the_only_object)
{
	char *p = kmalloc(8192, GFP_KERNEL);

	kfree(p);
	expect_bad_free(p, "already free");
}

/* Not the first free object, but nothing is in use. */
TEST(double_free_in_an_empty_slab)
{
	char *p = kmalloc(64, GFP_KERNEL), *q = kmalloc(64, GFP_KERNEL);

	kfree(p);
	kfree(q);
	expect_bad_free(p, "already free");
	assert_int_equal(virt_to_page(p)->inuse, 0);
}

TEST(wrong_cache_is_reported)
{
	struct kmem_cache *c = kmem_cache_create("right", 50, 0, 0, NULL);
	char *p = kmem_cache_alloc(c, GFP_KERNEL);

	kmem_cache_free(&kmem_cache, p);
	assert_true(glue_log_has("an object of right, not of kmem_cache"));
	kmem_cache_free(c, &p);
	assert_true(glue_log_has("no RAM"));
	assert_int_equal(slab_errors, 2);
	kfree(p);	/* any cache's object may be given to kfree() */
	kmem_cache_destroy(c);
	slab_errors = 0;
	slab_expect_all_back();
}

#define S(name)	cmocka_unit_test_setup(name, slab_setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		S(tails_know_their_head), S(one_empty_slab_is_kept),
		S(kmalloc_node_prefers_its_node), S(full_node_falls_back),
		S(no_node_is_any_node),
		S(constructor_runs_once_an_object),
		S(cache_of_any_size_and_alignment),
		S(slabs_are_as_small_as_may_be),
		S(hwcache_align),
		S(bad_caches_are_refused), S(destroy_keeps_a_cache_in_use),
		S(show_slab_counts), S(wrong_pointers_are_reported),
		S(wrong_pointers_with_checks),
		S(double_free_of_the_only_object),
		S(wrong_cache_is_reported),
		S(double_free_in_an_empty_slab),
	};

	return RUN(tests);
}
