// SPDX-License-Identifier: GPL-2.0-only
/*
 * A stream of operations on memblock beside the cells of memblock_model.h,
 * which cannot be wrong. Input: where memory lies and how large a cell is, a
 * byte of switches (enum how), then operations of a byte each and what they
 * need. Blocks and searches are compared at once, both lists at the end: what
 * goes wrong in between stays wrong. OP_COMB takes every second cell of a
 * range, so that a few bytes make the lists grow.
 *
 * sources: mm/memblock*.c tests/host/memblock_model.c
 * sources: tests/host/memblock_model_walk.c
 * sources: tests/fuzz/memblock_world.c tests/fuzz/map_check.c
 * sources: tests/fuzz/no_e820.c
 * sources: tests/host/glue.c tests/host/glue_memblock.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=2 -include tests/host/window.h
 * cflags: -DMEMBLOCK_HINT_MIN=4 -I arch/x86/include
 * calls: mm/memblock.c mm/memblock_list.c mm/memblock_grow.c
 * calls: mm/memblock_iter.c mm/memblock_search.c mm/memblock_query.c
 * calls: mm/memblock_limit.c mm/memblock_alloc.c
 * bytes: 120
 * libfuzzer: -use_counters=0
 */
#include <linux/slab.h>
#include "map_check.h"
#include "memblock_world.h"

enum how {
	BOTTOM_UP = 1,
	MOVABLE = 2,
	SLAB_UP = 4,			/* arrays grow in the slab */
	FULL = 8,			/* all cells are memory at first */
	AT_THE_TOP = 16,		/* of the address space */
	LIMIT = 32,
};

enum op {
	OP_ADD, OP_REMOVE, OP_RESERVE, OP_FREE, OP_ALLOC, OP_MARK, OP_NODE,
	OP_COMB, OP_FIND, OP_ASK, OP_CUT, OP_COMPARE, NR_OPS,
};

unsigned char window_buffer[2 * WINDOW];

/* ---- operations ------------------------------------------------------ */

static void op_add(struct cells r, u8 kind)
{
	int nid = kind & 4 ? NOBODY : kind & 3;
	int flags = kind >> 4 & ~MEMBLOCK_MIRROR;

	TRY(memblock_add_node(addr(r), bytes(r), nid, flags),
	    model_add(m.memory, r, nid, flags));
}

static void op_reserve(struct cells r, u8 kind)
{
	int nid = kind & 4 ? NOBODY : kind & 3;
	int flags = kind & 8 ? MEMBLOCK_RSRV_NOINIT : 0;

	TRY(memblock_reserve_region(addr(r), bytes(r), nid, flags),
	    model_add(m.reserved, r, nid, flags));
}

/* Not what the arrays themselves need: that would pull the rug away. */
static void op_free(struct cells r)
{
	if (overlap(r, array_cells(M)) || overlap(r, array_cells(R)))
		return;
	TRY(memblock_phys_free(addr(r), bytes(r)),
	    model_remove(m.reserved, r));
}

static void op_comb(struct cells r, u8 kind)
{
	struct cells one;
	int i;

	for (i = r.from; i < r.to; i += 2) {
		one = (struct cells){ i, i + 1 };
		switch (kind & 3) {
		case 0:
			op_reserve(one, 4);
			break;
		case 1:
			op_add(one, 4 | (kind & 0xf0));
			break;
		case 2:
			op_free(one);
			break;
		default:
			TRY(memblock_remove(addr(one), bytes(one)),
			    model_remove(m.memory, one));
		}
	}
}

static void op_mark(struct cells r, u8 kind)
{
	phys_addr_t base = addr(r), size = bytes(r);

	switch (kind % 5) {
	case 0:
		TRY(memblock_mark_hotplug(base, size),
		    model_flags(m.memory, r, MEMBLOCK_HOTPLUG, 0));
		break;
	case 1:
		TRY(memblock_clear_hotplug(base, size),
		    model_flags(m.memory, r, 0, MEMBLOCK_HOTPLUG));
		break;
	case 2:
		TRY(memblock_mark_nomap(base, size),
		    model_flags(m.memory, r, MEMBLOCK_NOMAP, 0));
		break;
	case 3:
		TRY(memblock_clear_nomap(base, size),
		    model_flags(m.memory, r, 0, MEMBLOCK_NOMAP));
		break;
	default:
		TRY(memblock_reserved_mark_noinit(base, size),
		    model_flags(m.reserved, r, MEMBLOCK_RSRV_NOINIT, 0));
	}
}

static void op_node(struct cells r, u8 kind)
{
	int nid = kind & 4 ? NOBODY : kind & 3;

	if (kind & 8)
		TRY(memblock_set_node(addr(r), bytes(r), R, nid),
		    model_node(m.reserved, r, nid));
	else
		TRY(memblock_set_node(addr(r), bytes(r), M, nid),
		    model_node(m.memory, r, nid));
}

/* Where the model would put it, node by node as memblock tries them. */
static phys_addr_t expect_block(phys_addr_t size, phys_addr_t align,
				struct cells r, phys_addr_t end, int nid)
{
	const struct cells none = { 0, 0 };
	phys_addr_t at, start;

	end = min(end, memblock.current_limit);
	for (start = addr(r); ; start = 0) {
		at = model_find(&m, size, align, start, end, nid, none);
		if (!at)
			at = model_find(&m, size, align, start, end,
					NUMA_NO_NODE, none);
		if (at || !start)
			return at;
	}
}

/* Once the slab is there it serves; what makes no sense is refused. */
static void op_alloc_otherwise(struct cells r, u8 kind)
{
	phys_addr_t size = (phys_addr_t)(r.to - r.from) * 8;
	void *p;

	if (kind & 1)
		size = 0;
	p = kind & 2 ? memblock_alloc_raw(size, kind & 4 ? 24 : 0) :
		       memblock_alloc_exact_nid_raw(size, kind & 4 ? 24 : 8, 0,
						    TOP, kind >> 6);
	REQUIRE(!p || (size && !(kind & 4) && glue_slab_up));
	kfree(p);
}

/* Only while a reservation cannot need a larger array: that may fail. */
static void op_alloc(struct cells r, u8 kind)
{
	phys_addr_t size = (phys_addr_t)(r.to - r.from) * m.unit;
	phys_addr_t align = m.unit << (kind >> 4 & 3), want;
	phys_addr_t end = kind & 8 ? TOP : cell_addr(&m, r.to);
	int nid = kind & 4 ? NUMA_NO_NODE : kind & 3;
	struct cells got;
	void *p;

	if (glue_slab_up)
		op_alloc_otherwise(r, kind);
	if (R->cnt + 1 >= R->max || glue_slab_up)
		return;
	want = expect_block(size, align, r, end, nid);
	p = kind & 64 ? memblock_alloc_try_nid(size, align, addr(r), end, nid)
		: memblock_alloc_try_nid_raw(size, align, addr(r), end, nid);
	REQUIRE((p ? window_pa(p) : 0) == want);
	if (!p)
		return;
	got.from = cell_of(&m, want);
	got.to = got.from + (int)(size / m.unit);
	model_add(m.reserved, got, NOBODY, 0);
	REQUIRE(!(kind & 64) || (all_bytes(p, 0, min_t(u64, size, 64)) &&
				 all_bytes(p + size - min_t(u64, size, 64), 0,
					   min_t(u64, size, 64))));
}

static void op_find(struct cells r, u8 kind)
{
	phys_addr_t size = (1 + (kind >> 4)) * m.unit;
	phys_addr_t align = m.unit << (kind >> 2 & 3);
	int nid = kind & 1 ? NUMA_NO_NODE : kind >> 1 & 3;

	REQUIRE(memblock_find_in_range_node(size, align, addr(r),
					    cell_addr(&m, r.to), nid) ==
		model_find(&m, size, align, addr(r), cell_addr(&m, r.to), nid,
			   (struct cells){ 0, 0 }));
}

/* Ranges and addresses, as a list of cells knows them. */
static void op_ask(struct cells r, u8 kind)
{
	phys_addr_t base = addr(r), size = bytes(r), in_memory = 0;
	bool memory = true, reserved = false;
	u64 start_pfn, end_pfn;
	int i, nid;

	for (i = r.from; i < r.to; i++) {
		memory = memory && m.memory[i].in;
		reserved = reserved || m.reserved[i].in;
	}
	REQUIRE(memblock_is_region_memory(base, size) == memory);
	REQUIRE(memblock_is_region_reserved(base, size) == reserved);
	REQUIRE(memblock_is_memory(base) == m.memory[r.from].in);
	REQUIRE(memblock_is_reserved(base) == m.reserved[r.from].in);
	REQUIRE(memblock_is_map_memory(base) == (m.memory[r.from].in &&
		!(m.memory[r.from].flags & MEMBLOCK_NOMAP)));
	for (i = 0; i < m.n; i++)
		if (m.memory[i].in)
			in_memory += cell_addr(&m, i + 1) - cell_addr(&m, i);
	REQUIRE(memblock_phys_mem_size() == in_memory);
	REQUIRE(memblock_mem_size(base >> 12) <= in_memory);
	REQUIRE(memblock_start_of_DRAM() <= memblock_end_of_DRAM());
	memblock_estimated_nr_free_pages();
	memblock_validate_numa_coverage(kind * m.unit);
	nid = memblock_search_pfn_nid(base >> 12, &start_pfn, &end_pfn);
	if (m.unit == 4096 && m.memory[r.from].in)
		REQUIRE(nid == m.memory[r.from].nid);
}

/* Only where no array lies in the part that may be cut off. */
static void op_cut(struct cells r, u8 kind)
{
	phys_addr_t limit = (phys_addr_t)(r.to - r.from) * 8 * m.unit;

	if (array_cells(M).to || array_cells(R).to)
		return;
	switch (kind & 3) {
	case 0:
		model_cap(&m, 0, model_limit_end(&m, limit), false);
		memblock_enforce_memory_limit(limit);
		break;
	case 1:
		if (model_limit_end(&m, limit) != TOP)
			model_cap(&m, 0, model_limit_end(&m, limit), true);
		memblock_mem_limit_remove_map(limit);
		break;
	case 2:
		model_cap(&m, addr(r), cell_addr(&m, r.to), true);
		memblock_cap_memory_range(addr(r), bytes(r));
		break;
	default:
		model_trim(&m, m.unit << (kind >> 2 & 3));
		memblock_trim_memory(m.unit << (kind >> 2 & 3));
	}
}

/* ---- one run --------------------------------------------------------- */

static void one_op(struct input *in)
{
	u8 op = input_u8(in) % NR_OPS, kind = input_u8(in);
	struct cells r = take_cells(in);

	switch (op) {
	case OP_ADD:
		op_add(r, kind);
		break;
	case OP_REMOVE:
		TRY(memblock_remove(addr(r), bytes(r)),
		    model_remove(m.memory, r));
		break;
	case OP_RESERVE:
		op_reserve(r, kind);
		break;
	case OP_FREE:
		op_free(r);
		break;
	case OP_ALLOC:
		op_alloc(r, kind);
		break;
	case OP_MARK:
		op_mark(r, kind);
		break;
	case OP_NODE:
		op_node(r, kind);
		break;
	case OP_COMB:
		op_comb(r, kind);
		break;
	case OP_FIND:
		op_find(r, kind);
		break;
	case OP_ASK:
		op_ask(r, kind);
		break;
	case OP_CUT:
		op_cut(r, kind);
		break;
	default:
		require_same();
	}
}

void fuzz_start(void)
{
	memblock_allow_resize();
}

static void new_world(u8 unit, u8 how)
{
	static const phys_addr_t units[] = { 4096, 4096, 1024, 256, 16, 1 };
	struct cells all;

	lists_reset();
	memset(m.memory, 0, NR_CELLS * sizeof(m.memory[0]));
	memset(m.reserved, 0, NR_CELLS * sizeof(m.reserved[0]));
	m.base = 0;
	m.unit = units[unit % ARRAY_SIZE(units)];
	m.n = NR_CELLS;
	if (how & AT_THE_TOP && m.unit > 1)
		m.base = 0 - m.n * m.unit;
	memblock_set_bottom_up(how & BOTTOM_UP);
	movable_node_enabled = how & MOVABLE;
	glue_slab_up = how & SLAB_UP;
	if (how & LIMIT)
		memblock_set_current_limit(cell_addr(&m, m.n / 2));
	all = (struct cells){ 0, m.n };
	if (how & FULL)
		op_add(all, 4);
}

void fuzz_one(const u8 *data, size_t size)
{
	struct input in = { data, data + size };
	u8 unit = input_u8(&in);
	int ops;

	new_world(unit, input_u8(&in));
	for (ops = 0; input_left(&in) && ops < 60; ops++)
		one_op(&in);
	require_same();
}
