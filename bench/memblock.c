// SPDX-License-Identifier: GPL-2.0-only
/*
 * What an operation of memblock costs, and how that grows with the number of
 * regions. Each scenario runs for mm/memblock*.c and for a linear allocator
 * in turn, so that both meet the same machine; `make bench` makes a table and
 * a plot of the lines that this prints: scenario, regions, who, ns.
 *
 *	memblock [PREFIX]		all of them, or those of that name
 *	memblock SCENARIO N WHO		one, once, for a counter of instructions
 *
 * Addresses above FAR are only numbers: nothing lies behind them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include "subject.h"

#define FAR		((phys_addr_t)1 << 48)
#define FRAGMENT	((phys_addr_t)4096)
#define STEP		(2 * FRAGMENT)	/* a fragment and a hole */
#define MAX_N		100000UL
#define CAP		4e9		/* ns for one run */
#define ENOUGH		6e7		/* ns for all runs of one cell */

phys_addr_t array_ram;

static unsigned long n;			/* regions */
static unsigned int order[MAX_N];	/* 0 to n-1, shuffled */
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

static void shuffle(void)
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

static void walk(const struct subject *s, unsigned long i)
{
	if (i == 0 && s->walk(false) < n)
		abort();
}

static void walk_rev(const struct subject *s, unsigned long i)
{
	if (i == 0 && s->walk(true) < n)
		abort();
}

static const struct scenario {
	const char *name;
	void (*prepare)(const struct subject *s);
	void (*op)(const struct subject *s, unsigned long i);
} scenarios[] = {
	{ "add_asc", empty, add_asc },
	{ "add_desc", empty, add_desc },
	{ "add_rand", empty, add_rand },
	{ "reserve_asc", empty, reserve_asc },
	{ "reserve_desc", empty, reserve_desc },
	{ "reserve_rand", empty, reserve_rand },
	{ "alloc_td_clean", ram_td, alloc },
	{ "alloc_bu_clean", ram_bu, alloc },
	{ "alloc_td_frag", fragments_td, alloc },
	{ "alloc_bu_frag", fragments_bu, alloc },
	{ "free_rand_td_frag", blocks_td, free_rand },
	{ "free_rand_bu_frag", blocks_bu, free_rand },
	{ "iter_fwd", fragments_td, walk },
	{ "iter_rev", fragments_td, walk_rev },
	{ "is_region_reserved", fragments_td, ask_reserved },
};

/* ---- the clock --------------------------------------------------------- */

double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e9 + t.tv_nsec;
}

/* All operations, or those until @stop. Returns how many were done. */
__attribute__((noinline))
unsigned long timed_run(const struct scenario *what, const struct subject *s,
			double stop);

unsigned long timed_run(const struct scenario *what, const struct subject *s,
			double stop)
{
	unsigned long i;

	for (i = 0; i < n; i++) {
		what->op(s, i);
		if ((i & 1023) == 1023 && now() > stop)
			return i + 1;
	}
	return n;
}

/* What a run has made of the lists, as one number. */
static u64 digest(const struct subject *s)
{
	const struct memblock_type *lists[] = { s->memory, s->reserved };
	const struct memblock_region *r;
	u64 sum = 0;
	int i;

	for (i = 0; i < 2; i++) {
		r = lists[i]->regions;
		for (; r < lists[i]->regions + lists[i]->cnt; r++)
			/* Not where the arrays are, which grow differently. */
			if (r->base >= FAR)
				sum = (sum ^ r->base ^ r->size << 1) *
					0x9e3779b97f4a7c15ULL;
	}
	return sum;
}

struct result {
	double ns, spent;
	unsigned long done;
	u64 digest;
};

static double clock_takes;		/* ns for one look at it */

static void look_at_clock(void)
{
	double t;
	int i;

	clock_takes = CAP;
	for (i = 0; i < 1000; i++) {
		t = now();
		t = now() - t;
		if (t < clock_takes)
			clock_takes = t;
	}
}

static void run(const struct scenario *what, const struct subject *s,
		struct result *best)
{
	double t, ns;

	what->prepare(s);
	t = now();
	best->done = timed_run(what, s, t + CAP);
	t = now() - t - clock_takes;
	ns = t / best->done;
	if (!best->spent || ns < best->ns)
		best->ns = ns;
	best->spent += t;
	best->digest = digest(s);
}

static void measure(const struct scenario *what)
{
	struct result a = { 0 }, b = { 0 };
	int runs;

	/* Very short runs are many, and the shortest one counts. */
	for (runs = 0; runs < 2000; runs++) {
		if (runs >= 3 && a.spent > ENOUGH)
			break;
		run(what, &ours, &a);
		if (runs == 0 || b.spent < CAP / 4)
			run(what, &linear, &b);
		if (b.done == n && a.digest != b.digest) {
			fprintf(stderr, "%s %lu: the two lists differ\n",
				what->name, n);
			exit(1);
		}
	}
	printf("%s\t%lu\t%s\t%.1f\n", what->name, n, ours.name, a.ns);
	printf("%s\t%lu\t%s\t%.1f\n", what->name, n, linear.name, b.ns);
	fflush(stdout);
}

static int once(const char *name, const char *who)
{
	const struct subject *s = strcmp(who, ours.name) ? &linear : &ours;
	unsigned int i;

	shuffle();
	for (i = 0; i < sizeof(scenarios) / sizeof(scenarios[0]); i++)
		if (!strcmp(scenarios[i].name, name)) {
			scenarios[i].prepare(s);
			printf("%lu\n", timed_run(&scenarios[i], s,
						  now() + 1e12));
			return 0;
		}
	fprintf(stderr, "no scenario %s\n", name);
	return 2;
}

int main(int argc, char **argv)
{
	static const unsigned long ns[] = { 16, 128, 1000, 10000, MAX_N };
	unsigned int i, k;
	void *ram = mmap(NULL, ARRAY_RAM, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (ram == MAP_FAILED)
		return 2;
	array_ram = (phys_addr_t)(uintptr_t)ram;
	if (argc == 4) {
		n = strtoul(argv[2], NULL, 0);
		return once(argv[1], argv[3]);
	}
	look_at_clock();
	printf("scenario\tregions\twho\tvalue\n");
	for (i = 0; i < sizeof(ns) / sizeof(ns[0]); i++) {
		n = ns[i];
		shuffle();
		for (k = 0; k < sizeof(scenarios) / sizeof(scenarios[0]); k++)
			if (argc < 2 || !strncmp(scenarios[k].name, argv[1],
						 strlen(argv[1])))
				measure(&scenarios[k]);
		if (argc >= 2)
			continue;
		bare_memmove("add_desc", NULL, n);
		bare_memmove("add_rand", order, n);
	}
	return 0;
}
