// SPDX-License-Identifier: GPL-2.0-only
/*
 * Nodes, zones and page structures laid out over random memory, beside a
 * model that asks of each half page who has it: around the borders of the
 * zones, with nodes that are unknown, full, or begin within a page.
 *
 * sources: mm/memblock*.c mm/nobootmem.c mm/page_block.c mm/page_init.c
 * sources: mm/page_nodes.c tests/host/sim_phys.c tests/host/glue.c
 * sources: tests/host/glue_memblock.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -DCONFIG_DEBUG_VM
 * cflags: -DCONFIG_DEBUG_KMEMLEAK -DPAGE_STRUCT_POISON_MAX=4096ULL
 * cflags: -include tests/host/sim_phys.h
 */
#include <linux/bootmem.h>
#include <linux/kmemleak.h>
#include <linux/topology.h>
#include "../../mm/page_block.h"
#include "glue_memblock.h"

#define HALF	0x800ULL
#define HALVES	128U
#define NOBODY	99

/* Each 64 pages: at 1 MiB, and around the borders of DMA and DMA32. */
static const u64 windows[] = { MB(1), MB(16) - KB(128), GB(4) - KB(128) };

/* The node that memblock has for each half page, NOBODY for a hole. */
static int owner[ARRAY_SIZE(windows)][HALVES];

/* What must be reserved after all, the arrays that kmemleak knows. */
static u64 bytes_wanted;
static unsigned int arrays_told, arrays_not_scanned;

static u64 seed = 20261123;

static u32 below(u32 n)
{
	seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return (u32)(seed >> 33) % n;
}

/* ---- kmemleak -------------------------------------------------------- */

void kmemleak_alloc(const void *ptr, size_t size, int min_count, gfp_t gfp)
{
	(void)ptr;
	(void)size;
	(void)min_count;
	(void)gfp;
	arrays_told++;
}

void kmemleak_no_scan(const void *ptr)
{
	assert_non_null(ptr);
	arrays_not_scanned++;
}

void kmemleak_free_part(const void *ptr, size_t size)
{
	(void)size;
	assert_non_null(ptr);
}

/* ---- the machine ----------------------------------------------------- */

static void start_again(void)
{
	glue_memblock_setup(NULL);
	page_ranges = NULL;
	nr_page_ranges = last_page_range = 0;
	memset(node_data, 0, sizeof(node_data));
	arrays_told = arrays_not_scanned = 0;
}

static int setup(void **state)
{
	(void)state;
	sim_phys_init();
	start_again();
	return 0;
}

static void add(unsigned int w, unsigned int from, unsigned int to, int nid)
{
	unsigned int h;

	memblock_add_node(windows[w] + from * HALF, (to - from) * HALF, nid,
			  below(3) ? MEMBLOCK_NONE : MEMBLOCK_HOTPLUG);
	for (h = from; h < to; h++)
		owner[w][h] = nid;
}

/* Pieces of some node and holes of a few half pages each. */
static void random_machine(void)
{
	static const int nids[] = { 0, 3, 15, MAX_NUMNODES, NUMA_NO_NODE };
	unsigned int w, from, to, h;

	for (w = 0; w < ARRAY_SIZE(windows); w++)
		for (h = 0; h < HALVES; h++)
			owner[w][h] = NOBODY;
	for (w = 1; w < ARRAY_SIZE(windows); w++)
		for (from = 40; from < 88; from = to) {
			to = from + 1 + below(12);
			if (below(3))
				add(w, from, to, nids[below(5)]);
		}
	add(0, 0, HALVES, nids[below(5)]);
	/* Nodes without room: their data lie elsewhere. */
	if (below(2))
		memblock_reserve(windows[2], HALVES * HALF);
	if (below(4) == 0)
		memblock_reserve(windows[1], HALVES * HALF);
	if (below(4) == 0)
		memblock.current_limit = MB(16);
}

/* Memory of no known node is node 0's. */
static int node_of(unsigned int w, unsigned int half)
{
	int nid = owner[w][half];

	if (nid == NOBODY)
		return NOBODY;
	return nid >= 0 && nid < MAX_NUMNODES ? nid : 0;
}

static int page_node(unsigned int w, unsigned int page)
{
	int nid = node_of(w, 2 * page);

	return nid == node_of(w, 2 * page + 1) ? nid : NOBODY;
}

static int zone_of(u64 pfn)
{
	return pfn < 0x1000 ? 0 : pfn < 0x100000 ? 1 : 2;
}

/* ---- the model ------------------------------------------------------- */

static struct {
	u64 start_pfn, end_pfn;
	int nid, zone;
	bool goes_on;		/* the same array as the range before */
} want[HALVES];
static unsigned int nr_want, nr_arrays;

/* One more page: of the last range, or of a new one. */
static void want_page(u64 pfn, int nid)
{
	unsigned int last = nr_want - 1;
	bool same = nr_want && want[last].end_pfn == pfn &&
		    want[last].nid == nid;

	if (same && want[last].zone == zone_of(pfn)) {
		want[last].end_pfn++;
		return;
	}
	want[nr_want].start_pfn = pfn;
	want[nr_want].end_pfn = pfn + 1;
	want[nr_want].nid = nid;
	want[nr_want].zone = zone_of(pfn);
	want[nr_want++].goes_on = same;
	nr_arrays += !same;
}

static void want_ranges(void)
{
	unsigned int w, page;

	nr_want = nr_arrays = 0;
	for (w = 0; w < ARRAY_SIZE(windows); w++)
		for (page = 0; page < HALVES / 2; page++)
			if (page_node(w, page) != NOBODY)
				want_page(PFN_DOWN(windows[w]) + page,
					  page_node(w, page));
}

/* ---- the comparison -------------------------------------------------- */

static void expect_range(unsigned int i)
{
	const struct page_range *r = &page_ranges[i];
	u64 at = __pa(r->pages);

	assert_int_equal(r->start_pfn, want[i].start_pfn);
	assert_int_equal(r->end_pfn, want[i].end_pfn);
	assert_ptr_equal(r->zone,
			 &NODE_DATA(want[i].nid)->node_zones[want[i].zone]);
	bytes_wanted += (r->end_pfn - r->start_pfn) * sizeof(struct page);
	if (want[i].goes_on) {
		assert_ptr_equal(r->pages, r[-1].pages +
				 (r->start_pfn - r[-1].start_pfn));
		return;
	}
	assert_int_equal(at % SMP_CACHE_BYTES, 0);
	assert_true(memblock_is_region_reserved(at, 1));
	assert_true(at < memblock.current_limit);
}

static void expect_zone(const struct zone *zone, int nid, int z)
{
	static const char *const names[] = { "DMA", "DMA32", "Normal" };
	u64 pages = 0;
	unsigned int i;

	for (i = 0; i < nr_want; i++)
		if (want[i].nid == nid && want[i].zone == z)
			pages += want[i].end_pfn - want[i].start_pfn;
	assert_int_equal(zone->present_pages, pages);
	assert_int_equal(zone->nid, nid);
	assert_string_equal(zone->name, names[z]);
	for (i = 0; i < MAX_ORDER; i++)
		assert_true(list_empty(&zone->free_area[i].free_list));
}

/* A node is there if it has pages; node 0 always is. */
static void expect_node(int nid)
{
	const pg_data_t *pgdat = NODE_DATA(nid);
	u64 start = 0, end = 0, present = 0;
	unsigned int i;

	for (i = 0; i < nr_want; i++) {
		if (want[i].nid != nid)
			continue;
		if (!present)
			start = want[i].start_pfn;
		end = want[i].end_pfn;
		present += end - want[i].start_pfn;
	}
	if (!present && nid) {
		assert_null(pgdat);
		return;
	}
	assert_int_equal(pgdat->node_id, nid);
	assert_int_equal(pgdat->node_start_pfn, start);
	assert_int_equal(pgdat->node_present_pages, present);
	assert_int_equal(pgdat->node_spanned_pages, end - start);
	assert_ptr_equal(node_zonelists[nid][0], pgdat);
	bytes_wanted += sizeof(*pgdat);
	for (i = 0; i < MAX_NR_ZONES; i++)
		expect_zone(&pgdat->node_zones[i], nid, (int)i);
}

/* The line that tells where the data of a node are, or begin to be: the node
 * of the first byte of that page. */
static void say_node(char *said, int nid)
{
	u64 at = __pa(NODE_DATA(nid));
	unsigned int w = at < windows[1] ? 0 : at < windows[2] ? 1 : 2;
	int where = owner[w][round_down(at - windows[w], PAGE_SIZE) / HALF];

	said += sprintf(said, "NODE_DATA(%d) allocated [mem 0x%08llx-0x%08llx]",
			nid, at, at + sizeof(pg_data_t) - 1);
	if (where >= 0 && where < MAX_NUMNODES && where != nid)
		said += sprintf(said, " on node %d", where);
	sprintf(said, "\n");
}

static void expect_log(void)
{
	char said[1000] = "";
	u32 seen = 1;
	unsigned int i;

	say_node(said, 0);
	for (i = 0; i < nr_want; i++) {
		if (!(seen & 1u << want[i].nid))
			say_node(said + strlen(said), want[i].nid);
		seen |= 1u << want[i].nid;
	}
	assert_string_equal(glue_log(), said);
}

/* ---- the tests ------------------------------------------------------- */

/* Three arrays, of 101, 50 and 40 structures; 4096 bytes are poisoned. */
TEST(raw_structures_are_poisoned_up_to_a_limit)
{
	static const unsigned int poisoned[] = { 101 * 32, 4096 - 101 * 32, 0 };
	static const unsigned int pages[] = { 101, 50, 40 };
	unsigned int i, b;

	for (i = 0; i < 3; i++)
		memblock_add(MB(1) + i * MB(1), pages[i] * PAGE_SIZE);
	free_area_init_nodes();
	for (i = 0; i < 3; i++) {
		const u8 *at = (const u8 *)page_ranges[i].pages;

		/* The rest of a line of the cache is nobody's. */
		for (b = 0; b < round_up(pages[i] * 32, 64U); b++)
			assert_int_equal(at[b], b < poisoned[i] ? 0xa5 : 0);
	}
}

TEST(random_machines_beside_a_model)
{
	unsigned int round, i;
	u64 before;

	for (round = 0; round < 300; round++) {
		start_again();
		random_machine();
		before = memblock.reserved.total_size;
		/* Behind the last region there is junk that would go on. */
		memblock.memory.regions[memblock.memory.cnt] =
			(struct memblock_region){
				.base = memblock_end_of_DRAM(), .size = MB(1),
				.nid = memblock.memory.regions[
					memblock.memory.cnt - 1].nid };
		free_area_init_nodes();
		want_ranges();
		assert_int_equal(nr_page_ranges, nr_want);
		bytes_wanted = nr_want * sizeof(struct page_range);
		for (i = 0; i < nr_want; i++)
			expect_range(i);
		for (i = 0; i < MAX_NUMNODES; i++)
			expect_node((int)i);
		expect_log();
		assert_int_equal(memblock.reserved.total_size - before,
				 bytes_wanted);
		/* One for each node, too, and for the table. */
		assert_int_equal(arrays_not_scanned, nr_arrays);
		assert_int_equal(arrays_told, nr_arrays + 1 +
				 glue_log_count("NODE_DATA"));
	}
}

/* Memory there is, but each page has a hole. */
TEST(not_one_whole_page)
{
	memblock_add(MB(1) + 0x100, 0xe00);
	memblock_add(MB(2) + 1, 0xfff);
	EXPECT_PANIC {
		free_area_init_nodes();
	}
	assert_string_equal(glue_panic_message,
			    "no memory: memblock knows of not one whole page");
}

/* @nr pages, and a hole behind each: it stops, and this is how it begins. */
static void expect_too_many(unsigned int nr, const char *said)
{
	struct memblock_type *memory = &memblock.memory;
	struct memblock_region *first = memory->regions;
	unsigned int i;

	start_again();
	memory->regions = calloc(nr + 1, sizeof(*memory->regions));
	memory->cnt = memory->max = nr;
	memory->total_size = nr * PAGE_SIZE;
	for (i = 0; i < nr; i++)
		memory->regions[i] = (struct memblock_region){
			.base = MB(1) + i * KB(8), .size = PAGE_SIZE };
	EXPECT_PANIC {
		free_area_init_nodes();
	}
	free(memory->regions);
	memory->regions = first;
	assert_memory_equal(glue_panic_message, said, strlen(said));
}

/* The number of a range has 16 bits; the table finds no place in one piece. */
TEST(as_many_ranges_as_have_numbers)
{
	expect_too_many(65535, "free_area_init_nodes: the table of 65535 page "
			"ranges needs 2097120 bytes: give the machine more");
	expect_too_many(65536, "65536 ranges");
	assert_string_equal(glue_panic_message, "65536 ranges of pages: "
			    "there is room for 65535");
}

#define P(name)	cmocka_unit_test_setup(name, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		P(raw_structures_are_poisoned_up_to_a_limit),
		P(random_machines_beside_a_model), P(not_one_whole_page),
		P(as_many_ranges_as_have_numbers),
	};

	return RUN(tests);
}
