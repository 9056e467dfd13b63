// SPDX-License-Identifier: GPL-2.0-only
/*
 * Random operations on the slab beside a model that only knows who owns each
 * 8 bytes of the machine. After each operation the counts of the cache that
 * it touched and the pages held must agree, after every 64th those of all
 * caches; what an object holds is looked at when it goes. SEED=n, OPS=n.
 *
 * sources: mm/slab*.c mm/kmalloc.c tests/host/slab_setup.c
 * sources: tests/host/fake_pages.c tests/host/glue.c tests/host/tally.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4
 */
#include <linux/gfp.h>
#include <linux/slab.h>
#include "mm/slab.h"
#include "fake_pages.h"
#include "glue.h"
#include "tally.h"

#define OPS	60000
#define LIVE	2000
#define GRAIN	8
#define CACHES	3

/* What is in use. @room: the bytes that are its own, of a class or pages. */
static struct object {
	unsigned char *p;
	size_t size, room;
	struct kmem_cache *cache;	/* NULL: of whole pages */
	unsigned char fill;
	bool own;			/* of one of the caches below */
} live[LIVE];

static u16 owner[FAKE_PAGES * PAGE_SIZE / GRAIN];
static unsigned char *lowest;
static unsigned int large_pages;
static struct kmem_cache *caches[CACHES];
static u64 seed, rng, op_nr, first_seed;

static void say_where(void)
{
	fprintf(stderr, "operation %llu\n%s\n", op_nr,
		replay(first_seed, op_nr + 1, ""));
}

#define CHECK(cond) do { if (!(cond)) \
	fail_msg("operation %llu: %s\n%s", op_nr, #cond, \
		 replay(first_seed, op_nr + 1, "")); } while (0)

static unsigned int roll(unsigned int n)
{
	rng = rng * 6364136223846793005ULL + 1442695040888963407ULL;
	return (unsigned int)(rng >> 33) % n;
}

/* ---- the model -------------------------------------------------------- */

static void own(const struct object *o, unsigned int from, unsigned int to)
{
	size_t at = (size_t)(o->p - lowest) / GRAIN, i;

	CHECK((uintptr_t)o->p % GRAIN == 0);
	CHECK(o->p >= lowest && at + o->room / GRAIN <= ARRAY_SIZE(owner));
	for (i = at; i < at + o->room / GRAIN; i++) {
		CHECK(owner[i] == from);
		owner[i] = (u16)to;
	}
}

static unsigned int model_active(const struct kmem_cache *cache)
{
	unsigned int i, n = 0;

	for (i = 0; i < LIVE; i++)
		n += live[i].p && live[i].cache == cache;
	return n;
}

static void compare(const struct kmem_cache *touched)
{
	struct kmem_cache *cache;

	if (touched)
		CHECK(slab_active_objects(touched) == model_active(touched));
	CHECK(slab_nr_pages() + large_pages == fake_pages_used);
	CHECK(slab_errors == 0);
	if (op_nr % 64)
		return;
	list_for_each_entry(cache, &slab_caches, list)
		if (cache != &kmem_cache)
			CHECK(slab_active_objects(cache) ==
			      model_active(cache));
	if (op_nr % 4096 == 0)
		CHECK(slab_validate() == 0);
}

/* Has anything of it changed since it was filled? */
static void expect_filled(const struct object *o, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		CHECK(o->p[i] == o->fill);
}

static void fill(struct object *o)
{
	o->fill = (unsigned char)roll(256);
	memset(o->p, o->fill, o->size);
}

/* ---- what comes must be free, large enough and the right one ---------- */

static void take(struct object *o, unsigned char *p, size_t size, bool zeroed)
{
	size_t i;
	void *start;

	CALLED(ksize);
	o->p = p;
	o->size = size;
	o->room = ksize(p);
	CALLED(slab_find);
	o->cache = slab_find(p, &start);
	CHECK(o->room >= size);
	CHECK(!o->cache || start == p);
	CHECK((size > KMALLOC_MAX_CACHE_SIZE) == !o->cache);
	/* A power of two is aligned to itself, up to a page. */
	if (!(size & (size - 1)) && !o->own)
		CHECK((uintptr_t)p % (size < 4096 ? size : 4096) == 0);
	own(o, 0, (unsigned int)(o - live) + 1);
	if (!o->cache)
		large_pages += (unsigned int)(o->room / PAGE_SIZE);
	for (i = 0; zeroed && i < size; i++)
		CHECK(p[i] == 0);
	MET(!o->cache, "slab: whole pages");
	MET(o->cache && !o->own, "slab: a size class");
	MET(zeroed, "slab: zeroed");
	fill(o);
}

static void give(struct object *o)
{
	own(o, (unsigned int)(o - live) + 1, 0);
	if (!o->cache)
		large_pages -= (unsigned int)(o->room / PAGE_SIZE);
	o->p = NULL;
}

static size_t some_size(void)
{
	switch (roll(12)) {
	case 0:
		return 1 + roll(20000);
	case 1:
		return 1 + roll(8192);
	case 2:
		return 8u << roll(11);
	}
	return 1 + roll(400);
}

static unsigned char *some_kmalloc(size_t size, bool zero)
{
	int nid = (int)roll(3) - 1;

	switch (roll(2) + 2 * zero) {
	case 0:
		CALLED(kmalloc);
		return kmalloc(size, GFP_NOWAIT);
	case 1:
		CALLED(kmalloc_node);
		return kmalloc_node(size, GFP_NOWAIT, nid);
	case 2:
		CALLED(kzalloc);
		return kzalloc(size, GFP_NOWAIT);
	default:
		CALLED(kzalloc_node);
		return kzalloc_node(size, GFP_NOWAIT, nid);
	}
}

static void op_take(struct object *o)
{
	size_t size = some_size();
	bool zero = roll(3) == 0;
	unsigned char *p = some_kmalloc(size, zero);

	MET(!p, "slab: no memory");
	CHECK(p || fake_pages_budget == 0);
	o->own = false;
	if (p)
		take(o, p, size, zero);
}

static void op_take_own(struct object *o)
{
	struct kmem_cache *cache = caches[roll(CACHES)];
	bool zero = roll(2);
	unsigned char *p;

	CALLED(kmem_cache_alloc);
	CALLED(kmem_cache_zalloc);
	p = zero ? kmem_cache_zalloc(cache, GFP_NOWAIT) :
		kmem_cache_alloc(cache, GFP_NOWAIT);
	CHECK(p || fake_pages_budget == 0);
	if (!p)
		return;
	o->own = true;
	take(o, p, ksize(p), zero);
	CHECK(o->cache == cache);
	MET(1, "slab: a cache of one's own");
}

static void op_resize(struct object *o)
{
	struct object old = *o;
	size_t size = some_size();
	unsigned char *p;

	CALLED(krealloc);
	p = krealloc(o->p, size, GFP_NOWAIT);
	CHECK(p || fake_pages_budget == 0);
	MET(!p, "slab: krealloc without memory");
	if (!p)
		return;			/* all is as it was */
	MET(p == old.p, "slab: krealloc stays");
	MET(p != old.p, "slab: krealloc moves");
	CHECK(p != old.p || size <= old.room);
	if (p == old.p) {
		o->size = min_t(size_t, size, o->room);
		expect_filled(o, min_t(size_t, old.size, o->size));
		fill(o);
		return;
	}
	give(o);
	old.p = p;
	expect_filled(&old, min_t(size_t, old.size, size));
	take(o, p, size, false);
}

/* ---- giving back, and giving back what is not one's own --------------- */

static void refused(const void *p)
{
	kfree(p);
	CHECK(slab_errors == 1);
	slab_errors = 0;
	glue_log_clear();
}

static void op_give(struct object *o)
{
	struct object old = *o;

	expect_filled(o, o->size);
	if (o->own && roll(2)) {
		CALLED(kmem_cache_free);
		kmem_cache_free(o->cache, o->p);
	} else {
		CALLED(kfree);
		kfree(o->p);
	}
	give(o);
	/* The page may be gone: only in a slab that stays is it certain. */
	if (roll(16) || !old.cache || !slab_find(old.p, NULL))
		return;
	refused(old.p);
	MET(1, "slab: a double free refused");
}

static void op_wrong(const struct object *o)
{
	if (o->room <= 8 || !o->cache) {
		CALLED(kfree);
		kfree(NULL);
		kfree(ZERO_SIZE_PTR);
		return;
	}
	refused(o->p + GRAIN);
	MET(1, "slab: a free of an object's middle refused");
}

/* ---- the run ---------------------------------------------------------- */

static const struct kmem_cache *one_operation(void)
{
	struct object *o = &live[roll(LIVE)];
	const struct kmem_cache *touched = o->cache;

	/* Now and then there are no more pages for a while. */
	if (op_nr % 500 == 0)
		fake_pages_budget = roll(4) ? -1 : 0;
	if (!o->p && roll(4))
		op_take(o);
	else if (!o->p)
		op_take_own(o);
	else if (roll(30) == 0)
		op_wrong(o);
	else if (roll(4) == 0 && !o->own)
		op_resize(o);
	else
		op_give(o);
	return o->p ? o->cache : touched;
}

static void start(void)
{
	static const struct { const char *name; unsigned int size, align; }
		of[CACHES] = { { "of-24", 24, 0 }, { "of-100", 100, 64 },
			       { "of-3000", 3000, 8 } };
	unsigned int i;

	slab_setup(NULL);
	memset(live, 0, sizeof(live));
	memset(owner, 0, sizeof(owner));
	large_pages = 0;
	for (i = 0; i < CACHES; i++)
		caches[i] = kmem_cache_create(of[i].name, of[i].size,
					      of[i].align, 0, NULL);
	lowest = __va(page_ranges[0].start_pfn << PAGE_SHIFT);
}

TEST(random_operations)
{
	u64 ops = from_env("OPS", OPS);
	unsigned int i;

	seed = first_seed = from_env("SEED", 1);
	rng = seed * 0x9e3779b97f4a7c15ULL;
	replay_on_crash(say_where);
	start();
	for (op_nr = 0; op_nr < ops; op_nr++)
		compare(one_operation());
	for (i = 0; i < LIVE; i++)
		if (live[i].p)
			op_give(&live[i]);
	for (i = 0; i < CACHES; i++)
		kmem_cache_destroy(caches[i]);
	slab_expect_all_back();
	print_message("%llu operations from SEED=%llu\n", ops, first_seed);
	tally_report(first_seed, ops);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_operations),
	};

	return RUN(tests);
}
