// SPDX-License-Identifier: GPL-2.0-only
/*
 * The readers of SRAT and SLIT: which node gets which number, which flags
 * count, and every table that is cut off, lies about a length or names more
 * than there is room for. What becomes of the blocks is in test_numa.c.
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
	srat_start(&t, 1);
	srat_cpu(&t, 0xdddddd05, ACPI_SRAT_CPU_ENABLED);
	srat_memory(&t, 0xcccccc05, 0, GB(1), ON);
	assert_int_equal(parse(), 0);
	assert_int_equal(acpi_nr_nodes(), 1);
	assert_int_equal(node_to_pxm(0), 5);
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

TEST(unknown_entries_are_passed_over)
{
	static const u8 strange[] = { 200, 5, 1, 2, 3, 4, 2 };

	srat_start(&t, 3);
	table_add(&t, strange, sizeof(strange));
	srat_memory(&t, 5, MB(1), MB(2), ON);
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
	srat_memory(&t, 0, 0x1000, 0x800, ON);
	assert_int_equal(parse(), -EINVAL);
	assert_true(glue_log_has("wrap around: not used"));
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
	/* A single byte of RAM is enough, its last one. */
	memblock_remove(GB(16), GB(1) - 1);
	assert_int_equal(parse(), -EINVAL);
	memblock_remove(GB(17) - 1, 1);
	assert_int_equal(parse(), 0);
}

TEST(more_blocks_than_there_is_room_for)
{
	u32 i;

	srat_start(&t, 3);
	for (i = 0; i < NR_NODE_MEMBLKS; i++)
		srat_memory(&t, 0, MB(2 * i), MB(2 * i + 1), ON);
	assert_int_equal(parse(), 0);
	srat_memory(&t, 0, GB(9), GB(10), ON);
	assert_int_equal(parse(), -EINVAL);
	assert_true(glue_log_has("more than 256 blocks of memory: not used"));
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
	srat_start(&t, 3);
	pad[0] = 1;
	pad[1] = 41;
	table_add(&t, pad, 40);
	assert_int_equal(parse(), -EINVAL);
	assert_true(glue_log_has("a wrong length, 41 of 40 bytes"));
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

/* ---- SLIT ------------------------------------------------------------ */

/* Domains 2, 0, 7 become nodes 0, 1, 2; 7 is not in the SLIT. */
static void three_nodes(void)
{
	srat_start(&t, 3);
	srat_memory(&t, 2, 0, GB(1), ON);
	srat_memory(&t, 0, GB(1), GB(2), ON);
	srat_memory(&t, 7, GB(2), GB(3), ON);
	assert_int_equal(parse(), 0);
}

TEST(distances_go_by_domain)
{
	static const u8 rows[] = { 10, 15, 21,
				   16, 10, 255,
				   31, 17, 10 };

	three_nodes();
	slit_make(&t, 3, rows, sizeof(rows));
	assert_int_equal(acpi_parse_slit(table_exact(&t, t.size)), 0);
	assert_int_equal(node_distance(0, 0), 10);
	assert_int_equal(node_distance(0, 1), 31);
	assert_int_equal(node_distance(1, 0), 21);
	assert_int_equal(node_distance(0, 2), 20);
	assert_int_equal(node_distance(5, 5), 10);
	numa_init(no_blocks);
	assert_int_equal(node_distance(0, 1), 20);
}

static void expect_bad_slit(u64 nr, const u8 *rows, size_t size)
{
	three_nodes();
	slit_make(&t, nr, rows, size);
	glue_log_clear();
	assert_int_equal(acpi_parse_slit(table_exact(&t, t.size)), -EINVAL);
	assert_int_equal(glue_warnings(), 1);
	assert_int_equal(node_distance(0, 1), 20);
}

TEST(distances_that_cannot_be)
{
	static const u8 diagonal[] = { 11, 20, 20, 10 };
	static const u8 too_near[] = { 10, 10, 20, 10 };
	static const u8 fine[] = { 10, 20, 30, 10 };

	expect_bad_slit(2, diagonal, 4);
	assert_true(glue_log_has("SLIT: 11 from domain 0 to 0: not used"));
	expect_bad_slit(2, too_near, 4);
	assert_true(glue_log_has("SLIT: 10 from domain 0 to 1: not used"));
	expect_bad_slit(0, fine, 4);
	expect_bad_slit(3, fine, 4);
	expect_bad_slit(2, fine, 3);
	expect_bad_slit(1ULL << 32, fine, 4);	/* the square wraps to 0 */
	expect_bad_slit(~0ULL, fine, 4);
}

TEST(slit_cut_off_at_each_length)
{
	static const u8 fine[] = { 10, 20, 30, 10 };
	u32 size;

	three_nodes();
	slit_make(&t, 2, fine, 4);
	for (size = sizeof(struct acpi_table_header); size < t.size; size++)
		assert_int_equal(acpi_parse_slit(table_exact(&t, size)),
				 -EINVAL);
	assert_int_equal(acpi_parse_slit(table_exact(&t, size)), 0);
}

TEST(set_distance_refuses_nonsense)
{
	assert_int_equal(numa_set_distance(0, 16, 20), -EINVAL);
	assert_int_equal(numa_set_distance(-1, 0, 20), -EINVAL);
	assert_int_equal(numa_set_distance(0, 1, 256), -EINVAL);
	assert_int_equal(numa_set_distance(0, 1, 10), -EINVAL);
	assert_int_equal(numa_set_distance(3, 3, 11), -EINVAL);
	assert_int_equal(numa_set_distance(0, 15, 11), 0);
	assert_int_equal(node_distance(0, 15), 11);
	numa_reset_distance();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		A(nodes_are_numbered_as_domains_turn_up),
		A(cpus_number_the_nodes), A(old_tables_have_domains_of_8_bits),
		A(what_is_off_or_empty_does_not_count),
		A(borders_are_taken_to_the_byte),
		A(unknown_entries_are_passed_over),
		A(hotplug_is_marked_in_memblock_and_nonvolatile_is_said),
		A(range_that_wraps), A(more_domains_than_nodes),
		A(more_blocks_than_there_is_room_for),
		A(entries_that_lie_about_their_length),
		A(cut_off_at_each_length), A(nothing_in_it), A(random_bytes),
		A(distances_go_by_domain), A(distances_that_cannot_be),
		A(slit_cut_off_at_each_length),
		A(set_distance_refuses_nonsense),
	};

	return RUN(tests);
}
