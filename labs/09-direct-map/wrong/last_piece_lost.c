// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: ends with the last whole step
 * loses: R1 R2 R3 R5 R6
 * says: .
 */
static __init void memory_map_bottom_up(phys_addr_t map_start,
					phys_addr_t map_end)
{
	phys_addr_t start = map_start, end;
	u64 step = first_step(), mapped = 0;

	while ((start = ram_start_above(start)) < map_end) {
		end = round_down(start, step) + step;
		if (end > map_end)
			return;
		pgt_expect(tables_needed(start, end));
		mapped += init_memory_mapping(start, end, true);
		step = next_step(step, mapped);
		start = end;
	}
}
