// SPDX-License-Identifier: GPL-2.0-only
/*
 * Each byte of a slab, whatever slab_debug= says: beside it lies a shadow,
 * into which the test writes what mm/slab.h and mm/slab_debug.c promise.
 * After each operation both are the same. A byte that is changed by others
 * is reported with what is promised, and nothing else is.
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
static u8 *base, shadow[8 * 4096];
static u32 left, stride, link_at, flags;	/* of a slot */
static struct { u8 *object; u32 asked; bool used; } slot[512];
static u32 nr, first_free, nr_used;
static u64 rng = 1;

static u32 rnd(u32 below)
{
	rng = rng * 6364136223846793005ULL + 1442695040888963407ULL;
	return (u32)(rng >> 33) % below;
}

/* ---- the shadow ------------------------------------------------------- */

static void put(const void *at, u8 value, u32 bytes)
{
	memset(shadow + ((const u8 *)at - base), value, bytes);
}

static void copy(const void *at, const void *from, u32 bytes)
{
	memcpy(shadow + ((const u8 *)at - base), from, bytes);
}

/* Zones, and what stands behind the object; not the link. */
static void draw(u32 i, u16 state, u32 asked, u8 zone)
{
	u8 *object = slot[i].object;

	if (!(flags & SLAB_DEBUG_FLAGS))
		return;
	copy(object + link_at + 2, &state, 2);
	copy(object + link_at + 4, &asked, 4);
	if (!(flags & SLAB_RED_ZONE))
		return;
	put(object - left, zone, left);
	put(object + asked, zone, link_at - asked);
}

static void draw_free(u32 i)
{
	u8 *object = slot[i].object;

	draw(i, SLOT_FREE, cache->object_size, 0xbb);
	if (!(flags & SLAB_POISON) || cache->ctor)
		return;
	put(object, 0x6b, cache->object_size);
	put(object + cache->object_size - 1, 0xa5, 1);
}

static void draw_track(u32 i, bool freed, unsigned long caller)
{
	u8 *track = slot[i].object + link_at + 8 + freed * 72;
	u32 numbers[2] = { 1, boot_stage };

	if (!(flags & SLAB_STORE_USER))
		return;
	copy(track, &caller, 8);
	copy(track + 64, numbers, 8);
}

static void draw_link(u32 i, u32 next)
{
	u16 number = (u16)(next < nr ? next : 0xffff);

	copy(slot[i].object + link_at, &number, 2);
}

static u32 next_free(u32 i)
{
	u16 next;

	memcpy(&next, slot[i].object + link_at, 2);
	return next;
}

static void compare(const char *after)
{
	u32 i, bytes = 4096u << cache->order;

	assert_int_equal(slab->inuse, nr_used);
	assert_int_equal(slab->free, first_free < nr ? first_free : 0xffff);
	for (i = 0; memcmp(base, shadow, bytes) && i < bytes; i++)
		if (base[i] != shadow[i])
			fail_msg("%s: flags %#x, %u bytes, align %u: slot %u "
				 "offset %d is %#x, not %#x", after, flags,
				 cache->object_size, cache->align, i / stride,
				 (int)(i % stride) - (int)left, base[i],
				 shadow[i]);
	assert_string_equal(glue_log(), "");
}

/* ---- operations ------------------------------------------------------- */

static void make_77(void *object)
{
	memset(object, 0x77, cache ? cache->object_size : 0);
}

static void lay_out(u32 size, u32 align, bool made)
{
	left = flags & SLAB_RED_ZONE ? align : 0;
	link_at = (size + 7) / 8 * 8;
	if (!(flags & SLAB_DEBUG_FLAGS)) {
		stride = link_at + (made ? 8 : 0);
		link_at = made ? link_at : 0;
	} else {
		link_at += flags & SLAB_RED_ZONE ? 8 : 0;
		stride = left + link_at + 8 +
			 (flags & SLAB_STORE_USER ? 2 * 72 : 0);
	}
	stride = (stride + align - 1) / align * align;
}

/* The first object brings the slab; all slots of a new one are free. */
static void new_cache(u32 size, u32 align, bool made)
{
	u32 i;

	cache = NULL;
	cache = kmem_cache_create("cash", size, align, NO_FLAG,
				  made ? make_77 : NULL);
	lay_out(size, align, made);
	flags &= ~(made ? SLAB_POISON : 0);
	assert_int_equal(cache->stride, stride);
	assert_int_equal(cache->flags, flags | NO_FLAG);
	assert_int_equal(!slab_checks, !(flags & SLAB_CONSISTENCY_CHECKS));
	slab = slab_grow(cache, GFP_KERNEL, NUMA_NO_NODE);
	base = page_address(slab);
	nr = (4096u << cache->order) / stride;
	assert_int_equal(cache->objects, nr);
	memset(shadow, 0xee, sizeof(shadow));
	first_free = nr_used = 0;
	for (i = 0; i < nr; i++) {
		slot[i].object = base + i * stride + left;
		slot[i].used = false;
		if (made)
			put(slot[i].object, 0x77, size);
		draw_free(i);
		if (flags & SLAB_STORE_USER)
			put(slot[i].object + link_at + 8, 0, 2 * 72);
		draw_link(i, i + 1);
	}
	compare("a new slab");
}

static void take(void)
{
	u32 i = first_free, asked = 1 + rnd(cache->object_size), zero = rnd(2);
	unsigned long caller = rnd(1u << 30);

	boot_stage = rnd(NR_STAGES);
	first_free = next_free(i);
	assert_ptr_equal(slab_alloc(cache, asked, zero ? __GFP_ZERO : 0,
				    caller), slot[i].object);
	if (!(flags & SLAB_DEBUG_FLAGS))
		asked = cache->object_size;
	slot[i].asked = asked;
	slot[i].used = true;
	nr_used++;
	draw(i, SLOT_IN_USE, asked, 0xcc);
	draw_track(i, false, caller);
	if (zero)
		put(slot[i].object, 0, asked);
	compare("taken");
}

static void give(u32 i)
{
	unsigned long caller = rnd(1u << 30);

	boot_stage = rnd(NR_STAGES);
	slab_free(cache, slab, slot[i].object, caller, "give");
	slot[i].used = false;
	nr_used--;
	draw_free(i);
	draw_track(i, true, caller);
	draw_link(i, first_free);
	first_free = i;
	compare("given back");
}

static void use(u32 i)
{
	u32 old = slot[i].asked, asked = 1 + rnd(cache->object_size);

	memset(slot[i].object, 0x11 + (int)i, old);
	put(slot[i].object, (u8)(0x11 + i), old);
	if (!(flags & SLAB_DEBUG_FLAGS))
		return;
	slab_debug_resize(cache, slot[i].object, asked);
	slot[i].asked = asked;
	if (asked > old)
		put(slot[i].object + old, 0, asked - old);
	draw(i, SLOT_IN_USE, asked, 0xcc);
	compare("resized");
}

static void run(u32 size, u32 align, bool made)
{
	u32 i, n;

	new_cache(size, align, made);
	for (n = 0; n < 60; n++) {
		i = rnd(nr);
		if (slot[i].used && rnd(2))
			use(i);
		else if (slot[i].used)
			give(i);
		else if (first_free < nr)
			take();
		if (flags & SLAB_CONSISTENCY_CHECKS)
			assert_int_equal(slab_validate(), 0);
	}
	while (first_free < nr)
		take();
	for (i = 0; i < nr; i++)
		give(i);
	kmem_cache_destroy(cache);
	assert_int_equal(slab_errors, 0);
}

static const u32 all_flags[] = {
	SLAB_CONSISTENCY_CHECKS, SLAB_RED_ZONE, SLAB_POISON, SLAB_STORE_USER,
};

/* slab_debug= with the letters of @set, a number of four bits. */
static void start(u32 set)
{
	char letters[5] = "-";
	u32 i, n = 0;

	flags = 0;
	for (i = 0; i < 4; i++) {
		if (set >> i & 1) {
			letters[n++] = "FZPU"[i];
			flags |= all_flags[i];
		}
	}
	slab_debug_start(letters);
	glue_log_clear();
}

TEST(every_byte_is_as_promised)
{
	static const u32 sizes[] = { 1, 7, 8, 20, 96, 500 };
	u32 set, i, told;

	for (set = 0; set < 16; set++) {
		start(set);
		told = flags;
		for (i = 0; i < 4 * ARRAY_SIZE(sizes); i++) {
			flags = told;
			run(sizes[i / 4], i & 1 ? 32 : 8, i & 2);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_byte_is_as_promised),
	};

	return RUN(tests);
}
