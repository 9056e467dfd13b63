// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where is all the RAM? At each stage of the boot every byte that the map
 * calls usable must be somebody's, and only one's. stage.c asks for a line in
 * the log, the prompt for a table (include/linux/accounting.h has the sums).
 * Nothing here changes anything.
 */
#include <linux/accounting.h>
#include <linux/bootmem.h>
#include <linux/bug.h>
#include <linux/console.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/stage.h>

typedef unsigned long long ull;

/* Bytes that were not free when a stage was reached; 0: RAM not known yet. */
static u64 held_at[NR_STAGES];

/* ---- memblock --------------------------------------------------------- */

/* Would for_each_free_mem_range() leave this region out? */
static bool is_set_aside(const struct memblock_region *r)
{
	if (r->flags & (MEMBLOCK_NOMAP | MEMBLOCK_DRIVER_MANAGED))
		return true;
	return (r->flags & MEMBLOCK_HOTPLUG) && movable_node_is_enabled();
}

/*
 * Both lists are sorted, so one walk over both is enough. What of a region is
 * not reserved is free, or set aside.
 */
static void count_regions(struct memory_account *a)
{
	const struct memblock_region *res = memblock.reserved.regions;
	const struct memblock_region *last = res + memblock.reserved.cnt;
	struct memblock_region *r;

	for_each_mem_region(r) {
		phys_addr_t end = r->base + r->size;
		u64 reserved = 0;

		while (res < last && res->base + res->size <= r->base)
			res++;
		for (; res < last && res->base < end; res++) {
			reserved += min(res->base + res->size, end) -
				    max(res->base, r->base);
			if (res->base + res->size > end)
				break;	/* reaches the next one, too */
		}
		a->usable += r->size;
		a->reserved += reserved;
		if (is_set_aside(r))
			a->set_aside += r->size - reserved;
	}
}

/* As an allocation would find it. */
static void count_free_ranges(struct memory_account *a)
{
	phys_addr_t start, end;
	u64 i;

	for_each_free_mem_range(i, NUMA_NO_NODE, &start, &end, NULL)
		a->free += end - start;
}

/* ---- pages ------------------------------------------------------------ */

/*
 * From the free lists themselves. False if the zones' counters disagree, or
 * more is free and in slabs than was ever handed over.
 */
static bool count_zones(struct memory_account *a)
{
	u64 free = 0, managed = 0, counted = 0;
	pg_data_t *pgdat;

	for_each_online_pgdat(pgdat) {
		for (int z = 0; z < MAX_NR_ZONES; z++) {
			const struct zone *zone = &pgdat->node_zones[z];

			managed += zone->managed_pages;
			counted += zone->free_pages;
			for (int order = 0; order < MAX_ORDER; order++)
				free += zone->free_area[order].nr_free << order;
		}
	}
	a->free = free * PAGE_SIZE;
	a->allocated = managed * PAGE_SIZE - a->free - a->slab;
	return counted == free && managed * PAGE_SIZE >= a->free + a->slab;
}

/* Block by block over all memory; what heads say replaces the counters. */
static void count_blocks(struct memory_account *a)
{
	u64 pages[PAGE_ABSENT + 1] = { 0 };

	for (unsigned int i = 0; i < nr_page_ranges; i++) {
		u64 pfn = page_ranges[i].start_pfn;

		while (pfn < page_ranges[i].end_pfn) {
			const struct page *head = page_block_head(pfn);

			pages[head->kind] += 1ULL << head->order;
			pfn += 1ULL << head->order;
		}
	}
	a->free = pages[PAGE_FREE] * PAGE_SIZE;
	a->slab = pages[PAGE_SLAB] * PAGE_SIZE;
	a->allocated = pages[PAGE_ALLOCATED] * PAGE_SIZE;
}

/* ---- the sum ---------------------------------------------------------- */

static u64 held(const struct memory_account *a)
{
	return a->reserved + a->set_aside - a->freed_late + a->allocated;
}

bool memory_account_read(struct memory_account *a, bool walk)
{
	bool good = true;

	*a = (struct memory_account){
		.handed_over = boot_stage >= STAGE_BUDDY,
	};
	count_regions(a);
	if (!a->handed_over) {
		count_free_ranges(a);
		return a->usable == a->reserved + a->set_aside + a->free;
	}
	a->freed_late = bootmem_late_pages * PAGE_SIZE;
	a->lost = bootmem_lost_bytes;
	a->slab = slab_is_available() ? slab_nr_pages() * PAGE_SIZE : 0;
	if (walk)
		count_blocks(a);
	else
		good = count_zones(a);
	return good && a->usable == held(a) + a->free + a->slab + a->lost;
}

void account_memory(void)
{
	struct memory_account a;
	bool good = memory_account_read(&a, false);

	if (!a.usable)
		return;
	if (!held_at[boot_stage])
		held_at[boot_stage] = a.usable - a.free;
	if (!a.handed_over && !a.set_aside)
		pr_info("memory: %llu usable = %llu reserved + %llu free\n",
			(ull)a.usable, (ull)a.reserved, (ull)a.free);
	else if (!a.handed_over)
		pr_info("memory: %llu usable = %llu reserved + %llu free "
			"+ %llu set aside\n",
			(ull)a.usable, (ull)a.reserved, (ull)a.free,
			(ull)a.set_aside);
	else
		pr_info("memory: %llu usable = %llu held + %llu free "
			"+ %llu slab + %llu lost\n",
			(ull)a.usable, (ull)held(&a), (ull)a.free,
			(ull)a.slab, (ull)a.lost);
	WARN(!good, "memory: the sum does not hold: some RAM is nobody's, "
	     "or has two owners");
}

static void show_line(const char *name, u64 bytes, const char *note)
{
	cprintf("  %-22s %15llu  %11llu KiB  %s\n", name, (ull)bytes,
		(ull)bytes >> 10, note);
}

/* Bytes in a MiB are KiB in a GiB. */
static void show_not_free(const char *when, u64 bytes, u64 usable)
{
	cprintf("  %-10s%11llu KiB, %llu KiB for each GiB of RAM\n", when,
		(ull)bytes >> 10, (ull)(bytes / (usable >> 20)));
}

/* What the kernel has taken, from stage to stage. */
static void show_held(const struct memory_account *a)
{
	if (a->usable >> 20 == 0)
		return;
	cprintf("not free after each stage:\n");
	for (int stage = 0; stage < NR_STAGES; stage++)
		if (held_at[stage])
			show_not_free(stage_names[stage], held_at[stage],
				      a->usable);
	show_not_free("now", a->usable - a->free, a->usable);
}

void show_meminfo(void)
{
	struct memory_account a;
	bool good = memory_account_read(&a, true);

	show_line("usable", a.usable, "RAM in whole pages, from the map");
	show_line("  held", held(&a), "the sum of the next four");
	show_line("    reserved early", a.reserved, "image, early allocations");
	show_line("    set aside", a.set_aside, "NOMAP: RAM that is not ours");
	show_line("    - freed since", a.freed_late, ".init and the like");
	show_line("    page allocations", a.allocated, "large kmalloc, tables");
	show_line("  free", a.free, "in the lists of the buddies");
	show_line("  slab", a.slab, "pages of all caches");
	show_line("  lost", a.lost, "pieces of pages partly reserved");
	cprintf("usable = held + free + slab + lost: %s\n",
		good ? "it adds up to the byte" : "IT DOES NOT ADD UP");
	show_held(&a);
}
