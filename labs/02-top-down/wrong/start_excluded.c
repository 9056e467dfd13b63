// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: > start: the first byte of the window is left out
 * loses: R5
 * says: an exact fit is a fit
 */
phys_addr_t __memblock_find_range_top_down(phys_addr_t start, phys_addr_t end,
					   phys_addr_t size, phys_addr_t align,
					   int nid)
{
	phys_addr_t a, b, cand;
	u64 i;

	for_each_free_mem_range_reverse(i, nid, &a, &b, NULL) {
		b = min(b, end);
		if (b < size || a >= b)
			continue;
		cand = round_down(b - size, align);
		if (cand >= a && cand > start)
			return cand;
	}
	return 0;
}
