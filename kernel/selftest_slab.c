// SPDX-License-Identifier: GPL-2.0-only
/* Self-tests of the slab: every size class, zeroing, growth, own caches. */
#include <asm/page.h>
#include <linux/kernel.h>
#include <linux/kmemleak.h>
#include <linux/selftest.h>
#include <linux/slab.h>
#include <linux/string.h>

#define OBJECTS		200	/* or what a quarter of the free memory holds */
#define LARGEST_SLAB	3	/* order: 8 pages */

static bool filled_with(const u8 *p, u8 value, size_t n)
{
	for (; n; n--, p++)
		if (*p != value)
			return false;
	return true;
}

/*
 * Objects of @size that a quarter of the free memory holds, as far as it is
 * in blocks for the largest slab: RAM in crumbs may have none.
 */
static u64 room_for(size_t size)
{
	u64 pages = 0;
	pg_data_t *pgdat;

	for_each_online_pgdat(pgdat)
		for (int z = 0; z < MAX_NR_ZONES; z++)
			for (int i = LARGEST_SLAB; i < MAX_ORDER; i++)
				pages += pgdat->node_zones[z].free_area[i]
					 .nr_free << i;
	return pages * PAGE_SIZE / 4 / size;
}

static void free_objects(u8 **objects, unsigned int nr)
{
	while (nr--) {
		kfree(objects[nr]);
		kmemleak_erase((void **)&objects[nr]);
	}
}

/* Many objects of one size, each with its own value, must not touch. */
static void try_size(size_t size)
{
	static u8 *objects[OBJECTS];
	unsigned int nr = min(room_for(size), (u64)OBJECTS);

	for (unsigned int i = 0; i < nr; i++) {
		objects[i] = kmalloc(size, GFP_KERNEL);
		if (!EXPECT(objects[i] != NULL)) {
			free_objects(objects, i);
			return;
		}
		EXPECT(ksize(objects[i]) >= size);
		EXPECT(((u64)objects[i] & 7) == 0);
		memset(objects[i], i, size);
	}
	for (unsigned int i = 0; i < nr; i++)
		if (!filled_with(objects[i], i, size))
			selftest_fail(__FILE__, __LINE__,
				      "kmalloc(%zu) number %u was overwritten",
				      size, i);
	free_objects(objects, nr);
}

SELFTEST(kmalloc_every_class_gives_separate_objects)
{
	for (size_t size = 1; size <= KMALLOC_MAX_CACHE_SIZE; size *= 2) {
		try_size(size);
		try_size(size + size / 2);
	}
}

SELFTEST(kzalloc_is_zero_even_after_use)
{
	for (size_t size = 8; size <= 4 * KMALLOC_MAX_CACHE_SIZE; size *= 2) {
		u8 *dirty, *clean;

		if (!room_for(size))
			return;
		dirty = kmalloc(size, GFP_KERNEL);
		if (!EXPECT(dirty != NULL))
			return;
		memset(dirty, 0x5a, size);
		kfree(dirty);
		clean = kzalloc(size, GFP_NOWAIT);
		EXPECT(clean && filled_with(clean, 0, size));
		kfree(clean);
	}
}

SELFTEST(krealloc_keeps_what_was_there)
{
	u8 *p = kmalloc(20, GFP_KERNEL);

	if (!EXPECT(p != NULL))
		return;
	memset(p, 0x77, 20);
	for (size_t size = 100; size <= 40000; size *= 5) {
		p = krealloc(p, size, GFP_KERNEL);
		if (!EXPECT(p && filled_with(p, 0x77, 20)))
			return;
	}
	kfree(p);
}

SELFTEST(kmalloc_of_nothing_and_kfree_of_null)
{
	void *nothing = kmalloc(0, GFP_KERNEL);

	EXPECT(nothing == ZERO_SIZE_PTR);
	kfree(nothing);
	kfree(NULL);
	EXPECT(ksize(NULL) == 0);
}

static void count_construction(void *object)
{
	*(u64 *)object = 0xc0;
}

static void use_own_cache(void)
{
	struct kmem_cache *cache = kmem_cache_create("selftest", 72, 64, 0,
						     count_construction);
	u64 *a, *b;

	if (!EXPECT(cache != NULL))
		return;
	a = kmem_cache_alloc(cache, GFP_KERNEL);
	b = kmem_cache_alloc(cache, GFP_KERNEL);
	EXPECT(a && b && a != b);
	EXPECT(((u64)a & 63) == 0 && ((u64)b & 63) == 0);
	EXPECT(*a == 0xc0 && *b == 0xc0);
	kmem_cache_free(cache, a);
	kmem_cache_free(cache, b);
	kmem_cache_destroy(cache);
}

SELFTEST(own_cache_constructs_aligns_and_returns_its_pages)
{
	u64 free;

	use_own_cache();	/* kmemleak may take a page for its objects */
	free = nr_free_pages();
	use_own_cache();
	EXPECT(nr_free_pages() == free);
}

SELFTEST(slab_returns_its_pages)
{
	u64 before, after;

	try_size(512);		/* the cache keeps at most one empty slab */
	before = nr_free_pages();
	try_size(512);
	after = nr_free_pages();
	EXPECT(before == after);
}
