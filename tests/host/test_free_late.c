// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory given back when the page allocator is up (mm/free_late.c): parts of
 * the image, and the arrays that memblock's lists have grown. All of it moves
 * from one side of the sum of mm/accounting.c to the other.
 *
 * sources: mm/memblock*.c mm/nobootmem.c mm/page_block.c mm/page_alloc.c
 * sources: mm/page_init.c mm/free_bootmem.c mm/page_nodes.c
 * sources: mm/accounting.c mm/free_late.c
 * sources: tests/host/page_check.c
 * sources: tests/host/handover.c tests/host/sim_phys.c tests/host/glue.c
 * sources: tests/host/glue_memblock.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4
 * cflags: -DPAGE_STRUCT_POISON_MAX=0ULL -include tests/host/sim_phys.h
 */
#include <linux/accounting.h>
#include <linux/console.h>
#include <linux/slab.h>
#include <linux/stage.h>
#include "handover.h"

/* For the table at the prompt, which nobody asks for here. */
const char *const stage_names[NR_STAGES];

u64 slab_nr_pages(void)
{
	return 0;
}

int cprintf(const char *fmt, ...)
{
	fail_msg("printed to the prompt: %s", fmt);
	return 0;
}

/* A PC of 8 MiB, with a reservation over the hole and to the byte. */
static void pc_8m(void)
{
	memblock_add(KB(4), KB(632));
	memblock_add(MB(1), MB(7));
	memblock_reserve(0, KB(4));
	memblock_reserve(KB(600), KB(424));
	memblock_reserve(MB(1), KB(400) + 0x123);
	memblock_reserve(MB(9), MB(1));
}

static void after_hand_over(void)
{
	boot_stage = STAGE_BUDDY;
	init_poisoned();
	hand_over();
}

static int setup(void **state)
{
	boot_stage = STAGE_MEMBLOCK;
	bootmem_late_pages = 0;
	return handover_setup(state);
}

TEST(late_frees_are_no_longer_held)
{
	struct memory_account a;
	u64 free;

	pc_8m();
	after_hand_over();
	free = nr_free_pages();
	glue_log_clear();
	free_reserved_area(MB(1), MB(1) + KB(400), "unused kernel");
	assert_true(glue_log_has("Freeing unused kernel memory: 400K "
				 "[mem 0x00100000-0x00163fff]"));
	assert_int_equal(nr_free_pages(), free + 100);
	assert_true(memory_account_read(&a, true));
	assert_int_equal(a.freed_late, KB(400));
	assert_true(bootmem_freed_late(0x100));
	assert_true(bootmem_freed_late(0x163));
	assert_false(bootmem_freed_late(0x164));
	assert_false(bootmem_freed_late(0xff));
	/* Half a page at each end stays reserved. */
	free_reserved_area(KB(602), KB(610), "odd");
	assert_true(glue_log_has("Freeing odd memory: 4K"));
	assert_true(memory_account_read(&a, true));
	assert_int_equal(a.freed_late, KB(404));
	/* A byte too few for a page, at either end. */
	free_reserved_area(KB(612), KB(616) - 1, "short");
	free_reserved_area(KB(612) + 1, KB(616), "short");
	assert_int_equal(glue_log_count("Freeing short memory: 0K"), 2);
	assert_int_equal(nr_free_pages(), free + 101);
	assert_int_equal(glue_warnings(), 0);
}

/* More late frees than are kept in mind: the first 16 are. */
TEST(so_many_late_frees_are_remembered)
{
	u64 pfn, i;

	memblock_add(MB(1), MB(7));
	memblock_reserve(MB(2), MB(1));
	after_hand_over();
	/* Less than a page is nothing, and takes no place. */
	for (i = 0; i < 20; i++)
		free_bootmem_late(MB(2) + KB(512) + 1, PAGE_SIZE);
	assert_int_equal(bootmem_late_pages, 0);
	for (i = 0; i < 20; i++) {
		pfn = PFN_DOWN(MB(2)) + 2 * i;
		free_bootmem_late(pfn << PAGE_SHIFT, PAGE_SIZE);
		assert_int_equal(bootmem_late_pages, i + 1);
		assert_true(bootmem_freed_late(pfn) || i >= 12);
		assert_false(bootmem_freed_late(pfn + 1));
	}
	assert_false(bootmem_freed_late(PFN_DOWN(MB(2)) + 2 * 19));
}

static void expect_freed(const char *list, u64 kib, phys_addr_t at)
{
	char line[120];

	snprintf(line, sizeof(line), "Freeing memblock.%s array memory: %lluK "
		 "[mem 0x%08llx-0x%08llx]\n", list, kib, at,
		 at + KB(kib) - 1);
	if (!glue_log_has(line))
		fail_msg("no '%s' in: %s", line, glue_log());
}

/* Both lists leave the arrays that they have grown. */
TEST(arrays_of_memblock_are_given_back)
{
	phys_addr_t memory, reserved;
	struct memory_account a;
	u64 free;
	u32 i;

	pc_8m();
	memblock_allow_resize();
	for (i = 0; i < 150; i++) {
		memblock_add_node(MB(16) + i * KB(8), KB(4), 0, MEMBLOCK_NONE);
		memblock_reserve(MB(7) + i * 16, 8);
	}
	assert_int_equal(memblock.memory.max, 256);
	after_hand_over();
	assert_int_equal(memblock.reserved.max, 512);
	free = nr_free_pages();
	free_memblock_arrays();		/* no slab yet */
	assert_int_equal(nr_free_pages(), free);
	glue_slab_up = true;
	glue_log_clear();
	memory = __pa(memblock.memory.regions);
	reserved = __pa(memblock.reserved.regions);
	free_memblock_arrays();
	expect_freed("memory", 8, memory);
	expect_freed("reserved", 12, reserved);
	assert_int_equal(nr_free_pages(), free + 5);
	assert_true(memory_account_read(&a, true));
	assert_int_equal(a.freed_late, KB(20));
	glue_log_clear();
	free_memblock_arrays();
	assert_string_equal(glue_log(), "");
}

/* More than a thousand pages: still the right number of KiB. */
TEST(a_large_area)
{
	memblock_add(MB(1), MB(15));
	memblock_reserve(MB(2), MB(8));
	after_hand_over();
	free_reserved_area(MB(2), MB(10), "large");
	assert_true(glue_log_has("Freeing large memory: 8192K "
				 "[mem 0x00200000-0x009fffff]"));
}

#define L(name)	cmocka_unit_test_setup(name, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		L(late_frees_are_no_longer_held),
		L(so_many_late_frees_are_remembered),
		L(arrays_of_memblock_are_given_back),
		L(a_large_area),
	};

	return RUN(tests);
}
