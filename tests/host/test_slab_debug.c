// SPDX-License-Identifier: GPL-2.0-only
/*
 * slab_debug=FZPU: each kind of damage is done on purpose, reported with
 * cache, object and owner, and survived.
 *
 * sources: mm/slab*.c mm/kmalloc.c tests/host/slab_setup.c
 * sources: tests/host/fake_pages.c tests/host/glue.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4
 */
#include <linux/gfp.h>
#include <linux/slab.h>
#include <linux/stacktrace.h>
#include <linux/stage.h>
#include "mm/slab.h"
#include "fake_pages.h"
#include "glue.h"

/* What stack_trace_save() finds: eight frames of the slab, then callers. */
static unsigned long frames[20] = {
	0x100, 0x101, 0x102, 0x103, 0x104, 0x105, 0x106, 0x107, 0xca11, 0x300,
	0x400, 0x500, 0x600, 0x700, 0x800, 0x900, 0xa00, 0xb00
};

unsigned int stack_trace_save(unsigned long *entries, unsigned int max,
			      unsigned int skip)
{
	unsigned int nr = min_t(unsigned int, max, ARRAY_SIZE(frames));

	assert_int_equal(skip, 0);
	assert_int_equal(max, 2 * 8);	/* of the slab, and of its callers */
	memcpy(entries, frames, nr * sizeof(*entries));
	return nr;
}

static char *hex(const void *ptr)
{
	static char text[4][32];
	static unsigned int i;

	i = (i + 1) % 4;
	snprintf(text[i], sizeof(text[i]), "%p", ptr);
	return text[i];
}

/* Checks change nothing about the pages that a slab is made of. */
TEST(pages_are_asked_for_as_ever)
{
	static const gfp_t flags[] = { GFP_KERNEL, GFP_NOWAIT, GFP_DMA };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(flags); i++) {
		/* each size has a cache of its own, and no slab yet */
		void *p = kmalloc(32u << i, flags[i]);

		assert_non_null(p);
		assert_int_equal(fake_pages_gfp, flags[i]);
		kfree(p);
	}
}

/* ---- each kind of damage ---------------------------------------------- */

TEST(write_past_the_end)
{
	char *p = kmalloc(60, GFP_KERNEL);

	p[60] = 0x41;		/* behind what was asked for, in the class */
	kfree(p);
	REPORT("BUG kmalloc-64: Right Redzone overwritten",
	       "of 64 bytes, 60 asked for, in use", hex(p), hex(p + 60),
	       "offset 60 in the object, is 0x41, not 0xcc; 1 bad",
	       "Allocated in ", "stage slab", "Freed: not yet", "Call Trace",
	       "FIX kmalloc-64");
	p = kmalloc(64, GFP_KERNEL);
	p[67] = 0x42;
	assert_int_equal(slab_validate(), 1);
	REPORT("Right Redzone overwritten", "offset 67");
	kfree(p);
	assert_int_equal(slab_errors, 0);
}

/*
 * The bytes around the damage, 16 a line, with the text that they may be;
 * the line of the bad byte is marked. Nothing outside of the slab is shown.
 */
static void expect_dump_line(char mark, const char *at, const char *bytes)
{
	char line[160];

	snprintf(line, sizeof(line), "%c%p: %s\n", mark, (const void *)at,
		 bytes);
	if (!glue_log_has(line))
		fail_msg("no line '%s' in:\n%s", line, glue_log());
}

TEST(bytes_around_are_shown)
{
	char *p = kmalloc(64, GFP_KERNEL);

	memset(p, 'A', 48);
	memcpy(p + 48, "0123456789 ~\177\037\200z", 16);
	p[64] = 0x41;
	kfree(p);
	expect_dump_line(' ', p + 48, "30 31 32 33 34 35 36 37 38 39 20 7e 7f "
			 "1f 80 7a  0123456789 ~...z");
	expect_dump_line(' ', p + 32, "41 41 41 41 41 41 41 41 41 41 41 41 41 "
			 "41 41 41  AAAAAAAAAAAAAAAA");
	assert_int_equal(glue_log_count("\n>"), 1);
	glue_log_clear();
	slab_errors = 0;
	/* A bad byte that begins its line marks that line. */
	p = kmalloc(64, GFP_KERNEL);
	kfree(p);
	memset(p, 0x6b, 63);
	p[16] = 'B';
	assert_int_equal(slab_validate(), 1);
	expect_dump_line('>', p + 16, "42 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b "
			 "6b 6b 6b  Bkkkkkkkkkkkkkkk");
	assert_int_equal(glue_log_count("\n>"), 1);
	slab_errors = 0;
}

/* Two lines before the bad one and two after it, in a slab with more. */
TEST(five_lines_are_shown)
{
	char *p[8], *bad, line[40];
	int i;

	for (i = 0; i < 8; i++)
		p[i] = kmalloc(256, GFP_KERNEL);
	bad = max(p[0], p[7]) + 100;
	kfree(max(p[0], p[7]));
	*bad = 'B';
	assert_int_equal(slab_validate(), 1);
	for (i = -4; i <= 4; i++) {
		snprintf(line, sizeof(line), "%c%p: ", i ? ' ' : '>',
			 (void *)round_down((uintptr_t)bad + i * 16, 16));
		assert_int_equal(glue_log_count(line), i >= -2 && i <= 2);
	}
	slab_errors = 0;
}

TEST(write_before_the_start)
{
	char *p = kmalloc(64, GFP_KERNEL);

	p[-1] = 0;
	p[-3] = 0;
	kfree(p);
	REPORT("BUG kmalloc-64: Left Redzone overwritten",
	       "offset -3 in the object, is 0x00, not 0xcc; 2 bad",
	       "Allocated in ");
}

TEST(use_after_free_is_seen_at_alloc)
{
	char *p = kmalloc(64, GFP_KERNEL), *q;

	kfree(p);
	p[7] = 'X';
	q = kmalloc(64, GFP_KERNEL);
	assert_ptr_not_equal(q, p);
	REPORT("BUG kmalloc-64: Poison overwritten (use after free)",
	       hex(p), "offset 7 in the object, is 0x58, not 0x6b; 1 bad",
	       "Allocated in ", "Freed in ", "is isolated");
	p[7] = 'Y';		/* nobody else has it: nobody is hurt */
	kfree(q);
	kfree(p);
	REPORT("Object already free (and isolated)");
}

TEST(use_after_free_is_seen_by_validate)
{
	char *p = kmalloc(32, GFP_KERNEL), *q;

	kfree(p);
	p[31] = 0x6b;		/* the last byte was 0xa5 */
	assert_int_equal(slab_validate(), 1);
	REPORT("Poison overwritten", "offset 31", "is 0x6b, not 0xa5");
	q = kmalloc(32, GFP_KERNEL);
	assert_ptr_equal(q, p);
	kfree(q);
	assert_int_equal(slab_errors, 0);
}

TEST(double_free)
{
	char *p = kmalloc(64, GFP_KERNEL), *q = kmalloc(64, GFP_KERNEL);

	kfree(p);
	kfree(q);
	kfree(p);		/* not the first free one */
	REPORT("BUG kmalloc-64: Object already free", hex(p), "Allocated in ",
	       "Freed in ");
	kfree(q);		/* the first free one */
	REPORT("BUG kmalloc-64: Object already free", hex(q), "Freed in ");
}

TEST(double_free_with_others_in_use)
{
	char *p[6];
	int i;

	for (i = 0; i < 6; i++)
		p[i] = kmalloc(64, GFP_KERNEL);
	for (i = 0; i < 4; i++)
		kfree(p[i]);
	for (i = 0; i < 4; i++) {
		kfree(p[i]);
		REPORT("BUG kmalloc-64: Object already free", hex(p[i]));
	}
	assert_int_equal(virt_to_page(p[4])->inuse, 2);
	kfree(p[4]);
	kfree(p[5]);
	assert_int_equal(slab_errors, 0);
}

/*
 * 200 objects fill many slabs. When all are free the slabs stay for a while,
 * with what is known of each object:
 *
 *   |a0 a1 .. |.. a20 .. |   ->   |.. .. .. |.. (a20) .. |   all free
 */
TEST(empty_slabs_are_still_watched)
{
	static char *a[200];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(a); i++)
		a[i] = kmalloc(512, GFP_KERNEL);
	for (i = 0; i < ARRAY_SIZE(a); i++)
		kfree(a[i]);
	kfree(a[20]);
	REPORT("BUG kmalloc-512", "already free", hex(a[20]),
	       "Allocated in ", "Freed in ");
	a[30][8] = 0x44;
	assert_int_equal(slab_validate(), 1);
	REPORT("BUG kmalloc-512: Poison overwritten", hex(a[30]),
	       "Allocated in ", "Freed in ");
}

TEST(bad_pointer)
{
	char *p = kmalloc(64, GFP_KERNEL);

	kfree(p + 16);
	REPORT("BUG kmalloc-64: Invalid object pointer", hex(p), hex(p + 16),
	       "Allocated in ");
	kfree(p - 4);
	REPORT("Invalid object pointer", "does nothing");
	kfree(p);
	assert_int_equal(slab_errors, 0);
}

TEST(ksize_of_a_free_object)
{
	char *p = kmalloc(64, GFP_KERNEL);

	kfree(p);
	(void)ksize(p);
	REPORT("BUG kmalloc-64: Object is free");
}

/* An overrun so long that the data behind the object is gone too. */
TEST(long_overrun)
{
	char *p = kmalloc(64, GFP_KERNEL), *q;
	struct kmem_cache *c = slab_find(p, NULL);

	memset(p, 'A', 64 + 8 + sizeof(struct slab_info));
	kfree(p);
	assert_int_equal(slab_errors, 2);
	assert_true(glue_log_has("Right Redzone overwritten"));
	assert_true(glue_log_has("Data behind the object overwritten"));
	assert_int_equal(slab_active_objects(c), 0);
	assert_int_equal(slab_validate(), 0);
	q = kmalloc(64, GFP_KERNEL);
	assert_ptr_equal(p, q);
	kfree(q);
	assert_int_equal(slab_errors, 2);
}

TEST(leftovers_have_an_owner)
{
	struct kmem_cache *c = kmem_cache_create("left", 20, 0, 0, NULL);
	char *p = kmem_cache_alloc(c, GFP_KERNEL);

	kmem_cache_destroy(c);
	assert_true(glue_log_has(hex(p)));
	assert_true(glue_log_has("Allocated in "));
	assert_true(glue_log_has("still has 1 objects in use"));
	kmem_cache_free(c, p);
	kmem_cache_destroy(c);
}

/* ---- owners ----------------------------------------------------------- */

/* The trace begins with the slab's caller; frames inside it are dropped. */
TEST(owner_trace)
{
	struct kmem_cache *c = kmem_cache_create("own", 20, 0, 0, NULL);
	char *p = slab_debug_alloc(c, 20, GFP_KERNEL, NUMA_NO_NODE, 0xca11);
	struct slab_track *track = slab_track(c, p, false);
	unsigned long caller;

	assert_int_equal(track->nr, SLAB_TRACE);
	assert_int_equal(track->trace[0], 0xca11);
	assert_int_equal(track->trace[1], 0x300);
	assert_int_equal(track->trace[7], 0x900);
	assert_int_equal(track->stage, STAGE_SLAB);
	/* All of them are printed; a number that cannot be is not believed. */
	slab_report(c, virt_to_page(p), p, "a test", NULL);
	assert_true(glue_log_has("Allocated in "));
	assert_true(glue_log_has("\n  0x300\n  0x400\n  0x500\n  0x600\n"
				 "  0x700\n  0x800\n  0x900\nFreed: not yet"));
	glue_log_clear();
	track->nr = SLAB_TRACE + 1;
	slab_report(c, virt_to_page(p), p, "a test", NULL);
	assert_true(glue_log_has("Allocated: not yet"));
	track->nr = SLAB_TRACE;
	slab_errors = 0;
	kmem_cache_free(c, p);
	caller = slab_track(c, p, true)->trace[0];
	assert_in_range(caller, (unsigned long)owner_trace,
			(unsigned long)owner_trace + 8192);
	assert_int_equal(slab_track(c, p, true)->nr, 1);
	kmem_cache_destroy(c);
}

TEST(no_owner_without_u)
{
	char *p;

	slab_debug_start("FZP");
	p = kmalloc(64, GFP_KERNEL);
	p[64] = 1;
	kfree(p);
	REPORT("Right Redzone", "not recorded (slab_debug=U does)");
}

#define S(name)	cmocka_unit_test_setup(name, slab_debug_all)

int main(void)
{
	const struct CMUnitTest tests[] = {
		S(pages_are_asked_for_as_ever), S(five_lines_are_shown),
		S(write_past_the_end), S(bytes_around_are_shown),
		S(write_before_the_start),
		S(use_after_free_is_seen_at_alloc),
		S(use_after_free_is_seen_by_validate), S(double_free),
		S(double_free_with_others_in_use),
		S(empty_slabs_are_still_watched), S(bad_pointer),
		S(ksize_of_a_free_object), S(long_overrun),
		S(leftovers_have_an_owner),
		S(owner_trace), S(no_owner_without_u),
	};

	return RUN(tests);
}
