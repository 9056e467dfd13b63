// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: remembers the smallest range before it knows of a place
 * loses: R4
 * says: nothing fits, but|would do
 */
noinline phys_addr_t __memblock_find_range_top_down(phys_addr_t start,
						    phys_addr_t end,
						    phys_addr_t size,
						    phys_addr_t align,
						    int nid)
{
	phys_addr_t this_start, this_end, cand;
	phys_addr_t best = 0, best_room = PHYS_ADDR_MAX;
	u64 i;

	for_each_free_mem_range_reverse(i, nid, &this_start, &this_end, NULL) {
		this_start = max(this_start, start);
		this_end = min(this_end, end);
		if (this_end <= this_start || this_end - this_start < size ||
		    this_end - this_start >= best_room)
			continue;
		best_room = this_end - this_start;
		cand = round_down(this_end - size, align);
		best = cand >= this_start ? cand : 0;
	}
	return best;
}
