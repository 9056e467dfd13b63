// SPDX-License-Identifier: GPL-2.0-only
/*
 * The scenarios of bench/memblock.c: how the lists are before the clock runs,
 * and one operation. Addresses above FAR are only numbers: nothing lies
 * behind them.
 */
#include <stdlib.h>
#include <string.h>
#include "subject.h"

#define FRAGMENT	((phys_addr_t)4096)
#define STEP		(2 * FRAGMENT)	/* a fragment and a hole */

unsigned long n;
unsigned int order[MAX_N];
static phys_addr_t blocks[MAX_N], sizes[MAX_N];
static phys_addr_t low, high;		/* what is allocated from */

/* ---- chance, the same in each run -------------------------------------- */

static u64 rng;

static unsigned long rnd(unsigned long below)
{
	rng ^= rng << 13;
	rng ^= rng >> 7;
	rng ^= rng << 17;
	return (rng >> 16) % below;
}

void shuffle(void)
{
	unsigned long i, j;
	unsigned int t;

	rng = 0x9e3779b97f4a7c15ULL;
	for (i = 0; i < n; i++) {
		order[i] = i;
		sizes[i] = (phys_addr_t)64 << rnd(11);
	}
	for (i = n - 1; i > 0; i--) {
		j = rnd(i + 1);
		t = order[i];
		order[i] = order[j];
		order[j] = t;
	}
}

/* ---- what is there before the clock runs ------------------------------- */

/* Let @s have the lists that memblock has: a linear one takes too long. */
static void copy_list(struct memblock_type *to,
		      const struct memblock_type *from)
{
	if (to == from)
		return;
	to->regions = malloc(from->max * sizeof(*to->regions));
	if (!to->regions)
		abort();
	memcpy(to->regions, from->regions, from->cnt * sizeof(*to->regions));
	to->cnt = from->cnt;
	to->max = from->max;
	to->total_size = from->total_size;
}

static void hand_over(const struct subject *s)
{
	copy_list(s->memory, ours.memory);
	copy_list(s->reserved, ours.reserved);
}

static void empty(const struct subject *s)
{
	s->reset(false);
}

/* All of it free, or with @n fragments at the end that is used first. */
static void make_ram(bool bottom_up, bool fragments)
{
	phys_addr_t room = n * 16384 + (1 << 20), at = FAR;
	unsigned long i;

	ours.reset(bottom_up);
	low = FAR;
	high = FAR + room + n * STEP;
	ours.add(low, high - low);
	if (!bottom_up)
		at += room;
	for (i = 0; fragments && i < n; i++)
		ours.reserve(at + i * STEP, FRAGMENT);
}

static void make_blocks(const struct subject *s)
{
	unsigned long i;

	for (i = 0; i < n; i++)
		blocks[i] = s->alloc(sizes[i], 64, low, high);
}

static void ram_td(const struct subject *s)
{
	s->reset(false);
	make_ram(false, false);
	hand_over(s);
}

static void ram_bu(const struct subject *s)
{
	s->reset(true);
	make_ram(true, false);
	hand_over(s);
}

static void fragments_td(const struct subject *s)
{
	s->reset(false);
	make_ram(false, true);
	hand_over(s);
}

static void fragments_bu(const struct subject *s)
{
	s->reset(true);
	make_ram(true, true);
	hand_over(s);
}

static void blocks_td(const struct subject *s)
{
	s->reset(false);
	make_ram(false, true);
	make_blocks(&ours);
	hand_over(s);
}

static void blocks_bu(const struct subject *s)
{
	s->reset(true);
	make_ram(true, true);
	make_blocks(&ours);
	hand_over(s);
}

/* ---- the operations: number @i of a run -------------------------------- */

static void add_asc(const struct subject *s, unsigned long i)
{
	s->add(FAR + i * STEP, FRAGMENT);
}

static void add_desc(const struct subject *s, unsigned long i)
{
	s->add(FAR + (n - i) * STEP, FRAGMENT);
}

static void add_rand(const struct subject *s, unsigned long i)
{
	s->add(FAR + order[i] * STEP, FRAGMENT);
}

static void reserve_asc(const struct subject *s, unsigned long i)
{
	s->reserve(FAR + i * STEP, FRAGMENT);
}

static void reserve_desc(const struct subject *s, unsigned long i)
{
	s->reserve(FAR + (n - i) * STEP, FRAGMENT);
}

static void reserve_rand(const struct subject *s, unsigned long i)
{
	s->reserve(FAR + order[i] * STEP, FRAGMENT);
}

static void alloc(const struct subject *s, unsigned long i)
{
	blocks[i] = s->alloc(sizes[i], 64, low, high);
}

static void free_rand(const struct subject *s, unsigned long i)
{
	s->free(blocks[order[i]], sizes[order[i]]);
}

static void ask_reserved(const struct subject *s, unsigned long i)
{
	if (!s->is_region_reserved(high - STEP - order[i] * STEP, STEP))
		abort();
}

/* Of three calls two allocate, and one frees any block that is left. */
static void churn(const struct subject *s, unsigned long i)
{
	static unsigned long left;
	unsigned long k;

	if (i == 0)
		left = 0;
	if (i % 3 < 2) {
		sizes[left] = (phys_addr_t)64 << order[i] % 11;
		blocks[left] = s->alloc(sizes[left], 64, low, high);
		left++;
		return;
	}
	k = order[i] % left;
	s->free(blocks[k], sizes[k]);
	left--;
	blocks[k] = blocks[left];
	sizes[k] = sizes[left];
}

/* Windows that end at a dozen addresses, in turn. */
static void alloc_windows(const struct subject *s, unsigned long i)
{
	blocks[i] = s->alloc(sizes[i], 64, low, high - i % 12 * STEP);
}

/* All ranges at once: there are @n. */
static void walk(const struct subject *s, unsigned long i)
{
	if (s->walk(false) < n)
		abort();
}

static void walk_rev(const struct subject *s, unsigned long i)
{
	if (s->walk(true) < n)
		abort();
}

const struct scenario scenarios[] = {
	{ "add_asc", empty, add_asc, false },
	{ "add_desc", empty, add_desc, false },
	{ "add_rand", empty, add_rand, false },
	{ "reserve_asc", empty, reserve_asc, false },
	{ "reserve_desc", empty, reserve_desc, false },
	{ "reserve_rand", empty, reserve_rand, false },
	{ "alloc_td_clean", ram_td, alloc, false },
	{ "alloc_bu_clean", ram_bu, alloc, false },
	{ "alloc_td_frag", fragments_td, alloc, false },
	{ "alloc_bu_frag", fragments_bu, alloc, false },
	{ "free_rand_td_frag", blocks_td, free_rand, false },
	{ "free_rand_bu_frag", blocks_bu, free_rand, false },
	{ "churn_td_frag", fragments_td, churn, false },
	{ "churn_bu_frag", fragments_bu, churn, false },
	{ "windows_td_frag", fragments_td, alloc_windows, false },
	{ "iter_fwd", fragments_td, walk, true },
	{ "iter_rev", fragments_td, walk_rev, true },
	{ "is_region_reserved", fragments_td, ask_reserved, false },
};
const unsigned int nr_scenarios = sizeof(scenarios) / sizeof(scenarios[0]);
