// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every search has one event that tells the truth, whoever searches and
 * however: our two, and others over both walks that take any range they like.
 * The worlds, and what must be told, are trace_search.c's.
 *
 * sources: mm/memblock*.c mm/trace*.c
 * sources: tests/host/glue.c tests/host/glue_memblock.c
 * sources: tests/host/trace_notes.c tests/host/trace_search.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -DCONFIG_TRACE
 * cflags: -DMEMBLOCK_HINT_MIN=7
 */
#include "trace_search.h"

/* ---- our searches ------------------------------------------------------ */

/* The lists change a little, and with them what earlier searches have seen. */
static void something_else(phys_addr_t found)
{
	switch (rnd(4)) {
	case 0:
		if (found)
			memblock_reserve(found, ask.size);
		break;
	case 1:
		memblock_phys_free(near_border(), U);
		break;
	case 2:
		memblock_reserve(near_border(), U / 2);
		break;
	}
	trace_flush();
	notes_forget();
}

TEST(our_searches)
{
	static const char up[] = "__memblock_find_range_bottom_up";
	static const char down[] = "__memblock_find_range_top_down";
	unsigned int i;
	phys_addr_t at, start, align;

	for (i = 0; i < 10000; i++) {
		if (!(i % 8))
			new_world(i % 64 ? rnd(6) : 40);
		if (!(i % 8) || rnd(2))
			ask_something();
		note_stack++;
		note_clock += 3;
		memblock.bottom_up = ask.upwards;
		trace_flush();
		notes_forget();
		start = ask.start;
		align = rnd(8) ? ask.align : 0;
		ask.start = max(start, (phys_addr_t)PAGE_SIZE);
		ask.align = align ? align : SMP_CACHE_BYTES;
		at = memblock_find_in_range_node(ask.size, align, start,
						 ask.end, ask.nid);
		trace_flush();
		if (ask.upwards) {
			bool found = at && nr_notes == 1;

			expect_find(up, found ? at : 0, found ? at : 0, true);
			ask.upwards = found;
		}
		if (!ask.upwards)
			expect_find(down, at, at, true);
		ask.upwards = memblock.bottom_up;
		assert_int_equal(nr_notes, 0);
		something_else(at);
	}
}

/* ---- other bodies ------------------------------------------------------ */

/* The range that such a search takes: that which comes after @skip others. */
static phys_addr_t took, took_end;

static phys_addr_t memblock_find_in_range_any(unsigned int skip)
{
	phys_addr_t *start = &took, *end = &took_end;
	u64 i;

	if (ask.upwards) {
		for_each_free_mem_range(i, ask.nid, start, end, NULL)
			if (!skip--)
				return took;
	} else {
		for_each_free_mem_range_reverse(i, ask.nid, start, end, NULL)
			if (!skip--)
				return took;
	}
	return 0;
}

/* The same, in a window. */
static phys_addr_t memblock_find_in_range_some(unsigned int skip)
{
	phys_addr_t *start = &took, *end = &took_end;
	u64 i;

	if (ask.upwards) {
		for_each_free_mem_range_in(i, ask.nid, ask.start, ask.end,
					   ask.size, start, end)
			if (!skip--)
				return took;
	} else {
		for_each_free_mem_range_in_reverse(i, ask.nid, ask.start,
						   ask.end, ask.size, start,
						   end)
			if (!skip--)
				return took;
	}
	return 0;
}

/* What was last asked for, if nothing was reserved since. */
static phys_addr_t wanted, wanted_align;

static void request_something(void)
{
	phys_addr_t align = rnd(4) ? ask.align : 0;

	if (!rnd(2))
		return;
	wanted = rnd(2) ? ask.size : U + rnd(3) * U;
	wanted_align = align ? align : SMP_CACHE_BYTES;
	assert_true(memblock_sane_request(wanted, &align));
}

/* What the trace knows of a search from the walk that it uses. */
static void forget_what_is_not_told(bool window)
{
	if (!window) {
		ask.sized = wanted != 0;
		ask.size = wanted;
		ask.aligned = ask.sized;
	} else {
		ask.aligned = ask.size == wanted;
	}
	ask.window = window;
	ask.align = wanted_align;
}

/*
 * The range [took, took_end) was taken and then something is reserved (@at
 * is not 0), within it or not: is that what was found?
 */
static void expect_end(const char *name, phys_addr_t taken, phys_addr_t at)
{
	phys_addr_t result = 0;

	if (taken && ask.window && ask.aligned)
		result = place_at(taken);
	else if (taken && at >= took && at < took_end)
		result = at;
	ask.later = taken && at >= took && at < took_end && !ask.sized ?
		U / 4 : 0;
	trace_find_close(at, U / 4);
	if (at)
		wanted = 0;
	expect_find(name, taken, result, !taken || result);
	assert_int_equal(nr_notes, 0);
}

TEST(other_searches)
{
	unsigned int i;

	for (i = 0; i < 10000; i++) {
		phys_addr_t taken, at[7];
		bool window = rnd(2);

		if (!(i % 8)) {
			new_world(i % 64 ? rnd(6) : 40);
			trace_find_close(WORLD, U);
			wanted = 0;
		}
		ask_something();
		note_stack++;
		note_clock += 3;
		request_something();
		if (window)
			taken = memblock_find_in_range_some(rnd(4));
		else
			taken = memblock_find_in_range_any(rnd(4));
		forget_what_is_not_told(window);
		at[0] = at[1] = took;
		at[2] = took - 1;
		at[3] = took_end - 1;
		at[4] = took_end;
		at[5] = near_border();
		at[6] = 0;
		expect_end(window ? "memblock_find_in_range_some" :
			   "memblock_find_in_range_any", taken,
			   taken ? at[rnd(7)] : at[5 + rnd(2)]);
	}
}

/* All of it has happened: or else that proves nothing. */
TEST(all_was_met)
{
	unsigned int why;

	for (why = 0; why < NR_WHY; why++)
		if (why != WHY_MIRROR && met_why[why] < 100)
			fail_msg("met %u times: why %u", met_why[why], why);
	assert_true(met_lost > 100);
	assert_true(met_hint > 100);
	assert_true(met_unknown > 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		NOTED(our_searches), NOTED(other_searches),
		NOTED(all_was_met),
	};

	glue_log_off = true;
	return RUN(tests);
}
