// SPDX-License-Identifier: GPL-2.0-only
/*
 * From a heap of ranges to a map. What firmware lists may be unsorted,
 * doubled, overlapping or empty; what comes out is sorted, free of overlap,
 * and has no two neighbours that could be one. update_e820() is called after
 * every change of the table. Nothing here allocates, and nothing rounds:
 * ranges are merged to the byte first, pages are cut out of the result.
 *
 * The way: each range has two points, its start and its end. Sort the
 * points, walk them upwards, and keep the set of ranges that cover the place
 * between one point and the next. The highest type in that set owns it.
 *
 *	points		a   b       c   d		a-c is type 1
 *	covered by	| 1 |  1,2  | 2 |		b-d is type 2
 *	map		| 1 |     2     |
 */
#include <asm/e820.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/sort.h>

/* A point: index into the map, times two; odd for the end of the range. */
static u16 points[2 * E820_X_MAX];
/* Indexes of the ranges that cover the present place, in no order. */
static u16 cover[E820_X_MAX];
/* The result, while the map itself is still being read; and one too many. */
static struct e820entry result[E820_X_MAX + 1];

/* The map that compare_points() looks into. */
static const struct e820entry *sorting;

/*
 * Where a point lies. An end lies one past the last byte, so that of a range
 * up to 2^64 is 0: it is the last of all points, and only differences count.
 */
static u64 point_addr(const struct e820entry *map, u16 point)
{
	const struct e820entry *entry = &map[point / 2];

	return point & 1 ? entry->addr + entry->size : entry->addr;
}

/* Starts are ordered by first byte, ends by last byte: that cannot wrap. */
static int compare_points(const void *a, const void *b)
{
	u16 pa = *(const u16 *)a, pb = *(const u16 *)b;
	const struct e820entry *ea = &sorting[pa / 2], *eb = &sorting[pb / 2];
	u64 ka = pa & 1 ? e820_last(ea) : ea->addr;
	u64 kb = pb & 1 ? e820_last(eb) : eb->addr;

	if (ka != kb)
		return ka < kb ? -1 : 1;
	return (pa & 1) - (pb & 1);	/* one byte: its start, then its end */
}

static u32 sorted_points(const struct e820entry *map, u32 nr_map)
{
	u32 nr = 0;

	for (u32 i = 0; i < nr_map; i++) {
		if (!e820_entry_valid(&map[i]))
			continue;
		points[nr++] = 2 * i;
		points[nr++] = 2 * i + 1;
	}
	sorting = map;
	sort(points, nr, sizeof(points[0]), compare_points);
	return nr;
}

/* Put the range of @point into the cover, or take it out; its new size. */
static u32 update_cover(u32 nr_cover, u16 point)
{
	u32 i = 0;

	if (!(point & 1)) {
		cover[nr_cover] = point / 2;
		return nr_cover + 1;
	}
	while (cover[i] != point / 2)
		i++;
	cover[i] = cover[nr_cover - 1];
	return nr_cover - 1;
}

static u32 highest_type(const struct e820entry *map, u32 nr_cover)
{
	u32 type = 0;

	for (u32 i = 0; i < nr_cover; i++)
		if (map[cover[i]].type > type)
			type = map[cover[i]].type;
	return type;
}

/**
 * e820_continues - can a range be one with the entry before it?
 * @prev: that entry
 * @start: first byte of the range
 * @size: its bytes
 * @type: its type
 *
 * Pieces of type 12 are devices of their own and stay apart; all 2^64 bytes
 * in one entry could not be counted.
 */
bool e820_continues(const struct e820entry *prev, u64 start, u64 size,
		    u32 type)
{
	return prev->type == type && type != E820_PRAM && start &&
	       prev->addr + prev->size == start && prev->size + size;
}

/*
 * Returns the new number of results. Those behind @max do not fit: each takes
 * the place of the one before, so that they are counted as ranges, too.
 */
static u32 add_result(u32 nr, u32 max, u64 start, u64 size, u32 type)
{
	struct e820entry *last = &result[nr && nr <= max ? nr - 1 : max];

	if (nr && e820_continues(last, start, size, type)) {
		last->size += size;
		return nr;
	}
	result[min(nr, max)] = (struct e820entry){ start, size, type };
	return nr + 1;
}

/**
 * sanitize_e820_map - sort a map and resolve its overlaps, in place
 * @biosmap: the ranges, in any order; invalid ones are left out
 * @max_nr_map: entries that @biosmap has room for, at most E820_X_MAX
 * @pnr_map: how many there are; set to how many there are afterwards
 *
 * Where ranges overlap the highest type wins (as in Linux and Xen): a page
 * that any entry calls reserved is not used. Neighbours of one type become
 * one range, except of type 12. O(n log n), plus n for each range lying
 * under n others.
 *
 * Return: 0; -EINVAL for counts that cannot be, with nothing changed;
 * -ENOSPC when there are more ranges than room: the highest ones are left
 * out, and a message says how many.
 */
int sanitize_e820_map(struct e820entry *biosmap, u32 max_nr_map, u32 *pnr_map)
{
	u32 nr_points, type, nr_cover = 0, nr = 0;
	u64 addr, start = 0;

	if (max_nr_map > E820_X_MAX || *pnr_map > max_nr_map)
		return -EINVAL;
	nr_points = sorted_points(biosmap, *pnr_map);
	for (u32 i = 0; i < nr_points; i++) {
		addr = point_addr(biosmap, points[i]);
		type = highest_type(biosmap, nr_cover);
		if (type && addr != start)
			nr = add_result(nr, max_nr_map, start, addr - start,
					type);
		nr_cover = update_cover(nr_cover, points[i]);
		start = addr;
	}
	*pnr_map = nr < max_nr_map ? nr : max_nr_map;
	for (u32 i = 0; i < *pnr_map; i++)
		biosmap[i] = result[i];
	if (nr <= max_nr_map)
		return 0;
	pr_err("e820: no room for %u ranges above 0x%llx: left out\n",
	       nr - max_nr_map, e820_last(&result[max_nr_map - 1]));
	return -ENOSPC;
}

/**
 * update_e820 - put the kernel's own table in order after a change
 */
void update_e820(void)
{
	sanitize_e820_map(e820.map, E820_X_MAX, &e820.nr_map);
}
