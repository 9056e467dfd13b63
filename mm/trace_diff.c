// SPDX-License-Identifier: GPL-2.0-only
/*
 * What has changed in a list, found by comparing it with a copy: so the
 * events of a trace give the list whoever edited it, and however. The copy
 * is what somebody who replays them has.
 *
 * Called by trace_lists.c; changes nothing of memblock.
 */
#include "memblock_internal.h"
#include "trace.h"

/* Regions that the copy of a list has room for. */
#ifndef TRACE_SHADOW
#define TRACE_SHADOW	1024
#endif

/* A list as the events so far tell it. */
static struct shadow {
	unsigned long cnt, max;
	phys_addr_t array;
	bool lost;			/* too long to be followed */
	struct memblock_region regions[TRACE_SHADOW];
} shadows[2] __noscan;

struct memblock_type *trace_list_of(unsigned int list)
{
	return list ? &memblock.reserved : &memblock.memory;
}

/* ---- comparing ---------------------------------------------------------- */

/* Regions that differ: [at, at + removed) of one, [at, at + inserted) now. */
struct diff {
	unsigned long at, removed, inserted;
};

static bool same_region(const struct memblock_region *a,
			const struct memblock_region *b)
{
	return a->base == b->base && a->size == b->size &&
	       memblock_same_kind(a, b);
}

static struct diff compare(const struct shadow *s,
			   const struct memblock_type *type)
{
	unsigned long before = s->cnt, now = type->cnt, at = 0;

	while (at < before && at < now &&
	       same_region(&s->regions[at], &type->regions[at]))
		at++;
	while (before > at && now > at &&
	       same_region(&s->regions[before - 1], &type->regions[now - 1])) {
		before--;
		now--;
	}
	return (struct diff){ at, before - at, now - at };
}

/* The copy becomes what the list is. */
static void follow(struct shadow *s, const struct memblock_type *type,
		   const struct diff *d)
{
	unsigned long behind = s->cnt - d->at - d->removed;

	memmove(&s->regions[d->at + d->inserted],
		&s->regions[d->at + d->removed],
		behind * sizeof(s->regions[0]));
	memcpy(&s->regions[d->at], &type->regions[d->at],
	       d->inserted * sizeof(s->regions[0]));
	s->cnt = type->cnt;
}

/* Put the change, if there is one, into the event under way. */
void trace_add_diff(unsigned int list)
{
	struct memblock_type *type = trace_list_of(list);
	struct shadow *s = &shadows[list];
	struct diff d;
	unsigned long n;

	if (type->cnt > TRACE_SHADOW || s->lost) {
		s->lost = true;
		trace_drop(1);
		return;
	}
	d = compare(s, type);
	if (!d.removed && !d.inserted)
		return;
	n = min_t(unsigned long, d.inserted, TRACE_INSERT_MAX);
	trace_add_change(list, d.at, d.removed, &type->regions[d.at], n);
	while (n < d.inserted) {
		unsigned long more = min_t(unsigned long, d.inserted - n,
					   TRACE_INSERT_MAX);

		trace_commit();
		trace_begin(TRACE_LIST, NULL);
		trace_add_change(list, d.at + n, 0,
				 &type->regions[d.at + n], more);
		n += more;
	}
	follow(s, type, &d);
}

/* Walking a list, address by address. */
struct cover {
	const struct memblock_region *r, *stop;
};

/* Is @at covered? Return: up to where that is so. */
static phys_addr_t covered_to(struct cover *c, phys_addr_t at, bool *in)
{
	while (c->r < c->stop && memblock_region_end(c->r) <= at)
		c->r++;
	*in = c->r < c->stop && c->r->base <= at;
	if (*in)
		return memblock_region_end(c->r);
	return c->r < c->stop ? c->r->base : PHYS_ADDR_MAX;
}

/*
 * From the first to the last address that is covered now and was not, or
 * the other way round; size 0 if only flags or nodes have changed.
 */
static void coverage(const struct shadow *s, const struct memblock_type *type,
		     const struct diff *d, phys_addr_t *base,
		     phys_addr_t *size)
{
	struct cover was = { &s->regions[d->at],
			     &s->regions[d->at + d->removed] };
	struct cover is = { &type->regions[d->at],
			    &type->regions[d->at + d->inserted] };
	phys_addr_t at, next, stop;
	bool in_was, in_is;

	*base = *size = 0;
	for (at = 0; at < PHYS_ADDR_MAX; at = next) {
		next = covered_to(&was, at, &in_was);
		stop = covered_to(&is, at, &in_is);
		next = min(next, stop);
		if (in_was == in_is)
			continue;
		if (!*size)
			*base = at;
		*size = next - *base;
	}
}

/* ---- what it means ------------------------------------------------------ */

/*
 * Nobody has announced a change: what it is follows from it. TRACE_LIST if
 * only flags, nodes or borders of regions are others now.
 *
 * Return: false if there is none.
 */
bool trace_find_diff(unsigned int list, enum trace_kind *kind,
		     phys_addr_t *base, phys_addr_t *size)
{
	struct memblock_type *type = trace_list_of(list);
	struct shadow *s = &shadows[list];
	phys_addr_t before = 0, now = 0;
	struct diff d;
	unsigned long i;

	*kind = TRACE_LIST;
	*base = *size = 0;
	if (type->cnt > TRACE_SHADOW || s->lost)
		return true;
	d = compare(s, type);
	if (!d.removed && !d.inserted)
		return false;
	for (i = 0; i < d.removed; i++)
		before += s->regions[d.at + i].size;
	for (i = 0; i < d.inserted; i++)
		now += type->regions[d.at + i].size;
	coverage(s, type, &d, base, size);
	if (now > before)
		*kind = list ? TRACE_RESERVE : TRACE_ADD;
	else if (now < before)
		*kind = list ? TRACE_FREE : TRACE_REMOVE;
	return true;
}

/* Has the list had this array at the last event? */
bool trace_same_array(unsigned int list)
{
	return shadows[list].max == trace_list_of(list)->max;
}

/* From now on it has this one, without an event. */
void trace_know_array(unsigned int list)
{
	struct memblock_type *type = trace_list_of(list);

	shadows[list].max = type->max;
	shadows[list].array = __pa(memblock_array(type));
}

/* The list has another array. */
void trace_check_array(unsigned int list, const struct trace_stack *stack)
{
	struct memblock_type *type = trace_list_of(list);
	struct shadow *s = &shadows[list];
	struct trace_event *e;

	if (s->max && s->max != type->max) {
		e = trace_begin(TRACE_GROW, stack);
		e->value = list;
		e->base = s->array;
		e->size = s->max;
		e->more[0] = __pa(memblock_array(type));
		e->more[1] = type->max;
		trace_add_diff(list);
		trace_commit();
	}
	trace_know_array(list);
}
