// SPDX-License-Identifier: GPL-2.0-only
/*
 * SRAT says which memory and which CPUs are near each other (a "proximity
 * domain", any 32-bit number), SLIT how far apart such domains are. Both are
 * read here, byte by byte checked, into blocks of numa.c and distances of
 * mm/page_nodes.c. Whoever hands a table in has checked its checksum.
 */
#include <asm/acpi.h>
#include <asm/numa.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <linux/topology.h>

/* ---- proximity domains and nodes ------------------------------------- */

static __initdata u32 node_pxm[MAX_NUMNODES];
static __initdata int nr_pxm;

__init void acpi_reset_pxm_map(void)
{
	nr_pxm = 0;
}

/* Nodes that have a domain: their numbers are 0 to one less. */
__init int acpi_nr_nodes(void)
{
	return nr_pxm;
}

/* The node of a proximity domain; NUMA_NO_NODE if it has none. */
__init int pxm_to_node(u32 pxm)
{
	int node;

	for (node = 0; node < nr_pxm; node++)
		if (node_pxm[node] == pxm)
			return node;
	return NUMA_NO_NODE;
}

/* Of a node that acpi_map_pxm_to_node() has given. */
__init u32 node_to_pxm(int node)
{
	return node_pxm[node];
}

/**
 * acpi_map_pxm_to_node - the node of a proximity domain, old or new
 * @pxm: proximity domain
 *
 * Nodes are numbered in the order in which their domains turn up.
 *
 * Return: the node, NUMA_NO_NODE when all MAX_NUMNODES are taken.
 */
__init int acpi_map_pxm_to_node(u32 pxm)
{
	int node = pxm_to_node(pxm);

	if (node == NUMA_NO_NODE && nr_pxm < MAX_NUMNODES) {
		node = nr_pxm++;
		node_pxm[node] = pxm;
	}
	return node;
}

/* ---- entries of SRAT ------------------------------------------------- */

/* Of one table; handlers learn its revision from it. */
typedef int (*srat_handler)(const void *entry, u8 revision);

/* A CPU says that its domain exists: its node has a number, memory or not. */
static __init int acpi_numa_processor_affinity_init(const void *entry,
						    u8 revision)
{
	struct acpi_srat_cpu_affinity cpu;
	u32 pxm;

	memcpy(&cpu, entry, sizeof(cpu));
	pxm = cpu.proximity_domain_lo;
	if (revision >= 2)
		pxm |= (u32)cpu.proximity_domain_hi[0] << 8 |
		       (u32)cpu.proximity_domain_hi[1] << 16 |
		       (u32)cpu.proximity_domain_hi[2] << 24;
	if (cpu.flags & ACPI_SRAT_CPU_ENABLED)
		acpi_map_pxm_to_node(pxm);
	return 0;
}

/* The same for CPUs with large numbers. */
static __init int acpi_numa_x2apic_affinity_init(const void *entry,
						 u8 revision)
{
	struct acpi_srat_x2apic_cpu_affinity cpu;

	(void)revision;
	memcpy(&cpu, entry, sizeof(cpu));
	if (cpu.flags & ACPI_SRAT_CPU_ENABLED)
		acpi_map_pxm_to_node(cpu.proximity_domain);
	return 0;
}

/* More domains than nodes: no harm as long as no RAM is in these. */
static __init int no_node_left(u32 pxm, u64 start, u64 end)
{
	if (!memblock_overlaps_region(&memblock.memory, start, end - start))
		return 0;
	pr_warn("SRAT: PXM %u [mem 0x%08llx-0x%08llx] is one more than %u "
		"nodes: not used\n", pxm, start, end - 1, MAX_NUMNODES);
	return -EINVAL;
}

static __init int acpi_numa_memory_affinity_init(const void *entry,
						 u8 revision)
{
	struct acpi_srat_mem_affinity ma;
	bool hotplug;
	u64 start, end;
	u32 pxm;
	int node, ret;

	memcpy(&ma, entry, sizeof(ma));
	if (!(ma.flags & ACPI_SRAT_MEM_ENABLED) || !ma.length)
		return 0;
	start = ma.base_address;
	end = start + ma.length;
	pxm = revision >= 2 ? ma.proximity_domain : ma.proximity_domain & 0xff;
	if (end < start) {
		pr_warn("SRAT: PXM %u: 0x%llx bytes from 0x%llx on wrap "
			"around: not used\n", pxm, ma.length, start);
		return -EINVAL;
	}
	node = acpi_map_pxm_to_node(pxm);
	if (node == NUMA_NO_NODE)
		return no_node_left(pxm, start, end);
	hotplug = ma.flags & ACPI_SRAT_MEM_HOT_PLUGGABLE;
	pr_info("SRAT: Node %d PXM %u [mem 0x%08llx-0x%08llx]%s%s\n", node,
		pxm, start, end - 1, hotplug ? " hotplug" : "",
		ma.flags & ACPI_SRAT_MEM_NON_VOLATILE ? " non-volatile" : "");
	ret = numa_add_memblk(node, start, end);
	if (!ret && hotplug)
		ret = numa_mark_hotplug(start, end);
	return ret;
}

/* ---- the table ------------------------------------------------------- */

struct srat_kind {
	u8 type, size;
	srat_handler handler;
};

/* One kind of entries at a time: CPUs first, they number the nodes. */
static const struct srat_kind srat_kinds[] __initconst = {
	{ ACPI_SRAT_TYPE_X2APIC_CPU_AFFINITY,
	  sizeof(struct acpi_srat_x2apic_cpu_affinity),
	  acpi_numa_x2apic_affinity_init },
	{ ACPI_SRAT_TYPE_CPU_AFFINITY, sizeof(struct acpi_srat_cpu_affinity),
	  acpi_numa_processor_affinity_init },
	{ ACPI_SRAT_TYPE_MEMORY_AFFINITY,
	  sizeof(struct acpi_srat_mem_affinity),
	  acpi_numa_memory_affinity_init },
};

/* The length of the entry at @at, 0 after a message if it cannot be. */
static __init u32 entry_length(const u8 *table, u32 at, u32 size)
{
	struct acpi_subtable_header entry = { 0, 0 };

	if (size - at >= sizeof(entry))
		memcpy(&entry, table + at, sizeof(entry));
	if (entry.length >= sizeof(entry) && entry.length <= size - at)
		return entry.length;
	pr_warn("SRAT: the entry at offset %u has a wrong length, %u of %u "
		"bytes: not used\n", at, entry.length, size - at);
	return 0;
}

static __init int parse_entries(const struct acpi_table_header *table,
				const struct srat_kind *kind)
{
	const u8 *bytes = (const u8 *)table;
	u32 at = sizeof(struct acpi_table_srat), length;
	int ret;

	for (; at < table->length; at += length) {
		length = entry_length(bytes, at, table->length);
		if (!length)
			return -EINVAL;
		if (bytes[at] != kind->type)
			continue;
		if (length < kind->size) {
			pr_warn("SRAT: the entry at offset %u has %u bytes, "
				"its type %u needs %u: not used\n", at,
				length, kind->type, kind->size);
			return -EINVAL;
		}
		ret = kind->handler(bytes + at, table->revision);
		if (ret)
			return ret;
	}
	return 0;
}

/**
 * acpi_parse_srat - the blocks of memory that an SRAT tells of
 * @table: an SRAT, its length readable
 *
 * See ACPI 6.5, section 5.2.16. Goes to numa_add_memblk(); hot-pluggable RAM
 * is marked in memblock at once.
 *
 * Return: 0; -EINVAL after one message that says what is wrong; -ENOMEM when
 * memblock has no room for the marks.
 */
__init int acpi_parse_srat(const struct acpi_table_header *table)
{
	unsigned int i;
	int ret;

	if (table->length < sizeof(struct acpi_table_srat)) {
		pr_warn("SRAT: it has %u bytes, less than its fixed part: "
			"not used\n", table->length);
		return -EINVAL;
	}
	for (i = 0; i < ARRAY_SIZE(srat_kinds); i++) {
		ret = parse_entries(table, &srat_kinds[i]);
		if (ret)
			return ret;
	}
	if (numa_blocks()->nr_blks)
		return 0;
	pr_warn("SRAT: no memory in it: not used\n");
	return -EINVAL;
}

/* ---- SLIT ------------------------------------------------------------ */

/* 10 on the diagonal, more everywhere else; 255 is "not reachable". */
static __init bool slit_valid(const u8 *entry, u64 nr)
{
	for (u64 i = 0; i < nr; i++)
		for (u64 j = 0; j < nr; j++) {
			u8 distance = entry[i * nr + j];

			if (i == j ? distance == LOCAL_DISTANCE :
				     distance > LOCAL_DISTANCE)
				continue;
			pr_warn("SLIT: %u from domain %llu to %llu: not "
				"used\n", distance, i, j);
			return false;
		}
	return true;
}

/**
 * acpi_parse_slit - the distances between nodes
 * @table: a SLIT, its length readable; the nodes have their numbers
 *
 * See ACPI 6.5, section 5.2.17. Rows are proximity domains; those that have
 * no node are left out.
 *
 * Return: 0, or -EINVAL after a message: nothing of it is used then.
 */
__init int acpi_parse_slit(const struct acpi_table_header *table)
{
	u64 room = table->length, nr = 0;
	const u8 *entry = (const u8 *)table + sizeof(struct acpi_table_slit);

	if (room >= sizeof(struct acpi_table_slit)) {
		memcpy(&nr, entry - sizeof(nr), sizeof(nr));
		room -= sizeof(struct acpi_table_slit);
	}
	if (!nr || nr > room || nr * nr > room) {
		pr_warn("SLIT: %u bytes, which is wrong for %llu domains: not "
			"used\n", table->length, nr);
		return -EINVAL;
	}
	if (!slit_valid(entry, nr))
		return -EINVAL;
	for (int from = 0; from < nr_pxm; from++)
		for (int to = 0; to < nr_pxm; to++)
			if (node_pxm[from] < nr && node_pxm[to] < nr)
				numa_set_distance(from, to,
						  entry[node_pxm[from] * nr +
							node_pxm[to]]);
	return 0;
}
