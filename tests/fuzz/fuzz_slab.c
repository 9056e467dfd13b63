// SPDX-License-Identifier: GPL-2.0-only
/*
 * A stream of kmalloc(), kfree() and caches beside a list of what is held:
 * each object is filled to its last byte, and still so when it is given
 * back. Input: a byte of switches (enum how), then operations of two bytes
 * and what they need. With slab_debug=FZPU mistakes are made, too: a byte too
 * far, a write after the free, a double free. Each must be reported.
 *
 * sources: mm/slab*.c mm/kmalloc.c
 * sources: tests/host/fake_pages.c tests/host/glue.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -DFAKE_PAGES=256u
 * calls: mm/slab.c mm/kmalloc.c mm/slab_common.c mm/slab_debug.c
 * calls: mm/slab_report.c
 * bytes: 150
 * libfuzzer: -use_counters=0
 */
#include <linux/slab.h>
#include <linux/stage.h>
#include "mm/slab.h"
#include "tests/host/fake_pages.h"
#include "tests/host/glue.h"
#include "fuzz.h"

enum how {
	DEBUG = 1,			/* slab_debug=FZPU, or another value */
	SHORTAGE = 2,			/* few pages */
	MISTAKES = 4,
	ONE_NODE = 8,
	VALUES = 0x70,			/* three bits: an index of these */
};

static const char *const debug_values[] = {
	"FZPU", "F", "ZP", "Q,kmalloc-64", ",kmalloc-*,fuzz", "FU", "", "PZ,a",
};

#define MAX_HELD	64
#define MAX_CACHES	4

static struct held {
	u8 *object;
	size_t size;
	struct kmem_cache *cache;	/* NULL: from kmalloc() */
	u8 byte;
} held[MAX_HELD];
static struct kmem_cache *caches[MAX_CACHES];
static size_t cache_size[MAX_CACHES];
static unsigned int caches_used[MAX_CACHES];
static u8 how;
static u8 next_byte;

/* Junk in the place of a walk of the stack. */
unsigned int stack_trace_save(unsigned long *entries, unsigned int max,
			      unsigned int skip)
{
	unsigned int i;

	for (i = skip; i < max; i++)
		entries[i - skip] = 0x1000 + i;
	return max - skip;
}

/* ---- objects --------------------------------------------------------- */

static void fill(struct held *h)
{
	h->byte = ++next_byte;
	memset(h->object, h->byte, h->size);
}

/* Both ends and the middle; all of what is small. */
static void require_filled(const struct held *h, size_t size)
{
	size_t i;

	for (i = 0; i < size; i += size - i > 80 && i > 80 ? 61 : 1)
		REQUIRE(h->object[i] == h->byte);
}

static void take(struct held *h, void *object, size_t size, bool zeroed)
{
	size_t i;

	h->object = object;
	h->size = size;
	h->cache = NULL;
	if (!object)
		return;
	for (i = 0; zeroed && i < size; i += size - i > 99 ? 61 : 1)
		REQUIRE(h->object[i] == 0);
	fill(h);
}

static void give(struct held *h)
{
	unsigned int i;

	require_filled(h, h->size);
	if (!h->cache) {
		kfree(h->object);
	} else {
		kmem_cache_free(h->cache, h->object);
		for (i = 0; i < MAX_CACHES; i++)
			caches_used[i] -= caches[i] == h->cache;
	}
	h->object = NULL;
}

static size_t take_size(struct input *in)
{
	u16 size = input_u16(in);

	switch (size >> 14) {
	case 0:
		return size & 0xff;
	case 1:
		return size & 0x7ff;
	case 2:
		return size & 0x3fff;
	default:
		return (size_t)(size & 0x3f) << 12;
	}
}

static void op_kmalloc(struct held *h, u8 kind, size_t size)
{
	void *object;

	if (kind & 2)
		object = kmalloc_node(size, kind & 1 ? __GFP_ZERO : 0,
				      kind >> 2 & 1);
	else
		object = kind & 1 ? kzalloc(size, 0) : kmalloc(size, 0);
	if (!size) {
		REQUIRE(object == ZERO_SIZE_PTR);
		kfree(object);
		return;
	}
	if (object && kind & 16) {	/* all of it may be used then */
		REQUIRE(ksize(object) >= size);
		size = ksize(object);
	}
	take(h, object, size, kind & 1);
}

static void op_krealloc(struct held *h, size_t size)
{
	u8 *bigger;

	if (h->cache)
		return;
	bigger = krealloc(h->object, size, 0);
	if (!size) {
		REQUIRE(bigger == ZERO_SIZE_PTR);
		h->object = NULL;
	} else if (bigger) {
		h->object = bigger;
		require_filled(h, min(size, h->size));
		h->size = size;
		fill(h);
	}
}

/* ---- caches ---------------------------------------------------------- */

static void constructor(void *object)
{
	memset(object, 0x5c, 4);
}

static void op_cache(u8 kind, size_t size)
{
	static const size_t aligns[] = { 0, 8, 64, 256 };
	unsigned int i = kind % MAX_CACHES;

	if (caches[i]) {
		unsigned int errors = slab_errors;

		if (caches_used[i] && !(how & MISTAKES))
			return;
		kmem_cache_destroy(caches[i]);
		REQUIRE((slab_errors > errors) == !!caches_used[i]);
		if (!caches_used[i])
			caches[i] = NULL;
		return;
	}
	size = size % KMALLOC_MAX_CACHE_SIZE + 1;
	caches[i] = kmem_cache_create("fuzz", size, aligns[kind >> 2 & 3],
				      kind & 16 ? SLAB_HWCACHE_ALIGN : 0,
				      kind & 32 ? constructor : NULL);
	cache_size[i] = size;
	caches_used[i] = 0;
}

static void op_cache_alloc(struct held *h, u8 kind)
{
	unsigned int i = kind % MAX_CACHES;
	void *object;

	if (!caches[i])
		return;
	object = kind & 4 ? kmem_cache_zalloc(caches[i], 0) :
			    kmem_cache_alloc(caches[i], 0);
	take(h, object, cache_size[i], kind & 4);
	if (!object)
		return;
	h->cache = caches[i];
	caches_used[i]++;
}

/* ---- mistakes, which slab_debug must see ------------------------------ */

static void op_mistake(struct held *h, u8 kind)
{
	unsigned int errors = slab_errors;
	u8 *object = h->object;
	void *found;

	if ((how & (DEBUG | MISTAKES | VALUES)) != (DEBUG | MISTAKES) ||
	    !object || h->cache || !slab_find(object, &found))
		return;
	switch (kind % 8) {
	case 0:				/* one byte behind the end */
		object[h->size] ^= 0x10;
		kfree(object);
		break;
	case 1:				/* before the beginning */
		object[-1] ^= 0x10;
		kfree(object);
		break;
	case 2:				/* a free that lies inside */
		if (h->size < 2)
			return;
		kfree(object + 1);
		REQUIRE(slab_errors > errors);
		return;
	case 3:				/* a double free */
		kfree(object);
		REQUIRE(slab_errors == errors);
		kfree(object);
		break;
	case 4:				/* what lies behind it, too */
		memset(object + h->size, kind, 32);
		kfree(object);
		break;
	case 5:				/* of a cache that it is not from */
		if (caches[0])
			kmem_cache_free(caches[0], object);
		REQUIRE(!caches[0] || slab_errors > errors);
		return;
	case 6:				/* where there is no object */
		kfree(&errors);
		ksize(object + 1);
		REQUIRE(slab_errors > errors);
		return;
	default:			/* a write after the free */
		kfree(object);
		object[h->size / 2] ^= 0x10;
		REQUIRE(slab_validate() > 0);
	}
	h->object = NULL;
	REQUIRE(slab_errors > errors);
}

/* ---- one run --------------------------------------------------------- */

static void one_op(struct input *in)
{
	u8 op = input_u8(in), kind = input_u8(in);
	struct held *h = &held[kind % MAX_HELD];
	void *object = NULL;

	switch (op % 8) {
	case 0:
	case 1:
	case 2:
		if (h->object)
			give(h);
		else
			op_kmalloc(h, op >> 3, take_size(in));
		break;
	case 3:
		if (h->object)
			op_krealloc(h, take_size(in));
		break;
	case 4:
		op_cache(op >> 3 | (kind & 0xf0), take_size(in));
		break;
	case 5:
		if (!h->object)
			op_cache_alloc(h, op >> 3);
		break;
	case 6:
		op_mistake(h, op >> 3);
		break;
	default:
		if (h->object && slab_find(h->object + h->size / 2, &object))
			REQUIRE(object == h->object);
		if (op == 0xff)
			show_slab();
	}
}

static void start(void)
{
	char value[16] = "-";
	unsigned int i;

	fake_pages_reset();
	slab_errors = 0;
	slab_checks = false;
	boot_stage = STAGE_SLAB;
	if (how & DEBUG)
		strcpy(value, debug_values[(how & VALUES) >> 4]);
	slab_debug_setup(value);
	kmem_cache_init();
	if (how & SHORTAGE)
		fake_pages_budget = 12;
	fake_pages_fill_node(0, how & ONE_NODE);
	for (i = 0; i < MAX_CACHES; i++)
		caches[i] = NULL;
	memset(held, 0, sizeof(held));
}

/* Nothing is in use, no page is lost; debug caches keep empty slabs. */
static void require_all_back(void)
{
	struct kmem_cache *cache;

	REQUIRE(slab_validate() == 0);
	REQUIRE(slab_errors == 0);
	REQUIRE(fake_pages_used == slab_nr_pages());
	list_for_each_entry(cache, &slab_caches, list) {
		REQUIRE(slab_active_objects(cache) == 0);
		REQUIRE(how & DEBUG || cache->nr_slabs <= 1);
	}
}

void fuzz_one(const u8 *data, size_t size)
{
	struct input in = { data, data + size };
	unsigned int i, ops;

	how = input_u8(&in);
	start();
	for (ops = 0; input_left(&in) && ops < 100; ops++)
		one_op(&in);
	for (i = 0; i < MAX_HELD; i++)
		if (held[i].object)
			give(&held[i]);
	for (i = 0; i < MAX_CACHES; i++)
		if (caches[i])
			kmem_cache_destroy(caches[i]);
	if (!(how & MISTAKES))
		require_all_back();
}
