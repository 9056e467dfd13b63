/* SPDX-License-Identifier: GPL-2.0-only */
/* One edited line from the consoles. */
#ifndef _LINUX_READLINE_H
#define _LINUX_READLINE_H

#include <linux/types.h>

#define LINE_LENGTH	256

/**
 * readline - let a person edit one line
 * @prompt: printed before it
 * @line: LINE_LENGTH bytes; holds the line without its newline
 *
 * Waits with interrupts on, and only here. Arrow keys, Home, End, Delete,
 * Ctrl-A E B F K U W L, and a history of the last 16 lines.
 *
 * Return: false when the line was given up with Ctrl-C.
 */
bool readline(const char *prompt, char *line);

#endif
