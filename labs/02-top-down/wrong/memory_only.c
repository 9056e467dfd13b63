// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: walks memblock.memory and forgets reserved
 * loses: R1 R2 R4 R5 R6 R9
 * says: inside reserved
 */
noinline phys_addr_t __memblock_find_range_top_down(phys_addr_t start,
						    phys_addr_t end,
						    phys_addr_t size,
						    phys_addr_t align,
						    int nid)
{
	phys_addr_t this_start, this_end, cand;
	const struct memblock_region *r;
	long i;

	for (i = (long)memblock.memory.cnt - 1; i >= 0; i--) {
		r = &memblock.memory.regions[i];
		if (nid >= 0 && nid < MAX_NUMNODES && r->nid != nid)
			continue;
		this_start = max(r->base, start);
		this_end = min(r->base + r->size, end);
		if (this_end < size)
			continue;
		cand = round_down(this_end - size, align);
		if (cand >= this_start)
			return cand;
	}
	return 0;
}
