// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where a grown array goes: in maps of 16 pages at the bottom of the address
 * space, with a kernel image there, a limit, and a range that is about to be
 * recorded, the place found by trying all pages is compared. Also where the
 * other list must grow first, and where there is no place.
 *
 * Environment: SEED, OPS.
 *
 * sources: mm/memblock*.c tests/host/glue.c tests/host/glue_memblock.c
 * sources: tests/host/tally.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -include tests/host/window.h
 * cflags: -DWINDOW_IMAGE
 */
#include "glue_memblock.h"
#include "rnd.h"
#include "tally.h"
#include "mm/memblock_internal.h"

#define M	(&memblock.memory)
#define R	(&memblock.reserved)
#define PAGES	16
#define ROOM	KB(8)		/* what 256 entries take, and 240 */
#define FEW	120		/* entries of "memory" before it grows */

unsigned char window_buffer[2 * WINDOW];
phys_addr_t image_end;

static u64 seed;
static unsigned int op_nr;
static char map[PAGES + 1];	/* of each page: '#' if there is RAM */
static struct span pending;
static phys_addr_t room;	/* what the new array takes: a page or two */

static const char *here(void)
{
	static char text[300];

	snprintf(text, sizeof(text), "SEED=%llu, operation %u: RAM %s, %s, "
		 "image to 0x%llx, limit 0x%llx, pending 0x%llx + 0x%llx",
		 seed, op_nr, map, memblock_bottom_up() ? "up" : "down",
		 image_end, memblock.current_limit, pending.base,
		 pending.size);
	return text;
}

#define CHECK(cond) do { if (!(cond)) \
	fail_msg("%s: %s", here(), #cond); } while (0)

/* ---- the place, by trying all ---------------------------------------- */

static bool overlap(phys_addr_t at, const struct span *s)
{
	return s->size && at < s->base + s->size && s->base < at + room;
}

static bool fits(phys_addr_t at, const struct span *other)
{
	return map[at / KB(4)] == '#' &&
	       map[(at + room - 1) / KB(4)] == '#' &&
	       at + room <= memblock.current_limit &&
	       !overlap(at, &pending) && !overlap(at, other);
}

/* The lowest above the image; else, or top-down, the highest; else 0. */
static phys_addr_t place(const struct span *other)
{
	phys_addr_t at;

	if (memblock_bottom_up() && memblock.current_limit > image_end)
		for (at = KB(4); at < KB(4) * PAGES; at += KB(4))
			if (at >= image_end && fits(at, other))
				return at;
	for (at = KB(4) * (PAGES - 1); at; at -= KB(4))
		if (fits(at, other))
			return at;
	return 0;
}

/* ---- one growth ------------------------------------------------------ */

static void some_world(void)
{
	unsigned int i, end, often = 1 + rnd(8);

	glue_memblock_reset();
	glue_log_clear();
	for (i = 0; i < PAGES; i++)
		map[i] = rnd(often) ? '#' : '.';
	for (i = 0; i < PAGES; i = end + 1) {
		for (end = i; end < PAGES && map[end] == '#'; end++)
			;
		if (end > i)
			memblock_add(i * KB(4), (end - i) * KB(4));
	}
	M->max = FEW;
	memblock_set_bottom_up(rnd(2));
	image_end = rnd(3) ? 0 : rnd(KB(4) * PAGES);
	if (rnd(3) == 0)
		memblock_set_current_limit(rnd(2) ? rnd(KB(4) * PAGES + 1) :
					   KB(4) * rnd(PAGES + 1));
	pending.base = rnd(2) ? rnd(KB(4) * PAGES) : KB(4) * rnd(PAGES);
	pending.size = rnd(3) ? rnd(KB(40)) : KB(4) * rnd(10);
	if (rnd(4) == 0)
		pending.size = rnd(2);
	if (rnd(8) == 0)
		pending.size = PHYS_ADDR_MAX - pending.base;
}

/* A range that goes to the last address may be asked for as longer. */
static int grow(struct memblock_type *type)
{
	bool all = pending.size == PHYS_ADDR_MAX - pending.base;

	return memblock_double_array(type, pending.base,
				     all ? PHYS_ADDR_MAX : pending.size);
}

static void expect_failure(struct memblock_type *type,
			   const struct snapshot *before)
{
	char text[100];

	snprintf(text, sizeof(text), "memblock: no room to let %s grow from "
		 "%lu to %lu entries\n", type->name, type->max, 2 * type->max);
	CHECK(grow(type) == -1);
	expect_unchanged(before);
	CHECK(glue_log_has(text));
}

/* Is @type where it should be, with all that it had? */
static void expect_moved(const struct memblock_type *type, phys_addr_t at,
			 const struct memblock_region *had, unsigned long max)
{
	CHECK(type->regions == __va(at));
	CHECK(type->max == 2 * max);
	CHECK(all_bytes(type->regions + type->cnt, 0, (type->max - type->cnt) *
			sizeof(*type->regions)));
	if (type == M)
		CHECK(memcmp(type->regions, had, type->cnt * sizeof(*had)) ==
		      0);
	CHECK(memblock_covers(R, at, ROOM));
}

/*
 * Ranges far above, at 1 GiB, leave an entry of "reserved" for the array of
 * "memory", or none.
 */
static void one_growth(struct memblock_type *type, unsigned int others)
{
	static struct snapshot before;
	struct span mine = { 0, ROOM }, none = { 0, 0 };
	bool both = type == M && others == INIT_MEMBLOCK_REGIONS;
	unsigned long max = type->max;
	phys_addr_t extra = 0;

	room = ROOM;
	fill_list(R, GB(1), others);
	take_snapshot(&before);
	mine.base = place(&none);
	if (mine.base && both)
		extra = place(&mine);
	if (!mine.base || (both && !extra)) {
		MET(mine.base != 0, "room for one array only");
		expect_failure(type, &before);
		return;
	}
	CHECK(grow(type) == 0);
	expect_moved(type, mine.base, before.memory, max);
	if (both)
		expect_moved(R, extra, NULL, INIT_MEMBLOCK_REGIONS);
	CHECK(R->total_size == others * 0x100 + ROOM + (both ? ROOM : 0));
	MET(both, "both lists have grown");
	MET(image_end > mine.base, "an array below the image");
	expect_sound();
}

TEST(the_place_is_the_one_found_by_trying_all)
{
	u64 ops = from_env("OPS", 6000), done = 0;

	for (seed = from_env("SEED", 1); done < ops; seed++) {
		rng = seed * 0x9e3779b97f4a7c15ULL + 1;
		for (op_nr = 0; op_nr < 1000; op_nr++, done++) {
			some_world();
			one_growth(rnd(4) ? M : R, rnd(3) ? 128 : rnd(128));
		}
	}
	if (ops >= 6000) {
		assert_true(tally_of("room for one array only") > 50);
		assert_true(tally_of("both lists have grown") > 500);
		assert_true(tally_of("an array below the image") > 50);
	}
}

/* ---- who calls says what it is about ----------------------------------- */

/* One of those that may need an entry more; the list of memory is full. */
static int change(unsigned int which)
{
	switch (which) {
	case 0:
		return memblock_set_node(pending.base, pending.size, M, 1);
	case 1:
		return memblock_remove(pending.base, pending.size);
	case 2:
		return memblock_add(pending.base, pending.size);
	default:
		return memblock_add_node(pending.base, pending.size, 1, 0);
	}
}

/*
 * The array stays out of the range that is to be split off, removed or added,
 * and the change is made in the new one, as it would have been in the old.
 */
static void one_change(unsigned int which)
{
	static struct memblock_region want[2 * PAGES];
	const struct span none = { 0, 0 };
	static struct snapshot before;
	unsigned long cnt, max = M->cnt;
	phys_addr_t at;
	bool grows;

	room = KB(4);
	at = place(&none);
	take_snapshot(&before);		/* what is right, with room */
	change(which);
	cnt = M->cnt;
	memcpy(want, M->regions, cnt * sizeof(*want));

	memcpy(M->regions, before.memory, sizeof(want));
	*M = before.head.memory;
	M->max = before.head.memory.max = max;
	grows = cnt > max;
	MET(grows, "a change made it grow");
	CHECK(change(which) == (grows && !at ? -12 : 0));
	if (grows && !at) {
		expect_unchanged(&before);
		return;
	}
	CHECK(M->cnt == cnt);
	CHECK(memcmp(M->regions, want, cnt * sizeof(*want)) == 0);
	if (grows && cnt <= 2 * max)
		CHECK(M->regions == __va(at));
}

TEST(the_place_is_clear_of_what_is_changed)
{
	u64 ops = from_env("OPS", 6000), done = 0;

	glue_log_off = true;
	for (seed = from_env("SEED", 1); done < ops; seed++) {
		rng = seed * 0x9e3779b97f4a7c15ULL + 7;
		for (op_nr = 0; op_nr < 1000; op_nr++, done++) {
			some_world();
			pending.size += !pending.size;
			if (M->cnt > 2)
				one_change(rnd(4));
		}
	}
	if (ops >= 6000)
		assert_true(tally_of("a change made it grow") > 1000);
}

/*
 * A hole in the middle of a region of "reserved", which is full; the new
 * array may touch that region, and become one with it, before it is cut.
 *
 *	before  ......|rrrrrrrrrrr|.....
 *	after   |array|rrr|  |rrrr|.....
 */
static void one_hole(void)
{
	phys_addr_t from = KB(4) * (1 + rnd(PAGES - 4)), at, i;
	phys_addr_t to = from + KB(4) * (1 + rnd(3));
	struct span held = { from, to - from };
	bool was, array;

	fill_list(R, GB(1), 3);
	memblock_reserve(from, to - from);
	pending.base = from + KB(1) * (1 + rnd(3));
	pending.size = min(to - KB(1) - pending.base, KB(1) * (1 + rnd(7)));
	if (!pending.size)
		return;
	room = KB(4);
	R->max = R->cnt;
	at = place(&held);
	if (memblock_phys_free(pending.base, pending.size)) {
		CHECK(!at);
		return;
	}
	CHECK(R->regions == __va(at));
	for (i = 0; i < KB(4) * PAGES; i += KB(1)) {
		was = i >= from && i < to;
		array = i >= at && i < at + room;
		CHECK(memblock_is_reserved(i) == (array || (was &&
			!(i >= pending.base &&
			  i < pending.base + pending.size))));
	}
	MET(at + room == from || at == to, "the array touches the region");
	expect_sound();
}

TEST(a_hole_where_the_array_touches)
{
	u64 ops = from_env("OPS", 3000), done = 0;

	glue_log_off = true;
	for (seed = from_env("SEED", 1); done < ops; seed++) {
		rng = seed * 0x9e3779b97f4a7c15ULL + 9;
		for (op_nr = 0; op_nr < 1000; op_nr++, done++) {
			some_world();
			one_hole();
		}
	}
	if (ops >= 3000)
		assert_true(tally_of("the array touches the region") > 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(the_place_is_the_one_found_by_trying_all),
		T(the_place_is_clear_of_what_is_changed),
		T(a_hole_where_the_array_touches),
	};

	memblock_allow_resize();
	return RUN(tests);
}
