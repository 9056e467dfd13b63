// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages for page tables while there is only memblock. They must come from
 * memory that is mapped already, and they come many at a time: a machine
 * without 1 GiB pages takes hundreds, and each batch is one early allocation
 * in the log, not one a page. init.c says how many it will need; pgtable.c
 * takes them.
 */
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/printk.h>
#include <asm/pgtable.h>

/* The batch: pages that are reserved, but no table yet. */
static phys_addr_t batch_next, batch_end;

static u64 expected;			/* pages that will still be asked for */
static phys_addr_t prefer_start, prefer_end;
static unsigned int nr_tables;
static bool direct_map_done;

/**
 * pgt_expect - announce how many tables come next
 * @nr: pages; too many do no harm, too few cost more batches
 */
void pgt_expect(u64 nr)
{
	expected = nr;
}

/**
 * pgt_prefer - take tables from this range while it has room
 * @start: first byte
 * @end: exclusive; may lie above memblock.current_limit
 *
 * All RAM in it must be mapped.
 */
void pgt_prefer(phys_addr_t start, phys_addr_t end)
{
	prefer_start = start;
	prefer_end = end;
}

static phys_addr_t find_pages(u64 nr)
{
	phys_addr_t size = nr * PAGE_SIZE, found = 0;

	if (prefer_start < prefer_end)
		found = memblock_phys_alloc_range(size, PAGE_SIZE,
						  prefer_start, prefer_end);
	if (!found)
		found = memblock_phys_alloc_range(size, PAGE_SIZE, 0,
						  MEMBLOCK_ALLOC_ACCESSIBLE);
	return found;
}

/* As many pages as are expected; half as many where memory is in pieces. */
static noinline void alloc_low_pages(void)
{
	static bool said;
	u64 nr = max(expected, (u64)1);

	for (; nr; nr /= 2) {
		batch_next = find_pages(nr);
		if (batch_next) {
			batch_end = batch_next + nr * PAGE_SIZE;
			return;
		}
		if (nr > 1 && !said)
			pr_info("init_mem_mapping: no room for %llu page "
				"tables in one piece: taken in parts\n", nr);
		said = true;
	}
	batch_end = 0;
	if (direct_map_done)
		return;
	panic("init_mem_mapping: no memory for page table %u: %llu more of "
	      "4 KiB are needed, and no page of RAM below 0x%llx is free: "
	      "give the machine more memory there, or reserve less of it",
	      nr_tables + 1, max(expected, (u64)1),
	      memblock_get_current_limit());
}

/**
 * alloc_low_page - a zeroed page for a table
 *
 * Until stage "buddy". When there is none it panics while the direct map is
 * being made; later, for a device, the caller can do without.
 *
 * Return: its physical address, 0 if there is none.
 */
phys_addr_t alloc_low_page(void)
{
	phys_addr_t page;

	if (batch_next == batch_end)
		alloc_low_pages();
	if (!batch_next)
		return 0;
	page = batch_next;
	batch_next += PAGE_SIZE;
	expected -= !!expected;
	nr_tables++;
	arch_zero_phys(page, PAGE_SIZE);
	return page;
}

/**
 * pgt_finish - no more tables for now: what is left over is free again
 *
 * Return: the tables made so far.
 */
unsigned int pgt_finish(void)
{
	if (batch_next < batch_end)
		memblock_phys_free(batch_next, batch_end - batch_next);
	direct_map_done = true;
	batch_next = batch_end = 0;
	expected = 0;
	pgt_prefer(0, 0);
	return nr_tables;
}
