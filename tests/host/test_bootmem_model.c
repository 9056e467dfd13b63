// SPDX-License-Identifier: GPL-2.0-only
/*
 * The whole family of bootmem beside a model of 512 bytes on two nodes, each
 * byte free or taken: what each function gives for any size, alignment, goal
 * and limit, what it leaves behind, and the words of those that panic.
 *
 * sources: mm/nobootmem.c mm/memblock*.c
 * sources: tests/host/glue.c tests/host/glue_memblock.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -DCONFIG_DEBUG_KMEMLEAK
 * include: tests/host/low_limit.h
 */
#include <linux/bootmem.h>
#include <linux/kmemleak.h>
#include "glue_memblock.h"

#define WORLD	512U
#define NODE_1	256U		/* where it begins */
#define ROUNDS	1500

phys_addr_t low_limit;

static phys_addr_t ram;
static u8 *world;
static bool taken[WORLD];
static u8 content[WORLD];
static pg_data_t nodes[3] = { { .node_id = 0 }, { .node_id = 1 },
			      { .node_id = 2 } };

static u32 below(u32 n)
{
	static u64 seed = 20261123;

	seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return (u32)(seed >> 33) % n;
}

/* ---- kmemleak -------------------------------------------------------- */

static const void *leak_ptr;
static size_t leak_size;

void kmemleak_alloc(const void *ptr, size_t size, int min_count, gfp_t gfp)
{
	assert_int_equal(min_count, 0);
	assert_int_equal(gfp, 0);
	leak_ptr = ptr;
	leak_size = size;
}

void kmemleak_free_part(const void *ptr, size_t size)
{
	leak_ptr = ptr;
	leak_size = size;
}

/* ---- the model ------------------------------------------------------- */

/* The highest place on a node, or any, as an offset; the lowest if memblock
 * goes upwards. -1: there is none. */
static int model_find(int nid, u64 size, u64 align, u64 goal, u64 limit)
{
	int step, at;

	if (!limit || limit > memblock.current_limit)
		limit = memblock.current_limit;
	for (step = 0; step < (int)WORLD; step++) {
		u32 end, i;

		at = memblock_bottom_up() ? step : (int)WORLD - 1 - step;
		i = (u32)at;
		end = i + (u32)size;

		if (end > WORLD || (i < NODE_1 && end > NODE_1) ||
		    (nid >= 0 && nid != (i >= NODE_1)) ||
		    (ram + i) % align || ram + i < goal || ram + end > limit)
			continue;
		while (i < end && !taken[i])
			i++;
		if (i == end)
			return at;
	}
	return -1;
}

/* With a second choice: any node, then no goal. */
static int model_alloc(int nid, u64 size, u64 align, u64 goal, u64 limit)
{
	int at = model_find(nid, size, align, goal, limit);

	if (at < 0)
		at = model_find(NUMA_NO_NODE, size, align, goal, limit);
	if (at < 0 && goal)
		return model_alloc(nid, size, align, 0, limit);
	return at;
}

/* ---- the family ------------------------------------------------------ */

struct request {
	u64 size, align, goal, limit;
	pg_data_t *node;
	int nid;
};

#define NO_LIMIT	(~0ULL)

enum { CORE = 4, FIRST_PANICS = 6, FUNCTIONS = 13 };

/* Call function @which, with the limit that it is to have in @r->limit. */
static void *call(unsigned int which, struct request *r)
{
	u64 size = r->size, align = r->align, goal = r->goal;

	r->nid = NUMA_NO_NODE;
	if (which == 2 || which == 3 || which > 8)
		r->nid = r->node->node_id;
	switch (which) {
	case 0:
		r->limit = NO_LIMIT;
		return __alloc_bootmem_nopanic(size, align, goal);
	case 1:
		r->limit = low_limit;
		return __alloc_bootmem_low_nopanic(size, align, goal);
	case 2:
		r->limit = 0;
		return __alloc_bootmem_node_nopanic(r->node, size, align, goal);
	case 3:
		return ___alloc_bootmem_node_nopanic(r->node, size, align,
						     goal, r->limit);
	case CORE:
		r->nid = r->node->node_id;
		return __alloc_memory_core_early(r->nid, size, align, goal,
						 r->limit);
	case 5:
		return ___alloc_bootmem_nopanic(size, align, goal, r->limit);
	case FIRST_PANICS:
		r->limit = NO_LIMIT;
		return __alloc_bootmem(size, align, goal);
	case 7:
		r->limit = low_limit;
		return __alloc_bootmem_low(size, align, goal);
	case 8:
		return ___alloc_bootmem(size, align, goal, r->limit);
	case 9:
		return ___alloc_bootmem_node(r->node, size, align, goal,
					     r->limit);
	case 10:
		r->limit = 0;
		return __alloc_bootmem_node(r->node, size, align, goal);
	case 11:
		r->limit = 0;
		return __alloc_bootmem_node_high(r->node, size, align, goal);
	default:
		r->limit = low_limit;
		return __alloc_bootmem_low_node(r->node, size, align, goal);
	}
}

/* ---- the comparison -------------------------------------------------- */

static u32 nr_taken(void)
{
	u32 i, nr = 0;

	for (i = 0; i < WORLD; i++)
		nr += taken[i];
	return nr;
}

static void take(u32 from, u64 size)
{
	u64 i;

	for (i = from; i < from + size && i < WORLD; i++)
		taken[i] = true;
}

static void expect_world(void)
{
	u32 i;

	assert_memory_equal(world, content, WORLD);
	for (i = 0; i < WORLD; i++)
		assert_int_equal(memblock_is_reserved(ram + i), taken[i]);
	assert_int_equal(memblock_reserved_size(), nr_taken());
}

static void expect_panic(const struct request *r)
{
	char said[400];

	sprintf(said, "bootmem alloc of %llu bytes failed!\n", r->size);
	assert_true(glue_log_has(said));
	sprintf(said, " wants %llu bytes (align 0x%llx, goal 0x%llx, limit "
		"0x%llx); RAM is 0x200 bytes, 0x%x reserved: give the machine "
		"more memory, or see memblock=debug for who took it", r->size,
		r->align, r->goal, r->limit, nr_taken());
	assert_memory_equal(glue_panic_message, "Out of memory: ", 15);
	assert_string_equal(strstr(glue_panic_message, " wants"), said);
}

static void step(void)
{
	static void *volatile got;
	static struct request r;
	static unsigned int which;
	bool panicked;
	u64 align;
	int want;

	which = below(FUNCTIONS);
	r.size = 1 + below(below(4) ? 24 : 280);
	r.align = below(8) ? 1ULL << below(7) : 0;
	r.goal = below(3) ? 0 : ram + below(WORLD + 40) - 20;
	r.limit = below(3) ? ram + below(WORLD + 20) : 0;
	r.node = &nodes[below(3)];
	got = NULL;
	leak_ptr = NULL;
	glue_log_clear();
	glue_panic_arm();
	if (setjmp(glue_panic_jmp) == 0)
		got = call(which, &r);
	panicked = glue_panic_end();
	align = r.align ? r.align : SMP_CACHE_BYTES;
	want = which == CORE ?
		model_find(r.nid, r.size, align, r.goal, r.limit) :
		model_alloc(r.nid, r.size, align, r.goal, r.limit);
	assert_int_equal(panicked, want < 0 && which >= FIRST_PANICS);
	if (panicked)
		expect_panic(&r);
	if (want < 0) {
		assert_null(got);
		return;
	}
	if (got != world + want)
		fail_msg("function %u gives %p, not %p", which, got,
			 (void *)(world + want));
	take((u32)want, r.size);
	memset(content + want, 0, r.size);
	assert_ptr_equal(leak_ptr, got);
	assert_int_equal(leak_size, r.size);
}

/* Give back some bytes, taken or not; the node is of no interest. */
static void step_back(void)
{
	u32 at = below(WORLD), size = 1 + below(WORLD - at);

	if (below(2))
		free_bootmem(ram + at, size);
	else
		free_bootmem_node(&nodes[below(3)], ram + at, size);
	memset(taken + at, 0, size);
	assert_ptr_equal(leak_ptr, world + at);
	assert_int_equal(leak_size, size);
}

/* All free but for a few bytes, limits anywhere. */
static void new_world(void)
{
	u32 i, at, size;

	glue_memblock_setup(NULL);
	if (!world)
		world = (u8 *)(uintptr_t)(ram = glue_ram());
	memblock_add_node(ram, NODE_1, 0, MEMBLOCK_NONE);
	memblock_add_node(ram + NODE_1, WORLD - NODE_1, 1, MEMBLOCK_NONE);
	memset(taken, 0, sizeof(taken));
	memset(content, 0x5a, WORLD);
	memset(world, 0x5a, WORLD);
	for (i = below(6); i; i--) {
		at = below(WORLD);
		size = 1 + below(20);
		size = min(size, WORLD - at);
		memblock_reserve(ram + at, size);
		take(at, size);
	}
	memblock_set_bottom_up(below(2));
	low_limit = ram + below(WORLD) + 1;
	if (below(3) == 0)
		memblock.current_limit = ram + below(WORLD) + 1;
}

TEST(the_family_beside_a_model)
{
	u32 round, i;

	for (round = 0; round < ROUNDS; round++) {
		new_world();
		for (i = 0; i < 12; i++)
			step();
		expect_world();
		step_back();
		expect_world();
	}
}

static phys_addr_t told_size, told_align;

static void report(u64 nr, phys_addr_t size, phys_addr_t align)
{
	assert_int_equal(nr, 1);
	told_size = size;
	told_align = align;
}

/* No block where there is room: call it, and survive. */
static void expect_no_block(unsigned int which, struct request *r)
{
	glue_panic_arm();
	if (setjmp(glue_panic_jmp) == 0)
		assert_null(call(which, r));
	assert_int_equal(glue_panic_end(), which >= FIRST_PANICS);
}

/*
 * Each call is one request, of that size and alignment, and over when it
 * ends, with or without a block; one that makes no sense is none.
 */
TEST(requests_are_counted)
{
	unsigned int which;

	for (which = 0; which < FUNCTIONS; which++) {
		struct request r = { .size = 8, .goal = 1 };

		if (which >= 3 && which < FIRST_PANICS)
			continue;	/* below where requests are told */
		r.node = &nodes[1];
		new_world();
		memblock.current_limit = low_limit = ram + WORLD;
		memblock_fail_nth(1, report);
		expect_no_block(which, &r);
		assert_int_equal(told_size, 8);
		assert_int_equal(told_align, SMP_CACHE_BYTES);
		call(which, &r);
		assert_non_null(___alloc_bootmem_nopanic(8, 8, 0, 0));
		assert_null(___alloc_bootmem_nopanic(WORLD, 8, 0, 0));
		assert_int_equal(memblock_fail_nth(1000, report), 4);
		r.size = 0;
		expect_no_block(which, &r);
		r.size = 8;
		r.align = 48;
		expect_no_block(which, &r);
		assert_int_equal(memblock_fail_nth(0, NULL), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(the_family_beside_a_model), T(requests_are_counted),
	};

	return RUN(tests);
}
