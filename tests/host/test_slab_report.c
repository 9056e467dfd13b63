// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every text of mm/slab_report.c, to the last letter: what slab_text.c says
 * that it must be is compared with what was printed.
 *
 * sources: mm/slab*.c mm/kmalloc.c tests/host/slab_setup.c
 * sources: tests/host/slab_text.c tests/host/fake_pages.c tests/host/glue.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4
 */
#include <linux/gfp.h>
#include <linux/slab.h>
#include <linux/stage.h>
#include "mm/slab.h"
#include "fake_pages.h"
#include "glue.h"
#include "slab_text.h"

static struct kmem_cache *cache;
static struct page *slab;
static u8 *object, *base;

/* A cache of @size bytes, with slab_debug=@debug, and its first object. */
static void start(const char *debug, size_t size)
{
	slab_debug_start(debug);
	cache = kmem_cache_create("cash", size, 0, NO_FLAG, NULL);
	object = kmem_cache_alloc(cache, GFP_KERNEL);
	slab = virt_to_page(object);
	base = page_address(slab);
	text_start();
}

/* The end of a warning: its beginning names file and line. */
static void expect_warning(const char *text)
{
	size_t len = strlen(glue_log()), n = strlen(text);

	if (len < n || strcmp(glue_log() + len - n, text) ||
	    glue_log_count("WARNING: ") != 1 || glue_log_count("\n") != 1)
		fail_msg("'%s' does not end with '%s'", glue_log(), text);
	assert_int_equal(slab_errors, 1);
	slab_errors = 0;
	text_start();
}

#define WARNED(...) do { \
	char __text[256]; \
	snprintf(__text, sizeof(__text), "(): " __VA_ARGS__); \
	expect_warning(__text); \
	} while (0)

/* ---- slab_report() ---------------------------------------------------- */

/* What the slab holds is anything: all bytes are shown, in all places. */
static void report_at(u32 offset)
{
	static const u16 states[] = {
		SLOT_FREE, SLOT_IN_USE, SLOT_ISOLATED, SLOT_FREE + 1,
		SLOT_IN_USE - 1, SLOT_ISOLATED + 1, SLOT_ISOLATED - 1,
		SLOT_FREE - 1, SLOT_IN_USE + 1,
	};
	struct slab_damage damage = {
		.at = base + offset, .nr = offset + 1, .want = (u8)offset,
	};

	slab_info(cache, object)->state = states[offset % ARRAY_SIZE(states)];
	slab->inuse = (u16)(offset + 3);
	slab_report(cache, slab, object, "what it is", &damage);
	text_say_report(cache, slab, object, "what it is", &damage);
	text_expect();
	assert_int_equal(slab_errors, 1);
	slab_errors = 0;
}

TEST(any_byte_of_a_slab)
{
	u32 i, size;

	start("-", 1024);
	size = (u32)PAGE_SIZE << cache->order;
	assert_int_equal(size, 8192);
	for (i = 0; i < size; i++)
		base[i] = (u8)(i * 167 + i / 256 * 13);
	for (i = 0; i < size; i += i < 80 || i >= size - 80 ? 1 : 37)
		report_at(i);
}

TEST(slab_as_a_whole)
{
	start("-", 100);
	memcpy(base, "The quick brown fox jumps over a lazy dog.", 43);
	slab_report(cache, slab, NULL, "a test", NULL);
	text_say_report(cache, slab, NULL, "a test", NULL);
	text_expect();
	slab_report(cache, slab, object + 200, "without damage", NULL);
	text_say_report(cache, slab, object + 200, "without damage", NULL);
	text_expect();
	assert_int_equal(slab_errors, 2);
}

/* Any number of callers, any stage; what cannot be is not believed. */
TEST(owners)
{
	struct slab_track *track[2];
	unsigned int nr, stage, i;

	start("U", 24);
	for (i = 0; i < 2; i++)
		track[i] = slab_track(cache, object, i);
	for (i = 0; i < 8; i++) {
		track[0]->trace[i] = 0x1000 + i;
		track[1]->trace[i] = 0x2000 + i;
	}
	for (nr = 0; nr < 11; nr++) {
		for (stage = 0; stage < NR_STAGES + 2; stage++) {
			track[0]->nr = nr;
			track[1]->nr = 10 - nr;
			track[0]->stage = stage;
			track[1]->stage = NR_STAGES + 1 - stage;
			slab_report(cache, slab, object, "owners", NULL);
			text_say_report(cache, slab, object, "owners", NULL);
			text_expect();
		}
	}
}

/* ---- wrong pointers --------------------------------------------------- */

/* Which object a byte of the slab is in; -1: in none. */
static long object_of(u32 offset, u32 *rest)
{
	long in = (long)offset - cache->red_left;

	*rest = in < 0 ? 0 : (u32)in % cache->stride;
	return in < 0 || in / cache->stride >= cache->objects ? -1 :
	       in / cache->stride;
}

/* 42 objects of 96 bytes, and 64 bytes behind them. */
TEST(any_pointer_into_a_slab)
{
	u32 offset, rest;

	start("-", 96);
	for (offset = 0; offset < PAGE_SIZE; offset++) {
		long index = object_of(offset, &rest);
		void *ptr = base + offset;

		slab_bad_free(cache, slab, ptr, "somebody");
		if (index < 0)
			WARNED("somebody(%p): in a slab of cash, but in none "
			       "of its objects\n", ptr);
		else if (rest)
			WARNED("somebody(%p): %u bytes into object %p of cash"
			       "\n", ptr, rest, (void *)(base + index * 96));
		else
			WARNED("somebody(%p): this object of cash is already "
			       "free\n", ptr);
		if (index >= 0 && !rest) {
			assert_int_equal(ksize(ptr), 96);
			assert_string_equal(glue_log(), "");
			continue;
		}
		kfree(ptr);
		assert_int_equal(slab_errors, 1);
		kmem_cache_free(cache, ptr);
		assert_int_equal(slab_errors, 2);
		assert_null(krealloc(ptr, 8, GFP_KERNEL));
		assert_int_equal(slab_errors, 3);
		text_start();
		slab_errors = 0;
		assert_int_equal(ksize(ptr), 0);
		if (index < 0)
			WARNED("ksize(%p): in a slab of cash, but in none of "
			       "its objects\n", ptr);
		else
			WARNED("ksize(%p): %u bytes into object %p of cash\n",
			       ptr, rest, (void *)(base + index * 96));
	}
	assert_int_equal(slab->inuse, 1);
}

TEST(any_pointer_into_a_checked_slab)
{
	u32 offset, rest;

	start("FZP", 200);
	assert_int_equal(cache->red_left, 8);
	for (offset = 0; offset < PAGE_SIZE; offset += 2) {
		long index = object_of(offset, &rest);
		void *ptr = base + offset, *in = NULL;

		if (index >= 0)
			in = base + 8 + (u32)index * cache->stride;
		slab_bad_free(cache, slab, ptr, "kfree");
		text_say_report(cache, slab, in, in && !rest ?
				"Object already free" :
				"Invalid object pointer", NULL);
		text_say("FIX cash: kfree(%p) does nothing\n", ptr);
		text_expect();
		assert_int_equal(slab_errors, 1);
		slab_errors = 0;
	}
}

TEST(pointers_of_another_kind)
{
	static const char *const kinds[] = {
		[PAGE_UNWRITTEN] = "in pages of no known kind",
		[PAGE_FREE] = "in a free block of pages",
		[PAGE_ALLOCATED] = "in pages that kmalloc did not hand out",
		[PAGE_SLAB] = "an object of a cache",
		[PAGE_SLAB_TAIL] = "in pages of no known kind",
		[PAGE_RESERVED] = "in early (memblock) or reserved memory",
		[PAGE_ABSENT] = "in a hole: no RAM is there",
		[PAGE_ABSENT + 1] = "in pages of no known kind",
	};
	u8 *block;
	unsigned int i;
	struct page *head;

	start("-", 8);
	head = alloc_pages(GFP_KERNEL, 1);
	head->slab_cache = NULL;
	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		head->kind = (u8)i;
		block = page_address(head);
		block += i % 2 ? 4095 : 8191;	/* of each of its pages */
		slab_bad_pointer(block, "who");
		WARNED("who(%p): %s; left alone\n", (void *)block, kinds[i]);
	}
	slab_bad_pointer((void *)0x1234, "ksize");
	WARNED("ksize(0x1234): no RAM is there; left alone\n");
	assert_int_equal(ksize((void *)17), 0);	/* one above no bytes */
	WARNED("ksize(0x11): no RAM is there; left alone\n");
	assert_null(krealloc((void *)17, 8, GFP_KERNEL));
	WARNED("ksize(0x11): no RAM is there; left alone\n");
	block = kmalloc(10000, GFP_KERNEL);
	head->slab_cache = virt_to_page(block)->slab_cache;
	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		head->kind = (u8)i;
		assert_int_equal(kmalloc_is_pages(head), i == PAGE_ALLOCATED);
	}
	kfree(block + 1);
	WARNED("kfree(%p): inside a kmalloc block, not at its start; left "
	       "alone\n", (void *)(block + 1));
	assert_int_equal(ksize(block + 4096), 0);
	WARNED("ksize(%p): inside a kmalloc block, not at its start; left "
	       "alone\n", (void *)(block + 4096));
}

TEST(objects_of_another_cache)
{
	void *other;

	start("-", 8);
	other = kmalloc(100, GFP_KERNEL);
	kmem_cache_free(cache, other);
	WARNED("kmem_cache_free(%p): an object of kmalloc-128, not of cash\n",
	       other);
	kmem_cache_free(cache, (void *)0x4567);
	WARNED("kmem_cache_free(0x4567): no RAM is there; left alone\n");
}

/* ---- objects that are left over --------------------------------------- */

static void say_left(const void *left)
{
	text_say("cash: object %p is in use\n", left);
	if (cache->flags & SLAB_STORE_USER)
		text_say_track("Allocated", slab_track(cache, left, false));
}

/*
 * Two slabs are full, the third has a hole and a rest that nobody took:
 *
 *   |a a a a a a a a|  |a a a a a a a a|  |a . a . . . . .|
 *
 * The one that is not full comes first.
 */
static void leave_some(const char *debug)
{
	u8 *a[2 * 16 + 3];
	unsigned int n, i;

	start(debug, 1000);
	n = cache->objects;
	assert_in_range(n, 8, 16);
	for (a[0] = object, i = 1; i < 2 * n + 3; i++)
		a[i] = kmem_cache_alloc(cache, GFP_KERNEL);
	kmem_cache_free(cache, a[2 * n + 1]);
	slab_report_leftover(cache);
	say_left(a[2 * n]);
	say_left(a[2 * n + 2]);
	/* The slab that became full last is the first one of its list. */
	for (i = 0; i < n; i++)
		say_left(a[n + i]);
	for (i = 0; i < n; i++)
		say_left(a[i]);
	text_expect();
	assert_int_equal(slab_errors, 1);
}

TEST(leftovers)
{
	leave_some("-");
	leave_some("U");
	leave_some("FZPU");
	slab_errors = 0;
	kmem_cache_destroy(cache);
	assert_int_equal(slab_errors, 1);
	assert_true(glue_log_has("(): kmem_cache_destroy: cash still has "));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_byte_of_a_slab),
		cmocka_unit_test(slab_as_a_whole),
		cmocka_unit_test(owners),
		cmocka_unit_test(any_pointer_into_a_slab),
		cmocka_unit_test(any_pointer_into_a_checked_slab),
		cmocka_unit_test(pointers_of_another_kind),
		cmocka_unit_test(objects_of_another_cache),
		cmocka_unit_test(leftovers),
	};

	return RUN(tests);
}
