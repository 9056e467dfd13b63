// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: lets tables come from a region before it is mapped
 * loses: R3
 * says: .
 */
static __init u64 init_memory_mapping(phys_addr_t start, phys_addr_t end,
				      bool live)
{
	const struct memblock_type *memory = &memblock.memory;
	u64 bytes = 0;

	for (unsigned long i = 0; i < memory->cnt; i++) {
		phys_addr_t from = start, to = end;

		if (!clip_region(&memory->regions[memblock_bottom_up() ? i :
						  memory->cnt - 1 - i],
				 &from, &to))
			continue;
		if (live)
			allow_tables(from, to);
		init_range_memory_mapping(from, to);
		bytes += to - from;
	}
	return bytes;
}
