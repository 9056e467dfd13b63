// SPDX-License-Identifier: GPL-2.0-only
/*
 * Line editing for the monitor's prompt. The serial line and the PS/2
 * keyboard send the same bytes: control characters, and ANSI sequences for
 * the arrow keys. Nothing here knows what a command is.
 */
#include <asm/io.h>
#include <asm/setup.h>
#include <linux/console.h>
#include <linux/kernel.h>
#include <linux/readline.h>
#include <linux/string.h>

#define HISTORY		16
#define CTRL(c)		((c) & 0x1f)

/* Keys that come as a sequence, numbered above all characters. */
enum key { KEY_UP = 256, KEY_DOWN, KEY_RIGHT, KEY_LEFT, KEY_HOME, KEY_END,
	   KEY_DELETE, KEY_UNKNOWN };

struct edit {
	const char *prompt;
	char *line;
	int len, cursor;
	int history;			/* lines back; 0: the line itself */
};

static char history[HISTORY][LINE_LENGTH];
static char draft[LINE_LENGTH];		/* what Up has put aside */
static unsigned int history_next;	/* lines ever stored */

/* The only place where interrupts are on: they wake the CPU. */
static int wait_char(void)
{
	int c;

	while ((c = input_getc()) < 0)
		safe_halt();
	return c;
}

/*
 * "ESC [ 3 ~": the number says which key. The sequence ends with a byte from
 * '@' to '~'; with another one than '~' it is a key with Ctrl or Shift.
 */
static int numbered_key(int digit)
{
	int c, number = digit - '0';

	while ((c = wait_char()) < '@' || c > '~')
		if (c >= '0' && c <= '9')
			number = number * 10 + c - '0';
	if (c != '~')
		return KEY_UNKNOWN;
	switch (number) {
	case 1: case 7: return KEY_HOME;
	case 4: case 8: return KEY_END;
	case 3: return KEY_DELETE;
	default: return KEY_UNKNOWN;
	}
}

static int read_key(void)
{
	int c = wait_char();

	if (c != 0x1b)
		return c;
	c = wait_char();
	if (c != '[' && c != 'O')
		return KEY_UNKNOWN;
	c = wait_char();
	switch (c) {
	case 'A': return KEY_UP;
	case 'B': return KEY_DOWN;
	case 'C': return KEY_RIGHT;
	case 'D': return KEY_LEFT;
	case 'H': return KEY_HOME;
	case 'F': return KEY_END;
	case '0' ... '9': return numbered_key(c);
	default: return KEY_UNKNOWN;
	}
}

/* Draw the line again and put the cursor where it belongs. */
static void redraw(const struct edit *e)
{
	cprintf("\r%s%s\x1b[K", e->prompt, e->line);
	if (e->cursor < e->len)
		cprintf("\x1b[%dD", e->len - e->cursor);
}

static void insert_char(struct edit *e, char c)
{
	if (e->len == LINE_LENGTH - 1)
		return;
	memmove(e->line + e->cursor + 1, e->line + e->cursor,
		e->len - e->cursor + 1);
	e->line[e->cursor++] = c;
	e->len++;
	if (e->cursor == e->len)
		console_write(&c, 1);
	else
		redraw(e);
}

/* Take [from, to) out of the line; the cursor ends at @from. */
static void cut(struct edit *e, int from, int to)
{
	if (from < 0 || from >= to || to > e->len)
		return;
	memmove(e->line + from, e->line + to, e->len - to + 1);
	e->len -= to - from;
	e->cursor = from;
	redraw(e);
}

static int word_start(const struct edit *e)
{
	int i = e->cursor;

	while (i > 0 && e->line[i - 1] == ' ')
		i--;
	while (i > 0 && e->line[i - 1] != ' ')
		i--;
	return i;
}

static void move_cursor(struct edit *e, int to)
{
	e->cursor = min(max(to, 0), e->len);
	redraw(e);
}

static void recall(struct edit *e, int step)
{
	int kept = min_t(int, history_next, HISTORY);
	int back = e->history + step;

	if (back < 0 || back > kept)
		return;
	if (!e->history)
		memcpy(draft, e->line, LINE_LENGTH);
	e->history = back;
	memcpy(e->line, back ? history[(history_next - back) % HISTORY]
			     : draft, LINE_LENGTH);
	e->len = e->cursor = strlen(e->line);
	redraw(e);
}

static void remember(const char *line)
{
	unsigned int last = (history_next + HISTORY - 1) % HISTORY;

	if (!*line || (history_next && !strcmp(history[last], line)))
		return;
	memcpy(history[history_next++ % HISTORY], line, LINE_LENGTH);
}

static void edit_key(struct edit *e, int key)
{
	switch (key) {
	case CTRL('P'): case KEY_UP: recall(e, 1); break;
	case CTRL('N'): case KEY_DOWN: recall(e, -1); break;
	case CTRL('F'): case KEY_RIGHT: move_cursor(e, e->cursor + 1); break;
	case CTRL('B'): case KEY_LEFT: move_cursor(e, e->cursor - 1); break;
	case CTRL('A'): case KEY_HOME: move_cursor(e, 0); break;
	case CTRL('E'): case KEY_END: move_cursor(e, e->len); break;
	case CTRL('H'): case 0x7f: cut(e, e->cursor - 1, e->cursor); break;
	case CTRL('D'): case KEY_DELETE: cut(e, e->cursor, e->cursor + 1);
		break;
	case CTRL('K'): cut(e, e->cursor, e->len); break;
	case CTRL('U'): cut(e, 0, e->cursor); break;
	case CTRL('W'): cut(e, word_start(e), e->cursor); break;
	case CTRL('L'): cprintf("\x1b[H\x1b[2J"); redraw(e); break;
	default:
		if (key >= ' ' && key < 0x7f)
			insert_char(e, key);
	}
}

bool readline(const char *prompt, char *line)
{
	struct edit e = { .prompt = prompt, .line = line };
	int key;

	memset(line, 0, LINE_LENGTH);
	redraw(&e);
	for (;;) {
		key = read_key();
		if (key == '\r' || key == '\n' || key == CTRL('C'))
			break;
		edit_key(&e, key);
	}
	cprintf(key == CTRL('C') ? "^C\n" : "\n");
	if (key == CTRL('C'))
		return false;
	remember(line);
	return true;
}
