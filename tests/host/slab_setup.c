// SPDX-License-Identifier: GPL-2.0-only
/* What the tests of the slab share (fake_pages.h). */
#include <linux/slab.h>
#include <linux/stage.h>
#include "mm/slab.h"
#include "fake_pages.h"
#include "glue.h"

/* An empty machine with a slab of its own. */
int slab_setup(void **state)
{
	(void)state;
	glue_reset();
	fake_pages_reset();
	slab_debug_setup((char *)"-");
	slab_errors = 0;
	kmem_cache_init();
	return 0;
}

/* Pages held by empty slabs: at most one of each cache is kept. */
void slab_expect_all_back(void)
{
	struct kmem_cache *cache;

	assert_int_equal(fake_pages_used, slab_nr_pages());
	list_for_each_entry(cache, &slab_caches, list) {
		assert_true(cache->nr_slabs <= 1);
		assert_int_equal(slab_active_objects(cache), 0);
	}
	assert_int_equal(slab_errors, 0);
}

struct kmem_cache *slab_cache_of(const void *ptr)
{
	void *object;
	struct kmem_cache *cache = slab_find(ptr, &object);

	assert_ptr_equal(object, ptr);
	return cache;
}

void slab_debug_start(const char *param)
{
	char value[80];

	snprintf(value, sizeof(value), "%s", param);
	glue_reset();
	fake_pages_reset();
	slab_errors = 0;
	slab_checks = false;
	boot_stage = STAGE_SLAB;
	assert_int_equal(slab_debug_setup(value), 0);
	kmem_cache_init();
}

int slab_debug_all(void **state)
{
	(void)state;
	slab_debug_start("FZPU");
	return 0;
}

void expect_report(const char *const *texts, unsigned int nr)
{
	unsigned int i;

	assert_int_equal(slab_errors, 1);
	assert_int_equal(glue_log_count("BUG "), 1);
	for (i = 0; i < nr; i++)
		if (!glue_log_has(texts[i]))
			fail_msg("no '%s' in:\n%s", texts[i], glue_log());
	slab_errors = 0;
	glue_log_clear();
	assert_int_equal(slab_validate(), 0);
}
