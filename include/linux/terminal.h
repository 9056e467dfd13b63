/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A terminal: where the next character goes, lines that wrap and scroll, and
 * the few escape sequences that the prompt's line editor sends. What the
 * cells look like is the driver's business (vga.c, fbcon.c).
 */
#ifndef _LINUX_TERMINAL_H
#define _LINUX_TERMINAL_H

#include <linux/types.h>

/**
 * struct terminal - state of one screen
 * @columns: characters in a line
 * @rows: lines of the screen
 * @top: lines at the top that are not the terminal's; set by the driver
 * @put: show a character at (row, column); never called outside the screen
 * @scroll: move lines @top + 1 .. @rows - 1 up by one, blank the last one
 * @column: of the cursor, 0 .. @columns - 1
 * @row: of the cursor, @top .. @rows - 1; set to @top by the driver
 */
struct terminal {
	unsigned int columns, rows, top;
	void (*put)(unsigned int row, unsigned int column, char c);
	void (*scroll)(void);
	unsigned int column, row;
	/* An escape sequence may span two writes. */
	enum { TERMINAL_TEXT, TERMINAL_ESCAPE, TERMINAL_NUMBER } state;
	unsigned int number;
};

/**
 * terminal_write - text and escape sequences onto a screen
 * @t: the terminal
 * @text: bytes; what is neither printable ASCII nor a known control
 *	character is shown as '?'
 * @len: how many
 *
 * Obeys \n (with a carriage return), \r, \b, \t, ESC [ n C and D (cursor
 * right and left), K (erase to the end of the line), H (cursor to the first
 * line) and J (erase all); other ESC [ sequences are left out.
 */
void terminal_write(struct terminal *t, const char *text, size_t len);

#endif
