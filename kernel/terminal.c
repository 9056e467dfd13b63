// SPDX-License-Identifier: GPL-2.0-only
/*
 * The terminal behind the two screens (include/linux/terminal.h). Called by
 * their consoles; knows nothing of pixels, and allocates nothing.
 */
#include <linux/kernel.h>
#include <linux/terminal.h>

#define TAB_WIDTH	8

static void newline(struct terminal *t)
{
	t->column = 0;
	if (t->row < t->rows - 1)
		t->row++;
	else
		t->scroll();
}

static void put_cell(struct terminal *t, char c)
{
	bool printable = c >= ' ' && c <= '~';

	t->put(t->row, t->column, printable ? c : '?');
	if (++t->column == t->columns)
		newline(t);
}

static void put_char(struct terminal *t, char c)
{
	switch (c) {
	case '\n':
		newline(t);
		break;
	case '\r':
		t->column = 0;
		break;
	case '\b':
		if (t->column)
			t->column--;
		break;
	case '\t':
		do
			put_cell(t, ' ');
		while (t->column % TAB_WIDTH);
		break;
	default:
		put_cell(t, c);
	}
}

/* Blank the rest of a line, the cursor's or another one. */
static void erase(struct terminal *t, unsigned int row, unsigned int column)
{
	for (; column < t->columns; column++)
		t->put(row, column, ' ');
}

/* ESC [ number letter. */
static void run_escape(struct terminal *t, char letter)
{
	unsigned int count = t->number ? t->number : 1;
	unsigned int row;

	switch (letter) {
	case 'C':
		t->column = min(t->column + count, t->columns - 1);
		break;
	case 'D':
		t->column -= min(t->column, count);
		break;
	case 'H':
		t->row = t->top;
		t->column = 0;
		break;
	case 'J':
		for (row = t->top; row < t->rows; row++)
			erase(t, row, 0);
		break;
	case 'K':
		erase(t, t->row, t->column);
		break;
	}
}

/* True if @c was part of an escape sequence. */
static bool in_escape(struct terminal *t, char c)
{
	if (t->state == TERMINAL_TEXT) {
		if (c != '\033')
			return false;
		t->state = TERMINAL_ESCAPE;
	} else if (t->state == TERMINAL_ESCAPE) {
		t->state = c == '[' ? TERMINAL_NUMBER : TERMINAL_TEXT;
		t->number = 0;
	} else if (c >= '0' && c <= '9') {
		t->number = (t->number * 10 + c - '0') % 1000;
	} else if (c >= '@') {
		run_escape(t, c);
		t->state = TERMINAL_TEXT;
	}
	return true;
}

void terminal_write(struct terminal *t, const char *text, size_t len)
{
	for (; len; len--, text++)
		if (!in_escape(t, *text))
			put_char(t, *text);
}
