// SPDX-License-Identifier: GPL-2.0-only
/*
 * Blocks freed in part: beside kmemleak stands an array that says who owns
 * each byte. Nobody refers to the blocks, so a scan finds them all, and each
 * byte of theirs. The same is done before tracking starts, to the early log.
 *
 * Environment: SEED, OPS.
 *
 * sources: mm/kmemleak*.c tests/host/fake_leak.c tests/host/glue.c
 * sources: tests/host/tally.c
 * cflags: -DCONFIG_DEBUG_KMEMLEAK
 */
#include <linux/stage.h>
#include "fake_leak.h"
#include "glue.h"
#include "rnd.h"
#include "tally.h"

#define BYTES	160

static char arena[BYTES + 1];		/* the last byte is nobody's */
static unsigned int owner[BYTES + 1];	/* 0: free */
static unsigned int last_owner;
/* What the early log must hold, entry by entry. */
static struct entry {
	size_t at, size, whole;
	bool freed;
} entries[256];
static unsigned int nr_entries;

static void set_owner(unsigned int at, unsigned int size, unsigned int who)
{
	while (size--)
		owner[at++] = who;
}

static void add_entry(size_t at, size_t size)
{
	if (nr_entries == ARRAY_SIZE(entries))
		return;
	entries[nr_entries++] = (struct entry){ at, size, size, false };
}

/* The bytes below [from, to) keep the entry, those above get their own. */
static void cut_entry(struct entry *e, size_t from, size_t to)
{
	size_t end = e->at + e->size;

	if (e->freed || from == to || from >= end || to <= e->at)
		return;
	if (from <= e->at && to >= end) {
		e->freed = true;
	} else if (from <= e->at) {
		e->at = to;
		e->size = end - to;
	} else {
		e->size = from - e->at;
		if (to < end)
			add_entry(to, end - to);
	}
}

/* Up to 30 bytes of those that are free from @at on. */
static void take(unsigned int at)
{
	unsigned int size = 0, most = 1 + rnd(30);

	while (size < most && at + size < BYTES && !owner[at + size])
		size++;
	if (!size)
		return;
	kmemleak_alloc(&arena[at], size, 1, 0);
	add_entry(at, size);
	set_owner(at, size, ++last_owner);
}

/*
 *   owner    1111122222.....333333
 *   free          |----|      |-|
 *   owner    11111......2...33.4.3     what lies behind is a block anew
 */
static void give(unsigned int at, unsigned int size)
{
	unsigned int split = at && size ? owner[at - 1] : 0, i;
	unsigned int nr = nr_entries;

	kmemleak_free_part(&arena[at], size);
	set_owner(at, size, 0);
	for (i = 0; i < nr; i++)
		cut_entry(&entries[i], at, at + size);
	if (!split || owner[at + size] != split)
		return;
	last_owner++;
	for (i = at + size; owner[i] == split; i++)
		owner[i] = last_owner;
}

/* Bytes from @at on that have one owner. */
static unsigned int run_from(unsigned int at)
{
	unsigned int n = 1;

	while (at + n < BYTES && owner[at + n] == owner[at])
		n++;
	return n;
}

static void one_operation(void)
{
	unsigned int at = rnd(BYTES);

	if (rnd(2))
		take(at);
	else if (!rnd(4))
		give(at, run_from(at));		/* to a block's very end */
	else
		give(at, rnd(8) ? rnd(min(30u, BYTES - at) + 1) : 0);
}

static void check(void)
{
	unsigned int i, blocks = 0;

	for (i = 0; i < BYTES; i++)
		blocks += owner[i] && (!i || owner[i] != owner[i - 1]);
	assert_int_equal(kmemleak_scan(), blocks);
	assert_int_equal(fake_records, blocks);
	for (i = 0; i <= BYTES; i++)
		assert_int_equal(kmemleak_found(&arena[i]), owner[i] != 0);
}

static void check_log(void)
{
	unsigned int nr, dropped, i;
	const struct early_block *log = kmemleak_early_log(&nr, &dropped);

	assert_int_equal(nr, nr_entries);
	assert_int_equal(dropped, 0);
	for (i = 0; i < nr; i++) {
		assert_ptr_equal(log[i].ptr, &arena[entries[i].at]);
		assert_int_equal(log[i].size, entries[i].size);
		assert_int_equal(log[i].alloc_size, entries[i].whole);
		assert_int_equal(log[i].freed, entries[i].freed);
		assert_int_equal(log[i].stage, STAGE_BOOTMEM);
	}
}

/* The log has no reset, and room for 256 entries: this test comes first. */
TEST(of_the_early_log)
{
	unsigned int nr, dropped, i;

	rng = from_env("SEED", 1) * 0x9e3779b97f4a7c15ULL + 1;
	fake_leak_start();
	kmemleak_stop();
	glue_slab_up = false;
	boot_stage = STAGE_BOOTMEM;
	for (i = 0; i < 400; i++) {
		one_operation();
		check_log();
	}
	nr = nr_entries;
	assert_in_range(nr, 100, 255);
	glue_slab_up = true;
	boot_stage = STAGE_SLAB;
	assert_true(kmemleak_start());
	check();
	give(0, BYTES);
	check();
	kmemleak_early_log(&i, &dropped);
	assert_int_equal(i, nr);	/* nothing is left of anyone */
	fake_leak_stop();
}

TEST(while_tracking_runs)
{
	u64 op, ops = from_env("OPS", 3000);

	fake_leak_start();
	for (op = 0; op < ops; op++) {
		one_operation();
		check();
	}
	give(0, BYTES);
	fake_leak_stop();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(of_the_early_log),
		cmocka_unit_test(while_tracking_runs),
	};

	return RUN(tests);
}
