// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: begins at the first whole page above the image
 * loses: R9
 * says: lowest place above the kernel image
 */
phys_addr_t memblock_find_in_range_node(phys_addr_t size, phys_addr_t align,
					phys_addr_t start, phys_addr_t end,
					int nid)
{
	phys_addr_t kernel_end = round_up(__pa_symbol(_end),
					  (phys_addr_t)PAGE_SIZE), found;

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
