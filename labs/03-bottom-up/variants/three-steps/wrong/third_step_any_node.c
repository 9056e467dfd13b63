// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: forgets the node in the last step
 * loses: R10
 * says: memory of node
 */
#define LOW_END	((phys_addr_t)0x100000)

noinline phys_addr_t memblock_find_in_range_node(phys_addr_t size,
						 phys_addr_t align,
						 phys_addr_t start,
						 phys_addr_t end, int nid)
{
	phys_addr_t kernel_end = __pa_symbol(_end), found;

	if (!memblock_sane_request(size, &align))
		return 0;
	if (WARN_ONCE(nid == MAX_NUMNODES,
		      "memblock: use NUMA_NO_NODE for any node, not "
		      "MAX_NUMNODES"))
		nid = NUMA_NO_NODE;

	if (end == MEMBLOCK_ALLOC_ACCESSIBLE)
		end = memblock.current_limit;
	start = max(start, (phys_addr_t)PAGE_SIZE);
	end = max(start, end);

	if (!memblock_bottom_up())
		return __memblock_find_range_top_down(start, end, size, align,
						      nid);
	found = __memblock_find_range_bottom_up(max(start, kernel_end), end,
						size, align, nid);
	if (!found)
		found = __memblock_find_range_bottom_up(max(start, LOW_END),
							end, size, align, nid);
	if (found || start >= LOW_END)
		return found;
	WARN_ONCE(1, "memblock: nothing free above 1 MiB, trying "
		     "below: devices may suffer");
	return __memblock_find_range_top_down(start, min(end, LOW_END), size,
					      align, NUMA_NO_NODE);
}
