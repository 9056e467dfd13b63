// SPDX-License-Identifier: GPL-2.0-only
/*
 * Scans beside a model: blocks of any size at any byte, and words that point
 * anywhere. Which blocks are reached is worked out anew, without a queue and
 * without a tree, until nothing changes. Every answer and the whole text of
 * the report are compared. Some blocks are from before the tracking.
 *
 * Environment: SEED, OPS (rounds).
 *
 * sources: mm/kmemleak*.c tests/host/fake_leak.c tests/host/glue.c
 * sources: tests/host/tally.c
 * cflags: -DCONFIG_DEBUG_KMEMLEAK
 */
#include <linux/stacktrace.h>
#include <linux/stage.h>
#include "mm/kmemleak.h"
#include "fake_leak.h"
#include "glue.h"
#include "rnd.h"
#include "tally.h"

#define WORDS	768
#define BLOCKS	16
#define ROUNDS	500
#define EARLY	200		/* entries of the early log that are used */

static uintptr_t words[WORDS + 2];
#define ARENA	((char *)&words[1])
#define BYTES	(WORDS * sizeof(words[0]))

static struct block {
	char *at;
	size_t size;
	int min;
	bool no_scan, grey, early;
	u64 born;
	unsigned int stage, trace_len;
	unsigned long trace[KMEMLEAK_TRACE];
} block[BLOCKS];
static unsigned int nr_blocks, nr_early;
static u64 allocs;

/* ---- the surroundings ------------------------------------------------- */

static unsigned long callers[KMEMLEAK_TRACE];
static unsigned int nr_callers;

unsigned int stack_trace_save(unsigned long *entries, unsigned int max,
			      unsigned int skip)
{
	assert_int_equal(max, KMEMLEAK_TRACE);
	assert_int_equal(skip, glue_slab_up ? 0 : 1);
	memcpy(entries, callers, sizeof(callers[0]) * nr_callers);
	return nr_callers;
}

static void new_callers(void)
{
	unsigned int i;

	nr_callers = rnd(KMEMLEAK_TRACE + 1);
	for (i = 0; i < nr_callers; i++)
		callers[i] = (unsigned long)(1 + rnd(0xffff)) << 48 | rnd(100);
}

/* ---- what is there ---------------------------------------------------- */

/* In the order of addresses, with gaps of any length, none too. */
static void cut_blocks(void)
{
	size_t at = rnd(2) * rnd(200), size;

	memset(block, 0, sizeof(block));
	for (nr_blocks = 0; nr_blocks < BLOCKS; nr_blocks++) {
		size = 1 + rnd(rnd(3) ? 40 : 1000);
		if (at + size > BYTES)
			break;
		block[nr_blocks].at = ARENA + at;
		block[nr_blocks].size = size;
		at += size + rnd(2) * rnd(20);
	}
}

static void own(struct block *b)
{
	boot_stage = glue_slab_up ? rnd(NR_STAGES) : STAGE_MAPPED;
	new_callers();
	b->min = (int)rnd(5) - 1;
	b->stage = boot_stage;
	b->trace_len = nr_callers;
	memcpy(b->trace, callers, sizeof(b->trace));
	b->born = ++allocs;
	kmemleak_alloc(b->at, b->size, b->min, 0);
}

/* What is said of an address where no block starts changes nothing. */
static void paint(struct block *b)
{
	unsigned int off = rnd(2) && b->size > 1;

	switch (rnd(6)) {
	case 0:
		kmemleak_not_leak(b->at + off);
		b->min = off ? b->min : 0;
		break;
	case 1:
		kmemleak_ignore(b->at + off);
		b->min = off ? b->min : -1;
		break;
	case 2:
		kmemleak_no_scan(b->at + off);
		b->no_scan |= !off;
		break;
	}
}

/* The log of what is early follows only frees of memblock's kind. */
static void drop(unsigned int i)
{
	if (block[i].early || rnd(2))
		kmemleak_free_part(block[i].at, block[i].size);
	else
		kmemleak_free(block[i].at);
	block[i] = block[--nr_blocks];
}

/*
 *   block  |-----------|      |-----------|      |-----------|
 *   freed      |-------|      |-------|             |-----|
 *   left   |---|                      |---|      |--|     |--| (new)
 */
static void cut(unsigned int i)
{
	struct block *b = &block[i];
	size_t from = rnd(3) ? rnd((unsigned int)b->size) : 0, end = b->size;
	size_t to = from + 1 + rnd((unsigned int)(b->size - from));

	if (nr_blocks == BLOCKS || to > end)
		return;
	kmemleak_free_part(b->at + from, to - from);
	if (to < end) {
		block[nr_blocks] = *b;
		block[nr_blocks].at += to;
		block[nr_blocks].size -= to;
		nr_blocks++;
	}
	nr_early += b->early && from && to < end;
	b->size = from;
	if (!from)
		*b = block[--nr_blocks];
}

/* A word that points at a block's edge, or next to it, or nowhere. */
static uintptr_t some_word(void)
{
	const struct block *b = &block[rnd(BLOCKS)];

	switch (rnd(6)) {
	case 0:
		return (uintptr_t)b->at + rnd(3) - 1;
	case 1:
		return (uintptr_t)b->at + b->size + rnd(3) - 1;
	case 2:
		return (uintptr_t)ARENA + rnd(BYTES + 2) - 1;
	case 3:
		return 0 - (uintptr_t)rnd(2);
	}
	return rnd(100);
}

static void write_words(void)
{
	unsigned int i;

	for (i = 0; i < WORDS + 2; i++)
		words[i] = rnd(8) ? 0 : some_word();
	for (i = 0; i < FAKE_ROOTS; i++)
		fake_roots[i] = rnd(4) ? NULL : (void *)some_word();
}

/* ---- the model -------------------------------------------------------- */

static int hits(const struct block *b, const char *start, const char *end)
{
	uintptr_t word;
	int n = 0;

	while ((uintptr_t)start % sizeof(word))
		start++;
	for (; start + sizeof(word) <= end; start += sizeof(word)) {
		memcpy(&word, start, sizeof(word));
		n += word >= (uintptr_t)b->at &&
		     word < (uintptr_t)b->at + b->size;
	}
	return n;
}

static bool reached(const struct block *b)
{
	int n = hits(b, (char *)fake_roots, (char *)(fake_roots + FAKE_ROOTS));
	unsigned int i;

	for (i = 0; i < nr_blocks; i++)
		if (block[i].grey && !block[i].no_scan)
			n += hits(b, block[i].at, block[i].at + block[i].size);
	return n >= b->min;
}

/* Bytes that a scan looks at; who is reached is known afterwards. */
static u64 mark(void)
{
	u64 bytes = sizeof(fake_roots);
	unsigned int i;
	bool more = true;

	for (i = 0; i < nr_blocks; i++)
		block[i].grey = false;
	while (more) {
		more = false;
		for (i = 0; i < nr_blocks; i++) {
			if (block[i].grey || block[i].min < 0 ||
			    !reached(&block[i]))
				continue;
			block[i].grey = more = true;
			bytes += block[i].no_scan ? 0 : block[i].size;
		}
	}
	return bytes;
}

static bool is_leak(const struct block *b)
{
	return !b->grey && b->min > 0;
}

static bool leak_at(const char *at)
{
	unsigned int i;

	for (i = 0; i < nr_blocks; i++)
		if (at >= block[i].at && at < block[i].at + block[i].size)
			return is_leak(&block[i]);
	return false;
}

static int by_address(const void *a, const void *b)
{
	const struct block *x = a, *y = b;

	return x->at < y->at ? -1 : 1;
}

/* What show_kmemleak() must print, to the last letter. */
static const char *report(u64 bytes)
{
	static char text[BLOCKS * 400 + 100];
	size_t len = 0, room = sizeof(text);
	unsigned int i, k, leaks = 0;

	for (i = 0; i < nr_blocks; i++) {
		const struct block *b = &block[i];

		if (!is_leak(b))
			continue;
		leaks++;
		len += (size_t)snprintf(text + len, room - len,
			"unreferenced object %#llx (size %zu):\n"
			"  age %llu allocations, stage %s\n  backtrace:\n",
			(u64)(uintptr_t)b->at, b->size, allocs - b->born,
			stage_names[b->stage]);
		for (k = 0; k < b->trace_len; k++)
			len += (size_t)snprintf(text + len, room - len,
						"    0x%lx\n", b->trace[k]);
	}
	snprintf(text + len, room - len, "kmemleak: %u of %u objects are "
		 "unreferenced; scanned %llu KiB\n", leaks, nr_blocks,
		 bytes >> 10);
	return text;
}

/* ---- the run ---------------------------------------------------------- */

static void compare(void)
{
	unsigned int i, leaks = 0;
	u64 bytes;

	qsort(block, nr_blocks, sizeof(block[0]), by_address);
	bytes = mark();
	for (i = 0; i < nr_blocks; i++)
		leaks += is_leak(&block[i]);
	assert_int_equal(kmemleak_scan(), leaks);
	assert_int_equal(fake_records, nr_blocks);
	for (i = 0; i < nr_blocks; i++) {
		const char *at = block[i].at, *end = at + block[i].size;

		assert_int_equal(kmemleak_found(at), leak_at(at));
		assert_int_equal(kmemleak_found(end - 1), leak_at(end - 1));
		assert_int_equal(kmemleak_found(end), leak_at(end));
		assert_int_equal(kmemleak_found(at - 1), leak_at(at - 1));
	}
	glue_log_clear();
	show_kmemleak();
	assert_string_equal(glue_log(), report(bytes));
	MET(leaks, "kmemleak: a leak");
	MET(!leaks, "kmemleak: none");
}

/* Some are taken before tracking starts, and their age begins there. */
static void take_early(unsigned int nr)
{
	unsigned int i;

	kmemleak_stop();
	glue_slab_up = false;
	for (i = 0; i < nr; i++) {
		own(&block[i]);
		paint(&block[i]);
	}
	for (i = 0; i < nr; i++) {
		block[i].born = allocs;
		block[i].early = true;
	}
	nr_early += nr;
	glue_slab_up = true;
	assert_true(kmemleak_start());
}

static void one_round(void)
{
	unsigned int i, early = 0, scans;

	cut_blocks();
	if (nr_early < EARLY && rnd(4) == 0)
		early = rnd(nr_blocks + 1);
	take_early(early);
	for (i = early; i < nr_blocks; i++)
		own(&block[i]);
	for (scans = 0; scans < 3; scans++) {
		for (i = 0; i < nr_blocks; i++)
			paint(&block[i]);
		write_words();
		compare();
		while (nr_blocks && rnd(3)) {
			if (rnd(2))
				cut(rnd(nr_blocks));
			else
				drop(rnd(nr_blocks));
		}
	}
	while (nr_blocks)
		drop(0);
}

TEST(every_answer_is_the_models)
{
	u64 round, rounds = from_env("OPS", ROUNDS), frees;

	rng = from_env("SEED", 1) * 0x9e3779b97f4a7c15ULL + 1;
	fake_leak_start();
	kmemleak_counts(&allocs, &frees);
	for (round = 0; round < rounds; round++)
		one_round();
	assert_true(nr_early > EARLY / 2 || rounds < ROUNDS);
	fake_leak_stop();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_answer_is_the_models),
	};

	return RUN(tests);
}
