// SPDX-License-Identifier: GPL-2.0-only
/*
 * The two halves of the command line put together, and what is cut off one
 * that is too long: whole words, and never the other half.
 *
 * sources: arch/x86/kernel/cmdline.c tests/host/glue.c
 * cflags: -I arch/x86/include
 */
#include <asm/setup.h>
#include <linux/boot_info.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "glue.h"

#define FW_CFG_MAX	2048

struct boot_info boot_info;

static char grub[8192], extra[8192];

/* In the place of QEMU's: the file is what the test has put into extra. */
size_t fw_cfg_read(const char *name, void *buf, size_t max, size_t *size)
{
	size_t len = strlen(extra);

	assert_string_equal(name, "opt/org.nopanic/cmdline");
	if (size)
		*size = len;
	memcpy(buf, extra, min(len, max));
	return min(len, max);
}

/* @word, with blanks between, until @text is exactly @len bytes long. */
static void fill(char *text, const char *word, size_t len)
{
	size_t i, period = strlen(word) + 1;

	for (i = 0; i < len; i++)
		text[i] = i % period == period - 1 ? ' ' : word[i % period];
	text[len] = '\0';
}

static const char *put_together(void)
{
	glue_log_clear();
	boot_info.cmdline = grub;
	setup_command_line();
	return boot_command_line;
}

TEST(one_of_two_or_both)
{
	strcpy(grub, "quiet");
	extra[0] = '\0';
	assert_string_equal(put_together(), "quiet");
	strcpy(extra, "mem=1G\nnot this");
	assert_string_equal(put_together(), "quiet mem=1G");
	grub[0] = '\0';
	assert_string_equal(put_together(), "mem=1G");
	boot_info.cmdline = NULL;
	setup_command_line();
	assert_string_equal(boot_command_line, "mem=1G");
	assert_int_equal(glue_warnings(), 0);
}

TEST(a_long_line_cannot_push_out_the_other)
{
	const char *line;

	fill(grub, "abc", 5000);
	strcpy(extra, "selftest mem=1G");
	line = put_together();
	assert_int_equal(glue_warnings(), 1);
	assert_true(glue_log_has("from the boot loader is too long"));
	assert_string_equal(line + strlen(line) - 20, " abc selftest mem=1G");
	assert_true(strlen(line) > COMMAND_LINE_SIZE - 7);
	fill(extra, "xyz", 3000);
	line = put_together();
	assert_int_equal(glue_warnings(), 2);
	assert_int_equal(strlen(strchr(line, 'x')), FW_CFG_MAX - 1);
	assert_true(strlen(line) > COMMAND_LINE_SIZE - 10);
}

/* A word of 21 bytes, cut at each of them and just behind. */
TEST(never_cut_inside_a_word)
{
	static const char word[] = "memmap=64K$0x2000000";
	size_t at, end;

	grub[0] = '\0';
	for (at = FW_CFG_MAX - 30; at < FW_CFG_MAX; at++) {
		fill(extra, "a", at);
		extra[at - 1] = ' ';
		strcpy(extra + at, word);
		strcat(extra, " behind it");
		put_together();
		end = at + strlen(word);
		if (end <= FW_CFG_MAX)
			assert_non_null(strstr(boot_command_line, word));
		else
			assert_null(strstr(boot_command_line, "memmap"));
		assert_true(strlen(boot_command_line) <= FW_CFG_MAX);
		assert_int_equal(glue_warnings(),
				 end + strlen(" behind it") > FW_CFG_MAX);
	}
}

/* As above, of GRUB's line, to the byte. */
TEST(grub_line_is_cut_at_a_border)
{
	size_t len;

	for (len = COMMAND_LINE_SIZE - 8; len < COMMAND_LINE_SIZE + 8; len++) {
		fill(grub, "abc", len);
		strcpy(extra, "xyz");
		put_together();
		assert_true(strlen(boot_command_line) < COMMAND_LINE_SIZE);
		assert_int_equal(glue_warnings(),
				 len + 5 > COMMAND_LINE_SIZE - 1);
		if (glue_warnings())
			assert_non_null(strstr(boot_command_line, "abc xyz"));
	}
}

TEST(blanks_in_quotes_are_no_border)
{
	grub[0] = '\0';
	strcpy(extra, "good name=\"");
	fill(extra + strlen(extra), "b", 3000);
	assert_string_equal(put_together(), "good");
	memset(extra, 'w', 3000);
	extra[3000] = '\0';
	assert_string_equal(put_together(), "");
	assert_int_equal(glue_warnings(), 1);
}

/* It would swallow the other half. */
TEST(open_quote_of_grub_is_closed)
{
	strcpy(grub, "name=\"a b");
	strcpy(extra, "selftest");
	assert_string_equal(put_together(), "name=\"a b\" selftest");
	assert_int_equal(glue_warnings(), 1);
	assert_true(glue_log_has("a quote is not closed"));
	strcpy(grub, "name=\"a b\" \"c\"");
	assert_string_equal(put_together(), "name=\"a b\" \"c\" selftest");
	assert_int_equal(glue_warnings(), 0);
	strcpy(grub, "\"");
	extra[0] = '\0';
	assert_string_equal(put_together(), "\"");
	assert_int_equal(glue_warnings(), 0);
}

/* To the byte, at each length: the quote has its room. */
TEST(open_quote_at_the_end_of_the_room)
{
	size_t len;

	for (len = COMMAND_LINE_SIZE - 20; len < COMMAND_LINE_SIZE; len++) {
		fill(grub, "abc", len);
		grub[len - 8] = '"';
		strcpy(extra, "selftest");
		put_together();
		assert_true(strlen(boot_command_line) < COMMAND_LINE_SIZE);
		assert_string_equal(boot_command_line +
				    strlen(boot_command_line) - 9,
				    " selftest");
	}
}

TEST(as_long_as_it_may_be)
{
	fill(grub, "a", COMMAND_LINE_SIZE - 2 - FW_CFG_MAX - 1);
	fill(extra, "x", FW_CFG_MAX);
	assert_int_equal(strlen(put_together()), COMMAND_LINE_SIZE - 2);
	assert_int_equal(glue_warnings(), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_of_two_or_both),
		cmocka_unit_test(a_long_line_cannot_push_out_the_other),
		cmocka_unit_test(never_cut_inside_a_word),
		cmocka_unit_test(grub_line_is_cut_at_a_border),
		cmocka_unit_test(blanks_in_quotes_are_no_border),
		cmocka_unit_test(open_quote_of_grub_is_closed),
		cmocka_unit_test(open_quote_at_the_end_of_the_room),
		cmocka_unit_test(as_long_as_it_may_be),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
