// SPDX-License-Identifier: GPL-2.0-only
/*
 * slab_debug=: which flags a cache gets, and that correct use is never
 * reported, whatever the flags.
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

/* ---- correct use ------------------------------------------------------ */

static void use_all_sizes(void)
{
	size_t size;
	char *p, *q;

	for (size = 1; size <= 10000; size += size < 300 ? 1 : 61) {
		p = kzalloc(size, GFP_KERNEL);
		q = kmalloc_node(size, GFP_KERNEL, 1);
		assert_int_equal(p[0] | p[size - 1], 0);
		assert_int_equal((uintptr_t)p % 8, 0);
		memset(p, 1, size);
		memset(q, 2, size);
		p = krealloc(p, size + 40, GFP_KERNEL | __GFP_ZERO);
		assert_int_equal(p[size - 1], 1);
		assert_int_equal(p[size] | p[size + 39], 0);
		memset(p, 3, ksize(p));
		kfree(q);
		kfree(p);
	}
}

TEST(correct_use_is_silent)
{
	static const char *const params[] = {
		"", "FZPU", "F", "Z", "P", "U", "ZP", "PU", "FU"
	};
	struct kmem_cache *cache;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(params); i++) {
		slab_debug_start(params[i]);
		use_all_sizes();
		assert_int_equal(slab_validate(), 0);
		assert_int_equal(slab_errors, 0);
		assert_int_equal(glue_warnings(), 0);
		assert_int_equal(fake_pages_used, slab_nr_pages());
		list_for_each_entry(cache, &slab_caches, list)
			/* Those that are watched on, and no more. */
		assert_true(cache->nr_slabs << cache->order <=
			    SLAB_DEBUG_EMPTY_PAGES);
	}
}

static void make_77(void *object)
{
	memset(object, 0x77, 30);
}

TEST(constructed_objects_stay_as_they_are)
{
	struct kmem_cache *c;
	unsigned char *p;
	int i;

	c = kmem_cache_create("made", 30, 32, 0, make_77);
	p = kmem_cache_alloc(c, GFP_KERNEL);
	assert_int_equal((uintptr_t)p % 32, 0);
	kmem_cache_free(c, p);
	for (i = 0; i < 30; i++)
		assert_int_equal(p[i], 0x77);
	kmem_cache_destroy(c);
	assert_int_equal(slab_errors, 0);
}

#define LIVE	200

TEST(random_use_is_silent)
{
	static unsigned char *p[LIVE];
	static size_t size[LIVE];
	u64 seed = 4;
	int i, n;

	for (n = 0; n < 20000; n++) {
		seed = seed * 6364136223846793005ULL + 1;
		i = (seed >> 33) % LIVE;
		if (p[i]) {
			assert_int_equal(p[i][0], i);
			assert_int_equal(p[i][size[i] - 1], i);
			kfree(p[i]);
			p[i] = NULL;
		} else {
			size[i] = 1 + (seed >> 41) % 500;
			p[i] = kmalloc(size[i], GFP_KERNEL);
			memset(p[i], i, size[i]);
		}
		if (n % 1000 == 0)
			assert_int_equal(slab_validate(), 0);
	}
	for (i = 0; i < LIVE; i++)
		kfree(p[i]);
	assert_int_equal(slab_errors, 0);
	assert_int_equal(fake_pages_used, slab_nr_pages());
}

/* ---- the parameter ---------------------------------------------------- */

static u32 flags_of(const char *name)
{
	return slab_debug_flags(name);
}

TEST(parameter)
{
	slab_debug_start("");
	assert_int_equal(flags_of("kmalloc-64"), SLAB_DEBUG_FLAGS);
	slab_debug_start("Fz");
	assert_int_equal(flags_of("any"), SLAB_CONSISTENCY_CHECKS |
			 SLAB_RED_ZONE);
	assert_true(slab_checks);
	slab_debug_start("-");
	assert_int_equal(flags_of("any"), 0);
	assert_false(slab_checks);
	slab_debug_start("P,kmalloc-64");
	assert_int_equal(flags_of("kmalloc-64"), SLAB_POISON);
	assert_int_equal(flags_of("kmalloc-6"), 0);
	assert_int_equal(flags_of("kmalloc-640"), 0);
	slab_debug_start(",kmalloc-8,own*");
	assert_int_equal(flags_of("kmalloc-8"), SLAB_DEBUG_FLAGS);
	assert_int_equal(flags_of("owner"), SLAB_DEBUG_FLAGS);
	assert_int_equal(flags_of("other"), 0);
	assert_int_equal(glue_warnings(), 0);
}

/* Of all 255: eight are letters, "-" is nothing, "," ends them. */
TEST(every_letter)
{
	static const char letters[] = "FfZzPpUu";
	static const u32 flags[] = {
		SLAB_CONSISTENCY_CHECKS, SLAB_RED_ZONE, SLAB_POISON,
		SLAB_STORE_USER,
	};
	char value[2] = "", text[80];
	const char *at;
	int c;

	for (c = 1; c < 256; c++) {
		value[0] = (char)c;
		at = strchr(letters, (char)c);
		glue_log_clear();
		assert_int_equal(slab_debug_setup(value), 0);
		if (c == ',') {		/* all four, for the cache "" */
			assert_int_equal(flags_of(""), SLAB_DEBUG_FLAGS);
			continue;
		}
		assert_int_equal(flags_of("any"),
				 at ? flags[(at - letters) / 2] : 0);
		snprintf(text, sizeof(text), "slab_debug: '%c' is none of F, "
			 "Z, P, U: ignored\n", value[0]);
		assert_string_equal(glue_log(), at || c == '-' ? "" : text);
	}
}

static bool meant(const char *name, const char *pattern)
{
	size_t len = strlen(pattern);

	if (len && pattern[len - 1] == '*')
		return !strncmp(name, pattern, len - 1);
	return !strcmp(name, pattern);
}

/* Three patterns in any order, and names that are like them. */
TEST(every_name)
{
	static const char *const patterns[] = {
		"a", "ab", "abc", "b", "ba*", "ab*", "", "a*b", "aa*",
	}, *const names[] = {
		"", "a", "b", "ab", "ba", "aa", "abc", "bab", "aab", "a*", "c",
		"a*b", "a*bc", "ac", "ab*",
	};
	const u32 nr = ARRAY_SIZE(patterns);
	char value[40], *exact;
	u32 i, k;

	for (i = 0; i < nr * nr * nr; i++) {
		const char *a = patterns[i % nr], *b = patterns[i / nr % nr],
			*c = patterns[i / nr / nr];

		snprintf(value, sizeof(value), "ZU,%s,%s,%s", a, b, c);
		exact = strdup(value);	/* not a byte more may be read */
		assert_int_equal(slab_debug_setup(exact), 0);
		free(exact);
		for (k = 0; k < ARRAY_SIZE(names); k++) {
			bool on = meant(names[k], a) || meant(names[k], b) ||
				  meant(names[k], c);

			assert_int_equal(flags_of(names[k]), on ?
					 SLAB_RED_ZONE | SLAB_STORE_USER : 0);
		}
	}
	assert_int_equal(slab_debug_setup(strcpy(value, "F,*")), 0);
	assert_int_equal(flags_of(""), SLAB_CONSISTENCY_CHECKS);
	assert_int_equal(flags_of("all"), SLAB_CONSISTENCY_CHECKS);
	/* Told twice: the last one is meant. */
	assert_int_equal(slab_debug_setup(strcpy(value, "F,a")), 0);
	assert_int_equal(slab_debug_setup(strcpy(value, "P")), 0);
	assert_int_equal(flags_of("b"), SLAB_POISON);
}

TEST(bad_parameter)
{
	char value[300] = "FQ,";

	slab_debug_start("F!U");
	assert_int_equal(flags_of("a"), SLAB_CONSISTENCY_CHECKS |
			 SLAB_STORE_USER);
	assert_true(glue_log_has("slab_debug: '!' is none of F, Z, P, U"));
	assert_int_equal(glue_warnings(), 1);
	memset(value + 3, 'n', 290);
	assert_int_equal(slab_debug_setup(value), -22);
	assert_int_equal(flags_of("a"), 0);
	/* 127 bytes are the most that is kept, and then whole. */
	memset(value + 3, 'n', 126);
	value[2 + 128] = '\0';
	assert_int_equal(slab_debug_setup(value), -22);
	value[2 + 127] = '\0';
	assert_int_equal(slab_debug_setup(value), 0);
	assert_int_equal(flags_of(value + 3), SLAB_CONSISTENCY_CHECKS);
	assert_int_equal(flags_of(value + 4), 0);
}

/* Only the named cache is checked; the others are as fast as ever. */
TEST(one_cache_only)
{
	char *p, *q;

	slab_debug_start("FZPU,kmalloc-64");
	p = kmalloc(60, GFP_KERNEL);
	q = kmalloc(100, GFP_KERNEL);
	p[60] = 1;
	q[100] = 1;
	kfree(q);
	kfree(p);
	REPORT("BUG kmalloc-64: Right Redzone");
}

#define S(name)	cmocka_unit_test_setup(name, slab_debug_all)

int main(void)
{
	const struct CMUnitTest tests[] = {
		S(correct_use_is_silent),
		S(constructed_objects_stay_as_they_are),
		S(random_use_is_silent), S(parameter), S(every_letter),
		S(every_name), S(bad_parameter),
		S(one_cache_only),
	};

	return RUN(tests);
}
