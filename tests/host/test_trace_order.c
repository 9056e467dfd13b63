// SPDX-License-Identifier: GPL-2.0-only
/*
 * What ends what, and in which order that is told: searches, hand-overs,
 * moves, changes that nobody has announced, the limit and the direction,
 * another machine's lists. And all small lists: is a move over?
 *
 * sources: mm/memblock*.c mm/trace*.c
 * sources: tests/host/glue.c tests/host/glue_memblock.c
 * sources: tests/host/trace_notes.c tests/host/trace_hooks.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -DCONFIG_TRACE
 */
#include "glue_memblock.h"
#include "mm/memblock_internal.h"
#include "trace_hooks.h"

#define ANY_LIMIT	MEMBLOCK_ALLOC_ANYWHERE

/* All that can be open: a move, a search with [1000, 3000), a hand-over. */
static void open_all(void)
{
	move(0, "memblock_add", 0x5000, 0x1000);
	search(0x1000, 0x2000);
	note_run = true;
}

/* The search of open_all(), of which the end tells nothing. */
#define FIND	"find 0+0 memblock_find_in_range bits=2 stack=1 ?1000:2000=0"
#define NOT_ADDED	"add 5000+1000 memblock_add result=-12 stack=1"

/* ---- what ends all ----------------------------------------------------- */

TEST(a_move)
{
	open_all();
	move(0, "memblock_free", 0x1000, 0x1000);
	EXPECT(FIND, "handover 0+0", NOT_ADDED);
	open_all();
	note_stack = 0;
	mark(0, TRACE_MARK, M, 0x1000, 0x1000, 1, false);
	assert_int_equal(nr_notes, 4);
}

/* Any other text is the name of what is reserved next, and ends nothing. */
TEST(a_name)
{
	open_all();
	move(0, "kernel image", 0x1000, 0x1000);
	EXPECT_NOTHING();
	move(0, "memblock_reserve", 0x8000, 0x1000);
	assert_int_equal(nr_notes, 3);
	notes_forget();
	trace_flush();
	EXPECT("reserve 8000+1000 memblock_reserve \"kernel image\""
	       " result=-12 stack=3");
}

TEST(a_reservation_within_the_range)
{
	open_all();
	move(0, "memblock_reserve", 0x1800, 0x100);
	EXPECT("find 0+100 memblock_find_in_range bits=2a more=0,0,0,1800"
	       " stack=1 ?1000:2000=0", "handover 0+0", NOT_ADDED);
	search(0x1000, 0x2000);
	move(0, "memblock_reserve", 0, 0x1000);
	EXPECT("find 0+0 memblock_find_in_range bits=2 stack=2 ?1000:2000=0",
	       "reserve 1800+100 memblock_reserve result=-12 stack=2");
}

/* The same, but nobody says that it is one. */
TEST(an_unannounced_reservation)
{
	open_all();
	put(R, 0x1800, 0x100);
	changed(0, R, false);
	EXPECT("handover 0+0", "find 0+100 memblock_find_in_range bits=2a"
	       " more=0,0,0,1800 stack=1 ?1000:2000=0",
	       "reserve 1800+100 stack=2 r@0-0+1800:100:1:0");
	search(0x1000, 0x2000);
	R->cnt = 0;
	changed(0, R, false);
	EXPECT("find 0+0 memblock_find_in_range bits=2 stack=2 ?1000:2000=0",
	       "free 1800+100 stack=3 r@0-1");
}

/* What is wanted is wanted until something is reserved. (The last test.) */
TEST(what_is_wanted)
{
	put(R, 0x8000, 0x1000);
	trace_flush();
	__trace_request(0x100, 0);
	move(0, "memblock_free", 0x1000, 0x1000);
	mark(0, TRACE_MARK, M, 0x1000, 0x1000, 1, true);
	R->cnt = 0;
	changed(0, R, false);
	notes_forget();
	search(0x1000, 0x2000);
	move(0, "memblock_reserve", 0, 0x1000);
	EXPECT("find 0+100 memblock_find_in_range bits=1a more=0,40,0,0"
	       " stack=3 ?1000:2000=0",
	       "mark 1000+1000 result=-12 value=1 bits=2 stack=2");
	move(0, "memblock_reserve", 0x1000, 0x1000);
	notes_forget();
	search(0x1000, 0x2000);
	trace_flush();
	assert_int_equal(notes[0].e.bits, TRACE_BIT_UP);
}

/* A search goes on when nothing has changed, or as part of a move. */
TEST(no_change)
{
	open_all();
	changed(0, R, true);
	EXPECT("handover 0+0");
	note_run = true;
	put(M, 0x5000, 0x1000);
	changed(20, M, false);
	EXPECT("add 5000+1000 memblock_add stack=1 m@0-0+5000:1000:1:0");
	trace_flush();
	EXPECT(FIND, "handover 0+0");
}

TEST(a_flush)
{
	open_all();
	put(M, 0x8000, 0x1000);
	put(R, 0x1000, 0x1000);
	memblock.current_limit = 0x10000;
	note_stack = 0;
	trace_flush();
	EXPECT(FIND, "handover 0+0",
	       NOT_ADDED " m@0-0+8000:1000:1:0",
	       "reserve 1000+1000 r@0-0+1000:1000:1:0",
	       "limit ffffffffffffffff+10000");
	trace_flush();
	EXPECT_NOTHING();
	M->cnt = 0;
	memblock.current_limit = ANY_LIMIT;
	trace_flush();
	EXPECT("remove 8000+1000 m@0-1", "limit 10000+ffffffffffffffff");
}

TEST(the_mode)
{
	open_all();
	__trace_mode();
	EXPECT_NOTHING();
	note_stack = 7;
	memblock.current_limit = 0x10000;
	memblock.bottom_up = true;
	__trace_mode();
	EXPECT(FIND, "handover 0+0", NOT_ADDED,
	       "limit ffffffffffffffff+10000 stack=7",
	       "direction 0+0 bits=2 stack=7");
	memblock.current_limit = ANY_LIMIT;
	__trace_mode();
	EXPECT("limit 10000+ffffffffffffffff stack=7");
	memblock.bottom_up = false;
	__trace_mode();
	EXPECT("direction 0+0 stack=7");
	__trace_mode();
	EXPECT_NOTHING();
}

/* ---- another machine --------------------------------------------------- */

TEST(aside)
{
	static struct memblock_region array[2 * INIT_MEMBLOCK_REGIONS];
	struct memblock_region *regions = R->regions;

	put(M, 0x1000, 0x1000);
	trace_flush();
	notes_forget();
	note_stack = 7;
	M->cnt = 0;
	R->regions = array;
	R->max = ARRAY_SIZE(array);
	put(R, 0x2000, 0x1000);
	memblock.bottom_up = true;
	__trace_aside(true);
	EXPECT("aside 0+0 bits=1 stack=7 m@0-1 r@0-0+2000:1000:1:0",
	       "direction 0+0 bits=3 stack=7");
	trace_flush();
	EXPECT_NOTHING();
	R->regions = regions;
	R->max = INIT_MEMBLOCK_REGIONS;
	R->cnt = 0;
	note_stack = 8;
	__trace_aside(false);
	EXPECT("aside 0+0 stack=8 r@0-1");
	memblock.bottom_up = false;
	__trace_mode();
	EXPECT("direction 0+0 stack=8");
}

/* ---- names ------------------------------------------------------------- */

/* A name is for the next reservation; what else is moved first forgets it. */
TEST(names)
{
	move(0, "first", 0, 0);
	put(R, 0x1000, 0x1000);
	changed(0, R, false);
	EXPECT("reserve 1000+1000 \"first\" stack=2 r@0-0+1000:1000:1:0");
	put(R, 0x3000, 0x1000);
	changed(0, R, false);
	EXPECT("reserve 3000+1000 stack=3 r@1-0+3000:1000:1:0");
	move(0, "second", 0, 0);
	R->cnt = 1;
	changed(0, R, false);
	put(R, 0x3000, 0x1000);
	changed(0, R, false);
	EXPECT("free 3000+1000 stack=5 r@1-1",
	       "reserve 3000+1000 stack=6 r@1-0+3000:1000:1:0");
	note_stack = 0;
	move(0, "third", 0, 0);
	move(0, "memblock_add", 0x1000, 0x1000);
	move(0, "memblock_reserve", 0x8000, 0x1000);
	move(0, "fourth", 0, 0);
	move(0, "memblock_reserve", 0x9000, 0x1000);
	move(0, "memblock_reserve", 0xa000, 0x1000);
	trace_flush();
	EXPECT("add 1000+1000 memblock_add result=-12 stack=2",
	       "reserve 8000+1000 memblock_reserve result=-12 stack=3",
	       "reserve 9000+1000 memblock_reserve \"fourth\" result=-12"
	       " stack=5",
	       "reserve a000+1000 memblock_reserve result=-12 stack=6");
}

/* ---- is it over? ------------------------------------------------------- */

#define CELLS	4
#define CELL	((phys_addr_t)0x100)

/* Cell by cell: is bit @i of @nr set, is region @i in the list. */
static void set_cells(struct memblock_type *type, unsigned int nr,
		      bool merged)
{
	unsigned int i;

	type->cnt = 0;
	for (i = 0; i < CELLS; i++) {
		if (!(nr & (1 << i)))
			continue;
		if (merged && i && (nr & (1 << (i - 1))))
			type->regions[type->cnt - 1].size += CELL;
		else
			put(type, i * CELL, CELL);
	}
}

/* How many of the addresses in [base, end) are in the list @nr? */
static phys_addr_t covered(unsigned int nr, phys_addr_t base,
			   phys_addr_t end)
{
	phys_addr_t sum = 0;

	for (; base < min(end, CELLS * CELL); base++)
		sum += nr >> (base / CELL) & 1;
	return sum;
}

static bool is_over(enum trace_kind kind, unsigned int nr, phys_addr_t base,
		    phys_addr_t size)
{
	phys_addr_t end = size > TOP - base ? TOP : base + size;

	switch (kind) {
	case TRACE_ADD:
	case TRACE_RESERVE:
		return covered(nr, base, end) == end - base;
	case TRACE_TRIM:
		return size && !covered(nr, end, TOP);
	default:
		return !covered(nr, base, end);
	}
}

/* List @nr comes in the midst of this move. */
static void expect_over(enum trace_kind kind, unsigned int nr,
			phys_addr_t base, phys_addr_t size)
{
	static const char *const names[] = {
		"memblock_add", "memblock_remove", "memblock_reserve",
		"memblock_free",
	};
	struct memblock_type *type = kind == TRACE_RESERVE ||
				     kind == TRACE_FREE ? R : M;
	bool over = is_over(kind, nr, base, size);

	trace_flush();
	notes_forget();
	if (kind == TRACE_TRIM)
		mark(0, kind, M, base, size, 0, false);
	else
		move(0, names[kind], base, size);
	set_cells(type, nr, nr & 1);
	changed(1, type, false);
	if (nr_notes != over)
		fail_msg("list %x, kind %d, %llx+%llx: %u events", nr, kind,
			 base, size, nr_notes);
	trace_flush();
	assert_int_equal(nr_notes, 1);
	assert_int_equal(notes[0].e.kind, kind);
	assert_int_equal(notes[0].e.result, over ? 0 : -ENOMEM);
}

TEST(all_small_moves)
{
	static const enum trace_kind kinds[] = {
		TRACE_ADD, TRACE_REMOVE, TRACE_RESERVE, TRACE_FREE, TRACE_TRIM,
	};
	static const int off[] = { -1, 0, 1 };
	unsigned int nr, k, from, to;

	for (k = 0; k < ARRAY_SIZE(kinds); k++)
		for (nr = 0; nr < 1 << CELLS; nr++)
			for (from = 1; from < 3 * CELLS; from++)
				for (to = from; to <= 3 * CELLS + 1; to++) {
					phys_addr_t base = from / 3 * CELL +
							   off[from % 3];
					phys_addr_t end = to / 3 * CELL +
							  off[to % 3];

					/* Who trims has cut that off. */
					if (to > 3 * CELLS)
						end = kinds[k] == TRACE_TRIM ?
							TOP : base - 1;
					expect_over(kinds[k], nr, base,
						    end - base);
				}
}

/* The same at the top of the address space, where sizes are cut off. */
TEST(moves_at_the_top)
{
	put(M, 0x1000, TOP - 1 - 0x1000);	/* all but one byte */
	move(0, "memblock_add", 0x1000, TOP);
	changed(1, M, false);
	EXPECT_NOTHING();
	M->regions[0].size++;
	changed(1, M, false);
	assert_int_equal(nr_notes, 1);
	notes_forget();
	M->regions[0].base = TOP - 1;
	M->regions[0].size = 1;
	move(0, "memblock_remove", 0x1000, TOP);
	changed(1, M, false);
	EXPECT_NOTHING();
	mark(0, TRACE_TRIM, M, 0, TOP - 1, 0, false);
	notes_forget();
	changed(1, M, false);
	EXPECT_NOTHING();
	M->cnt = 0;
	changed(1, M, false);
	EXPECT("trim 0+fffffffffffffffe stack=6 m@0-1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		NOTED(a_move), NOTED(a_name),
		NOTED(a_reservation_within_the_range),
		NOTED(an_unannounced_reservation), NOTED(no_change),
		NOTED(a_flush), NOTED(the_mode), NOTED(aside), NOTED(names),
		NOTED(all_small_moves), NOTED(moves_at_the_top),
		NOTED(what_is_wanted),
	};

	return RUN(tests);
}
