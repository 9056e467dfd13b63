// SPDX-License-Identifier: GPL-2.0-only
/* Set-up shared by the tests of the hand-over (test_handover*.c). */
#include "handover.h"

/* mm/mm_init.c has it in the kernel. */
u64 max_low_pfn;

int handover_setup(void **state)
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
#ifdef CONFIG_DEBUG_VM
	page_watch = (struct page_watch){ .next = 0 };
#endif
	return 0;
}

void init_poisoned(void)
{
	unsigned int i;

	free_area_init_nodes();
	for (i = 0; i < nr_page_ranges; i++)
		memset(page_ranges[i].pages, PAGE_STRUCT_POISON,
		       (page_ranges[i].end_pfn - page_ranges[i].start_pfn) *
		       sizeof(struct page));
}

void hand_over(void)
{
	u64 pages = free_all_bootmem();

	assert_int_equal(pages, totalram_pages);
	assert_int_equal(pages, nr_free_pages());
}
