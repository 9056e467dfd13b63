// SPDX-License-Identifier: GPL-2.0-only
/*
 * From memblock's lists to the page allocator: free_area_init_nodes() and
 * free_all_bootmem() on made-up and random machines, compared page by page
 * with the lists themselves.
 *
 * sources: mm/memblock*.c mm/nobootmem.c mm/page_block.c mm/page_alloc.c
 * sources: mm/page_poison.c
 * sources: mm/page_init.c mm/free_bootmem.c mm/page_nodes.c
 * sources: tests/host/page_check.c
 * sources: tests/host/handover.c tests/host/sim_phys.c tests/host/glue.c
 * sources: tests/host/glue_memblock.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -DCONFIG_DEBUG_VM
 * cflags: -DPAGE_STRUCT_POISON_MAX=8192ULL -include tests/host/sim_phys.h
 */
#include "handover.h"

/* The machine of the random tests: small enough to look at each page. */
#define SMALL_PAGES	4096u
#define UNIT		0x100u		/* everything is a multiple of it */
#define UNITS		(SMALL_PAGES * (4096u / UNIT))

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
	memblock_add(MB(8), MB(1));
	free_area_init_nodes();
	raw = (const unsigned char *)page_ranges[0].pages;
	assert_int_equal(raw[0], PAGE_STRUCT_POISON);
	assert_int_equal(raw[8191], PAGE_STRUCT_POISON);
	assert_int_equal(raw[8192], 0);
	raw = (const unsigned char *)page_ranges[1].pages;
	assert_int_equal(raw[0], 0);
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

/* What the log says of a node's structure: its bytes; @where: whose. */
static void expect_node_data(int nid, const char *where)
{
	phys_addr_t base = __pa(NODE_DATA(nid));
	char line[100];

	snprintf(line, sizeof(line), "NODE_DATA(%d) allocated "
		 "[mem 0x%08llx-0x%08llx]%s\n", nid, (u64)base,
		 (u64)base + sizeof(pg_data_t) - 1, where);
	if (glue_log_count(line) != 1)
		fail_msg("no '%s' in:\n%s", line, glue_log());
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
		expect_node_data((int)i, "");
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
	expect_node_data(0, " on node 1");
	expect_node_data(1, "");
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
		handover_setup(NULL);
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
	char said[100];

	movable_node_enabled = true;
	memblock_add_node(0, MB(4), 0, MEMBLOCK_HOTPLUG);
	memblock_add_node(MB(8), MB(8), 1, MEMBLOCK_HOTPLUG);
	memblock_clear_hotplug(MB(1), MB(2));
	init_poisoned();
	/* No early allocation went there. */
	assert_true(__pa(page_ranges[1].pages) < MB(4));
	glue_log_clear();
	hand_over();
	check_blocks(true);
	snprintf(said, sizeof(said), "free_all_bootmem: %llu pages (%llu MiB) "
		 "handed over\n", totalram_pages, totalram_pages / 256);
	assert_string_equal(glue_log(), said);
	/* All marks are gone, to the byte. */
	assert_int_equal(memblock.memory.cnt, 2);
	assert_int_equal(memblock.memory.regions[0].flags, MEMBLOCK_NONE);
	assert_int_equal(memblock.memory.regions[1].flags, MEMBLOCK_NONE);
	assert_int_equal(page_block_head(0)->kind, PAGE_FREE);
	assert_int_equal(page_block_head(0x800)->order, 11);
	assert_int_equal(page_block_head(0x800)->kind, PAGE_FREE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		H(poison_is_bounded),
		H(eight_megabytes),
		H(ranges_end_at_zones_and_nodes),
		H(node_0_exists_without_memory),
		H(random_machines),
		H(nomap_memory_is_absent),
		H(hotplug_memory_is_handed_over),
	};

	return RUN(tests);
}
