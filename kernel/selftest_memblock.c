// SPDX-License-Identifier: GPL-2.0-only
/*
 * Self-tests of what the early boot left behind: the map, the two lists,
 * the early allocations, the direct map. They change nothing.
 */
#include <linux/bootmem.h>
#include <linux/kmemleak.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/panic.h>
#include <linux/selftest.h>
#include <linux/slab.h>

SELFTEST(memblock_lists_are_valid)
{
	EXPECT(memblock_validate());
	EXPECT(memblock.memory.cnt > 0);
	EXPECT(memblock.reserved.cnt > 0);
}

SELFTEST(memblock_has_no_first_page_and_no_isa_hole)
{
	EXPECT(!memblock_overlaps_region(&memblock.memory, 0, PAGE_SIZE));
	EXPECT(!memblock_overlaps_region(&memblock.memory, 0xa0000, 0x60000));
}

SELFTEST(memblock_names_are_reserved)
{
	unsigned int nr;
	const struct memblock_name *n = memblock_names(&nr);

	EXPECT(nr >= 3);	/* first page, kernel image, boot information */
	for (; nr; nr--, n++)
		for (phys_addr_t a = n->base; a < n->base + n->size;
		     a += PAGE_SIZE)
			if (!EXPECT(memblock_is_reserved(a)))
				return;
}

/* Those on record: more pieces of RAM than it has room for are no fault. */
SELFTEST(early_blocks_are_reserved_ram_and_disjoint)
{
	unsigned int nr, dropped;
	const struct early_block *b = kmemleak_early_log(&nr, &dropped);

	EXPECT(nr > 0);
	for (unsigned int i = 0; i < nr; i++) {
		phys_addr_t base = __pa(b[i].ptr);

		if (b[i].freed)
			continue;
		EXPECT(memblock_is_region_memory(base, b[i].size));
		EXPECT(memblock_is_region_reserved(base, b[i].size));
		EXPECT(!memblock_named_overlap(base, b[i].size));
		for (unsigned int k = 0; k < i; k++)
			EXPECT(b[k].freed ||
			       !memblock_addrs_overlap(base, b[i].size,
						       __pa(b[k].ptr),
						       b[k].size));
	}
}

/* A value seen through the direct map, at both ends of each region. */
SELFTEST(direct_map_reaches_every_region)
{
	struct memblock_region *r;
	u64 seen = 0;

	for_each_mem_region(r) {
		seen += READ_ONCE(*(u64 *)__va(r->base));
		seen += READ_ONCE(*(u64 *)__va(r->base + r->size - 8));
	}
	EXPECT(memblock_end_of_DRAM() <= memblock_get_current_limit());
	(void)seen;
}

SELFTEST(bootmem_after_slab_is_served_and_warns_no_more)
{
	unsigned int before = warn_count;
	u8 *block = ___alloc_bootmem_nopanic(200, 0, 0, 0);

	EXPECT(warn_count == before);
	EXPECT(before >= 1);
	if (!EXPECT(block != NULL))
		return;
	EXPECT(slab_find(block, NULL) != NULL);
	for (int i = 0; i < 200; i++)
		EXPECT(block[i] == 0);
	kfree(block);
}
