// SPDX-License-Identifier: GPL-2.0-only
/*
 * kmemleak's scan over memory of the test's own: what counts as a
 * reference, the three colours, what tracking begins with and how it ends,
 * and the report. test_kmemleak_model.c has blocks freed in part, too. An
 * arrow is a pointer; R is the test's array of roots.
 *
 * sources: mm/kmemleak*.c tests/host/fake_leak.c tests/host/glue.c
 * cflags: -DCONFIG_DEBUG_KMEMLEAK
 */
#include <linux/memblock.h>
#include <linux/stacktrace.h>
#include <linux/stage.h>
#include "fake_leak.h"
#include "glue.h"

#define NR	8
#define WORDS	16

static void *block[NR][WORDS];		/* never tracked by themselves */

static int setup(void **state)
{
	(void)state;
	fake_leak_start();
	memset(block, 0, sizeof(block));
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	fake_leak_stop();
	return 0;
}

static void own(unsigned int i, int min_count)
{
	kmemleak_alloc(block[i], sizeof(block[i]), min_count, 0);
}

static void own_all(unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++)
		own(i, 1);
}

/* Just the blocks whose bits are set are found. */
static void expect_leaks(unsigned int wanted)
{
	unsigned int i, found = 0;

	assert_int_equal(kmemleak_scan(),
			 (unsigned int)__builtin_popcount(wanted));
	for (i = 0; i < NR; i++)
		found |= (unsigned int)kmemleak_found(block[i]) << i;
	assert_int_equal(found, wanted);
}

TEST(nothing_tracked_nothing_found)
{
	expect_leaks(0);
}

TEST(block_without_a_reference)
{
	own_all(2);
	fake_roots[3] = block[1];
	expect_leaks(1 << 0);
	fake_roots[3] = NULL;
	expect_leaks(3);
	fake_roots[0] = block[0];
	expect_leaks(1 << 1);
}

/* R -> 0 -> 1 -> 2, and 3 -> 4 with nobody before 3. */
TEST(chains)
{
	own_all(5);
	fake_roots[0] = block[0];
	block[0][5] = block[1];
	block[1][WORDS - 1] = block[2];
	block[3][0] = block[4];
	expect_leaks(1 << 3 | 1 << 4);
}

/* 0 -> 1 -> 2 -> 0: a ring keeps itself alive only if R leads into it. */
TEST(ring)
{
	own_all(3);
	block[0][1] = block[1];
	block[1][1] = block[2];
	block[2][1] = block[0];
	expect_leaks(7);
	fake_roots[1] = block[2];
	expect_leaks(0);
}

TEST(itself_is_no_reference)
{
	own_all(1);
	block[0][2] = block[0];
	expect_leaks(1);
}

/* Any byte of a block is its block's; the byte behind it is not. */
TEST(pointer_into_the_middle)
{
	own(0, 1);
	own(2, 1);
	fake_roots[0] = (char *)block[0] + sizeof(block[0]) - 1;
	fake_roots[1] = (char *)block[2] - 1;
	expect_leaks(1 << 2);
	fake_roots[0] = (char *)block[0] + sizeof(block[0]);
	expect_leaks(1 << 0 | 1 << 2);
}

TEST(words_are_aligned)
{
	void *ptr = block[0];

	own(0, 1);
	memcpy((char *)fake_roots + 4, &ptr, sizeof(ptr));
	expect_leaks(1);
}

/* The word that an odd block begins in is not all its own. */
TEST(first_word_is_the_first_whole_one)
{
	own(1, 1);
	kmemleak_alloc((char *)&block[0][2] + 1, 4 * sizeof(void *), 0, 0);
	block[0][2] = block[1];
	expect_leaks(1 << 1);
	block[0][3] = block[1];
	expect_leaks(0);
	block[0][3] = NULL;
	block[0][6] = block[1];		/* it ends within this one */
	expect_leaks(1 << 1);
	block[0][5] = block[1];
	expect_leaks(0);
}

/* min_count 2: the second reference makes it grey, and only then it counts. */
TEST(more_than_one_reference_wanted)
{
	own(0, 2);
	own(1, 1);
	block[0][0] = block[1];
	fake_roots[0] = block[0];
	expect_leaks(3);
	fake_roots[1] = block[0];
	expect_leaks(0);
	fake_roots[2] = block[0];
	expect_leaks(0);
}

/* min_count 0: boot-time blocks. Scanned, never reported. */
TEST(grey_from_the_start)
{
	own(0, 0);
	own(1, 1);
	expect_leaks(1 << 1);
	block[0][0] = block[1];
	expect_leaks(0);
}

TEST(black_is_neither_scanned_nor_reported)
{
	own_all(2);
	block[0][0] = block[1];
	kmemleak_ignore(block[0]);
	expect_leaks(1 << 1);
	fake_roots[0] = block[0];	/* seen, and still not scanned */
	expect_leaks(1 << 1);
}

TEST(not_a_leak_but_scanned)
{
	own_all(2);
	block[0][0] = block[1];
	kmemleak_not_leak(&block[0][1]);	/* no block starts there */
	expect_leaks(3);
	kmemleak_not_leak(block[0]);
	expect_leaks(0);
}

TEST(contents_that_are_no_pointers)
{
	own_all(2);
	fake_roots[0] = block[0];
	block[0][0] = block[1];
	kmemleak_no_scan(block[0]);
	expect_leaks(1 << 1);
}

TEST(erased_variable)
{
	own_all(1);
	fake_roots[0] = block[0];
	expect_leaks(0);
	kmemleak_erase(&fake_roots[0]);
	assert_null(fake_roots[0]);
	expect_leaks(1);
}

TEST(freed_is_forgotten)
{
	own_all(2);
	kmemleak_free(block[0]);
	assert_int_equal(fake_records, 1);
	expect_leaks(1 << 1);
	block[0][0] = block[1];		/* stale contents are not scanned */
	expect_leaks(1 << 1);
	kmemleak_free(block[0]);	/* unknown by now */
	own(0, 1);
	expect_leaks(3);
}

/* The slab's hooks: the cache's flags decide. */
TEST(caches_that_are_not_tracked)
{
	kmemleak_alloc_recursive(block[0], 8, 1, SLAB_NOLEAKTRACE, 0);
	assert_int_equal(fake_records, 0);
	kmemleak_alloc_recursive(block[0], 8, 1, 0, 0);
	expect_leaks(1);
	kmemleak_free_recursive(block[0], SLAB_NOLEAKTRACE);
	expect_leaks(1);
	kmemleak_free_recursive(block[0], 0);
	assert_int_equal(fake_records, 0);
}

TEST(what_was_there_before_is_grey)
{
	kmemleak_stop();
	fake_in_use = block[0];
	fake_in_use_size = sizeof(block[0]);
	assert_true(kmemleak_start());
	own(1, 1);
	expect_leaks(1 << 1);
	block[0][3] = block[1];
	expect_leaks(0);
}

/* The end of tracking is told once, however much was to be adopted. */
TEST(no_memory_for_what_was_there_before)
{
	kmemleak_stop();
	fake_in_use = block[0];
	fake_in_use_pages = block[1];
	fake_in_use_size = fake_in_use_pages_size = sizeof(block[0]);
	fake_records_left = 1;
	assert_false(kmemleak_start());
	assert_int_equal(glue_log_count("tracking ends"), 1);
	fake_records_left = 0;
	assert_false(kmemleak_start());
	assert_int_equal(glue_log_count("tracking ends"), 2);
	fake_records_left = 2;
	assert_true(kmemleak_start());
	assert_int_equal(fake_records, 2);
	assert_int_equal(glue_log_count("tracking ends"), 2);
}

/* The log keeps what is said of early blocks until tracking starts. */
TEST(early_blocks)
{
	unsigned int i;

	kmemleak_stop();
	glue_slab_up = false;
	boot_stage = STAGE_MAPPED;
	for (i = 0; i < 5; i++)
		own(i, 0);
	kmemleak_free_part(block[3], sizeof(block[3]));
	kmemleak_no_scan(block[1]);
	kmemleak_ignore(block[2]);
	glue_slab_up = true;
	boot_stage = STAGE_SLAB;
	fake_records_left = 1;		/* for the first one only */
	assert_false(kmemleak_start());
	assert_int_equal(glue_log_count("tracking ends"), 1);
	fake_records_left = -1;
	assert_true(kmemleak_start());
	assert_int_equal(fake_records, 4);
	own(5, 1);
	own(6, 1);
	block[0][0] = block[5];
	block[1][0] = block[6];
	block[2][0] = block[6];
	block[3][0] = block[6];
	expect_leaks(1 << 6);
	block[4][0] = block[6];
	expect_leaks(0);
	kmemleak_free_part(block, sizeof(block));
	assert_int_equal(fake_records, 0);
	assert_true(kmemleak_start());		/* again: nothing to adopt */
}

/* A block from @at on is refused, since [1] has some of its bytes. */
static void expect_twice(void *at, size_t size)
{
	char text[160];

	snprintf(text, sizeof(text), "kmemleak: [%p-%p] handed out twice: "
		 "%zu bytes at %p are in use\n", at, (char *)at + size - 1,
		 sizeof(block[1]), (void *)block[1]);
	glue_log_clear();
	kmemleak_alloc(at, size, 1, 0);
	if (!glue_log_has(text))
		fail_msg("no '%s' in: %s", text, glue_log());
	assert_int_equal(glue_warnings(), 1);
	assert_int_equal(fake_records, 1);
}

/*
 *   0, 1, 2   ............|-----1-----|...........
 *   refused              --          --  -  -------------
 *   taken                -             -
 */
TEST(handed_out_twice_is_reported)
{
	char *first = (char *)block[1], *end = (char *)block[2];

	own(1, 1);
	expect_twice(first - 1, 2);
	expect_twice(first, 1);
	expect_twice(first + 8, 8);
	expect_twice(end - 1, 1);
	expect_twice(end - 1, 2);
	expect_twice(first - 8, sizeof(block[1]) + 16);
	expect_leaks(1 << 1);
	glue_log_clear();
	kmemleak_alloc(first - 1, 1, 1, 0);
	kmemleak_alloc(end, 1, 1, 0);
	assert_int_equal(glue_warnings(), 0);
	assert_int_equal(fake_records, 3);
}

TEST(no_memory_for_records_ends_tracking)
{
	fake_records_left = 2;
	own_all(3);
	assert_false(kmemleak_tracking);
	assert_int_equal(fake_records, 0);
	assert_int_equal(glue_log_count("tracking ends"), 1);
	own(4, 1);			/* no more is asked for */
	assert_int_equal(glue_log_count("tracking ends"), 1);
	assert_int_equal(kmemleak_scan(), 0);
	show_kmemleak();
	assert_true(glue_log_has("kmemleak: nothing is tracked"));
}

TEST(report)
{
	static u64 large[1024];
	char lines[256];

	own_all(2);
	fake_roots[0] = block[1];
	own(2, 0);
	kmemleak_alloc(large, sizeof(large), 0, 0);
	show_kmemleak();
	snprintf(lines, sizeof(lines), "unreferenced object %#llx (size 128):\n"
		 "  age 3 allocations, stage slab\n  backtrace:\n"
		 "    0x1234\n    0x5678\n",
		 (unsigned long long)(uintptr_t)block[0]);
	assert_true(glue_log_has(lines));
	assert_int_equal(glue_log_count("unreferenced object"), 1);
	assert_true(glue_log_has("kmemleak: 1 of 4 objects are unreferenced; "
				 "scanned 8 KiB\n"));
	assert_false(glue_log_has("early blocks are not known"));
}

#define S(name)	cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		S(nothing_tracked_nothing_found), S(block_without_a_reference),
		S(chains), S(ring), S(itself_is_no_reference),
		S(pointer_into_the_middle), S(words_are_aligned),
		S(first_word_is_the_first_whole_one),
		S(more_than_one_reference_wanted), S(grey_from_the_start),
		S(black_is_neither_scanned_nor_reported),
		S(not_a_leak_but_scanned), S(contents_that_are_no_pointers),
		S(erased_variable), S(freed_is_forgotten),
		S(caches_that_are_not_tracked),
		S(what_was_there_before_is_grey), S(early_blocks),
		S(no_memory_for_what_was_there_before),
		S(handed_out_twice_is_reported),
		S(no_memory_for_records_ends_tracking), S(report),
	};

	return RUN(tests);
}
