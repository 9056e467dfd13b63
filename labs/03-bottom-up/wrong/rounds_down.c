// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: rounds down where it must round up
 * loses: R3 R5
 * says: no memory|below start|inside reserved|outside of memory
 */
noinline phys_addr_t __memblock_find_range_bottom_up(phys_addr_t start,
						     phys_addr_t end,
						     phys_addr_t size,
						     phys_addr_t align,
						     int nid)
{
	phys_addr_t this_start, this_end, cand;
	u64 i;

	for_each_free_mem_range(i, nid, &this_start, &this_end, NULL) {
		this_start = max(this_start, start);
		this_end = min(this_end, end);

		cand = round_down(this_start, align);
		if (cand < this_end && this_end - cand >= size)
			return cand;
	}
	return 0;
}
