// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which of all cases an operation of test_memblock_model.c was, read off the
 * cells before it is done.
 */
#include "memblock_model_run.h"

static struct cell at(const struct cell *c, int i)
{
	return i >= 0 && i < m.n ? c[i] : (struct cell){ 0 };
}

/* How many cells of @r are in the list. */
static int covered(const struct cell *c, struct cells r)
{
	int i, n = 0;

	for (i = r.from; i < r.to; i++)
		n += c[i].in;
	return n;
}

/* Regions that have a cell in @r. */
static int runs_in(const struct cell *c, struct cells r)
{
	int i, n = 0;

	for (i = r.from; i < r.to; i++)
		n += c[i].in && (i == r.from || !alike(c[i], c[i - 1]));
	return n;
}

void met_add(const struct cell *c, struct cells r, int nid, int flags)
{
	const struct cell new = { 1, nid, flags, 0 };
	struct cell below = at(c, r.from - 1), above = at(c, r.to);
	bool left = below.in && alike(below, new);
	bool right = above.in && alike(above, new);
	int n = covered(c, r);

	MET(!n && !below.in && !above.in, "add: touches nothing");
	MET(!n && left && !right, "add: joins the region below");
	MET(!n && right && !left, "add: joins the region above");
	MET(!n && left && right, "add: fills a gap, three become one");
	MET(!n && below.in && below.nid != nid, "add: touches another node");
	MET(!n && below.in && below.flags != flags,
	    "add: touches other flags");
	MET(n == r.to - r.from, "add: all there already");
	MET(n && n < r.to - r.from && c[r.from].in && !c[r.to - 1].in,
	    "add: overlaps the end of a region");
	MET(n && n < r.to - r.from && !c[r.from].in && c[r.to - 1].in,
	    "add: overlaps the start of a region");
	MET(runs_in(c, r) > 1 && n < r.to - r.from, "add: over several");
	MET(r.to == m.n && cell_addr(&m, m.n) == TOP,
	    "add: up to the end of the address space");
}

void met_remove(const struct cell *c, struct cells r)
{
	bool left = r.from > 0 && c[r.from].in &&
		alike(c[r.from], c[r.from - 1]);
	bool right = r.to < m.n && c[r.to - 1].in &&
		alike(c[r.to - 1], c[r.to]);
	int n = runs_in(c, r);

	MET(!n, "remove: nothing there (a double free)");
	MET(n == 1 && left && right, "remove: splits a region");
	MET(n == 1 && left && !right, "remove: cuts the end off a region");
	MET(n == 1 && right && !left, "remove: cuts the start off a region");
	MET(n == 1 && !left && !right, "remove: a whole region");
	MET(n > 1, "remove: over several");
	MET(n && (unsigned int)n == count_runs(&m, c) && !left && !right,
	    "remove: the last region");
	MET(n && covered(c, r) < r.to - r.from, "remove: a part was not there");
}

void met_mark(const struct cell *c, struct cells r)
{
	bool left = r.from > 0 && c[r.from].in &&
		alike(c[r.from], c[r.from - 1]);
	bool right = r.to < m.n && c[r.to - 1].in &&
		alike(c[r.to - 1], c[r.to]);

	MET(left && !right, "mark: splits at the start");
	MET(right && !left, "mark: splits at the end");
	MET(left && right, "mark: splits at both ends");
	MET(!covered(c, r), "mark: nothing there");
	MET(runs_in(c, r) > 1, "mark: over several");
}

void met_growth(unsigned long old_max, bool reserved)
{
	MET(old_max == 128 && !reserved, "growth: memory from 128");
	MET(old_max == 256 && !reserved, "growth: memory from 256");
	MET(old_max == 4096 && !reserved, "growth: memory from 4096");
	MET(old_max == 128 && reserved, "growth: reserved from 128");
	MET(old_max == 256 && reserved, "growth: reserved from 256");
	MET(old_max == 4096 && reserved, "growth: reserved from 4096");
}

#define MET_LENGTHS(list, cnt) do { \
	MET((cnt) == 0, list " empty"); \
	MET((cnt) == 1, list " of 1 region"); \
	MET((cnt) == 127, list " of 127 regions"); \
	MET((cnt) == 128, list " of 128 regions"); \
	MET((cnt) == 129, list " of 129 regions"); \
	MET((cnt) == 255, list " of 255 regions"); \
	MET((cnt) == 256, list " of 256 regions"); \
	MET((cnt) == 257, list " of 257 regions"); \
	MET((cnt) == 4095, list " of 4095 regions"); \
	MET((cnt) == 4096, list " of 4096 regions"); \
	MET((cnt) == 4097, list " of 4097 regions"); \
	} while (0)

void met_lengths(void)
{
	MET_LENGTHS("memory", M->cnt);
	MET_LENGTHS("reserved", R->cnt);
	MET(glue_slab_up, "operation after the slab is up");
	MET(!glue_slab_up, "operation before the slab is up");
}
