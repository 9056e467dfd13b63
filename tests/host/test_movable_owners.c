// SPDX-License-Identifier: GPL-2.0-only
/*
 * movable_node: who was in hot-pluggable memory before SRAT was read. Names,
 * early blocks (of those kmemleak knows who asked), how many bytes in all,
 * and no more lines than eight.
 *
 * sources: arch/x86/mm/srat.c arch/x86/mm/numa.c arch/x86/mm/numa_hotplug.c
 * sources: mm/page_nodes.c mm/memblock*.c lib/sort.c
 * sources: tests/host/numa_table.c tests/host/acpi_phys.c
 * sources: tests/host/glue.c tests/host/glue_memblock.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -I arch/x86/include
 * cflags: -DCONFIG_DEBUG_KMEMLEAK
 */
#include <linux/kmemleak.h>
#include "numa_table.h"

#define LINES	8

static struct early_block blocks[4];
static unsigned int nr_blocks;

const struct early_block *kmemleak_early_log(unsigned int *nr,
					     unsigned int *dropped)
{
	*nr = nr_blocks;
	*dropped = 0;
	return blocks;
}

unsigned long early_block_caller(const struct early_block *block)
{
	return block->trace[0];
}

void kmemleak_alloc(const void *ptr, size_t size, int min_count, gfp_t gfp)
{
	(void)ptr;
	(void)size;
	(void)min_count;
	(void)gfp;
}

void kmemleak_free_part(const void *ptr, size_t size)
{
	(void)ptr;
	(void)size;
}

/* GB 0 stays, GB 1 to 2 can go. */
static void machine(void)
{
	nr_blocks = 0;
	movable_node_enabled = true;
	memblock_add(0, GB(4));
	srat_start(&t, 3);
	srat_memory(&t, 0, 0, GB(1), ON);
	srat_memory(&t, 1, GB(1), GB(2), HOT);
	srat_memory(&t, 0, GB(2), GB(4), ON);
}

static void block(phys_addr_t base, size_t size, bool freed)
{
	struct early_block *b = &blocks[nr_blocks++];

	memset(b, 0, sizeof(*b));
	b->ptr = __va(base);
	b->size = size;
	b->freed = freed;
	b->trace[0] = 0xca0 + nr_blocks;
	if (!freed)
		memblock_reserve(base, size);
}

static void protect(void)
{
	assert_int_equal(numa(), 0);
	glue_log_clear();
	numa_protect_hotplug(MB(1), MB(2));
}

static unsigned int lines(void)
{
	return glue_log_count("cannot be unplugged");
}

/*
 * memory    |    stays    |hhhhhhhhh hot-pluggable|    stays    |
 * reserved           |rrrrrrr|      |rr|       |rrrrrrrr|
 */
TEST(only_what_lies_within_counts)
{
	machine();
	memblock_reserve_named(GB(1) - KB(64), KB(64) + KB(12), "below");
	memblock_reserve_named(GB(1) + MB(5), KB(4), "within");
	memblock_reserve_named(GB(2) - KB(8), KB(8) + KB(64), "above");
	memblock_reserve_named(MB(4), KB(64), "elsewhere");
	protect();
	assert_int_equal(lines(), 3);
	assert_true(glue_log_has("[mem 0x3fff0000-0x40002fff] of node 1 "
				 "cannot be unplugged: below\n"));
	assert_true(glue_log_has(": within\n"));
	assert_true(glue_log_has(": above\n"));
	assert_true(glue_log_has(" 24576 bytes of hot-pluggable memory were "
				 "in use before"));
	assert_false(glue_log_has(" more\n"));
}

/*
 * image     |  |ii|			up to the last byte of its region
 * memory    |hhhhh| stays |hhhhh|	both pieces are of one node
 */
TEST(all_of_the_image_s_node_stays)
{
	movable_node_enabled = true;
	memblock_add(0, GB(3));
	srat_start(&t, 3);
	srat_memory(&t, 0, MB(2), GB(1), ON);
	srat_memory(&t, 1, 0, MB(2), HOT);
	srat_memory(&t, 1, GB(1), GB(2), HOT);
	srat_memory(&t, 2, GB(2), GB(3), HOT);
	protect();
	assert_true(glue_log_has("the kernel image is in hot-pluggable memory "
				 "of node "));
	assert_true(glue_log_has("kept free: 1048576 KiB\n"));
}

/* Names come first, then blocks; one that was freed is nobody's. */
TEST(early_blocks_are_named_by_who_asked)
{
	machine();
	memblock_reserve_named(GB(1) + MB(1), KB(4), "a name");
	block(GB(1) + MB(2), KB(8), false);
	block(GB(1) + MB(3), KB(8), true);
	block(MB(3), KB(8), false);
	block(GB(1) + MB(4), 100, false);
	protect();
	assert_int_equal(lines(), 3);
	assert_true(glue_log_has(": a name\nmovable_node: [mem 0x40200000-"
				 "0x40201fff] of node 1 cannot be unplugged: "
				 "allocated by 0xca1\nmovable_node: [mem "
				 "0x40400000-0x40400063] of node 1 cannot be "
				 "unplugged: allocated by 0xca4\n"));
	assert_true(glue_log_has(" 12388 bytes of"));
}

/* @nr names, then two blocks: the rest is counted. */
static void many(unsigned int nr)
{
	static const char *const names[] = { "a", "b", "c", "d", "e", "f",
					     "g", "h", "i" };
	unsigned int i;

	machine();
	for (i = 0; i < nr; i++)
		memblock_reserve_named(GB(1) + MB(1) * i, KB(4), names[i]);
	block(GB(1) + MB(20), KB(4), false);
	block(GB(1) + MB(21), KB(4), false);
	protect();
}

TEST(eight_lines_and_no_more)
{
	many(6);
	assert_int_equal(lines(), LINES);
	assert_false(glue_log_has("more\n"));
	assert_true(glue_log_has("0xca2\n"));
}

TEST(the_ninth_is_counted)
{
	many(7);
	assert_int_equal(lines(), LINES);
	assert_true(glue_log_has("0xca1\n"));
	assert_true(glue_log_has("movable_node: and 1 more\n"));
}

TEST(the_ninth_name_is_counted)
{
	many(9);
	assert_int_equal(lines(), LINES);
	assert_true(glue_log_has(": h\n"));
	assert_false(glue_log_has(": i\n"));
	assert_true(glue_log_has("movable_node: and 3 more\n"));
}

TEST(nobody_was_there)
{
	machine();
	memblock_reserve_named(MB(4), KB(64), "elsewhere");
	protect();
	assert_int_equal(lines(), 0);
	assert_false(glue_log_has("were in use"));
}

/* To the byte: 256 KiB and the page structures must be left. */
TEST(just_enough_is_left)
{
	const u64 need = KB(256) + GB(4) / KB(4) * 32;

	machine();
	memblock_reserve(0, GB(1));
	memblock_reserve(GB(2), GB(2) - need);
	protect();
	assert_false(glue_log_has("are needed"));
	assert_true(glue_log_has("kept free: 1048576 KiB"));
}

TEST(one_byte_too_little_is_left)
{
	const u64 need = KB(256) + GB(4) / KB(4) * 32;

	machine();
	memblock_reserve(0, GB(1));
	memblock_reserve(GB(2), GB(2) - need + 1);
	protect();
	assert_true(glue_log_has(" 33023 KiB are free outside of hot-pluggable "
				 "memory, but 33024 KiB are needed"));
	assert_false(glue_log_has("kept free: 1048576 KiB"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		A(only_what_lies_within_counts),
		A(all_of_the_image_s_node_stays),
		A(early_blocks_are_named_by_who_asked),
		A(eight_lines_and_no_more), A(the_ninth_is_counted),
		A(the_ninth_name_is_counted), A(nobody_was_there),
		A(just_enough_is_left), A(one_byte_too_little_is_left),
	};

	return RUN(tests);
}
