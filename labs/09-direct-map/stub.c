// SPDX-License-Identifier: GPL-2.0-only
/*
 * What stands in a student's arch/x86/mm/init.c. A direct map with nothing in
 * it would be a triple fault, so the kernel stops before.
 */
static __init u64 init_memory_mapping(phys_addr_t start, phys_addr_t end,
				      bool live)
{
	lab_missing("09-direct-map");
}

static __init void memory_map_top_down(phys_addr_t map_start,
				       phys_addr_t map_end)
{
	lab_missing("09-direct-map");
}

static __init void memory_map_bottom_up(phys_addr_t map_start,
					phys_addr_t map_end)
{
	lab_missing("09-direct-map");
}
