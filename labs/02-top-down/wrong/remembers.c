// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: begins where the last search ended
 * loses: R6
 * says: call 2 of this test
 */
noinline phys_addr_t __memblock_find_range_top_down(phys_addr_t start,
						    phys_addr_t end,
						    phys_addr_t size,
						    phys_addr_t align,
						    int nid)
{
	static phys_addr_t last = ~0ULL;
	phys_addr_t this_start, this_end, cand;
	u64 i;

	for_each_free_mem_range_reverse(i, nid, &this_start, &this_end, NULL) {
		this_start = max(this_start, start);
		this_end = min(this_end, min(end, last));
		if (this_end < size)
			continue;
		cand = round_down(this_end - size, align);
		if (cand >= this_start)
			return cand;
		last = this_start;
	}
	return 0;
}
