// SPDX-License-Identifier: GPL-2.0-only
/*
 * kernel/params.c: whole numbers, words and quotes. The table of parameters
 * is the one that early_param() of this file and of params.c makes.
 *
 * sources: kernel/params.c tests/fuzz/params.c tests/host/glue.c
 * cflags: -include tests/fuzz/params.h
 */
#include <linux/console.h>
#include <linux/errno.h>
#include <linux/params.h>
#include "glue.h"

static char values[256];

static int setup_word(char *value)
{
	strcat(values, "<");
	strcat(values, value);
	strcat(values, ">");
	return *value == '!' ? -EINVAL : 0;
}
early_param("word", setup_word);

static void expect_number(const char *text, int err, u64 want)
{
	u64 value = 77;

	assert_int_equal(kstrtou64(text, &value), err);
	assert_int_equal(value, err ? 77 : want);
}

TEST(numbers)
{
	expect_number("0", 0, 0);
	expect_number("010", 0, 10);
	expect_number("0xfF", 0, 255);
	expect_number("18446744073709551615", 0, ~0ULL);
	expect_number("18446744073709551616", -ERANGE, 0);
	expect_number("0x10000000000000000", -ERANGE, 0);
}

/* What stands behind '9' in ASCII counted as a to f once. */
TEST(no_numbers)
{
	static const char *const texts[] = {
		"", "0x", "x", "1 ", " 1", "-1", "a", "1a", "0xg", "0x1:",
		"0x;", "0x<", "0x=", "0x>", "0x?", "0x@", "0x`", "1:", "/",
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(texts); i++)
		expect_number(texts[i], -EINVAL, 0);
}

static const char *parse(const char *line)
{
	char copy[128];

	glue_log_clear();
	values[0] = '\0';
	strcpy(copy, line);
	parse_early_params(copy);
	return values;
}

TEST(words)
{
	assert_string_equal(parse(""), "");
	assert_string_equal(parse("word"), "<>");
	assert_string_equal(parse(" word=1\tword=2  "), "<1><2>");
	assert_string_equal(parse("word=\"a b\" word=c"), "<a b><c>");
	assert_string_equal(parse("\"word=a b\" wo\"rd=c\""), "<a b><c>");
	assert_string_equal(parse("word=a=b"), "<a=b>");
	assert_string_equal(parse("word=\"no end"), "<no end>");
	assert_int_equal(glue_warnings(), 0);
	assert_string_equal(parse("word=!"), "<!>");
	assert_true(glue_log_has("word: bad value \"!\", ignored"));
	assert_string_equal(parse("words other=1 word=x"), "<x>");
	assert_true(glue_log_has("unknown, ignored: words other\n"));
}

TEST(levels)
{
	parse("loglevel=3");
	assert_int_equal(console_loglevel, 3);
	parse("loglevel=9 loglevel=0x:");
	assert_int_equal(console_loglevel, 3);
	assert_int_equal(glue_log_count("bad value"), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers), cmocka_unit_test(no_numbers),
		cmocka_unit_test(words), cmocka_unit_test(levels),
	};

	return RUN(tests);
}
