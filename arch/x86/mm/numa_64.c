// SPDX-License-Identifier: GPL-2.0-only
/*
 * start_kernel() calls initmem_init() when all RAM is mapped: from SRAT, or
 * without one, memory gets its nodes.
 */
#include <asm/acpi.h>
#include <asm/numa.h>
#include <asm/page.h>
#include <asm/sections.h>
#include <linux/boot_info.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/printk.h>
#include <linux/string.h>

bool numa_off;

static __init int numa_setup(char *value)
{
	if (strcmp(value, "off"))
		return -EINVAL;
	numa_off = true;
	return 0;
}
early_param("numa", numa_setup);

/* A source for numa_init(): ACPI's tables. A bad SLIT spoils no SRAT. */
static __init int x86_acpi_numa_init(void)
{
	int ret = acpi_table_init(&boot_info);

	if (!ret)
		ret = acpi_table_parse(ACPI_SIG_SRAT, acpi_parse_srat);
	if (!ret)
		acpi_table_parse(ACPI_SIG_SLIT, acpi_parse_slit);
	return ret;
}

static __init void x86_numa_init(void)
{
	int ret = 0;

	if (!numa_off)
		ret = numa_init(x86_acpi_numa_init);
	if (!numa_off && !ret)
		return;
	pr_info("NUMA: %s\n", numa_off ? "turned off, one node" :
		ret == -ENOENT ? "no SRAT, one node" : "one node instead");
	numa_init(dummy_numa_init);
}

/**
 * initmem_init - give memory its nodes
 *
 * Afterwards each region of memblock.memory has one, and with movable_node
 * what can be unplugged is skipped by every allocation.
 */
__init void initmem_init(void)
{
	x86_numa_init();
	numa_protect_hotplug(__pa_symbol(_text), __pa_symbol(_end));
}
