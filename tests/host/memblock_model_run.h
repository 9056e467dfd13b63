/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One run of test_memblock_model.c: the model beside memblock, where we are,
 * and what an operation may have done to the arrays of regions.
 */
#ifndef TESTS_HOST_MEMBLOCK_MODEL_RUN_H
#define TESTS_HOST_MEMBLOCK_MODEL_RUN_H

#include "memblock_model.h"

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

/* How often what happened, so that a run can say that it tested much. */
extern unsigned int nr_grown[3];	/* memory, reserved, both at once */
extern unsigned int nr_failed, nr_blocks;

#define CHECK(cond) do { if (!(cond)) \
	fail_msg("SEED=%llu, operation %u, %s: %s", seed, op_nr, what, \
		 #cond); } while (0)
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
bool overlap(struct cells a, struct cells b);

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

/* Everything against the model; and random questions. */
void compare(void);
void ask_ranges(struct cells r);
void ask_find(struct cells r);
void ask_sums(void);

/* The number of regions @type would have after model operation @change. */
#define RUNS_AFTER(type, change) ({ \
	static struct model __save; \
	unsigned int __n; \
	__save = m; \
	change; \
	__n = count_runs(&m, (type) == M ? m.memory : m.reserved); \
	m = __save; \
	__n; })

/* Regions of @c once none crosses a border of @r. */
unsigned int runs_isolated(const struct cell *c, struct cells r);

/* Do @call, which changes @type within @pending, and @change in the model. */
#define TRY(type, pending, call, change) \
	TRY_WANT(RUNS_AFTER(type, change), type, pending, call, change)
/* The same for marks: all is split first, and merged afterwards. */
#define TRY_MARK(type, pending, call, change) \
	TRY_WANT(runs_isolated((type) == M ? m.memory : m.reserved, pending), \
		 type, pending, call, change)
#define TRY_WANT(want, type, pending, call, change) do { \
	unsigned int __want = (want); \
	int __rc; \
	begin(); \
	__rc = (call); \
	if (succeeded(__rc, type, __want, pending)) { \
		follow(pending); \
		change; \
	} \
	} while (0)

#endif
