// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a cache is made of: how its objects are aligned, which page
 * structures a slab writes, in which order objects come and from which slab
 * and node, and what is told of all that.
 *
 * sources: mm/slab*.c mm/kmalloc.c tests/host/slab_setup.c
 * sources: tests/host/slab_text.c tests/host/fake_pages.c tests/host/glue.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4
 */
#include <linux/gfp.h>
#include <linux/slab.h>
#include "mm/slab.h"
#include "fake_pages.h"
#include "glue.h"
#include "slab_text.h"

/* ---- alignment -------------------------------------------------------- */

/* The smallest of 8, 16, 32 and 64 that the object fits into, else 64. */
static u32 line_for(size_t size)
{
	u32 line = 8;

	while (line < 64 && line < size)
		line *= 2;
	return line;
}

TEST(every_alignment)
{
	static const size_t aligns[] = { 0, 1, 2, 4, 8, 16, 32, 64, 128, 4096 };
	size_t size, want;
	unsigned int i, flags;

	for (size = 1; size <= 140; size++) {
		for (i = 0; i < 2 * ARRAY_SIZE(aligns); i++) {
			struct kmem_cache *c;

			flags = i & 1 ? SLAB_HWCACHE_ALIGN : 0;
			c = kmem_cache_create("a", size, aligns[i / 2], flags,
					      NULL);
			want = max_t(size_t, aligns[i / 2],
				     flags ? line_for(size) : 8);
			assert_int_equal(c->align, want);
			assert_int_equal(c->stride,
					 (size + want - 1) / want * want);
			assert_int_equal(c->object_size, size);
			kmem_cache_destroy(c);
		}
	}
}

/* ---- caches that cannot be -------------------------------------------- */

static void refuse(const char *name, size_t size, size_t align,
		   const char *why)
{
	char text[160];

	glue_log_clear();
	assert_null(kmem_cache_create(name, size, align, NO_FLAG, NULL));
	snprintf(text, sizeof(text), "(): kmem_cache_create(%s, %zu, %zu): %s"
		 "\n", name ? name : "NULL", size, align, why);
	if (!glue_log_has(text))
		fail_msg("no '%s' in: %s", text, glue_log());
	assert_int_equal(glue_warnings(), 1);
	EXPECT_PANIC {
		kmem_cache_create(name, size, align, SLAB_PANIC, NULL);
	}
	snprintf(text, sizeof(text), "kmem_cache_create: no cache '%s'",
		 name ? name : "NULL");
	assert_string_equal(glue_panic_message, text);
}

TEST(caches_that_cannot_be)
{
	static const char *const size = "the size is not 1 to 8192",
		*const align = "the alignment is no power of two up to a page";
	unsigned int i;

	refuse(NULL, 8, 0, "it has no name");
	refuse("a", 0, 0, size);
	refuse("a", 8193, 0, size);
	refuse("a", ~0UL, 0, size);
	refuse("a", 8, 4097, align);
	refuse("a", 8, 8192, align);
	for (i = 3; i < 100; i++)
		if (i & (i - 1))
			refuse("a", 8, i, align);
	glue_log_clear();
	kmem_cache_destroy(kmem_cache_create("a", 8192, 4096, SLAB_PANIC,
					     NULL));
	kmem_cache_destroy(kmem_cache_create("a", 1, 1, ~SLAB_DEBUG_FLAGS,
					     NULL));
	assert_int_equal(glue_warnings(), 0);
	slab_expect_all_back();
	fake_pages_budget = 0;
	while (kmem_cache_alloc(&kmem_cache, GFP_KERNEL))
		;
	EXPECT_PANIC {
		kmem_cache_create("none", 8, 0, SLAB_PANIC, NULL);
	}
	assert_string_equal(glue_panic_message,
			    "kmem_cache_create: no cache 'none'");
}

/* ---- the pages of a slab ---------------------------------------------- */

static void expect_poison(const struct page *page)
{
	const u8 *byte = (const u8 *)page;
	unsigned int i;

	for (i = 0; i < sizeof(*page); i++)
		assert_int_equal(byte[i], 0xa5);
}

/* Of 1 to 8 pages: those of the slab are written, and no others. */
TEST(pages_of_a_slab)
{
	static const u32 sizes[] = { 512, 1024, 2048, 8192 };
	unsigned int order, i;

	for (order = 0; order < ARRAY_SIZE(sizes); order++) {
		void *p = kmalloc(sizes[order], GFP_KERNEL);
		struct page *head = virt_to_page(p);

		assert_int_equal(head->kind, PAGE_SLAB);
		assert_int_equal(head->slab_cache->order, order);
		for (i = 1; i < 1u << order; i++) {
			assert_int_equal(head[i].kind, PAGE_SLAB_TAIL);
			assert_int_equal(head[i].order, 0);
			assert_int_equal(head[i].range, 0);
			assert_ptr_equal(head[i].slab_head, head);
		}
		expect_poison(head + (1 << order));
		kfree(p);
	}
	slab_expect_all_back();
}

/* An address in each of its bytes, with the rest behind the last object. */
TEST(every_byte_is_found)
{
	static const char *const debug[] = { "-", "FZPU" };
	unsigned int i, offset, size;
	struct kmem_cache *c;
	void *found;
	char *base;

	for (i = 0; i < 2; i++) {
		slab_debug_start(debug[i]);
		c = kmem_cache_create("find", 1000, 0, 0, NULL);
		base = page_address(virt_to_page(kmem_cache_alloc(c, 0)));
		size = 4096u << c->order;
		for (offset = 0; offset < size; offset++) {
			unsigned int index = offset / c->stride;

			found = base;
			assert_ptr_equal(slab_find(base + offset, &found), c);
			assert_ptr_equal(slab_find(base + offset, NULL), c);
			assert_ptr_equal(found, index >= c->objects ? NULL :
					 base + index * c->stride +
					 c->red_left);
		}
		found = base;
		assert_null(slab_find(base + size, &found));
		assert_null(found);
		assert_string_equal(kmem_cache_name(c), "find");
		assert_string_equal(kmem_cache_name(NULL), "no cache");
	}
}

/*
 * What pages held before says nothing: with checks on the blocks are asked,
 * and these two structures are within a free block.
 */
TEST(stale_page_structures)
{
	struct kmem_cache *c = kmem_cache_create("c", 8, 0, 0, NULL);
	char *p = page_address(alloc_pages(GFP_KERNEL, 1));
	struct page *page = virt_to_page(p);

	page->slab_cache = NULL;
	__free_pages(page, 1);
	page[0].kind = PAGE_SLAB;
	page[0].slab_cache = c;
	page[0].inuse = 1;
	page[1].kind = PAGE_SLAB_TAIL;
	page[1].slab_head = page;
	slab_checks = true;
	glue_log_clear();
	kfree(p);
	kfree(p + 4096);
	kmem_cache_free(c, p);
	assert_int_equal(ksize(p + 4096), 0);
	assert_null(krealloc(p, 5, GFP_KERNEL));
	slab_checks = false;
	assert_int_equal(glue_log_count("in a free block of pages"), 5);
	assert_int_equal(slab_errors, 5);
	assert_null(slab_find(p, NULL));
}

/* ---- which object comes next ------------------------------------------ */

static void *any_512(unsigned int i)
{
	switch (i % 4) {
	case 0:
		return kmalloc(512, GFP_KERNEL);
	case 1:
		return kzalloc_node(512, GFP_KERNEL, NUMA_NO_NODE);
	case 2:
		return kmalloc_node(512, GFP_KERNEL, NUMA_NO_NODE);
	}
	return kzalloc(512, GFP_KERNEL);
}

/*
 * Within a slab in the order of addresses; and a slab is used up before
 * another one is, even if that has free objects too:
 *
 *   a: |x x x x|   b: |x x . .|     a[1], a[0] are freed
 *   next          b[2], b[3], then a[0], a[1], then a new slab
 */
TEST(one_slab_after_the_other)
{
	struct kmem_cache *c;
	char *a[8], *b[8], *p;
	unsigned int i;

	p = any_512(0);
	c = slab_cache_of(p);
	c->flags |= NO_FLAG;
	kfree(p);
	for (i = 0; i < 8; i++) {
		a[i] = any_512(i);
		assert_ptr_equal(a[i], p + i * 512);
	}
	for (i = 0; i < 4; i++)
		b[i] = any_512(i);
	kfree(a[1]);
	kfree(a[0]);
	for (; i < 8; i++) {
		b[i] = any_512(i);
		assert_ptr_equal(b[i], b[0] + i * 512);
	}
	assert_ptr_equal(kmalloc(512, GFP_KERNEL), a[0]);
	assert_ptr_equal(kmalloc(512, GFP_KERNEL), a[1]);
	assert_int_equal(c->nr_slabs, 2);
	p = kmalloc(512, GFP_KERNEL);
	assert_int_equal(c->nr_slabs, 3);
	assert_int_equal((uintptr_t)p % 4096, 0);
	assert_ptr_equal(krealloc(p, 100, GFP_KERNEL), p);
	assert_int_equal(ksize(p), 512);
	assert_int_equal(slab_validate(), 0);
	assert_int_equal(slab_errors, 0);
	for (i = 0; i < 8; i++) {
		kfree(a[i]);
		kfree(b[i]);
	}
	assert_int_equal(c->nr_slabs, 1);
	assert_ptr_equal(c->partial.next,
			 &slab_grow(c, GFP_KERNEL, NUMA_NO_NODE)->lru);
}

/* Nothing but its link is written to an object that nobody has had. */
TEST(fresh_object_is_untouched)
{
	unsigned char *p = kmalloc(64, GFP_NOWAIT);
	unsigned int i;

	for (i = 2; i < 4096; i++)
		if (i % 64 > 1)
			assert_int_equal(p[i], 0xee);
	kfree(p);
}

/* ---- nodes ------------------------------------------------------------ */

/*
 * A slab of 8 pages from a node that has so many free ones in one zone, if
 * there is an object to be had elsewhere; else from anywhere.
 */
TEST(node_with_just_enough)
{
	void *first = kmalloc_node(8192, GFP_KERNEL, 0), *p;
	int zone, other;

	for (zone = 0; zone < MAX_NR_ZONES; zone++) {
		struct zone *zones = NODE_DATA(1)->node_zones;

		for (other = 0; other < MAX_NR_ZONES; other++)
			zones[other].free_pages = 7;
		p = kmalloc_node(8192, GFP_KERNEL, 1);
		assert_int_equal(page_zone(slab_checked_head(p))->nid, 0);
		kfree(p);
		for (other = 0; other < MAX_NR_ZONES; other++)
			zones[other].free_pages = other == zone ? 8 : 7;
		p = kmalloc_node(8192, GFP_KERNEL, 1);
		assert_int_equal(page_zone(slab_checked_head(p))->nid, 1);
		kfree(p);
	}
	for (zone = 0; zone < MAX_NR_ZONES; zone++)
		NODE_DATA(1)->node_zones[zone].free_pages = 0;
	kfree(first);
}

/* Numbers of no node: an object from what there is, then from anywhere. */
TEST(nodes_that_are_none)
{
	static const int none[] = { -5, 2, 15, 16, 17, 1000 };
	unsigned int i;
	void *p, *q;

	for (i = 0; i < ARRAY_SIZE(none); i++) {
		p = kmalloc_node(2048, GFP_KERNEL, none[i]);
		q = kmalloc_node(2048, GFP_KERNEL, none[i]);
		assert_ptr_equal(slab_checked_head(p), slab_checked_head(q));
		assert_int_equal(page_zone(slab_checked_head(p))->nid, 0);
		kfree(p);
		kfree(q);
	}
	/* The last number there can be: asked for pages of its own. */
	NODE_DATA(MAX_NUMNODES - 1) = NODE_DATA(1);
	p = kmalloc(2048, GFP_KERNEL);
	q = kmalloc_node(2048, GFP_KERNEL, MAX_NUMNODES - 1);
	assert_ptr_not_equal(slab_checked_head(p), slab_checked_head(q));
	NODE_DATA(MAX_NUMNODES - 1) = NULL;
	kfree(p);
	kfree(q);
	slab_expect_all_back();
}

/* ---- what is told ----------------------------------------------------- */

TEST(what_is_told)
{
	static const unsigned int sizes[] = {
		8, 16, 32, 64, 96, 128, 192, 256, 512, 1024, 2048, 4096, 8192
	};
	void *p[9];
	unsigned int i, order, per;
	struct kmem_cache *cache;

	text_say("kmem_cache_init: kmalloc() from 8 to 8192 bytes, pages "
		 "above\n");
	text_expect();
	list_for_each_entry(cache, &slab_caches, list)
		assert_int_equal(cache->flags, SLAB_STATIC_CACHE);
	for (i = 0; i < 9; i++)
		p[i] = kmalloc(512, GFP_KERNEL);
	show_slab();
	text_say("# name            <active_objs> <num_objs> <objsize> "
		 "<objperslab> <pagesperslab>\n");
	text_say("%-17s %13u %10u %9zu %12u %14u\n", "kmem_cache", 0, 0,
		 sizeof(struct kmem_cache), 4096 / kmem_cache.stride, 1);
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		char name[32];

		snprintf(name, sizeof(name), "kmalloc-%u", sizes[i]);
		for (order = 0; order < 3; order++)
			if (4096 << order >= 8 * (int)sizes[i])
				break;
		order = sizes[i] == 8192 ? 3 : order;
		per = (4096u << order) / sizes[i];
		text_say("%-17s %13u %10u %9u %12u %14u\n", name,
			 sizes[i] == 512 ? 9 : 0, sizes[i] == 512 ? 16 : 0,
			 sizes[i], per, 1u << order);
	}
	text_expect();
	for (i = 0; i < 9; i++)
		kfree(p[i]);
}

static int setup(void **state)
{
	int failed;

	text_start();
	failed = slab_setup(state);
	slab_checks = false;
	return failed;
}

#define S(name)	cmocka_unit_test_setup(name, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		S(every_alignment), S(caches_that_cannot_be),
		S(pages_of_a_slab), S(every_byte_is_found),
		S(stale_page_structures), S(one_slab_after_the_other),
		S(fresh_object_is_untouched), S(node_with_just_enough),
		S(nodes_that_are_none), S(what_is_told),
	};

	return RUN(tests);
}
