// SPDX-License-Identifier: GPL-2.0-only
/*
 * A trace to the letter: what a reader of docs/trace.md gets for a few small
 * boots that have a bit of everything. Addresses are numbers here, so that
 * all lines are the same on every machine; number, time and stage of each
 * are left out. The right lines are in trace_story.txt, which was written by
 * STORY=FILE build/unit/test_trace_story, and read by a person.
 *
 * sources: mm/memblock*.c mm/trace*.c kernel/trace.c kernel/trace_serial.c
 * sources: lib/cmdline.c tests/host/glue.c tests/host/glue_memblock.c
 * sources: tests/host/trace_wire.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -DCONFIG_TRACE
 */
#include "glue_memblock.h"
#include "mm/memblock_internal.h"
#include "trace_wire.h"

#define M	(&memblock.memory)
#define R	(&memblock.reserved)
#define ANY	NUMA_NO_NODE

static FILE *right;

/* The lines of this test must be the next ones of the file. */
static void expect_story(const char *title)
{
	static char want[sizeof(wire_story)];
	const bool renew = getenv("STORY");
	size_t len;

	trace_flush();
	assert_null(wire_differs());
	if (!right)
		right = fopen(renew ? getenv("STORY") :
			      "tests/host/trace_story.txt", renew ? "w" : "r");
	assert_non_null(right);
	if (renew) {
		fprintf(right, "%s\n%s", title, wire_story);
		fflush(right);
		return;
	}
	assert_non_null(fgets(want, sizeof(want), right));
	assert_int_equal(strncmp(want, title, strlen(title)), 0);
	len = fread(want, 1, strlen(wire_story), right);
	want[len] = '\0';
	assert_string_equal(wire_story, want);
}

/* Two nodes, and what a boot reserves before it allocates. */
static void machine(void)
{
	memblock_add(0, 0x9f000);
	memblock_add(0x100000, 0x700000);
	memblock_set_node(0, 0x400000, M, 0);
	memblock_set_node(0x400000, 0x400000, M, 1);
	memblock_reserve(0, 0x1000);
	memblock_reserve_named(0x100000, 0x80123, "kernel image");
	memblock_mark_hotplug(0x600000, 0x200000);
}

TEST(lists)
{
	machine();
	memblock_reserve(0x1000, 0x1000);		/* lengthens */
	memblock_reserve(0x300000, 0x1000);
	memblock_phys_free(0x300400, 0x400);		/* a hole */
	memblock_phys_free(0x300000, 0x1000);		/* both parts */
	memblock_phys_free(0x500000, 0x1000);		/* nothing */
	memblock_remove(0x200000, 0x1000);
	memblock_mark_nomap(0x210000, 0x2000);
	memblock_clear_nomap(0x210000, 0x2000);
	memblock_clear_hotplug(0, ~0ULL);
	memblock_reserved_mark_noinit(0, 0x1000);
	expect_story("# lists");
}

TEST(searches)
{
	machine();
	movable_node_enabled = true;
	memblock_reserve(0x5ff000, 0x800);
	memblock_find_in_range_node(0x1000, 0x1000, 0, 0x600000, ANY);
	memblock_find_in_range_node(0x1000, 0x100000, 0x200000, 0x5f0000, 0);
	memblock_find_in_range_node(0x800000, 64, 0, 0, ANY);
	memblock_set_bottom_up(true);
	memblock_find_in_range_node(0x20000, 0x10000, 0x1800, 0x180000, 0);
	memblock_find_in_range_node(0x40000, 0x80000, 0, 0x200000, 0);
	memblock_set_bottom_up(false);
	movable_node_enabled = false;
	memblock_reserve(memblock_find_in_range(0x400000, 0x500000, 100, 64),
			 100);
	expect_story("# searches");
}

TEST(by_other_hands)
{
	struct memblock_region *r = M->regions;

	memblock_add(0x1000, 0x1000);
	memblock_add(0x4000, 0x4000);
	memblock_add(0x10000, 0x1000);
	trace_flush();
	r[1].size = 0x2000;			/* less */
	M->total_size -= 0x2000;
	trace_flush();
	r[1].size = 0x3000;			/* more */
	M->total_size += 0x1000;
	trace_flush();
	r[1].nid = 3;				/* the same, of another node */
	trace_flush();
	memblock_insert_region(R, 0, 0x1000, 0x800, ANY, MEMBLOCK_NONE);
	memblock_insert_region(R, 1, 0x1800, 0x800, ANY, MEMBLOCK_NONE);
	memblock_merge_regions(R);
	expect_story("# by other hands");
}

TEST(the_rest_of_the_state)
{
	machine();
	memblock_set_current_limit(0x500000);
	memblock_set_bottom_up(true);
	memblock_set_bottom_up(false);
	memblock_enforce_memory_limit(0x600000);
	memblock_cap_memory_range(0x1000, 0x500000);
	memblock_trim_memory(0x2000);
	memblock_set_current_limit(MEMBLOCK_ALLOC_ANYWHERE);
	expect_story("# the rest of the state");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TRACED(lists), TRACED(searches), TRACED(by_other_hands),
		TRACED(the_rest_of_the_state),
	};

	return RUN(tests);
}
