// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: maps everything in one step
 * loses: R3 R4 R6
 * says: by the rules it is
 */
static __init void memory_map_top_down(phys_addr_t map_start,
				       phys_addr_t map_end)
{
	pgt_expect(tables_needed(map_start, map_end));
	init_memory_mapping(map_start, map_end, true);
}
