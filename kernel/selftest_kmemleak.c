// SPDX-License-Identifier: GPL-2.0-only
/*
 * Self-test of kmemleak: three blocks are lost on purpose, beside others
 * that look almost as lost, and a scan must find just those. Addresses that
 * the test itself keeps are disguised, or they would be references.
 */
#include <linux/kmemleak.h>
#include <linux/selftest.h>
#include <linux/slab.h>
#include <linux/string.h>

#define DISGUISE	(~0ULL)

enum { LOST_SMALL, LOST_BEHIND_LOST, LOST_PAGES, NR_LOST };
enum { KEPT_BY_STATIC, KEPT_BY_BLOCK, KEPT_BY_MIDDLE, NOT_LEAK, IGNORED,
       KEPT_BY_GREY, NR_KEPT };

static u64 lost[NR_LOST], kept[NR_KEPT];	/* disguised */
static void *volatile anchor;			/* a reference */

static void *block_at(u64 disguised)
{
	return (void *)(disguised ^ DISGUISE);
}

/* kzalloc() that keeps the address disguised. */
static void **take(u64 *disguised, size_t size)
{
	void **block = kzalloc(size, GFP_KERNEL);

	*disguised = (u64)block ^ DISGUISE;
	return block;
}

/*
 *   anchor --> kept --> kept, its middle --> kept
 *              lost --> lost                 lost (pages)
 *              not_leak --> kept             ignored
 *
 * Not inlined: what is on its stack is gone when it returns.
 */
static noinline bool leak_three(void)
{
	void **first = take(&kept[KEPT_BY_STATIC], 64);
	void **second = take(&kept[KEPT_BY_BLOCK], 256);
	void **grey = take(&kept[NOT_LEAK], 100);
	void **small = take(&lost[LOST_SMALL], 64);
	void *third = take(&kept[KEPT_BY_MIDDLE], 128);
	void *behind = take(&lost[LOST_BEHIND_LOST], 200);
	void *pages = take(&lost[LOST_PAGES], 20000);
	void *ignored = take(&kept[IGNORED], 64);
	void *held = take(&kept[KEPT_BY_GREY], 32);

	if (!first || !second || !grey || !small || !third || !behind ||
	    !pages || !ignored || !held)
		return false;
	anchor = first;
	first[7] = (char *)second + 100;
	second[31] = third;
	small[0] = behind;
	kmemleak_not_leak(grey);
	grey[1] = held;
	kmemleak_ignore(ignored);
	return true;
}

/* What earlier calls have left below us would look like references. */
static noinline void wipe_stack(void)
{
	u64 space[256];

	memset(space, 0, sizeof(space));
	__asm__ volatile("" : : "r"(space) : "memory");
}

static noinline void free_all(void)
{
	unsigned int i;

	for (i = 0; i < NR_LOST; i++)
		kfree(block_at(lost[i]));
	for (i = 0; i < NR_KEPT; i++)
		kfree(block_at(kept[i]));
	anchor = NULL;
}

static noinline void expect_just_the_lost(unsigned int before)
{
	unsigned int i, leaks = kmemleak_scan();

	if (leaks != before + NR_LOST)
		selftest_fail(__FILE__, __LINE__, "%u leaks, not %u", leaks,
			      before + NR_LOST);
	for (i = 0; i < NR_LOST; i++)
		if (!kmemleak_found(block_at(lost[i])))
			selftest_fail(__FILE__, __LINE__,
				      "lost block %u was not found", i);
	for (i = 0; i < NR_KEPT; i++)
		if (kmemleak_found(block_at(kept[i])))
			selftest_fail(__FILE__, __LINE__,
				      "block %u is not lost", i);
}

/* At the prompt there may be leaks already. */
SELFTEST(kmemleak_finds_three_leaks_and_no_others)
{
	bool running = kmemleak_tracking;
	unsigned int before;

	if (!EXPECT(kmemleak_start()))
		return;
	before = kmemleak_scan();
	if (!running)
		EXPECT(before == 0);
	if (EXPECT(leak_three())) {
		wipe_stack();
		expect_just_the_lost(before);
	}
	free_all();
	wipe_stack();
	EXPECT(kmemleak_scan() == before);
	if (!running)
		kmemleak_stop();
}
