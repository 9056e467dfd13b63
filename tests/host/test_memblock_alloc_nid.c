// SPDX-License-Identifier: GPL-2.0-only
/*
 * Allocation by node: the order of attempts, (node, [min,max)), (any,
 * [min,max)) unless exact, then both again without min (memblock-api.md 9,
 * 10), and the virtual-address family of 3.14 to 4.1.
 *
 * sources: mm/memblock*.c tests/host/glue.c tests/host/glue_memblock.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4
 */
#include <linux/bootmem.h>
#include "glue_memblock.h"

#define R	(&memblock.reserved)
#define ANY	NUMA_NO_NODE

static phys_addr_t ram;

/* Four nodes of 1 MiB each, touching: 0, 1, 2, 3 from ram up. */
static void four_nodes(void)
{
	int nid;

	glue_memblock_reset();
	ram = glue_ram();
	for (nid = 0; nid < 4; nid++)
		memblock_add_node(ram + MB(nid), MB(1), nid, MEMBLOCK_NONE);
}

static phys_addr_t try_nid(phys_addr_t size, phys_addr_t min, phys_addr_t max,
			   int nid)
{
	return (uintptr_t)memblock_alloc_try_nid_raw(size, 64, min, max, nid);
}

static phys_addr_t exact(phys_addr_t size, phys_addr_t min, phys_addr_t max,
			 int nid)
{
	return (uintptr_t)memblock_alloc_exact_nid_raw(size, 64, min, max,
						       nid);
}

TEST(node_asked_for)
{
	int nid;

	for (nid = 0; nid < 4; nid++) {
		four_nodes();
		assert_int_equal(try_nid(KB(4), 0, 0, nid),
				 ram + MB(nid + 1) - KB(4));
		assert_int_equal(exact(KB(4), 0, 0, nid),
				 ram + MB(nid + 1) - KB(8));
		memblock_set_bottom_up(true);
		assert_int_equal(try_nid(KB(4), 0, 0, nid), ram + MB(nid));
	}
}

/*
 * By physical address: exactly the bytes asked for, aligned, and nothing
 * above current_limit, which is in the middle of node 1.
 */
TEST(each_is_exact_and_keeps_below_the_limit)
{
	phys_addr_t found, limit;
	int i;

	for (i = 0; i < 6; i++) {
		four_nodes();
		limit = ram + MB(1) + KB(512);
		memblock.current_limit = limit;
		switch (i) {
		case 0:
			found = memblock_phys_alloc_try_nid(1000, 64, 1);
			break;
		case 1:
			found = memblock_alloc_nid(1000, 64, 1);
			break;
		case 2:
			found = memblock_phys_alloc_range(1000, 64, 0, 0);
			break;
		case 3:
			found = memblock_alloc_range(1000, 64, 0, 0);
			break;
		case 4:
			found = __memblock_alloc_base(1000, 64, 0);
			break;
		default:
			found = memblock_alloc_base(1000, 64, 0);
			break;
		}
		assert_int_equal(found, limit - 1024);
		expect_list(R, { limit - 1024, 1000 });
	}
}

TEST(any_node_takes_the_first_fit)
{
	four_nodes();
	assert_int_equal(try_nid(KB(4), 0, 0, ANY), ram + MB(4) - KB(4));
	memblock_set_bottom_up(true);
	assert_int_equal(try_nid(KB(4), 0, 0, ANY), ram);
}

/* The node is full: another one, unless exactly this one was wanted. */
TEST(full_node)
{
	four_nodes();
	memblock_reserve(ram + MB(1), MB(1));
	assert_null(memblock_alloc_exact_nid_raw(KB(4), 64, 0, 0, 1));
	assert_int_equal(R->total_size, MB(1));
	assert_int_equal(try_nid(KB(4), 0, 0, 1), ram + MB(4) - KB(4));
	assert_int_equal((uintptr_t)memblock_alloc_node(KB(4), 64, 1),
			 ram + MB(4) - KB(8));
	assert_int_equal(memblock_phys_alloc_try_nid(KB(4), 64, 1),
			 ram + MB(4) - KB(12));
	assert_int_equal(memblock_alloc_nid(KB(4), 64, 1), 0);
}

/*
 * The node lies below [min, max): any node inside the range comes before
 * the node outside; exact takes the node below min.
 */
TEST(node_below_min)
{
	four_nodes();
	assert_int_equal(try_nid(KB(4), ram + MB(2), ram + MB(3), 0),
			 ram + MB(3) - KB(4));
	assert_int_equal(exact(KB(4), ram + MB(2), ram + MB(3), 0),
			 ram + MB(1) - KB(4));
	memblock_set_bottom_up(true);
	assert_int_equal(try_nid(KB(4), ram + MB(2), ram + MB(3), 0),
			 ram + MB(2));
	assert_int_equal(exact(KB(4), ram + MB(2), ram + MB(3), 0), ram);
}

/* The node lies above max: exact fails, try_nid takes what is below. */
TEST(node_above_max)
{
	four_nodes();
	assert_int_equal(exact(KB(4), ram, ram + MB(2), 3), 0);
	expect_empty(R);
	assert_int_equal(try_nid(KB(4), ram, ram + MB(2), 3),
			 ram + MB(2) - KB(4));
}

/* [min, max) too small on any node: node without min, then any. */
TEST(min_dropped_node_first)
{
	four_nodes();
	assert_int_equal(try_nid(KB(64), ram + MB(3), ram + MB(3) + KB(4), 1),
			 ram + MB(2) - KB(64));
	assert_int_equal(exact(KB(64), ram + MB(3), ram + MB(3) + KB(4), 1),
			 ram + MB(2) - KB(128));
	memblock_reserve(ram + MB(1), MB(1));
	assert_int_equal(try_nid(KB(64), ram + MB(3), ram + MB(3) + KB(4), 1),
			 ram + MB(3) - KB(64));
}

/*
 * A range over two nodes with 256 bytes of each, and 512 wanted.
 *
 * nodes   [0 ..............)[1 ..............)
 * range          [256 bytes)[256 bytes)
 */
TEST(range_over_two_nodes)
{
	phys_addr_t min, max;

	four_nodes();
	min = ram + MB(1) - 256;
	max = ram + MB(1) + 256;
	assert_int_equal(try_nid(512, min, max, 0), ram + MB(1) - 512);
	memblock_set_bottom_up(true);
	assert_int_equal(try_nid(512, min, max, 1), ram);
}

/* No hole spans two nodes, any node or not. */
TEST(two_nodes_are_not_one_hole)
{
	four_nodes();
	memblock_reserve(ram, MB(1) - KB(4));
	memblock_reserve(ram + MB(1) + KB(4), MB(3) - KB(4));
	assert_int_equal(try_nid(KB(8), 0, 0, ANY), 0);
	assert_int_equal(memblock_phys_alloc(KB(4) + 1, 64), 0);
	assert_int_equal(try_nid(KB(4), 0, 0, ANY), ram + MB(1));
}

TEST(range_nid)
{
	four_nodes();
	assert_int_equal(memblock_alloc_range_nid(KB(4), 64, ram + MB(2),
			ram + MB(3), 0, true), 0);
	assert_int_equal(memblock_alloc_range_nid(KB(4), 64, ram + MB(2),
			ram + MB(3), 0, false), ram + MB(3) - KB(4));
	assert_int_equal(memblock_alloc_range_nid(KB(4), 64, 0, 0, 2, true),
			 ram + MB(3) - KB(8));
}

/* A node that does not exist: exact fails, the others fall back. */
TEST(node_without_memory)
{
	four_nodes();
	assert_int_equal(exact(64, 0, 0, 9), 0);
	assert_int_equal(try_nid(64, 0, 0, 9), ram + MB(4) - 64);
}

/* MAX_NUMNODES, what memblock_add() records, asks for no node either. */
TEST(max_numnodes_is_any_node)
{
	four_nodes();
	assert_int_equal(exact(64, 0, 0, MAX_NUMNODES), ram + MB(4) - 64);
	assert_int_equal(try_nid(64, 0, 0, MAX_NUMNODES), ram + MB(4) - 128);
}

/* ---- memblock_virt_alloc (memblock-api.md 10) ------------------------ */

TEST(virt_alloc_is_zeroed)
{
	unsigned char *p;

	four_nodes();
	p = memblock_virt_alloc(1000, 0);
	assert_int_equal((uintptr_t)p, ram + MB(4) - KB(1));
	assert_true(all_bytes(p, 0, 1000));
	assert_true(all_bytes(memblock_virt_alloc_nopanic(999, 1), 0, 999));
	assert_int_equal((uintptr_t)memblock_virt_alloc_node(64, 1),
			 ram + MB(2) - 64);
	assert_int_equal((uintptr_t)memblock_virt_alloc_node_nopanic(64, 2),
			 ram + MB(3) - 64);
	assert_int_equal((uintptr_t)memblock_virt_alloc_from_nopanic(64, 64,
			ram + MB(9)), ram + MB(4) - KB(2) - 64);
}

TEST(virt_alloc_order_of_attempts)
{
	four_nodes();
	assert_int_equal((uintptr_t)memblock_virt_alloc_try_nid_nopanic(64,
			64, ram + MB(2), ram + MB(3), 0), ram + MB(3) - 64);
	assert_int_equal((uintptr_t)memblock_virt_alloc_try_nid_nopanic(KB(8),
			64, ram + MB(2), ram + MB(2) + KB(4), 0),
			 ram + MB(1) - KB(8));
}

TEST(virt_alloc_failure)
{
	four_nodes();
	assert_null(memblock_virt_alloc_nopanic(MB(2), 64));
	assert_null(memblock_virt_alloc_low_nopanic(64, 64));
	expect_empty(R);
	EXPECT_PANIC {
		memblock_virt_alloc_try_nid(MB(2), 64, 0x1230, 0, 7);
	}
	assert_non_null(strstr(glue_panic_message,
			       "memblock_virt_alloc_try_nid: Failed to "
			       "allocate 2097152 bytes align=0x40 nid=7 "
			       "from=0x1230 max_addr=0x0 (for "));
	assert_non_null(strstr(glue_panic_message, "1230"));
	EXPECT_PANIC {
		memblock_virt_alloc_low(64, 64);
	}
	expect_empty(R);
}

TEST(virt_alloc_bounded_by_current_limit)
{
	four_nodes();
	memblock_set_current_limit(ram + MB(2));
	assert_int_equal((uintptr_t)memblock_virt_alloc_try_nid_nopanic(64,
			64, 0, BOOTMEM_ALLOC_ANYWHERE, ANY),
			 ram + MB(2) - 64);
}

/* Row 7 in this family: no block without its reservation. */
TEST(weakness_07_virt_alloc)
{
	struct snapshot *s = malloc(sizeof(*s));

	ram = glue_ram();
	memblock_add(ram, KB(4));
	fill_list(R, GB(1), 128);
	take_snapshot(s);
	assert_null(memblock_virt_alloc_nopanic(64, 64));
	expect_unchanged(s);
	free(s);
}

TEST(free_early)
{
	four_nodes();
	memblock_reserve(ram, KB(12));
	memblock_free_early(ram, KB(4));
	memblock_free_early_nid(ram + KB(8), KB(4), 0);
	expect_list(R, { ram + KB(4), KB(4) });
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(node_asked_for),
		T(each_is_exact_and_keeps_below_the_limit),
		T(any_node_takes_the_first_fit),
		T(full_node),
		T(node_below_min),
		T(node_above_max),
		T(min_dropped_node_first),
		T(range_over_two_nodes),
		T(two_nodes_are_not_one_hole),
		T(range_nid),
		T(node_without_memory),
		T(max_numnodes_is_any_node),
		T(virt_alloc_is_zeroed),
		T(virt_alloc_order_of_attempts),
		T(virt_alloc_failure),
		T(virt_alloc_bounded_by_current_limit),
		T(weakness_07_virt_alloc),
		T(free_early),
	};

	return RUN(tests);
}
