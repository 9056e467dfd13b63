// SPDX-License-Identifier: GPL-2.0-only
/*
 * The early allocations as a table: in the boot log, and again at the prompt
 * for what has happened since. The data is kmemleak's early log.
 */
#include <linux/kmemleak.h>
#include <linux/monitor.h>
#include <linux/pfn.h>
#include <linux/printk.h>
#include <linux/stage.h>

void show_bootmem(void)
{
	unsigned int nr, dropped;
	const struct early_block *b = kmemleak_early_log(&nr, &dropped);

	pr_info("early allocations: %u\n", nr);
	for (unsigned int i = 0; i < nr; i++, b++) {
		phys_addr_t base = __pa(b->ptr);

		pr_info(" %2u [mem 0x%016llx-0x%016llx] %9zu bytes %-8s "
			"%pS%s\n",
			i, base, base + b->size - 1, b->size,
			stage_names[b->stage], (void *)early_block_caller(b),
			b->freed ? " (freed)" : "");
	}
	if (dropped)
		pr_info(" and %u that found no room in this table\n", dropped);
}
