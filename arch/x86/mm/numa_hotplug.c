// SPDX-License-Identifier: GPL-2.0-only
/*
 * movable_node: what can be unplugged holds nothing of the kernel's. SRAT's
 * reader marks such RAM, memblock's walks then skip it. What was there
 * before SRAT was read cannot move any more: here it is named, once.
 */
#include <asm/numa.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kmemleak.h>
#include <linux/memblock.h>
#include <linux/mmzone.h>
#include <linux/printk.h>

/* So many early owners get a line each. */
#define MAX_LINES	8

/* Beside the page structures: the kernel's own early users. */
#define EARLY_NEED	(256ULL << 10)

/**
 * numa_mark_hotplug - RAM that can be unplugged
 * @start: first byte
 * @end: byte after the last, not below @start
 *
 * A page belongs to the range that has its last byte.
 *
 * Return: 0 or -ENOMEM.
 */
__init int numa_mark_hotplug(u64 start, u64 end)
{
	start &= PAGE_MASK;
	end &= PAGE_MASK;
	return memblock_mark_hotplug(start, end - start);
}

/* The lowest hot-pluggable RAM that a range touches, or NULL. */
static __init const struct memblock_region *hotplug_at(phys_addr_t base,
						       phys_addr_t size)
{
	const struct memblock_region *r;

	for_each_mem_region(r)
		if (memblock_is_hotpluggable(r) &&
		    memblock_addrs_overlap(r->base, r->size, base, size))
			return r;
	return NULL;
}

/* ---- the kernel's own node ------------------------------------------- */

static __init const struct memblock_region *hotplug_of_node(int nid)
{
	const struct memblock_region *r;

	for_each_mem_region(r)
		if (memblock_is_hotpluggable(r) &&
		    memblock_get_region_node(r) == nid)
			return r;
	return NULL;
}

/*
 * Memory below the kernel image stays, whatever SRAT says, and so does its
 * node. Linux looks at the node alone; here memory that can be unplugged
 * stays so beside memory of the same node that cannot.
 */
static __init void numa_clear_kernel_node_hotplug(phys_addr_t start,
						  phys_addr_t end)
{
	const struct memblock_region *r = hotplug_at(start, end - start);
	int nid;

	if (!r)
		return;
	nid = memblock_get_region_node(r);
	pr_warn("movable_node: the kernel image is in hot-pluggable memory "
		"of node %d, which can no longer be unplugged\n", nid);
	do
		r = hotplug_of_node(nid);
	while (r && !memblock_clear_hotplug(r->base, r->size));
}

/* ---- what else is there already -------------------------------------- */

/* One line an owner, up to MAX_LINES; returns how many there are now. */
static __init unsigned int name_owner(unsigned int nr, phys_addr_t base,
				      phys_addr_t size, const char *name,
				      unsigned long caller)
{
	const struct memblock_region *r = hotplug_at(base, size);

	if (!r)
		return nr;
	if (nr < MAX_LINES && name)
		pr_warn("movable_node: [mem 0x%08llx-0x%08llx] of node %d "
			"cannot be unplugged: %s\n", base, base + size - 1,
			memblock_get_region_node(r), name);
	else if (nr < MAX_LINES)
		pr_warn("movable_node: [mem 0x%08llx-0x%08llx] of node %d "
			"cannot be unplugged: allocated by %pS\n", base,
			base + size - 1, memblock_get_region_node(r),
			(void *)caller);
	return nr + 1;
}

static __init unsigned int name_early_blocks(unsigned int lines)
{
#ifdef CONFIG_DEBUG_KMEMLEAK
	unsigned int nr, dropped;
	const struct early_block *b = kmemleak_early_log(&nr, &dropped);

	for (; nr; nr--, b++)
		if (!b->freed)
			lines = name_owner(lines, __pa(b->ptr), b->size, NULL,
					   early_block_caller(b));
#endif
	return lines;
}

/* Reserved bytes in hot-pluggable RAM. */
static __init u64 reserved_hotplug(void)
{
	const struct memblock_region *m, *r;
	u64 bytes = 0;

	for_each_mem_region(m) {
		if (!memblock_is_hotpluggable(m))
			continue;
		for_each_reserved_mem_region(r) {
			u64 start = max(m->base, r->base);
			u64 end = min(m->base + m->size, r->base + r->size);

			bytes += start < end ? end - start : 0;
		}
	}
	return bytes;
}

/* Linux is silent about these. */
static __init void name_early_owners(void)
{
	unsigned int nr_names, lines = 0;
	const struct memblock_name *n = memblock_names(&nr_names);
	u64 bytes = reserved_hotplug();

	if (!bytes)
		return;
	for (; nr_names; nr_names--, n++)
		lines = name_owner(lines, n->base, n->size, n->name, 0);
	lines = name_early_blocks(lines);
	if (lines > MAX_LINES)
		pr_warn("movable_node: and %u more\n", lines - MAX_LINES);
	pr_warn("movable_node: %llu bytes of hot-pluggable memory were in "
		"use before SRAT was read\n", bytes);
}

/* ---- is there enough left? ------------------------------------------- */

static __init u64 free_bytes(void)
{
	phys_addr_t start, end;
	u64 i, bytes = 0;

	for_each_free_mem_range(i, NUMA_NO_NODE, &start, &end, NULL)
		bytes += end - start;
	return bytes;
}

/* A kernel that cannot boot is of less use than a node that cannot go. */
static __init void check_enough_is_left(void)
{
	u64 pages = memblock_phys_mem_size() >> PAGE_SHIFT;
	u64 need = EARLY_NEED + pages * sizeof(struct page);
	u64 left = free_bytes();

	if (left >= need)
		return;
	pr_warn("movable_node: %llu KiB are free outside of hot-pluggable "
		"memory, but %llu KiB are needed: it is used, too\n",
		left >> 10, need >> 10);
	memblock_clear_hotplug(0, PHYS_ADDR_MAX);
}

static __init void log_result(void)
{
	const struct memblock_region *r;
	u64 bytes = 0;

	for_each_mem_region(r)
		if (memblock_is_hotpluggable(r))
			bytes += r->size;
	pr_info("movable_node: top-down from here on; hot-pluggable and kept "
		"free: %llu KiB\n", bytes >> 10);
	for_each_mem_region(r)
		if (memblock_is_hotpluggable(r))
			pr_info("movable_node: node %d [mem 0x%08llx-0x%08llx]"
				"\n", memblock_get_region_node(r), r->base,
				r->base + r->size - 1);
}

/**
 * numa_protect_hotplug - the last word on what is kept free
 * @image_start: physical address of the kernel image
 * @image_end: byte after its last
 *
 * Called once when the nodes are set. Nothing happens without movable_node.
 */
__init void numa_protect_hotplug(phys_addr_t image_start,
				 phys_addr_t image_end)
{
	if (!movable_node_is_enabled())
		return;
	numa_clear_kernel_node_hotplug(image_start, image_end);
	name_early_owners();
	check_enough_is_left();
	log_result();
}
