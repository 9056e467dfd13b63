// SPDX-License-Identifier: GPL-2.0-only
/*
 * From the walks over free memory to events about searches. The for_each_
 * macros tell when a walk begins and which ranges it gives; what the walk
 * has passed over in between is looked up here, beside it. A search ends
 * when the next thing happens: only then it is clear that the last range
 * was taken.
 *
 * Called through <linux/trace.h> only; changes nothing of memblock.
 */
#include "memblock_internal.h"
#include "trace.h"

#define ALL_KINDS	((enum memblock_flags)(MEMBLOCK_HOTPLUG | \
			 MEMBLOCK_NOMAP | MEMBLOCK_DRIVER_MANAGED))
#define CURSOR_DONE	(~(u64)0)

static struct find {
	const u64 *walk;		/* the cursor of the walk; NULL: none */
	const char *function;
	bool upwards, at_end, started;
	bool window, sized, aligned;	/* what is known: start and end, ... */
	int nid;
	phys_addr_t start, end, size, align, hint;
	u64 cursor, tsc;		/* ours: how far we have looked */
	unsigned int nr, lost;
	struct trace_candidate c[TRACE_CANDIDATES];
	struct trace_stack stack;
} find;

/* The request that was last found sane, until something is reserved. */
static phys_addr_t wanted_size, wanted_align;

void __trace_request(phys_addr_t size, phys_addr_t align)
{
	wanted_size = size;
	wanted_align = align ? align : SMP_CACHE_BYTES;
}

/* ---- why not? ----------------------------------------------------------- */

static enum trace_why region_why(phys_addr_t base)
{
	int i = memblock_search(&memblock.memory, base);
	const struct memblock_region *r;

	if (i < 0)
		return WHY_NOT_SAID;
	r = &memblock.memory.regions[i];
	if (memblock_nid_valid(find.nid) &&
	    memblock_get_region_node(r) != find.nid)
		return WHY_NODE;
	if ((r->flags & MEMBLOCK_HOTPLUG) && movable_node_is_enabled())
		return WHY_HOTPLUG;
	if (r->flags & MEMBLOCK_NOMAP)
		return WHY_NOMAP;
	if (r->flags & MEMBLOCK_DRIVER_MANAGED)
		return WHY_DRIVER;
	return WHY_NOT_SAID;
}

/* The place in [base, end) that the search would take; 0 if there is none. */
static phys_addr_t place_in(phys_addr_t base, phys_addr_t end)
{
	phys_addr_t at;

	if (find.window) {
		base = max(base, find.start);
		end = min(end, find.end);
	}
	at = find.upwards ? round_up(base, find.align)
			  : round_down(end - find.size, find.align);
	return at >= base && at < end && end - at >= find.size ? at : 0;
}

static enum trace_why range_why(phys_addr_t base, phys_addr_t end)
{
	if (find.window && base >= find.end)
		return WHY_ABOVE;
	if (find.window && end <= find.start)
		return WHY_BELOW;
	if (find.window) {
		base = max(base, find.start);
		end = min(end, find.end);
	}
	if (end - base < find.size)
		return WHY_TOO_SMALL;
	return find.aligned && !place_in(base, end) ? WHY_ALIGNMENT
						    : WHY_NOT_SAID;
}

/* Why was this range, which the walk did or did not give, not taken? */
static enum trace_why why_not(phys_addr_t base, phys_addr_t end)
{
	enum trace_why why = region_why(base);

	return why == WHY_NOT_SAID ? range_why(base, end) : why;
}

/* The last one always finds room. */
static void add_candidate(phys_addr_t base, phys_addr_t end,
			  enum trace_why why)
{
	if (find.nr == TRACE_CANDIDATES) {
		find.nr--;
		find.lost++;
	}
	find.c[find.nr++] = (struct trace_candidate){ base, end - base, why };
}

/* ---- beside the walk ---------------------------------------------------- */

/* The next free range in the direction of the search, of any kind. */
static bool look_on(phys_addr_t *base, phys_addr_t *end)
{
	if (find.started && find.cursor == CURSOR_DONE)
		return false;
	if (find.upwards)
		__next_mem_range(&find.cursor, NUMA_NO_NODE, ALL_KINDS,
				 &memblock.memory, &memblock.reserved, base,
				 end, NULL);
	else
		__next_mem_range_rev(&find.cursor, NUMA_NO_NODE, ALL_KINDS,
				     &memblock.memory, &memblock.reserved,
				     base, end, NULL);
	find.started = true;
	return find.cursor != CURSOR_DONE;
}

/* Long lists: the search began at its edge, or behind what is known. */
static bool before_edge(phys_addr_t base, phys_addr_t end)
{
	if (!find.window || !memblock_hints_apply())
		return false;
	return find.upwards ? end <= find.start + find.hint
			    : base >= find.end - find.hint;
}

/* Is this range behind the window, so that no walk goes on? */
static bool behind_window(phys_addr_t base, phys_addr_t end)
{
	if (!find.window)
		return false;
	return find.upwards ? base >= find.end : end <= find.start;
}

/* What the walk has passed over on its way to @upto; NULL: to its end. */
static void pass_over(const phys_addr_t *upto)
{
	phys_addr_t base, end;

	while (look_on(&base, &end)) {
		if (upto && base == *upto)
			return;
		if (before_edge(base, end))
			continue;
		add_candidate(base, end, why_not(base, end));
		if (behind_window(base, end))
			return;
	}
}

/* The walk goes on, so what it gave last was not taken. */
static void reject_last(void)
{
	struct trace_candidate *c;

	if (!find.nr)
		return;
	c = &find.c[find.nr - 1];
	c->why = why_not(c->base, c->base + c->size);
}

/* ---- the hooks ---------------------------------------------------------- */

static bool is_search(const char *function)
{
	static const char bound[] = "__memblock_find_range_";
	static const char unbound[] = "memblock_find_in_range";

	return !strncmp(function, bound, sizeof(bound) - 1) ||
	       !strncmp(function, unbound, sizeof(unbound) - 1);
}

/* A search begins; false: this is none. */
static bool begin(const char *function, const u64 *i, bool upwards, int nid)
{
	if (!is_search(function)) {
		if (i == find.walk)
			trace_find_end();
		return false;
	}
	trace_find_end();
	trace_end_run();
	find.walk = i;
	find.function = function;
	find.upwards = upwards;
	find.at_end = find.started = find.window = false;
	find.nid = nid;
	find.hint = 0;
	find.cursor = upwards ? 0 : CURSOR_DONE;
	find.tsc = trace_clock();
	find.nr = find.lost = 0;
	find.size = wanted_size;
	find.align = wanted_align;
	find.sized = find.aligned = wanted_size != 0;
	return true;
}

noinline void __trace_walk(const char *function, u64 *i, bool upwards,
			   const struct memblock_type *a,
			   const struct memblock_type *b, int nid)
{
	if (a == &memblock.memory && b == &memblock.reserved &&
	    begin(function, i, upwards, nid))
		trace_stack_save(&find.stack);
}

noinline void __trace_walk_in(const char *function, u64 *i,
			      bool upwards, int nid, phys_addr_t start,
			      phys_addr_t end, phys_addr_t size)
{
	if (!begin(function, i, upwards, nid))
		return;
	trace_stack_save(&find.stack);
	find.window = find.sized = true;
	find.aligned = size == wanted_size;
	find.start = start;
	find.end = end;
	find.size = size;
}

void __trace_hint(phys_addr_t dist)
{
	find.hint = dist;
}

void __trace_range(const u64 *i, const phys_addr_t *start,
		   const phys_addr_t *end)
{
	if (i != find.walk || !start || !end)
		return;
	reject_last();
	if (*i == CURSOR_DONE) {
		find.at_end = true;
		pass_over(NULL);
		return;
	}
	pass_over(start);
	add_candidate(*start, *end, WHY_TAKEN);
}

/* Where the search has ended up, if that can be told. */
static bool found(phys_addr_t base, phys_addr_t size, u64 *result)
{
	const struct trace_candidate *c;
	bool inside;

	*result = 0;
	if (find.at_end || !find.nr)
		return find.at_end;
	c = &find.c[find.nr - 1];
	inside = base && base - c->base < c->size;
	if (inside && !find.sized) {
		find.size = size;
		find.sized = true;
	}
	if (find.window && find.aligned)
		*result = place_in(c->base, c->base + c->size);
	else if (inside)
		*result = base;
	return *result != 0;
}

void trace_find_close(phys_addr_t base, phys_addr_t size)
{
	struct trace_event *e;
	bool known;
	u64 result;

	if (base)
		wanted_size = 0;
	if (!find.walk)
		return;
	find.walk = NULL;
	known = found(base, size, &result);
	e = trace_begin(TRACE_FIND, &find.stack);
	e->tsc = find.tsc;
	e->function = find.function;
	e->base = find.start;
	e->size = find.size;
	e->more[0] = find.end;
	e->more[1] = find.align;
	e->more[2] = find.hint;
	e->more[3] = result;
	e->node = find.nid;
	e->value = find.lost;
	e->bits |= (find.upwards ? TRACE_BIT_UP : 0) |
		   (find.window ? TRACE_BIT_WINDOW : 0) |
		   (find.sized ? TRACE_BIT_SIZE : 0) |
		   (find.aligned ? TRACE_BIT_ALIGN : 0) |
		   (known ? TRACE_BIT_RESULT : 0);
	trace_add_candidates(find.c, find.nr);
	trace_commit();
}

/* Nothing is reserved: it is over all the same. */
void trace_find_end(void)
{
	trace_find_close(0, 0);
}
