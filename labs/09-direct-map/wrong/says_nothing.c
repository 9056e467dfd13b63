// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: never says how many tables it needs
 * loses: R6
 * says: 0 tables were announced
 */
static __init void memory_map_top_down(phys_addr_t map_start,
				       phys_addr_t map_end)
{
	phys_addr_t end = map_end, start;
	u64 step = first_step(), mapped = 0;

	while ((end = ram_end_below(end)) > map_start) {
		start = max(round_down(end - 1, step), map_start);
		mapped += init_memory_mapping(start, end, true);
		step = next_step(step, mapped);
		end = start;
	}
}
