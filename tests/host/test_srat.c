// SPDX-License-Identifier: GPL-2.0-only
/*
 * The reader of SRAT: which node gets which number, which flags count, and
 * every table that is cut off, lies about a length or names more than there
 * is room for. What becomes of the blocks is in test_numa.c.
 *
 * sources: arch/x86/mm/srat.c arch/x86/mm/numa.c arch/x86/mm/numa_hotplug.c
 * sources: mm/page_nodes.c mm/memblock*.c lib/sort.c
 * sources: tests/host/acpi_phys.c tests/host/glue.c
 * sources: tests/host/glue_memblock.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -I arch/x86/include
 */
#include <asm/numa.h>
#include <linux/errno.h>
#include <linux/topology.h>
#include "acpi_phys.h"

pg_data_t *node_data[MAX_NUMNODES];

static struct table t;

static int no_blocks(void)
{
	return -1;
}

/* As a table of its own: nothing is left of the one before. */
static int parse(void)
{
	int ret;

	numa_init(no_blocks);
	glue_log_clear();
	table_finish(&t);
	ret = acpi_parse_srat(table_exact(&t, t.size));
	assert_int_equal(glue_warnings(), ret ? 1 : 0);
	return ret;
}

static void expect_block(unsigned int i, int nid, u64 start, u64 end)
{
	assert_true(i < numa_blocks()->nr_blks);
	assert_int_equal(numa_blocks()->blk[i].nid, nid);
	assert_int_equal(numa_blocks()->blk[i].start, start);
	assert_int_equal(numa_blocks()->blk[i].end, end);
}

/* ---- entries --------------------------------------------------------- */

TEST(nodes_are_numbered_as_domains_turn_up)
{
	srat_start(&t, 3);
	srat_memory(&t, 70000, GB(1), GB(2), ON);
	srat_memory(&t, 9, 0, GB(1), ON);
	srat_memory(&t, 70000, GB(3), GB(4), ON);
	assert_int_equal(parse(), 0);
	assert_int_equal(numa_blocks()->nr_blks, 3);
	expect_block(0, 0, GB(1), GB(2));
	expect_block(1, 1, 0, GB(1));
	expect_block(2, 0, GB(3), GB(4));
	assert_int_equal(node_to_pxm(0), 70000);
	assert_int_equal(pxm_to_node(9), 1);
	assert_int_equal(pxm_to_node(0), NUMA_NO_NODE);
	assert_true(glue_log_has("SRAT: Node 0 PXM 70000 "
				 "[mem 0x40000000-0x7fffffff]\n"));
}

/* First x2APICs, then APICs, then memory, wherever they stand. */
TEST(cpus_number_the_nodes)
{
	srat_start(&t, 3);
	srat_memory(&t, 4, 0, GB(1), ON);
	srat_cpu(&t, 3, ACPI_SRAT_CPU_ENABLED);
	srat_cpu(&t, 0xabcdef12, ACPI_SRAT_CPU_ENABLED);
	srat_cpu(&t, 99, 0);
	srat_x2apic(&t, 8, ACPI_SRAT_CPU_ENABLED);
	srat_x2apic(&t, 98, 0);
	assert_int_equal(parse(), 0);
	assert_int_equal(acpi_nr_nodes(), 4);
	assert_int_equal(pxm_to_node(8), 0);
	assert_int_equal(pxm_to_node(3), 1);
	assert_int_equal(pxm_to_node(0xabcdef12), 2);
	expect_block(0, 3, 0, GB(1));
}

/* Before revision 2 there were 8 bits; the rest held anything. */
TEST(old_tables_have_domains_of_8_bits)
{
	u8 revision;

	for (revision = 0; revision < 5; revision++) {
		srat_start(&t, revision);
		srat_cpu(&t, 0xdddddd05, ACPI_SRAT_CPU_ENABLED);
		srat_memory(&t, 0xcccccc05, 0, GB(1), ON);
		assert_int_equal(parse(), 0);
		assert_int_equal(acpi_nr_nodes(), revision < 2 ? 1 : 2);
		assert_int_equal(node_to_pxm(0), revision < 2 ? 5 : 0xdddddd05);
		if (revision >= 2)
			assert_int_equal(node_to_pxm(1), 0xcccccc05);
	}
}

TEST(what_is_off_or_empty_does_not_count)
{
	srat_start(&t, 3);
	srat_memory(&t, 1, 0, GB(4), 0);
	srat_memory(&t, 2, 0, GB(4), HOT & ~ON);
	srat_memory(&t, 3, GB(1), GB(1), ON);
	srat_memory(&t, 4, GB(1) + 1, GB(1) + 5, ON);	/* in one page */
	srat_memory(&t, 5, MB(1), MB(2), ON);
	assert_int_equal(parse(), 0);
	assert_int_equal(numa_blocks()->nr_blks, 1);
	expect_block(0, 1, MB(1), MB(2));
}

/* A page that only begins in a block is not the block's; nor one that ends. */
TEST(borders_are_taken_to_the_byte)
{
	srat_start(&t, 3);
	srat_memory(&t, 0, MB(1), MB(2), ON);
	srat_memory(&t, 1, MB(2), MB(4), HOT);
	assert_int_equal(parse(), 0);
	expect_block(0, 0, MB(1), MB(2));
	expect_block(1, 1, MB(2), MB(4));
	assert_true(glue_log_has("SRAT: Node 1 PXM 1 [mem 0x00200000-"
				 "0x003fffff] hotplug\n"));
}

/* Wherever in a page: the page is of the range that has its last byte. */
TEST(borders_within_pages)
{
	static const u64 within[] = { 0, 1, 0x800, 0xfff };
	unsigned int i, k;

	memblock_add(0, MB(4));
	for (i = 0; i < 16; i++) {
		u64 start = MB(1) + within[i / 4], end = MB(2) + within[i % 4];

		srat_start(&t, 3);
		srat_memory(&t, 0, start, end, HOT);
		assert_int_equal(parse(), 0);
		expect_block(0, 0, MB(1), MB(2));
		for (k = 0; k < 3; k++)
			assert_int_equal(memblock.memory.regions[k].flags,
					 k == 1 ? MEMBLOCK_HOTPLUG : 0);
		assert_int_equal(memblock.memory.regions[1].base, MB(1));
		assert_int_equal(memblock.memory.regions[1].size, MB(1));
	}
}

/* The shortest that there can be is one of them, the last, too. */
TEST(unknown_entries_are_passed_over)
{
	static const u8 strange[] = { 200, 5, 1, 2, 3, 4, 2 };

	srat_start(&t, 3);
	table_add(&t, strange, sizeof(strange));
	srat_memory(&t, 5, MB(1), MB(2), ON);
	table_add(&t, strange + 5, 2);
	assert_int_equal(parse(), 0);
	assert_int_equal(numa_blocks()->nr_blks, 1);
}

TEST(hotplug_is_marked_in_memblock_and_nonvolatile_is_said)
{
	memblock_add(0, GB(4));
	srat_start(&t, 3);
	srat_memory(&t, 0, 0, GB(1), ON);
	srat_memory(&t, 1, GB(1), GB(2), HOT);
	srat_memory(&t, 2, GB(3), GB(9), ON | ACPI_SRAT_MEM_NON_VOLATILE);
	assert_int_equal(parse(), 0);
	assert_int_equal(memblock.memory.cnt, 3);
	assert_true(memblock_is_hotpluggable(&memblock.memory.regions[1]));
	assert_int_equal(memblock.memory.regions[1].base, GB(1));
	assert_int_equal(memblock.memory.regions[1].size, GB(1));
	assert_true(glue_log_has("0x7fffffff] hotplug\n"));
	assert_true(glue_log_has("0x23fffffff] non-volatile\n"));
}

/* ---- wrong tables ---------------------------------------------------- */

TEST(range_that_wraps)
{
	srat_start(&t, 3);
	srat_memory(&t, 7, 0x1000, 0x800, ON);
	assert_int_equal(parse(), -EINVAL);
	assert_string_equal(glue_log(), "SRAT: PXM 7: 0xfffffffffffff800 bytes "
			    "from 0x1000 on wrap around: not used\n");
	srat_start(&t, 3);
	srat_memory(&t, 0, 0x1000, ~0ULL, ON);
	assert_int_equal(parse(), 0);
}

/* Rejected only where RAM would be lost to nobody's node. */
TEST(more_domains_than_nodes)
{
	u32 i;

	memblock_add(0, GB(17));
	srat_start(&t, 3);
	for (i = 0; i < 16; i++)
		srat_memory(&t, 100 + i, GB(i), GB(i + 1), ON);
	srat_memory(&t, 500, GB(64), GB(4096), HOT);
	assert_int_equal(parse(), 0);
	assert_int_equal(numa_blocks()->nr_blks, 16);
	srat_memory(&t, 501, GB(16), GB(17), ON);
	assert_int_equal(parse(), -EINVAL);
	assert_true(glue_log_has("SRAT: PXM 501 [mem 0x400000000-0x43fffffff]"
				 " is one more than 16 nodes: not used"));
	/* A single byte of RAM is enough, its last one or its first. */
	memblock_remove(GB(16), GB(1) - 1);
	assert_int_equal(parse(), -EINVAL);
	memblock_remove(GB(17) - 1, 1);
	memblock_add(GB(17), GB(2));
	assert_int_equal(parse(), 0);
	memblock_add(GB(16), 1);
	assert_int_equal(parse(), -EINVAL);
}

TEST(more_blocks_than_there_is_room_for)
{
	u32 i;

	srat_start(&t, 3);
	for (i = 0; i < NR_NODE_MEMBLKS; i++)
		srat_memory(&t, 0, MB(2 * i), MB(2 * i + 1), ON);
	assert_int_equal(parse(), 0);
	srat_memory(&t, 0, GB(9), GB(10), HOT);
	assert_int_equal(parse(), -EINVAL);
	assert_true(glue_log_has("more than 256 blocks of memory: not used"));
}

/* A list that is full and cannot grow, and a region that would be cut. */
TEST(no_room_for_a_mark)
{
	fill_list(&memblock.memory, GB(1), INIT_MEMBLOCK_REGIONS - 1);
	memblock_add(GB(2), MB(4));
	numa_init(no_blocks);
	srat_start(&t, 3);
	srat_memory(&t, 0, GB(2) + MB(1), GB(2) + MB(2), HOT);
	table_finish(&t);
	assert_int_equal(acpi_parse_srat(table_exact(&t, t.size)), -ENOMEM);
	assert_int_equal(memblock.memory.cnt, INIT_MEMBLOCK_REGIONS);
}

TEST(entries_that_lie_about_their_length)
{
	static const u8 wrong[][2] = { { 1, 0 }, { 1, 1 }, { 1, 39 },
				       { 0, 15 }, { 2, 23 }, { 9, 0 } };
	u8 pad[40] = { 0 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		srat_start(&t, 3);
		srat_memory(&t, 0, 0, GB(1), ON);
		memcpy(pad, wrong[i], 2);
		table_add(&t, pad, wrong[i][1] > 2 ? wrong[i][1] : 40);
		assert_int_equal(parse(), -EINVAL);
		assert_true(glue_log_has("SRAT: the entry at offset 88 has"));
	}
}

/* An entry of @has bytes that says it has @says; what is said of that. */
static void expect_bad_entry(u8 type, u8 says, u32 has, const char *line)
{
	u8 bytes[256] = { type, says };

	srat_start(&t, 3);
	table_add(&t, bytes, has);
	assert_int_equal(parse(), -EINVAL);
	assert_string_equal(glue_log(), line);
}

TEST(what_is_said_of_wrong_entries)
{
	expect_bad_entry(1, 41, 40, "SRAT: the entry at offset 48 has a wrong "
			 "length, 41 of 40 bytes: not used\n");
	expect_bad_entry(9, 1, 2, "SRAT: the entry at offset 48 has a wrong "
			 "length, 1 of 2 bytes: not used\n");
	expect_bad_entry(9, 9, 1, "SRAT: the entry at offset 48 has a wrong "
			 "length, 0 of 1 bytes: not used\n");
	expect_bad_entry(1, 39, 39, "SRAT: the entry at offset 48 has 39 "
			 "bytes, its type 1 needs 40: not used\n");
	expect_bad_entry(0, 15, 15, "SRAT: the entry at offset 48 has 15 "
			 "bytes, its type 0 needs 16: not used\n");
	expect_bad_entry(2, 23, 23, "SRAT: the entry at offset 48 has 23 "
			 "bytes, its type 2 needs 24: not used\n");
}

/* Under AddressSanitizer: never a byte past the end. */
TEST(cut_off_at_each_length)
{
	u32 size, good = 0;

	srat_start(&t, 3);
	srat_cpu(&t, 0, ACPI_SRAT_CPU_ENABLED);
	srat_x2apic(&t, 1, ACPI_SRAT_CPU_ENABLED);
	srat_memory(&t, 0, 0, GB(1), ON);
	srat_memory(&t, 1, GB(1), GB(2), HOT);
	for (size = sizeof(struct acpi_table_header); size <= t.size; size++) {
		numa_init(no_blocks);
		glue_log_clear();
		if (acpi_parse_srat(table_exact(&t, size)))
			assert_int_equal(glue_warnings(), 1);
		else
			good++;
	}
	assert_int_equal(good, 2);	/* after each of the two memories */
	glue_log_clear();
	size = sizeof(struct acpi_table_srat) - 1;
	assert_int_equal(acpi_parse_srat(table_exact(&t, size)), -EINVAL);
	assert_string_equal(glue_log(), "SRAT: it has 47 bytes, less than its "
			    "fixed part: not used\n");
}

TEST(nothing_in_it)
{
	srat_start(&t, 3);
	assert_int_equal(parse(), -EINVAL);
	assert_true(glue_log_has("SRAT: no memory in it: not used"));
}

/* Any bytes at all; the seed is printed. */
TEST(random_bytes)
{
	static struct table good;
	unsigned int round, i;

	srand(1);
	memblock_add(0, GB(3));
	glue_log_off = true;
	srat_start(&good, 3);
	for (i = 0; i < 6; i++) {
		srat_cpu(&good, i, ACPI_SRAT_CPU_ENABLED);
		srat_memory(&good, i, GB(i), GB(i + 1), i & 1 ? HOT : ON);
	}
	for (round = 0; round < 20000; round++) {
		t = good;
		for (i = rand() % 8; i; i--)
			t.bytes[36 + rand() % (t.size - 36)] = (u8)rand();
		t.size = 36 + (u32)rand() % (good.size - 35);
		numa_init(no_blocks);
		acpi_parse_srat(table_exact(&t, t.size));
		acpi_parse_slit(table_exact(&t, t.size));
	}
	glue_log_off = false;
	expect_sound();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		A(nodes_are_numbered_as_domains_turn_up),
		A(cpus_number_the_nodes), A(old_tables_have_domains_of_8_bits),
		A(what_is_off_or_empty_does_not_count),
		A(borders_are_taken_to_the_byte), A(borders_within_pages),
		A(unknown_entries_are_passed_over),
		A(hotplug_is_marked_in_memblock_and_nonvolatile_is_said),
		A(range_that_wraps), A(more_domains_than_nodes),
		A(more_blocks_than_there_is_room_for), A(no_room_for_a_mark),
		A(entries_that_lie_about_their_length),
		A(what_is_said_of_wrong_entries),
		A(cut_off_at_each_length), A(nothing_in_it), A(random_bytes),
	};

	return RUN(tests);
}
