// SPDX-License-Identifier: GPL-2.0-only
/*
 * `map` at the prompt: physical memory from 0 up, as the firmware's map has
 * it, and under each range what this kernel put there while it had only
 * memblock. Reads, never changes.
 */
#include <asm/e820.h>
#include <linux/kernel.h>
#include <linux/kmemleak.h>
#include <linux/memblock.h>
#include <linux/monitor.h>
#include <linux/pfn.h>
#include <linux/printk.h>

/* One thing with an address: a named reservation or an early block. */
struct item {
	phys_addr_t base, size;
	const char *name;		/* or NULL: */
	unsigned long caller;
};

/* Keep @new in @best if it is the lowest so far at or above @from. */
static void consider(struct item *best, const struct item *new,
		     phys_addr_t from)
{
	if (new->size && new->base >= from && new->base < best->base)
		*best = *new;
}

/* The lowest item at or above @from; its base is PHYS_ADDR_MAX for none. */
static struct item next_item(phys_addr_t from)
{
	struct item best = { .base = PHYS_ADDR_MAX };
	unsigned int nr, dropped;
	const struct memblock_name *n = memblock_names(&nr);
	const struct early_block *b;

	for (; nr; nr--, n++)
		consider(&best, &(struct item){ n->base, n->size, n->name, 0 },
			 from);
	b = kmemleak_early_log(&nr, &dropped);
	for (; nr; nr--, b++)
		if (!b->freed)
			consider(&best, &(struct item){ __pa(b->ptr), b->size,
					NULL, early_block_caller(b) }, from);
	return best;
}

static void show_item(const struct item *item)
{
	pr_info("    [mem 0x%016llx-0x%016llx] ", item->base,
		item->base + item->size - 1);
	if (item->name)
		pr_cont("%s\n", item->name);
	else
		pr_cont("early allocation of %pS\n", (void *)item->caller);
}

void show_map(void)
{
	for (u32 i = 0; i < e820.nr_map; i++) {
		const struct e820entry *e = &e820.map[i];
		struct item item = next_item(e->addr);

		e820_print_entry("map", e);
		for (; item.base <= e820_last(e);
		     item = next_item(item.base + 1))
			show_item(&item);
	}
}
