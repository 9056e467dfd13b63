// SPDX-License-Identifier: GPL-2.0-only
/*
 * slab_debug=FZPU and a slab that somebody has written to: whatever byte it
 * is, the report is the right one to the last letter, the byte is restored,
 * and all is well again. Then damage that is met on the way: by kmalloc(),
 * by kfree(), and when an empty slab goes.
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

#define SIZE	20			/* of an object */
#define ASKED	13			/* of it, by its user */
#define RIGHT	(24 + 8)		/* its right zone ends here */

static struct kmem_cache *cache;
static struct page *slab;
static u8 *used, *unused;		/* objects of one slab */

static void *take(size_t asked)
{
	return slab_alloc(cache, asked, GFP_KERNEL, 0x1111);
}

static void start(void)
{
	slab_debug_start("FZPU");
	cache = kmem_cache_create("cash", SIZE, 0, NO_FLAG, NULL);
	used = take(ASKED);
	unused = take(SIZE);
	slab = virt_to_page(used);
	slab_free(cache, slab, unused, 0x2222, "test");
	text_start();
}

/* Exactly @errors, these texts, and nothing that is still wrong. */
static void expect(unsigned int errors)
{
	text_expect();
	assert_int_equal(slab_errors, errors);
	slab_errors = 0;
	assert_int_equal(slab_validate(), 0);
}

/* ---- zones and poison ------------------------------------------------- */

/* One stretch of bytes that must all be the same. */
struct stretch {
	const char *what;
	int from, to;			/* of the object */
	u8 want;
};

static void say_stretch(const u8 *object, const struct stretch *s)
{
	struct slab_damage damage = { .want = s->want };
	int i;

	for (i = s->to - 1; i >= s->from; i--) {
		if (object[i] != s->want) {
			damage.at = object + i;
			damage.nr++;
		}
	}
	if (!damage.nr)
		return;
	text_say_report(cache, slab, object, s->what, &damage);
	text_say("FIX cash: %p-%p restored to 0x%02x\n",
		 (const void *)(object + s->from),
		 (const void *)(object + s->to - 1), s->want);
}

static const struct stretch in_use[] = {
	{ "Left Redzone overwritten", -8, 0, 0xcc },
	{ "Right Redzone overwritten", ASKED, RIGHT, 0xcc },
	{ NULL, 0, 0, 0 },
}, not_used[] = {
	{ "Left Redzone overwritten", -8, 0, 0xbb },
	{ "Right Redzone overwritten", SIZE, RIGHT, 0xbb },
	{ "Poison overwritten (use after free)", 0, SIZE - 1, 0x6b },
	{ "Poison overwritten (use after free)", SIZE - 1, SIZE, 0xa5 },
	{ NULL, 0, 0, 0 },
};

/*
 * Two bytes of an object or its zones, the same one twice, too. The memory
 * is restored by the first report, so each report's text is taken before,
 * with that stretch alone damaged.
 */
static void damage(u8 *object, const struct stretch *all, int a, int b)
{
	const struct stretch *s;
	u8 whole[8 + RIGHT];
	unsigned int errors = 0;

	object[a] ^= 0x21;
	object[b] = (u8)(a == b ? object[b] : object[b] ^ 0x40);
	memcpy(whole, object - 8, sizeof(whole));
	for (s = all; s->what; s++) {
		size_t before = strlen(text_said());

		say_stretch(object, s);
		errors += strlen(text_said()) != before;
		memset(object + s->from, s->want, (size_t)(s->to - s->from));
	}
	memcpy(object - 8, whole, sizeof(whole));
	assert_int_equal(slab_validate(), errors);
	expect(errors);
}

TEST(any_two_bytes)
{
	int a, b;

	start();
	for (a = -8; a < RIGHT; a++) {
		for (b = a; b < RIGHT; b += 1 + (b - a) / 3) {
			damage(used, in_use, a, b);
			damage(unused, not_used, a, b);
		}
	}
}

/* A slab that is full, and is in another list, is looked at as well. */
TEST(full_slab)
{
	struct slab_damage damage = { .nr = 1, .want = 0xcc };

	start();
	while (slab->inuse < cache->objects)
		take(SIZE);
	used[-3] = 0;
	damage.at = used - 3;
	text_say_report(cache, slab, used, in_use[0].what, &damage);
	text_say("FIX cash: %p-%p restored to 0xcc\n", (void *)(used - 8),
		 (void *)(used - 1));
	assert_int_equal(slab_validate(), 1);
	expect(1);
}

/* ---- behind the object ------------------------------------------------ */

/* State and size; the number of the next free slot is another matter. */
TEST(any_byte_behind_the_object)
{
	u8 *object;
	u32 i;

	for (i = 2; i < 2 * 8; i++) {
		if (i % 8 < 2)
			continue;
		start();
		object = i < 8 ? used : unused;
		object[RIGHT + i % 8] ^= 0x80;
		text_say_report(cache, slab, object,
				"Data behind the object overwritten", NULL);
		assert_int_equal(slab_validate(), 1);
		expect(1);
		assert_int_equal(slab_info(cache, object)->size, SIZE);
		assert_int_equal(slab_info(cache, object)->state,
				 object == used ? SLOT_IN_USE : SLOT_FREE);
		assert_int_equal(object[SIZE], object == used ? 0xcc : 0xbb);
	}
}

/* An isolated object is nobody's: it is watched as one in use is. */
TEST(isolated_object)
{
	u8 *other;
	struct slab_damage damage = { unused + 3, 1, 0x6b };

	start();
	damage.at = unused + 3;
	unused[3] = 0;
	/* At that time it has just been taken: two are in use. */
	slab->inuse = 2;
	text_say_report(cache, slab, unused, not_used[2].what, &damage);
	slab->inuse = 1;
	text_say("FIX cash: %p-%p restored to 0x6b\n", (void *)unused,
		 (void *)(unused + SIZE - 2));
	text_say("FIX cash: object %p is isolated, not used again\n",
		 (void *)unused);
	other = take(5);
	expect(1);
	assert_ptr_not_equal(other, unused);
	assert_int_equal(slab_info(cache, unused)->state, SLOT_ISOLATED);
	assert_int_equal(slab_info(cache, unused)->size, SIZE);
	assert_int_equal(slab->inuse, 3);
	slab_free(cache, slab, unused, 0x3333, "test");
	text_say_report(cache, slab, unused,
			"Object already free (and isolated)", NULL);
	expect(1);
	slab_debug_resize(cache, unused, 7);
	text_say_report(cache, slab, unused, "Object is free", NULL);
	expect(1);
	slab_free(cache, slab, other, 0x3333, "test");
	slab_debug_resize(cache, other, 7);
	text_say_report(cache, slab, other, "Object is free", NULL);
	expect(1);
}

/* Whatever byte it is, all that the slab wrote included. */
TEST(any_byte_isolates)
{
	int i;

	for (i = -8; i < RIGHT + 8; i++) {
		if (i == RIGHT || i == RIGHT + 1)
			continue;	/* the chain of free slots */
		start();
		unused[i] ^= 0x80;
		assert_ptr_equal(take(SIZE), slab_object(cache, slab, 2));
		assert_int_equal(slab_info(cache, unused)->state,
				 SLOT_ISOLATED);
		assert_int_equal(slab_errors, 1);
		assert_int_equal(slab_validate(), 0);
	}
}

/* Freed twice: the chain still tells where the state is overwritten. */
TEST(freed_twice_with_another_state)
{
	void *other;

	start();
	assert_ptr_equal(take(SIZE), unused);
	other = take(SIZE);
	slab_free(cache, slab, unused, 0x3333, "test");
	slab_free(cache, slab, other, 0x3333, "test");
	slab_info(cache, unused)->state = 0x1234;
	text_start();
	slab_free(cache, slab, unused, 0x3333, "test");
	text_say_report(cache, slab, unused, "Object already free", NULL);
	text_expect();
	assert_int_equal(slab_errors, 1);
}

/* ---- the chain of free slots ------------------------------------------ */

static void say_broken(void)
{
	text_say_report(cache, slab, NULL, "Freelist corrupt", NULL);
	text_say("FIX cash: the free objects of slab %p are not used again\n",
		 page_address(slab));
}

/*
 * From slot @from the chain goes on at @to. It is sound only if it has each
 * free slot once: with the first two in use, 2 -> 3 -> .. -> last -> 0xffff.
 */
TEST(any_link_to_anywhere)
{
	u32 from, to, n, i;
	u16 *link, old;

	start();
	n = cache->objects;
	take(SIZE);
	text_start();
	for (from = 2; from < n; from++) {
		link = slab_link(cache, slab_object(cache, slab, from));
		for (i = 0; i <= n + 3; i++) {
			to = i < n + 3 ? i : 0xffff;
			old = *link;
			*link = (u16)to;
			if (to != (from + 1 < n ? from + 1 : 0xffff))
				say_broken();
			slab_validate();
			text_expect();
			*link = old;
			slab->inuse = 2;
			slab->free = 2;
			list_move(&slab->lru, &cache->partial);
		}
	}
	slab_errors = 0;
	assert_int_equal(slab_validate(), 0);
}

/* Without F only the first free slot is looked at, if there is one. */
TEST(any_first_slot)
{
	u32 i, n, full;

	start();
	cache->flags &= ~SLAB_CONSISTENCY_CHECKS;
	n = cache->objects;
	for (i = 0; i <= n + 3; i++) {
		for (full = 0; full < 2; full++) {
			slab->free = (u16)(i < n + 3 ? i : 0xffff);
			slab->inuse = (u16)(full ? n : n - 1);
			if (full ? slab->free != 0xffff : i >= n)
				say_broken();
			slab_validate();
			text_expect();
			list_move(&slab->lru, &cache->partial);
		}
	}
}

/* A slab whose chain is broken is full, and the next object is another's. */
TEST(broken_chain_is_met)
{
	start();
	*slab_link(cache, unused) = 0x7000;
	slab->inuse = 2;		/* so it is when it is noticed */
	slab->free = 0x7000;
	say_broken();
	slab->inuse = 1;
	slab->free = 1;
	assert_ptr_equal(take(SIZE), unused);
	text_expect();
	assert_int_equal(slab->inuse, cache->objects);
	assert_int_equal(slab->free, 0xffff);
	assert_ptr_equal(cache->full.next, &slab->lru);
	assert_ptr_not_equal(virt_to_page(take(SIZE)), slab);
	assert_int_equal(cache->nr_slabs, 2);
}

/* ---- empty slabs ------------------------------------------------------ */

/*
 * Empty slabs stay, 64 pages of them; then the one that has been empty for
 * longest goes, and is looked through once more. One with an object in use
 * is not empty.
 */
static void empty_slabs(size_t size, unsigned int keep)
{
	static u8 *all[3000];
	struct slab_damage damage = { NULL, 1, 0x6b };
	unsigned int i, k, nr = 0, per;
	u8 *bad, *held;

	slab_debug_start("FZPU");
	cache = kmem_cache_create("cash", size, 0, NO_FLAG, NULL);
	per = cache->objects;
	while (nr < (keep + 6) * per)
		all[nr++] = take(size);
	assert_int_equal(cache->nr_slabs, keep + 6);
	held = take(size);
	bad = all[5 * per];
	text_start();
	for (i = 0; i < nr; i++) {
		slab = slab_checked_head(bad);
		if (i == 6 * per) {
			bad[1] = 7;
		} else if (i == nr - 1) {
			damage.at = bad + 1;
			text_say_report(cache, slab, bad, not_used[2].what,
					&damage);
			text_say("FIX cash: %p-%p restored to 0x6b\n",
				 (void *)bad, (void *)(bad + size - 2));
		}
		slab = slab_checked_head(all[i]);
		slab_free(cache, slab, all[i], 0, "test");
		if (i % per != per - 1)
			continue;
		text_expect();
		for (k = 0; k < nr; k += per)
			assert_int_equal(!slab_checked_head(all[k]),
					 k + keep * per <= i);
	}
	assert_int_equal(cache->nr_slabs, keep + 1);
	assert_int_equal(slab_errors, 1);
	slab_errors = 0;
	slab_free(cache, slab_checked_head(held), held, 0, "test");
	kmem_cache_destroy(cache);
}

/* Of one page, and of two. */
TEST(empty_slabs_go_the_oldest_first)
{
	empty_slabs(200, 64);
	empty_slabs(700, 32);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_two_bytes),
		cmocka_unit_test(full_slab),
		cmocka_unit_test(any_byte_behind_the_object),
		cmocka_unit_test(isolated_object),
		cmocka_unit_test(any_byte_isolates),
		cmocka_unit_test(freed_twice_with_another_state),
		cmocka_unit_test(any_link_to_anywhere),
		cmocka_unit_test(any_first_slot),
		cmocka_unit_test(broken_chain_is_met),
		cmocka_unit_test(empty_slabs_go_the_oldest_first),
	};

	return RUN(tests);
}
