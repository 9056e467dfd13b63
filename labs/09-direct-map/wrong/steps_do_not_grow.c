// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: steps stay as small as the first
 * loses: R3 R4 R6
 * says: by the rules it is
 */
static __init void memory_map_top_down(phys_addr_t map_start,
				       phys_addr_t map_end)
{
	phys_addr_t end = map_end, start;
	u64 step = first_step();

	while ((end = ram_end_below(end)) > map_start) {
		start = max(round_down(end - 1, step), map_start);
		pgt_expect(tables_needed(start, end));
		init_memory_mapping(start, end, true);
		end = start;
	}
}
