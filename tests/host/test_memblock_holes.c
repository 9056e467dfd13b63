// SPDX-License-Identifier: GPL-2.0-only
/*
 * Walks over the holes of a window (mm/memblock_holes.c), whole ones, from
 * the first step to what is left in the arguments after the last: in worlds
 * of a few bytes, at both ends of the address space, against a walk over
 * their map. With four regions or more a walk begins where a claim says, so
 * it shows what it skips when the claim is false; the build of
 * test_memblock_holes_checked.c must notice just that.
 *
 * Environment: SEED, OPS.
 *
 * sources: mm/memblock*.c tests/host/glue.c tests/host/glue_memblock.c
 * sources: tests/host/tally.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -DMEMBLOCK_HINT_MIN=4
 */
#include "glue_memblock.h"
#include "rnd.h"
#include "tally.h"
#include "mm/memblock_internal.h"

#define M	(&memblock.memory)
#define R	(&memblock.reserved)
#define WORLD	10		/* bytes that there may be */
#define NODES	2

#ifdef CONFIG_DEBUG_VM
#define CHECKED	true
#else
#define CHECKED	false
#endif

struct range {
	phys_addr_t start, end;
};

static u64 seed;
static unsigned int op_nr;
static phys_addr_t low;
static char map[WORLD + 1];	/* of each byte: '.', or a node's letter */
static char taken[WORLD + 1];	/* '#' where it is reserved */

/* One search, and what is known before it. */
static struct {
	bool upwards;
	phys_addr_t start, end, size, claimed, dist;
	int nid;
} ask;

static const char *here(void)
{
	static char text[300];

	snprintf(text, sizeof(text), "SEED=%llu, world %u at 0x%llx:\n"
		 "   memory %s\n reserved %s\n %s +%llu to +%llu, %llu bytes, "
		 "node %d, claim (%llu, %llu)", seed, op_nr, low, map, taken,
		 ask.upwards ? "up" : "down", ask.start - low, ask.end - low,
		 ask.size, ask.nid, ask.claimed, ask.dist);
	return text;
}

#define CHECK(cond) do { if (!(cond)) \
	fail_msg("%s: %s", here(), #cond); } while (0)

/* ---- worlds ---------------------------------------------------------- */

/* Runs of the same letter become regions. */
static void make_list(struct memblock_type *type, const char *text)
{
	unsigned int i, end;

	type->cnt = 0;
	type->total_size = 0;
	for (i = 0; i < WORLD; i = end) {
		for (end = i + 1; end < WORLD && text[end] == text[i]; end++)
			;
		if (text[i] == '.')
			continue;
		type->regions[type->cnt++] = memblock_make_region(low + i,
				end - i, text[i] == '#' ? MAX_NUMNODES :
				text[i] - 'a', MEMBLOCK_NONE);
		type->total_size += end - i;
	}
}

static void some_world(void)
{
	unsigned int i, often = 1 + rnd(6);

	low = rnd(2) ? 0 : TOP - WORLD;
	for (i = 0; i < WORLD; i++) {
		if (!i || rnd(often) == 0)
			map[i] = ".ab"[rnd(3)];
		else
			map[i] = map[i - 1];
		taken[i] = rnd(2) ? '#' : '.';
	}
	make_list(M, map);
	make_list(R, taken);
}

/* The bytes of a hole are of one region, and not reserved. */
static unsigned int holes_of(struct range *holes)
{
	unsigned int i, end, nr = 0;

	for (i = 0; i < WORLD; i = end) {
		end = i + 1;
		if (map[i] == '.' || taken[i] == '#')
			continue;
		while (end < WORLD && map[end] == map[i] && taken[end] == '.')
			end++;
		if (ask.nid >= 0 && ask.nid < NODES && map[i] - 'a' != ask.nid)
			continue;
		holes[nr++] = (struct range){ low + i, low + end };
	}
	return nr;
}

/* ---- what is to come ------------------------------------------------- */

static bool claims_are_kept(void)
{
	return M->cnt <= R->cnt;
}

static bool claims_count(void)
{
	return claims_are_kept() && M->cnt + R->cnt >= 4;
}

/* What is known of @size before the search. */
static phys_addr_t told(phys_addr_t size)
{
	return claims_are_kept() && size >= ask.claimed ? ask.dist : 0;
}

/*
 * The holes of a window, as the walk gives them that skips the first @skip
 * bytes: into @out, and after them what it ends with.
 *
 *	start                   end
 *	  |  skip  |             |
 *	aaaa   aaaa   a     aaaaaaa   aa
 *	                    found     end of the walk
 */
static unsigned int walk_up(phys_addr_t skip, struct range *out)
{
	struct range holes[WORLD], h;
	unsigned int i, n = 0, nr = holes_of(holes);

	for (i = 0; i < nr; i++) {
		h = holes[i];
		if (h.end <= ask.start + skip)
			continue;
		if (h.start >= ask.end) {
			out[n] = h;
			return n;
		}
		if (h.end - max(h.start, ask.start) >= ask.size)
			out[n++] = h;
	}
	out[n] = (struct range){ TOP, TOP };
	return n;
}

static unsigned int walk_down(phys_addr_t skip, struct range *out)
{
	struct range holes[WORLD], h;
	unsigned int i, n = 0;

	for (i = holes_of(holes); i-- > 0;) {
		h = holes[i];
		if (h.start >= ask.end - skip)
			continue;
		if (h.end <= ask.start) {
			out[n] = h;
			return n;
		}
		if (min(h.end, ask.end) - h.start >= ask.size)
			out[n++] = h;
	}
	out[n] = (struct range){ 0, 0 };
	return n;
}

static unsigned int walk(phys_addr_t skip, struct range *out)
{
	return ask.upwards ? walk_up(skip, out) : walk_down(skip, out);
}

/* ---- what comes ------------------------------------------------------ */

static void first(u64 *i, struct range *r)
{
	if (ask.upwards)
		__first_free_range_in(i, ask.nid, ask.start, ask.end,
				      ask.size, &r->start, &r->end);
	else
		__first_free_range_in_rev(i, ask.nid, ask.start, ask.end,
					  ask.size, &r->start, &r->end);
}

static void next(u64 *i, struct range *r)
{
	if (ask.upwards)
		__next_free_range_in(i, ask.nid, ask.start, ask.end, ask.size,
				     &r->start, &r->end);
	else
		__next_free_range_in_rev(i, ask.nid, ask.start, ask.end,
					 ask.size, &r->start, &r->end);
}

/* Does the first step end in a BUG? Then it gives nothing. */
static bool first_panics(u64 *i, struct range *r)
{
	glue_panic_arm();
	if (setjmp(glue_panic_jmp) == 0)
		first(i, r);
	return glue_panic_end();
}

static phys_addr_t known(phys_addr_t size)
{
	return memblock_hint_ask(ask.upwards ? ask.start : ask.end, ask.nid,
				 ask.upwards, size);
}

/* The distance of what the first step has given is known afterwards. */
static phys_addr_t lesson(const struct range *r, phys_addr_t skip)
{
	if (!claims_count())
		return told(ask.size);
	if (ask.upwards)
		return max(skip, max(r->start, ask.start) - ask.start);
	return max(skip, ask.end - min(r->end, ask.end));
}

static void compare(void)
{
	struct range want[WORLD + 1], all[WORLD + 1], got = { 1, 1 };
	phys_addr_t skip = 0;
	unsigned int k, nr;
	bool hidden, panics;
	u64 i = 1;

	if (claims_count())
		skip = told(ask.size);
	nr = walk(skip, want);
	hidden = walk(0, all) && (!nr || all[0].start != want[0].start);
	panics = first_panics(&i, &got);
	CHECK(panics == (CHECKED && hidden));
	MET(hidden, "a claim hides a hole");
	if (panics)
		return;
	CHECK(known(ask.size) == lesson(want, skip));
	CHECK(known(ask.size - 1) == told(ask.size - 1));
	for (k = 0; k < nr; k++) {
		CHECK(i != ~0ULL);
		CHECK(got.start == want[k].start && got.end == want[k].end);
		next(&i, &got);
		MET(true, "a hole was given");
	}
	CHECK(i == ~0ULL);
	CHECK(got.start == want[nr].start && got.end == want[nr].end);
}

/* ---- all of it ------------------------------------------------------- */

static void one_search(void)
{
	unsigned int a = rnd(WORLD + 1), b = rnd(WORLD + 1);

	ask.upwards = rnd(2);
	ask.start = low + min(a, b);
	ask.end = low + max(a, b);
	ask.size = 1 + rnd(4);
	ask.nid = (int)rnd(4) - 1;
	if (ask.nid == NODES)
		ask.nid = MAX_NUMNODES;
	ask.claimed = 1 + rnd(4);
	ask.dist = rnd(2) ? rnd((unsigned int)(ask.end - ask.start) + 1) : 0;
	memblock_hint_forget();
	memblock_hint_learn(ask.upwards ? ask.start : ask.end, ask.nid,
			    ask.upwards, ask.claimed, ask.dist);
	compare();
}

TEST(walks_are_those_over_the_map)
{
	u64 ops = from_env("OPS", 12000), done = 0;
	unsigned int i;

	for (seed = from_env("SEED", 1); done < ops; seed++) {
		rng = seed * 0x9e3779b97f4a7c15ULL + 1;
		for (op_nr = 0; op_nr < 1000; op_nr++, done++) {
			some_world();
			for (i = 0; i < 16; i++)
				one_search();
		}
	}
	if (ops >= 12000) {
		assert_true(tally_of("a hole was given") > 20000);
		assert_true(tally_of("a claim hides a hole") > 1000);
	}
}

/*
 * With claims (from four regions on) or without: a search that is told that
 * it fails sees no hole, and leaves no claim.
 *
 *	memory    aaaa aaaa
 *	reserved   #    #
 */
static void report(u64 nr, phys_addr_t size, phys_addr_t align)
{
	assert_int_equal(nr, 1);
}

TEST(searches_that_fail)
{
	unsigned int i;
	u64 cursor;
	struct range r;

	low = 0;
	make_list(M, "aaaa.aaaa.");
	for (i = 0; i < 4; i++) {
		make_list(R, i & 1 ? ".#...#...." : "..........");
		memblock_hint_forget();
		ask.upwards = i & 2;
		ask.start = 1;
		ask.end = 9;
		ask.size = 2;
		ask.nid = NUMA_NO_NODE;
		memblock_fail_nth(1, report);
		memblock_request_begin(2, 1);
		cursor = 1;
		r = (struct range){ 5, 5 };
		first(&cursor, &r);
		CHECK(cursor == ~0ULL);
		CHECK(r.start == r.end && r.start == (i & 2 ? TOP : 0));
		memblock_request_end();
		memblock_fail_nth(0, NULL);
		CHECK(known(ask.size) == 0);
	}
}

#ifdef CONFIG_DEBUG_VM
/* Nor may a walk find what the whole one does not see. */
TEST(a_hole_that_is_not_there)
{
	struct range r;
	unsigned int k;
	u64 i;

	low = 0;
	make_list(M, "aaaa.aaaa.");
	make_list(R, ".#...#....");
	ask.start = 1;
	ask.end = 9;
	ask.size = 2;
	ask.nid = NUMA_NO_NODE;
	for (k = 0; k < 2; k++) {
		ask.upwards = k;
		memblock_fail_now = true;
		assert_true(first_panics(&i, &r));
		memblock_fail_now = false;
		assert_false(first_panics(&i, &r));
	}
}
#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(walks_are_those_over_the_map),
		T(searches_that_fail),
#ifdef CONFIG_DEBUG_VM
		T(a_hole_that_is_not_there),
#endif
	};

	return RUN(tests);
}
