// SPDX-License-Identifier: GPL-2.0-only
/*
 * A long random run of the page allocator beside a model that knows only
 * which page belongs to whom; all structures are checked after each step.
 * SEED=n, OPS=n.
 *
 * sources: mm/page_block.c mm/page_alloc.c
 * sources: mm/page_poison.c
 * sources: mm/page_nodes.c tests/host/page_check.c
 * sources: tests/host/sim_phys.c tests/host/glue.c tests/host/tally.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -DCONFIG_DEBUG_VM
 * cflags: -include tests/host/sim_phys.h
 */
#include <linux/gfp.h>
#include "page_check.h"
#include "tally.h"

pg_data_t *node_data[MAX_NUMNODES];

#define MODEL_PAGES	4096
#define MODEL_BLOCKS	512

static unsigned short owner[MODEL_PAGES];	/* 0: nobody */
static struct { struct page *page; unsigned int order; }
	held[MODEL_BLOCKS];

static void model_take(unsigned short id, u64 pfn, unsigned int order)
{
	u64 i;

	assert_int_equal(pfn % (1ULL << order), 0);
	for (i = pfn; i < pfn + (1ULL << order); i++) {
		assert_true(i < MODEL_PAGES);
		assert_int_equal(owner[i], 0);
		owner[i] = id;
	}
}

static void model_give(u64 pfn, unsigned int order)
{
	memset(&owner[pfn], 0, sizeof(owner[0]) << order);
}

/* Is there an aligned run of pages that nobody owns, in one range of @nid? */
static bool model_has_room(unsigned int order, int nid)
{
	unsigned int i;

	for (i = 0; i < nr_page_ranges; i++) {
		u64 size = 1ULL << order, pfn, n;

		if (nid != NUMA_NO_NODE && page_ranges[i].zone->nid != nid)
			continue;
		pfn = round_up(page_ranges[i].start_pfn, size);
		for (; pfn + size <= page_ranges[i].end_pfn; pfn += size) {
			for (n = 0; n < size && !owner[pfn + n]; n++)
				;
			if (n == size)
				return true;
		}
	}
	return false;
}

static u64 op_nr, first_seed;

static void say_where(void)
{
	fprintf(stderr, "operation %llu\n%s\n", op_nr,
		replay(first_seed, op_nr + 1, ""));
}

#define CHECK(cond) do { if (!(cond)) \
	fail_msg("operation %llu: %s\n%s", op_nr, #cond, \
		 replay(first_seed, op_nr + 1, "")); } while (0)

/* It has been given back: once more is reported, and changes nothing. */
static void give_twice(struct page *page, unsigned int order)
{
	u64 free = nr_free_pages();

	if (sim_random(16))
		return;
	__free_pages(page, order);
	CHECK(glue_warnings() == 1);
	CHECK(nr_free_pages() == free);
	glue_log_clear();
	MET(1, "pages: a double free refused");
}

static void give(unsigned int id)
{
	struct page *page = held[id].page;
	u64 pfn = page_to_pfn(page);

	MET(held[id].order == 0, "pages: one page given back");
	MET(held[id].order == 8, "pages: 256 pages given back");
	if (held[id].order > 0 && sim_random(16) == 0) {
		__free_pages(page, held[id].order - 1);
		CHECK(glue_warnings() == 1);
		glue_log_clear();
		MET(1, "pages: a free of another order refused");
	}
	__free_pages(page, held[id].order);
	model_give(pfn, held[id].order);
	held[id].page = NULL;
	give_twice(page, held[id].order);
}

static void random_step(unsigned int id)
{
	unsigned int order = (unsigned int)sim_random(sim_random(2) ? 3 : 11);
	int nid = (int)sim_random(2), got;
	bool here = model_has_room(order, nid);

	if (held[id].page) {
		give(id);
		return;
	}
	held[id].page = alloc_pages_node(nid, GFP_KERNEL | __GFP_NOWARN,
					 order);
	held[id].order = order;
	if (!held[id].page) {
		CHECK(!model_has_room(order, NUMA_NO_NODE));
		MET(1, "pages: no room");
		return;
	}
	got = page_zone(held[id].page)->nid;
	CHECK(!here || got == nid);
	MET(got == nid, "pages: on the node asked for");
	MET(got != nid, "pages: on the other node");
	model_take((unsigned short)(id + 1), page_to_pfn(held[id].page),
		   order);
}

static void compare(void)
{
	u64 free = 0, pfn;

	check_blocks(op_nr % 16 == 0);
	for (pfn = 0; pfn < MODEL_PAGES; pfn++)
		free += !owner[pfn];
	CHECK(nr_free_pages() == free);
}

static const struct sim_range crooked[] = {
	{ 1, 0x9f, 0, ZONE_DMA }, { 0x100, 0x301, 0, ZONE_DMA32 },
	{ 0x301, 0x500, 1, ZONE_DMA32 }, { 0x5ff, 0x9ff, 1, ZONE_NORMAL },
};

TEST(random_run_beside_a_model)
{
	u64 free_pages_at_first, ops = from_env("OPS", 6000);
	unsigned int i;

	first_seed = from_env("SEED", 1);
	sim_seed = first_seed * 0x9e3779b97f4a7c15ULL | 1;
	replay_on_crash(say_where);
	sim_ranges(crooked, ARRAY_SIZE(crooked));
	memset(owner, 0xff, sizeof(owner));
	for (i = 0; i < ARRAY_SIZE(crooked); i++) {
		sim_free(crooked[i].start_pfn, crooked[i].end_pfn);
		memset(&owner[crooked[i].start_pfn], 0, sizeof(owner[0]) *
		       (crooked[i].end_pfn - crooked[i].start_pfn));
	}
	free_pages_at_first = nr_free_pages();
	assert_int_equal(free_pages_at_first, totalram_pages);
	for (op_nr = 0; op_nr < ops; op_nr++) {
		random_step((unsigned int)sim_random(MODEL_BLOCKS));
		compare();
	}
	for (i = 0; i < MODEL_BLOCKS; i++)
		if (held[i].page)
			give(i);
	assert_int_equal(nr_free_pages(), free_pages_at_first);
	check_blocks(true);
	assert_int_equal(glue_warnings(), 0);
	print_message("%llu operations from SEED=%llu\n", ops, first_seed);
	tally_report(first_seed, ops);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(random_run_beside_a_model, sim_setup),
	};

	return RUN(tests);
}
