// SPDX-License-Identifier: GPL-2.0-only
/*
 * The highest index has the say, not the highest type: what stands last in
 * the table is the newest word.
 */
static u32 highest_type(const struct e820entry *map, u32 nr_cover)
{
	u32 i, last = 0;

	for (i = 0; i < nr_cover; i++)
		if (cover[i] > last)
			last = cover[i];
	return nr_cover ? map[last].type : 0;
}

int sanitize_e820_map(struct e820entry *biosmap, u32 max_nr_map, u32 *pnr_map)
{
	u32 i, nr_points, type, nr_cover = 0, nr = 0;
	u64 addr, start = 0;

	if (max_nr_map > E820_X_MAX || *pnr_map > max_nr_map)
		return -EINVAL;
	nr_points = sorted_points(biosmap, *pnr_map);
	for (i = 0; i < nr_points; i++) {
		addr = point_addr(biosmap, points[i]);
		type = highest_type(biosmap, nr_cover);
		if (type && addr != start)
			nr = add_result(nr, max_nr_map, start, addr - start,
					type);
		nr_cover = update_cover(nr_cover, points[i]);
		start = addr;
	}
	*pnr_map = nr < max_nr_map ? nr : max_nr_map;
	for (i = 0; i < *pnr_map; i++)
		biosmap[i] = result[i];
	if (nr <= max_nr_map)
		return 0;
	pr_err("e820: no room for %u ranges above 0x%llx: left out\n",
	       nr - max_nr_map, e820_last(&result[max_nr_map - 1]));
	return -ENOSPC;
}
