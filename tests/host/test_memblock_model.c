// SPDX-License-Identifier: GPL-2.0-only
/*
 * Random operations on memblock and on the model of memblock_model.h; after
 * each one every result and the whole state must agree. The memory lies at
 * address 0 or at the very top (window.h); lists grow past 128, 256, 512.
 *
 * OPS=n runs n operations, SEED=n begins with that seed; the lists must not
 * grow with RESIZE=0, nor in the first sequences without RESIZE=1. A failure
 * names the command that meets it again at once. The tests named
 * test_memblock_model_*.c are the same, built otherwise: without nodes, with
 * searches that check themselves, with 20000 cells.
 *
 * sources: mm/memblock*.c mm/nobootmem.c tests/host/glue.c tests/host/tally.c
 * sources: tests/host/glue_memblock.c tests/host/memblock_model*.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=2 -include tests/host/window.h
 * cflags: -DWINDOW_IMAGE
 */
#include <linux/bootmem.h>
#include "memblock_model_run.h"

#ifndef OPS
#define OPS	20000
#endif
/* From reset to reset, and so many first ones in which lists cannot grow. */
#define SEQUENCE	(CELLS > 4096 ? 12000 : 1000)
#define FIXED		(CELLS > 4096 ? 0 : 5)

/* ---- lists of a chosen length ----------------------------------------- */

/* Until a list has so many regions, each operation adds one to it. */
static struct {
	struct memblock_type *type;
	unsigned long want;
	int from;			/* the next cell to try */
} goals[3];
static int nr_goals;

static void new_goal(struct memblock_type *type, unsigned long want)
{
	if (nr_goals < (int)ARRAY_SIZE(goals) && want < (unsigned int)m.n / 3) {
		goals[nr_goals].type = type;
		goals[nr_goals].want = want;
		goals[nr_goals++].from = 1 + m.n / 3 + rnd(20);
	}
}

/* All of memory and nothing reserved but the arrays, in the first third. */
static void clear_all(void)
{
	struct cells a = array_cells(M), b = array_cells(R), t = a;
	const struct cells all = { 0, m.n };

	if (a.from > b.from) {
		a = b;
		b = t;
	}
	op_remove(all);
	op_add((struct cells){ 0, m.n / 3 });
	if (a.from > 0)
		op_free((struct cells){ 0, a.from });
	if (b.from > a.to)
		op_free((struct cells){ a.to, b.from });
	if (b.to < m.n)
		op_free((struct cells){ b.to, m.n });
	compare();
}

static void some_goals(void)
{
	static const unsigned int lengths[] = { 128, 256, 4096, 4096, 4096 };
	unsigned long want = lengths[rnd(CELLS > 4096 ? 5 : 2)];
	struct memblock_type *type = rnd(2) ? M : R;

	nr_goals = 0;
	clear_all();
	if (rnd(2)) {
		new_goal(type, want - 1 + rnd(3));
		return;
	}
	/* Both lists full, and then one more region of memory. */
	new_goal(R, R->max);
	new_goal(M, M->max);
	new_goal(M, M->max + 1);
}

/*
 * One lone cell for the first goal; false if nothing is left to do.
 *
 * before   ..##...#....#...
 * after    ..##.#.#....#...	and then ..##.#.#..#.#...
 */
static bool towards_goal(void)
{
	struct memblock_type *type = goals[0].type;
	const struct cell *c = CELLS_OF(type);
	int i = goals[0].from;
	unsigned long cnt;

	if (!nr_goals)
		return false;
	cnt = type->cnt;
	while (i < m.n - 1 && (c[i - 1].in || c[i].in || c[i + 1].in))
		i++;
	if (type->cnt < goals[0].want && i < m.n - 1) {
		goals[0].from = i;
		if (type == M)
			op_add((struct cells){ i, i + 1 });
		else
			op_reserve((struct cells){ i, i + 1 });
		if (type->cnt > cnt)
			return true;
	}
	nr_goals--;
	memmove(goals, goals + 1, nr_goals * sizeof(*goals));
	return true;
}

/* ---- the run --------------------------------------------------------- */

static void question(struct cells r, unsigned int dice)
{
	if (dice < 3)
		ask_ranges(r);
	else if (dice < 6)
		ask_find(r);
	else if (dice < 7)
		ask_sums();
	else if (dice < 8)
		ask_pages(r);
	else if (dice < 10)
		ask_walks(r);
	else if (dice < 11)
		ask_names(r);
	else
		ask_dump();
}

static void random_op(bool fill)
{
	struct cells r = some_cells();
	unsigned int dice = rnd(100);

	if (dice < 12)
		fill ? op_add(r) : op_remove(r);
	else if (dice < 24)
		fill ? op_reserve(r) : op_free(r);
	else if (dice < 44)
		rnd(4) == 0 ? op_remove(r) : op_add(r);
	else if (dice < 64)
		rnd(4) == 0 ? op_free(r) : op_reserve(r);
	else if (dice < 70)
		op_mark(r);
	else if (dice < 73)
		op_node(r);
	else if (dice < 83)
		op_alloc(r);
	else if (dice < 85)
		op_limit(r);
	else if (dice < 86)
		op_switch(r);
	else if (dice < 87)
		rnd(4) ? op_empty(r) : op_slab();
	else if (dice < 88)
		rnd(SEQUENCE / 200) ? ask_sums() : some_goals();
	else
		question(r, dice - 88);
}

/* How big, and where: at the bottom of the address space or at its top. */
static void new_place(void)
{
	static const phys_addr_t units[] = { 1, 16, 256, 1024, 4096, 4096 };
	static const phys_addr_t small[] = { 16, 256, 512, 512, 512, 512 };

	memset(&m, 0, sizeof(m));
	m.unit = CELLS > 4096 ? small[rnd(6)] : units[rnd(6)];
	m.n = rnd(3) ? CELLS : 64 + rnd(CELLS - 64);
	if (m.unit > 1 && rnd(2))
		m.base = 0 - m.n * m.unit;
	else
		m.base = rnd(2) * 0x8000;
	MET(m.base > TOP / 2, "world at the end of the address space");
	MET(m.base == 0, "world at address 0");
}

static void new_world(void)
{
	struct cells all;

	forget_all_names();
	glue_memblock_setup(NULL);
	glue_log_off = true;
	new_place();
	all = (struct cells){ 0, m.n };
	forget_array(M);
	forget_array(R);
	nr_goals = 0;
	memblock_debug = rnd(16) == 0;
	memblock_set_bottom_up(rnd(2));
	movable_node_enabled = rnd(4) == 0;
	crowded = rnd(3) > 0;
	image_end = m.image_end = rnd(4) ? 0 : cell_addr(&m, rnd(m.n));
	if (rnd(4) == 0)
		memblock_set_current_limit(cell_addr(&m, m.n / 2 +
						     rnd(m.n / 2)));
	SAY("new world of %d cells of %llu bytes at 0x%llx", m.n, m.unit,
	    m.base);
	if (rnd(2)) {
		CHECK(memblock_add_node(m.base, bytes(all), NOBODY, 0) == 0);
		model_add(m.memory, all, NOBODY, 0);
	}
	compare();
}

static void one_sequence(u64 value, unsigned int ops)
{
	unsigned int slab_from;

	seed_rnd(value);
	op_nr = 0;
	new_world();
	if (CELLS > 4096)
		some_goals();
	slab_from = rnd(4) ? SEQUENCE : rnd(SEQUENCE);
	for (op_nr = 0; op_nr < ops; op_nr++) {
		if (op_nr == slab_from)
			glue_slab_up = true;
		if (!towards_goal())
			random_op(op_nr / 200 % 2 == 0);
		compare();
	}
}

static void say_where(void)
{
	fprintf(stderr, "operation %u, %s\n%s\n", op_nr, what, here());
}

TEST(random_operations)
{
	u64 first = from_env("SEED", 1), ops = from_env("OPS", OPS), done, i;
	u64 fixed = getenv("RESIZE") ? 0 : FIXED;

	replay_on_crash(say_where);
	for (i = 0, done = 0; done < ops; i++) {
		if (i == fixed && from_env("RESIZE", 1)) {
			CALLED(memblock_allow_resize);
			memblock_allow_resize();
			resize_allowed = true;
		}
		one_sequence(first + i, min(ops - done, (u64)SEQUENCE));
		done += SEQUENCE;
	}
	forget_all_names();
	glue_memblock_setup(NULL);
	print_message("%llu operations from SEED=%llu: memory grew %llu, "
		      "reserved %llu, both at once %llu times\n", ops, first,
		      tally_of("growth: memory"), tally_of("growth: reserved"),
		      tally_of("growth: both at once"));
	tally_report(first, ops);
	if (ops < OPS)
		return;
	assert_true(tally_of("growth: memory") + tally_of("growth: reserved"));
}

int main(void)
{
	const struct CMUnitTest tests[] = { T(random_operations) };

	return RUN(tests);
}
