// SPDX-License-Identifier: GPL-2.0-only
/* An SRAT's way through numa_init(): see numa_table.h. */
#include <linux/errno.h>
#include <linux/mmzone.h>
#include "numa_table.h"

pg_data_t *node_data[MAX_NUMNODES];

struct table t;

static int table_init(void)
{
	return acpi_parse_srat(table_exact(&t, t.size));
}

int numa(void)
{
	int ret;

	table_finish(&t);
	glue_log_clear();
	ret = numa_init(table_init);
	if (ret)
		assert_int_equal(numa_init(dummy_numa_init), 0);
	expect_sound();
	return ret;
}

int nid_at(phys_addr_t addr)
{
	const struct memblock_region *r;

	for_each_mem_region(r)
		if (addr - r->base < r->size)
			return memblock_get_region_node(r);
	return -2;
}

void expect_one_node(const char *why)
{
	const struct memblock_region *r;

	assert_int_equal(numa(), -EINVAL);
	assert_int_equal(glue_warnings(), 1);
	if (!glue_log_has(why))
		fail_msg("no \"%s\" in: %s", why, glue_log());
	for_each_mem_region(r) {
		assert_int_equal(memblock_get_region_node(r), 0);
		assert_false(memblock_is_hotpluggable(r));
	}
}
