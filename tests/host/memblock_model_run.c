// SPDX-License-Identifier: GPL-2.0-only
/*
 * The machinery of test_memblock_model.c: chance, growth of arrays as the
 * model sees it, questions and comparison. Not a test by itself.
 */
#include "memblock_model_run.h"

struct model m, before;
struct memblock head;
u64 seed;
unsigned int op_nr;
char what[128];
bool resize_allowed, crowded;
unsigned int nr_grown[3], nr_failed, nr_blocks;

static u64 rng;

/* ---- chance ---------------------------------------------------------- */

void seed_rnd(u64 value)
{
	seed = value;
	rng = value * 0x9e3779b97f4a7c15ULL + 1;
}

unsigned int rnd(unsigned int below)
{
	rng ^= rng << 13;
	rng ^= rng >> 7;
	rng ^= rng << 17;
	return (rng >> 20) % below;
}

struct cells some_cells(void)
{
	int len = 1 + rnd(crowded ? 1 + rnd(2) : 3), from = rnd(m.n);

	if (rnd(crowded ? 150 : 8) == 0)
		len = 1 + rnd(rnd(4) ? 40 : m.n);

	return (struct cells){ from, from + len < m.n ? from + len : m.n };
}

int some_nid(void)
{
	return NOBODY > 0 ? (int)rnd(NOBODY + 1) : 0;
}

int some_wish(void)
{
	return rnd(2) ? ANY : NOBODY > 0 ? (int)rnd(NOBODY) : 0;
}

phys_addr_t addr(struct cells r)
{
	return cell_addr(&m, r.from);
}

phys_addr_t bytes(struct cells r)
{
	if (r.to == m.n && cell_addr(&m, r.to) == TOP && rnd(2))
		return TOP;
	return cell_addr(&m, r.to) - cell_addr(&m, r.from);
}

/* ---- growth ---------------------------------------------------------- */

struct cells array_cells(const struct memblock_type *type)
{
	const unsigned char *p = (const unsigned char *)type->regions;
	phys_addr_t at;

	if (p < window_buffer || p >= window_buffer + sizeof(window_buffer))
		return (struct cells){ 0, 0 };
	at = window_pa(p) - m.base;
	return (struct cells){ at / m.unit,
		(at + ARRAY_BYTES(type->max)) / m.unit };
}

bool overlap(struct cells a, struct cells b)
{
	return a.from < b.to && b.from < a.to;
}

static bool crosses(const struct cell *c, int i)
{
	return i > 0 && i < m.n && run_end(&m, c, i - 1) > i && c[i].in;
}

unsigned int runs_isolated(const struct cell *c, struct cells r)
{
	return count_runs(&m, c) + crosses(c, r.from) + crosses(c, r.to);
}

/*
 * Where the next array of @old must go, by the model; 0 for nowhere. The
 * array of memory may keep off the pending range, which may be leaving.
 */
static phys_addr_t array_place(const struct memblock_type *old,
			       struct cells pending)
{
	return model_find(&before, ARRAY_BYTES(old->max * 2), 4096, 0, 0,
			  ANY, pending);
}

/* @now has another array than @old had: take that over into the model. */
static void follow_growth(struct memblock_type *old, struct memblock_type *now,
			  struct cells pending, bool alone)
{
	struct cells new = array_cells(now), was = array_cells(old);
	const struct cells none = { 0, 0 };
	int i;

	CHECK(now->max >= 2 * old->max);
	CHECK((now->max / old->max & (now->max / old->max - 1)) == 0);
	nr_grown[now == R]++;
	model_remove(m.reserved, was);
	if (glue_slab_up) {
		CHECK(new.to == 0 && glue_kmalloced(now->regions));
		return;
	}
	CHECK(new.to > 0 && window_pa(now->regions) % 4096 == 0);
	CHECK(cell_addr(&m, new.to) <= memblock.current_limit);
	for (i = new.from; i < new.to; i++) {
		CHECK(before.memory[i].in && !before.reserved[i].in);
		m.reserved[i] = (struct cell){ 1, NOBODY, 0 };
	}
	if (now == R)
		CHECK(!overlap(new, pending));
	if (alone && now->max == 2 * old->max &&
	    window_pa(now->regions) != array_place(old, pending) &&
	    (now == R || window_pa(now->regions) != array_place(old, none)))
		fail_msg("SEED=%llu, operation %u, %s: array at 0x%llx, not "
			 "0x%llx", seed, op_nr, what, window_pa(now->regions),
			 array_place(old, pending));
}

void begin(void)
{
	before = m;
	head = memblock;
}

void follow(struct cells pending)
{
	bool a = M->regions != head.memory.regions;
	bool b = R->regions != head.reserved.regions;

	nr_grown[2] += a && b;
	if (a)
		follow_growth(&head.memory, M, pending, !b);
	if (b)
		follow_growth(&head.reserved, R, pending, !a);
}

bool succeeded(int rc, struct memblock_type *type, unsigned int want,
	       struct cells pending)
{
	struct memblock_type *old = type == M ? &head.memory : &head.reserved;

	if (rc == 0) {
		if (type->regions != old->regions)
			CHECK(resize_allowed && want > old->max);
		return true;
	}
	nr_failed++;
	CHECK(rc == -12);
	CHECK(want > old->max);
	CHECK(memcmp(&head, &memblock, sizeof(head)) == 0);
	if (want > 2 * old->max || !resize_allowed)
		return false;
	if (glue_slab_up)
		CHECK(glue_slab_fails);
	/* The new array may take an entry, and the old one leave two. */
	else if (type == R || R->cnt + 2 <= R->max)
		CHECK(array_place(old, pending) == 0);
	return false;
}

bool can_reserve(struct cells r)
{
	if (RUNS_AFTER(R, model_add(m.reserved, r, NOBODY, 0)) <= R->max)
		return true;
	return resize_allowed && array_place(&head.reserved, r);
}

/* ---- questions ------------------------------------------------------- */

void ask_ranges(struct cells r)
{
	phys_addr_t base = addr(r) + rnd(m.unit), size = bytes(r), end;
	bool memory = true, reserved = false;
	int i;

	if (base == TOP)
		return;
	if (size != TOP)
		size = 1 + rnd(size);
	end = size > TOP - base ? TOP : base + size;
	for (i = r.from; i < m.n && cell_addr(&m, i) < end; i++) {
		memory = memory && m.memory[i].in;
		reserved = reserved || m.reserved[i].in;
	}
	if (end > cell_addr(&m, m.n))
		memory = false;
	SAY("ask [%llx, +%llx)", base, size);
	CHECK(memblock_is_region_memory(base, size) == memory);
	CHECK(memblock_is_region_reserved(base, size) == reserved);
	CHECK(memblock_overlaps_region(R, base, size) == reserved);
	CHECK(memblock_is_memory(base) == m.memory[r.from].in);
	CHECK(memblock_is_reserved(base) == m.reserved[r.from].in);
	CHECK(memblock_is_map_memory(base) == (m.memory[r.from].in &&
	      !(m.memory[r.from].flags & MEMBLOCK_NOMAP)));
}

void ask_find(struct cells r)
{
	phys_addr_t size = 1 + rnd(10 * m.unit), align = 1ULL << rnd(15);
	phys_addr_t lo = addr(r) + rnd(m.unit), hi = lo + rnd(m.n * m.unit);
	int nid = some_wish();

	if (hi < lo)
		hi = rnd(2) ? TOP : 0;
	if (rnd(2))
		lo = 0;
	SAY("find 0x%llx align 0x%llx [%llx, %llx) node %d", size, align, lo,
	    hi, nid);
	CHECK(memblock_find_in_range_node(size, align, lo, hi, nid) ==
	      model_find(&m, size, align, lo, hi, nid,
			 (struct cells){ 0, 0 }));
}

/* Sizes, ends and pages: by counting cells. */
void ask_sums(void)
{
	phys_addr_t memory = 0, reserved = 0, pages = 0, lo = 0, hi = 0, end;
	int i;

	for (i = 0; i < m.n; i++) {
		end = cell_addr(&m, i + 1);
		if (m.reserved[i].in)
			reserved += end - cell_addr(&m, i);
		if (!m.memory[i].in)
			continue;
		lo = memory ? lo : cell_addr(&m, i);
		hi = end;
		memory += end - cell_addr(&m, i);
		pages += m.unit == 4096 && end != TOP;
	}
	SAY("sums");
	CHECK(memblock_phys_mem_size() == memory);
	CHECK(memblock_reserved_size() == reserved);
	CHECK(memblock_start_of_DRAM() == lo);
	CHECK(memblock_end_of_DRAM() == hi);
	if (m.unit == 4096)
		CHECK(memblock_mem_size(~0ULL) == pages << 12);
	CHECK(memblock_validate());
}

void compare(void)
{
	const char *why = model_compare(&m, m.memory, M);

	if (why)
		fail_msg("SEED=%llu, operation %u, %s: memory: %s", seed,
			 op_nr, what, why);
	why = model_compare(&m, m.reserved, R);
	if (!why && rnd(8) == 0)
		why = model_compare_walks(&m, rnd(2) ? ANY : 0);
	if (why)
		fail_msg("SEED=%llu, operation %u, %s: reserved: %s", seed,
			 op_nr, what, why);
}
