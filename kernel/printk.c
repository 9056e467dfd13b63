// SPDX-License-Identifier: GPL-2.0-only
/*
 * The log: a ring of records, and the consoles that show it. A message
 * printed before a console exists is replayed to it, so that nothing is
 * lost. Everybody calls printk(); it allocates nothing and may be called
 * from exception handlers. setup_log_buf() moves the ring, once, into a
 * larger one.
 */
#include <linux/bootmem.h>
#include <linux/console.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kmemleak.h>
#include <linux/params.h>
#include <linux/printk.h>
#include <linux/sprintf.h>
#include <linux/string.h>

/* Powers of two: the ring of the first stages, the usual one, the largest. */
#define EARLY_LOG_SIZE	(1u << 15)
#define LOG_BUF_LEN	(1u << 16)
#define LOG_BUF_LEN_MAX	(1u << 30)
#define LINE_MAX	1024
#define DEFAULT_LEVEL	4		/* no KERN_ prefix: a warning */

/* What stands in the ring before each text. */
struct record {
	u16 len;
	u8 level;
};

int console_loglevel = CONSOLE_LOGLEVEL_DEFAULT;

static char early_buf[EARLY_LOG_SIZE] __noscan;
static char *log_buf = early_buf;
static u64 log_size = EARLY_LOG_SIZE, log_buf_len = LOG_BUF_LEN;
static u64 log_first, log_next;		/* bytes ever; index is modulo size */
static u64 log_overwritten;		/* records, ever */
static u64 log_dropped;			/* those that no console has seen */
static struct console *consoles;
static u8 last_level = DEFAULT_LEVEL;
static bool line_open;			/* last text had no newline yet */

/* Bytes from @pos on that lie in one piece: before the ring begins anew. */
static u64 ring_piece(u64 pos, u64 size)
{
	return size - (pos & (size - 1));
}

static void ring_write(u64 pos, const void *src, size_t len)
{
	size_t head = min_t(u64, len, ring_piece(pos, log_size));

	memcpy(log_buf + (pos & (log_size - 1)), src, head);
	memcpy(log_buf, (const char *)src + head, len - head);
}

static void ring_read(u64 pos, void *dst, size_t len)
{
	size_t head = min_t(u64, len, ring_piece(pos, log_size));

	memcpy(dst, log_buf + (pos & (log_size - 1)), head);
	memcpy((char *)dst + head, log_buf, len - head);
}

/* Forget the oldest records until @need bytes are free. */
static void make_room(size_t need)
{
	struct record rec;

	while (log_next - log_first + need > log_size) {
		ring_read(log_first, &rec, sizeof(rec));
		log_first += sizeof(rec) + rec.len;
		log_overwritten++;
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

bool console_write_one(const char *name, const char *text, size_t len)
{
	for (struct console *con = consoles; con; con = con->next) {
		if (strcmp(con->name, name))
			continue;
		con->write(text, len);
		return true;
	}
	return false;
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
	len = vsnprintf(line, sizeof(line), fmt, args);
	text = strip_level(line, &level, &cont);
	if (line_open && !cont)
		emit(last_level, "\n", 1);
	len = min(len, LINE_MAX - 1) - (text - line);
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

/* ---- consoles --------------------------------------------------------- */

static void replay(void (*write)(const char *text, size_t len), int loglevel)
{
	char text[LINE_MAX];
	struct record rec;

	for (u64 pos = log_first; pos < log_next; pos += rec.len) {
		ring_read(pos, &rec, sizeof(rec));
		pos += sizeof(rec);
		if (rec.level >= loglevel)
			continue;
		ring_read(pos, text, rec.len);
		write(text, rec.len);
	}
}

void show_log(void)
{
	if (log_overwritten)
		cprintf("(%llu older messages have been overwritten; "
			"log_buf_len= makes room)\n", log_overwritten);
	replay(console_write, CONSOLE_LOGLEVEL_DEBUG);
}

u64 log_mark(void)
{
	return log_next;
}

bool log_said(u64 mark, const char *what)
{
	char text[LINE_MAX];
	struct record rec;

	for (u64 pos = max(mark, log_first); pos < log_next; pos += rec.len) {
		ring_read(pos, &rec, sizeof(rec));
		pos += sizeof(rec);
		ring_read(pos, text, rec.len);
		text[rec.len] = '\0';
		if (strstr(text, what))
			return true;
	}
	return false;
}

void register_console(struct console *con)
{
	struct console **last = &consoles;

	replay(con->write, console_loglevel);
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

/* ---- a larger ring ---------------------------------------------------- */

__init int setup_log_buf_len(char *value)
{
	char *rest;
	u64 size = memparse(value, &rest);

	if (!size || *rest || size > LOG_BUF_LEN_MAX)
		return -EINVAL;
	log_buf_len = size & (size - 1) ? 1ULL << fls64(size) : size;
	return 0;
}
early_param("log_buf_len", setup_log_buf_len);

/* All records keep their positions, but in a ring of another size. */
static __init void move_ring(char *buf, u64 size)
{
	u64 pos, len;

	for (pos = log_first; pos < log_next; pos += len) {
		len = min(ring_piece(pos, log_size), ring_piece(pos, size));
		len = min(len, log_next - pos);
		memcpy(buf + (pos & (size - 1)),
		       log_buf + (pos & (log_size - 1)), len);
	}
	log_buf = buf;
	log_size = size;
}

__init void setup_log_buf(void)
{
	char *buf;

	if (log_buf_len <= log_size)
		return;
	buf = __alloc_bootmem_nopanic(log_buf_len, 0, BOOTMEM_LOW_LIMIT);
	if (!buf) {
		pr_warn("log_buf_len: no room for %llu bytes: the log stays "
			"at %llu\n", log_buf_len, log_size);
		return;
	}
	kmemleak_no_scan(buf);
	move_ring(buf, log_buf_len);
	pr_info("log_buf_len: %llu bytes, %llu of them used so far\n",
		log_size, log_next - log_first);
}
