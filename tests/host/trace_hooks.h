/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The hooks of the lists, called by hand from as deep in the stack as a test
 * likes: what is called from within a move is part of it. The lists are
 * changed by hand as well, so that each hook sees what the test means.
 */
#ifndef TESTS_HOST_TRACE_HOOKS_H
#define TESTS_HOST_TRACE_HOOKS_H

#include <linux/trace.h>
#include "trace_notes.h"

#define M	(&memblock.memory)
#define R	(&memblock.reserved)

struct hook {
	enum { MOVE, MARK, LIST } which;
	const char *what;
	enum trace_kind kind;
	struct memblock_type *type;
	phys_addr_t base, size;
	int value;
	bool set;
};

/*
 * Call it from @depth functions below this one, which is one for all hooks,
 * so that equal depths are equal frames.
 */
void call_hook(unsigned int depth, const struct hook *h);

/* Hooks are numbered: note_stack. */
#define HOOK(depth, ...) \
	(note_stack++, call_hook(depth, &(const struct hook){ __VA_ARGS__ }))
#define move(depth, name, at, bytes) \
	HOOK(depth, .which = MOVE, .what = name, .base = at, .size = bytes)
#define mark(depth, ...) \
	HOOK(depth, MARK, NULL, __VA_ARGS__)
#define changed(depth, list, merged) \
	HOOK(depth, .which = LIST, .type = list, .set = merged)

/* A region more, at the end of the list. */
void put(struct memblock_type *type, phys_addr_t base, phys_addr_t size);
/* A search takes [base, base + size), and does not say what it wants. */
void search(phys_addr_t base, phys_addr_t size);

#endif
