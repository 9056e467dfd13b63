// SPDX-License-Identifier: GPL-2.0-only
/*
 * What stands in a student's mm/memblock_iter.c: every walk backwards is over
 * at once. The kernel's own searches do not walk with it, and it boots.
 */
void __next_mem_range_rev(u64 *idx, int nid, enum memblock_flags flags,
			  struct memblock_type *type_a,
			  struct memblock_type *type_b, phys_addr_t *out_start,
			  phys_addr_t *out_end, int *out_nid)
{
	lab_stub("07-reverse-iterator");
	*idx = CURSOR_END;
}
