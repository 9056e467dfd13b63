// SPDX-License-Identifier: GPL-2.0-only
/*
 * From memblock's lists to the page allocator: free_area_init_nodes() and
 * free_all_bootmem() on made-up and random machines, compared page by page
 * with the lists themselves; late frees; and what a terabyte costs.
 *
 * sources: mm/memblock*.c mm/nobootmem.c mm/page_block.c mm/page_alloc.c
 * sources: mm/page_init.c mm/free_bootmem.c tests/host/page_check.c
 * sources: tests/host/sim_phys.c tests/host/glue.c tests/host/glue_memblock.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -DCONFIG_DEBUG_VM
 * cflags: -DPAGE_STRUCT_POISON_MAX=8192ULL -include tests/host/sim_phys.h
 */
#include <linux/bootmem.h>
#include <linux/gfp.h>
#include "glue_memblock.h"
#include "page_check.h"

/* The machine of the random tests: small enough to look at each page. */
#define SMALL_PAGES	4096u
#define UNIT		0x100u		/* everything is a multiple of it */
#define UNITS		(SMALL_PAGES * (4096u / UNIT))

/* mm/mm_init.c has it in the kernel. */
u64 max_low_pfn;

static int setup(void **state)
{
	glue_memblock_setup(state);
	sim_phys_init();
	memblock.current_limit = MEMBLOCK_ALLOC_ANYWHERE;
	page_ranges = NULL;
	nr_page_ranges = 0;
	memset(node_data, 0, sizeof(node_data));
	totalram_pages = 0;
	bootmem_lost_bytes = 0;
	max_low_pfn = ~0ULL;
	return 0;
}

/* Page structures, poisoned whole: small machines only. */
static void init_poisoned(void)
{
	unsigned int i;

	free_area_init_nodes();
	for (i = 0; i < nr_page_ranges; i++)
		memset(page_ranges[i].pages, PAGE_STRUCT_POISON,
		       (page_ranges[i].end_pfn - page_ranges[i].start_pfn) *
		       sizeof(struct page));
}

static void hand_over(void)
{
	u64 pages = free_all_bootmem();

	assert_int_equal(pages, totalram_pages);
	assert_int_equal(pages, nr_free_pages());
}

static void pc_8m(void)
{
	memblock_add(0, KB(636));
	memblock_add(MB(1), MB(7));
	memblock_reserve(0, PAGE_SIZE);
	memblock_reserve(MB(1), KB(400) + 0x123);
}

/* Runs first: the poison is bounded over the whole life of a kernel. */
TEST(poison_is_bounded)
{
	const unsigned char *raw;

	memblock_add(MB(1), MB(4));
	free_area_init_nodes();
	raw = (const unsigned char *)page_ranges[0].pages;
	assert_int_equal(raw[0], PAGE_STRUCT_POISON);
	assert_int_equal(raw[8191], PAGE_STRUCT_POISON);
	assert_int_equal(raw[8192], 0);
}

TEST(eight_megabytes)
{
	unsigned int i;
	u64 bytes = 0;

	pc_8m();
	init_poisoned();
	assert_int_equal(nr_page_ranges, 2);
	assert_int_equal(page_ranges[0].end_pfn, 0x9f);
	assert_int_equal(page_ranges[1].start_pfn, 0x100);
	for (i = 0; i < nr_page_ranges; i++) {
		u64 nr = page_ranges[i].end_pfn - page_ranges[i].start_pfn;

		assert_int_equal((uintptr_t)page_ranges[i].pages % 64, 0);
		assert_true(memblock_is_region_reserved(
			__pa(page_ranges[i].pages), nr * 32));
		bytes += nr * sizeof(struct page);
	}
	assert_int_equal(bytes, (0x9f + 0x700) * 32);
	hand_over();
	check_blocks(true);
	/* Held: page 0, 101 pages of image, the structures and tables. */
	assert_true(totalram_pages > 0x9f + 0x700 - 1 - 101 - 16 - 4);
	assert_int_equal(NODE_DATA(0)->node_present_pages, 0x9f + 0x700);
	assert_int_equal(NODE_DATA(0)->node_spanned_pages, 0x800);
	assert_int_equal(glue_warnings(), 0);
}

/*
 * 3 nodes; 1 MiB to 8 GiB has no hole and ends in node 2:
 *
 *   0        16M            2G            4G        6G        8G
 *   | node 0: DMA | DMA32   | node 2: DMA32 | Normal | node 1: Normal |
 */
TEST(ranges_end_at_zones_and_nodes)
{
	static const struct { phys_addr_t start, end; int nid; const char *z; }
	want[] = {
		{ MB(1), MB(16), 0, "DMA" }, { MB(16), GB(2), 0, "DMA32" },
		{ GB(2), GB(4), 2, "DMA32" }, { GB(4), GB(6), 2, "Normal" },
		{ GB(6), GB(8), 1, "Normal" },
	};
	unsigned int i;

	memblock_add_node(MB(1), GB(2) - MB(1), 0, MEMBLOCK_NONE);
	memblock_add_node(GB(2), GB(1), 2, MEMBLOCK_NONE);
	memblock_add_node(GB(3), GB(3), 2, MEMBLOCK_HOTPLUG);
	memblock_add_node(GB(6), GB(2), 1, MEMBLOCK_NONE);
	free_area_init_nodes();
	assert_int_equal(nr_page_ranges, ARRAY_SIZE(want));
	for (i = 0; i < nr_page_ranges; i++) {
		struct page_range *r = &page_ranges[i];

		assert_int_equal(PFN_PHYS(r->start_pfn), want[i].start);
		assert_int_equal(PFN_PHYS(r->end_pfn), want[i].end);
		assert_int_equal(r->zone->nid, want[i].nid);
		assert_string_equal(r->zone->name, want[i].z);
		assert_int_equal(r->zone->present_pages,
				 r->end_pfn - r->start_pfn);
	}
	/* One array a node: zone borders and flags do not cut it. */
	assert_ptr_equal(page_ranges[1].pages, page_ranges[0].pages + 0xf00);
	assert_ptr_equal(page_ranges[3].pages, page_ranges[2].pages + 0x80000);
	for (i = 0; i < 3; i++) {
		phys_addr_t data = __pa(NODE_DATA(i));

		assert_int_equal(NODE_DATA(i)->node_id, i);
		assert_true(data >= (i == 1 ? GB(6) : i == 2 ? GB(2) : 0) &&
			    data < (i == 0 ? GB(2) : i == 1 ? GB(8) : GB(6)));
	}
	assert_null(NODE_DATA(3));
	assert_true(__pa(page_ranges[4].pages) >= GB(6));
	hand_over();
	assert_null(page_block_buddy(&page_ranges[4], PFN_DOWN(GB(6)), 18));
}

TEST(node_0_exists_without_memory)
{
	memblock_add_node(MB(1), MB(4), 1, MEMBLOCK_NONE);
	init_poisoned();
	hand_over();
	assert_non_null(NODE_DATA(0));
	assert_int_equal(NODE_DATA(0)->node_present_pages, 0);
	assert_int_equal(page_ranges[0].zone->nid, 1);
	assert_non_null(alloc_pages(GFP_KERNEL, 0));
	check_blocks(true);
}

/* ---- random machines, page by page ------------------------------------- */

static u8 unit_free[UNITS];

static int node_of(const struct memblock_region *r)
{
	return r->nid == MAX_NUMNODES ? 0 : r->nid;
}

/*
 * The region in which a page begins, NULL if not all of the page is memory
 * of one node; *whole: that region holds all of it.
 */
static struct memblock_region *page_region(u64 pfn, bool *whole)
{
	phys_addr_t at = PFN_PHYS(pfn);
	struct memblock_region *r, *first = NULL;

	for_each_mem_region(r) {
		if (at < r->base || at >= r->base + r->size ||
		    (first && node_of(r) != node_of(first)))
			continue;
		if (!first)
			first = r;
		at = r->base + r->size;
		if (at >= PFN_PHYS(pfn + 1)) {
			*whole = r == first;
			return first;
		}
	}
	return NULL;
}

static void mark_units(u8 value, phys_addr_t base, phys_addr_t size)
{
	memset(unit_free + base / UNIT, value, size / UNIT);
}

static void mark_free_units(void)
{
	struct memblock_region *r;

	memset(unit_free, 0, sizeof(unit_free));
	for_each_mem_region(r)
		if (!(r->flags & (MEMBLOCK_NOMAP | MEMBLOCK_DRIVER_MANAGED)))
			mark_units(1, r->base, r->size);
	for_each_reserved_mem_region(r) {
		phys_addr_t base = round_down(r->base, UNIT);

		mark_units(0, base, round_up(r->base + r->size, UNIT) - base);
	}
}

static enum page_kind expected_kind(u64 pfn, struct memblock_region *r,
				    bool whole)
{
	unsigned int i, n = 4096 / UNIT;

	if (!whole)
		return PAGE_RESERVED;
	if (r->flags & MEMBLOCK_NOMAP)
		return PAGE_ABSENT;
	for (i = 0; i < n; i++)
		if (!unit_free[pfn * n + i])
			return PAGE_RESERVED;
	return pfn < max_low_pfn ? PAGE_FREE : PAGE_RESERVED;
}

static void check_against_lists(void)
{
	u64 pfn, nr_free = 0, units = 0;
	unsigned int i;

	for (pfn = 0; pfn < SMALL_PAGES; pfn++) {
		bool whole = false;
		struct memblock_region *r = page_region(pfn, &whole);
		struct page *head = page_block_head(pfn);

		assert_int_equal(r != NULL, head != NULL);
		if (!r)
			continue;
		assert_int_equal(head->kind, expected_kind(pfn, r, whole));
		assert_int_equal(page_zone(head)->nid, node_of(r));
		nr_free += head->kind == PAGE_FREE;
	}
	assert_int_equal(nr_free, totalram_pages);
	for (i = 0; i < UNITS; i++)
		units += unit_free[i];
	/* Tables of odd size were rounded up to units above: less than one
	 * unit each. */
	assert_true(bootmem_lost_bytes >= units * UNIT - nr_free * PAGE_SIZE);
	assert_true(bootmem_lost_bytes < units * UNIT - nr_free * PAGE_SIZE +
		    memblock.reserved.cnt * 2 * UNIT);
}

static void random_lists(void)
{
	static const enum memblock_flags flags[] = {
		MEMBLOCK_NONE, MEMBLOCK_NONE, MEMBLOCK_HOTPLUG,
		MEMBLOCK_MIRROR, MEMBLOCK_NOMAP, MEMBLOCK_DRIVER_MANAGED,
	};
	u64 i, nr = 1 + sim_random(8);
	phys_addr_t size;

	/* Room for the arrays, whatever the rest is like. */
	memblock_add_node(MB(15), MB(1), (int)sim_random(3), MEMBLOCK_NONE);
	for (i = 0; i < nr; i++) {
		phys_addr_t unit = sim_random(2) ? UNIT : PAGE_SIZE;
		phys_addr_t base = sim_random(MB(15) / unit) * unit;
		int nid = (int)sim_random(4);

		size = (1 + sim_random(MB(3) / unit)) * unit;
		size = min(size, MB(16) - base);
		memblock_add_node(base, size, nid == 3 ? MAX_NUMNODES : nid,
				  flags[sim_random(ARRAY_SIZE(flags))]);
	}
	memblock_reserve(0, PAGE_SIZE);
	for (i = sim_random(60); i > 0; i--)
		memblock_reserve(sim_random(MB(15) / UNIT) * UNIT,
				 (1 + sim_random(KB(16) / UNIT)) * UNIT);
}

TEST(random_machines)
{
	int round;

	printf("seed %llu\n", sim_seed);
	for (round = 0; round < 1000; round++) {
		setup(NULL);
		glue_log_off = true;
		movable_node_enabled = sim_random(2);
		random_lists();
		if (sim_random(4) == 0)
			max_low_pfn = sim_random(SMALL_PAGES);
		init_poisoned();
		mark_free_units();
		glue_log_off = false;
		glue_log_clear();
		hand_over();
		check_blocks(true);
		check_against_lists();
		assert_int_equal(glue_warnings(), 0);
	}
}

/* NOMAP in the middle of memory: one array, and absent blocks in it. */
TEST(nomap_memory_is_absent)
{
	u64 pfn;

	memblock_add(MB(1), MB(7));
	memblock_mark_nomap(MB(3) + KB(12), KB(40) + 1);
	init_poisoned();
	hand_over();
	check_blocks(true);
	for (pfn = 0x303; pfn < 0x30d; pfn++)
		assert_int_equal(page_block_head(pfn)->kind, PAGE_ABSENT);
	assert_int_equal(page_block_head(0x302)->kind, PAGE_FREE);
	/* The page that is half mapped, half not, stays reserved. */
	assert_int_equal(page_block_head(0x30d)->kind, PAGE_RESERVED);
	assert_int_equal(page_block_head(0x30e)->kind, PAGE_FREE);
	assert_true(bootmem_lost_bytes >= PAGE_SIZE - 1);
	assert_true(bootmem_lost_bytes < 3 * PAGE_SIZE);
}

TEST(hotplug_memory_is_handed_over)
{
	movable_node_enabled = true;
	memblock_add(MB(1), MB(3));
	memblock_add_node(MB(8), MB(8), 1, MEMBLOCK_HOTPLUG);
	init_poisoned();
	/* No early allocation went there. */
	assert_true(__pa(page_ranges[1].pages) < MB(4));
	hand_over();
	check_blocks(true);
	assert_int_equal(page_block_head(0x800)->order, 11);
	assert_int_equal(page_block_head(0x800)->kind, PAGE_FREE);
}

/* ---- late frees ----------------------------------------------------------- */

/* 1 MiB to 4 MiB with 1 MiB + 4 KiB to 2 MiB + 64 KiB reserved. */
static void late_machine(void)
{
	memblock_add(MB(1), MB(7));
	memblock_reserve(MB(1) + KB(4), MB(1) + KB(60));
	init_poisoned();
	hand_over();
	glue_log_clear();
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

/* ---- what goes wrong -------------------------------------------------------- */

TEST(too_little_memory_for_the_structures)
{
	memblock_add(0, MB(8));
	memblock_reserve(0, MB(8) - KB(64));
	EXPECT_PANIC {
		free_area_init_nodes();
	}
	assert_non_null(strstr(glue_panic_message,
			       "page structures for 8 MiB need 64 KiB"));
}

TEST(no_memory_at_all)
{
	memblock_add(MB(1), MB(1));
	memblock_reserve(MB(1), MB(1));
	EXPECT_PANIC {
		free_area_init_nodes();
	}
	assert_non_null(strstr(glue_panic_message, "node 0"));
}

/* ---- a terabyte --------------------------------------------------------------- */

static const struct page_range *scanned;
static u64 structs_written;

static void count_written(const char *at)
{
	const struct page *page = scanned->pages;
	const struct page *end = page + (scanned->end_pfn -
					 scanned->start_pfn);
	const char *p;

	for (p = at; p < at + 4096; p += sizeof(*page)) {
		const struct page *s = (const struct page *)p;

		if (s >= page && s < end && s->kind != PAGE_UNWRITTEN)
			structs_written++;
	}
}

/* Return: 4 KiB pages of arrays that anybody has read or written. */
static u64 scan_arrays(void)
{
	u64 touched = 0;
	unsigned int i;

	structs_written = 0;
	for (i = 0; i < nr_page_ranges; i++) {
		scanned = &page_ranges[i];
		touched += sim_phys_touched(scanned->pages,
					    (scanned->end_pfn -
					     scanned->start_pfn) *
					    sizeof(struct page),
					    count_written);
	}
	return touched;
}

static u64 count_blocks(void)
{
	u64 blocks = 0, pfn;
	unsigned int i;

	for (i = 0; i < nr_page_ranges; i++)
		for (pfn = page_ranges[i].start_pfn;
		     pfn < page_ranges[i].end_pfn; blocks++)
			pfn += 1ULL << page_block_head(pfn)->order;
	return blocks;
}

static void terabyte(void)
{
	memblock_add(KB(4), KB(632));
	memblock_add(MB(1), GB(3) - MB(1));
	memblock_add(GB(4), GB(996));
	memblock_reserve(MB(1), MB(2));
	memblock_reserve(GB(3) - KB(256), KB(200));
}

TEST(a_terabyte_costs_a_head_per_largest_block)
{
	u64 touched, blocks;

	terabyte();
	free_area_init_nodes();
	hand_over();
	touched = scan_arrays();
	blocks = count_blocks();
	printf("1000 GiB: %llu blocks, %llu structures written, "
	       "%llu KiB of arrays touched\n",
	       blocks, structs_written, touched * 4);
	/* 999 largest blocks, less the 8 GiB of arrays, and ragged edges. */
	assert_true(blocks > 990 && blocks < 1200);
	assert_int_equal(structs_written, blocks);
	assert_true(touched <= blocks + 2 * nr_page_ranges + 4);
	assert_int_equal(glue_warnings(), 0);
}

TEST(a_terabyte_is_allocated_and_comes_back)
{
	u64 pages, free_at_first;
	int i, n = 0;
	static struct page *held[1000];

	terabyte();
	free_area_init_nodes();
	hand_over();
	free_at_first = nr_free_pages();
	while ((held[n] = alloc_pages(GFP_KERNEL | __GFP_NOWARN,
				      MAX_ORDER - 1)) != NULL)
		n++;
	assert_true(n > 985);
	assert_int_equal(page_to_pfn(held[0]) % (1ULL << 18), 0);
	pages = nr_free_pages();
	assert_int_equal(pages + ((u64)n << 18), free_at_first);
	for (i = 0; i < n; i++)
		__free_pages(held[i], MAX_ORDER - 1);
	assert_int_equal(nr_free_pages(), free_at_first);
	assert_int_equal(count_blocks(), (scan_arrays(), structs_written));
	assert_int_equal(glue_warnings(), 0);
}

int main(void)
{
#define S(name)	cmocka_unit_test_setup(name, setup)
	const struct CMUnitTest tests[] = {
		S(poison_is_bounded), S(eight_megabytes),
		S(ranges_end_at_zones_and_nodes),
		S(node_0_exists_without_memory), S(random_machines),
		S(nomap_memory_is_absent), S(hotplug_memory_is_handed_over),
		S(late_free_merges_into_largest_blocks),
		S(late_free_rounds_inwards),
		S(late_free_of_what_is_not_reserved),
		S(too_little_memory_for_the_structures), S(no_memory_at_all),
		S(a_terabyte_costs_a_head_per_largest_block),
		S(a_terabyte_is_allocated_and_comes_back),
	};

	return RUN(tests);
}
