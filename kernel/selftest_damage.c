// SPDX-License-Identifier: GPL-2.0-only
/*
 * Self-tests of what finds damaged memory: each does what a broken driver
 * would do and looks for the report. Nothing is damaged that others use.
 */
#include <asm/traps.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/selftest.h>
#include <linux/slab.h>
#include <linux/string.h>

#define OBJECT_SIZE	40

/* What a test does to an object; each ends with the object freed. */
static void write_past_the_end(struct kmem_cache *cache)
{
	u8 *object = kmem_cache_alloc(cache, GFP_KERNEL);

	object[OBJECT_SIZE] = 1;
	kmem_cache_free(cache, object);
}

static void write_before_the_start(struct kmem_cache *cache)
{
	u8 *object = kmem_cache_alloc(cache, GFP_KERNEL);

	object[-1] = 1;
	kmem_cache_free(cache, object);
}

static void write_after_free(struct kmem_cache *cache)
{
	u8 *object = kmem_cache_alloc(cache, GFP_KERNEL);

	kmem_cache_free(cache, object);
	object[OBJECT_SIZE / 2] = 1;
	kmem_cache_free(cache, kmem_cache_alloc(cache, GFP_KERNEL));
}

static void free_twice(struct kmem_cache *cache)
{
	void *object = kmem_cache_alloc(cache, GFP_KERNEL);

	kmem_cache_free(cache, object);
	kmem_cache_free(cache, object);
}

static void free_the_middle(struct kmem_cache *cache)
{
	u8 *object = kmem_cache_alloc(cache, GFP_KERNEL);

	kmem_cache_free(cache, object + 8);
	kmem_cache_free(cache, object);
}

struct damage {
	void (*act)(struct kmem_cache *cache);
	struct kmem_cache *cache;
};

static void act(void *arg)
{
	const struct damage *damage = arg;

	damage->act(damage->cache);
}

static const struct {
	void (*act)(struct kmem_cache *cache);
	const char *report;
} damages[] = {
	{ write_past_the_end, "BUG damaged: Right Redzone overwritten" },
	{ write_before_the_start, "BUG damaged: Left Redzone overwritten" },
	{ write_after_free, "BUG damaged: Poison overwritten" },
	{ free_twice, "BUG damaged: Object already free" },
	{ free_the_middle, "BUG damaged: Invalid object pointer" },
};

/* The cache stays: an object that was damaged while free is never reused. */
SELFTEST(slab_debug_names_each_kind_of_damage)
{
	static struct kmem_cache *cache;

	if (!cache)
		cache = kmem_cache_create("damaged", OBJECT_SIZE, 0,
				SLAB_CONSISTENCY_CHECKS | SLAB_RED_ZONE |
				SLAB_POISON | SLAB_STORE_USER |
				SLAB_NOLEAKTRACE, NULL);
	if (!EXPECT(cache != NULL))
		return;
	for (unsigned int i = 0; i < ARRAY_SIZE(damages); i++) {
		struct damage damage = { damages[i].act, cache };

		selftest_expect_report(act, &damage, damages[i].report);
	}
}

/* The slab's own objects are checked without any flag, if less well. */
static void kfree_twice(void *arg)
{
	void *object = kmalloc(64, GFP_KERNEL);

	kfree(object);
	kfree(object);
}

SELFTEST(kfree_twice_is_reported)
{
	selftest_expect_report(kfree_twice, NULL, "already free");
}

static void free_page_twice(void *arg)
{
	struct page *page = alloc_pages(GFP_KERNEL, 0);

	__free_pages(page, 0);
	__free_pages(page, 0);
}

SELFTEST(a_page_freed_twice_is_reported)
{
	selftest_expect_report(free_page_twice, NULL, "not freed: pfn");
}

#ifdef CONFIG_DEBUG_VM
/* Hold whatever is handed out until this page comes again. */
static void take_page(const struct page *wanted)
{
	struct page *page, *next;
	LIST_HEAD(held);

	do {
		page = alloc_pages(GFP_KERNEL | __GFP_NOWARN, 0);
		if (page)
			list_add(&page->lru, &held);
	} while (page && page != wanted);
	EXPECT(page != NULL);
	list_for_each_entry_safe(page, next, &held, lru)
		__free_pages(page, 0);
}

static void write_to_free_page(void *arg)
{
	struct page *page = alloc_pages(GFP_KERNEL, 0);
	u8 *bytes = page_address(page);

	__free_pages(page, 0);
	bytes[100] = 1;
	take_page(page);
}

SELFTEST(a_write_to_a_freed_page_is_reported)
{
	selftest_expect_report(write_to_free_page, NULL,
			       "was written after it was freed: 1 bytes");
}

static void read_structure(void *page)
{
	page_to_pfn(page);
}

/* Of a block only the head has been written, the first page's structure. */
SELFTEST(reading_an_unwritten_page_structure_is_caught)
{
	struct page *block = alloc_pages(GFP_KERNEL, 3);
	struct fault_report report;

	if (!EXPECT(block != NULL))
		return;
	EXPECT(fault_expected(read_structure, block + 5, &report));
	EXPECT(strstr(report.what, "read but never written"));
	__free_pages(block, 3);
}
#endif
