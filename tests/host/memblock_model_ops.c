// SPDX-License-Identifier: GPL-2.0-only
/*
 * What can be done to the lists of memblock, and to the cells beside them.
 * Each function does one thing at random. Part of test_memblock_model.c.
 */
#include <linux/bootmem.h>
#include "memblock_model_run.h"

unsigned char window_buffer[2 * WINDOW];

/* A call that counts itself. */
#define TOLD(fn, ...)	({ CALLED(fn); fn(__VA_ARGS__); })

/* ---- adding and removing --------------------------------------------- */

void op_add(struct cells r)
{
	int nid = rnd(3) ? NOBODY : some_nid();
	int flags = rnd(4) ? 0 : rnd(16), way = rnd(3);
	phys_addr_t base = addr(r), size = bytes(r);

	if (way == 0)
		nid = NOBODY;
	if (way == 0)
		flags = 0;
	SAY("add cells %d-%d node %d flags %x", r.from, r.to, nid, flags);
	met_add(m.memory, r, nid, flags);
	TRY(M, r, way == 0 ? TOLD(memblock_add, base, size) :
	    way == 1 ? TOLD(memblock_add_node, base, size, nid, flags) :
	    TOLD(memblock_add_range, M, base, size, nid, flags),
	    model_add(m.memory, r, nid, flags));
}

void op_reserve(struct cells r)
{
	int nid = rnd(6) ? NOBODY : some_nid(), way = rnd(3);
	int flags = rnd(6) ? 0 : MEMBLOCK_RSRV_NOINIT;
	phys_addr_t base = addr(r), size = bytes(r);

	if (rnd(40) == 0) {
		op_named(r);
		return;
	}
	if (way == 0)
		nid = NOBODY;
	if (way == 0)
		flags = 0;
	SAY("reserve cells %d-%d node %d flags %x", r.from, r.to, nid, flags);
	met_add(m.reserved, r, nid, flags);
	TRY(R, r, way == 0 ? TOLD(memblock_reserve, base, size) :
	    way == 1 ? TOLD(memblock_reserve_region, base, size, nid, flags) :
	    TOLD(memblock_add_range, R, base, size, nid, flags),
	    model_add(m.reserved, r, nid, flags));
}

void op_remove(struct cells r)
{
	phys_addr_t base = addr(r), size = bytes(r);

	SAY("remove cells %d-%d", r.from, r.to);
	met_remove(m.memory, r);
	TRY(M, r, rnd(2) ? TOLD(memblock_remove, base, size) :
	    TOLD(memblock_remove_range, M, base, size),
	    model_remove(m.memory, r));
}

/* Those that return nothing: did it work? They fail only for want of room. */
#define FREED(call)	({ \
	unsigned int __runs = R->cnt; \
	(void)(call); \
	memblock_is_region_reserved(base, size) && R->cnt == __runs ? \
		-12 : 0; })

/* @all: each byte of it is reserved; otherwise it is told, if anybody asks. */
static int free_counted(int err, bool all)
{
	bool told = !all && (memblock_debug || glue_slab_up);

	MET(told, "free: of what is not reserved, told");
	CHECK(memblock_bad_frees == told);
	return err;
}

static int free_one_way(phys_addr_t base, phys_addr_t size)
{
	static pg_data_t node;

	switch (rnd(6)) {
	case 0:
		return FREED(TOLD(memblock_free, window_va(base), size));
	case 1:
		return FREED((TOLD(memblock_free_early, base, size), 0));
	case 2:
		return FREED((TOLD(memblock_free_early_nid, base, size, 0),
			      0));
	case 3:
		return FREED((TOLD(free_bootmem, base, size), 0));
	case 4:
		return FREED((TOLD(free_bootmem_node, &node, base, size), 0));
	default:
		return TOLD(memblock_phys_free, base, size);
	}
}

static int free_somehow(phys_addr_t base, phys_addr_t size, bool all)
{
	if (rnd(8) == 0)
		return TOLD(memblock_remove_range, R, base, size);
	return free_counted(free_one_way(base, size), all);
}

/* Is each byte reserved that is to be freed? */
static bool all_reserved(struct cells r, phys_addr_t size)
{
	int i;

	for (i = r.from; i < r.to; i++)
		if (!m.reserved[i].in)
			return false;
	/* To the top of the address space and beyond counts as to the top. */
	return r.to < m.n || size != TOP || cell_addr(&m, m.n) == TOP;
}

void op_free(struct cells r)
{
	phys_addr_t base = addr(r), size = bytes(r);
	bool all = all_reserved(r, size);

	if (hits_array(r) || cuts_name(r))
		return;
	SAY("free cells %d-%d", r.from, r.to);
	met_remove(m.reserved, r);
	memblock_bad_frees = 0;
	if (TRY(R, r, free_somehow(base, size, all),
		model_remove(m.reserved, r)))
		names_freed(r, false);
}

/* Nothing happens to a range of no bytes. */
void op_empty(struct cells r)
{
	phys_addr_t a = addr(r);

	SAY("nothing at cell %d", r.from);
	MET(1, "range of no bytes");
	begin();
	CHECK(memblock_add(a, 0) == 0 && memblock_reserve(a, 0) == 0);
	CHECK(memblock_remove(a, 0) == 0 && memblock_phys_free(a, 0) == 0);
	CHECK(memblock_mark_nomap(a, 0) == 0);
	CHECK(memblock_set_node(a, 0, M, 0) == 0);
	memblock_free(NULL, m.unit);
	memblock_enforce_memory_limit(0);
	memblock_cap_memory_range(a, 0);
	memblock_mem_limit_remove_map(0);
	memblock_trim_memory(1);
	CHECK(memcmp(&head, &memblock, sizeof(head)) == 0);
}

/* ---- flags and nodes ------------------------------------------------- */

#define MARK(fn, type, set, clear) \
	TRY_MARK(type, r, TOLD(fn, base, size), \
		 model_flags(CELLS_OF(type), r, set, clear))

void op_mark(struct cells r)
{
	phys_addr_t base = addr(r), size = bytes(r);
	int kind = rnd(6);

	SAY("mark %d cells %d-%d", kind, r.from, r.to);
	met_mark(kind == 5 ? m.reserved : m.memory, r);
	switch (kind) {
	case 0:
		MARK(memblock_mark_hotplug, M, MEMBLOCK_HOTPLUG, 0);
		break;
	case 1:
		MARK(memblock_clear_hotplug, M, 0, MEMBLOCK_HOTPLUG);
		break;
	case 2:
		MARK(memblock_mark_nomap, M, MEMBLOCK_NOMAP, 0);
		break;
	case 3:
		MARK(memblock_clear_nomap, M, 0, MEMBLOCK_NOMAP);
		break;
	case 4:
		MARK(memblock_mark_mirror, M, MEMBLOCK_MIRROR, 0);
		break;
	default:
		MARK(memblock_reserved_mark_noinit, R, MEMBLOCK_RSRV_NOINIT,
		     0);
	}
}

void op_node(struct cells r)
{
	phys_addr_t base = addr(r), size = bytes(r);
	int nid = some_nid();

	SAY("node %d for cells %d-%d", nid, r.from, r.to);
	CALLED(memblock_set_node);
	if (rnd(2))
		TRY_MARK(M, r, memblock_set_node(base, size, M, nid),
			 model_node(m.memory, r, nid));
	else
		TRY_MARK(R, r, memblock_set_node(base, size, R, nid),
			 model_node(m.reserved, r, nid));
}

/* ---- limits ----------------------------------------------------------- */

/* Keep [from, to) only, unless an array would go: then false. */
static bool cap(phys_addr_t from, phys_addr_t to, bool nomap)
{
	static struct cell keep[CELLS];
	int i;

	memcpy(keep, m.memory, sizeof(keep));
	model_cap(&m, from, to, nomap);
	for (i = 0; i < m.n; i++) {
		struct cells one = { i, i + 1 };

		if (!m.reserved[i].in && hits_array(one)) {
			memcpy(m.memory, keep, sizeof(keep));
			memcpy(m.reserved, before.reserved,
			       m.n * sizeof(*keep));
			return false;
		}
	}
	for (i = 0; i < m.n; i++)
		if (cell_addr(&m, i) < from || cell_addr(&m, i + 1) > to)
			names_freed((struct cells){ i, i + 1 }, true);
	return true;
}

static void limit_memory(phys_addr_t limit, bool nomap)
{
	phys_addr_t end = model_limit_end(&m, limit);

	MET(end == TOP, "limit: there is less memory");
	if (end != TOP && !cap(0, end, nomap))
		return;
	MET(end != TOP, "limit: memory cut off");
	if (nomap)
		TOLD(memblock_mem_limit_remove_map, limit);
	else
		TOLD(memblock_enforce_memory_limit, limit);
}

void op_limit(struct cells r)
{
	phys_addr_t limit = (1 + rnd(m.n)) * m.unit, align = m.unit << rnd(4);
	phys_addr_t to = cell_addr(&m, r.to), size = bytes(r);

	if (rnd(20))
		return;
	SAY("limit %llx, cells %d-%d", limit, r.from, r.to);
	begin();
	switch (rnd(4)) {
	case 0:
		limit_memory(limit, false);
		break;
	case 1:
		limit_memory(limit, true);
		break;
	case 2:
		if (!cap(addr(r), to, true))
			return;
		MET(count_runs(&m, m.memory), "limit: a range kept");
		TOLD(memblock_cap_memory_range, addr(r), size);
		break;
	default:
		model_trim(&m, align);
		TOLD(memblock_trim_memory, align);
		MET(head.memory.total_size != M->total_size,
		    "limit: ragged edges trimmed");
	}
}

/* ---- modes ------------------------------------------------------------ */

/* Direction, limit, movable_node, the kernel's end: anything may change. */
void op_switch(struct cells r)
{
	SAY("switch");
	switch (rnd(8)) {
	case 0:
	case 1:
	case 2:
		TOLD(memblock_set_bottom_up, rnd(2));
		break;
	case 3:
	case 4:
		TOLD(memblock_set_current_limit, rnd(2) ? TOP :
		     cell_addr(&m, m.n / 4 + rnd(m.n / 2)));
		break;
	case 5:
		movable_node_enabled = rnd(2);
		break;
	case 6:
		image_end = m.image_end = rnd(2) ? 0 : addr(r);
		break;
	default:
		glue_slab_fails = rnd(4) == 0;
	}
	MET(memblock.current_limit != TOP, "mode: a limit");
	MET(movable_node_enabled, "mode: movable_node");
	MET(m.image_end && memblock.bottom_up, "mode: above the kernel");
}

/* Another memblock for a while, then this one again. */
static void aside(struct cells r)
{
	static struct memblock real;

	SAY("set aside");
	begin();
	CALLED(memblock_set_aside);
	if (memblock_set_aside(&real)) {
		CHECK(glue_slab_fails);
		return;
	}
	CHECK(M->cnt == 0 && R->cnt == 0);
	CHECK(memblock_add(addr(r), m.unit) == 0);
	CHECK(memblock_reserve(addr(r), m.unit) == 0);
	CHECK(M->cnt == 1 && R->cnt == 1);
	CALLED(memblock_bring_back);
	memblock_bring_back(&real);
	MET(1, "set aside and brought back");
}

/* The array's memory goes to the page allocator: the list moves. */
static void discard(struct memblock_type *type)
{
	struct cells was = array_cells(type);
	unsigned long max = type->max;
	phys_addr_t at = 0, size;

	SAY("discard the array of %s", type->name);
	CALLED(memblock_discard_array);
	size = memblock_discard_array(type, &at);
	if (!was.to) {
		CHECK(size == 0);
		return;
	}
	if (!size) {
		CHECK(glue_slab_fails);
		return;
	}
	MET(1, "array discarded");
	CHECK(at == addr(was) && size == ARRAY_BYTES(max));
	memset(window_va(at), 0xdd, size);
	forget_array(type);
}

/* What can be done only once the slab is up. */
void op_slab(void)
{
	struct cells r = { m.n / 2, m.n / 2 + 1 };

	if (!glue_slab_up)
		return;
	switch (rnd(8)) {
	case 0:
		discard(M);
		break;
	case 1:
		discard(R);
		break;
	default:
		if (addr(r))
			aside(r);
	}
}
