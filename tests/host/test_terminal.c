// SPDX-License-Identifier: GPL-2.0-only
/*
 * kernel/terminal.c on a screen of 6 lines of 10 characters, of which the
 * first two are not the terminal's.
 * sources: kernel/terminal.c tests/host/glue.c
 */
#include <linux/terminal.h>
#include "glue.h"

#define COLUMNS	10
#define ROWS	6
#define TOP	2

static char screen[ROWS][COLUMNS + 1];
static unsigned int scrolls;
static struct terminal t;

static void put(unsigned int row, unsigned int column, char c)
{
	assert_in_range(row, TOP, ROWS - 1);
	assert_in_range(column, 0, COLUMNS - 1);
	screen[row][column] = c;
}

static void scroll(void)
{
	scrolls++;
	memmove(screen[TOP], screen[TOP + 1],
		sizeof(screen[0]) * (ROWS - TOP - 1));
	memset(screen[ROWS - 1], ' ', COLUMNS);
}

static int setup(void **state)
{
	for (int row = 0; row < ROWS; row++)
		snprintf(screen[row], COLUMNS + 1, "%*s", COLUMNS, "");
	t = (struct terminal){ .columns = COLUMNS, .rows = ROWS, .top = TOP,
			       .row = TOP, .put = put, .scroll = scroll };
	scrolls = 0;
	return 0;
}

static void say(const char *text)
{
	terminal_write(&t, text, strlen(text));
}

/* Lines of the terminal, without the blanks at their ends. */
static void expect(const char *a, const char *b, const char *c, const char *d)
{
	const char *want[] = { a, b, c, d };

	for (int i = 0; i < ROWS - TOP; i++) {
		char line[COLUMNS + 1];
		size_t len = COLUMNS;

		memcpy(line, screen[TOP + i], sizeof(line));
		while (len && line[len - 1] == ' ')
			line[--len] = '\0';
		assert_string_equal(line, want[i]);
	}
}

TEST(lines_and_wrapping)
{
	say("one\ntwo\r2\n0123456789ab");
	expect("one", "2wo", "0123456789", "ab");
	assert_int_equal(t.row, 5);
	assert_int_equal(t.column, 2);
}

TEST(scrolling_keeps_the_top)
{
	say("1\n2\n3\n4\n5\n6");
	expect("3", "4", "5", "6");
	assert_int_equal(scrolls, 2);
	assert_string_equal(screen[0], "          ");
}

TEST(tabs_and_backspace)
{
	say("a\tb\b\bc\n\b\bx");
	expect("a      cb", "x", "", "");
}

TEST(other_bytes_are_question_marks)
{
	say("\x01\xc3\xa4~");
	expect("???~", "", "", "");
}

TEST(line_editing)
{
	say("nopanic> abc\r\033[2C");
	assert_int_equal(t.column, 2);
	setup(NULL);
	say("abcdef\033[3DX\033[K");
	expect("abcX", "", "", "");
	say("\033[99C|");		/* to the last column, and not beyond */
	assert_int_equal(t.row, TOP + 1);
	say("\033[99DY");
	expect("abcX     |", "Y", "", "");
}

TEST(clear)
{
	say("1\n2\n3\n4\n5\033[H\033[2Jx");
	expect("x", "", "", "");
}

/* Colours are left out, wherever the writes cut the sequence. */
TEST(sequences_in_pieces)
{
	static const char text[] = "a\033[48;5;25;38;5;231mb\033[0mc\033Zd";

	for (size_t cut = 0; cut < sizeof(text); cut++) {
		setup(NULL);
		terminal_write(&t, text, cut);
		terminal_write(&t, text + cut, sizeof(text) - 1 - cut);
		expect("abcd", "", "", "");
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(lines_and_wrapping, setup),
		cmocka_unit_test_setup(scrolling_keeps_the_top, setup),
		cmocka_unit_test_setup(tabs_and_backspace, setup),
		cmocka_unit_test_setup(other_bytes_are_question_marks, setup),
		cmocka_unit_test_setup(line_editing, setup),
		cmocka_unit_test_setup(clear, setup),
		cmocka_unit_test_setup(sequences_in_pieces, setup),
	};

	return RUN(tests);
}
