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
			c[i] = (struct cell){ 1, nid, flags, 0 };
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

bool alike(struct cell a, struct cell b)
{
	return memcmp(&a, &b, sizeof(a)) == 0;
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
	unsigned int n = m->n && c[0].in;
	int i;

	for (i = 1; i < m->n; i++)
		n += c[i].in & !alike(c[i], c[i - 1]);
	return n;
}

static bool allocatable(struct cell c, int nid, int flags)
{
	const int never = MEMBLOCK_NOMAP | MEMBLOCK_DRIVER_MANAGED;

	if (!c.in || c.flags & never & ~flags)
		return false;
	if (c.flags & ~flags & MEMBLOCK_HOTPLUG && movable_node_enabled)
		return false;
	if (flags & MEMBLOCK_MIRROR && !(c.flags & MEMBLOCK_MIRROR))
		return false;
	return nid == NUMA_NO_NODE || c.nid == nid;
}

bool is_free(const struct model *m, int i, int nid, int flags)
{
	return allocatable(m->memory[i], nid, flags) && !m->reserved[i].in;
}

static bool outside(int i, struct cells cut)
{
	return i < cut.from || i >= cut.to;
}

static phys_addr_t fit(phys_addr_t s, phys_addr_t e, phys_addr_t size,
		       phys_addr_t align, bool upwards)
{
	phys_addr_t at;

	if (s >= e || e - s < size)
		return 0;
	if (upwards) {
		at = round_up(s, align);
		return at >= s && at < e && e - at >= size ? at : 0;
	}
	at = round_down(e - size, align);
	return at >= s ? at : 0;
}

phys_addr_t model_first_fit(const struct model *m, phys_addr_t size,
			    phys_addr_t align, phys_addr_t start,
			    phys_addr_t end, int nid, struct cells cut,
			    bool upwards)
{
	phys_addr_t at, best = 0;
	int i, to;

	for (i = 0; i < m->n; i = to) {
		to = i + 1;
		if (!is_free(m, i, nid, 0) || !outside(i, cut))
			continue;
		while (to < m->n && is_free(m, to, nid, 0) &&
		       outside(to, cut) && alike(m->memory[to], m->memory[i]))
			to++;
		at = fit(max(start, cell_addr(m, i)),
			 min(end, cell_addr(m, to)), size, align, upwards);
		if (at && upwards)
			return at;
		best = at ? at : best;
	}
	return best;
}

phys_addr_t model_find(const struct model *m, phys_addr_t size,
		       phys_addr_t align, phys_addr_t start, phys_addr_t end,
		       int nid, struct cells cut)
{
	phys_addr_t at = 0;

	if (!align)
		align = SMP_CACHE_BYTES;
	if (!size || align & (align - 1))
		return 0;
	if (nid == MAX_NUMNODES)
		nid = NUMA_NO_NODE;
	if (!end)
		end = memblock.current_limit;
	start = start > 4096 ? start : 4096;
	if (memblock.bottom_up && max(start, end) > m->image_end)
		at = model_first_fit(m, size, align, max(start, m->image_end),
				     end, nid, cut, true);
	if (!at)
		at = model_first_fit(m, size, align, start, end, nid, cut,
				     false);
	return at;
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
