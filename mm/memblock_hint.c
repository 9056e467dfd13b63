// SPDX-License-Identifier: GPL-2.0-only
/*
 * What searches remember, so that the next one need not look at the same
 * holes again. You can read all of memblock without this file: it changes
 * where a search begins, never what it finds. docs/memblock-speed.md tells
 * how it works and proves it.
 *
 * A hole is the part of one region of memory between two reserved ones. A
 * search that begins at an edge (the end of its window, or bottom-up the
 * start) and finds no hole of @size bytes within @dist bytes from there
 * leaves a claim: "no hole of @size bytes or more ends closer than that". Who
 * wants as much or more begins behind it. Reserving only makes holes smaller
 * and claims stay true; where something is freed they are cut back.
 *
 * Called by memblock_holes.c (ask, learn) and by the primitives that edit a
 * list (memblock_list.c). Nothing here reads or changes the lists otherwise.
 */
#include "memblock_internal.h"

#define HINT_KINDS	16	/* different searches remembered */
#define HINT_CLAIMS	32	/* claims for each */
#define HINT_MEMORY	128	/* with more regions of memory, no claims */

struct claim {
	phys_addr_t size, dist;
};

/* One kind of search, and its claims: size and dist both ascend. */
struct hint {
	phys_addr_t edge;
	int nid;
	bool upwards, movable;
	unsigned int nr;
	struct claim claims[HINT_CLAIMS];
};

static struct hint hints[HINT_KINDS];
static unsigned int next_hint;
bool memblock_hints_used;		/* there are claims */

/* The lists that the claims are about. Others may reset or edit them. */
static struct memblock_region memory_then[HINT_MEMORY];
static struct memblock_type memory_head, reserved_head;

/* Forget all claims. */
void memblock_hint_forget(void)
{
	unsigned int i;

	if (!memblock_hints_used)
		return;
	for (i = 0; i < HINT_KINDS; i++)
		hints[i].nr = 0;
	memblock_hints_used = false;
}

/* ---- are these still the same lists? ----------------------------------- */

static bool same_head(const struct memblock_type *a,
		      const struct memblock_type *b)
{
	return a->regions == b->regions && a->cnt == b->cnt &&
	       a->total_size == b->total_size;
}

/* Memory is few regions as a rule: each of them is compared. */
static bool same_memory(void)
{
	const struct memblock_type *memory = &memblock.memory;
	unsigned long i;

	if (memory->cnt != memory_head.cnt)
		return false;
	for (i = 0; i < memory->cnt; i++) {
		const struct memblock_region *r = &memory->regions[i];

		if (r->base != memory_then[i].base ||
		    r->size != memory_then[i].size ||
		    !memblock_same_kind(r, &memory_then[i]))
			return false;
	}
	return true;
}

/* Claims are about the lists as they are now. */
static void remember_lists(void)
{
	const struct memblock_type *memory = &memblock.memory;
	unsigned long i;

	memory_head = *memory;
	reserved_head = memblock.reserved;
	for (i = 0; i < memory->cnt; i++)
		memory_then[i] = memory->regions[i];
}

/*
 * May there be claims? Forgets those about other lists. With more regions of
 * memory than reserved ones comparing would take as long as a search.
 */
static bool claims_apply(void)
{
	const unsigned long regions = memblock.memory.cnt;

	if (regions > HINT_MEMORY || regions > memblock.reserved.cnt)
		return false;
	if (memblock_hints_used &&
	    (!same_head(&memblock.reserved, &reserved_head) || !same_memory()))
		memblock_hint_forget();
	return true;
}

/* ---- asking and learning ----------------------------------------------- */

static struct hint *find_hint(phys_addr_t edge, int nid, bool upwards)
{
	bool movable = movable_node_is_enabled();
	unsigned int i;

	for (i = 0; i < HINT_KINDS; i++) {
		struct hint *h = &hints[i];

		if (h->edge == edge && h->nid == nid &&
		    h->upwards == upwards && h->movable == movable)
			return h;
	}
	return NULL;
}

/**
 * memblock_hint_ask - how far from the edge need a search not look?
 * @edge: where the search begins
 * @nid: node it is limited to, or any invalid one
 * @upwards: its direction
 * @size: bytes it wants
 *
 * Return: bytes; each hole that ends closer to @edge is too small. 0 is
 * always right.
 */
phys_addr_t memblock_hint_ask(phys_addr_t edge, int nid, bool upwards,
			      phys_addr_t size)
{
	phys_addr_t dist = 0;
	struct hint *h;
	unsigned int i;

	if (!claims_apply())
		return 0;
	h = find_hint(edge, nid, upwards);
	for (i = 0; h && i < h->nr && h->claims[i].size <= size; i++)
		dist = h->claims[i].dist;
	trace_hook(__trace_hint, dist);
	return dist;
}

/* A fresh start for this kind of search; the oldest kind makes room. */
static struct hint *new_hint(phys_addr_t edge, int nid, bool upwards)
{
	struct hint *h = &hints[next_hint++ % HINT_KINDS];

	h->edge = edge;
	h->nid = nid;
	h->upwards = upwards;
	h->movable = movable_node_is_enabled();
	h->nr = 0;
	return h;
}

/* Claims [from, to) become @n, whose contents are not set. */
static void replace_claims(struct hint *h, unsigned int from, unsigned int to,
			   unsigned int n)
{
	memmove(&h->claims[from + n], &h->claims[to],
		(h->nr - to) * sizeof(h->claims[0]));
	h->nr += n - (to - from);
}

/* No room: keep every second claim, and with it the farthest. */
static void thin_claims(struct hint *h)
{
	unsigned int i;

	for (i = 0; i < HINT_CLAIMS / 2; i++)
		h->claims[i] = h->claims[2 * i + 1];
	h->nr = HINT_CLAIMS / 2;
}

static void add_claim(struct hint *h, struct claim new)
{
	unsigned int at, to;

	if (h->nr == HINT_CLAIMS)
		thin_claims(h);
	for (to = 0; to < h->nr && h->claims[to].size <= new.size; to++)
		;
	if (to && h->claims[to - 1].dist >= new.dist)
		return;		/* no larger a size claims as much */
	at = to;
	if (to && h->claims[to - 1].size == new.size)
		at--;
	/* Larger sizes that claim no more go. */
	while (to < h->nr && h->claims[to].dist <= new.dist)
		to++;
	replace_claims(h, at, to, 1);
	h->claims[at] = new;
}

/**
 * memblock_hint_learn - a search has seen that there is no such hole
 * @edge: where it began, and so on: see memblock_hint_ask()
 * @nid: node
 * @upwards: direction
 * @size: bytes it wanted
 * @dist: all holes that end closer than this many bytes are smaller
 */
void memblock_hint_learn(phys_addr_t edge, int nid, bool upwards,
			 phys_addr_t size, phys_addr_t dist)
{
	struct hint *h;

	if (!dist || !claims_apply())
		return;
	if (!memblock_hints_used)
		remember_lists();
	memblock_hints_used = true;
	h = find_hint(edge, nid, upwards);
	if (!h)
		h = new_hint(edge, nid, upwards);
	add_claim(h, (struct claim){ size, dist });
}

/* ---- when a list changes ----------------------------------------------- */

/*
 * There may be a hole in [start, end) now: no claim that it contradicts may
 * reach beyond its nearer end.
 */
static void cut_claims(struct hint *h, phys_addr_t start, phys_addr_t end)
{
	unsigned int from, to;
	phys_addr_t dist;

	if (h->upwards ? end <= h->edge : start >= h->edge)
		return;
	if (h->upwards)
		dist = max(start, h->edge) - h->edge;
	else
		dist = h->edge - min(end, h->edge);

	for (from = 0; from < h->nr && h->claims[from].dist < dist; from++)
		;
	for (to = from; to < h->nr && h->claims[to].size <= end - start; to++)
		;
	if (from == to)
		return;
	/* They all end there now, and the smallest size says it best. */
	h->claims[from].dist = dist;
	replace_claims(h, from, to, !!dist);
}

/* [start, end) will be a gap: is something in it that was in [from, to)? */
static void cut_by_gap(phys_addr_t start, phys_addr_t end, phys_addr_t from,
		       phys_addr_t to)
{
	unsigned int i;

	if (end <= from || start >= to)
		return;
	for (i = 0; i < HINT_KINDS; i++)
		cut_claims(&hints[i], start, end);
}

/**
 * memblock_hint_splice - regions are about to be replaced by others
 * @type: the list, and the other arguments of memblock_splice()
 * @lo: first region to go
 * @hi: first region after @lo to stay
 * @pieces: what comes in their place
 * @n: number of pieces
 *
 * Memory is compared by each search. Of "reserved", each gap that will reach
 * into what was covered may be a new hole, or a larger one.
 */
void memblock_hint_splice(const struct memblock_type *type, unsigned long lo,
			  unsigned long hi,
			  const struct memblock_region *pieces,
			  unsigned long n)
{
	const struct memblock_region *r = type->regions;
	phys_addr_t start, from, to;
	unsigned long k;

	if (type != &memblock.reserved)
		return;
	if (!same_head(type, &reserved_head))
		memblock_hint_forget();
	if (lo == hi)
		return;
	from = r[lo].base;
	to = memblock_region_end(&r[hi - 1]);
	start = lo ? memblock_region_end(&r[lo - 1]) : 0;
	for (k = 0; k < n; k++) {
		cut_by_gap(start, pieces[k].base, from, to);
		start = memblock_region_end(&pieces[k]);
	}
	cut_by_gap(start, hi < type->cnt ? r[hi].base : PHYS_ADDR_MAX, from,
		   to);
}

/* The change that memblock_hint_splice() was told of is done. */
void memblock_hint_spliced(const struct memblock_type *type)
{
	if (type == &memblock.reserved)
		reserved_head = *type;
}
