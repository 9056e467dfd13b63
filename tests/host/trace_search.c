// SPDX-License-Identifier: GPL-2.0-only
/* See trace_search.h. */
#include "trace_search.h"

struct ask ask;
unsigned int met_why[NR_WHY], met_lost, met_hint, met_unknown;

static u64 seed = 1;

/* Random, 0 to @below - 1. */
unsigned int rnd(unsigned int below)
{
	seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return (unsigned int)(seed >> 33) % below;
}

/* ---- a world ----------------------------------------------------------- */

static phys_addr_t world_end;

static void some_reserved(phys_addr_t base, phys_addr_t size)
{
	memblock_add_range(R, base, size, MAX_NUMNODES, MEMBLOCK_NONE);
}

/* Up to @n regions of memory, as many reserved, now and then touching. */
void new_world(unsigned int n)
{
	static const enum memblock_flags kinds[] = {
		MEMBLOCK_NONE, MEMBLOCK_NONE, MEMBLOCK_NONE, MEMBLOCK_HOTPLUG,
		MEMBLOCK_NOMAP, MEMBLOCK_DRIVER_MANAGED, MEMBLOCK_MIRROR,
		MEMBLOCK_HOTPLUG | MEMBLOCK_NOMAP |
			MEMBLOCK_DRIVER_MANAGED,
	};
	phys_addr_t at = WORLD, size;
	unsigned int i;

	glue_memblock_reset();
	for (i = 0; i < n; i++) {
		at += rnd(3) * U;
		size = (rnd(8) + 1) * U;
		memblock_add_range(M, at, size, rnd(4) ? (int)rnd(2) :
				   MAX_NUMNODES, kinds[rnd(8)]);
		at += size;
		trace_flush();
		notes_forget();
	}
	world_end = at;
	for (i = rnd(n + 2); i > 0; i--) {
		some_reserved(WORLD + rnd((at - WORLD) / U + 1) * U,
			      (rnd(3) + 1) * U - rnd(2) * U / 2);
		notes_forget();
	}
	trace_flush();
	notes_forget();
}

phys_addr_t near_border(void)
{
	return WORLD - U + rnd((world_end - WORLD) / U + 3) * U -
		(rnd(4) ? 0 : 1) + (rnd(4) ? 0 : 1);
}

void ask_something(void)
{
	static const phys_addr_t sizes[] = { 1, U / 2, U - 1, U, U + 1,
					     2 * U, 3 * U, 5 * U };

	ask.upwards = rnd(2);
	ask.later = 0;
	ask.size = sizes[rnd(8)];
	ask.align = 1ULL << rnd(14);
	ask.start = near_border();
	ask.end = rnd(8) ? near_border() : ask.start + rnd(3);
	if (!rnd(4))
		ask.start = 1;
	if (!rnd(4))
		ask.end = TOP - rnd(2);
	ask.end = max(ask.start, ask.end);
	ask.nid = rnd(2) ? ANY : (int)rnd(3) + (rnd(16) ? 0 : MAX_NUMNODES);
	if (ask.nid == MAX_NUMNODES)	/* a warning, once */
		ask.nid = 2;
	ask.window = ask.sized = ask.aligned = true;
	movable_node_enabled = rnd(2);
}

/* ---- what must be told ------------------------------------------------- */

/* Free ranges, upwards; region of memory @r. */
static struct range {
	phys_addr_t base, end;
	const struct memblock_region *r;
} range[256];
static unsigned int nr_ranges;

static void look_at_all(void)
{
	const struct memblock_region *r, *taken;

	nr_ranges = 0;
	for_each_mem_region(r) {
		phys_addr_t at = r->base, end = r->base + r->size, stop;

		while (at < end) {
			phys_addr_t next = at;

			stop = end;
			for_each_reserved_mem_region(taken) {
				if (taken->base <= at &&
				    at < taken->base + taken->size)
					next = taken->base + taken->size;
				else if (at < taken->base)
					stop = min(stop, taken->base);
			}
			if (next == at) {
				assert_true(nr_ranges < ARRAY_SIZE(range));
				range[nr_ranges++] =
					(struct range){ at, stop, r };
				next = stop;
			}
			at = next;
		}
	}
}

/* Where in a range is the place that is wanted? 0: nowhere. */
static phys_addr_t place(const struct range *g)
{
	phys_addr_t low = g->base, high = g->end, at;

	if (ask.window) {
		low = max(low, ask.start);
		high = min(high, ask.end);
	}
	/* By trial: each address that is aligned, from the right end on. */
	if (low >= high || high - low < ask.size)
		return 0;
	if (ask.upwards) {
		at = (low + ask.align - 1) / ask.align * ask.align;
		return at + ask.size <= high ? at : 0;
	}
	at = (high - ask.size) / ask.align * ask.align;
	return at >= low ? at : 0;
}

static enum trace_why why_not(const struct range *g)
{
	phys_addr_t low = max(g->base, ask.start);
	phys_addr_t high = min(g->end, ask.end);
	int nid = memblock_get_region_node(g->r);

	if (!ask.window) {
		low = g->base;
		high = g->end;
	}
	if (ask.nid >= 0 && ask.nid < MAX_NUMNODES && ask.nid != nid)
		return WHY_NODE;
	if (movable_node_enabled && (g->r->flags & MEMBLOCK_HOTPLUG))
		return WHY_HOTPLUG;
	if (g->r->flags & MEMBLOCK_NOMAP)
		return WHY_NOMAP;
	if (g->r->flags & MEMBLOCK_DRIVER_MANAGED)
		return WHY_DRIVER;
	if (ask.window && g->base >= ask.end)
		return WHY_ABOVE;
	if (ask.window && g->end <= ask.start)
		return WHY_BELOW;
	if (ask.sized && high - low < ask.size)
		return WHY_TOO_SMALL;
	if (ask.aligned && !place(g))
		return WHY_ALIGNMENT;
	return WHY_NOT_SAID;
}

/* Candidate @i of the event; only the last one may take another's place. */
static void expect_candidate(unsigned int i, const struct range *g,
			     enum trace_why why, bool last)
{
	const struct trace_candidate *c;

	met_why[why]++;
	if (i >= TRACE_CANDIDATES - 1 && !last)
		return;
	c = &notes[0].c[min(i, TRACE_CANDIDATES - 1u)];
	if (c->base != g->base || c->size != g->end - g->base ||
	    c->why != why)
		fail_msg("candidate %u should be %llx:%llx=%d: %s", i,
			 g->base, g->end - g->base, why, note_text(0));
}

/* No walk with this window goes on behind @g. */
static bool is_behind(const struct range *g)
{
	if (!ask.window)
		return false;
	return ask.upwards ? g->base >= ask.end : g->end <= ask.start;
}

/*
 * All candidates of notes[0]. Where lists are long the search begins at the
 * edge of the window, or @hint bytes behind it: what lies before is none.
 */
static void expect_candidates(phys_addr_t taken, phys_addr_t hint)
{
	const bool edge = ask.window && memblock_hints_apply();
	unsigned int i, n = 0;
	bool last = false;

	look_at_all();
	for (i = 0; i < nr_ranges && !last; i++) {
		const struct range *g =
			&range[ask.upwards ? i : nr_ranges - 1 - i];
		bool here = taken >= g->base && taken < g->end;

		if (edge && (ask.upwards ? g->end <= ask.start + hint :
					   g->base >= ask.end - hint))
			continue;
		last = here || is_behind(g);
		expect_candidate(n++, g, here ? WHY_TAKEN : why_not(g),
				 last || i == nr_ranges - 1);
	}
	assert_int_equal(notes[0].nr_candidates, min(n, 24u));
	assert_int_equal(notes[0].e.value, n > 24 ? n - 24 : 0);
	met_lost += n > 24;
	met_hint += hint != 0;
}

static void expect_event(const struct trace_event *e, phys_addr_t result,
			 bool known)
{
	const bool sized = ask.sized || ask.later;

	assert_int_equal(e->kind, TRACE_FIND);
	assert_int_equal(e->bits,
			 (ask.upwards ? TRACE_BIT_UP : 0) |
			 (ask.window ? TRACE_BIT_WINDOW : 0) |
			 (sized ? TRACE_BIT_SIZE : 0) |
			 (ask.aligned ? TRACE_BIT_ALIGN : 0) |
			 (known ? TRACE_BIT_RESULT : 0));
	assert_int_equal(e->node, ask.nid);
	assert_int_equal(e->tsc, note_clock);
	assert_int_equal(e->result, 0);
	assert_int_equal(e->more[3], known ? result : 0);
	if (sized)
		assert_int_equal(e->size, ask.sized ? ask.size : ask.later);
	if (ask.aligned)
		assert_int_equal(e->more[1], ask.align);
	if (ask.window) {
		assert_int_equal(e->base, ask.start);
		assert_int_equal(e->more[0], ask.end);
	} else {
		assert_int_equal(e->more[2], 0);
	}
}

void expect_find(const char *function, phys_addr_t taken, phys_addr_t result,
		 bool known)
{
	assert_true(nr_notes > 0);
	assert_string_equal(notes[0].e.function, function);
	expect_event(&notes[0].e, result, known);
	expect_candidates(taken, notes[0].e.more[2]);
	assert_int_equal(notes[0].stack, note_stack);
	assert_int_equal(notes[0].nr_changes, 0);
	met_unknown += !known;
	memmove(notes, notes + 1, --nr_notes * sizeof(notes[0]));
}

phys_addr_t place_at(phys_addr_t in)
{
	unsigned int i;

	look_at_all();
	for (i = 0; i < nr_ranges; i++)
		if (in >= range[i].base && in < range[i].end)
			return place(&range[i]);
	return 0;
}
