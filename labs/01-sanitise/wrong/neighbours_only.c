// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: sorts by start, then looks at each pair of neighbours
 * loses: R2 R10 R11 R12
 * says: has lost it|no bytes
 */
static int by_addr(const void *a, const void *b)
{
	const struct e820entry *ea = a, *eb = b;

	if (ea->addr != eb->addr)
		return ea->addr < eb->addr ? -1 : 1;
	return 0;
}

int sanitize_e820_map(struct e820entry *biosmap, u32 max_nr_map, u32 *pnr_map)
{
	struct e820entry *prev, *entry;
	u32 i, nr = 0;

	if (max_nr_map > E820_X_MAX || *pnr_map > max_nr_map)
		return -EINVAL;
	for (i = 0; i < *pnr_map; i++)
		if (e820_entry_valid(&biosmap[i]))
			biosmap[nr++] = biosmap[i];
	sort(biosmap, nr, sizeof(*biosmap), by_addr);
	*pnr_map = nr;
	for (i = 1, nr = !!nr; i < *pnr_map; i++) {
		prev = &biosmap[nr - 1];
		entry = &biosmap[i];
		if (entry->addr <= e820_last(prev)) {
			if (entry->type > prev->type)
				prev->size = entry->addr - prev->addr;
			else if (e820_last(entry) <= e820_last(prev))
				continue;
			else
				*entry = (struct e820entry){
					prev->addr + prev->size,
					e820_last(entry) - e820_last(prev),
					entry->type };
		}
		if (e820_continues(prev, entry->addr, entry->size,
				   entry->type))
			prev->size += entry->size;
		else
			biosmap[nr++] = *entry;
	}
	*pnr_map = nr;
	return 0;
}
