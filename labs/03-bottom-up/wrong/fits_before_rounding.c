// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: decides that it fits, then rounds up
 * loses: R3 R5
 * says: inside reserved|outside of memory|no memory
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

		if (this_start < this_end && this_end - this_start >= size)
			return round_up(this_start, align);
	}
	return 0;
}
