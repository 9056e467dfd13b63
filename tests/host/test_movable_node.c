// SPDX-License-Identifier: GPL-2.0-only
/*
 * movable_node: what SRAT calls hot-pluggable is kept free of the kernel's
 * data, what was there before is named, and a machine on which this leaves
 * too little boots all the same.
 *
 * sources: arch/x86/mm/srat.c arch/x86/mm/numa.c arch/x86/mm/numa_hotplug.c
 * sources: mm/page_nodes.c mm/memblock*.c lib/sort.c
 * sources: tests/host/numa_table.c tests/host/acpi_phys.c
 * sources: tests/host/glue.c tests/host/glue_memblock.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -I arch/x86/include
 */
#include "numa_table.h"

/* GB 0 stays, GB 1 to 2 can go; the search was bottom-up until now. */
static void movable_machine(u32 flags_of_0)
{
	movable_node_enabled = true;
	memblock_set_bottom_up(true);
	memblock_add(0, GB(2));
	srat_start(&t, 3);
	srat_memory(&t, 0, 0, GB(1), flags_of_0);
	srat_memory(&t, 1, GB(1), GB(2), HOT);
}

TEST(hotplug_is_skipped)
{
	movable_machine(ON);
	assert_int_equal(numa(), 0);
	numa_protect_hotplug(MB(1), MB(2));
	assert_false(memblock_bottom_up());
	assert_int_equal(glue_warnings(), 0);
	assert_true(glue_log_has("kept free: 1048576 KiB\nmovable_node: "
				 "node 1 [mem 0x40000000-0x7fffffff]\n"));
	assert_int_equal(memblock_phys_alloc(MB(1), MB(1)), GB(1) - MB(1));
	assert_int_equal(memblock_phys_alloc_try_nid(MB(1), MB(1), 1),
			 GB(1) - MB(2));
}

TEST(the_kernels_node_stays)
{
	movable_machine(HOT);
	assert_int_equal(numa(), 0);
	numa_protect_hotplug(MB(1), MB(2));
	assert_int_equal(glue_warnings(), 1);
	assert_true(glue_log_has("the kernel image is in hot-pluggable memory "
				 "of node 0"));
	assert_int_equal(memblock.memory.regions[0].flags, MEMBLOCK_NONE);
	assert_int_equal(memblock.memory.regions[1].flags, MEMBLOCK_HOTPLUG);
}

/* A page that is hot-pluggable in part is taken for one that is, whole, at
 * the start, and for one that is not at the end. */
TEST(whole_pages_are_hotpluggable)
{
	movable_node_enabled = true;
	memblock_add(0, GB(2));
	assert_int_equal(numa_mark_hotplug(GB(1) + 0x800, GB(2) - 0x800), 0);
	expect_list(&memblock.memory, { 0, GB(1) }, { GB(1), GB(1) - 0x1000 },
		    { GB(2) - 0x1000, 0x1000 });
	assert_int_equal(memblock.memory.regions[0].flags, MEMBLOCK_NONE);
	assert_int_equal(memblock.memory.regions[1].flags, MEMBLOCK_HOTPLUG);
	assert_int_equal(memblock.memory.regions[2].flags, MEMBLOCK_NONE);
	/* Less than a page of the one that it starts in is none. */
	assert_int_equal(numa_mark_hotplug(MB(4) + 1, MB(4) + 0xfff), 0);
	assert_int_equal(memblock.memory.cnt, 3);
}

/* Hot-pluggable memory of the kernel's node, but not under the kernel. */
TEST(a_node_may_be_hotpluggable_in_part)
{
	movable_machine(ON);
	srat_start(&t, 3);
	srat_memory(&t, 0, 0, GB(1), ON);
	srat_memory(&t, 0, GB(1), GB(2), HOT);
	assert_int_equal(numa(), 0);
	numa_protect_hotplug(MB(1), MB(2));
	assert_int_equal(glue_warnings(), 0);
	assert_int_equal(memblock_phys_alloc(MB(1), MB(1)), GB(1) - MB(1));
}

TEST(what_was_there_before_is_named)
{
	movable_machine(ON);
	memblock_reserve_named(GB(1) + KB(4), KB(8), "module 3");
	memblock_reserve_named(MB(1), KB(8), "elsewhere");
	assert_int_equal(numa(), 0);
	numa_protect_hotplug(MB(1), MB(2));
	assert_int_equal(glue_warnings(), 2);
	assert_true(glue_log_has("[mem 0x40001000-0x40002fff] of node 1 cannot "
				 "be unplugged: module 3\n"));
	assert_true(glue_log_has("8192 bytes of hot-pluggable memory were in "
				 "use before SRAT was read"));
	/* Nothing more goes there. */
	assert_int_equal(memblock_phys_alloc(MB(1), MB(1)), GB(1) - MB(1));
}

/* A kernel that cannot boot is of less use than a node that cannot go. */
TEST(too_little_outside)
{
	movable_machine(ON);
	memblock_reserve(0, GB(1) - MB(1));
	assert_int_equal(numa(), 0);
	numa_protect_hotplug(MB(1), MB(2));
	assert_int_equal(glue_warnings(), 1);
	assert_true(glue_log_has("1024 KiB are free outside of hot-pluggable "
				 "memory, but 16640 KiB are needed"));
	assert_int_equal(memblock_phys_alloc(MB(4), MB(1)), GB(2) - MB(4));
}

TEST(a_rejected_table_marks_nothing)
{
	movable_machine(ON);
	srat_memory(&t, 0, GB(1), GB(2), ON);
	expect_one_node("overlaps");
	numa_protect_hotplug(MB(1), MB(2));
	assert_int_equal(memblock_phys_alloc(MB(1), MB(1)), GB(2) - MB(1));
}

TEST(without_movable_node_nothing_is_said)
{
	movable_machine(HOT);
	movable_node_enabled = false;
	assert_int_equal(numa(), 0);
	glue_log_clear();
	numa_protect_hotplug(MB(1), MB(2));
	assert_string_equal(glue_log(), "");
	assert_int_equal(memblock_phys_alloc(MB(1), MB(1)), GB(2) - MB(1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		A(hotplug_is_skipped),
		A(the_kernels_node_stays), A(whole_pages_are_hotpluggable),
		A(a_node_may_be_hotpluggable_in_part),
		A(what_was_there_before_is_named),
		A(too_little_outside),
		A(a_rejected_table_marks_nothing),
		A(without_movable_node_nothing_is_said),
	};

	return RUN(tests);
}
