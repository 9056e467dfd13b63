/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A memblock too dumb to be wrong: two arrays of cells, one a list. A cell
 * stands for U bytes and says whether they are in the list, and of what kind.
 * No merging, no searching: what memblock must answer is read off the cells.
 * test_memblock_model.c drives both and compares.
 */
#ifndef TESTS_HOST_MEMBLOCK_MODEL_H
#define TESTS_HOST_MEMBLOCK_MODEL_H

#include "glue_memblock.h"

#ifndef CELLS
#define CELLS	2048
#endif

struct cell {
	u8 in;				/* is it in the list? */
	u8 nid;				/* MAX_NUMNODES: not known */
	u8 flags;
	u8 unused;
};

/* Cells [from, to). */
struct cells {
	int from, to;
};

struct model {
	phys_addr_t base;		/* address of cell 0 */
	phys_addr_t unit;		/* bytes a cell */
	int n;				/* cells in use */
	phys_addr_t image_end;		/* of a kernel; 0: there is none */
	struct cell memory[CELLS], reserved[CELLS];
};

/* Where cell @i begins; the last one may end one byte short, at the top. */
phys_addr_t cell_addr(const struct model *m, int i);

/* ---- the operations, on cells ---------------------------------------- */

void model_add(struct cell *c, struct cells r, int nid, int flags);
void model_remove(struct cell *c, struct cells r);
void model_flags(struct cell *c, struct cells r, int set, int clear);
void model_node(struct cell *c, struct cells r, int nid);
void model_trim(struct model *m, phys_addr_t align);
/* Address up to which memory sums to @limit; ~0 if there is less. */
phys_addr_t model_limit_end(const struct model *m, phys_addr_t limit);
void model_cap(struct model *m, phys_addr_t from, phys_addr_t to, bool nomap);

/* ---- the answers, read off the cells --------------------------------- */

/* End of the run of like cells that begins at @i: one region. */
int run_end(const struct model *m, const struct cell *c, int i);
/* Number of runs, which is what cnt must be. */
unsigned int count_runs(const struct model *m, const struct cell *c);
/* Cell of an address; -1 outside. */
int cell_of(const struct model *m, phys_addr_t addr);

/* Do two cells belong to one region, if they touch? */
bool alike(struct cell a, struct cell b);
/* May cell @i be given away to node @nid by a walk that asks for @flags? */
bool is_free(const struct model *m, int i, int nid, int flags);

/*
 * First fit in one direction, by looking at each run. @cut: cells counted as
 * reserved (the range a reservation is pending for), or {0, 0}.
 */
phys_addr_t model_first_fit(const struct model *m, phys_addr_t size,
			    phys_addr_t align, phys_addr_t start,
			    phys_addr_t end, int nid, struct cells cut,
			    bool upwards);
/* What memblock_find_in_range_node() must say. */
phys_addr_t model_find(const struct model *m, phys_addr_t size,
		       phys_addr_t align, phys_addr_t start, phys_addr_t end,
		       int nid, struct cells cut);

/* The whole list against its cells; NULL, or what is wrong. */
const char *model_compare(const struct model *m, const struct cell *c,
			  const struct memblock_type *type);

/* All walks against the cells; NULL, or what is wrong. */
const char *model_compare_walks(const struct model *m, int nid, int flags);
/* The walk of searches: what fits is never left out. */
const char *model_compare_search(const struct model *m, int nid,
				 phys_addr_t start, phys_addr_t end,
				 phys_addr_t size);
/* Walks over one list alone, and in whole pages. */
const char *model_compare_lists(const struct model *m, int nid);

#endif
