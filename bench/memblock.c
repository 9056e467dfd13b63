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
 * The scenarios are in bench/scenarios.c.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include "subject.h"

#define CAP		4e9		/* ns for one run */
#define ENOUGH		6e7		/* ns for all runs of one cell */

phys_addr_t array_ram;

/* ---- the clock --------------------------------------------------------- */

double now(void)
{
	struct timespec t;

	/* Only our own time; to ask for it takes too long for short runs. */
	clock_gettime(n < 1000 ? CLOCK_MONOTONIC : CLOCK_THREAD_CPUTIME_ID,
		      &t);
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

	if (what->at_once) {
		what->op(s, 0);
		return n;
	}
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
	bool quiet;		/* at least one run */
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

/*
 * Is the machine quiet? Somebody on the other half of this core, or a lower
 * clock, makes everything slower: this loop, too, which keeps a core as busy
 * as the subjects do.
 */
static double loop_took, loop_best = CAP;

static void look_at_machine(void)
{
	unsigned long i, a = 1, b = 2, c = 3, d = 4;
	double t = now();

	for (i = 0; i < 20000; i++) {
		a += i;
		b ^= i;
		c -= i;
		d += i << 1;
		__asm__ volatile("" : "+r"(a), "+r"(b), "+r"(c), "+r"(d));
	}
	loop_took = now() - t;
	if (loop_took < loop_best)
		loop_best = loop_took;
}

static bool quiet(void)
{
	return loop_took < 1.15 * loop_best;
}

static void run(const struct scenario *what, const struct subject *s,
		struct result *best)
{
	double t, ns;

	what->prepare(s);
	look_at_machine();
	best->quiet |= quiet();
	t = now();
	best->done = timed_run(what, s, t + CAP);
	t = now() - t - clock_takes;
	ns = t / best->done;
	if (!best->spent || ns < best->ns)
		best->ns = ns;
	best->spent += t;
	best->digest = digest(s);
}

static unsigned int cells, busy_cells;

static void measure(const struct scenario *what)
{
	struct result a = { 0 }, b = { 0 };
	int runs;

	/*
	 * Very short runs are many, and the shortest one counts. As long as
	 * the machine was never quiet there are more.
	 */
	for (runs = 0; runs < 6000; runs++) {
		if (runs >= 3 && a.spent > (a.quiet ? 1 : 4) * ENOUGH)
			break;
		if (runs >= 2000 && a.quiet)
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
	cells++;
	busy_cells += !a.quiet;
	printf("%s\t%lu\t%s\t%.1f\n", what->name, n, ours.name, a.ns);
	printf("%s\t%lu\t%s\t%.1f\n", what->name, n, linear.name, b.ns);
	fflush(stdout);
}

static int once(const char *name, const char *who)
{
	const struct subject *s = strcmp(who, ours.name) ? &linear : &ours;
	unsigned int i;

	shuffle();
	for (i = 0; i < nr_scenarios; i++)
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
	printf("scenario\tregions\twho\tvalue\n");
	for (i = 0; i < sizeof(ns) / sizeof(ns[0]); i++) {
		n = ns[i];
		shuffle();
		look_at_clock();
		for (k = 0; k < nr_scenarios; k++)
			if (argc < 2 || !strncmp(scenarios[k].name, argv[1],
						 strlen(argv[1])))
				measure(&scenarios[k]);
		if (argc >= 2)
			continue;
		bare_memmove("add_desc", NULL, n);
		bare_memmove("add_rand", order, n);
	}
	fprintf(stderr, "%u cells; a fixed loop took %.1f us at best, and in "
		"%u cells always 15%% more: there the machine was busy\n",
		cells, loop_best / 1e3, busy_cells);
	return 0;
}
