// SPDX-License-Identifier: GPL-2.0-only
/*
 * The log: a ring of records that never grows at boot, and the consoles that
 * show it. A message printed before a console exists is replayed to it, so
 * that nothing is lost. Everybody calls printk(); it allocates nothing and
 * may be called from exception handlers.
 */
#include <linux/console.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#define LOG_SIZE	(1u << 15)	/* a power of two */
#define LINE_MAX	1024
#define DEFAULT_LEVEL	4		/* no KERN_ prefix: a warning */

/* What stands in the ring before each text. */
struct record {
	u16 len;
	u8 level;
};

int console_loglevel = CONSOLE_LOGLEVEL_DEFAULT;

static char log_buf[LOG_SIZE];
static u64 log_first, log_next;		/* bytes ever; index is modulo size */
static u64 log_dropped;			/* records overwritten unseen */
static struct console *consoles;
static u8 last_level = DEFAULT_LEVEL;
static bool line_open;			/* last text had no newline yet */

static void ring_write(u64 pos, const void *src, size_t len)
{
	const char *bytes = src;

	for (size_t i = 0; i < len; i++)
		log_buf[(pos + i) % LOG_SIZE] = bytes[i];
}

static void ring_read(u64 pos, void *dst, size_t len)
{
	char *bytes = dst;

	for (size_t i = 0; i < len; i++)
		bytes[i] = log_buf[(pos + i) % LOG_SIZE];
}

/* Forget the oldest records until @need bytes are free. */
static void make_room(size_t need)
{
	struct record rec;

	while (log_next - log_first + need > LOG_SIZE) {
		ring_read(log_first, &rec, sizeof(rec));
		log_first += sizeof(rec) + rec.len;
		if (!consoles)
			log_dropped++;
	}
}

static void log_store(u8 level, const char *text, size_t len)
{
	struct record rec = { len, level };

	make_room(sizeof(rec) + len);
	ring_write(log_next, &rec, sizeof(rec));
	ring_write(log_next + sizeof(rec), text, len);
	log_next += sizeof(rec) + len;
}

void console_write(const char *text, size_t len)
{
	for (struct console *con = consoles; con; con = con->next)
		con->write(text, len);
}

static void emit(u8 level, const char *text, size_t len)
{
	log_store(level, text, len);
	if (level < console_loglevel)
		console_write(text, len);
}

/* Take the KERN_ prefix off; a continuation keeps the last level. */
static const char *strip_level(const char *text, u8 *level, bool *cont)
{
	*cont = false;
	*level = DEFAULT_LEVEL;
	if (text[0] != KERN_SOH[0] || !text[1])
		return text;
	if (text[1] == 'c') {
		*cont = true;
		*level = last_level;
	} else {
		*level = text[1] - '0';
	}
	return text + 2;
}

int vprintk(const char *fmt, va_list args)
{
	char line[LINE_MAX];
	const char *text;
	bool cont;
	u8 level;
	int len;

	/* A panic that comes first of all must still be seen. */
	if (in_panic && !consoles)
		console_init();
	vsnprintf(line, sizeof(line), fmt, args);
	text = strip_level(line, &level, &cont);
	if (line_open && !cont)
		emit(last_level, "\n", 1);
	len = strlen(text);
	emit(level, text, len);
	last_level = level;
	line_open = len ? text[len - 1] != '\n' : line_open && cont;
	return len;
}

int printk(const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vprintk(fmt, args);
	va_end(args);
	return len;
}

int cprintf(const char *fmt, ...)
{
	char line[LINE_MAX];
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(line, sizeof(line), fmt, args);
	va_end(args);
	console_write(line, strlen(line));
	return len;
}

static void replay(struct console *con)
{
	char text[LINE_MAX];
	struct record rec;
	u64 pos;

	for (pos = log_first; pos < log_next; pos += sizeof(rec) + rec.len) {
		ring_read(pos, &rec, sizeof(rec));
		if (rec.level >= console_loglevel)
			continue;
		ring_read(pos + sizeof(rec), text, rec.len);
		con->write(text, rec.len);
	}
}

void register_console(struct console *con)
{
	struct console **last = &consoles;

	replay(con);
	while (*last)
		last = &(*last)->next;
	con->next = NULL;
	*last = con;
	if (log_dropped) {
		pr_warn("printk: log too small, %llu messages lost\n",
			log_dropped);
		log_dropped = 0;
	}
}
