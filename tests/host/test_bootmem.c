// SPDX-License-Identifier: GPL-2.0-only
/*
 * The bootmem layer: ___alloc_bootmem_nopanic and its family on top of
 * memblock (docs/design.md, call tree; docs/memblock-api.md 11, 18).
 *
 * sources: mm/nobootmem.c mm/memblock*.c
 * sources: tests/host/glue.c tests/host/glue_memblock.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -DCONFIG_DEBUG_KMEMLEAK
 */
#include <linux/bootmem.h>
#include <linux/kmemleak.h>
#include "glue_memblock.h"

#define R	(&memblock.reserved)
#define LIM	(~0ULL)

static phys_addr_t ram;
static pg_data_t nodes[3] = { { .node_id = 0 }, { .node_id = 1 },
	{ .node_id = 2 } };

/* What kmemleak was told, last. */
static const void *leak_ptr;
static size_t leak_size;
static int leak_min_count;

void kmemleak_alloc(const void *ptr, size_t size, int min_count, gfp_t gfp)
{
	(void)gfp;
	leak_ptr = ptr;
	leak_size = size;
	leak_min_count = min_count;
}

void kmemleak_free(const void *ptr)
{
	(void)ptr;
}

void kmemleak_free_part(const void *ptr, size_t size)
{
	leak_ptr = ptr;
	leak_size = size;
	leak_min_count = -99;
}

static phys_addr_t at(const void *block)
{
	return (uintptr_t)block;
}

/* Nodes 0 and 1, 2 MiB each, from ram up. */
static void two_nodes(void)
{
	glue_memblock_setup(NULL);
	ram = glue_ram();
	memblock_add_node(ram, MB(2), 0, MEMBLOCK_NONE);
	memblock_add_node(ram + MB(2), MB(2), 1, MEMBLOCK_NONE);
}

/* ---- once per program: this runs first ------------------------------- */

/* docs/design.md, 1: slab up, warn once, kzalloc. */
TEST(slab_up_warns_once)
{
	void *p;

	two_nodes();
	glue_slab_up = true;
	p = ___alloc_bootmem_nopanic(100, 64, 0, LIM);
	assert_true(glue_kmalloced(p));
	assert_true(all_bytes(p, 0, 100));
	assert_int_equal(glue_warnings(), 1);
	p = ___alloc_bootmem_nopanic(100, 64, 0, LIM);
	assert_true(glue_kmalloced(p));
	assert_int_equal(glue_warnings(), 1);
	expect_empty(R);
}

TEST(slab_up_for_all)
{
	two_nodes();
	glue_slab_up = true;
	assert_true(glue_kmalloced(__alloc_bootmem(8, 8, 0)));
	assert_true(glue_kmalloced(__alloc_bootmem_nopanic(8, 8, 0)));
	assert_true(glue_kmalloced(__alloc_bootmem_low(8, 8, 0)));
	assert_true(glue_kmalloced(__alloc_bootmem_low_nopanic(8, 8, 0)));
	assert_true(glue_kmalloced(__alloc_bootmem_node(&nodes[0], 8, 8, 0)));
	assert_true(glue_kmalloced(__alloc_bootmem_node_nopanic(&nodes[1], 8,
								8, 0)));
	assert_true(glue_kmalloced(__alloc_bootmem_node_high(&nodes[1], 8, 8,
							     0)));
	assert_true(glue_kmalloced(__alloc_bootmem_low_node(&nodes[0], 8, 8,
							    0)));
	expect_empty(R);
}

/* ---- __alloc_memory_core_early --------------------------------------- */

TEST(core_early)
{
	void *p;

	two_nodes();
	p = __alloc_memory_core_early(NUMA_NO_NODE, 1000, 64, 0, LIM);
	assert_int_equal(at(p), ram + MB(4) - 1024);
	assert_true(all_bytes(p, 0, 1000));
	assert_int_equal(((unsigned char *)p)[1000], 0xa5);
	assert_int_equal(((unsigned char *)p)[-1], 0xa5);
	expect_list(R, { ram + MB(4) - 1024, 1000 });
	p = __alloc_memory_core_early(0, 64, 64, 0, LIM);
	assert_int_equal(at(p), ram + MB(2) - 64);
}

/* One attempt: neither the goal nor the node is given up here. */
TEST(core_early_tries_once)
{
	two_nodes();
	assert_null(__alloc_memory_core_early(NUMA_NO_NODE, 64, 64,
					      ram + MB(4), LIM));
	assert_null(__alloc_memory_core_early(2, 64, 64, 0, LIM));
	assert_null(__alloc_memory_core_early(0, MB(2) + 1, 1, 0, LIM));
	expect_empty(R);
}

/* limit = min(limit, current_limit); 0 stays 0, which means the same. */
TEST(limit_is_clipped)
{
	two_nodes();
	memblock_set_current_limit(ram + MB(1));
	assert_int_equal(at(__alloc_memory_core_early(NUMA_NO_NODE, 64, 64, 0,
			LIM)), ram + MB(1) - 64);
	assert_int_equal(at(__alloc_memory_core_early(NUMA_NO_NODE, 64, 64, 0,
			0)), ram + MB(1) - 128);
	assert_int_equal(at(__alloc_memory_core_early(NUMA_NO_NODE, 64, 64, 0,
			ram + MB(3))), ram + MB(1) - 192);
	assert_int_equal(at(__alloc_memory_core_early(NUMA_NO_NODE, 64, 64, 0,
			ram + KB(4))), ram + KB(4) - 64);
}

/* Row 7: found, but not recorded: no block, and nothing was zeroed. */
TEST(weakness_07_reservation_fails)
{
	struct snapshot *s = malloc(sizeof(*s));

	ram = glue_ram();
	memblock_add(ram, KB(8));
	fill_list(R, GB(1), 128);
	take_snapshot(s);
	assert_null(__alloc_memory_core_early(NUMA_NO_NODE, 64, 64, 0, LIM));
	assert_null(___alloc_bootmem_nopanic(64, 64, ram + KB(4), LIM));
	expect_unchanged(s);
	assert_true(all_bytes((void *)(uintptr_t)ram, 0xa5, KB(8)));
	free(s);
}

/* Boot-time blocks are scanned, never reported: min_count 0. */
TEST(kmemleak_is_told)
{
	void *p;

	two_nodes();
	leak_min_count = 77;
	p = __alloc_bootmem(123, 64, 0);
	assert_ptr_equal(leak_ptr, p);
	assert_int_equal(leak_size, 123);
	assert_int_equal(leak_min_count, 0);
	free_bootmem(at(p) + 3, 20);
	assert_ptr_equal(leak_ptr, (char *)p + 3);
	assert_int_equal(leak_size, 20);
	assert_int_equal(leak_min_count, -99);
	memblock_free(p, 3);
	assert_ptr_equal(leak_ptr, p);
	assert_int_equal(leak_size, 3);
}

/* ---- ___alloc_bootmem_nopanic ---------------------------------------- */

/* Nor is it told of what must not be scanned, and of what there is not. */
TEST(kmemleak_is_not_told)
{
	two_nodes();
	leak_size = 7;
	assert_int_not_equal(memblock_alloc_range_nid(64, 64, 0,
			MEMBLOCK_ALLOC_NOLEAKTRACE, NUMA_NO_NODE, false), 0);
	assert_int_equal(leak_size, 7);
	assert_int_equal(memblock_alloc_range_nid(MB(8), 64, 0,
			MEMBLOCK_ALLOC_ACCESSIBLE, NUMA_NO_NODE, false), 0);
	assert_int_equal(leak_size, 7);
	assert_int_not_equal(memblock_alloc_range_nid(64, 64, 0,
			MEMBLOCK_ALLOC_ACCESSIBLE, NUMA_NO_NODE, false), 0);
	assert_int_equal(leak_size, 64);
	assert_int_equal(leak_min_count, 0);
}

TEST(goal_is_honoured)
{
	two_nodes();
	memblock_set_bottom_up(true);
	assert_int_equal(at(___alloc_bootmem_nopanic(64, 64, ram + MB(1),
						     LIM)), ram + MB(1));
	assert_int_equal(at(___alloc_bootmem_nopanic(64, 64, ram + MB(1),
						     LIM)), ram + MB(1) + 64);
}

/* Failed and goal not 0: once more with goal 0. */
/* Just below the goal on its node, or above it on another: the latter. */
TEST(goal_is_exact_on_a_node)
{
	two_nodes();
	memblock_reserve(ram + MB(1), MB(1));
	assert_true(at(__alloc_bootmem_node(&nodes[0], 1, 1, ram + MB(1))) >=
		    ram + MB(2));
	assert_true(at(__alloc_bootmem_node_high(&nodes[0], 1, 1,
						 ram + MB(1))) > ram + MB(2));
}

TEST(goal_is_dropped_on_the_second_try)
{
	two_nodes();
	assert_int_equal(at(___alloc_bootmem_nopanic(64, 64, ram + MB(4),
						     LIM)), ram + MB(4) - 64);
	assert_int_equal(at(___alloc_bootmem_nopanic(KB(8), 64,
			ram + MB(4) - KB(4), LIM)),
			 ram + MB(4) - 64 - KB(8));
	assert_null(___alloc_bootmem_nopanic(MB(3), 64, ram, LIM));
}

/* The limit is never dropped, goal above it or not. */
TEST(limit_is_hard)
{
	two_nodes();
	assert_null(___alloc_bootmem_nopanic(64, 64, 0, ram));
	assert_null(___alloc_bootmem_nopanic(64, 64, ram + MB(1), ram + 63));
	assert_int_equal(at(___alloc_bootmem_nopanic(64, 64, ram + MB(1),
						     ram + 64)), ram);
}

TEST(nopanic_never_panics)
{
	assert_null(___alloc_bootmem_nopanic(64, 64, 0, LIM));
	assert_null(___alloc_bootmem_nopanic(64, 64, 12345, 0));
	two_nodes();
	assert_null(___alloc_bootmem_nopanic(LIM, 64, 0, LIM));
	assert_null(___alloc_bootmem_nopanic(LIM - 4095, 4096, 1, LIM));
	assert_null(__alloc_bootmem_nopanic(MB(5), 1, 0));
	assert_null(__alloc_bootmem_low_nopanic(64, 64, 0));
	assert_null(__alloc_bootmem_node_nopanic(&nodes[0], MB(5), 1, ram));
	expect_empty(R);
}

TEST(weakness_12_size_0_fails)
{
	two_nodes();
	assert_null(___alloc_bootmem_nopanic(0, 64, 0, LIM));
	assert_null(__alloc_bootmem_node_nopanic(&nodes[0], 0, 64, 0));
	expect_empty(R);
}

TEST(weakness_13_align)
{
	two_nodes();
	assert_int_equal(at(___alloc_bootmem_nopanic(10, 0, 0, LIM)),
			 ram + MB(4) - 64);
	assert_int_equal(at(__alloc_bootmem_node(&nodes[0], 10, 0, 0)),
			 ram + MB(2) - 64);
	assert_null(___alloc_bootmem_nopanic(10, 48, 0, LIM));
	assert_int_equal(R->cnt, 2);
}

/* ---- by node --------------------------------------------------------- */

/* Node, then any node, then both again with goal 0. */
TEST(node_order_of_attempts)
{
	two_nodes();
	assert_int_equal(at(___alloc_bootmem_node_nopanic(&nodes[0], KB(4),
			64, 0, LIM)), ram + MB(2) - KB(4));
	assert_int_equal(at(___alloc_bootmem_node_nopanic(&nodes[0], KB(4),
			64, ram + MB(2), LIM)), ram + MB(4) - KB(4));
	assert_int_equal(at(___alloc_bootmem_node_nopanic(&nodes[0], KB(4),
			64, ram + MB(9), LIM)), ram + MB(2) - KB(8));
	assert_int_equal(at(___alloc_bootmem_node_nopanic(&nodes[2], KB(4),
			64, ram + MB(9), LIM)), ram + MB(4) - KB(8));
	assert_null(___alloc_bootmem_node_nopanic(&nodes[0], KB(4), 64,
						  ram + MB(2), ram + KB(3)));
}

TEST(node_family)
{
	two_nodes();
	assert_int_equal(at(__alloc_bootmem_node(&nodes[0], 64, 64, 0)),
			 ram + MB(2) - 64);
	assert_int_equal(at(__alloc_bootmem_node_high(&nodes[0], 64, 64, 0)),
			 ram + MB(2) - 128);
	assert_int_equal(at(__alloc_bootmem_node_nopanic(&nodes[1], 64, 64,
							 0)),
			 ram + MB(4) - 64);
	assert_int_equal(at(alloc_bootmem_node(&nodes[1], 60)),
			 ram + MB(4) - 128);
	assert_int_equal(at(alloc_bootmem_pages_node(&nodes[1], 60)),
			 ram + MB(4) - KB(4));
	assert_int_equal(at(alloc_bootmem_node_nopanic(&nodes[0], 64)),
			 ram + MB(2) - 192);
	assert_int_equal(at(alloc_bootmem_pages_node_nopanic(&nodes[0], 60)),
			 ram + MB(2) - KB(4));
}

/* ---- who panics ------------------------------------------------------ */

TEST(panic_says_how_much)
{
	two_nodes();
	EXPECT_PANIC {
		__alloc_bootmem(54321000, 64, 0);
	}
	assert_true(glue_log_has("bootmem alloc of 54321000 bytes failed!"));
	assert_non_null(strstr(glue_panic_message, "Out of memory"));
	expect_empty(R);
	/* On a node, too; and what else the message tells. */
	glue_log_clear();
	EXPECT_PANIC {
		___alloc_bootmem_node(&nodes[1], 54321000, 128, 0x3000,
				      0x123456789000);
	}
	assert_true(glue_log_has("bootmem alloc of 54321000 bytes failed!"));
	assert_non_null(strstr(glue_panic_message, " wants 54321000 bytes "
			       "(align 0x80, goal 0x3000, limit "
			       "0x123456789000); RAM is 0x"));
	assert_non_null(strstr(glue_panic_message, " bytes, 0x0 reserved: "));
}

TEST(all_that_panic)
{
	two_nodes();
	EXPECT_PANIC { ___alloc_bootmem(MB(5), 64, ram, LIM); }
	EXPECT_PANIC { ___alloc_bootmem_node(&nodes[0], MB(5), 64, 0, LIM); }
	EXPECT_PANIC { __alloc_bootmem_node(&nodes[0], MB(5), 64, 0); }
	EXPECT_PANIC { __alloc_bootmem_node_high(&nodes[0], MB(5), 64, 0); }
	EXPECT_PANIC { __alloc_bootmem_low(64, 64, 0); }
	EXPECT_PANIC { __alloc_bootmem_low_node(&nodes[0], 64, 64, 0); }
	EXPECT_PANIC { alloc_bootmem_align(MB(5), 64); }
	expect_empty(R);
}

/* ---- macros, low memory, free ---------------------------------------- */

TEST(macros)
{
	two_nodes();
	assert_int_equal(at(alloc_bootmem(60)), ram + MB(4) - 64);
	assert_int_equal(at(alloc_bootmem_nopanic(60)), ram + MB(4) - 128);
	assert_int_equal(at(alloc_bootmem_align(60, 256)), ram + MB(4) - 256);
	assert_int_equal(at(alloc_bootmem_pages(60)), ram + MB(4) - KB(4));
	assert_int_equal(at(alloc_bootmem_pages_nopanic(60)),
			 ram + MB(4) - KB(8));
	assert_null(alloc_bootmem_low_pages_nopanic(60));
}

TEST(free_is_byte_exact)
{
	unsigned char *p;

	two_nodes();
	p = alloc_bootmem(256);
	free_bootmem(at(p) + 1, 2);
	expect_list(R, { at(p), 1 }, { at(p) + 3, 253 });
	free_bootmem_node(&nodes[1], at(p), 255);
	expect_list(R, { at(p) + 255, 1 });
	free_bootmem(at(p), 256);
	expect_empty(R);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(slab_up_warns_once),
		T(slab_up_for_all),
		T(core_early),
		T(core_early_tries_once),
		T(limit_is_clipped),
		T(weakness_07_reservation_fails),
		T(kmemleak_is_told),
		T(kmemleak_is_not_told),
		T(goal_is_honoured),
		T(goal_is_exact_on_a_node),
		T(goal_is_dropped_on_the_second_try),
		T(limit_is_hard),
		T(nopanic_never_panics),
		T(weakness_12_size_0_fails),
		T(weakness_13_align),
		T(node_order_of_attempts),
		T(node_family),
		T(panic_says_how_much),
		T(all_that_panic),
		T(macros),
		T(free_is_byte_exact),
	};

	return RUN(tests);
}
