// SPDX-License-Identifier: GPL-2.0-only
/*
 * Questions about the two lists. Answers by address are found by binary
 * search. Nothing here changes a list. Ranges are cut at the end of the
 * address space; of an empty range every answer is false.
 */
#include "memblock_internal.h"

/**
 * memblock_phys_mem_size - how much RAM there is
 *
 * Return: bytes in the list of memory.
 */
phys_addr_t memblock_phys_mem_size(void)
{
	return memblock.memory.total_size;
}

/**
 * memblock_reserved_size - how much is reserved
 *
 * It need not lie in RAM.
 *
 * Return: bytes in the list of reserved ranges.
 */
phys_addr_t memblock_reserved_size(void)
{
	return memblock.reserved.total_size;
}

/**
 * memblock_mem_size - how much RAM there is below a page
 * @limit_pfn: page frame number, exclusive
 *
 * Return: bytes in whole pages below it.
 */
phys_addr_t memblock_mem_size(u64 limit_pfn)
{
	u64 start, end, pages = 0;
	int i;

	for_each_mem_pfn_range(i, NUMA_NO_NODE, &start, &end, NULL) {
		end = min(end, limit_pfn);
		if (start < end)
			pages += end - start;
	}
	return (phys_addr_t)pages << PAGE_SHIFT;
}

/**
 * memblock_estimated_nr_free_pages - what the hand-over would give, roughly
 *
 * Linux subtracts one total from the other, which is wrong when reserved
 * ranges lie outside of RAM; here the free ranges are summed up.
 *
 * Return: free bytes divided by the page size.
 */
u64 memblock_estimated_nr_free_pages(void)
{
	phys_addr_t start, end, sum = 0;
	u64 i;

	for_each_free_mem_range(i, NUMA_NO_NODE, &start, &end, NULL)
		sum += end - start;
	return sum >> PAGE_SHIFT;
}

/**
 * memblock_start_of_DRAM - where RAM begins
 *
 * Return: its lowest address; 0 if there is none.
 */
phys_addr_t memblock_start_of_DRAM(void)
{
	return memblock.memory.cnt ? memblock.memory.regions[0].base : 0;
}

/**
 * memblock_end_of_DRAM - where RAM ends
 *
 * Return: its exclusive end; 0 if there is none.
 */
phys_addr_t memblock_end_of_DRAM(void)
{
	const struct memblock_type *type = &memblock.memory;

	if (!type->cnt)
		return 0;
	return memblock_region_end(&type->regions[type->cnt - 1]);
}

/**
 * memblock_search - the region that holds an address
 * @type: the list
 * @addr: the address
 *
 * Return: its index, -1 if no region does.
 */
int memblock_search(struct memblock_type *type, phys_addr_t addr)
{
	unsigned long i = memblock_first_above(type, addr);

	return i < type->cnt && type->regions[i].base <= addr ? (int)i : -1;
}

/**
 * memblock_covers - is a range in a list as a whole?
 * @type: the list
 * @base: start of the range, in bytes
 * @size: bytes
 *
 * Several regions in a row may cover it: node and flags do not matter.
 *
 * Return: true if each byte is.
 */
bool memblock_covers(struct memblock_type *type, phys_addr_t base,
		     phys_addr_t size)
{
	phys_addr_t pos = base, end = base + memblock_cap_size(base, &size);
	unsigned long i = memblock_first_above(type, base);

	while (pos < end) {
		if (i == type->cnt || type->regions[i].base > pos)
			return false;
		pos = memblock_region_end(&type->regions[i++]);
	}
	return size != 0;
}

/**
 * memblock_is_memory - is there RAM?
 * @addr: physical address
 *
 * Return: true if @addr lies in the list of memory.
 */
bool memblock_is_memory(phys_addr_t addr)
{
	return memblock_search(&memblock.memory, addr) >= 0;
}

/**
 * memblock_is_map_memory - is there RAM that may be mapped?
 * @addr: physical address
 *
 * Return: true if @addr is memory without MEMBLOCK_NOMAP.
 */
bool memblock_is_map_memory(phys_addr_t addr)
{
	int i = memblock_search(&memblock.memory, addr);

	return i >= 0 && !(memblock.memory.regions[i].flags & MEMBLOCK_NOMAP);
}

/**
 * memblock_is_reserved - is it taken?
 * @addr: physical address
 *
 * Return: true if @addr lies in the list of reserved ranges.
 */
bool memblock_is_reserved(phys_addr_t addr)
{
	return memblock_search(&memblock.reserved, addr) >= 0;
}

/**
 * memblock_is_region_memory - is a range RAM as a whole?
 * @base: start, in bytes
 * @size: bytes
 *
 * Return: true if each byte is. Linux says no when the range reaches over
 * two regions that touch but differ in node or flags.
 */
bool memblock_is_region_memory(phys_addr_t base, phys_addr_t size)
{
	return memblock_covers(&memblock.memory, base, size);
}

/**
 * memblock_is_region_reserved - is something of a range reserved?
 * @base: start, in bytes
 * @size: bytes
 *
 * Return: true if one byte is.
 */
bool memblock_is_region_reserved(phys_addr_t base, phys_addr_t size)
{
	return memblock_overlaps_region(&memblock.reserved, base, size);
}

/**
 * memblock_overlaps_region - is something of a range in a list?
 * @type: the list
 * @base: start, in bytes
 * @size: bytes
 *
 * Return: true if one byte is. To touch a region is not enough.
 */
bool memblock_overlaps_region(struct memblock_type *type, phys_addr_t base,
			      phys_addr_t size)
{
	phys_addr_t end = base + memblock_cap_size(base, &size);
	unsigned long i = memblock_first_above(type, base);

	return size && i < type->cnt && type->regions[i].base < end;
}

/**
 * memblock_search_pfn_nid - node of a page, and how far it reaches
 * @pfn: page frame number
 * @start_pfn: becomes the first page of the region that holds it
 * @end_pfn: becomes the page after its last
 *
 * Return: the node; -1 if the page is no RAM.
 */
int memblock_search_pfn_nid(u64 pfn, u64 *start_pfn, u64 *end_pfn)
{
	const struct memblock_region *r;
	int i = -1;

	if (pfn <= PHYS_ADDR_MAX >> PAGE_SHIFT)
		i = memblock_search(&memblock.memory,
				    (phys_addr_t)pfn << PAGE_SHIFT);
	if (i < 0)
		return -1;
	r = &memblock.memory.regions[i];
	*start_pfn = r->base >> PAGE_SHIFT;
	*end_pfn = memblock_region_end(r) >> PAGE_SHIFT;
	return memblock_get_region_node(r);
}

/**
 * memblock_validate_numa_coverage - is enough of the RAM on a known node?
 * @threshold_bytes: RAM without a node that is tolerable
 *
 * Return: true if so; otherwise false, with a message.
 */
bool memblock_validate_numa_coverage(phys_addr_t threshold_bytes)
{
	u64 start, end, pages = 0;
	phys_addr_t lost;
	int i, nid;

	for_each_mem_pfn_range(i, NUMA_NO_NODE, &start, &end, &nid)
		if (!memblock_nid_valid(nid))
			pages += end - start;

	lost = (phys_addr_t)pages << PAGE_SHIFT;
	if (lost <= threshold_bytes)
		return true;
	pr_err("memblock: no node is known for %lluMB of %lluMB RAM\n",
	       (unsigned long long)lost >> 20,
	       (unsigned long long)memblock_phys_mem_size() >> 20);
	return false;
}
