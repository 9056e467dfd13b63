// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: gives the right ranges, from the lowest up
 * loses: R1 R2 R3 R4 R5 R6 R7 R8
 * says: wrong order|left out|only a part
 */
static void walk_to(u64 n, int nid, enum memblock_flags flags,
		    struct memblock_type *type_a, struct memblock_type *type_b,
		    phys_addr_t *out_start, phys_addr_t *out_end,
		    int *out_nid, u64 *idx)
{
	u64 i = 0;

	do
		__next_mem_range(&i, nid, flags, type_a, type_b, out_start,
				 out_end, out_nid);
	while (i != CURSOR_END && n--);
	if (i == CURSOR_END)
		*idx = CURSOR_END;
}

void __next_mem_range_rev(u64 *idx, int nid, enum memblock_flags flags,
			  struct memblock_type *type_a,
			  struct memblock_type *type_b, phys_addr_t *out_start,
			  phys_addr_t *out_end, int *out_nid)
{
	*idx = *idx == CURSOR_END ? 0 : *idx + 1;
	walk_to(*idx, nid, flags, type_a, type_b, out_start, out_end, out_nid,
		idx);
}
