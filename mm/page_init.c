// SPDX-License-Identifier: GPL-2.0-only
/*
 * Nodes, zones and the arrays of page structures, laid out over memblock's
 * memory list. The boot calls free_area_init_nodes() once, before the
 * hand-over. What it costs grows with the number of memory regions, never
 * with their size: the arrays stay as raw as memblock hands them out.
 */
#include <linux/bootmem.h>
#include <linux/init.h>
#include <linux/kmemleak.h>
#include <linux/topology.h>
#include "page_block.h"

/* What to do when there is none: the end of each message. */
#define MORE_MEMORY \
	"give the machine more memory, or see memblock=debug for who took it"

pg_data_t *node_data[MAX_NUMNODES];

/* Where each zone ends: 16 MiB for ISA DMA, 4 GiB for 32-bit devices. */
static const struct {
	const char *name;
	u64 end_pfn;
} zone_limits[MAX_NR_ZONES] = {
	[ZONE_DMA] = { "DMA", PFN_DOWN(16ULL << 20) },
	[ZONE_DMA32] = { "DMA32", PFN_DOWN(4ULL << 30) },
	[ZONE_NORMAL] = { "Normal", ~0ULL },
};

static enum zone_type __init pfn_zone(u64 pfn)
{
	int z = ZONE_DMA;

	while (pfn >= zone_limits[z].end_pfn)
		z++;
	return (enum zone_type)z;
}

/* Memory without a hole on one node: it gets one array. Whole pages. */
struct span {
	u64 start_pfn, end_pfn;
	int nid;
};

/* Before SRAT is read, and without one, all memory is node 0's. */
static int __init region_nid(const struct memblock_region *region)
{
	int nid = memblock_get_region_node(region);

	return nid >= 0 && nid < MAX_NUMNODES ? nid : 0;
}

static bool __init continues(const struct memblock_region *region,
			     const struct memblock_region *next)
{
	return next->base == region->base + region->size &&
	       region_nid(next) == region_nid(region);
}

/*
 * The next span at or after region number *i, which moves past it. Regions
 * that touch and differ only in their flags are one span: also where they
 * meet within a page, since they may merge when HOTPLUG is cleared.
 */
static bool __init next_span(unsigned long *i, struct span *span)
{
	const struct memblock_type *memory = &memblock.memory;

	while (*i < memory->cnt) {
		const struct memblock_region *r = &memory->regions[(*i)++];

		span->start_pfn = memblock_region_memory_base_pfn(r);
		span->nid = region_nid(r);
		while (*i < memory->cnt && continues(r, r + 1)) {
			r++;
			(*i)++;
		}
		span->end_pfn = memblock_region_memory_end_pfn(r);
		if (span->start_pfn < span->end_pfn)
			return true;
	}
	return false;
}

/* Zone borders that lie inside a span, plus one: its ranges. */
static unsigned int __init span_ranges(const struct span *span)
{
	return (unsigned int)pfn_zone(span->end_pfn - 1) -
	       (unsigned int)pfn_zone(span->start_pfn) + 1;
}

static void __init init_zone(struct zone *zone, int nid, int z)
{
	unsigned int order;

	zone->nid = nid;
	zone->name = zone_limits[z].name;
	for (order = 0; order < MAX_ORDER; order++)
		INIT_LIST_HEAD(&zone->free_area[order].free_list);
}

static void __init log_node_data(int nid)
{
	phys_addr_t base = __pa(NODE_DATA(nid));
	u64 pfn;			/* where the region ends: not asked */
	int where = memblock_search_pfn_nid(PFN_DOWN(base), &pfn, &pfn);

	pr_info("NODE_DATA(%d) allocated [mem 0x%08llx-0x%08llx]", nid, base,
		base + sizeof(pg_data_t) - 1);
	if (where >= 0 && where < MAX_NUMNODES && where != nid)
		pr_cont(" on node %d", where);
	pr_cont("\n");
}

/* On its own node if there is room, elsewhere if not. */
static void __init init_node(int nid)
{
	static pg_data_t where __initdata;
	pg_data_t *pgdat;
	int z;

	if (NODE_DATA(nid))
		return;
	where.node_id = nid;
	pgdat = __alloc_bootmem_node(&where, sizeof(*pgdat), SMP_CACHE_BYTES,
				     BOOTMEM_LOW_LIMIT);
	pgdat->node_id = nid;
	for (z = 0; z < MAX_NR_ZONES; z++)
		init_zone(&pgdat->node_zones[z], nid, z);
	node_data[nid] = pgdat;
	log_node_data(nid);
}

static void __init account_span(const struct span *span)
{
	pg_data_t *pgdat = NODE_DATA(span->nid);

	if (!pgdat->node_present_pages)
		pgdat->node_start_pfn = span->start_pfn;
	pgdat->node_present_pages += span->end_pfn - span->start_pfn;
	pgdat->node_spanned_pages = span->end_pfn - pgdat->node_start_pfn;
}

/*
 * A debug build fills raw structures with poison, so that reading one that
 * was never written is caught. Bounded, or a terabyte would take seconds.
 */
static void __init poison_pages(struct page *pages, u64 bytes)
{
#ifdef CONFIG_DEBUG_VM
	static u64 left = PAGE_STRUCT_POISON_MAX;
	u64 now = min(bytes, left);

	memset(pages, PAGE_STRUCT_POISON, (size_t)now);
	left -= now;
#else
	(void)pages;
	(void)bytes;
#endif
}

static struct page *__init alloc_span_pages(const struct span *span)
{
	u64 nr = span->end_pfn - span->start_pfn;
	u64 bytes = nr * sizeof(struct page);
	struct page *pages;

	pages = memblock_alloc_try_nid_raw(bytes, SMP_CACHE_BYTES,
					   MEMBLOCK_LOW_LIMIT,
					   MEMBLOCK_ALLOC_ACCESSIBLE,
					   span->nid);
	if (!pages)
		panic("free_area_init_nodes: page structures for %llu KiB of "
		      "RAM need %llu bytes in one piece: " MORE_MEMORY,
		      nr << (PAGE_SHIFT - 10), bytes);
	kmemleak_no_scan(pages);	/* it may be gigabytes */
	poison_pages(pages, bytes);
	return pages;
}

/* Append the ranges of a span: its one array, cut at zone borders. */
static void __init add_ranges(const struct span *span)
{
	struct page *pages = alloc_span_pages(span);
	u64 pfn = span->start_pfn;

	while (pfn < span->end_pfn) {
		enum zone_type z = pfn_zone(pfn);
		struct page_range *range = &page_ranges[nr_page_ranges++];

		range->start_pfn = pfn;
		range->end_pfn = min(span->end_pfn, zone_limits[z].end_pfn);
		range->pages = pages + (pfn - span->start_pfn);
		range->zone = &NODE_DATA(span->nid)->node_zones[z];
		range->zone->present_pages += range->end_pfn - pfn;
		pfn = range->end_pfn;
	}
}

static void __init alloc_range_table(u64 nr)
{
	u64 bytes = nr * sizeof(struct page_range);

	if (nr > (u16)~0)
		panic("%llu ranges of pages: there is room for %u", nr,
		      (u16)~0);
	page_ranges = __alloc_bootmem_nopanic(bytes, SMP_CACHE_BYTES,
					      BOOTMEM_LOW_LIMIT);
	if (!page_ranges)
		panic("free_area_init_nodes: the table of %llu page ranges "
		      "needs %llu bytes: " MORE_MEMORY, nr, bytes);
}

void __init free_area_init_nodes(void)
{
	struct span span;
	unsigned long i;
	u64 nr = 0;

	init_node(0);
	for (i = 0; next_span(&i, &span); nr += span_ranges(&span)) {
		init_node(span.nid);
		account_span(&span);
	}
	if (!nr)
		panic("no memory: memblock knows of not one whole page");
	alloc_range_table(nr);
	for (i = 0; next_span(&i, &span); )
		add_ranges(&span);
	build_all_zonelists();
}
