// SPDX-License-Identifier: GPL-2.0-only
/*
 * Random operations on memblock and on the model of memblock_model.h; after
 * each one every result and the whole state must agree. The memory lies at
 * address 0 or at the very top (window.h); lists grow past 128, 256, 512.
 *
 * OPS=n runs n operations (default 200000), SEED=n begins with that seed; a
 * failure names the seed of its sequence. test_memblock_model_uma.c is the
 * same without CONFIG_NUMA.
 *
 * sources: mm/memblock*.c tests/host/glue.c tests/host/glue_memblock.c
 * sources: tests/host/memblock_model.c tests/host/memblock_model_run.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=2 -include tests/host/window.h
 */
#include "memblock_model_run.h"

unsigned char window_buffer[2 * WINDOW];

/* ---- operations ------------------------------------------------------ */

static void op_add(struct cells r)
{
	int nid = rnd(3) ? NOBODY : some_nid();
	int flags = rnd(4) ? 0 : rnd(16) & ~MEMBLOCK_MIRROR;

	SAY("add cells %d-%d node %d flags %x", r.from, r.to, nid, flags);
	TRY(M, r, memblock_add_node(addr(r), bytes(r), nid, flags),
	    model_add(m.memory, r, nid, flags));
}

static void op_reserve(struct cells r)
{
	int nid = rnd(6) ? NOBODY : some_nid();
	int flags = rnd(6) ? 0 : MEMBLOCK_RSRV_NOINIT;

	SAY("reserve cells %d-%d node %d flags %x", r.from, r.to, nid, flags);
	TRY(R, r, memblock_reserve_region(addr(r), bytes(r), nid, flags),
	    model_add(m.reserved, r, nid, flags));
}

static void op_remove(struct cells r)
{
	SAY("remove cells %d-%d", r.from, r.to);
	TRY(M, r, memblock_remove(addr(r), bytes(r)),
	    model_remove(m.memory, r));
}

/* Not what the arrays themselves need: that would pull the rug away. */
static bool hits_array(struct cells r)
{
	return overlap(r, array_cells(M)) || overlap(r, array_cells(R));
}

static void op_free(struct cells r)
{
	if (hits_array(r))
		return;
	SAY("free cells %d-%d", r.from, r.to);
	TRY(R, r, memblock_phys_free(addr(r), bytes(r)),
	    model_remove(m.reserved, r));
}

static void op_mark(struct cells r)
{
	phys_addr_t base = addr(r), size = bytes(r);

	SAY("mark cells %d-%d", r.from, r.to);
	switch (rnd(5)) {
	case 0:
		TRY_MARK(M, r, memblock_mark_hotplug(base, size),
		    model_flags(m.memory, r, MEMBLOCK_HOTPLUG, 0));
		break;
	case 1:
		TRY_MARK(M, r, memblock_clear_hotplug(base, size),
		    model_flags(m.memory, r, 0, MEMBLOCK_HOTPLUG));
		break;
	case 2:
		TRY_MARK(M, r, memblock_mark_nomap(base, size),
		    model_flags(m.memory, r, MEMBLOCK_NOMAP, 0));
		break;
	case 3:
		TRY_MARK(M, r, memblock_clear_nomap(base, size),
		    model_flags(m.memory, r, 0, MEMBLOCK_NOMAP));
		break;
	default:
		TRY_MARK(R, r, memblock_reserved_mark_noinit(base, size),
		    model_flags(m.reserved, r, MEMBLOCK_RSRV_NOINIT, 0));
	}
}

static void op_node(struct cells r)
{
	int nid = some_nid();

	SAY("node %d for cells %d-%d", nid, r.from, r.to);
	if (rnd(2))
		TRY_MARK(M, r, memblock_set_node(addr(r), bytes(r), M, nid),
		    model_node(m.memory, r, nid));
	else
		TRY_MARK(R, r, memblock_set_node(addr(r), bytes(r), R, nid),
		    model_node(m.reserved, r, nid));
}

static struct cells block_cells(phys_addr_t at, phys_addr_t size)
{
	int from = cell_of(&m, at), to = from + size / m.unit;

	return (struct cells){ from, to < m.n ? to : m.n };
}

/* One attempt: found, and the reservation can be recorded. */
static phys_addr_t attempt(phys_addr_t size, phys_addr_t align,
			   phys_addr_t lo, phys_addr_t hi, int nid)
{
	phys_addr_t at = model_find(&m, size, align, lo, hi, nid,
				    (struct cells){ 0, 0 });

	return at && can_reserve(block_cells(at, size)) ? at : 0;
}

static phys_addr_t expect_block(phys_addr_t size, phys_addr_t align,
				phys_addr_t lo, phys_addr_t hi, int nid,
				bool exact)
{
	phys_addr_t at;

	hi = hi > memblock.current_limit ? memblock.current_limit : hi;
	at = attempt(size, align, lo, hi, nid);
	if (!at && !exact)
		at = attempt(size, align, lo, hi, ANY);
	if (!at && lo)
		return expect_block(size, align, 0, hi, nid, exact);
	return at;
}

static void op_alloc(struct cells r)
{
	phys_addr_t size = (1 + rnd(rnd(4) ? 4 : 64)) * m.unit;
	phys_addr_t align = m.unit << rnd(5), want, lo, hi;
	bool exact = rnd(3) == 0;
	int nid = some_wish();
	void *p;

	if (glue_slab_up)
		return;
	lo = rnd(3) ? 0 : addr(r);
	hi = rnd(3) ? rnd(2) ? 0 : TOP : cell_addr(&m, r.to);
	SAY("alloc 0x%llx align 0x%llx [%llx, %llx) node %d exact %d", size,
	    align, lo, hi, nid, exact);
	begin();
	want = expect_block(size, align, lo, hi, nid, exact);
	p = exact ? memblock_alloc_exact_nid_raw(size, align, lo, hi, nid) :
		memblock_alloc_try_nid(size, align, lo, hi, nid);
	if ((p ? window_pa(p) : 0) != want)
		fail_msg("SEED=%llu, operation %u, %s: 0x%llx, not 0x%llx",
			 seed, op_nr, what, p ? window_pa(p) : 0, want);
	if (!p)
		return;
	nr_blocks++;
	CHECK(exact || all_bytes(p, 0, size));
	follow(block_cells(want, size));
	model_add(m.reserved, block_cells(want, size), NOBODY, 0);
}

/* Only where no array lies in the part that may be cut off. */
static void op_limit(struct cells r)
{
	phys_addr_t limit = (1 + rnd(4 * m.n)) * m.unit / 4, align;

	limit -= limit % m.unit;
	if (array_cells(M).to || array_cells(R).to || rnd(20))
		return;
	SAY("limit %llx, cells %d-%d", limit, r.from, r.to);
	switch (rnd(4)) {
	case 0:
		if (limit)
			model_cap(&m, 0, model_limit_end(&m, limit), false);
		memblock_enforce_memory_limit(limit);
		break;
	case 1:
		if (limit && model_limit_end(&m, limit) != TOP)
			model_cap(&m, 0, model_limit_end(&m, limit), true);
		memblock_mem_limit_remove_map(limit);
		break;
	case 2:
		model_cap(&m, addr(r), cell_addr(&m, r.to), true);
		memblock_cap_memory_range(addr(r), bytes(r));
		break;
	default:
		align = m.unit << rnd(4);
		model_trim(&m, align);
		memblock_trim_memory(align);
	}
}

/*
 * Lone cells until the list has @want regions, its maximum or one more.
 *
 * before   ..##...#....#...
 * after    ..##.#.#.#..#.#.
 */
static void fill_up(struct memblock_type *type, unsigned long want)
{
	const struct cell *c = type == M ? m.memory : m.reserved;
	unsigned int failed = nr_failed;
	int i;

	for (i = 1 + rnd(m.n / 2); i < m.n - 1; i++) {
		struct cells r = { i, i + 1 };

		if (type->cnt >= want || nr_failed != failed)
			return;
		if (c[i - 1].in || c[i].in || c[i + 1].in)
			continue;
		if (type == M)
			op_add(r);
		else
			op_reserve(r);
	}
}

/* Both lists full, and then one more region of memory. */
static void fill_both(void)
{
	fill_up(R, R->max);
	fill_up(M, M->max);
	if (R->cnt == R->max && M->cnt == M->max)
		fill_up(M, M->max + 1);
}

/* ---- the run --------------------------------------------------------- */

#ifndef DEFAULT_OPS
#define DEFAULT_OPS	200000
#endif
#define SEQUENCE	1000		/* operations from reset to reset */

static void random_op(bool fill)
{
	struct cells r = some_cells();
	unsigned int dice = rnd(100);

	if (dice < 12)
		fill ? op_add(r) : op_remove(r);
	else if (dice < 24)
		fill ? op_reserve(r) : op_free(r);
	else if (dice < 50)
		rnd(4) == 0 ? op_remove(r) : op_add(r);
	else if (dice < 74)
		rnd(4) == 0 ? op_free(r) : op_reserve(r);
	else if (dice < 78)
		op_mark(r);
	else if (dice < 81)
		op_node(r);
	else if (dice < 89)
		op_alloc(r);
	else if (dice < 91)
		op_limit(r);
	else if (dice < 95)
		ask_ranges(r);
	else if (dice < 98)
		ask_find(r);
	else if (dice < 99)
		ask_sums();
	else if (rnd(3) == 0)
		fill_both();
}

/* Where, how big, which direction: another world for each sequence. */
static void new_world(void)
{
	static const phys_addr_t units[] = { 1, 16, 256, 1024, 4096, 4096 };
	struct cells all;

	glue_memblock_setup(NULL);
	glue_log_off = true;
	memset(&m, 0, sizeof(m));
	m.unit = units[rnd(ARRAY_SIZE(units))];
	m.n = rnd(3) ? CELLS : 64 + rnd(CELLS - 64);
	if (m.unit > 1 && rnd(2))
		m.base = 0 - m.n * m.unit;
	else
		m.base = rnd(2) * 0x8000;
	memblock_set_bottom_up(rnd(2));
	movable_node_enabled = rnd(4) == 0;
	crowded = rnd(3) > 0;
	if (rnd(4) == 0)
		memblock_set_current_limit(cell_addr(&m, m.n / 2 +
						     rnd(m.n / 2)));
	all = (struct cells){ 0, m.n };
	SAY("new world of %d cells of %llu bytes at 0x%llx", m.n, m.unit,
	    m.base);
	if (rnd(2)) {
		CHECK(memblock_add_node(m.base, bytes(all), NOBODY, 0) == 0);
		model_add(m.memory, all, NOBODY, 0);
	}
}

static void one_sequence(u64 value, unsigned int ops)
{
	unsigned int slab_from;

	seed_rnd(value);
	new_world();
	slab_from = rnd(4) ? ops : rnd(ops);
	compare();
	for (op_nr = 0; op_nr < ops; op_nr++) {
		if (op_nr == slab_from)
			glue_slab_up = true;
		if (op_nr % 50 == 0)
			glue_slab_fails = rnd(8) == 0;
		random_op(op_nr / 200 % 2 == 0);
		compare();
	}
}

static u64 from_env(const char *name, u64 otherwise)
{
	const char *text = getenv(name);

	return text ? strtoull(text, NULL, 0) : otherwise;
}

TEST(random_operations)
{
	u64 first = from_env("SEED", 1), ops = from_env("OPS", DEFAULT_OPS), i;

	for (i = 0; i * SEQUENCE < ops; i++) {
		if (i == 5 || getenv("SEED")) {
			memblock_allow_resize();
			resize_allowed = true;
		}
		one_sequence(first + i, SEQUENCE);
	}
	print_message("%llu operations from SEED=%llu: memory grew %u, "
		      "reserved %u, both at once %u times; %u blocks, "
		      "%u refusals\n", i * SEQUENCE, first, nr_grown[0],
		      nr_grown[1], nr_grown[2], nr_blocks, nr_failed);
	if (ops < 200000)
		return;
	assert_true(nr_grown[0] > 50 && nr_grown[1] > 50);
	assert_true(nr_grown[2] > 0 && nr_blocks > 1000 && nr_failed > 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = { T(random_operations) };

	return RUN(tests);
}
