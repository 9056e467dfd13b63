/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the event of a search must tell, worked out by looking at each free
 * range, byte borders and all, in random small worlds. For
 * test_trace_search.c, which says what it searches for in @ask.
 */
#ifndef TESTS_HOST_TRACE_SEARCH_H
#define TESTS_HOST_TRACE_SEARCH_H

#include "glue_memblock.h"
#include "mm/memblock_internal.h"
#include "trace_notes.h"

#define M	(&memblock.memory)
#define R	(&memblock.reserved)
#define ANY	NUMA_NO_NODE
#define U	((phys_addr_t)0x400)	/* most borders are multiples of it */
#define WORLD	((phys_addr_t)0x10000)	/* where the first region may be */

/* What is asked for, and which part of that the trace can know. */
extern struct ask {
	phys_addr_t start, end, size, align;
	phys_addr_t later;	/* size, if only the end of it told that */
	int nid;
	bool upwards, window, sized, aligned;
} ask;

/* How often candidates were refused for what reason, and so on. */
extern unsigned int met_why[NR_WHY], met_lost, met_hint, met_unknown;

/* Random, 0 to @below - 1. */
unsigned int rnd(unsigned int below);
/* Up to @n regions of memory of all kinds, and about as many reserved. */
void new_world(unsigned int n);
phys_addr_t near_border(void);
/* A new request; the trace knows all of it. */
void ask_something(void);

/*
 * The first note is about this search of @function, which took the range
 * with the address @taken (0: none) and found @result; @known: the trace can
 * know that. Then the note goes.
 */
void expect_find(const char *function, phys_addr_t taken, phys_addr_t result,
		 bool known);
/* Where in the free range with the address @in is what is asked for? Or 0. */
phys_addr_t place_at(phys_addr_t in);

#endif
