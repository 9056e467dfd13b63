// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: remembers where it is in static variables
 * loses: R2
 * says: two walks share something
 */
void __next_mem_range_rev(u64 *idx, int nid, enum memblock_flags flags,
			  struct memblock_type *type_a,
			  struct memblock_type *type_b, phys_addr_t *out_start,
			  phys_addr_t *out_end, int *out_nid)
{
	static unsigned long a, b;

	if (*idx == CURSOR_END) {
		a = type_a->cnt - 1;
		b = type_b ? type_b->cnt : 0;
	}
	if (!type_b) {
		a = *idx == CURSOR_END ? type_a->cnt - 1 : (u32)*idx;
		next_region(idx, (s32)a, -1, nid, flags, type_a, out_start,
			    out_end, out_nid);
		return;
	}
	/* Below 0 they are larger than any index. */
	while (a < type_a->cnt) {
		struct memblock_region *r = &type_a->regions[a];
		phys_addr_t start = r->base, end = memblock_region_end(r);
		phys_addr_t gap_starts, gap_ends;

		if (memblock_skips(type_a, r, nid, flags)) {
			a--;
			continue;
		}
		memblock_gap(type_b, b, &gap_starts, &gap_ends);
		end = min(end, gap_ends);
		/* Whichever starts last is done with. */
		if (start >= gap_starts) {
			a--;
		} else {
			b--;
			start = gap_starts;
		}
		if (start >= end)
			continue;
		*idx = CURSOR(a, b);
		put_range(r, start, end, out_start, out_end, out_nid);
		return;
	}
	*idx = CURSOR_END;
}
