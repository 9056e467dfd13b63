// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: keeps align in an int: 4 GiB are 0 then
 * loses: R3
 * says: no multiple|nothing fits
 */
phys_addr_t __memblock_find_range_top_down(phys_addr_t start, phys_addr_t end,
					   phys_addr_t size, phys_addr_t align,
					   int nid)
{
	phys_addr_t a, b, cand;
	int al = align;
	u64 i;

	for_each_free_mem_range_reverse(i, nid, &a, &b, NULL) {
		a = max(a, start);
		b = min(b, end);
		if (b < size || a >= b)
			continue;
		cand = (b - size) & -(phys_addr_t)al;
		if (cand >= a && cand)
			return cand;
	}
	return 0;
}
