// SPDX-License-Identifier: GPL-2.0-only
/*
 * From the hooks of memblock to events about its two lists. A debug line
 * says what is about to be done (a "move"); the primitives say that a list
 * has changed; trace_diff.c finds out how.
 *
 * Called through <linux/trace.h> only; changes nothing of memblock.
 */
#include "memblock_internal.h"
#include "trace.h"

#define MAX_MOVES	3		/* one within the other */

/* Somebody has said what will happen; it is an event when it has happened. */
static struct move {
	enum trace_kind kind;
	unsigned int list;
	const char *function, *name;
	phys_addr_t base, size;
	int value;
	bool set;
	const char *frame;
	struct trace_stack stack;
} moves[MAX_MOVES];
static unsigned int nr_moves;
static const char *next_name;

static phys_addr_t known_limit = MEMBLOCK_ALLOC_ANYWHERE;
static bool known_bottom_up;
bool trace_is_aside;

/* ---- moves -------------------------------------------------------------- */

static const struct known_move {
	const char *function;
	enum trace_kind kind;
	unsigned int list;
} known_moves[] = {
	{ "memblock_reserve", TRACE_RESERVE, 1 },
	{ "memblock_add", TRACE_ADD, 0 },
	{ "memblock_free", TRACE_FREE, 1 },
	{ "memblock_remove", TRACE_REMOVE, 0 },
	{ "memblock_add_node", TRACE_ADD, 0 },
};

/* Does the list cover all of the range; or, @any, some of it? */
static bool covers(const struct memblock_type *type, phys_addr_t base,
		   phys_addr_t size, bool any)
{
	phys_addr_t end = base + memblock_cap_size(base, &size);
	unsigned long i = memblock_first_above(type, base);

	if (any)
		return size && i < type->cnt && type->regions[i].base < end;
	for (; base < end && i < type->cnt; i++) {
		if (type->regions[i].base > base)
			return false;
		base = memblock_region_end(&type->regions[i]);
	}
	return base >= end;
}

/* Is what was announced true now? */
static bool fulfilled(const struct move *m)
{
	const struct memblock_type *type = trace_list_of(m->list);

	switch (m->kind) {
	case TRACE_ADD:
	case TRACE_RESERVE:
		return covers(type, m->base, m->size, false);
	case TRACE_REMOVE:
	case TRACE_FREE:
		return !covers(type, m->base, m->size, true);
	case TRACE_TRIM:
		return m->size && !covers(type, m->base + m->size,
					  PHYS_ADDR_MAX, true);
	default:
		return false;
	}
}

/* The innermost move is over. */
static void end_move(bool done)
{
	struct move *m = &moves[--nr_moves];
	struct trace_event *e = trace_begin(m->kind, &m->stack);

	e->function = m->function;
	e->name = m->name;
	e->base = m->base;
	e->size = m->size;
	e->result = done || fulfilled(m) ? 0 : -ENOMEM;
	if (m->kind == TRACE_NODE)
		e->node = m->value;
	else
		e->value = (u32)m->value;
	if (m->set)
		e->bits |= TRACE_BIT_SET;
	trace_add_diff(m->list);
	trace_commit();
}

/*
 * Moves that began at @frame or below it on the stack are over: whoever is
 * here now was not called by them. NULL: all are.
 */
static void end_moves(const char *frame)
{
	while (nr_moves && (!frame || moves[nr_moves - 1].frame <= frame ||
			    fulfilled(&moves[nr_moves - 1])))
		end_move(false);
	if (nr_moves == MAX_MOVES)
		end_move(false);
}

static struct move *begin_move(enum trace_kind kind, unsigned int list,
			       phys_addr_t base, phys_addr_t size,
			       const char *frame)
{
	struct move *m;

	trace_find_close(kind == TRACE_RESERVE ? base : 0, size);
	trace_end_run();
	end_moves(frame);
	m = &moves[nr_moves++];
	m->kind = kind;
	m->list = list;
	m->base = base;
	m->size = size;
	m->function = m->name = NULL;
	m->value = 0;
	m->set = false;
	m->frame = frame;
	return m;
}

noinline void __trace_move(const char *what, phys_addr_t base,
			   phys_addr_t size)
{
	const struct known_move *k = known_moves;
	struct move *m;

	while (k < known_moves + ARRAY_SIZE(known_moves) &&
	       strcmp(what, k->function))
		k++;
	if (k == known_moves + ARRAY_SIZE(known_moves)) {
		next_name = what;
		return;
	}
	m = begin_move(k->kind, k->list, base, size,
		       __builtin_frame_address(0));
	m->function = k->function;
	if (k->kind == TRACE_RESERVE)
		m->name = next_name;
	next_name = NULL;
	trace_stack_save(&m->stack);
}

noinline void __trace_mark(enum trace_kind kind, struct memblock_type *type,
			   phys_addr_t base, phys_addr_t size, int value,
			   bool set)
{
	struct move *m;

	if (type != &memblock.memory && type != &memblock.reserved)
		return;
	m = begin_move(kind, type == &memblock.reserved, base, size,
		       __builtin_frame_address(0));
	m->value = value;
	m->set = set;
	trace_stack_save(&m->stack);
}

/* ---- changes ------------------------------------------------------------ */

/* A change that nobody has announced, if there is one. */
static void unannounced(unsigned int list, const struct trace_stack *stack)
{
	phys_addr_t base, size;
	struct trace_event *e;
	enum trace_kind kind;

	if (!trace_find_diff(list, &kind, &base, &size))
		return;
	trace_find_close(kind == TRACE_RESERVE ? base : 0, size);
	e = trace_begin(kind, stack);
	e->base = base;
	e->size = size;
	if (kind == TRACE_RESERVE)
		e->name = next_name;
	next_name = NULL;
	trace_add_diff(list);
	trace_commit();
}

noinline void __trace_list(struct memblock_type *type, bool merged)
{
	unsigned int list = type == &memblock.reserved;
	struct move *m = nr_moves ? &moves[nr_moves - 1] : NULL;
	struct trace_stack stack;

	if (type != trace_list_of(list))
		return;
	if (m && m->list == list && m->frame > (const char *)
	    __builtin_frame_address(0) && trace_same_array(list)) {
		if (fulfilled(m) || (merged && m->kind >= TRACE_MARK))
			end_move(true);
		return;
	}
	trace_stack_save(&stack);
	trace_end_run();
	if (!trace_same_array(list))
		trace_find_end();
	trace_check_array(list, &stack);
	if (!m || m->list != list)
		unannounced(list, &stack);
}

/* ---- the rest of memblock's state --------------------------------------- */

noinline void __trace_mode(void)
{
	struct trace_stack stack;
	struct trace_event *e;

	if (known_limit == memblock.current_limit &&
	    known_bottom_up == memblock.bottom_up)
		return;
	trace_stack_save(&stack);
	trace_find_end();
	trace_end_run();
	end_moves(NULL);
	if (known_limit != memblock.current_limit) {
		e = trace_begin(TRACE_LIMIT, &stack);
		e->base = known_limit;
		e->size = memblock.current_limit;
		known_limit = memblock.current_limit;
		trace_commit();
	}
	if (known_bottom_up != memblock.bottom_up) {
		e = trace_begin(TRACE_DIRECTION, &stack);
		known_bottom_up = memblock.bottom_up;
		if (known_bottom_up)
			e->bits |= TRACE_BIT_UP;
		trace_commit();
	}
}

noinline void __trace_aside(bool aside)
{
	struct trace_stack stack;
	unsigned int list;

	trace_stack_save(&stack);
	trace_is_aside = aside;
	trace_begin(TRACE_ASIDE, &stack);
	for (list = 0; list < 2; list++) {
		trace_add_diff(list);
		trace_know_array(list);
	}
	trace_commit();
	__trace_mode();
}

void trace_flush(void)
{
	static const struct trace_stack nobody;
	unsigned int list;

	trace_find_end();
	trace_end_run();
	end_moves(NULL);
	for (list = 0; list < 2; list++) {
		trace_check_array(list, &nobody);
		unannounced(list, &nobody);
	}
	__trace_mode();
}
