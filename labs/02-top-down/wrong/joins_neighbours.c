// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: makes one range of two that touch
 * loses: R9
 * says: across two regions
 */
noinline phys_addr_t __memblock_find_range_top_down(phys_addr_t start,
						    phys_addr_t end,
						    phys_addr_t size,
						    phys_addr_t align,
						    int nid)
{
	phys_addr_t this_start, this_end, cand, low = 0, high = 0;
	u64 i;

	for_each_free_mem_range_reverse(i, nid, &this_start, &this_end, NULL) {
		if (this_end == low)
			this_end = high;
		low = this_start;
		high = this_end;
		this_start = max(this_start, start);
		this_end = min(this_end, end);
		if (this_end < size)
			continue;
		cand = round_down(this_end - size, align);
		if (cand >= this_start)
			return cand;
	}
	return 0;
}
