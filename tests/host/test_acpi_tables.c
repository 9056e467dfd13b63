// SPDX-License-Identifier: GPL-2.0-only
/*
 * The list of ACPI's tables and a single one of them: what is said of them,
 * to the byte, sizes and numbers on both sides of what is taken, and maps
 * that are refused one by one. Where the list is, the test says.
 *
 * sources: arch/x86/kernel/acpi.c
 * sources: mm/memblock*.c tests/host/acpi_phys.c tests/host/glue.c
 * sources: tests/host/glue_memblock.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -I arch/x86/include
 */
#include <linux/errno.h>
#include "acpi_phys.h"

#define LIST	0x7fe1003
#define FIRST	0x7ff0ff8
#define SECOND	0x8000000
#define HEADER	sizeof(struct acpi_table_header)
#define LARGEST	0x3f000			/* 63 pages can be mapped at once */

static const struct boot_info info;
static struct acpi_root root;

struct acpi_root acpi_find_root(const struct boot_info *bi)
{
	assert_ptr_equal(bi, &info);
	return root;
}

bool acpi_checksum_ok(const void *data, size_t size)
{
	const u8 *bytes = data;
	unsigned int sum = 0;
	size_t i;

	for (i = 0; i < size; i++)
		sum += bytes[i];
	return sum % 256 == 0;
}

/* ---- tables ---------------------------------------------------------- */

static u32 seen_length;
static int answer;

static int see(const struct acpi_table_header *table)
{
	seen_length = table->length;
	assert_int_equal(phys_maps, 1);
	return answer;
}

/* @size bytes, header included. */
static u8 *put_table(phys_addr_t at, const char *signature, u32 size)
{
	static u8 bytes[LARGEST + 1];

	memset(bytes, 0x5a, size);
	memcpy(bytes, signature, 4);
	memcpy(bytes + 4, &size, 4);
	fix_checksum(bytes, 9, size);
	return phys_put(at, bytes, size);
}

/* A list of @nr times @address and then of SECOND. */
static void put_list(u32 nr, u64 address)
{
	static struct table t;
	u64 second = SECOND;

	table_start(&t, "XSDT", 1);
	while (nr--)
		table_add(&t, &address, 8);
	table_add(&t, &second, 8);
	table_finish(&t);
	phys_put(LIST, t.bytes, t.size);
	root = (struct acpi_root){ LIST, true };
	answer = 7;
	seen_length = 0;
}

static void expect_init(int ret, const char *log)
{
	glue_log_clear();
	assert_int_equal(acpi_table_init(&info), ret);
	assert_string_equal(glue_log(), log);
	assert_int_equal(phys_maps, 0);
}

static void expect_parse(const char *id, int ret, const char *log)
{
	glue_log_clear();
	assert_int_equal(acpi_table_parse(id, see), ret);
	assert_string_equal(glue_log(), log);
	assert_int_equal(phys_maps, 0);
}

/* ---- one table ------------------------------------------------------- */

/* It is found by its signature, the first of several, and its reader's
 * answer is the answer. */
TEST(table_of_a_name)
{
	static const char *const others[] = { "XRAT", "SXAT", "SRXT", "SRAX" };
	u32 i;

	put_list(1, FIRST);
	put_table(FIRST, "SRAT", 50);
	put_table(SECOND, "SRAT", 60);
	expect_init(0, "ACPI: XSDT at 0x07fe1003: SRAT SRAT\n");
	expect_parse("SRAT", 7, "");
	assert_int_equal(seen_length, 50);
	answer = -ENOENT;
	expect_parse("SRAT", -ENOENT, "");
	for (i = 0; i < ARRAY_SIZE(others); i++)
		expect_parse(others[i], -ENOENT, "");
	root.address = 0;		/* the next time there is none */
	expect_init(-ENOENT, "");
	answer = 7;
	expect_parse("SRAT", -ENOENT, "");
}

TEST(sizes_of_a_table)
{
	static const struct {
		u32 size;
		bool fine;
	} sizes[] = { { HEADER - 1, false }, { HEADER, true },
		      { HEADER + 1, true }, { LARGEST - 1, true },
		      { LARGEST, true }, { LARGEST + 1, false } };
	char line[80];
	u32 i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		acpi_phys_setup(NULL);
		put_list(0, 0);
		put_table(SECOND, "SLIT", sizes[i].size);
		expect_init(0, "ACPI: XSDT at 0x07fe1003: SLIT\n");
		snprintf(line, sizeof(line), "ACPI: SLIT at 0x8000000 has a "
			 "wrong length (%u bytes): not used\n", sizes[i].size);
		expect_parse("SLIT", sizes[i].fine ? 7 : -EINVAL,
			     sizes[i].fine ? "" : line);
		assert_int_equal(seen_length,
				 sizes[i].fine ? sizes[i].size : 0);
	}
}

/* It was fine when it was listed. */
TEST(table_that_changes)
{
	u8 *bytes;

	put_list(0, 0);
	bytes = put_table(SECOND, "SLIT", 45);
	expect_init(0, "ACPI: XSDT at 0x07fe1003: SLIT\n");
	bytes[44]++;
	expect_parse("SLIT", -EINVAL, "ACPI: SLIT at 0x8000000 has a wrong "
		     "checksum: not used\n");
	bytes[3] = 'P';
	bytes[4] = 3;
	expect_parse("SLIT", -EINVAL, "ACPI: SLIT at 0x8000000 has another "
		     "signature (3 bytes): not used\n");
	assert_int_equal(seen_length, 0);
}

/* ---- the list -------------------------------------------------------- */

TEST(lists_of_both_widths)
{
	static const u32 addresses[] = { SECOND, 0, FIRST };
	static struct table t;

	put_table(FIRST, "AAAA", 40);
	put_table(SECOND, "BBBB", 40);
	table_start(&t, "RSDT", 1);
	table_add(&t, addresses, 12);
	table_add(&t, "\xff\xff\xff", 3);	/* not one whole address */
	table_finish(&t);
	phys_put(LIST, t.bytes, t.size);
	root = (struct acpi_root){ LIST, false };
	expect_init(0, "ACPI: RSDT at 0x07fe1003: BBBB AAAA\n");
	root.xsdt = true;
	expect_init(-EINVAL, "ACPI: XSDT at 0x7fe1003 has another signature "
		    "(51 bytes): not used\n");
	expect_parse("AAAA", -ENOENT, "");
}

/* Sixteen are named, 128 are taken. */
TEST(long_lists)
{
	static const u32 numbers[] = { 0, 1, 15, 16, 17, 126, 127, 128, 200 };
	char line[256];
	u32 i, k, nr;

	for (i = 0; i < ARRAY_SIZE(numbers); i++) {
		acpi_phys_setup(NULL);
		nr = numbers[i];
		put_list(nr, FIRST);
		put_table(FIRST, "AAAA", 40);
		put_table(SECOND, "ZZZZ", 40);
		line[0] = '\0';
		if (nr + 1 > 128)
			sprintf(line, "ACPI: %u tables, the first 128 are "
				"used\n", nr + 1);
		strcat(line, "ACPI: XSDT at 0x07fe1003:");
		for (k = 0; k < 16 && k <= nr; k++)
			strcat(line, k < nr ? " AAAA" : " ZZZZ");
		if (nr + 1 > 16)
			sprintf(line + strlen(line), " and %u more",
				min(nr + 1, 128u) - 16);
		strcat(line, "\n");
		expect_init(0, line);
		expect_parse("ZZZZ", nr < 128 ? 7 : -ENOENT, "");
	}
}

TEST(each_letter_of_a_name)
{
	char line[64];
	u8 *bytes;
	u32 i;

	put_list(0, 0);
	bytes = put_table(SECOND, "ABCD", 40);
	for (i = 0; i < 4 * 256; i++) {
		memcpy(bytes, "ABCD", 4);
		bytes[i % 4] = (u8)(i / 4);
		strcpy(line, "ACPI: XSDT at 0x07fe1003: ABCD\n");
		line[26 + i % 4] = i / 4 >= 32 && i / 4 < 127 ? (char)(i / 4) :
								'?';
		expect_init(0, line);
	}
}

/* ---- maps that are refused ------------------------------------------- */

/* The list's header, the list, the header of each table; then, when one is
 * shown, its header and the table. */
TEST(each_map_refused)
{
	u32 n;
	int ret;

	put_list(1, FIRST);
	put_table(FIRST, "SRAT", 50);
	put_table(SECOND, "SLIT", 60);
	for (n = 1; n <= 7; n++) {
		phys_refuse = n;
		glue_log_clear();
		ret = acpi_table_init(&info);
		assert_int_equal(ret, n <= 2 ? -EINVAL : 0);
		assert_int_equal(glue_log_has(" SRAT"), n > 3);
		assert_int_equal(glue_log_has(" SLIT"), n > 2 && n != 4);
		assert_int_equal(acpi_table_parse("SLIT", see),
				 n <= 2 || n == 4 ? -ENOENT :
				 n == 5 || n == 6 ? -EINVAL : 7);
		assert_int_equal(glue_warnings(), n < 7);
		assert_int_equal(phys_maps, 0);
		phys_refuse = 0;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		A(table_of_a_name), A(sizes_of_a_table),
		A(table_that_changes), A(lists_of_both_widths),
		A(long_lists), A(each_letter_of_a_name),
		A(each_map_refused),
	};

	return RUN(tests);
}
