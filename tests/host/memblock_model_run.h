/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One run of test_memblock_model.c: the model beside memblock, where we are,
 * and what an operation may have done to the arrays of regions.
 */
#ifndef TESTS_HOST_MEMBLOCK_MODEL_RUN_H
#define TESTS_HOST_MEMBLOCK_MODEL_RUN_H

#include "memblock_model.h"
#include "tally.h"

#define M	(&memblock.memory)
#define R	(&memblock.reserved)
#define ANY	NUMA_NO_NODE
#ifdef CONFIG_NUMA
#define NOBODY	MAX_NUMNODES
#else
#define NOBODY	0
#endif

extern struct model m, before;		/* now, and before the operation */
extern struct memblock head;		/* memblock before the operation */
extern u64 seed;			/* of this sequence */
extern unsigned int op_nr;
extern char what[128];			/* the operation, for messages */
extern bool resize_allowed;
extern phys_addr_t image_end;		/* of a kernel (window.h) */

/* How to meet this operation again. */
const char *here(void);
#define CHECK(cond) do { if (!(cond)) \
	fail_msg("operation %u, %s: %s\n%s", op_nr, what, #cond, here()); \
	} while (0)
#define SAY(...) snprintf(what, sizeof(what), __VA_ARGS__)

void seed_rnd(u64 value);
/* Random, 0 to @below - 1. */
unsigned int rnd(unsigned int below);
/* In a crowded world they are short: lists grow long. */
extern bool crowded;
struct cells some_cells(void);
int some_nid(void);
/* A node to ask for, or any. */
int some_wish(void);
phys_addr_t addr(struct cells r);
/* Bytes of @r; what touches the top may well say too much. */
phys_addr_t bytes(struct cells r);

/* The cells of the array of @type, {0, 0} if it is static or the slab's. */
struct cells array_cells(const struct memblock_type *type);
void forget_array(const struct memblock_type *type);
bool overlap(struct cells a, struct cells b);
/* May the reserved cells @r go? Not what the arrays themselves lie in. */
bool hits_array(struct cells r);

/* An operation begins: remember all. */
void begin(void);
/*
 * It returned @rc, for a list that should have @want regions then; @pending:
 * the cells it was about. Return true for success, and fail the test if
 * failure was not justified.
 */
bool succeeded(int rc, struct memblock_type *type, unsigned int want,
	       struct cells pending);
/* After begin(): can @r be reserved, be it by growth? */
bool can_reserve(struct cells r);
/* Let the model's reserved list follow what the arrays did. */
void follow(struct cells pending);
/* Everything against the model. */
void compare(void);

/* ---- operations: memblock_model_ops.c --------------------------------- */

void op_add(struct cells r);
void op_reserve(struct cells r);
void op_remove(struct cells r);
void op_free(struct cells r);
void op_mark(struct cells r);
void op_node(struct cells r);
void op_limit(struct cells r);
void op_switch(struct cells r);
void op_slab(void);
void op_empty(struct cells r);

/* ---- allocation: memblock_model_alloc.c ------------------------------- */

void op_alloc(struct cells r);

/* ---- questions: memblock_model_ask.c ---------------------------------- */

void ask_ranges(struct cells r);
void ask_find(struct cells r);
void ask_sums(void);
void ask_pages(struct cells r);
void ask_walks(struct cells r);
void ask_dump(void);

/* ---- names of reserved ranges: memblock_model_names.c ----------------- */

void forget_all_names(void);
void op_named(struct cells r);
/* Would this free cut a named range in two? */
bool cuts_name(struct cells r);
void names_freed(struct cells r, bool partial);
void compare_names(void);
void ask_names(struct cells r);

/* ---- what was met: memblock_model_met.c ------------------------------- */

void met_add(const struct cell *c, struct cells r, int nid, int flags);
void met_remove(const struct cell *c, struct cells r);
void met_mark(const struct cell *c, struct cells r);
void met_growth(unsigned long old_max, bool reserved);
void met_lengths(void);

/* The number of regions list @c of the model has after @change. */
#define RUNS_AFTER(c, change) ({ \
	static struct cell __save[CELLS]; \
	unsigned int __n; \
	memcpy(__save, c, m.n * sizeof(*__save)); \
	change; \
	__n = count_runs(&m, c); \
	memcpy(c, __save, m.n * sizeof(*__save)); \
	__n; })

/* Regions of @c once none crosses a border of @r. */
unsigned int runs_isolated(const struct cell *c, struct cells r);

#define CELLS_OF(type)	((type) == M ? m.memory : m.reserved)

/* Do @call, which changes @type within @pending, and @change in the model. */
#define TRY(type, pending, call, change) \
	TRY_WANT(RUNS_AFTER(CELLS_OF(type), change), type, pending, call, \
		 change)
/* The same for marks: all is split first, and merged afterwards. */
#define TRY_MARK(type, pending, call, change) \
	TRY_WANT(runs_isolated(CELLS_OF(type), pending), \
		 type, pending, call, change)
#define TRY_WANT(want, type, pending, call, change) ({ \
	unsigned int __want = (want); \
	bool __ok; \
	begin(); \
	__ok = succeeded((call), type, __want, pending); \
	if (__ok) { \
		follow(pending); \
		change; \
	} \
	__ok; })

#endif
