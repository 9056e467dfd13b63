// SPDX-License-Identifier: GPL-2.0-only
/* The model of memblock_model.h. Linear, and slow on purpose. */
#include "memblock_model.h"

phys_addr_t cell_addr(const struct model *m, int i)
{
	phys_addr_t addr = m->base + i * m->unit;

	return i && addr < m->base ? PHYS_ADDR_MAX : addr;
}

int cell_of(const struct model *m, phys_addr_t addr)
{
	if (addr < m->base || addr >= cell_addr(m, m->n))
		return -1;
	return (addr - m->base) / m->unit;
}

/* ---- the operations -------------------------------------------------- */

void model_add(struct cell *c, struct cells r, int nid, int flags)
{
	int i;

	for (i = r.from; i < r.to; i++)
		if (!c[i].in)
			c[i] = (struct cell){ 1, nid, flags };
}

void model_remove(struct cell *c, struct cells r)
{
	int i;

	for (i = r.from; i < r.to; i++)
		c[i] = (struct cell){ 0 };
}

void model_flags(struct cell *c, struct cells r, int set, int clear)
{
	int i;

	for (i = r.from; i < r.to; i++)
		if (c[i].in)
			c[i].flags = (c[i].flags | set) & ~clear;
}

void model_node(struct cell *c, struct cells r, int nid)
{
#ifdef CONFIG_NUMA
	int i;

	for (i = r.from; i < r.to; i++)
		if (c[i].in)
			c[i].nid = nid;
#else
	(void)c;
	(void)r;
	(void)nid;
#endif
}

static void remove_outside(struct model *m, struct cell *c, int from, int to,
			   phys_addr_t base, phys_addr_t end)
{
	int i;

	for (i = from; i < to; i++)
		if (cell_addr(m, i) < base || cell_addr(m, i + 1) > end)
			c[i] = (struct cell){ 0 };
}

void model_trim(struct model *m, phys_addr_t align)
{
	phys_addr_t base, end;
	int i, to;

	for (i = 0; i < m->n; i = to) {
		to = run_end(m, m->memory, i);
		if (!m->memory[i].in)
			continue;
		base = round_up(cell_addr(m, i), align);
		if (base < cell_addr(m, i))
			base = PHYS_ADDR_MAX;
		end = round_down(cell_addr(m, to), align);
		remove_outside(m, m->memory, i, to, base, end);
	}
}

phys_addr_t model_limit_end(const struct model *m, phys_addr_t limit)
{
	phys_addr_t size;
	int i;

	for (i = 0; i < m->n; i++) {
		if (!m->memory[i].in)
			continue;
		size = cell_addr(m, i + 1) - cell_addr(m, i);
		if (limit <= size)
			return cell_addr(m, i) + limit;
		limit -= size;
	}
	return PHYS_ADDR_MAX;
}

void model_cap(struct model *m, phys_addr_t from, phys_addr_t to, bool nomap)
{
	int i;

	for (i = 0; i < m->n; i++) {
		if (cell_addr(m, i) >= from && cell_addr(m, i + 1) <= to)
			continue;
		m->reserved[i] = (struct cell){ 0 };
		if (!nomap || !(m->memory[i].flags & MEMBLOCK_NOMAP))
			m->memory[i] = (struct cell){ 0 };
	}
}

/* ---- the answers ----------------------------------------------------- */

static bool alike(struct cell a, struct cell b)
{
	return a.in == b.in && a.nid == b.nid && a.flags == b.flags;
}

int run_end(const struct model *m, const struct cell *c, int i)
{
	int to = i + 1;

	while (to < m->n && alike(c[to], c[i]))
		to++;
	return to;
}

unsigned int count_runs(const struct model *m, const struct cell *c)
{
	unsigned int n = 0;
	int i;

	for (i = 0; i < m->n; i = run_end(m, c, i))
		n += c[i].in;
	return n;
}

static bool allocatable(struct cell c, int nid)
{
	if (!c.in || c.flags & (MEMBLOCK_NOMAP | MEMBLOCK_DRIVER_MANAGED))
		return false;
	if (c.flags & MEMBLOCK_HOTPLUG && movable_node_enabled)
		return false;
	return nid == NUMA_NO_NODE || c.nid == nid;
}

/* Free for allocation: cell i, of node @nid and not in @cut. */
static bool is_free(const struct model *m, int i, int nid, struct cells cut)
{
	return allocatable(m->memory[i], nid) && !m->reserved[i].in &&
		!(i >= cut.from && i < cut.to);
}

static phys_addr_t fit(phys_addr_t s, phys_addr_t e, phys_addr_t size,
		       phys_addr_t align)
{
	phys_addr_t at;

	if (s >= e || e - s < size)
		return 0;
	if (memblock.bottom_up) {
		at = round_up(s, align);
		return at >= s && at < e && e - at >= size ? at : 0;
	}
	at = round_down(e - size, align);
	return at >= s ? at : 0;
}

phys_addr_t model_find(const struct model *m, phys_addr_t size,
		       phys_addr_t align, phys_addr_t start, phys_addr_t end,
		       int nid, struct cells cut)
{
	phys_addr_t at, best = 0;
	int i, to;

	if (!end)
		end = memblock.current_limit;
	start = start > 4096 ? start : 4096;
	for (i = 0; i < m->n; i = to) {
		to = i + 1;
		if (!is_free(m, i, nid, cut))
			continue;
		while (to < m->n && is_free(m, to, nid, cut) &&
		       alike(m->memory[to], m->memory[i]))
			to++;
		at = fit(max(start, cell_addr(m, i)),
			 min(end, cell_addr(m, to)), size, align);
		if (at && memblock.bottom_up)
			return at;
		best = at ? at : best;
	}
	return best;
}

/* ---- comparing ------------------------------------------------------- */

const char *model_compare(const struct model *m, const struct cell *c,
			  const struct memblock_type *type)
{
	const struct memblock_region *r = type->regions;
	phys_addr_t total = 0, end;
	unsigned long n = 0;
	int i, to;

	for (i = 0; i < m->n; i = to) {
		to = run_end(m, c, i);
		if (!c[i].in)
			continue;
		if (n++ == type->cnt)
			return "too few regions";
		end = r->base + r->size;
		if (r->base != cell_addr(m, i) || end != cell_addr(m, to))
			return "a region lies elsewhere";
		if (r->flags != c[i].flags)
			return "flags";
		if (memblock_get_region_node(r) != c[i].nid)
			return "node";
		total += r->size;
		r++;
	}
	if (n != type->cnt)
		return "too many regions";
	if (total != type->total_size)
		return "total_size";
	if (!n && (r->base || r->size || r->flags))
		return "empty, but entry 0 is not zero";
	return NULL;
}

/* Does [start, end) match the run of free cells from *@i on? */
static bool next_free(const struct model *m, int nid, int *i,
		      phys_addr_t start, phys_addr_t end)
{
	const struct cells none = { 0, 0 };
	int to;

	while (*i < m->n && !is_free(m, *i, nid, none))
		(*i)++;
	if (*i == m->n)
		return false;
	to = *i + 1;
	while (to < m->n && is_free(m, to, nid, none) &&
	       alike(m->memory[to], m->memory[*i]))
		to++;
	if (start != cell_addr(m, *i) || end != cell_addr(m, to))
		return false;
	*i = to;
	return true;
}

const char *model_compare_walks(const struct model *m, int nid)
{
	static struct cells seen[CELLS];
	phys_addr_t start, end;
	int n = 0, i = 0, node;
	u64 k;

	for_each_free_mem_range(k, nid, &start, &end, &node) {
		if (n == CELLS || !next_free(m, nid, &i, start, end))
			return "forward walk";
		if (node != m->memory[i - 1].nid)
			return "node of a forward walk";
		seen[n++] = (struct cells){ cell_of(m, start), i };
	}
	while (i < m->n)
		if (is_free(m, i++, nid, (struct cells){ 0, 0 }))
			return "forward walk ends early";
	for_each_free_mem_range_reverse(k, nid, &start, &end, &node)
		if (!n-- || start != cell_addr(m, seen[n].from) ||
		    end != cell_addr(m, seen[n].to))
			return "reverse walk";
	return n ? "reverse walk ends early" : NULL;
}
