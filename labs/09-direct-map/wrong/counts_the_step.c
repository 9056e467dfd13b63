// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: says that the whole step was mapped
 * loses: R4 R5
 * says: by the rules it is
 */
static __init u64 init_memory_mapping(phys_addr_t start, phys_addr_t end,
				      bool live)
{
	const struct memblock_type *memory = &memblock.memory;

	for (unsigned long i = 0; i < memory->cnt; i++) {
		phys_addr_t from = start, to = end;

		if (!clip_region(&memory->regions[memblock_bottom_up() ? i :
						  memory->cnt - 1 - i],
				 &from, &to))
			continue;
		init_range_memory_mapping(from, to);
		if (live)
			allow_tables(from, to);
	}
	return end - start;
}
