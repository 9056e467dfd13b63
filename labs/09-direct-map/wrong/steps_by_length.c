// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: a step is so long, wherever it begins
 * loses: R4 R6
 * says: .
 */
static __init void memory_map_top_down(phys_addr_t map_start,
				       phys_addr_t map_end)
{
	phys_addr_t end = map_end, start;
	u64 step = first_step(), mapped = 0;

	while ((end = ram_end_below(end)) > map_start) {
		start = end > map_start + step ? end - step : map_start;
		pgt_expect(tables_needed(start, end));
		mapped += init_memory_mapping(start, end, true);
		step = next_step(step, mapped);
		end = start;
	}
}
