// SPDX-License-Identifier: GPL-2.0-only
/*
 * The table of all address ranges that the firmware told us about, and what
 * may be asked of it. setup_memory_map() fills it through firmware_map.c;
 * later it answers what lies where, and is never given to an allocator:
 * memblock_x86_fill() copies the RAM of it, in whole pages, to memblock.
 */
#include <asm/e820.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/pfn.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <linux/trace.h>

struct e820map e820;
phys_addr_t max_phys_addr = MAXMEM;

/* Last byte of [start, start + size), cut off at the last there is. */
static u64 clipped_last(u64 start, u64 size)
{
	u64 last = start + (size - 1);

	return last < start ? ~0ULL : last;
}

/**
 * e820_add_region - append a range to the table
 * @start: first byte
 * @size: bytes
 * @type: E820_*, or any number a firmware invents
 *
 * The table is out of order afterwards, until update_e820(). A range of no
 * bytes or of type 0 says nothing and is left out.
 *
 * Return: 0; -EINVAL when the range wraps past 2^64 (ending there is fine);
 * -ENOSPC when the table is full.
 */
int e820_add_region(u64 start, u64 size, u32 type)
{
	struct e820entry entry = { start, size, type };

	if (!size || !type)
		return 0;
	if (!e820_entry_valid(&entry))
		return -EINVAL;
	if (e820.nr_map == E820_X_MAX)
		return -ENOSPC;
	e820.map[e820.nr_map++] = entry;
	return 0;
}

/* Put [first, last] into the table as entry @at, as it was before. */
static void insert_rest(u32 at, u64 first, u64 last, u32 type)
{
	struct e820entry *entry = &e820.map[at];

	if (e820.nr_map == E820_X_MAX) {
		pr_err("e820: no room: [mem 0x%016llx-0x%016llx] is lost\n",
		       first, last);
		return;
	}
	memmove(entry + 1, entry, (e820.nr_map - at) * sizeof(*entry));
	*entry = (struct e820entry){ first, last - first + 1, type };
	e820.nr_map++;
}

/*
 * Give the part of entry @i within [first, last] the type @new_type, 0 to
 * forget it. What the entry has on either side stays beside it: a table in
 * order is in order afterwards, but for neighbours of one type.
 */
static u64 change_entry(u32 i, u64 first, u64 last, u32 new_type)
{
	struct e820entry old = e820.map[i];
	u64 from = max(old.addr, first), to = min(e820_last(&old), last);

	if (from > to)
		return 0;
	e820.map[i] = (struct e820entry){ from, to - from + 1, new_type };
	if (to < e820_last(&old))
		insert_rest(i + 1, to + 1, e820_last(&old), old.type);
	if (old.addr < from)
		insert_rest(i, old.addr, from - 1, old.type);
	return to - from + 1;
}

/**
 * e820_update_range - give a range another type
 * @start: first byte
 * @size: bytes; a range that would pass 2^64 ends there
 * @old_type: only what has this type is changed
 * @new_type: E820_*
 *
 * The caller runs update_e820() when done with its changes.
 *
 * Return: bytes changed.
 */
u64 e820_update_range(u64 start, u64 size, u32 old_type, u32 new_type)
{
	u64 last = clipped_last(start, size), changed = 0;
	u32 i;

	if (!size || !old_type || old_type == new_type)
		return 0;
	for (i = 0; i < e820.nr_map; i++)
		if (e820.map[i].type == old_type)
			changed += change_entry(i, start, last, new_type);
	if (changed)
		pr_info("e820: update [mem 0x%08llx-0x%08llx] %s ==> %s\n",
			start, last, e820_type_to_string(old_type),
			e820_type_to_string(new_type));
	return changed;
}

/**
 * e820_remove_range - forget a range
 * @start: first byte
 * @size: bytes; a range that would pass 2^64 ends there
 * @old_type: the type to remove
 * @checktype: false: remove the range whatever its type
 *
 * Removed addresses are in no entry: neither RAM nor reserved. The caller
 * runs update_e820() when done with its changes.
 *
 * Return: bytes removed.
 */
u64 e820_remove_range(u64 start, u64 size, u32 old_type, bool checktype)
{
	u64 last = clipped_last(start, size), removed = 0;
	u32 i;

	if (!size)
		return 0;
	for (i = 0; i < e820.nr_map; i++)
		if (e820.map[i].type &&
		    (!checktype || e820.map[i].type == old_type))
			removed += change_entry(i, start, last, 0);
	if (removed)
		pr_info("e820: remove [mem 0x%08llx-0x%08llx] %s\n", start,
			last, checktype ? e820_type_to_string(old_type) : "");
	return removed;
}

/**
 * e820_any_mapped - does any byte of [start, end) have this type?
 * @start: first byte
 * @end: one past the last byte
 * @type: E820_*, 0 for any
 */
bool e820_any_mapped(u64 start, u64 end, u32 type)
{
	const struct e820entry *e = e820.map;
	u32 i;

	for (i = 0; i < e820.nr_map; i++, e++)
		if ((!type || e->type == type) && e->addr < end &&
		    e820_last(e) >= start)
			return start < end;
	return false;
}

/**
 * e820_all_mapped - does every byte of [start, end) have this type?
 * @start: first byte
 * @end: one past the last byte, above @start
 * @type: E820_*, 0 for any
 *
 * The table must be in order: one pass follows @start through neighbours.
 */
bool e820_all_mapped(u64 start, u64 end, u32 type)
{
	const struct e820entry *e = e820.map;
	u32 i;

	for (i = 0; i < e820.nr_map; i++, e++) {
		if ((type && e->type != type) || e820_last(e) < start)
			continue;
		if (e->addr > start)
			return false;
		if (e820_last(e) >= end - 1)
			return true;
		start = e->addr + e->size;
	}
	return false;
}

/* End of the highest RAM entry, in pages rounded down, at most @limit_pfn. */
static u64 e820_end_pfn(u64 limit_pfn)
{
	const struct e820entry *e = e820.map;
	u64 last, last_pfn = 0;
	u32 i;

	for (i = 0; i < e820.nr_map; i++, e++) {
		if (e->type != E820_RAM || PFN_DOWN(e->addr) >= limit_pfn)
			continue;
		last = min(e820_last(e), PFN_PHYS(limit_pfn) - 1);
		last_pfn = max(last_pfn, PFN_DOWN(last + 1));
	}
	return last_pfn;
}

/**
 * e820_end_of_ram_pfn - the page frame after the last one of RAM
 *
 * Reserved, persistent and device ranges may lie far above and do not count:
 * whatever is sized by memory is sized by this.
 */
u64 e820_end_of_ram_pfn(void)
{
	return e820_end_pfn(max_phys_addr >> PAGE_SHIFT);
}

/**
 * e820_end_of_low_ram_pfn - the same for RAM below 4 GiB
 */
u64 e820_end_of_low_ram_pfn(void)
{
	return e820_end_pfn(1ULL << (32 - PAGE_SHIFT));
}

/**
 * e820_ram_pages - the whole pages of an entry that can be used
 * @e: the entry
 * @start: becomes their first byte
 * @end: becomes one past their last byte
 *
 * Return: false if it is no RAM, holds no whole page, or lies above all that
 * this CPU can address.
 */
bool e820_ram_pages(const struct e820entry *e, u64 *start, u64 *end)
{
	u64 last = min(e820_last(e), max_phys_addr - 1);

	if (e->type != E820_RAM || e->addr >= max_phys_addr)
		return false;
	*start = PFN_ALIGN(e->addr);
	*end = (last + 1) & PAGE_MASK;
	return *start < *end;
}

/*
 * Add RAM to memblock: the ranges of at least @min_size bytes. Returns how
 * many ranges memblock had no room for.
 */
static u32 fill_memblock(phys_addr_t min_size)
{
	const struct e820entry *e = e820.map;
	phys_addr_t start, end;
	u32 lost = 0;

	for (u32 i = 0; i < e820.nr_map; i++, e++)
		if (e820_ram_pages(e, &start, &end) &&
		    end - start >= min_size && memblock_add(start, end - start))
			lost++;
	return lost;
}

/**
 * memblock_x86_fill - copy all RAM of the table to memblock, in whole pages
 *
 * A page that is partly something else is not RAM: starts are rounded up,
 * ends down, after the table was merged. Linux adds in order of address and
 * loses what comes after the 128th range if those hold no room for a larger
 * array; here the large ranges of a long map go first.
 */
__init void memblock_x86_fill(void)
{
	const struct e820entry *e = e820.map;
	u64 cut = 0;
	u32 lost;

	for (u32 i = 0; i < e820.nr_map; i++)
		trace_hook(__trace_map, "e820", e[i].addr, e[i].size,
			   e[i].type);
	memblock_allow_resize();
	if (e820.nr_map > INIT_MEMBLOCK_REGIONS)
		fill_memblock(1 << 20);
	lost = fill_memblock(0);
	for (u32 i = 0; i < e820.nr_map; i++, e++)
		if (e->type == E820_RAM && e820_last(e) >= max_phys_addr)
			cut += e820_last(e) - max(e->addr, max_phys_addr) + 1;
	if (cut)
		pr_warn("e820: %llu MiB of RAM above %#llx: not addressable\n",
			cut >> 20, max_phys_addr);
	if (lost)
		pr_err("e820: %u ranges of RAM lost: no room in memblock\n",
		       lost);
}

static const char unknown_type[] = "unknown type";

/**
 * e820_type_to_string - what the boot log calls a type
 * @type: E820_*; a number of the firmware's own is an "unknown type"
 */
const char *e820_type_to_string(u32 type)
{
	switch (type) {
	case E820_RAM:
		return "usable";
	case E820_RESERVED:
		return "reserved";
	case E820_ACPI:
		return "ACPI data";
	case E820_NVS:
		return "ACPI NVS";
	case E820_UNUSABLE:
		return "unusable";
	case E820_PMEM:
		return "persistent (type 7)";
	case E820_PRAM:
		return "persistent (type 12)";
	case E820_SOFT_RESERVED:
		return "soft reserved";
	default:
		return unknown_type;
	}
}

/**
 * e820_print_entry - one line of a map, in Linux's form
 * @who: where the map comes from
 * @entry: the range; one that means nothing is printed as it came
 */
void e820_print_entry(const char *who, const struct e820entry *entry)
{
	const char *name = e820_type_to_string(entry->type);

	if (!e820_entry_valid(entry))
		pr_info("%s: base %#llx length %#llx type %u: left out\n",
			who, entry->addr, entry->size, entry->type);
	else if (name == unknown_type)
		pr_info("%s: [mem 0x%016llx-0x%016llx] %s %u\n", who,
			entry->addr, e820_last(entry), name, entry->type);
	else
		pr_info("%s: [mem 0x%016llx-0x%016llx] %s\n", who, entry->addr,
			e820_last(entry), name);
}

/**
 * e820_print_map - print the table as it stands
 * @who: opens each line
 */
void e820_print_map(const char *who)
{
	u32 i;

	for (i = 0; i < e820.nr_map; i++)
		e820_print_entry(who, &e820.map[i]);
}
