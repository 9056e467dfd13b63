/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * memblock and its model (tests/host/memblock_model.h) as fuzz_memblock.c
 * drives them: one change at both, ranges out of the input, and what follows
 * for the model when an array of regions grows.
 */
#ifndef TESTS_FUZZ_MEMBLOCK_WORLD_H
#define TESTS_FUZZ_MEMBLOCK_WORLD_H

#include "tests/host/memblock_model.h"
#include "fuzz.h"

#define NR_CELLS	320
#define M		(&memblock.memory)
#define R		(&memblock.reserved)
#define NOBODY		MAX_NUMNODES

extern struct model m;
extern struct memblock head;		/* memblock before the operation */

/* The cells of the array of @type, {0, 0} if it is static or the slab's. */
struct cells array_cells(const struct memblock_type *type);
bool overlap(struct cells a, struct cells b);
/* A larger array lies in memory that was free; the old one is given back. */
void follow_growth(const struct memblock_type *old,
		   const struct memblock_type *now);

/* A range of cells. */
struct cells take_cells(struct input *in);
phys_addr_t addr(struct cells r);
/* Bytes of @r; what touches the top may say too much. */
phys_addr_t bytes(struct cells r);

/* Both lists, and the walks over free memory, against the model. */
void require_same(void);

/*
 * Do @call; if it says 0 do @change to the model, else nothing changed: at
 * most a list has grown, and then not enough.
 */
#define TRY(call, change) do { \
	int __rc; \
	head = memblock; \
	__rc = (call); \
	if (__rc) { \
		REQUIRE(__rc == -12); \
		REQUIRE(M->max != head.memory.max || \
			R->max != head.reserved.max || \
			!memcmp(&head, &memblock, sizeof(head))); \
	} \
	follow_growth(&head.memory, M); \
	follow_growth(&head.reserved, R); \
	if (!__rc) \
		change; \
	} while (0)

#endif
