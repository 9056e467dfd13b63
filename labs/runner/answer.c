// SPDX-License-Identifier: GPL-2.0-only
/*
 * The runner's answer: one JSON object about one test, put together while
 * the calls run and written to descriptor 3 at the end, or when something
 * has broken. (To standard output if there is no descriptor 3: in gdb.)
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "runner.h"

#define ANSWER_MAX	(1u << 20)
#define LINES_MAX	(1u << 16)

extern const struct lab_look __start_lab_looks[], __stop_lab_looks[];

/* A list of texts, each in JSON's quotes. */
struct lines {
	char text[LINES_MAX];
	size_t len;
};

static char answer[ANSWER_MAX];
static size_t answer_len, done_len;
static struct lines notes, warnings, printed, stubs;

/* ---- JSON ------------------------------------------------------------- */

static void put(const char *text, size_t len)
{
	if (answer_len + len < ANSWER_MAX) {
		memcpy(answer + answer_len, text, len);
		answer_len += len;
	}
}

/* A value follows: does one stand before it? */
static void put_comma(void)
{
	if (answer_len && !strchr("[{:", answer[answer_len - 1]))
		put(",", 1);
}

static size_t quote(char *to, size_t room, const char *text)
{
	size_t n = 0;

	to[n++] = '"';
	for (; *text && n + 8 < room; text++) {
		unsigned char c = *text;

		if (c == '"' || c == '\\')
			to[n++] = '\\';
		if (c < ' ' || c > '~')
			n += sprintf(to + n, "\\u%04x", c);
		else
			to[n++] = c;
	}
	to[n++] = '"';
	return n;
}

static void put_quoted(const char *text)
{
	char line[2048];

	put_comma();
	put(line, quote(line, sizeof(line), text));
}

void lab_value(u64 value)
{
	char text[24];

	put_comma();
	put(text, sprintf(text, "%llu", value));
}

void lab_value_signed(s64 value)
{
	char text[24];

	put_comma();
	put(text, sprintf(text, "%lld", value));
}

void lab_text(const char *fmt, ...)
{
	char text[1024];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	put_quoted(text);
}

void lab_open(char bracket)
{
	put_comma();
	put(&bracket, 1);
}

void lab_close(char bracket)
{
	put(&bracket, 1);
}

void lab_key(const char *key)
{
	put_quoted(key);
	put(":", 1);
}

void lab_pointer(const void *ptr)
{
	size_t size;

	if (!ptr)
		lab_value(0);
	else if (__pa(ptr) < LAB_RAM_SIZE)
		lab_value(__pa(ptr));
	else if (lab_slab_holds(ptr, &size))
		lab_text("slab object of %zu bytes", size);
	else
		lab_text("stray pointer %p", ptr);
}

/* ---- notes and log ---------------------------------------------------- */

static void add_line(struct lines *lines, const char *text)
{
	size_t len = strlen(text) * 6 + 16;

	if (lines->len + len >= LINES_MAX)
		return;
	if (lines->len)
		lines->text[lines->len++] = ',';
	lines->len += quote(lines->text + lines->len, len, text);
}

void lab_note(const char *fmt, ...)
{
	char text[256];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	add_line(&notes, text);
}

void lab_log(int level, const char *text)
{
	add_line(level <= 4 ? &warnings : &printed, text);
}

void lab_stub_used(const char *who)
{
	add_line(&stubs, who);
}

static void put_lines(const char *key, const struct lines *lines)
{
	lab_key(key);
	lab_open('[');
	put(lines->text, lines->len);
	lab_close(']');
}

/* ---- the lists -------------------------------------------------------- */

static void put_region(const struct memblock_region *r)
{
	lab_open('[');
	lab_value(r->base);
	lab_value(r->size);
	lab_value_signed(memblock_get_region_node(r));
	lab_value(r->flags);
	lab_close(']');
}

static void put_list(const char *key, const struct memblock_type *type)
{
	unsigned long i;

	lab_key(key);
	lab_open('{');
	lab_key("cnt");
	lab_value(type->cnt);
	lab_key("max");
	lab_value(type->max);
	lab_key("total");
	lab_value(type->total_size);
	lab_key("regions");
	lab_open('[');
	/* An empty list has a first entry, too. */
	for (i = 0; i < (type->cnt ? type->cnt : 1) && i < type->max; i++)
		put_region(&type->regions[i]);
	lab_close(']');
	lab_close('}');
}

/* ---- the whole -------------------------------------------------------- */

void lab_answer_begin(const char *id)
{
	lab_open('{');
	lab_key("id");
	put_quoted(id);
	lab_key("results");
	lab_open('[');
	done_len = answer_len;
}

void lab_answer_call_done(void)
{
	done_len = answer_len;
}

static void send_rest(void)
{
	int fd = fcntl(3, F_GETFD) < 0 ? STDOUT_FILENO : 3;
	size_t sent = 0;
	ssize_t n;

	put_lines("log", &warnings);
	put_lines("printed", &printed);
	put_lines("notes", &notes);
	put_lines("stubs", &stubs);
	put("}\n", 2);
	while (sent < answer_len) {
		n = write(fd, answer + sent, answer_len - sent);
		if (n <= 0)
			break;
		sent += n;
	}
}

void lab_answer_send(void)
{
	const struct lab_look *look;

	lab_close(']');
	put_list("memory", &memblock.memory);
	put_list("reserved", &memblock.reserved);
	for (look = __start_lab_looks; look < __stop_lab_looks; look++) {
		lab_key(look->name);
		look->fn();
	}
	send_rest();
}

void lab_answer_broken(const char *kind, const char *what, u64 address,
		       const unsigned long *trace, unsigned int nr)
{
	unsigned int i;

	answer_len = done_len;
	lab_close(']');
	lab_key(kind);
	lab_open('{');
	lab_key("what");
	put_quoted(what);
	lab_key("address");
	lab_value(address);
	lab_key("trace");
	lab_open('[');
	for (i = 0; i < nr; i++)
		lab_value(trace[i]);
	lab_close(']');
	lab_close('}');
	send_rest();
	_exit(0);
}
