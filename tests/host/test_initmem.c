// SPDX-License-Identifier: GPL-2.0-only
/*
 * The way into the nodes: who is asked for them, in which order, and what is
 * said when there are none. Everything that initmem_init() calls writes its
 * name down here.
 *
 * sources: arch/x86/mm/numa_64.c kernel/params.c tests/fuzz/params.c
 * sources: tests/host/glue.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -I arch/x86/include
 * include: tests/host/image_at.h tests/fuzz/params.h
 */
#include <asm/acpi.h>
#include <asm/numa.h>
#include <linux/boot_info.h>
#include <linux/errno.h>
#include <linux/init.h>
#include "glue.h"

struct boot_info boot_info;

static char story[512];
/* What each step answers. */
static int init, srat, slit, table;

static void step(const char *what)
{
	strncat(story, what, sizeof(story) - strlen(story) - 1);
	strcat(story, " ");
}

int acpi_table_init(const struct boot_info *bi)
{
	assert_ptr_equal(bi, &boot_info);
	step("tables");
	return init;
}

int acpi_parse_srat(const struct acpi_table_header *header)
{
	(void)header;
	step("read-srat");
	return srat;
}

int acpi_parse_slit(const struct acpi_table_header *header)
{
	(void)header;
	step("read-slit");
	return slit;
}

int acpi_table_parse(const char *id, acpi_tbl_table_handler handler)
{
	step(id);
	return table ? table : handler(NULL);
}

int dummy_numa_init(void)
{
	step("one-node");
	return 0;
}

int numa_init(int (*source)(void))
{
	step("init:");
	return source();
}

void numa_protect_hotplug(phys_addr_t image_start, phys_addr_t image_end)
{
	assert_int_equal(image_start, 0x100000);
	assert_int_equal(image_end, 0x180000);
	step("protect");
}

phys_addr_t image_at(const char *name)
{
	if (!strcmp(name, "_text"))
		return 0x100000;
	assert_string_equal(name, "_end");
	return 0x180000;
}

static int setup(void **state)
{
	(void)state;
	glue_reset();
	story[0] = '\0';
	init = srat = slit = table = 0;
	numa_off = false;
	return 0;
}

#define I(name)	cmocka_unit_test_setup(name, setup)

static void expect(const char *steps, const char *log)
{
	initmem_init();
	assert_string_equal(story, steps);
	assert_string_equal(glue_log(), log);
}

TEST(from_the_tables)
{
	expect("init: tables SRAT read-srat SLIT read-slit protect ", "");
}

TEST(a_bad_slit_spoils_no_srat)
{
	slit = -EINVAL;
	expect("init: tables SRAT read-srat SLIT read-slit protect ", "");
}

/* Where SRAT is wrong, SLIT is of no use. */
TEST(a_bad_srat_is_one_node)
{
	srat = -EINVAL;
	expect("init: tables SRAT read-srat init: one-node protect ",
	       "NUMA: one node instead\n");
}

TEST(without_srat)
{
	table = -ENOENT;
	expect("init: tables SRAT init: one-node protect ",
	       "NUMA: no SRAT, one node\n");
}

TEST(without_acpi)
{
	init = -ENOENT;
	expect("init: tables init: one-node protect ",
	       "NUMA: no SRAT, one node\n");
}

TEST(turned_off)
{
	char line[] = "quiet numa=off";

	parse_early_params(line);
	assert_true(numa_off);
	assert_string_equal(glue_log(), "");
	expect("init: one-node protect ", "NUMA: turned off, one node\n");
}

TEST(turned_something)
{
	char line[] = "numa=on";

	parse_early_params(line);
	assert_false(numa_off);
	assert_true(glue_log_has("numa: bad value \"on\", ignored"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		I(from_the_tables), I(a_bad_slit_spoils_no_srat),
		I(a_bad_srat_is_one_node), I(without_srat), I(without_acpi),
		I(turned_off), I(turned_something),
	};

	return RUN(tests);
}
