// SPDX-License-Identifier: GPL-2.0-only
/*
 * Blocks become nodes of memblock's regions, or one line says why not: real
 * tables (tests/maps/srat) and those of QUIRKS.md, section 10. A table goes
 * the kernel's way, through its bytes.
 *
 * sources: arch/x86/mm/srat.c arch/x86/mm/numa.c arch/x86/mm/numa_hotplug.c
 * sources: mm/page_nodes.c mm/memblock*.c lib/sort.c
 * sources: scripts/bootmap/maps.c scripts/bootmap/dmesg.c
 * sources: scripts/bootmap/map_file.c
 * sources: scripts/bootmap/srat_table.c
 * sources: tests/host/numa_table.c tests/host/acpi_phys.c
 * sources: tests/host/glue.c tests/host/glue_memblock.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -I arch/x86/include
 */
#include <glob.h>
#include <linux/errno.h>
#include "numa_table.h"
#include "scripts/bootmap/srat_table.h"

/* ---- real tables ----------------------------------------------------- */

static struct map_file map;

static void add_ram(const struct map_file *m, bool windows)
{
	size_t i;

	acpi_phys_setup(NULL);
	for (i = 0; i < m->nr_lines; i++)
		if (windows || !(m->lines[i].flags & MAP_LINE_HOTPLUG))
			memblock_add(m->lines[i].base, m->lines[i].size);
}

/* Each line's RAM, seen from both its ends, is on the line's node. */
static void expect_lines(const struct map_file *m, const char *path)
{
	size_t i;

	for (i = 0; i < m->nr_lines; i++) {
		const struct map_line *line = &m->lines[i];
		int first = nid_at(line->base);
		int last = nid_at(line->base + line->size - 1);

		if (first != last ||
		    (first != -2 && first != (int)line->node))
			fail_msg("%s:%u: nodes %d and %d", path, line->line,
				 first, last);
	}
	assert_true(memblock_validate_numa_coverage(0));
}

static void run_file(const char *path, bool windows)
{
	uint8_t *bytes;
	size_t size;

	if (map_file_read(&map, path, MAP_FILE_SRAT) ||
	    srat_table_build(&map, &bytes, &size))
		fail_msg("%s: %s", path, map.error);
	assert_true(size <= sizeof(t.bytes));
	memcpy(t.bytes, bytes, size);
	t.size = (u32)size;
	free(bytes);
	add_ram(&map, windows);
	if (memblock.memory.cnt) {
		assert_int_equal(numa(), 0);
		expect_lines(&map, path);
		assert_int_equal(glue_warnings(), glue_log_count("Warning:"));
		assert_int_equal(glue_log_count("overlaps with itself"),
				 !!strstr(path, "selfoverlap"));
	}
	map_file_free(&map);
}

TEST(every_file)
{
	glob_t found;
	size_t i;

	assert_int_equal(glob("tests/maps/srat/*", 0, NULL, &found), 0);
	assert_true(found.gl_pathc >= 20);
	for (i = 0; i < found.gl_pathc; i++) {
		run_file(found.gl_pathv[i], true);
		run_file(found.gl_pathv[i], false);
	}
	globfree(&found);
}

static void expect_build_error(uint32_t node, uint32_t pxm, const char *why)
{
	struct map_line lines[] = {
		{ MAP_FILE_SRAT, .node = 3, .pxm = 7, .line = 1 },
		{ MAP_FILE_SRAT, .node = node, .pxm = pxm, .line = 2 } };
	struct map_file m = { .lines = lines, .nr_lines = 2 };
	uint8_t *bytes;
	size_t size;

	assert_int_equal(srat_table_build(&m, &bytes, &size), -1);
	assert_non_null(strstr(m.error, why));
}

TEST(files_that_contradict_themselves)
{
	expect_build_error(3, 8, "line 2: node 3, proximity domain 8: ");
	expect_build_error(4, 7, "another partner");
	expect_build_error(4000000000u, 9, "too many nodes");
}

/* ---- sane tables ----------------------------------------------------- */

/* Holes between nodes stay holes; a hole within one may be bridged. */
TEST(holes_stay_holes)
{
	memblock_add(MB(1), GB(1) - MB(1));
	memblock_add(GB(2), GB(1));
	memblock_add(GB(4), GB(1));
	srat_start(&t, 3);
	srat_memory(&t, 1, GB(4), GB(8), ON);
	srat_memory(&t, 0, 0, GB(1), ON);
	srat_memory(&t, 0, GB(2), GB(3), ON);
	assert_int_equal(numa(), 0);
	expect_list(&memblock.memory, { MB(1), GB(1) - MB(1) },
		    { GB(2), GB(1) }, { GB(4), GB(1) });
	assert_int_equal(nid_at(GB(4)), 0);	/* the first to turn up */
	assert_int_equal(nid_at(GB(2)), 1);
	assert_int_equal(numa_blocks()->nr_blks, 2);
	assert_int_equal(numa_blocks()->blk[0].end, GB(3));
	assert_true(glue_log_has("Initmem setup node 1 "
		"[mem 0x00100000-0xbfffffff], 2096128 KiB of RAM\n"));
}

/* Node 0 | node 1 | node 0: nothing is joined over node 1. */
TEST(nodes_that_alternate)
{
	memblock_add(0, GB(3));
	srat_start(&t, 3);
	srat_memory(&t, 0, GB(2), GB(3), ON);
	srat_memory(&t, 1, GB(1), GB(2), ON);
	srat_memory(&t, 0, 0, GB(1), ON);
	assert_int_equal(numa(), 0);
	assert_int_equal(numa_blocks()->nr_blks, 3);
	expect_list(&memblock.memory, { 0, GB(1) }, { GB(1), GB(1) },
		    { GB(2), GB(1) });
	assert_int_equal(nid_at(GB(3) - 1), 0);
	assert_int_equal(nid_at(GB(1)), 1);
}

TEST(nodes_without_memory_are_named)
{
	memblock_add(0, GB(1));
	srat_start(&t, 3);
	srat_cpu(&t, 5, ACPI_SRAT_CPU_ENABLED);
	srat_cpu(&t, 6, ACPI_SRAT_CPU_ENABLED);
	srat_memory(&t, 6, 0, GB(1), ON);
	srat_memory(&t, 7, GB(8), GB(9), HOT);
	assert_int_equal(numa(), 0);
	assert_int_equal(nid_at(0), 1);
	assert_true(glue_log_has("NUMA: nodes without RAM: 0 2\n"));
	assert_false(glue_log_has("distance"));
}

/* QEMU's virtio-mem: one window for all nodes, and no RAM in it. */
TEST(windows_may_overlap)
{
	u32 i;

	memblock_add(0, GB(4));
	srat_start(&t, 3);
	for (i = 0; i < 4; i++)
		srat_memory(&t, i, GB(i), GB(i + 1), ON);
	for (i = 0; i < 4; i++)
		srat_memory(&t, i, GB(5), GB(16 << 10), HOT);
	assert_int_equal(numa(), 0);
	assert_int_equal(glue_warnings(), 0);
	assert_int_equal(nid_at(GB(3)), 3);
}

/* A page belongs to the node that has its last byte. */
TEST(borders_within_a_page)
{
	memblock_add(0, MB(8));
	srat_start(&t, 3);
	srat_memory(&t, 0, 0, MB(4) + 0x800, ON);
	srat_memory(&t, 1, MB(4) + 0x800, MB(8), HOT);
	assert_int_equal(numa(), 0);
	expect_list(&memblock.memory, { 0, MB(4) }, { MB(4), MB(4) });
	assert_int_equal(nid_at(MB(4)), 1);
}

TEST(up_to_a_mebibyte_may_be_uncovered)
{
	memblock_add(0, KB(512));
	memblock_add(MB(1), MB(15));
	srat_start(&t, 3);
	srat_memory(&t, 0, MB(1), MB(8), ON);
	srat_memory(&t, 1, MB(8) + KB(512), MB(16), ON);
	assert_int_equal(numa(), 0);
	assert_int_equal(nid_at(0), 0);			/* none below it */
	assert_int_equal(nid_at(MB(8) + KB(511)), 0);
	assert_int_equal(nid_at(MB(8) + KB(512)), 1);
	assert_int_equal(glue_log_count("is in no block: counted to node 0"),
			 2);
	assert_int_equal(glue_warnings(), 0);
}

/* ---- other sources --------------------------------------------------- */

static int refuses(void)
{
	return -1;
}

/* Its word is passed on, and what was there before is gone all the same. */
TEST(source_that_refuses)
{
	memblock_add(0, MB(1));
	memblock_mark_hotplug(0, MB(1));
	memblock_set_node(0, MB(1), &memblock.memory, 3);
	memblock_set_bottom_up(true);
	assert_int_equal(numa_init(refuses), -1);
	assert_string_equal(glue_log(), "");
	assert_true(memblock_bottom_up());
	assert_int_equal(memblock.memory.regions[0].flags, MEMBLOCK_NONE);
	assert_int_equal(memblock_get_region_node(memblock.memory.regions),
			 MAX_NUMNODES);
	memblock_set_bottom_up(false);
}

/* From the first byte there is to the last. */
TEST(all_memory_is_one_node)
{
	memblock_add(0, MB(1));
	memblock_add(PHYS_ADDR_MAX - MB(1), MB(1));
	memblock_mark_hotplug(0, PHYS_ADDR_MAX);
	memblock_set_node(0, PHYS_ADDR_MAX, &memblock.memory, 3);
	assert_int_equal(numa_init(dummy_numa_init), 0);
	expect_list(&memblock.memory, { 0, MB(1) },
		    { PHYS_ADDR_MAX - MB(1), MB(1) });
	assert_int_equal(memblock.memory.regions[0].flags, MEMBLOCK_NONE);
	assert_int_equal(memblock.memory.regions[1].flags, MEMBLOCK_NONE);
	assert_true(glue_log_has("Initmem setup node 0 [mem 0x00000000-"
				 "0xfffffffffffffffe], 2048 KiB of RAM\n"));
}

/* ---- wrong tables ---------------------------------------------------- */

TEST(more_than_a_mebibyte_uncovered)
{
	memblock_add(0, GB(2) + MB(1) + KB(4));
	srat_start(&t, 3);
	srat_memory(&t, 0, 0, GB(1), ON);
	srat_memory(&t, 1, GB(1), GB(2), HOT);
	expect_one_node("NUMA: 1028 KiB of 2098180 KiB of RAM are in no "
			"block: not used");
	/* A byte more is too much, a byte less is not. */
	memblock_remove(GB(2) + MB(1) + 1, KB(4));
	expect_one_node("NUMA: 1024 KiB of 2098176 KiB of RAM are in no "
			"block: not used");
	memblock_remove(GB(2) + MB(1), 1);
	assert_int_equal(numa(), 0);
}

TEST(nodes_that_overlap)
{
	memblock_add(0, GB(4));
	srat_start(&t, 3);
	srat_memory(&t, 0, 0, GB(3), ON);
	srat_memory(&t, 1, GB(3) - PAGE_SIZE, GB(4), HOT);
	expect_one_node("NUMA: node 0 [mem 0x00000000-0xbfffffff] overlaps "
			"with node 1 [mem 0xbffff000-0xffffffff]: not used");
	/* The same range twice, and one inside of another. */
	srat_start(&t, 3);
	srat_memory(&t, 0, 0, GB(4), ON);
	srat_memory(&t, 1, 0, GB(4), ON);
	expect_one_node("node 0 [mem 0x00000000-0xffffffff] overlaps with "
			"node 1 [mem 0x00000000-0xffffffff]");
	/* In whichever order: by start, then by end, then by node. */
	srat_start(&t, 3);
	srat_memory(&t, 1, 0, GB(4), ON);
	srat_memory(&t, 0, 0, GB(4), ON);
	expect_one_node("node 0 [mem 0x00000000-0xffffffff] overlaps with "
			"node 1 [mem 0x00000000-0xffffffff]");
	srat_start(&t, 3);
	srat_memory(&t, 0, 0, GB(2), ON);
	srat_memory(&t, 1, 0, GB(1), ON);
	srat_memory(&t, 1, GB(2), GB(4), ON);
	expect_one_node("node 1 [mem 0x00000000-0x3fffffff] overlaps with "
			"node 0 [mem 0x00000000-0x7fffffff]");
	srat_start(&t, 3);
	srat_memory(&t, 0, 0, GB(4), ON);
	srat_memory(&t, 1, GB(1), GB(2), ON);
	expect_one_node("overlaps with node 1");
}

/* Nodes with RAM have a row and a column, others have none. */
TEST(distances_are_shown)
{
	memblock_add(0, GB(4));
	srat_start(&t, 3);
	srat_memory(&t, 0, 0, GB(1), ON);
	srat_memory(&t, 1, GB(8), GB(9), HOT);
	srat_memory(&t, 2, GB(1), GB(4), ON);
	assert_int_equal(numa(), 0);
	assert_true(glue_log_has("NUMA: distance from node  0:  10  20\n"
				 "NUMA: distance from node  2:  20  10\n"));
	assert_int_equal(glue_log_count("distance from"), 2);
}

/* The later one reaches behind the first: still one node's memory. */
TEST(node_that_overlaps_itself)
{
	memblock_add(0, GB(4));
	srat_start(&t, 3);
	srat_memory(&t, 0, 0, GB(3), ON);
	srat_memory(&t, 0, GB(1), GB(2), ON);
	srat_memory(&t, 1, GB(3), GB(4), ON);
	assert_int_equal(numa(), 0);
	assert_int_equal(glue_warnings(), 1);
	assert_true(glue_log_has("overlaps with itself"));
	assert_int_equal(nid_at(GB(3) - 1), 0);
	assert_int_equal(nid_at(GB(3)), 1);
	/* An overlap hidden behind a short block is found, too. */
	srat_memory(&t, 1, GB(2) + MB(1), GB(2) + MB(2), ON);
	assert_int_equal(numa(), -EINVAL);
}

TEST(no_ram_in_any_block)
{
	memblock_add(0, GB(1));
	srat_start(&t, 3);
	srat_memory(&t, 0, GB(8), GB(16 << 10), HOT);
	expect_one_node("NUMA: no block has RAM in it: not used");
}

/*
 * A full list that cannot grow, and a border of nodes in its last region:
 *
 *   |0| |0| .. |0| |0.1|		128 regions, 129 wanted
 */
TEST(no_room_for_a_border)
{
	unsigned int i;

	for (i = 0; i < INIT_MEMBLOCK_REGIONS; i++)
		memblock_add(MB(4) * i, MB(2));
	srat_start(&t, 3);
	srat_memory(&t, 0, 0, MB(4) * (i - 1) + MB(1), ON);
	srat_memory(&t, 1, MB(4) * (i - 1) + MB(1), GB(1), ON);
	assert_int_equal(numa(), -EINVAL);
	assert_true(glue_log_has("NUMA: no room in memblock for node 0 [mem "
				 "0x00000000-0x1fcfffff]: not used\n"));
	assert_int_equal(glue_log_count("not used"), 1);
	assert_int_equal(memblock.memory.cnt, INIT_MEMBLOCK_REGIONS);
	assert_int_equal(nid_at(0), 0);
	assert_int_equal(nid_at(MB(4) * (i - 1) + MB(2) - 1), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		A(every_file), A(files_that_contradict_themselves),
		A(holes_stay_holes), A(nodes_that_alternate),
		A(nodes_without_memory_are_named), A(windows_may_overlap),
		A(borders_within_a_page),
		A(up_to_a_mebibyte_may_be_uncovered),
		A(source_that_refuses), A(all_memory_is_one_node),
		A(more_than_a_mebibyte_uncovered), A(distances_are_shown),
		A(nodes_that_overlap),
		A(node_that_overlaps_itself), A(no_ram_in_any_block),
		A(no_room_for_a_border),
	};

	return RUN(tests);
}
