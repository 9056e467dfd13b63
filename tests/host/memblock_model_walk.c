// SPDX-License-Identifier: GPL-2.0-only
/*
 * All ways to walk memblock's lists, beside a walk over the cells of
 * memblock_model.h. Each function gives NULL, or what is wrong.
 */
#include "memblock_model.h"
#include "tally.h"

static struct cells seen[CELLS];

/* The next run of free cells from *@i on; false at the end. */
static bool next_run(const struct model *m, int nid, int flags, int *i,
		     struct cells *run)
{
	while (*i < m->n && !is_free(m, *i, nid, flags))
		(*i)++;
	if (*i == m->n)
		return false;
	run->from = (*i)++;
	while (*i < m->n && is_free(m, *i, nid, flags) &&
	       alike(m->memory[*i], m->memory[run->from]))
		(*i)++;
	run->to = *i;
	return true;
}

static bool is_run(const struct model *m, struct cells run, phys_addr_t start,
		   phys_addr_t end)
{
	return start == cell_addr(m, run.from) && end == cell_addr(m, run.to);
}

#define WALK(next, k, nid, flags, ...) \
	next(&(k), nid, (enum memblock_flags)(flags), &memblock.memory, \
	     &memblock.reserved, __VA_ARGS__)

const char *model_compare_walks(const struct model *m, int nid, int flags)
{
	phys_addr_t start, end;
	int n = 0, i = 0, node;
	u64 k = 0;

	CALLED(__next_mem_range);
	CALLED(__next_mem_range_rev);
	while (WALK(__next_mem_range, k, nid, flags, &start, &end, &node),
	       k != ~0ULL) {
		if (!next_run(m, nid, flags, &i, &seen[n]) ||
		    !is_run(m, seen[n], start, end))
			return "forward walk";
		if (node != m->memory[seen[n++].from].nid)
			return "node of a forward walk";
	}
	if (next_run(m, nid, flags, &i, &seen[n]))
		return "forward walk ends early";
	MET(n > 1, "walk: several free ranges");
	MET(flags & MEMBLOCK_MIRROR && n, "walk: mirrored memory asked for");
	MET(nid != NUMA_NO_NODE && n, "walk: one node");
	k = ~0ULL;
	while (WALK(__next_mem_range_rev, k, nid, flags, &start, &end, &node),
	       k != ~0ULL)
		if (!n-- || !is_run(m, seen[n], start, end) ||
		    node != m->memory[seen[n].from].nid)
			return "reverse walk";
	return n ? "reverse walk ends early" : NULL;
}

/* Could @size bytes lie in the part of the run that is in the window? */
static bool roomy(const struct model *m, struct cells run, phys_addr_t start,
		  phys_addr_t end, phys_addr_t size)
{
	start = max(start, cell_addr(m, run.from));
	end = min(end, cell_addr(m, run.to));
	return start < end && end - start >= size;
}

/*
 * From run @i on in direction @step, up to @to, is there none that is roomy?
 * Then @to may come next.
 */
static bool may_skip(const struct model *m, int i, int to, int step,
		     phys_addr_t start, phys_addr_t end, phys_addr_t size)
{
	for (; i != to; i += step)
		if (roomy(m, seen[i], start, end, size))
			return false;
	return true;
}

static int find_seen(const struct model *m, int n, phys_addr_t start,
		     phys_addr_t end)
{
	int i;

	for (i = 0; i < n; i++)
		if (is_run(m, seen[i], start, end))
			return i;
	return -1;
}

const char *model_compare_search(const struct model *m, int nid,
				 phys_addr_t start, phys_addr_t end,
				 phys_addr_t size)
{
	int i = 0, n = 0, at, next = 0;
	phys_addr_t s, e;
	u64 k;

	CALLED(for_each_free_mem_range_in);
	CALLED(for_each_free_mem_range_in_reverse);
	while (next_run(m, nid, 0, &i, &seen[n]))
		n++;
	for_each_free_mem_range_in(k, nid, start, end, size, &s, &e) {
		at = find_seen(m, n, s, e);
		if (at < next ||
		    !may_skip(m, next, at, 1, start, end, size))
			return "search upwards";
		next = at + 1;
	}
	if (!may_skip(m, next, n, 1, start, end, size))
		return "search upwards ends early";
	next = n - 1;
	for_each_free_mem_range_in_reverse(k, nid, start, end, size, &s, &e) {
		at = find_seen(m, n, s, e);
		if (at < 0 || at > next ||
		    !may_skip(m, next, at, -1, start, end, size))
			return "search downwards";
		next = at - 1;
	}
	if (!may_skip(m, next, -1, -1, start, end, size))
		return "search downwards ends early";
	return NULL;
}

/* One list by itself, forwards and backwards. */
static const char *compare_list(const struct model *m, const struct cell *c,
				struct memblock_type *type)
{
	phys_addr_t start, end;
	int i, to, n = 0;
	u64 k;

	for (i = 0; i < m->n; i = to) {
		to = run_end(m, c, i);
		if (c[i].in)
			seen[n++] = (struct cells){ i, to };
	}
	i = 0;
	for_each_mem_range(k, type, NULL, NUMA_NO_NODE, &start, &end, NULL)
		if (i == n || !is_run(m, seen[i++], start, end))
			return "walk over one list";
	if (i != n)
		return "walk over one list ends early";
	for_each_mem_range_rev(k, type, NULL, NUMA_NO_NODE, &start, &end, NULL)
		if (!n-- || !is_run(m, seen[n], start, end))
			return "reverse walk over one list";
	return n ? "reverse walk over one list ends early" : NULL;
}

/* The first page that does not begin below @addr, even at the top. */
static u64 page_up(phys_addr_t addr)
{
	return (addr >> 12) + !!(addr & 4095);
}

/* Whole pages of a region of memory. */
struct pages {
	u64 first, end;
	int nid;
};

/* The next region from cell *@i on that has a page; false at the end. */
static bool next_pages(const struct model *m, int nid, int *i,
		       struct pages *p)
{
	int from;

	while (*i < m->n) {
		from = *i;
		*i = run_end(m, m->memory, from);
		p->first = page_up(cell_addr(m, from));
		p->end = cell_addr(m, *i) >> 12;
		p->nid = m->memory[from].nid;
		if (m->memory[from].in && p->first < p->end &&
		    (nid == MAX_NUMNODES || p->nid == nid))
			return true;
	}
	return false;
}

static const char *compare_pages(const struct model *m, int nid)
{
	struct pages p;
	u64 start, end;
	int i = 0, node, k;

	CALLED(__next_mem_pfn_range);
	for_each_mem_pfn_range(k, nid, &start, &end, &node)
		if (!next_pages(m, nid, &i, &p) || start != p.first ||
		    end != p.end || node != p.nid)
			return "walk over pages";
	return next_pages(m, nid, &i, &p) ? "walk over pages ends early" :
		NULL;
}

const char *model_compare_lists(const struct model *m, int nid)
{
	const int special = MEMBLOCK_NOMAP | MEMBLOCK_HOTPLUG |
		MEMBLOCK_DRIVER_MANAGED;
	const char *why = compare_pages(m, nid);
	int i;

	if (!why)
		why = compare_list(m, m->reserved, &memblock.reserved);
	/* Memory that may not be given away is left out even here. */
	for (i = 0; i < m->n; i++)
		if (m->memory[i].flags & special)
			return why;
	return why ? why : compare_list(m, m->memory, &memblock.memory);
}
