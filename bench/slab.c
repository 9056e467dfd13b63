// SPDX-License-Identifier: GPL-2.0-only
/*
 * What kmalloc() and kfree() cost, and what pages cost, next to the C
 * library's malloc() and free(), which LD_PRELOAD may replace. The kernel's
 * allocators run as they are, from memblock up, over memory of this program.
 *
 *	slab			time, one line each: pattern, bytes, who, ns
 *	slab NAME		the same for malloc() alone, under that name
 *	slab PATTERN BYTES WHO	one, once, for a counter of instructions
 *
 * Each value is for one block taken and given back, after a run that is not
 * measured: no allocator pays for its first pages.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <linux/bootmem.h>
#include <linux/gfp.h>
#include <linux/slab.h>
#include "slab_env.h"

#define BLOCKS	1000		/* in use at a time, but for "pair" */
#define ENOUGH	2e7		/* ns for all runs of one value */

struct subject {
	const char *name;
	void *(*alloc)(size_t size);
	void (*free)(void *block, size_t size);
};

static void *slab_take_one(size_t size)
{
	return kmalloc(size, GFP_KERNEL);
}

static void slab_give(void *block, size_t size)
{
	kfree(block);
}

static void *pages_take(size_t size)
{
	return (void *)__get_free_pages(GFP_KERNEL, get_order(size));
}

static void pages_give(void *block, size_t size)
{
	free_pages((unsigned long)block, get_order(size));
}

static void libc_give(void *block, size_t size)
{
	free(block);
}

static const struct subject ours = { "nopanic", slab_take_one, slab_give };
static const struct subject pages = { "nopanic", pages_take, pages_give };
static struct subject libc = { "glibc", malloc, libc_give };

/* ---- patterns ---------------------------------------------------------- */

static void *block[BLOCKS];
static size_t length[BLOCKS];		/* of each block in use */
static unsigned int choice[BLOCKS];	/* which block is next */
static size_t size_of[BLOCKS];		/* and how large it will be */

static void pair(const struct subject *s, size_t size)
{
	unsigned int i;

	for (i = 0; i < BLOCKS; i++) {
		void *one = s->alloc(size);

		__asm__ volatile("" : : "r"(one) : "memory");
		s->free(one, size);
	}
}

static void take_all(const struct subject *s, size_t size)
{
	unsigned int i;

	for (i = 0; i < BLOCKS; i++)
		block[i] = s->alloc(size);
}

static void lifo(const struct subject *s, size_t size)
{
	unsigned int i;

	take_all(s, size);
	for (i = BLOCKS; i-- > 0; )
		s->free(block[i], size);
}

static void fifo(const struct subject *s, size_t size)
{
	unsigned int i;

	take_all(s, size);
	for (i = 0; i < BLOCKS; i++)
		s->free(block[i], size);
}

/* Any block in use is replaced by a new one: of the same size ... */
static void random_life(const struct subject *s, size_t size)
{
	unsigned int i;

	for (i = 0; i < BLOCKS; i++) {
		s->free(block[choice[i]], size);
		block[choice[i]] = s->alloc(size);
	}
}

/* ... or of any up to @size. */
static void random_size(const struct subject *s, size_t size)
{
	unsigned int i;

	for (i = 0; i < BLOCKS; i++) {
		unsigned int k = choice[i];

		s->free(block[k], length[k]);
		length[k] = size_of[i];
		block[k] = s->alloc(length[k]);
	}
}

/* ---- runs -------------------------------------------------------------- */

struct pattern {
	const char *name;
	void (*run)(const struct subject *s, size_t size);
	const struct subject *ours;
	bool blocks_stay;	/* some are in use before and after */
};

static const struct pattern patterns[] = {
	{ "pair", pair, &ours, false },
	{ "lifo", lifo, &ours, false },
	{ "fifo", fifo, &ours, false },
	{ "random", random_life, &ours, true },
	{ "random_size", random_size, &ours, true },
	{ "pages_pair", pair, &pages, false },
	{ "pages_random", random_life, &pages, true },
};

static const size_t slab_sizes[] = {
	8, 16, 32, 64, 96, 128, 192, 256, 512, 1024, 2048, 4096, 8192, 0
};
static const size_t page_sizes[] = {
	4096, 8192, 16384, 32768, 65536, 131072, 262144, 524288, 1048576,
	2097152, 0
};

static unsigned long rnd(unsigned long below)
{
	static u64 state = 0x9e3779b97f4a7c15ULL;

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (state >> 16) % below;
}

static void choose(size_t size)
{
	unsigned int i;

	for (i = 0; i < BLOCKS; i++) {
		choice[i] = rnd(BLOCKS);
		size_of[i] = 1 + rnd(size);
	}
}

/* What is measured: BLOCKS blocks taken and given back. */
noinline
void timed_run(const struct pattern *p, const struct subject *s, size_t size);

void timed_run(const struct pattern *p, const struct subject *s, size_t size)
{
	p->run(s, size);
}

static void begin(const struct pattern *p, const struct subject *s,
		  size_t size)
{
	unsigned int i;

	choose(size);
	for (i = 0; p->blocks_stay && i < BLOCKS; i++) {
		length[i] = size;
		block[i] = s->alloc(size);
	}
	p->run(s, size);
	choose(size);
}

static void end(const struct pattern *p, const struct subject *s, size_t size)
{
	unsigned int i;

	for (i = 0; p->blocks_stay && i < BLOCKS; i++)
		s->free(block[i], length[i]);
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e9 + t.tv_nsec;
}

/* The shortest of many runs, printed. */
static void measure(const struct pattern *p, const struct subject *s,
		    size_t size)
{
	double t, spent = 0, best = 1e18;

	begin(p, s, size);
	while (spent < ENOUGH) {
		t = now();
		timed_run(p, s, size);
		t = now() - t;
		spent += t + 1;
		if (t < best)
			best = t;
	}
	end(p, s, size);
	printf("%s\t%zu\t%s\t%.2f\n", p->name, size, s->name, best / BLOCKS);
}

static void measure_all(bool libc_alone)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(patterns); i++) {
		const struct pattern *p = &patterns[i];
		const size_t *size = p->ours == &pages ? page_sizes
						       : slab_sizes;

		for (; *size; size++) {
			if (!libc_alone)
				measure(p, p->ours, *size);
			measure(p, &libc, *size);
		}
	}
}

static int once(const char *name, size_t size, const char *who)
{
	const struct subject *s;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(patterns); i++) {
		const struct pattern *p = &patterns[i];

		if (strcmp(p->name, name))
			continue;
		s = strcmp(who, p->ours->name) ? &libc : p->ours;
		begin(p, s, size);
		timed_run(p, s, size);
		end(p, s, size);
		printf("%d\n", BLOCKS);
		return 0;
	}
	fprintf(stderr, "no pattern %s\n", name);
	return 2;
}

int main(int argc, char **argv)
{
	slab_env_start();
	if (argc == 4)
		return once(argv[1], strtoul(argv[2], NULL, 0), argv[3]);
	if (argc == 2)
		libc.name = argv[1];
	else
		printf("pattern\tbytes\twho\tvalue\n");
	measure_all(argc == 2);
	return 0;
}
