// SPDX-License-Identifier: GPL-2.0-only
/* The surroundings of fake_leak.h. */
#include <linux/memblock.h>
#include <linux/slab.h>
#include <linux/stacktrace.h>
#include <linux/stage.h>
#include "mm/slab.h"
#include "fake_leak.h"
#include "glue.h"

void *fake_roots[FAKE_ROOTS];
void *fake_in_use, *fake_in_use_pages;
size_t fake_in_use_size, fake_in_use_pages_size;
int fake_records, fake_records_left = -1;

__weak const char *const stage_names[NR_STAGES] = {
	"entry", "early", "memblock", "mapped", "bootmem", "buddy", "slab",
};

static struct kmem_cache records;
static bool tracked;

struct kmem_cache *kmem_cache_create(const char *name, size_t size,
				     size_t align, unsigned long flags,
				     void (*ctor)(void *))
{
	assert_string_equal(name, "kmemleak_object");
	assert_true(flags & SLAB_NOLEAKTRACE);
	assert_null(ctor);
	(void)align;
	records.object_size = (u32)size;
	return &records;
}

void *kmem_cache_zalloc(struct kmem_cache *cache, gfp_t gfp)
{
	assert_ptr_equal(cache, &records);
	(void)gfp;
	if (!fake_records_left)
		return NULL;
	if (fake_records_left > 0)
		fake_records_left--;
	fake_records++;
	return calloc(1, records.object_size);
}

void kmem_cache_free(struct kmem_cache *cache, void *object)
{
	assert_ptr_equal(cache, &records);
	fake_records--;
	free(object);
}

void slab_set_tracked(bool on)
{
	tracked = on;
}

void slab_for_each_object(void (*fn)(const void *object, size_t size))
{
	assert_int_equal(tracked, kmemleak_tracking);
	if (fake_in_use)
		fn(fake_in_use, fake_in_use_size);
}

void kmalloc_for_each_pages(void (*fn)(const void *block, size_t size))
{
	if (fake_in_use_pages)
		fn(fake_in_use_pages, fake_in_use_pages_size);
}

/* Nothing has a name. */
__weak const struct memblock_name *memblock_named_overlap(phys_addr_t base,
							  phys_addr_t size)
{
	(void)base;
	(void)size;
	return NULL;
}

__weak unsigned int stack_trace_save(unsigned long *entries, unsigned int max,
				     unsigned int skip)
{
	(void)skip;
	assert_true(max >= 2);
	entries[0] = 0x1234;
	entries[1] = 0x5678;
	return 2;
}

__weak int sprint_backtrace(char *buf, size_t size, unsigned long addr)
{
	assert_true(size >= 96);	/* some functions have long names */
	memset(buf, 0, size);		/* and may need all of it */
	return snprintf(buf, size, "0x%lx", addr);
}

unsigned int call_with_stack(unsigned int (*fn)(const void *sp))
{
	return fn(fake_roots);
}

void kmemleak_scan_roots(const void *sp,
			 void (*scan)(const void *start, const void *end))
{
	assert_ptr_equal(sp, fake_roots);
	scan(fake_roots, fake_roots + FAKE_ROOTS);
}

void fake_leak_start(void)
{
	glue_reset();
	glue_slab_up = true;
	boot_stage = STAGE_SLAB;
	memset(fake_roots, 0, sizeof(fake_roots));
	fake_in_use = fake_in_use_pages = NULL;
	fake_records_left = -1;
	kmemleak_stop();
	assert_int_equal(fake_records, 0);
	assert_true(kmemleak_start());
}

void fake_leak_stop(void)
{
	kmemleak_stop();
	assert_false(tracked);
	assert_int_equal(fake_records, 0);
}
