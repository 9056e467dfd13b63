// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: maps the whole step, holes and all
 * loses: R1 R2 R3 R4 R5 R6
 * says: not all of it is RAM
 */
static __init u64 init_memory_mapping(phys_addr_t start, phys_addr_t end,
				      bool live)
{
	init_range_memory_mapping(start, end);
	if (live)
		allow_tables(start, end);
	return end - start;
}
