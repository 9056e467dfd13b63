// SPDX-License-Identifier: GPL-2.0-only
/*
 * What memory management asks of the command line: memblock=debug,
 * movable_node, fail_bootmem=N and what that says.
 *
 * sources: mm/mm_init.c mm/fail_bootmem.c mm/nobootmem.c mm/memblock*.c
 * sources: kernel/params.c tests/fuzz/params.c
 * sources: tests/host/glue.c tests/host/glue_memblock.c
 * include: tests/fuzz/params.h
 * cflags: -DCONFIG_DEBUG_KMEMLEAK
 */
#include <linux/bootmem.h>
#include <linux/init.h>
#include <linux/kmemleak.h>
#include <linux/params.h>
#include <linux/stacktrace.h>
#include "glue_memblock.h"

static const unsigned long trace[] = { 0x1000, 0x2000, 0x3000 };

unsigned int stack_trace_save(unsigned long *entries, unsigned int max,
			      unsigned int skip)
{
	assert_int_equal(skip, 0);
	assert_int_equal(max, 16);	/* all of them can be written */
	entries[max - 1] = 0;
	memcpy(entries, trace, sizeof(trace));
	return ARRAY_SIZE(trace);
}

unsigned long early_trace_caller(const unsigned long *entries,
				 unsigned int len)
{
	assert_int_equal(len, ARRAY_SIZE(trace));
	assert_memory_equal(entries, trace, sizeof(trace));
	return 0xabc0;
}

/* kmemleak is told of each block; it does not matter here. */
void kmemleak_alloc(const void *ptr, size_t size, int min_count, gfp_t gfp)
{
	assert_non_null(ptr);
	(void)size;
	(void)min_count;
	(void)gfp;
}

void kmemleak_free_part(const void *ptr, size_t size)
{
	(void)size;
	assert_non_null(ptr);
}

static int setup(void **state)
{
	glue_memblock_setup(state);
	memblock_fail_nth(0, NULL);
	memblock_debug = 0;
	return 0;
}

#define P(name)	cmocka_unit_test_setup(name, setup)

static void parse(const char *line)
{
	char copy[256];

	strcpy(copy, line);
	parse_early_params(copy);
}

TEST(memblock_debug_is_the_only_value)
{
	parse("memblock=debug");
	assert_true(memblock_debug);
	assert_string_equal(glue_log(), "");
	memblock_debug = 0;
	parse("memblock=loud");
	assert_false(memblock_debug);
	assert_true(glue_log_has("memblock: bad value \"loud\", ignored"));
}

TEST(movable_node_searches_from_the_image_up)
{
	assert_false(memblock_bottom_up());
	parse("movable_node");
	assert_true(movable_node_enabled);
	assert_true(memblock_bottom_up());
	assert_string_equal(glue_log(), "");
}

TEST(values_that_are_no_number)
{
	parse("fail_bootmem=0 fail_bootmem= fail_bootmem=one");
	assert_int_equal(glue_log_count("fail_bootmem: bad value"), 3);
	glue_ram_added();
	assert_non_null(__alloc_bootmem_nopanic(100, 64, 0));
	glue_log_clear();
	fail_bootmem_done();
	assert_string_equal(glue_log(), "");
}

/* More than there are: the last word says how many there were. (It comes
 * before a case that fires: a boot has one fail_bootmem=N that counts.) */
TEST(too_few_for_one_to_fail)
{
	parse("fail_bootmem=3");
	glue_ram_added();
	assert_non_null(__alloc_bootmem_nopanic(100, 64, 0));
	assert_non_null(__alloc_bootmem_nopanic(100, 64, 0));
	fail_bootmem_done();
	assert_string_equal(glue_log(), "fail_bootmem: allocation 3 was to "
			    "fail, but this boot made only 2\n");
	assert_int_equal(glue_warnings(), 1);
}

TEST(the_second_one_fails)
{
	parse("fail_bootmem=2");
	glue_ram_added();
	assert_non_null(__alloc_bootmem_nopanic(100, 64, 0));
	assert_string_equal(glue_log(), "");
	assert_null(__alloc_bootmem_nopanic(100, 64, 0));
	assert_string_equal(glue_log(), "fail_bootmem: allocation 2 (100 "
			    "bytes, align 0x40) fails, asked for by "
			    "0xabc0\n");
	assert_int_equal(glue_warnings(), 1);
	assert_non_null(__alloc_bootmem_nopanic(100, 64, 0));
	glue_log_clear();
	fail_bootmem_done();
	assert_string_equal(glue_log(), "");
	/* nothing is counted or fails from now on */
	assert_non_null(__alloc_bootmem_nopanic(100, 64, 0));
	assert_int_equal(memblock_fail_nth(0, NULL), 0);
}

/* Only the size is known of who calls the innermost function at once. */
TEST(one_of_unknown_alignment_fails)
{
	parse("fail_bootmem=1");
	glue_ram_added();
	assert_null(___alloc_bootmem_nopanic(100, 64, 0, 0));
	assert_string_equal(glue_log(), "fail_bootmem: allocation 1 (100 "
			    "bytes) fails, asked for by 0xabc0\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		P(memblock_debug_is_the_only_value),
		P(movable_node_searches_from_the_image_up),
		P(values_that_are_no_number), P(too_few_for_one_to_fail),
		P(the_second_one_fails), P(one_of_unknown_alignment_fails),
	};

	return RUN(tests);
}
