// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is freed after the hand-over because only the boot needed it: parts
 * of the kernel image (the architecture calls free_reserved_area()) and the
 * arrays that memblock's lists have outgrown their first ones for. The pages
 * go the way of free_bootmem_late(), in the largest blocks that fit.
 */
#include <linux/bootmem.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/string.h>

/* Debug build: whoever still reads what is freed reads this. */
#define POISON_FREE_INITMEM	0xcc

/**
 * free_reserved_area - give reserved memory to the page allocator, and say so
 * @start: physical address of its first byte
 * @end: exclusive; a piece of a page at either end stays reserved
 * @name: what it was, for the log
 */
void free_reserved_area(phys_addr_t start, phys_addr_t end, const char *name)
{
	u64 before = bootmem_late_pages;

#ifdef CONFIG_DEBUG_VM
	memset(__va(start), POISON_FREE_INITMEM, (size_t)(end - start));
#endif
	free_bootmem_late(start, end - start);
	pr_info("Freeing %s memory: %lluK [mem 0x%08llx-0x%08llx]\n", name,
		(unsigned long long)((bootmem_late_pages - before) *
				     PAGE_SIZE >> 10),
		(unsigned long long)start, (unsigned long long)(end - 1));
}

static void free_array(struct memblock_type *type, const char *name)
{
	phys_addr_t addr, size = memblock_discard_array(type, &addr);

	if (size)
		free_reserved_area(addr, addr + size, name);
}

/**
 * free_memblock_arrays - give back the arrays that memblock has grown
 *
 * The lists can still be read: they move into arrays of just their length,
 * from kmalloc(). Lists that never grew live in the image, and stay there.
 */
void free_memblock_arrays(void)
{
	free_array(&memblock.memory, "memblock.memory array");
	free_array(&memblock.reserved, "memblock.reserved array");
}
