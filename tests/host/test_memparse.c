// SPDX-License-Identifier: GPL-2.0-only
/*
 * memparse(): sizes as people write them, and what is none.
 *
 * sources: lib/cmdline.c tests/host/glue.c
 */
#include <linux/params.h>
#include "glue.h"

#define expect_size(text, want, left) do { \
	const char *t = text; \
	char *rest; \
	assert_int_equal(memparse(t, &rest), want); \
	assert_string_equal(rest, left); } while (0)

TEST(test_numbers)
{
	expect_size("0", 0, "");
	expect_size("4096", 4096, "");
	expect_size("0x1000", 4096, "");
	expect_size("0XfF", 255, "");
	expect_size("010", 10, "");
	expect_size("18446744073709551615", ~0ULL, "");
	expect_size("0xffffffffffffffff", ~0ULL, "");
}

TEST(test_units)
{
	expect_size("1k", 1ULL << 10, "");
	expect_size("1K", 1ULL << 10, "");
	expect_size("640K", 640ULL << 10, "");
	expect_size("3M", 3ULL << 20, "");
	expect_size("0x10g", 16ULL << 30, "");
	expect_size("1T", 1ULL << 40, "");
	expect_size("1P", 1ULL << 50, "");
	expect_size("15E", 15ULL << 60, "");
	expect_size("0x1e", 30, "");		/* a digit, not a unit */
	expect_size("0K", 0, "");
}

TEST(test_what_follows)
{
	expect_size("64K@1M", 64ULL << 10, "@1M");
	expect_size("1KB", 1024, "B");
	expect_size("12 ", 12, " ");
	expect_size("1G1", 1ULL << 30, "1");
	expect_size("10q", 10, "q");
	expect_size("7@", 7, "@");		/* '@' is not 'K' & ~0x20 */
}

TEST(test_no_number)
{
	expect_size("", 0, "");
	expect_size("K", 0, "K");
	expect_size("-1", 0, "-1");
	expect_size("+1", 0, "+1");
	expect_size(" 1", 0, " 1");
	expect_size("0x", 0, "0x");
	expect_size("0xg", 0, "0xg");
	expect_size("abc", 0, "abc");
}

TEST(test_too_large)
{
	expect_size("18446744073709551616", 0, "18446744073709551616");
	expect_size("0x10000000000000000", 0, "0x10000000000000000");
	expect_size("16E", 0, "16E");
	expect_size("0x40000000000000K", 0, "0x40000000000000K");
	expect_size("0x3fffffffffffffK", 0xfffffffffffffc00, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers), cmocka_unit_test(test_units),
		cmocka_unit_test(test_what_follows),
		cmocka_unit_test(test_no_number),
		cmocka_unit_test(test_too_large),
	};

	return RUN(tests);
}
