// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: gives up after the highest range
 * loses: R1 R2 R4 R5 R9
 * says: nothing fits, but
 */
noinline phys_addr_t __memblock_find_range_top_down(phys_addr_t start,
						    phys_addr_t end,
						    phys_addr_t size,
						    phys_addr_t align,
						    int nid)
{
	phys_addr_t this_start, this_end, cand;
	u64 i;

	for_each_free_mem_range_reverse(i, nid, &this_start, &this_end, NULL) {
		this_start = max(this_start, start);
		this_end = min(this_end, end);
		if (this_end < size)
			return 0;
		cand = round_down(this_end - size, align);
		return cand >= this_start ? cand : 0;
	}
	return 0;
}
