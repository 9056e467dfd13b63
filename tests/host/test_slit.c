// SPDX-License-Identifier: GPL-2.0-only
/*
 * The reader of SLIT: whose distance is whose, every distance that cannot be,
 * at every place, and tables that are shorter or longer than their matrix.
 *
 * sources: arch/x86/mm/srat.c arch/x86/mm/numa.c arch/x86/mm/numa_hotplug.c
 * sources: mm/page_nodes.c mm/memblock*.c lib/sort.c
 * sources: tests/host/acpi_phys.c tests/host/glue.c
 * sources: tests/host/glue_memblock.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -I arch/x86/include
 */
#include <asm/numa.h>
#include <linux/errno.h>
#include <linux/topology.h>
#include "acpi_phys.h"

pg_data_t *node_data[MAX_NUMNODES];

static struct table t;

/* Domains 2, 0, 7 become nodes 0, 1, 2. */
static int three_domains(void)
{
	acpi_map_pxm_to_node(2);
	acpi_map_pxm_to_node(0);
	acpi_map_pxm_to_node(7);
	return -1;
}

/* The SLIT of @nr domains over fresh nodes; a wrong one has one line. */
static int parse(u64 nr, const u8 *rows, size_t size)
{
	int ret;

	numa_init(three_domains);
	slit_make(&t, nr, rows, size);
	glue_log_clear();
	ret = acpi_parse_slit(table_exact(&t, t.size));
	assert_int_equal(glue_warnings(), ret ? 1 : 0);
	return ret;
}

static void expect_bad(u64 nr, const u8 *rows, size_t size, const char *line)
{
	assert_int_equal(parse(nr, rows, size), -EINVAL);
	assert_string_equal(glue_log(), line);
	assert_int_equal(node_distance(0, 1), 20);
}

/* 7 is not in the SLIT. */
TEST(distances_go_by_domain)
{
	static const u8 rows[] = { 10, 15, 21,
				   16, 10, 255,
				   31, 17, 10 };

	assert_int_equal(parse(3, rows, sizeof(rows)), 0);
	assert_int_equal(node_distance(0, 0), 10);
	assert_int_equal(node_distance(0, 1), 31);
	assert_int_equal(node_distance(1, 0), 21);
	assert_int_equal(node_distance(0, 2), 20);
	assert_int_equal(node_distance(2, 0), 20);
	assert_int_equal(node_distance(5, 5), 10);
	numa_init(three_domains);
	assert_int_equal(node_distance(0, 1), 20);
}

TEST(each_distance_at_each_place)
{
	u8 rows[64];
	u32 i, value;
	char line[64];

	for (i = 0; i < 64; i++)
		rows[i] = i % 9 ? 11 + i : 10;
	for (i = 0; i < 64; i++) {
		u8 good = rows[i];

		for (value = 0; value < 256; value++) {
			rows[i] = (u8)value;
			if (i % 9 ? value > 10 : value == 10) {
				assert_int_equal(parse(8, rows, 64), 0);
				assert_int_equal(node_distance(0, 1), rows[16]);
				assert_int_equal(node_distance(0, 2), rows[23]);
				assert_int_equal(node_distance(1, 0), rows[2]);
				assert_int_equal(node_distance(1, 2), rows[7]);
				assert_int_equal(node_distance(2, 0), rows[58]);
				assert_int_equal(node_distance(2, 1), rows[56]);
				assert_int_equal(node_distance(3, 0), 20);
				assert_int_equal(node_distance(0, 3), 20);
				continue;
			}
			snprintf(line, sizeof(line), "SLIT: %u from domain %u "
				 "to %u: not used\n", value, i / 8, i % 8);
			expect_bad(8, rows, 64, line);
		}
		rows[i] = good;
	}
}

/* The sizes: one domain is enough, and a byte too many does no harm. */
TEST(matrices_that_do_not_fit)
{
	static const u8 rows[] = { 10, 20, 30, 10, 99 };

	assert_int_equal(parse(1, rows, 1), 0);
	assert_int_equal(parse(2, rows, 4), 0);
	assert_int_equal(parse(2, rows, 5), 0);
	assert_int_equal(node_distance(0, 1), 20);	/* from domain 2 */
	assert_int_equal(node_distance(1, 0), 20);
	expect_bad(0, rows, 4, "SLIT: 48 bytes, which is wrong for 0 domains: "
		   "not used\n");
	expect_bad(1, rows, 0, "SLIT: 44 bytes, which is wrong for 1 domains: "
		   "not used\n");
	expect_bad(2, rows, 3, "SLIT: 47 bytes, which is wrong for 2 domains: "
		   "not used\n");
	expect_bad(3, rows, 4, "SLIT: 48 bytes, which is wrong for 3 domains: "
		   "not used\n");
	/* The square wraps: to 0, to 1, to 4. */
	expect_bad(1ULL << 32, rows, 4, "SLIT: 48 bytes, which is wrong for "
		   "4294967296 domains: not used\n");
	expect_bad(~0ULL, rows, 4, "SLIT: 48 bytes, which is wrong for "
		   "18446744073709551615 domains: not used\n");
	expect_bad((1ULL << 63) + 2, rows, 4, "SLIT: 48 bytes, which is wrong "
		   "for 9223372036854775810 domains: not used\n");
}

TEST(cut_off_at_each_length)
{
	static const u8 rows[] = { 10, 20, 30, 10 };
	char line[80];
	u32 size;

	assert_int_equal(parse(2, rows, 4), 0);
	for (size = sizeof(struct acpi_table_header); size < t.size; size++) {
		glue_log_clear();
		assert_int_equal(acpi_parse_slit(table_exact(&t, size)),
				 -EINVAL);
		snprintf(line, sizeof(line), "SLIT: %u bytes, which is wrong "
			 "for %u domains: not used\n", size, size < 44 ? 0 : 2);
		assert_string_equal(glue_log(), line);
	}
}

TEST(set_distance_refuses_nonsense)
{
	assert_int_equal(numa_set_distance(0, 16, 20), -EINVAL);
	assert_int_equal(numa_set_distance(-1, 0, 20), -EINVAL);
	assert_int_equal(numa_set_distance(0, 1, 256), -EINVAL);
	assert_int_equal(numa_set_distance(0, 1, 10), -EINVAL);
	assert_int_equal(numa_set_distance(3, 3, 11), -EINVAL);
	assert_int_equal(numa_set_distance(0, 15, 11), 0);
	assert_int_equal(node_distance(0, 15), 11);
	numa_reset_distance();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		A(distances_go_by_domain), A(each_distance_at_each_place),
		A(matrices_that_do_not_fit), A(cut_off_at_each_length),
		A(set_distance_refuses_nonsense),
	};

	return RUN(tests);
}
