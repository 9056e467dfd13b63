// SPDX-License-Identifier: GPL-2.0-only
/*
 * What bootmem says, and of whom: the caller who could not be served, and
 * those who come when the slab is up.
 *
 * sources: mm/nobootmem.c mm/memblock*.c
 * sources: tests/host/glue.c tests/host/glue_memblock.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4
 */
#include <linux/bootmem.h>
#include <linux/gfp.h>
#include "glue_memblock.h"

static pg_data_t nodes[3] = { { .node_id = 0 }, { .node_id = 1 },
			      { .node_id = 2 } };

static size_t slab_size;
static int slab_nid;
static char given[8];

void *kzalloc_node(size_t size, gfp_t gfp, int nid)
{
	assert_int_equal(gfp, GFP_NOWAIT);
	slab_size = size;
	slab_nid = nid;
	return given;
}

void *kzalloc(size_t size, gfp_t gfp)
{
	return kzalloc_node(size, gfp, NUMA_NO_NODE);
}

static void two_nodes(void)
{
	phys_addr_t ram = glue_ram();

	glue_memblock_setup(NULL);
	memblock_add_node(ram, MB(2), 0, MEMBLOCK_NONE);
	memblock_add_node(ram + MB(2), MB(2), 1, MEMBLOCK_NONE);
}

#ifdef __x86_64__
/* Behind the call instruction, which is this test's, to the byte. */
static void expect_caller(const void *callee)
{
	unsigned long caller;
	s32 offset;

	assert_int_equal(sscanf(glue_panic_message, "Out of memory: %lx",
				&caller), 1);
	memcpy(&offset, (void *)(caller - 4), sizeof(offset));
	assert_int_equal(*(u8 *)(caller - 5), 0xe8);
	assert_ptr_equal(caller + (unsigned long)offset, callee);
}

TEST(the_caller_is_named)
{
	two_nodes();
	EXPECT_PANIC {
		__alloc_bootmem(MB(8), 1, 0);
	}
	expect_caller(__alloc_bootmem);
	EXPECT_PANIC {
		__alloc_bootmem_node(&nodes[0], MB(8), 1, 0);
	}
	expect_caller(__alloc_bootmem_node);
}
#else
TEST(the_caller_is_named)
{
	skip();
}
#endif

/* What is said once per program. */
TEST(the_slab_serves)
{
	two_nodes();
	glue_slab_up = true;
	glue_log_clear();
	assert_ptr_equal(___alloc_bootmem_nopanic(123, 0, 0, 0), given);
	assert_int_equal(slab_size, 123);
	assert_int_equal(slab_nid, NUMA_NO_NODE);
	assert_true(glue_log_has("early allocation of 123 bytes after the "
				 "slab is up: served by kzalloc"));
	assert_ptr_equal(__alloc_bootmem_node(&nodes[1], 77, 0, 0), given);
	assert_int_equal(slab_size, 77);
	assert_int_equal(slab_nid, 1);
	assert_true(glue_log_has("early allocation of 77 bytes on node 1 "
				 "after the slab is up: served by kzalloc"));
	/* Both have been said. */
	glue_log_clear();
	___alloc_bootmem_nopanic(1, 0, 0, 0);
	__alloc_bootmem_node(&nodes[2], 1, 0, 0);
	assert_int_equal(slab_nid, 2);
	assert_string_equal(glue_log(), "");
	assert_int_equal(memblock_reserved_size(), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(the_caller_is_named), T(the_slab_serves),
	};

	return RUN(tests);
}
