// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: raises start to the second page only if it is 0
 * loses: R8
 * says: page 0
 */
phys_addr_t memblock_find_in_range_node(phys_addr_t size, phys_addr_t align,
					phys_addr_t start, phys_addr_t end,
					int nid)
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
	if (!start)
		start = PAGE_SIZE;
	if (end < start)
		return 0;
	if (memblock_bottom_up() && end > kernel_end) {
		found = __memblock_find_range_bottom_up(max(start, kernel_end),
							end, size, align, nid);
		if (found)
			return found;
		WARN_ONCE(1, "memblock: nothing free bottom-up, trying "
			     "top-down: memory hot-unplug may suffer");
	}
	return __memblock_find_range_top_down(start, end, size, align, nid);
}
