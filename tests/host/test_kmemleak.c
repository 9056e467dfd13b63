// SPDX-License-Identifier: GPL-2.0-only
/*
 * kmemleak's early log: what is recorded, what partial frees leave, what
 * happens when it is full, and the panic on a block that overlaps a named
 * reservation. The log has no reset, so each test works on what it adds.
 *
 * sources: mm/kmemleak*.c tests/host/fake_leak.c tests/host/glue.c
 * cflags: -DCONFIG_DEBUG_KMEMLEAK
 */
#include <linux/memblock.h>
#include <linux/stacktrace.h>
#include <linux/stage.h>
#include "mm/kmemleak.h"
#include "glue.h"

/* One named reservation, and names for addresses up to 0x400. */
static const struct memblock_name image = { 0x100000, 0x80000, "kernel image" };

const struct memblock_name *memblock_named_overlap(phys_addr_t base,
						   phys_addr_t size)
{
	return memblock_addrs_overlap(base, size, image.base, image.size) ?
	       &image : NULL;
}

static unsigned long frames[3];

unsigned int stack_trace_save(unsigned long *entries, unsigned int max,
			      unsigned int skip)
{
	assert_int_equal(skip, 1);	/* ours */
	assert_int_equal(max, KMEMLEAK_TRACE);
	memcpy(entries, frames, sizeof(frames));
	return 3;
}

/* What the function at NAME_AT is called; there is nothing beside it. */
#define NAME_AT	0x7777
static const char *one_name;

const char *kallsyms_lookup(unsigned long addr, unsigned long *offset)
{
	static const char *const names[] = {
		"memblock_alloc_try_nid", "___alloc_bootmem_nopanic",
		"setup_log_buf", "start_kernel"
	};

	if (addr == NAME_AT)
		return one_name;
	*offset = addr & 0xff;
	return addr && addr >> 8 < 4 ? names[addr >> 8] : NULL;
}

static const struct early_block *entry(unsigned int i)
{
	unsigned int nr, dropped;
	const struct early_block *log = kmemleak_early_log(&nr, &dropped);

	assert_in_range(i, 0, nr - 1);
	return &log[i];
}

static unsigned int entries(void)
{
	unsigned int nr, dropped;

	kmemleak_early_log(&nr, &dropped);
	return nr;
}

static void expect_entry(unsigned int i, uintptr_t ptr, size_t size,
			 bool freed)
{
	assert_int_equal((uintptr_t)entry(i)->ptr, ptr);
	assert_int_equal(entry(i)->size, size);
	assert_int_equal(entry(i)->freed, freed);
}

static void add(uintptr_t ptr, size_t size)
{
	kmemleak_alloc((void *)ptr, size, 0, 0);
}

static void free_part(uintptr_t ptr, size_t size)
{
	kmemleak_free_part((void *)ptr, size);
}

static int setup(void **state)
{
	(void)state;
	glue_reset();
	boot_stage = STAGE_MAPPED;
	frames[0] = 0x10;
	frames[1] = 0x120;
	frames[2] = 0x230;
	return 0;
}

TEST(records_block)
{
	unsigned int n = entries();
	u64 allocs, frees, allocs2, frees2;

	kmemleak_counts(&allocs, &frees);
	add(0x1000, 0x500);
	kmemleak_counts(&allocs2, &frees2);
	assert_int_equal(entries(), n + 1);
	expect_entry(n, 0x1000, 0x500, false);
	assert_int_equal(entry(n)->alloc_size, 0x500);
	assert_int_equal(entry(n)->min_count, 0);
	assert_int_equal(entry(n)->stage, STAGE_MAPPED);
	assert_int_equal(entry(n)->trace_len, 3);
	assert_int_equal(entry(n)->trace[0], 0x10);
	assert_int_equal(allocs2, allocs + 1);
	assert_int_equal(frees2, frees);
	kmemleak_free((void *)0x1000);
	expect_entry(n, 0x1000, 0x500, true);
	kmemleak_counts(&allocs2, &frees2);
	assert_int_equal(frees2, frees + 1);
}

static unsigned int hooked;

static void hook(void)
{
	hooked++;
}

/* Each call counts, whatever comes of it; the hook sees early blocks. */
TEST(counts_and_hook)
{
	u64 allocs, frees, allocs2, frees2;
	unsigned int i;

	kmemleak_counts(&allocs, &frees);
	kmemleak_early_hook = hook;
	hooked = 0;
	for (i = 0; i < 2; i++) {
		glue_slab_up = i;
		add(0x800, 0x10);
		add(0, 0x10);
		add(0x800, 0);
		free_part(0x800, 0x10);
		free_part(0x800, 0);
		kmemleak_free((void *)0x800);
		kmemleak_counts(&allocs2, &frees2);
		assert_int_equal(allocs2, allocs + 3 * (i + 1));
		assert_int_equal(frees2, frees + 3 * (i + 1));
		assert_int_equal(hooked, 1);
	}
	kmemleak_early_hook = NULL;
}

TEST(nothing_is_not_recorded)
{
	unsigned int n = entries();

	add(0, 10);
	add(0x1000, 0);
	kmemleak_free((void *)0x77777);
	assert_int_equal(entries(), n);
}

TEST(caller_outside_of_the_allocators)
{
	unsigned int n = entries();

	add(0x2000, 1);
	assert_int_equal(early_block_caller(entry(n)), 0x230);
	assert_int_equal(entry(n)->trace_len, 3);
	frames[2] = 0x140;		/* allocators all the way: the first */
	add(0x2100, 1);
	assert_int_equal(early_block_caller(entry(n + 1)), 0x10);
	frames[0] = 0x9999;		/* no name: nobody's */
	add(0x2200, 1);
	assert_int_equal(early_block_caller(entry(n + 2)), 0x9999);
	free_part(0x2000, 0x1000);
}

/* Is this the name of an allocator, the next one in the trace not? */
static bool skipped(const char *name)
{
	const unsigned long trace[] = { NAME_AT, 0x9999 };
	unsigned long caller;

	one_name = name;
	caller = early_trace_caller(trace, 2);
	if (caller != NAME_AT)
		assert_int_equal(caller, 0x9999);
	return caller != NAME_AT;
}

/* Each beginning by itself, with more behind it, cut short, and spoilt. */
TEST(names_of_allocators)
{
	static const char *const begin[] = {
		"memblock_", "__memblock_", "__alloc_", "___alloc_bootmem",
		"__first_free_range",
	};
	unsigned int i;
	char *name;

	for (i = 0; i < ARRAY_SIZE(begin); i++) {
		size_t len = strlen(begin[i]);

		name = malloc(len + 2);	/* not a byte more may be read */
		snprintf(name, len + 2, "%sx", begin[i]);
		assert_true(skipped(name));
		assert_true(skipped(begin[i]));
		name[0]++;
		assert_false(skipped(name));
		name[0]--;
		name[len - 1]++;
		assert_false(skipped(name));
		name[len - 1] = '\0';
		assert_false(skipped(name));
		free(name);
	}
	assert_false(skipped(""));
	assert_false(skipped(NULL));
}

/* Only as much of a trace is looked at as there is. */
TEST(traces_of_any_length)
{
	unsigned long trace[] = { NAME_AT, 0x11, 0x111, 0x222, 0x333 };

	one_name = "memblock_reserve";
	assert_int_equal(early_trace_caller(trace, 0), 0);
	assert_int_equal(early_trace_caller(trace, 1), NAME_AT);
	assert_int_equal(early_trace_caller(trace, 3), NAME_AT);
	assert_int_equal(early_trace_caller(trace, 4), 0x222);
	assert_int_equal(early_trace_caller(trace + 3, 2), 0x222);
	assert_int_equal(early_trace_caller(trace + 3, 0), 0);
}

/*
 *            3000        4000        5000        6000
 *             |-----a-----|-----b-----|-----c-----|
 *   freed  ------|     (head of a)
 *   freed                        |---|             (middle of b)
 *   freed                                   |--------   (tail of c)
 *   left         |---a----|--b---|   |-B-|--c-|
 */
TEST(partial_frees)
{
	unsigned int a = entries(), b = a + 1, c = a + 2, rest = a + 3;

	add(0x3000, 0x1000);
	add(0x4000, 0x1000);
	add(0x5000, 0x1000);
	free_part(0x2800, 0xa00);
	free_part(0x4600, 0x200);
	free_part(0x5800, 0x2000);
	expect_entry(a, 0x3200, 0xe00, false);
	expect_entry(b, 0x4000, 0x600, false);
	expect_entry(c, 0x5000, 0x800, false);
	expect_entry(rest, 0x4800, 0x800, false);
	assert_int_equal(entry(a)->alloc_size, 0x1000);
	assert_int_equal(entry(rest)->trace[1], entry(b)->trace[1]);
	assert_int_equal(entries(), a + 4);

	free_part(0x3300, 0x5100 - 0x3300);	/* over all of them */
	expect_entry(a, 0x3200, 0x100, false);
	expect_entry(b, 0x4000, 0x600, true);
	expect_entry(rest, 0x4800, 0x800, true);
	expect_entry(c, 0x5100, 0x700, false);
	free_part(0x3000, 0x3000);
	expect_entry(a, 0x3200, 0x100, true);
	expect_entry(c, 0x5100, 0x700, true);
}

/* A place that is freed and handed out again has two entries. */
TEST(place_used_twice)
{
	unsigned int n = entries();

	add(0x7000, 0x100);
	kmemleak_free((void *)0x7000);
	add(0x7000, 0x200);
	kmemleak_free((void *)0x7000);
	kmemleak_free((void *)0x7000);
	expect_entry(n, 0x7000, 0x100, true);
	expect_entry(n + 1, 0x7000, 0x200, true);
	assert_null(kmemleak_early_find((void *)0x7000));
}

TEST(overlap_with_a_named_range_panics)
{
	unsigned int n = entries();

	EXPECT_PANIC {
		add(0xff000, 0x1001);
	}
	assert_string_equal(glue_panic_message, "early allocation "
		"[mem 0x00000000000ff000-0x0000000000100000] of 0x230 "
		"overlaps 'kernel image' "
		"[mem 0x0000000000100000-0x000000000017ffff]");
	assert_int_equal(entries(), n);
	add(0xff000, 0x1000);
	add(0x180000, 0x1000);
	assert_int_equal(entries(), n + 2);
}

TEST(silent_once_the_slab_is_up)
{
	unsigned int n = entries();
	u64 allocs, allocs2, frees;

	kmemleak_counts(&allocs, &frees);
	glue_slab_up = true;
	add(0x100000, 0x1000);
	kmemleak_counts(&allocs2, &frees);
	assert_int_equal(allocs2, allocs + 1);
	assert_int_equal(entries(), n);
}

/* The early log is kept in any case: `bootmem` prints it. */
TEST(parameter)
{
	unsigned int n = entries();
	char off[] = "off", on[] = "on", bad[] = "maybe";

	assert_int_equal(kmemleak_setup(bad), -22);
	assert_int_equal(kmemleak_setup(off), 0);
	add(0x9000, 0x10);
	assert_int_equal(entries(), n + 1);
	glue_slab_up = true;
	kmemleak_init();
	kmemleak_late_init();
	assert_false(kmemleak_tracking);
	assert_int_equal(kmemleak_setup(on), 0);
	kmemleak_init();
	assert_true(kmemleak_tracking);
	kmemleak_stop();
}

/* Last: it fills the log for good. */
TEST(overflow_is_counted_and_said_once)
{
	unsigned int nr, dropped, i;

	for (i = entries(); i < 256; i++)
		add(0x1000000 + i * 0x100, 0x80);
	assert_int_equal(glue_warnings(), 0);
	add(0x2000000, 0x80);
	assert_string_equal(glue_log(), "kmemleak: early log full (256 "
			    "blocks): later ones are only counted\n");
	add(0x2000100, 0x80);
	kmemleak_early_log(&nr, &dropped);
	assert_int_equal(nr, 256);
	assert_int_equal(dropped, 2);
	assert_int_equal(glue_log_count("kmemleak: early log full"), 1);
	free_part(0x1000000 + 255 * 0x100 + 0x20, 0x20);	/* no room */
	expect_entry(255, 0x1000000 + 255 * 0x100, 0x20, false);
	kmemleak_early_log(&nr, &dropped);
	assert_int_equal(dropped, 3);
	/* What the report says of them. No block here may be scanned. */
	for (i = 0; i < 256; i++)
		kmemleak_free(entry(i)->ptr);
	glue_slab_up = true;
	kmemleak_init();
	assert_true(kmemleak_tracking);
	glue_log_clear();
	show_kmemleak();
	assert_true(glue_log_has("kmemleak: 3 early blocks are not known: "));
	kmemleak_stop();
}

#define S(name)	cmocka_unit_test_setup(name, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		S(records_block), S(counts_and_hook),
		S(nothing_is_not_recorded),
		S(caller_outside_of_the_allocators),
		S(names_of_allocators), S(traces_of_any_length),
		S(partial_frees),
		S(place_used_twice), S(overlap_with_a_named_range_panics),
		S(silent_once_the_slab_is_up), S(parameter),
		S(overflow_is_counted_and_said_once),
	};

	return RUN(tests);
}
