// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: maps regions upwards in both directions
 * loses: R2 R3 R4 R6
 * says: by the rules it is
 */
static __init u64 init_memory_mapping(phys_addr_t start, phys_addr_t end,
				      bool live)
{
	struct memblock_region *r;
	u64 bytes = 0;

	for_each_mem_region(r) {
		phys_addr_t from = start, to = end;

		if (!clip_region(r, &from, &to))
			continue;
		init_range_memory_mapping(from, to);
		if (live)
			allow_tables(from, to);
		bytes += to - from;
	}
	return bytes;
}
