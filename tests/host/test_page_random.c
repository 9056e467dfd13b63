// SPDX-License-Identifier: GPL-2.0-only
/*
 * A long random run of the page allocator beside a model that knows only
 * which page belongs to whom; all structures are checked after each step.
 *
 * sources: mm/page_block.c mm/page_alloc.c
 * sources: mm/page_poison.c
 * sources: mm/page_nodes.c tests/host/page_check.c
 * sources: tests/host/sim_phys.c tests/host/glue.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -DCONFIG_DEBUG_VM
 * cflags: -include tests/host/sim_phys.h
 */
#include <linux/gfp.h>
#include "page_check.h"

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

/* Is there an aligned run of pages that nobody owns, within one range? */
static bool model_has_room(unsigned int order)
{
	unsigned int i;

	for (i = 0; i < nr_page_ranges; i++) {
		u64 size = 1ULL << order, pfn, n;

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

static void random_step(unsigned int id)
{
	unsigned int order = (unsigned int)sim_random(sim_random(2) ? 3 : 10);
	u64 pfn;

	if (held[id].page) {
		pfn = page_to_pfn(held[id].page);
		__free_pages(held[id].page, held[id].order);
		model_give(pfn, held[id].order);
		held[id].page = NULL;
		return;
	}
	held[id].page = alloc_pages_node((int)sim_random(2),
					 GFP_KERNEL | __GFP_NOWARN, order);
	held[id].order = order;
	if (held[id].page)
		model_take((unsigned short)(id + 1),
			   page_to_pfn(held[id].page), order);
	else
		assert_false(model_has_room(order));
}

static const struct sim_range crooked[] = {
	{ 1, 0x9f, 0, ZONE_DMA }, { 0x100, 0x301, 0, ZONE_DMA32 },
	{ 0x301, 0x500, 1, ZONE_DMA32 }, { 0x5ff, 0x9ff, 1, ZONE_NORMAL },
};

TEST(random_run_beside_a_model)
{
	u64 free_pages_at_first;
	unsigned int i;

	printf("seed %llu\n", sim_seed);
	sim_ranges(crooked, ARRAY_SIZE(crooked));
	memset(owner, 0xff, sizeof(owner));
	for (i = 0; i < ARRAY_SIZE(crooked); i++) {
		sim_free(crooked[i].start_pfn, crooked[i].end_pfn);
		memset(&owner[crooked[i].start_pfn], 0, sizeof(owner[0]) *
		       (crooked[i].end_pfn - crooked[i].start_pfn));
	}
	free_pages_at_first = nr_free_pages();
	assert_int_equal(free_pages_at_first, totalram_pages);
	for (i = 0; i < 6000; i++) {
		random_step((unsigned int)sim_random(MODEL_BLOCKS));
		check_blocks(i % 16 == 0);
	}
	for (i = 0; i < MODEL_BLOCKS; i++)
		if (held[i].page)
			random_step(i);
	assert_int_equal(nr_free_pages(), free_pages_at_first);
	check_blocks(true);
	assert_int_equal(glue_warnings(), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(random_run_beside_a_model, sim_setup),
	};

	return RUN(tests);
}
