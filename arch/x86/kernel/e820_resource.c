// SPDX-License-Identifier: GPL-2.0-only
/*
 * The firmware's map and the kernel image as resources. One of the first
 * users of bootmem: how many there are is known only now, and there is no
 * kzalloc() yet.
 */
#include <asm/e820.h>
#include <asm/page.h>
#include <asm/sections.h>
#include <asm/setup.h>
#include <linux/bootmem.h>
#include <linux/init.h>
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/printk.h>

/* As /proc/iomem calls them; all other types are reserved. */
static const struct {
	u32 type;
	const char *name;
} names[] = {
	{ E820_RAM, "System RAM" },
	{ E820_ACPI, "ACPI Tables" },
	{ E820_NVS, "ACPI Non-volatile Storage" },
	{ E820_UNUSABLE, "Unusable memory" },
	{ E820_PMEM, "Persistent Memory" },
	{ E820_PRAM, "Persistent Memory (legacy)" },
	{ E820_SOFT_RESERVED, "Soft Reserved" },
};

static __init const char *e820_type_to_iomem(u32 type)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (names[i].type == type)
			return names[i].name;
	return "Reserved";
}

static __init void insert(struct resource *res, u64 start, u64 end,
			  const char *name)
{
	*res = (struct resource){ .start = start, .end = end - 1,
				  .name = name };
	if (insert_resource(&iomem_resource, res))
		pr_warn("iomem: no place for [mem 0x%08llx-0x%08llx] %s\n",
			start, end - 1, name);
}

/* The image is in RAM as a rule, and so its parts are children of that. */
static __init void insert_kernel(void)
{
	static struct resource code, rodata, data, bss;

	insert(&code, __pa_symbol(_text), __pa_symbol(_etext), "Kernel code");
	insert(&rodata, __pa_symbol(__start_rodata),
	       __pa_symbol(__end_rodata), "Kernel rodata");
	insert(&data, __pa_symbol(_sdata), __pa_symbol(_edata),
	       "Kernel data");
	insert(&bss, __pa_symbol(__bss_start), __pa_symbol(__bss_stop),
	       "Kernel bss");
}

/**
 * e820_reserve_resources - enter the e820 table and the kernel image
 *
 * Takes 48 bytes for each range from bootmem; they stay. Panics when there
 * are none.
 */
__init void e820_reserve_resources(void)
{
	const struct e820entry *e = e820.map;
	struct resource *res = alloc_bootmem(e820.nr_map * sizeof(*res));
	u32 i;

	for (i = 0; i < e820.nr_map; i++, e++)
		insert(res++, e->addr, e->addr + e->size,
		       e820_type_to_iomem(e->type));
	insert_kernel();
}
