// SPDX-License-Identifier: GPL-2.0-only
/*
 * Late frees after the hand-over, and set-ups that cannot succeed.
 *
 * sources: mm/memblock*.c mm/nobootmem.c mm/page_block.c mm/page_alloc.c
 * sources: mm/page_poison.c
 * sources: mm/page_init.c mm/free_bootmem.c mm/page_nodes.c mm/free_late.c
 * sources: tests/host/page_check.c
 * sources: tests/host/handover.c tests/host/sim_phys.c tests/host/glue.c
 * sources: tests/host/glue_memblock.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -DCONFIG_DEBUG_VM
 * cflags: -DCONFIG_DEBUG_KMEMLEAK -DPAGE_STRUCT_POISON_MAX=0ULL
 * include: tests/host/sim_phys.h
 */
#include <linux/kmemleak.h>
#include "handover.h"

/* What kmemleak was told last. */
static const void *leak_ptr;
static size_t leak_size;

void kmemleak_free_part(const void *ptr, size_t size)
{
	leak_ptr = ptr;
	leak_size = size;
}

void kmemleak_alloc(const void *ptr, size_t size, int min_count, gfp_t gfp)
{
	(void)size;
	(void)gfp;
	assert_non_null(ptr);
	assert_int_equal(min_count, 0);
}

void kmemleak_no_scan(const void *ptr)
{
	assert_non_null(ptr);
}

/* 1 MiB to 8 MiB with 1 MiB + 4 KiB to 2 MiB + 64 KiB reserved. */
static void late_machine(void)
{
	memblock_add(MB(1), MB(7));
	memblock_reserve(MB(1) + KB(4), MB(1) + KB(60));
	init_poisoned();
	hand_over();
	glue_log_clear();
}

/* More late frees than are kept in mind: the first 16 are, so this is the
 * first test. Less than a page is nothing, and takes no place. */
TEST(so_many_late_frees_are_remembered)
{
	u64 pfn, i;

	late_machine();
	for (i = 0; i < 20; i++) {
		free_bootmem_late(MB(2) + 1, PAGE_SIZE);
		pfn = 0x101 + 2 * i;
		free_bootmem_late(pfn << PAGE_SHIFT, PAGE_SIZE);
		assert_int_equal(bootmem_late_pages, i + 1);
		assert_int_equal(bootmem_freed_late(pfn), i < 16);
		assert_false(bootmem_freed_late(pfn + 1));
	}
	assert_int_equal(glue_warnings(), 0);
}

/* kmemleak forgets to the byte what goes by pages. */
TEST(late_free_is_told_to_kmemleak)
{
	late_machine();
	memblock_free_late(MB(1) + 0x1234, 0x2345);
	assert_ptr_equal(leak_ptr, __va(MB(1) + 0x1234));
	assert_int_equal(leak_size, 0x2345);
}

/*
 * The page before is free, the pages behind are: all of it becomes one block
 * of 1 MiB and what comes behind.
 *
 *   before:  |f|r|r r|r r r r| ... |r 16 pages|f ...
 *   after:   |f f f f f f f f  ...            |f ...
 */
TEST(late_free_merges_into_largest_blocks)
{
	u64 before;

	late_machine();
	before = totalram_pages;
	free_bootmem_late(MB(1) + KB(4), MB(1) + KB(60));
	assert_int_equal(totalram_pages, before + 255 + 16);
	assert_int_equal(nr_free_pages(), totalram_pages);
	assert_int_equal(page_ranges[0].zone->managed_pages, totalram_pages);
	assert_int_equal(page_block_head(0x101)->order, 8);
	assert_true(page_block_head(0x200)->order >= 9);
	check_blocks(true);
	assert_int_equal(glue_warnings(), 0);
}

/* Only whole pages: bytes 0x1800 to 0x4800 hold pages 2 and 3. */
TEST(late_free_rounds_inwards)
{
	u64 before;

	late_machine();
	before = totalram_pages;
	memblock_free_late(MB(1) + 0x1800, 0x3000);
	assert_int_equal(totalram_pages, before + 2);
	assert_int_equal(page_block_head(0x101)->kind, PAGE_RESERVED);
	assert_int_equal(page_block_head(0x102)->kind, PAGE_FREE);
	assert_int_equal(page_block_head(0x104)->kind, PAGE_RESERVED);
	check_blocks(true);
	memblock_free_late(MB(1) + 0x5800, 0x800);
	memblock_free_late(MB(1) + 0x5001, 0xffe);
	memblock_free_late(MB(1) + 0x5000, 0);
	assert_int_equal(totalram_pages, before + 2);
	assert_int_equal(glue_warnings(), 0);
}

TEST(late_free_of_what_is_not_reserved)
{
	u64 before;

	late_machine();
	before = totalram_pages;
	free_bootmem_late(MB(1) + KB(4), KB(8));
	assert_int_equal(glue_warnings(), 0);
	/* Pages 0-3: the first is free, two are freed already. */
	free_bootmem_late(MB(1), KB(16));
	assert_int_equal(totalram_pages, before + 3);
	assert_int_equal(glue_warnings(), 1);
	assert_true(glue_log_has("3 pages that are not reserved; the first, "
				 "pfn 100, is free"));
	check_blocks(true);
	/* Below all memory, into it. */
	glue_log_clear();
	free_bootmem_late(MB(1) - KB(8), KB(12));
	assert_true(glue_log_has("3 pages that are not reserved; the first, "
				 "pfn fe, is in no page range"));
	/* Allocated pages, and past the end of everything. */
	glue_log_clear();
	alloc_pages_node(0, GFP_KERNEL, 0);
	free_bootmem_late(MB(8), ~0ULL);
	assert_int_equal(glue_warnings(), 1);
	assert_int_equal(totalram_pages, before + 3);
	check_blocks(true);
}

/*
 * Single pages that are free already, even and odd ones: around them all is
 * freed, and nothing is counted but they.
 *
 *         103 104     106 107 108     10a 10b 10c            110
 *   before: |r|f|r r ...|r|f|r   r    |f|r|r r r r           |r
 *   after:  |f f f f f f f f f f f f f f f f f f f           |r
 */
TEST(late_free_over_free_pages)
{
	u64 before, pfn;

	late_machine();
	before = totalram_pages;
	free_bootmem_late(MB(1) + KB(16), KB(4));
	free_bootmem_late(MB(1) + KB(28), KB(4));
	free_bootmem_late(MB(1) + KB(40), KB(4));
	free_bootmem_late(MB(1) + KB(12), KB(52));
	assert_true(glue_log_has("not freed: 3 pages that are not reserved; "
				 "the first, pfn 104, is free"));
	assert_int_equal(totalram_pages, before + 13);
	for (pfn = 0x103; pfn < 0x110; pfn++)
		assert_int_equal(page_block_head(pfn)->kind, PAGE_FREE);
	assert_int_equal(page_block_head(0x102)->kind, PAGE_RESERVED);
	assert_int_equal(page_block_head(0x110)->kind, PAGE_RESERVED);
	check_blocks(true);
}

/*
 * Raw structures that look like reserved heads: no walk may ask them.
 *
 *           108 109 10a 10b
 *   before: | r  r | f  f |     ->     | f  f  f  f |
 */
TEST(late_free_asks_heads_only)
{
	u64 before;

	memblock_add(MB(1), MB(7));
	memblock_reserve(MB(1), MB(1));
	free_area_init_nodes();
	memset(page_ranges[0].pages, PAGE_RESERVED,
	       PFN_DOWN(MB(7)) * sizeof(struct page));
	hand_over();
	before = totalram_pages;
	free_bootmem_late(MB(1) + KB(40), KB(8));
	free_bootmem_late(MB(1) + KB(32), KB(16));
	assert_true(glue_log_has("not freed: 2 pages that are not reserved; "
				 "the first, pfn 10a, is free"));
	assert_int_equal(totalram_pages, before + 4);
	assert_int_equal(page_block_head(0x108)->order, 2);
}

/*
 * Blocks of 1 GiB, but for the last page of the second one, which is cut
 * down to it; then the rest, whose last block ends where memory does.
 *
 *	1G              2G              3G              4G
 *	|   r 18        |   r 18        |   r 18        |
 *	|   f 18        | f 17 ... f 0|r|   r 18        |
 *	|   f 18        |   f 18        |   f 18        |
 */
TEST(late_free_of_largest_blocks)
{
	u64 before;

	memblock_add(MB(512), GB(4) - MB(512));
	memblock_reserve(GB(1), GB(3));
	free_area_init_nodes();
	hand_over();
	before = totalram_pages;
	free_bootmem_late(GB(1), GB(2) - PAGE_SIZE);
	assert_int_equal(totalram_pages, before + PFN_DOWN(GB(2)) - 1);
	assert_int_equal(page_block_head(0x40000)->order, MAX_ORDER - 1);
	assert_int_equal(page_block_head(0x80000)->order, MAX_ORDER - 2);
	assert_int_equal(page_block_head(0xbfffe)->kind, PAGE_FREE);
	assert_int_equal(page_block_head(0xbffff)->kind, PAGE_RESERVED);
	assert_int_equal(page_block_head(0xc0000)->kind, PAGE_RESERVED);
	free_bootmem_late(GB(3) - PAGE_SIZE, GB(1) + PAGE_SIZE);
	assert_int_equal(totalram_pages, before + PFN_DOWN(GB(3)));
	assert_int_equal(page_block_head(0x80000)->order, MAX_ORDER - 1);
	assert_int_equal(page_block_head(0xc0000)->order, MAX_ORDER - 1);
	assert_int_equal(glue_warnings(), 0);
}

/*
 * Two ranges with a hole between. What of the hole lies in the range to be
 * freed is counted, and behind it freeing goes on.
 *
 *	|r r r r|       hole      |r r r r|
 *	    ^---- freed ------------^
 */
TEST(late_free_over_a_hole)
{
	char said[120];
	u64 before;

	memblock_add(MB(1), MB(1));
	memblock_add(MB(4), MB(4));
	memblock_reserve(MB(1), MB(1));
	memblock_reserve(MB(4), MB(1));
	init_poisoned();
	hand_over();
	glue_log_clear();
	before = totalram_pages;
	free_bootmem_late(MB(2) - KB(8), MB(2) + KB(12));
	assert_int_equal(totalram_pages, before + 3);
	assert_true(glue_log_has("not freed: 512 pages that are not reserved; "
				 "the first, pfn 200, is in no page range"));
	assert_int_equal(page_block_head(0x1fd)->kind, PAGE_RESERVED);
	assert_int_equal(page_block_head(0x400)->kind, PAGE_FREE);
	assert_int_equal(page_block_head(0x401)->kind, PAGE_RESERVED);
	/* From within the hole to within the hole. */
	glue_log_clear();
	free_bootmem_late(MB(3), KB(64));
	assert_true(glue_log_has("not freed: 16 pages that are not reserved; "
				 "the first, pfn 300, is in no page range"));
	/* Over a hole, a whole range and what is behind it. */
	glue_log_clear();
	before = totalram_pages;
	free_bootmem_late(MB(3), MB(8));
	assert_int_equal(totalram_pages, 2 + PFN_DOWN(MB(4)));
	snprintf(said, sizeof(said), "not freed: %llu pages that are not "
		 "reserved; the first, pfn 300, is in no page range",
		 PFN_DOWN(MB(8)) - (totalram_pages - before));
	assert_true(glue_log_has(said));
	check_blocks(true);
}

/*
 * Across the border of two nodes, at 3 MiB, nothing merges:
 *
 *           2M         3M         4M
 *   before: |r r r r r r|r r r r r r|
 *   after:  |f f f f f f|f f f f f f|    order 8 each, not one of order 9
 */
TEST(late_free_stops_at_the_border_of_a_node)
{
	memblock_add_node(MB(2), MB(1), 0, MEMBLOCK_NONE);
	memblock_add_node(MB(3), MB(5), 1, MEMBLOCK_NONE);
	memblock_reserve(MB(2), MB(2));
	init_poisoned();
	hand_over();
	free_bootmem_late(MB(2), MB(2));
	check_blocks(true);
	assert_int_equal(page_block_head(0x200)->order, 8);
	assert_int_equal(page_block_head(0x300)->order, 8);
	assert_int_equal(NODE_DATA(0)->node_zones[ZONE_DMA].free_pages, 256);
	assert_int_equal(totalram_pages, nr_free_pages());
	assert_int_equal(glue_warnings(), 0);
}

/* A debug build: who still reads it reads 0xcc, from its first byte to its
 * last; what is beside it stays as it was. */
TEST(reserved_area_is_poisoned)
{
	const u64 at = MB(1) + KB(8) + 5, bytes = KB(12) + 7;
	const u8 *mem = __va(at);
	u64 i;

	late_machine();
	memset(__va(at - 1), 0x11, bytes + 2);
	free_reserved_area(at, at + bytes, "some");
	for (i = 0; i < bytes; i++)
		if (mem[i] != 0xcc)
			fail_msg("byte %llu is 0x%02x", i, mem[i]);
	assert_int_equal(mem[-1], 0x11);
	assert_int_equal(mem[bytes], 0x11);
}

/* ---- what goes wrong ----------------------------------------------- */

TEST(too_little_memory_for_the_structures)
{
	memblock_add(0, MB(8));
	memblock_reserve(0, MB(8) - KB(64));
	EXPECT_PANIC {
		free_area_init_nodes();
	}
	assert_non_null(strstr(glue_panic_message,
			       "page structures for 8192 KiB of RAM need "
			       "65536 bytes in one piece"));
}

/* Not one page is free for the table of the ranges, of which there are 90. */
TEST(too_little_memory_for_the_table)
{
	char want[80];
	u64 i;

	for (i = 0; i < 90; i++)
		memblock_add(MB(1) + i * KB(8), KB(4));
	memblock_reserve(0, MB(1) + 89 * KB(8) + KB(4) -
			 sizeof(pg_data_t) - 2 * SMP_CACHE_BYTES);
	EXPECT_PANIC {
		free_area_init_nodes();
	}
	snprintf(want, sizeof(want), "the table of 90 page ranges needs %zu "
		 "bytes", 90 * sizeof(struct page_range));
	assert_non_null(strstr(glue_panic_message, want));
}

TEST(no_memory_at_all)
{
	memblock_add(MB(1), MB(1));
	memblock_reserve(MB(1), MB(1));
	EXPECT_PANIC {
		free_area_init_nodes();
	}
	assert_non_null(strstr(glue_panic_message, "Out of memory"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		H(so_many_late_frees_are_remembered),
		H(late_free_is_told_to_kmemleak),
		H(late_free_over_free_pages), H(late_free_asks_heads_only),
		H(late_free_of_largest_blocks),
		H(late_free_merges_into_largest_blocks),
		H(late_free_rounds_inwards),
		H(late_free_of_what_is_not_reserved),
		H(late_free_over_a_hole),
		H(late_free_stops_at_the_border_of_a_node),
		H(reserved_area_is_poisoned),
		H(too_little_memory_for_the_structures),
		H(too_little_memory_for_the_table),
		H(no_memory_at_all),
	};

	return RUN(tests);
}
