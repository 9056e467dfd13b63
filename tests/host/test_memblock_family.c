// SPDX-License-Identifier: GPL-2.0-only
/*
 * All names under which memblock allocates, beside a few lines that say what
 * each must do with memblock_find_in_range_node(): which attempts, in which
 * order, what is reserved, zeroed, told to kmemleak, counted as a request.
 * Bounds and holes lie byte by byte, so that none may be off by one.
 *
 * Environment: SEED, OPS.
 *
 * sources: mm/memblock*.c tests/host/glue.c tests/host/glue_memblock.c
 * sources: tests/host/tally.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -DCONFIG_DEBUG_KMEMLEAK
 * cflags: -include tests/host/window.h
 */
#include <linux/gfp.h>
#include "glue_memblock.h"
#include "rnd.h"
#include "tally.h"
#include "mm/memblock_internal.h"

#define M	(&memblock.memory)
#define R	(&memblock.reserved)
#define ANY	NUMA_NO_NODE
#define LOW	KB(16)
#define RAM	KB(16)		/* from LOW on */
#define NR_WAYS	12

unsigned char window_buffer[2 * WINDOW];

static u64 seed;
static unsigned int op_nr;
static bool slab_fails;

/* One call, and what was seen during it. */
static struct {
	unsigned int way;
	phys_addr_t size, align, min, max;
	int nid;
	bool exact;
} ask;

static struct {
	const void *leak_ptr;
	size_t leak_size;
	unsigned int leaks;
	u64 failed;
	phys_addr_t size, align;
} seen;

#define CHECK(cond) do { if (!(cond)) \
	fail_msg("SEED=%llu, operation %u, way %u: %llu bytes, align %llu, " \
		 "0x%llx-0x%llx, node %d%s: %s", seed, op_nr, ask.way, \
		 ask.size, ask.align, ask.min, ask.max, ask.nid, \
		 ask.exact ? " only" : "", #cond); } while (0)

/* ---- what is asked of the surroundings -------------------------------- */

void kmemleak_alloc(const void *ptr, size_t size, int min_count, gfp_t gfp)
{
	CHECK(min_count == 0 && gfp == 0);
	seen.leak_ptr = ptr;
	seen.leak_size = size;
	seen.leaks++;
}

void kmemleak_free_part(const void *ptr, size_t size)
{
	seen.leak_ptr = ptr;
	seen.leak_size = size;
}

void *kzalloc(size_t size, gfp_t gfp)
{
	CHECK(gfp == GFP_NOWAIT && size == ask.size);
	return slab_fails ? NULL : __va(KB(8));
}

static void report(u64 nr, phys_addr_t size, phys_addr_t align)
{
	seen.failed = nr;
	seen.size = size;
	seen.align = align;
}

/* ---- the ways ---------------------------------------------------------- */

/* Who takes a window, who zeroes, and who panics instead of NULL. */
static bool zeroes(void)
{
	return ask.way == 0 || ask.way == 3 || ask.way == 4;
}

static bool panics(void)
{
	return ask.way == 4 || ask.way == 10;
}

/* The panics' messages, up to the caller. */
static void message(char *text, size_t size)
{
	if (ask.way == 4)
		snprintf(text, size, "memblock_virt_alloc_try_nid: Failed to "
			 "allocate %llu bytes align=0x%llx nid=%d from=0x%llx "
			 "max_addr=0x%llx (for ", ask.size, ask.align, ask.nid,
			 ask.min, ask.max);
	else
		snprintf(text, size, "ERROR: Failed to allocate 0x%llx bytes "
			 "below 0x%llx. (for ", ask.size, ask.max);
}

#define PHYS(call)	({ void *__p = (call); __p ? __pa(__p) : 0; })
#define WINDOW_ARGS	ask.size, ask.align, ask.min, ask.max

static phys_addr_t call(void)
{
	switch (ask.way) {
	case 0:
		return PHYS(memblock_alloc_try_nid(WINDOW_ARGS, ask.nid));
	case 1:
		return PHYS(memblock_alloc_try_nid_raw(WINDOW_ARGS, ask.nid));
	case 2:
		return PHYS(memblock_alloc_exact_nid_raw(WINDOW_ARGS,
							 ask.nid));
	case 3:
		return PHYS(memblock_virt_alloc_try_nid_nopanic(WINDOW_ARGS,
								ask.nid));
	case 4:
		return PHYS(memblock_virt_alloc_try_nid(WINDOW_ARGS, ask.nid));
	case 5:
		return memblock_phys_alloc_range(WINDOW_ARGS);
	case 6:
		return memblock_phys_alloc_try_nid(ask.size, ask.align,
						   ask.nid);
	case 7:
		return memblock_alloc_range(WINDOW_ARGS);
	case 8:
		return memblock_alloc_nid(ask.size, ask.align, ask.nid);
	case 9:
		return __memblock_alloc_base(ask.size, ask.align, ask.max);
	case 10:
		return memblock_alloc_base(ask.size, ask.align, ask.max);
	default:
		return memblock_alloc_range_nid(WINDOW_ARGS, ask.nid,
						ask.exact);
	}
}

/* ---- what each must do ------------------------------------------------- */

/* A place, if it can be recorded: a full list has room beside a region. */
static phys_addr_t look(phys_addr_t min, phys_addr_t max, int nid)
{
	phys_addr_t at = memblock_find_in_range_node(ask.size, ask.align, min,
						     max, nid);

	if (at && R->cnt == R->max &&
	    !memblock_overlaps_region(R, at - 1, ask.size + 2))
		return 0;
	return at;
}

static phys_addr_t attempt(phys_addr_t min, phys_addr_t max, int nid,
			   bool exact)
{
	phys_addr_t at;

	if (max == MEMBLOCK_ALLOC_NOLEAKTRACE)
		max = MEMBLOCK_ALLOC_ACCESSIBLE;
	if (nid < 0 || nid >= MAX_NUMNODES)
		return look(min, max, ANY);
	at = look(min, max, nid);
	return at || exact ? at : look(min, max, ANY);
}

/* Where the block must lie; *@max becomes the bound that was passed on. */
static phys_addr_t place(phys_addr_t *max)
{
	phys_addr_t at;

	*max = ask.way == 6 || ask.way == 8 ? 0 : ask.max;
	if (ask.way <= 4) {
		*max = min(*max, memblock.current_limit);
		at = attempt(ask.min, *max, ask.nid, ask.way == 2);
		return at ? at : attempt(0, *max, ask.nid, ask.way == 2);
	}
	if (ask.way == 6 || ask.way == 8)
		return attempt(0, 0, ask.nid, ask.way == 8);
	if (ask.way == 9 || ask.way == 10)
		return attempt(0, ask.max, ANY, false);
	if (ask.way == 11)
		return attempt(ask.min, ask.max, ask.nid, ask.exact);
	return attempt(ask.min, ask.max, ANY, false);
}

/* ---- one call ---------------------------------------------------------- */

/* A byte where a hole, a region or a node begins or ends, or nearby. */
static phys_addr_t some_edge(void)
{
	const struct memblock_type *type = rnd(3) ? R : M;
	const struct memblock_region *r;

	if (!type->cnt || rnd(8) == 0)
		return LOW + rnd(RAM);
	r = &type->regions[rnd(type->cnt)];
	return (rnd(2) ? r->base : memblock_region_end(r)) + rnd(3) - 1;
}

static void some_world(void)
{
	phys_addr_t at = LOW, size;
	unsigned int i;

	glue_memblock_reset();
	memset(__va(LOW), 0xa5, RAM);
	for (i = 0; i < 4 && at < LOW + RAM; i++, at += size + rnd(2)) {
		size = min((phys_addr_t)1 + rnd(KB(8)), LOW + RAM - at);
		memblock_add_node(at, size, rnd(3), MEMBLOCK_NONE);
	}
	for (i = rnd(20); i; i--)
		memblock_reserve(LOW + rnd(RAM), 1 + rnd(KB(1)));
	if (rnd(3) == 0)
		memblock_set_current_limit(some_edge());
	memblock_set_bottom_up(rnd(2));
	if (rnd(3) == 0)
		R->max = R->cnt;
}

static void some_question(void)
{
	static const int nodes[] = { ANY, 0, 1, 2, 15, MAX_NUMNODES };

	ask.way = rnd(NR_WAYS);
	ask.size = rnd(3) ? 1 + rnd(40) : 1 + rnd(KB(2));
	ask.align = rnd(2) ? 1 : 1U << rnd(12);
	ask.min = rnd(4) ? some_edge() : 0;
	ask.max = rnd(3) ? some_edge() : (phys_addr_t)rnd(3) - 1;
	ask.nid = nodes[rnd(ARRAY_SIZE(nodes))];
	ask.exact = rnd(2);
	/* A hole of just the size, as if it had been measured. */
	if (rnd(4) == 0 && ask.max > ask.min)
		ask.size = min(ask.max - ask.min, (phys_addr_t)KB(2));
}

/* The call; 0 also for one that panics as it must. */
static phys_addr_t outcome(void)
{
	static phys_addr_t at;
	char text[200];

	if (!panics())
		return call();
	glue_panic_arm();
	at = 0;
	if (setjmp(glue_panic_jmp) == 0)
		at = call();
	if (glue_panic_end()) {
		message(text, sizeof(text));
		CHECK(strncmp(glue_panic_message, text, strlen(text)) == 0);
		return 0;
	}
	CHECK(at != 0);
	return at;
}

/* The block, and nothing else, is reserved, zeroed, and told of. */
static void check_block(phys_addr_t at, phys_addr_t max, phys_addr_t total)
{
	bool told = max != MEMBLOCK_ALLOC_NOLEAKTRACE;

	CHECK(R->total_size == total + ask.size);
	CHECK(memblock_covers(R, at, ask.size));
	CHECK(seen.leaks == told);
	CHECK(!told || (seen.leak_ptr == __va(at) &&
			seen.leak_size == ask.size));
	CHECK(all_bytes(__va(at), zeroes() ? 0 : 0xa5, ask.size));
	memset(__va(at), 0xa5, ask.size);
	CHECK(all_bytes(__va(LOW), 0xa5, RAM));
}

static void one_call(u64 fail_nth)
{
	phys_addr_t want, at, max, total = R->total_size;

	want = place(&max);
	CHECK(memblock_find_in_range(ask.min, ask.max, ask.size, ask.align) ==
	      memblock_find_in_range_node(ask.size, ask.align, ask.min,
					  ask.max, ANY));
	memset(&seen, 0, sizeof(seen));
	memblock_fail_nth(fail_nth, report);
	at = outcome();
	memblock_find_in_range(0, 1, 1, 1);	/* a request of its own */
	CHECK(memblock_fail_nth(0, NULL) == 2);
	MET(want != 0, "there is a place");
	MET(want == 0, "there is none");
	if (fail_nth == 1) {
		CHECK(at == 0 && seen.failed == 1);
		CHECK(seen.size == ask.size && seen.align == ask.align);
		want = 0;
	}
	CHECK(at == want);
	if (at) {
		check_block(at, max, total);
		return;
	}
	CHECK(R->total_size == total && !seen.leaks);
}

TEST(every_way_to_allocate)
{
	u64 ops = from_env("OPS", 20000), done = 0;
	unsigned int i;

	glue_log_off = true;
	for (seed = from_env("SEED", 1); done < ops; seed++) {
		rng = seed * 0x9e3779b97f4a7c15ULL + 1;
		for (op_nr = 0; op_nr < 1000; done += 10) {
			some_world();
			for (i = 0; i < 10; i++, op_nr++) {
				some_question();
				one_call(rnd(10) ? 100 : 1);
			}
		}
	}
	if (ops >= 20000) {
		assert_true(tally_of("there is a place") > 5000);
		assert_true(tally_of("there is none") > 5000);
	}
}

/* Once the slab is up it serves them all, with one warning. */
TEST(every_way_once_the_slab_is_up)
{
	some_world();
	memblock_add(LOW, RAM);
	glue_slab_up = true;
	glue_log_clear();
	ask.size = 837;
	ask.align = 64;
	ask.min = ask.max = 0;
	ask.nid = 0;
	for (ask.way = 0; ask.way < NR_WAYS; ask.way++) {
		CHECK(call() == KB(8));
		assert_int_equal(glue_log_count("early allocation of 837 bytes"
						" after the slab is up: served"
						" by kzalloc"), 1);
	}
}

/* And where it has no room there is no block, nor an address of one. */
TEST(no_way_when_the_slab_is_full)
{
	glue_slab_up = slab_fails = true;
	ask.size = 837;
	ask.align = 64;
	ask.min = ask.max = 0;
	for (ask.way = 0; ask.way < NR_WAYS; ask.way++)
		CHECK(outcome() == 0);
	slab_fails = false;
}

/*
 *	before  |##########|
 *	after   |###|  |###|
 */
TEST(older_names_of_free)
{
	memblock_reserve(KB(4), KB(4));
	memblock_free_early(KB(5), 0x123);
	expect_list(R, { KB(4), KB(1) }, { KB(5) + 0x123, KB(3) - 0x123 });
	assert_ptr_equal(seen.leak_ptr, __va(KB(5)));
	assert_int_equal(seen.leak_size, 0x123);
	memblock_free_early_nid(KB(7) - 1, 2, 3);
	expect_list(R, { KB(4), KB(1) }, { KB(5) + 0x123, KB(2) - 0x124 },
		    { KB(7) + 1, KB(1) - 1 });
	memblock_free(__va(KB(7) + 1), KB(1) - 1);
	assert_ptr_equal(seen.leak_ptr, __va(KB(7) + 1));
	assert_int_equal(seen.leak_size, KB(1) - 1);
	memblock_free(NULL, KB(8));
	expect_list(R, { KB(4), KB(1) }, { KB(5) + 0x123, KB(2) - 0x124 });
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(every_way_to_allocate), T(every_way_once_the_slab_is_up),
		T(no_way_when_the_slab_is_full), T(older_names_of_free),
	};

	return RUN(tests);
}
