// SPDX-License-Identifier: GPL-2.0-only
/*
 * The table of mm/accounting.c, to the word, and where its figures come
 * from: heads or counters, each zone and order, each stage.
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
	[STAGE_MEMBLOCK] = "second", [NR_STAGES - 1] = "the last",
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

static int setup(void **state)
{
	boot_stage = STAGE_MEMBLOCK;
	bootmem_late_pages = 0;
	slab_pages = 0;
	return handover_setup(state);
}

static char want[3000];

static void line(const char *name, u64 bytes, const char *note)
{
	sprintf(want + strlen(want), "  %-22s %15llu  %11llu KiB  %s\n", name,
		bytes, bytes / 1024, note);
}

static void stage_line(const char *name, u64 bytes, u64 usable)
{
	sprintf(want + strlen(want), "  %-10s%11llu KiB, %llu KiB for each "
		"GiB of RAM\n", name, bytes / 1024, bytes / (usable >> 20));
}

/* The table of these figures; it adds up. */
static void want_table(const struct memory_account *a)
{
	want[0] = 0;
	line("usable", a->usable, "RAM in whole pages, from the map");
	line("  held", a->reserved + a->set_aside - a->freed_late +
	     a->allocated, "the sum of the next four");
	line("    reserved early", a->reserved, "image, early allocations");
	line("    set aside", a->set_aside, "NOMAP: RAM that is not ours");
	line("    - freed since", a->freed_late, ".init and the like");
	line("    page allocations", a->allocated, "large kmalloc, tables");
	line("  free", a->free, "in the lists of the buddies");
	line("  slab", a->slab, "pages of all caches");
	line("  lost", a->lost, "pieces of pages partly reserved");
	strcat(want, "usable = held + free + slab + lost: it adds up to the "
	       "byte\n");
}

static void expect_shown(void)
{
	glue_log_clear();
	show_meminfo();
	assert_string_equal(glue_log(), want);
}

/* Less than a MiB: nothing can be said for each GiB. This comes first: what
 * a stage held is never forgotten. */
TEST(a_mib_or_less)
{
	struct memory_account a = { .usable = MB(1) - 1, .free = MB(1) - 1 };

	memblock_add(0, MB(1) - 1);
	want_table(&a);
	expect_shown();
	memblock_add(MB(1) - 1, 1);
	a.usable = a.free = MB(1);
	want_table(&a);
	strcat(want, "not free after each stage:\n");
	stage_line("now", 0, MB(1));
	expect_shown();
}

/* A byte less than so many MiB, and a byte less than so many KiB held. */
TEST(a_stage_is_told_as_it_was)
{
	struct memory_account a = { .usable = MB(4) - 1 };

	memblock_add(0, MB(4) - 1);
	memblock_reserve(0, KB(16) - 1);
	account_memory();
	assert_string_equal(glue_log(), "memory: 4194303 usable = 16383 "
			    "reserved + 4177920 free\n");
	assert_int_equal(glue_warnings(), 0);
	memblock_reserve(MB(1), KB(20));
	account_memory();		/* again: the first time counts */
	a.reserved = KB(36) - 1;
	a.free = a.usable - a.reserved;
	want_table(&a);
	strcat(want, "not free after each stage:\n");
	stage_line("second", KB(16) - 1, a.usable);
	stage_line("now", KB(36) - 1, a.usable);
	expect_shown();
	memblock_add(MB(4) - 1, 1);
	a.usable++;
	a.free++;
	want_table(&a);
	strcat(want, "not free after each stage:\n");
	stage_line("second", KB(16) - 1, a.usable);
	stage_line("now", KB(36) - 1, a.usable);
	expect_shown();
}

/* All entries of the list are used, and end below the second region. */
TEST(a_full_list)
{
	struct memory_account a;
	unsigned int i;

	memblock_add(MB(1), MB(1));
	memblock_add(MB(4), MB(1));
	for (i = 0; i < INIT_MEMBLOCK_REGIONS; i++)
		memblock_reserve(MB(1) + i * 16, 8);
	assert_int_equal(memblock.reserved.cnt, memblock.reserved.max);
	assert_true(memory_account_read(&a, false));
	assert_int_equal(a.reserved, INIT_MEMBLOCK_REGIONS * 8);
}

/* RAM above 4 GiB, with a free block of the largest order. */
static void large_machine(void)
{
	memblock_add(MB(1), MB(7));
	memblock_add(GB(4), GB(2));
	boot_stage = NR_STAGES - 1;
	free_area_init_nodes();
	hand_over();
	assert_int_equal(page_block_head(PFN_DOWN(GB(4)))->order,
			 MAX_ORDER - 1);
}

TEST(all_zones_and_orders_count)
{
	struct memory_account a, b;
	pg_data_t *copy = malloc(sizeof(*copy));

	large_machine();
	assert_true(memory_account_read(&a, false));
	assert_true(memory_account_read(&b, true));
	assert_int_equal(a.free, totalram_pages * PAGE_SIZE);
	assert_int_equal(b.free, a.free);
	/* Nothing behind a node's zones is looked at. */
	*copy = *NODE_DATA(0);
	node_data[0] = copy;
	assert_true(memory_account_read(&b, false));
	assert_int_equal(b.free, a.free);
	/* A list that has blocks where the zone says it has no page. */
	copy->node_zones[ZONE_DMA32].free_area[2].nr_free++;
	assert_false(memory_account_read(&b, false));
	free(copy);
}

/* Slabs have all that is not free, or a page more than there is. */
TEST(no_more_slabs_than_pages)
{
	struct memory_account a;

	large_machine();
	alloc_pages(GFP_KERNEL, 3);
	slab_pages = 8;
	assert_true(memory_account_read(&a, false));
	assert_int_equal(a.slab, 0);		/* it is not up yet */
	assert_int_equal(a.allocated, KB(32));
	glue_slab_up = true;
	assert_true(memory_account_read(&a, false));
	assert_int_equal(a.slab, KB(32));
	assert_int_equal(a.allocated, 0);
	slab_pages = 9;
	assert_false(memory_account_read(&a, false));
}

/* The log goes by what the slab says of itself, the prompt looks. */
TEST(heads_and_counters)
{
	struct memory_account a;
	char said[200];

	large_machine();
	alloc_pages(GFP_KERNEL, 3);
	alloc_pages(GFP_KERNEL, 1)->kind = PAGE_SLAB;
	glue_slab_up = true;
	slab_pages = 5;
	glue_log_clear();
	account_memory();
	assert_true(memory_account_read(&a, false));
	assert_int_equal(a.slab, KB(20));
	assert_int_equal(a.allocated, KB(20));
	sprintf(said, "memory: %llu usable = %llu held + %llu free + 20480 "
		"slab + %llu lost\n", a.usable, a.reserved + KB(20), a.free,
		a.lost);
	assert_string_equal(glue_log(), said);
	assert_int_equal(glue_warnings(), 0);
	assert_true(memory_account_read(&a, true));
	assert_int_equal(a.slab, KB(8));
	assert_int_equal(a.allocated, KB(32));
	want_table(&a);
	strcat(want, "not free after each stage:\n");
	stage_line("second", KB(16) - 1, a.usable);
	stage_line("the last", a.usable - a.free, a.usable);
	stage_line("now", a.usable - a.free, a.usable);
	expect_shown();
}

#define A(name)	cmocka_unit_test_setup(name, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		A(a_mib_or_less), A(a_stage_is_told_as_it_was), A(a_full_list),
		A(all_zones_and_orders_count), A(no_more_slabs_than_pages),
		A(heads_and_counters),
	};

	return RUN(tests);
}
