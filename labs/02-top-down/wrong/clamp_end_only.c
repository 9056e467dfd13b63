// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: cuts at end, forgets start
 * loses: R2
 * says: below start
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
		this_end = min(this_end, end);
		if (this_end < size)
			continue;
		cand = round_down(this_end - size, align);
		if (cand >= this_start)
			return cand;
	}
	return 0;
}
