// SPDX-License-Identifier: GPL-2.0-only
/*
 * The machinery of test_memblock_model.c: chance, growth of arrays as the
 * model sees it, and comparison. Not a test by itself.
 */
#include "memblock_model_run.h"

struct model m, before;
struct memblock head;
u64 seed;
unsigned int op_nr;
char what[128];
bool resize_allowed, crowded;
phys_addr_t image_end;

static u64 rng;

/* Where the arrays of both lists lie, and did before the operation. */
static struct cells arrays[2], old_arrays[2];
static unsigned int kmallocs;

const char *here(void)
{
	return replay(seed, op_nr + 1,
		      resize_allowed ? " RESIZE=1" : " RESIZE=0");
}

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
	return arrays[type == R];
}

void forget_array(const struct memblock_type *type)
{
	arrays[type == R] = (struct cells){ 0, 0 };
}

bool overlap(struct cells a, struct cells b)
{
	return a.from < b.to && b.from < a.to;
}

bool hits_array(struct cells r)
{
	return overlap(r, arrays[0]) || overlap(r, arrays[1]);
}

static bool crosses(const struct cell *c, int i)
{
	return i > 0 && i < m.n && c[i].in && alike(c[i], c[i - 1]);
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

/* Where memblock says that the array of @type is; {0, 0} if not its own. */
static struct cells told_place(const struct memblock_type *type)
{
	phys_addr_t at = 0, size, regions = window_pa(type->regions);

	CALLED(get_allocated_memblock_reserved_regions_info);
	CALLED(get_allocated_memblock_memory_regions_info);
	size = type == R ? get_allocated_memblock_reserved_regions_info(&at) :
		get_allocated_memblock_memory_regions_info(&at);
	if (!size)
		return (struct cells){ 0, 0 };
	CHECK(size == ARRAY_BYTES(type->max));
	CHECK(at % 4096 == 0 && at <= regions);
	CHECK(regions + type->cnt * sizeof(*type->regions) <= at + size);
	at -= m.base;
	return (struct cells){ at / m.unit, (at + size) / m.unit };
}

/* @now has another array than @old had: take that over into the model. */
static void follow_growth(struct memblock_type *old, struct memblock_type *now,
			  struct cells pending, bool alone)
{
	struct cells new = told_place(now);
	const struct cells none = { 0, 0 };
	phys_addr_t at = cell_addr(&m, new.from);
	int i;

	CHECK(now->max >= 2 * old->max && now->max % old->max == 0);
	CHECK((now->max / old->max & (now->max / old->max - 1)) == 0);
	met_growth(old->max, now == R);
	model_remove(m.reserved, old_arrays[now == R]);
	arrays[now == R] = new;
	if (glue_slab_up) {
		CHECK(new.to == 0 && glue_kmallocs > kmallocs);
		return;
	}
	CHECK(new.to > 0);
	CHECK(cell_addr(&m, new.to) <= memblock.current_limit);
	for (i = new.from; i < new.to; i++) {
		CHECK(before.memory[i].in && !before.reserved[i].in);
		m.reserved[i] = (struct cell){ 1, NOBODY, 0, 0 };
	}
	if (now == R)
		CHECK(!overlap(new, pending));
	if (alone && at != array_place(old, pending) &&
	    (now == R || at != array_place(old, none)))
		fail_msg("operation %u, %s: array at 0x%llx, not 0x%llx\n%s",
			 op_nr, what, at, array_place(old, pending), here());
}

static void copy_model(struct model *to, const struct model *from)
{
	const size_t bytes = from->n * sizeof(from->memory[0]);

	to->base = from->base;
	to->unit = from->unit;
	to->n = from->n;
	to->image_end = from->image_end;
	memcpy(to->memory, from->memory, bytes);
	memcpy(to->reserved, from->reserved, bytes);
}

void begin(void)
{
	copy_model(&before, &m);
	head = memblock;
	memcpy(old_arrays, arrays, sizeof(arrays));
	kmallocs = glue_kmallocs;
}

void follow(struct cells pending)
{
	bool a = M->max != head.memory.max;
	bool b = R->max != head.reserved.max;

	MET(a, "growth: memory");
	MET(b, "growth: reserved");
	MET(a && b, "growth: both at once");
	MET((a || b) && glue_slab_up, "growth: array from the slab");
	MET((a || b) && !glue_slab_up && memblock.bottom_up,
	    "growth: array found bottom-up");
	MET((a || b) && !glue_slab_up && !memblock.bottom_up,
	    "growth: array found top-down");
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
		if (type->max != old->max)
			CHECK(resize_allowed && want > old->max);
		return true;
	}
	MET(!resize_allowed, "refused: the list may not grow yet");
	MET(resize_allowed && glue_slab_up, "refused: the slab gave nothing");
	MET(resize_allowed && !glue_slab_up && type == M,
	    "refused: no place for an array of memory");
	MET(resize_allowed && !glue_slab_up && type == R,
	    "refused: no place for an array of reserved");
	CHECK(rc == -12);
	CHECK(want > old->max);
	if (type->max != old->max) {	/* not far enough, and in vain */
		CHECK(want + 1 > type->max);
		follow(pending);
		return false;
	}
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
	if (RUNS_AFTER(m.reserved, model_add(m.reserved, r, NOBODY, 0)) <=
	    R->max)
		return true;
	return resize_allowed && array_place(&head.reserved, r);
}

/* ---- comparison ------------------------------------------------------ */

void compare(void)
{
	const char *why = model_compare(&m, m.memory, M), *list = "memory";

	if (!why) {
		list = "reserved";
		why = model_compare(&m, m.reserved, R);
	}
	if (why)
		fail_msg("operation %u, %s: %s: %s\n%s", op_nr, what, list,
			 why, here());
	CHECK(memblock.memory.cnt <= memblock.memory.max);
	CHECK(memblock.reserved.cnt <= memblock.reserved.max);
	compare_names();
	met_lengths();
}
