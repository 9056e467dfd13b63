// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: takes the highest place of the lowest range
 * loses: R1 R2 R3 R5 R6 R9 R12
 * says: is lower|highest place
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

		if (this_end < size)
			continue;
		cand = round_down(this_end - size, align);
		if (cand >= this_start)
			return cand;
	}
	return 0;
}
