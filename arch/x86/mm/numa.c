// SPDX-License-Identifier: GPL-2.0-only
/*
 * From blocks of memory with a node each to memblock's regions with theirs.
 * What firmware tells is checked against the RAM there is; if it makes no
 * sense, one line says why, and all memory is one node's. initmem_init()
 * calls numa_init() once or twice; a host tool may do so any number of times.
 */
#include <asm/acpi.h>
#include <asm/numa.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/pfn.h>
#include <linux/printk.h>
#include <linux/sort.h>
#include <linux/topology.h>

static __initdata struct numa_meminfo numa_meminfo;

/* The blocks told so far; after numa_init() those with RAM, sorted. */
__init const struct numa_meminfo *numa_blocks(void)
{
	return &numa_meminfo;
}

/* ---- blocks ---------------------------------------------------------- */

/**
 * numa_add_memblk - this memory belongs to that node
 * @nid: node
 * @start: first byte
 * @end: byte after the last
 *
 * A page belongs to the node that has its last byte.
 *
 * Return: 0, or -EINVAL after a message when there is no room for more.
 */
__init int numa_add_memblk(int nid, u64 start, u64 end)
{
	struct numa_meminfo *mi = &numa_meminfo;

	start &= PAGE_MASK;
	end &= PAGE_MASK;
	if (start >= end)
		return 0;
	if (mi->nr_blks == NR_NODE_MEMBLKS) {
		pr_warn("NUMA: more than %u blocks of memory: not used\n",
			NR_NODE_MEMBLKS);
		return -EINVAL;
	}
	mi->blk[mi->nr_blks++] = (struct numa_memblk){ start, end, nid };
	return 0;
}

/* Windows for memory yet to come: no reason to quarrel about them. */
static __init void drop_blocks_without_ram(struct numa_meminfo *mi)
{
	unsigned int kept = 0;

	for (unsigned int i = 0; i < mi->nr_blks; i++) {
		struct numa_memblk b = mi->blk[i];

		if (memblock_overlaps_region(&memblock.memory, b.start,
					     b.end - b.start))
			mi->blk[kept++] = b;
	}
	mi->nr_blks = kept;
}

static __init int cmp_blocks(const void *a, const void *b)
{
	const struct numa_memblk *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	if (x->end != y->end)
		return x->end < y->end ? -1 : 1;
	return x->nid - y->nid;
}

/* @b starts before @last ends: fine within a node, wrong between two. */
static __init bool may_overlap(const struct numa_memblk *last,
			       const struct numa_memblk *b)
{
	if (last->nid == b->nid) {
		pr_warn("NUMA: Warning: node %d [mem 0x%08llx-0x%08llx] "
			"overlaps with itself [mem 0x%08llx-0x%08llx]\n",
			last->nid, last->start, last->end - 1, b->start,
			b->end - 1);
		return true;
	}
	pr_warn("NUMA: node %d [mem 0x%08llx-0x%08llx] overlaps with node %d "
		"[mem 0x%08llx-0x%08llx]: not used\n", last->nid, last->start,
		last->end - 1, b->nid, b->start, b->end - 1);
	return false;
}

/**
 * numa_cleanup_meminfo - sort, check and join the blocks
 * @mi: the blocks
 *
 * Blocks without RAM go. Neighbours of one node become one, with the hole
 * between them: it holds no other node's memory.
 *
 *	before:	|0 0|  |0 0 0|		|1 1|	(sorted; second and third
 *		     |0 0|				overlap)
 *	after:	|0 0 0 0 0 0 |		|1 1|
 *
 * Return: 0, or -EINVAL after a message when two nodes claim the same.
 */
__init int numa_cleanup_meminfo(struct numa_meminfo *mi)
{
	struct numa_memblk *last = mi->blk, *end;

	drop_blocks_without_ram(mi);
	if (!mi->nr_blks) {
		pr_warn("NUMA: no block has RAM in it: not used\n");
		return -EINVAL;
	}
	sort(mi->blk, mi->nr_blks, sizeof(*last), cmp_blocks);
	end = mi->blk + mi->nr_blks;
	for (struct numa_memblk *b = last + 1; b < end; b++) {
		if (b->start < last->end && !may_overlap(last, b))
			return -EINVAL;
		if (b->nid == last->nid)
			last->end = max(last->end, b->end);
		else
			*++last = *b;
	}
	mi->nr_blks = (unsigned int)(last - mi->blk) + 1;
	return 0;
}

/* ---- memblock learns of them ----------------------------------------- */

/* numa_reset() has given all memory the node MAX_NUMNODES. */
static __init bool has_node(const struct memblock_region *r)
{
	return memblock_get_region_node(r) < MAX_NUMNODES;
}

static __init int set_node(u64 start, u64 end, int nid)
{
	if (!memblock_set_node(start, end - start, &memblock.memory, nid))
		return 0;
	pr_warn("NUMA: no room in memblock for node %d [mem 0x%08llx-0x%08llx]"
		": not used\n", nid, start, end - 1);
	return -EINVAL;
}

/* RAM of no node, up to NUMA_MAX_UNCOVERED bytes: to the one below it. */
static __init int adopt(const struct memblock_region *r)
{
	const struct memblock_region *first = memblock.memory.regions;
	const struct memblock_region *near = r;
	u64 start = r->base, end = r->base + r->size;
	int nid;

	if (near > first)
		near--;
	else
		while (!has_node(near))
			near++;
	nid = memblock_get_region_node(near);
	pr_info("NUMA: [mem 0x%08llx-0x%08llx] is in no block: counted to "
		"node %d\n", start, end - 1, nid);
	return set_node(start, end, nid);
}

/* The lowest region without a node, or NULL. The list may change. */
static __init const struct memblock_region *first_without_node(void)
{
	struct memblock_region *r;

	for_each_mem_region(r)
		if (!has_node(r))
			return r;
	return NULL;
}

static __init int numa_cover_memory(void)
{
	const struct memblock_region *r;
	u64 uncovered = 0;
	int ret = 0;

	for_each_mem_region(r)
		if (!has_node(r))
			uncovered += r->size;
	if (uncovered > NUMA_MAX_UNCOVERED) {
		pr_warn("NUMA: %llu KiB of %llu KiB of RAM are in no block: "
			"not used\n", uncovered >> 10,
			memblock_phys_mem_size() >> 10);
		return -EINVAL;
	}
	while (!ret && (r = first_without_node()) != NULL)
		ret = adopt(r);
	return ret;
}

static __init int numa_register_memblks(const struct numa_meminfo *mi)
{
	const struct numa_memblk *b;
	int ret;

	for (b = mi->blk; b < mi->blk + mi->nr_blks; b++) {
		ret = set_node(b->start, b->end, b->nid);
		if (ret)
			return ret;
	}
	return numa_cover_memory();
}

/* ---- the log --------------------------------------------------------- */

/* RAM of a node; its first and last byte. */
static __init u64 node_ram(int nid, u64 *start, u64 *last)
{
	const struct memblock_region *r;
	u64 bytes = 0;

	for_each_mem_region(r) {
		if (memblock_get_region_node(r) != nid)
			continue;
		if (!bytes)
			*start = r->base;
		*last = r->base + r->size - 1;
		bytes += r->size;
	}
	return bytes;
}

static __init void log_distances(const bool *online)
{
	for (int from = 0; from < MAX_NUMNODES; from++) {
		if (!online[from])
			continue;
		pr_info("NUMA: distance from node %2d:", from);
		for (int to = 0; to < MAX_NUMNODES; to++)
			if (online[to])
				pr_cont(" %3d", node_distance(from, to));
		pr_cont("\n");
	}
}

/* Nodes that a CPU or a window for memory yet to come has told of. */
static __init void log_memoryless(const bool *online)
{
	bool any = false;

	for (int nid = 0; nid < acpi_nr_nodes(); nid++) {
		if (online[nid])
			continue;
		if (!any)
			pr_info("NUMA: nodes without RAM:");
		any = true;
		pr_cont(" %d", nid);
	}
	if (any)
		pr_cont("\n");
}

static __init void log_nodes(void)
{
	bool online[MAX_NUMNODES];
	int nr = 0;

	for (int nid = 0; nid < MAX_NUMNODES; nid++) {
		u64 start, last, bytes = node_ram(nid, &start, &last);

		online[nid] = bytes;
		nr += online[nid];
		if (bytes)
			pr_info("Initmem setup node %d [mem 0x%08llx-0x%08llx]"
				", %llu KiB of RAM\n", nid, start, last,
				bytes >> 10);
	}
	log_memoryless(online);
	if (nr > 1)
		log_distances(online);
}

/* ---- the way through ------------------------------------------------- */

/* As if nobody had said anything yet. */
static __init void numa_reset(void)
{
	numa_meminfo.nr_blks = 0;
	acpi_reset_pxm_map();
	numa_reset_distance();
	memblock_clear_hotplug(0, PHYS_ADDR_MAX);
	memblock_set_node(0, PHYS_ADDR_MAX, &memblock.memory, MAX_NUMNODES);
}

/**
 * numa_init - give memory its nodes, as one source tells them
 * @init_func: the source; calls numa_add_memblk()
 *
 * Bottom-up search ends here: it was a guess at what cannot be unplugged, and
 * the source has marked by now what can be.
 *
 * Return: 0; or below 0, what @init_func returned or after a message: then
 * another source must be tried.
 */
__init int numa_init(int (*init_func)(void))
{
	int ret;

	numa_reset();
	ret = init_func();
	if (ret < 0)
		return ret;
	memblock_set_bottom_up(false);
	ret = numa_cleanup_meminfo(&numa_meminfo);
	if (!ret)
		ret = numa_register_memblks(&numa_meminfo);
	if (!ret)
		log_nodes();
	return ret;
}

/**
 * dummy_numa_init - a source for numa_init(): all memory is node 0's
 *
 * Return: 0; this one never fails.
 */
__init int dummy_numa_init(void)
{
	return numa_add_memblk(0, 0, PHYS_ADDR_MAX);
}
