// SPDX-License-Identifier: GPL-2.0-only
/*
 * Walks that the plain one of the runner does not make: two at a time, and
 * with pointers left out. Arguments as of __next_mem_range_rev(): list, list
 * to leave out or "none", node, flags.
 */
#include "mm/memblock_internal.h"
#include "runner.h"

#define WALK_MAX	1024

static void put_range(phys_addr_t start, phys_addr_t end, int nid)
{
	lab_open('[');
	lab_value(start);
	lab_value(end);
	lab_value_signed(nid);
	lab_close(']');
}

static void step(u64 *idx, const u64 *a, phys_addr_t *start, phys_addr_t *end,
		 int *nid)
{
	__next_mem_range_rev(idx, (int)a[2], (enum memblock_flags)a[3],
			     lab_list(a[0]), lab_list(a[1]), start, end, nid);
}

/* Two walks in turn, the second one range behind: what the second gives. */
static void two_walks(const u64 *a)
{
	u64 first = ~0ULL, second = ~0ULL;
	phys_addr_t start = 0, end = 0, other_start, other_end;
	int n, nid = -1, other_nid;

	lab_open('[');
	step(&first, a, &other_start, &other_end, &other_nid);
	for (n = 0; n < WALK_MAX; n++) {
		step(&second, a, &start, &end, &nid);
		if (second == ~0ULL)
			break;
		put_range(start, end, nid);
		if (first != ~0ULL)
			step(&first, a, &other_start, &other_end, &other_nid);
	}
	lab_close(']');
}
LAB_OP("two_walks", two_walks);

/* A walk, then a second one from where the first has ended: both of them. */
static void walk_again(const u64 *a)
{
	phys_addr_t start = 0, end = 0;
	int n, round, nid = -1;
	u64 idx = ~0ULL;

	lab_open('[');
	for (round = 0; round < 2; round++)
		for (n = 0; n < WALK_MAX; n++) {
			step(&idx, a, &start, &end, &nid);
			if (idx == ~0ULL)
				break;
			put_range(start, end, nid);
		}
	lab_close(']');
}
LAB_OP("walk_again", walk_again);

/* Fifth argument: bit 0, no start is wanted; 1, no end; 2, no node. */
static void walk_without(const u64 *a)
{
	phys_addr_t start, end;
	u64 idx = ~0ULL;
	int n, nid;

	lab_open('[');
	for (n = 0; n < WALK_MAX; n++) {
		start = end = 0;
		nid = -1;
		step(&idx, a, a[4] & 1 ? NULL : &start,
		     a[4] & 2 ? NULL : &end, a[4] & 4 ? NULL : &nid);
		if (idx == ~0ULL)
			break;
		put_range(start, end, nid);
	}
	lab_close(']');
}
LAB_OP("walk_without", walk_without);
