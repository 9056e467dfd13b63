// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the slab writes for itself, damaged: the chain of free slots, and the
 * size and state that slab_debug= keeps behind each object.
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

static char *hex(const void *ptr)
{
	static char text[32];

	snprintf(text, sizeof(text), "%p", ptr);
	return text;
}

/* ---- the chain of free slots ------------------------------------------ */

/*
 * 42 slots of 96 bytes in a page. A link that names the 43rd, behind the
 * last one, ends the chain: what stands there is no link.
 *
 *   |0|1|2| .. |41|..|	slot 0 is free -> 42, where a 1 stands
 */
TEST(chain_that_leaves_the_slab)
{
	char *p[3];
	struct kmem_cache *c;
	struct page *slab;
	u16 *link;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(p); i++)
		p[i] = kmalloc(96, GFP_KERNEL);
	c = slab_cache_of(p[0]);
	slab = virt_to_page(p[0]);
	assert_int_equal(c->objects, 42);
	assert_true(c->objects * c->stride + sizeof(*link) <= PAGE_SIZE);
	kfree(p[0]);
	assert_true(slab_is_free(c, slab, 0));
	assert_true(slab_is_free(c, slab, 41));
	assert_false(slab_is_free(c, slab, 1));
	link = slab_link(c, p[0]);
	i = *link;
	*link = 42;
	*slab_link(c, p[0] + 42 * 96) = 1;
	assert_true(slab_is_free(c, slab, 0));
	assert_false(slab_is_free(c, slab, 1));
	assert_false(slab_is_free(c, slab, 41));
	assert_false(slab_is_free(c, slab, 42));
	*link = 0;		/* and one that goes round and round */
	assert_true(slab_is_free(c, slab, 0));
	assert_false(slab_is_free(c, slab, 1));
	*link = (u16)i;
	kfree(p[1]);
	kfree(p[2]);
	slab_expect_all_back();
}

/* The same by a stale pointer: the chain of free slots is broken too. */
TEST(broken_chain)
{
	char *p = kmalloc(64, GFP_KERNEL), *q;
	struct kmem_cache *c = slab_find(p, NULL);
	struct page *slab = virt_to_page(p);

	slab = slab->kind == PAGE_SLAB_TAIL ? slab->slab_head : slab;
	kfree(p);
	slab_info(c, p)->next = 0x7777;
	q = kmalloc(64, GFP_KERNEL);
	REPORT("BUG kmalloc-64: Freelist corrupt", "are not used again");
	assert_int_equal(slab->free, SLAB_END);
	p = kmalloc(64, GFP_KERNEL);	/* from another slab */
	assert_int_equal(c->nr_slabs, 2);
	kfree(p);
	kfree(q);
	assert_int_equal(slab_validate(), 0);
}

/* A chain that runs in a circle: only slab_debug=F walks it. */
TEST(circular_chain)
{
	char *p = kmalloc(64, GFP_KERNEL), *q = kmalloc(64, GFP_KERNEL);
	struct kmem_cache *c = slab_find(p, NULL);

	kfree(p);
	slab_info(c, p)->next = virt_to_page(p)->free;
	kfree(q);
	REPORT("BUG kmalloc-64: Freelist corrupt");
}

/* All objects of a slab are free, and the chain has each: it is sound. */
TEST(whole_chain)
{
	char *p = kmalloc(64, GFP_KERNEL), *q;
	struct page *slab = virt_to_page(p);
	struct kmem_cache *c = slab_find(p, NULL);

	slab = slab->kind == PAGE_SLAB_TAIL ? slab->slab_head : slab;
	kfree(p);
	assert_int_equal(slab->inuse, 0);
	assert_int_equal(slab_validate(), 0);
	q = kmalloc(64, GFP_KERNEL);
	assert_ptr_equal(p, q);
	kfree(q);
	assert_int_equal(c->objects - slab->inuse, c->objects);
	assert_int_equal(slab_errors, 0);
}

/* Without F only the first free slot is looked at: full means no one. */
TEST(full_slab_without_f)
{
	char *p[300];
	unsigned int i, nr;
	struct kmem_cache *c;

	slab_debug_start("ZP");
	p[0] = kmalloc(64, GFP_KERNEL);
	c = slab_find(p[0], NULL);
	for (nr = 1; nr < c->objects; nr++)
		p[nr] = kmalloc(64, GFP_KERNEL);
	assert_int_equal(c->nr_slabs, 1);
	for (i = 0; i < nr; i++)
		kfree(p[i]);
	assert_int_equal(slab_errors, 0);
	assert_false(glue_log_has("Freelist corrupt"));
}

/* ---- behind the object ------------------------------------------------ */

/* A size that cannot be is not believed, whatever the state beside it is. */
TEST(size_behind_the_object_overwritten)
{
	char *p = kmalloc(64, GFP_KERNEL);
	struct kmem_cache *c = slab_find(p, NULL);

	slab_info(c, p)->size = 65;
	kfree(p);
	REPORT("BUG kmalloc-64: Data behind the object overwritten", hex(p));
	p = kmalloc(64, GFP_KERNEL);
	slab_info(c, p)->state = 0x55;
	assert_int_equal(slab_validate(), 1);
	REPORT("BUG kmalloc-64: Data behind the object overwritten", hex(p));
	assert_int_equal(slab_validate(), 0);
	slab_info(c, p)->state = 0x55;
	assert_int_equal(ksize(p), 64);		/* the chain: it is in use */
	REPORT("BUG kmalloc-64: Data behind the object overwritten", hex(p));
	kfree(p);
	assert_int_equal(slab_errors, 0);
}

/* A free object: its state and its size must both be what they were. */
TEST(free_object_with_wrong_data_behind)
{
	char *p = kmalloc(64, GFP_KERNEL);
	struct slab_info *info = slab_info(slab_find(p, NULL), p);

	kfree(p);
	info->size = 63;
	assert_int_equal(slab_validate(), 1);
	REPORT("BUG kmalloc-64: Data behind the object overwritten", hex(p),
	       "of 64 bytes, 63 asked for, free");
	assert_int_equal(info->size, 64);
	info->state = 0x55;
	assert_int_equal(slab_validate(), 1);
	REPORT("BUG kmalloc-64: Data behind the object overwritten", hex(p),
	       "of 64 bytes, 64 asked for, state overwritten");
	assert_int_equal(info->state, SLOT_FREE);
}

#define S(name)	cmocka_unit_test_setup(name, slab_debug_all)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(chain_that_leaves_the_slab, slab_setup),
		S(broken_chain), S(circular_chain), S(whole_chain),
		S(full_slab_without_f), S(size_behind_the_object_overwritten),
		S(free_object_with_wrong_data_behind),
	};

	return RUN(tests);
}
