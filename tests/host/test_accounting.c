// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every byte of RAM is somebody's: the sums of mm/accounting.c on made-up and
 * random machines, before and after the hand-over, and what breaks them.
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

const char *const stage_names[NR_STAGES] = {
	"entry", "early", "memblock", "mapped", "bootmem", "buddy", "slab",
};

/* No slab here; mm/slab_common.c has it in the kernel. */
static u64 slab_pages;

u64 slab_nr_pages(void)
{
	return slab_pages;
}

/* The table of the prompt goes into the log. */
int cprintf(const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vprintk(fmt, args);
	va_end(args);
	return len;
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
	slab_pages = 0;
	return handover_setup(state);
}

TEST(nothing_is_known_yet)
{
	account_memory();
	assert_string_equal(glue_log(), "");
}

/* A line for each stage, the first one, too, and one for now. It must be the
 * first test that knows RAM: what a stage held is never forgotten. */
TEST(each_stage_has_its_line)
{
	char line[100];
	int stage;

	memblock_add(0, MB(4));
	for (stage = 0; stage < STAGE_BUDDY; stage++) {
		memblock_reserve(KB(16) * (u64)stage, KB(16));
		boot_stage = (enum boot_stage)stage;
		account_memory();
	}
	memblock_reserve(MB(1), KB(4));
	boot_stage = STAGE_EARLY;
	account_memory();		/* again: the first one counts */
	glue_log_clear();
	show_meminfo();
	for (stage = 0; stage < STAGE_BUDDY; stage++) {
		snprintf(line, sizeof(line), "  %-10s%11u KiB, %u KiB for "
			 "each GiB of RAM\n", stage_names[stage],
			 16 * (stage + 1), 16 * (stage + 1) * 256);
		assert_int_equal(glue_log_count(line), 1);
	}
	assert_int_equal(glue_log_count("not free after each stage:\n"), 1);
	assert_int_equal(glue_log_count("KiB for each GiB"), STAGE_BUDDY + 1);
	snprintf(line, sizeof(line), "  now       %11u KiB, ",
		 16 * STAGE_BUDDY + 4);
	assert_true(glue_log_has(line));
}

TEST(reserved_counts_only_within_ram)
{
	struct memory_account a;

	pc_8m();
	assert_true(memory_account_read(&a, false));
	assert_int_equal(a.usable, KB(632) + MB(7));
	assert_int_equal(a.reserved, KB(36) + KB(400) + 0x123);
	assert_int_equal(a.free, a.usable - a.reserved);
	assert_int_equal(a.set_aside, 0);
	account_memory();
	assert_true(glue_log_has("memory: 7987200 usable = 446755 reserved + "
				 "7540445 free"));
}

/*
 * NOMAP memory is nobody's to give, and part of it may be reserved as well:
 *
 *   memory    |  1M  |NNNNNN 1M NNNNNN|  6M  |
 *   reserved             |rrrr 256K|
 */
TEST(what_is_set_aside_is_counted_once)
{
	struct memory_account a;

	memblock_add(MB(1), MB(8));
	memblock_mark_nomap(MB(2), MB(1));
	memblock_reserve(MB(2) + KB(128), KB(256));
	assert_true(memory_account_read(&a, false));
	assert_int_equal(a.reserved, KB(256));
	assert_int_equal(a.set_aside, KB(768));
	assert_int_equal(a.free, MB(7));
	account_memory();
	assert_true(glue_log_has("+ 786432 set aside"));
	after_hand_over();
	assert_true(memory_account_read(&a, true));
	assert_true(memory_account_read(&a, false));
	assert_int_equal(a.set_aside, KB(768));
}

/* Kept from early allocations only: the hand-over gives it away. */
TEST(hot_pluggable_memory_is_free_after_the_hand_over)
{
	struct memory_account a;

	memblock_add(MB(1), MB(15));
	memblock_mark_hotplug(MB(8), MB(8));
	assert_true(memory_account_read(&a, false));
	assert_int_equal(a.set_aside, 0);
	movable_node_enabled = true;
	assert_true(memory_account_read(&a, false));
	assert_int_equal(a.set_aside, MB(8));
	after_hand_over();
	assert_true(memory_account_read(&a, true));
	assert_int_equal(a.set_aside, 0);
	assert_true(a.free >= MB(14));
}

TEST(one_reservation_over_three_regions)
{
	struct memory_account a;

	memblock_add(MB(1), MB(1));
	memblock_add(MB(3), MB(1));
	memblock_add(MB(5), MB(1));
	memblock_reserve(MB(1) + KB(512), MB(4));
	assert_true(memory_account_read(&a, false));
	assert_int_equal(a.reserved, KB(512) + MB(1) + KB(512));
}

TEST(after_the_hand_over_pieces_of_pages_are_lost)
{
	struct memory_account a;
	struct page *page;

	pc_8m();
	after_hand_over();
	assert_true(memory_account_read(&a, true));
	assert_int_equal(a.usable, KB(632) + MB(7));
	assert_int_equal(a.lost, bootmem_lost_bytes);
	assert_true(a.lost >= 0x1000 - 0x123);
	assert_int_equal(a.allocated, 0);
	page = alloc_pages(GFP_KERNEL, 3);
	assert_true(memory_account_read(&a, true));
	assert_int_equal(a.allocated, KB(32));
	assert_true(memory_account_read(&a, false));
	assert_int_equal(a.allocated, KB(32));
	__free_pages(page, 3);
	assert_true(memory_account_read(&a, true));
	assert_int_equal(a.allocated, 0);
}

TEST(pages_of_slabs_are_slab)
{
	struct memory_account a;
	int walk;

	pc_8m();
	after_hand_over();
	alloc_pages(GFP_KERNEL, 1)->kind = PAGE_SLAB;
	slab_pages = 2;
	glue_slab_up = true;
	alloc_pages(GFP_KERNEL, 0);
	for (walk = 0; walk < 2; walk++) {
		assert_true(memory_account_read(&a, walk));
		assert_int_equal(a.slab, KB(8));
		assert_int_equal(a.allocated, KB(4));
	}
	account_memory();
	assert_true(glue_log_has("+ 8192 slab + "));
	/* A counter that says more than there is. */
	slab_pages = 4096;
	assert_false(memory_account_read(&a, false));
}

/* Nothing but the hand-over says how many pages a zone manages. */
TEST(managed_pages_begin_at_none)
{
	struct memory_account a;
	int z;

	pc_8m();
	boot_stage = STAGE_BUDDY;
	init_poisoned();
	for (z = 0; z < MAX_NR_ZONES; z++)
		NODE_DATA(0)->node_zones[z].managed_pages = 77;
	hand_over();
	assert_true(memory_account_read(&a, true));
	for (z = 0; z < MAX_NR_ZONES; z++)
		totalram_pages -= NODE_DATA(0)->node_zones[z].managed_pages;
	assert_int_equal(totalram_pages, 0);
}

/* One line of the table: a name, the bytes, the KiB. */
static void expect_line(const char *name, u64 bytes)
{
	char line[80];

	snprintf(line, sizeof(line), "  %-22s %15llu  %11llu KiB  ", name,
		 bytes, bytes >> 10);
	if (!glue_log_has(line))
		fail_msg("no line '%s' in:\n%s", line, glue_log());
}

TEST(table_says_whether_it_adds_up)
{
	struct memory_account a;

	pc_8m();
	memblock_add(MB(16), MB(1));
	memblock_mark_nomap(MB(16), MB(1));
	after_hand_over();
	free_reserved_area(MB(1), MB(1) + KB(8), "some");
	alloc_pages(GFP_KERNEL, 1)->kind = PAGE_SLAB;
	slab_pages = 2;
	glue_slab_up = true;
	alloc_pages(GFP_KERNEL, 4);
	assert_true(memory_account_read(&a, true));
	glue_log_clear();
	show_meminfo();
	expect_line("usable", KB(632) + MB(8));
	expect_line("  held", a.reserved + MB(1) - KB(8) + KB(64));
	expect_line("    reserved early", a.reserved);
	expect_line("    set aside", MB(1));
	expect_line("    - freed since", KB(8));
	expect_line("    page allocations", KB(64));
	expect_line("  free", nr_free_pages() * PAGE_SIZE);
	expect_line("  slab", KB(8));
	expect_line("  lost", a.lost);
	assert_true(glue_log_has("it adds up to the byte"));
	assert_true(glue_log_has("KiB for each GiB of RAM"));
	bootmem_lost_bytes += 1;
	glue_log_clear();
	show_meminfo();
	assert_true(glue_log_has("IT DOES NOT ADD UP"));
}

/* ---- what breaks the sum ---------------------------------------------- */

TEST(memory_that_is_nobodys_is_noticed)
{
	struct memory_account a;

	pc_8m();
	after_hand_over();
	bootmem_lost_bytes += 1;
	assert_false(memory_account_read(&a, false));
	account_memory();
	assert_int_equal(glue_warnings(), 1);
	assert_true(glue_log_has("the sum does not hold"));
	bootmem_lost_bytes -= 1;
	assert_true(memory_account_read(&a, false));
}

TEST(a_zone_that_counts_wrongly_is_noticed)
{
	struct memory_account a;

	pc_8m();
	after_hand_over();
	page_ranges[1].zone->free_pages--;
	assert_false(memory_account_read(&a, false));
	page_ranges[1].zone->free_pages++;
	page_ranges[1].zone->free_area[0].nr_free += 1ULL << 40;
	assert_false(memory_account_read(&a, false));
}

TEST(a_list_whose_region_is_in_no_zone_is_noticed)
{
	struct memory_account a;

	pc_8m();
	after_hand_over();
	memblock_add(MB(20), MB(1));
	assert_false(memory_account_read(&a, true));
	assert_false(memory_account_read(&a, false));
}

/* ---- random machines -------------------------------------------------- */

static void random_machine(void)
{
	u64 at = 1 + sim_random(64);

	while (at < 4000) {
		u64 pages = 1 + sim_random(400);
		phys_addr_t base = at * PAGE_SIZE;

		memblock_add_node(base, pages * PAGE_SIZE,
				  (int)(at >= 2000), MEMBLOCK_NONE);
		if (sim_random(4) == 0)
			memblock_mark_nomap(base, PAGE_SIZE *
					    (1 + sim_random(4)));
		at += pages + sim_random(3) * sim_random(100);
	}
	for (int i = 0; i < 12; i++)
		memblock_reserve(sim_random(4000 * 4096),
				 1 + sim_random(60000));
}

TEST(random_machines_add_up)
{
	for (int i = 0; i < 200; i++) {
		struct memory_account a;

		setup(NULL);
		random_machine();
		assert_true(memory_account_read(&a, false));
		boot_stage = STAGE_BUDDY;
		free_area_init_nodes();
		free_all_bootmem();
		assert_true(memory_account_read(&a, false));
		assert_true(memory_account_read(&a, true));
		while (sim_random(8))
			alloc_pages(__GFP_NOWARN, (unsigned)sim_random(5));
		assert_true(memory_account_read(&a, true));
		assert_true(memory_account_read(&a, false));
	}
}

#define A(name)	cmocka_unit_test_setup(name, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		A(nothing_is_known_yet), A(each_stage_has_its_line),
		A(reserved_counts_only_within_ram),
		A(what_is_set_aside_is_counted_once),
		A(hot_pluggable_memory_is_free_after_the_hand_over),
		A(one_reservation_over_three_regions),
		A(after_the_hand_over_pieces_of_pages_are_lost),
		A(pages_of_slabs_are_slab),
		A(managed_pages_begin_at_none),
		A(table_says_whether_it_adds_up),
		A(memory_that_is_nobodys_is_noticed),
		A(a_zone_that_counts_wrongly_is_noticed),
		A(a_list_whose_region_is_in_no_zone_is_noticed),
		A(random_machines_add_up),
	};

	return RUN(tests);
}
