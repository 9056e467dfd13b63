/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What bench/memblock.c measures: one early allocator as a table of
 * functions. There are two: ours (ours.c) and a linear one (linear.c).
 */
#ifndef BENCH_SUBJECT_H
#define BENCH_SUBJECT_H

#include <linux/memblock.h>

struct subject {
	const char *name;
	/* Empty lists in their first arrays; allocations go this way. */
	void (*reset)(bool bottom_up);
	int (*add)(phys_addr_t base, phys_addr_t size);
	int (*reserve)(phys_addr_t base, phys_addr_t size);
	int (*free)(phys_addr_t base, phys_addr_t size);
	/* 0 if there is no place in [start, end). */
	phys_addr_t (*alloc)(phys_addr_t size, phys_addr_t align,
			     phys_addr_t start, phys_addr_t end);
	bool (*is_region_reserved)(phys_addr_t base, phys_addr_t size);
	/* Ranges that a walk over free memory gives. */
	unsigned long (*walk)(bool reverse);
	struct memblock_type *memory, *reserved;
};

extern const struct subject ours, linear;

/* RAM that grown arrays may lie in, by its own address. */
#define ARRAY_RAM	(64UL << 20)
extern phys_addr_t array_ram;

/* ---- bench/scenarios.c ------------------------------------------------- */

#define MAX_N		100000UL
#define FAR		((phys_addr_t)1 << 48)	/* where the RAM is */

extern unsigned long n;			/* regions */
extern unsigned int order[MAX_N];	/* 0 to n-1, shuffled */

/* Choose order and sizes: the same ones whenever @n is the same. */
void shuffle(void);

struct scenario {
	const char *name;
	void (*prepare)(const struct subject *s);
	/* Operation @i of a run. */
	void (*op)(const struct subject *s, unsigned long i);
	bool at_once;		/* one call is all operations */
};

extern const struct scenario scenarios[];
extern const unsigned int nr_scenarios;

/* ---- bench/memblock.c --------------------------------------------------- */

/* ns since some time, by the clock of the benchmark. */
double now(void);

/*
 * Print what the memmoves alone take when @n regions go into an empty list
 * in this order of their places; NULL: each before all others.
 */
void bare_memmove(const char *scenario, const unsigned int *order,
		  unsigned long n);

#endif
