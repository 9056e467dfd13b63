// SPDX-License-Identifier: GPL-2.0-only
/*
 * The reader of map files: text to numbers, each line checked by itself. It
 * does not judge a map: overlaps, wraps and nonsense types are what the
 * kernel's code is given to work on. The first line that is none of the
 * format's ends the reading, with its file and number in map->error. Lines
 * of a boot log are taken apart in dmesg.c.
 */
#include "maps.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* No machine has that many; a file that does is no map. Fuzzers set less. */
#ifndef MAX_LINES
#define MAX_LINES	100000
#endif

#define SPACE		" \t\r\n"

struct reader {
	struct map_file *map;
	const char *path;
	unsigned int line;
	char *rest;			/* of the line, words cut off so far */
	enum map_file_format wanted;
	bool new_boot;			/* of several logs in one file */
};

__attribute__((format(printf, 2, 3)))
static int fail(struct reader *r, const char *fmt, ...)
{
	char *error = r->map->error;
	const size_t room = sizeof(r->map->error);
	va_list args;
	int n = r->line ? snprintf(error, room, "%s:%u: ", r->path, r->line)
			: snprintf(error, room, "%s: ", r->path);

	if (n < 0 || (size_t)n >= room)
		return -1;
	va_start(args, fmt);
	vsnprintf(error + n, room - n, fmt, args);
	va_end(args);
	/* Words of a file that is no text must not leave the line. */
	for (error += n; *error; error++)
		if (*error < ' ' || *error > '~')
			*error = '?';
	return -1;
}

static char *next_word(struct reader *r)
{
	return strtok_r(NULL, SPACE, &r->rest);
}

/* The next word as a number of all digits, at most @max. */
static int next_number(struct reader *r, const char *what, int base,
		       uint64_t max, uint64_t *value)
{
	const char *word = next_word(r);
	char *end;

	if (!word)
		return fail(r, "%s is missing", what);
	if (*word == '-' || *word == '+')
		return fail(r, "%s \"%s\" has a sign", what, word);
	errno = 0;
	*value = strtoull(word, &end, base);
	if (*end)
		return fail(r, "%s \"%s\" is not a %s number", what, word,
			    base == 16 ? "hexadecimal" : "decimal");
	if (errno || *value > max)
		return fail(r, "%s %s is too large", what, word);
	return 0;
}

static int next_u32(struct reader *r, const char *what, uint32_t *value)
{
	uint64_t number;

	if (next_number(r, what, 10, UINT32_MAX, &number))
		return -1;
	*value = number;
	return 0;
}

static int next_hex(struct reader *r, const char *what, uint64_t *value)
{
	return next_number(r, what, 16, UINT64_MAX, value);
}

static int end_of_line(struct reader *r)
{
	const char *word = next_word(r);

	return word ? fail(r, "\"%s\" is one word too many", word) : 0;
}

/* Room for one more element of @size bytes in an array of @nr. */
static void *grow(void *array, size_t nr, size_t size)
{
	void *bigger = realloc(array, (nr + 1) * size);

	if (!bigger) {
		perror("maps: realloc");
		exit(1);
	}
	return bigger;
}

static int read_e820(struct reader *r, struct map_line *line)
{
	return next_hex(r, "base", &line->base) ||
	       next_hex(r, "length", &line->size) ||
	       next_u32(r, "type", &line->type) || end_of_line(r);
}

static int read_efi(struct reader *r, struct map_line *line)
{
	return next_hex(r, "base", &line->base) ||
	       next_hex(r, "page count", &line->size) ||
	       next_u32(r, "type", &line->type) ||
	       next_hex(r, "attribute", &line->attribute) || end_of_line(r);
}

static int read_srat(struct reader *r, struct map_line *line)
{
	uint64_t last;
	const char *word;

	if (next_u32(r, "node", &line->node) ||
	    next_u32(r, "proximity domain", &line->pxm) ||
	    next_hex(r, "start", &line->base) || next_hex(r, "end", &last))
		return -1;
	if (last < line->base)
		return fail(r, "the end is below the start");
	line->size = last - line->base + 1;
	while ((word = next_word(r)) != NULL) {
		if (!strcmp(word, "hotplug"))
			line->flags |= MAP_LINE_HOTPLUG;
		else if (!strcmp(word, "non-volatile"))
			line->flags |= MAP_LINE_NONVOLATILE;
		else
			return fail(r, "unknown flag \"%s\"", word);
	}
	return 0;
}

static int add_line(struct reader *r, const struct map_line *line)
{
	struct map_file *map = r->map;

	if (map->nr_lines == MAX_LINES)
		return fail(r, "more than %d lines", MAX_LINES);
	map->lines = grow(map->lines, map->nr_lines, sizeof(*line));
	map->lines[map->nr_lines++] = *line;
	return 0;
}

/* Four words are EFI's, when nobody said what the file is. */
static enum map_file_format guess_columns(const char *text)
{
	int words = 0;

	while (*(text += strspn(text, SPACE))) {
		text += strcspn(text, SPACE);
		words++;
	}
	return words == 4 ? MAP_FILE_EFI : MAP_FILE_E820;
}

static int read_numbers(struct reader *r)
{
	struct map_file *map = r->map;
	struct map_line line = { .line = r->line };
	int err;

	if (map->format == MAP_FILE_ANY)
		map->format = guess_columns(r->rest);
	line.kind = map->format;
	if (map->format == MAP_FILE_SRAT)
		err = read_srat(r, &line);
	else if (map->format == MAP_FILE_EFI)
		err = read_efi(r, &line);
	else
		err = read_e820(r, &line);
	return err ? -1 : add_line(r, &line);
}

/* A line of a boot log. What is said by a later boot replaces the first. */
static int read_dmesg(struct reader *r)
{
	struct map_line line = { .line = r->line };
	const char *why = NULL;

	if (strstr(r->rest, "Linux version ") ||
	    strstr(r->rest, "nopanic: from the firmware's map"))
		r->new_boot = true;
	line.kind = dmesg_line(r->rest, &line, &why);
	if (why)
		return fail(r, "%s", why);
	if (line.kind == MAP_FILE_ANY)
		return 0;
	if (r->new_boot)
		r->map->nr_lines = 0;
	r->new_boot = false;
	return add_line(r, &line);
}

/* "# kind: e820": must agree with a format that was asked for. */
static int read_kind(struct reader *r)
{
	static const char *const names[] = {
		[MAP_FILE_E820] = "e820", [MAP_FILE_EFI] = "efi",
		[MAP_FILE_SRAT] = "srat", [MAP_FILE_DMESG] = "dmesg",
	};
	const char *word = next_word(r);
	enum map_file_format format = MAP_FILE_DMESG;

	while (format && (!word || strcmp(word, names[format])))
		format--;
	if (!format)
		return fail(r, "unknown kind \"%s\"", word ? word : "");
	if (r->wanted != MAP_FILE_ANY && format != r->wanted)
		return fail(r, "this is a file of kind %s, not %s", word,
			    names[r->wanted]);
	if (r->map->nr_lines && format != r->map->format)
		return fail(r, "kind comes after the first numbers");
	r->map->format = format;
	return 0;
}

static int read_expect_ram(struct reader *r)
{
	struct map_file *map = r->map;
	struct map_range ram;

	if (next_hex(r, "start", &ram.start) || next_hex(r, "end", &ram.end) ||
	    end_of_line(r))
		return -1;
	if (ram.end <= ram.start)
		return fail(r, "the end is not above the start");
	map->ram = grow(map->ram, map->nr_ram, sizeof(ram));
	map->ram[map->nr_ram++] = ram;
	return 0;
}

/* A comment; some are for us: "# name: value". */
static int read_comment(struct reader *r)
{
	struct map_file *map = r->map;
	const char *name = next_word(r);

	if (!name)
		return 0;
	if (!strcmp(name, "kind:"))
		return read_kind(r);
	if (!strcmp(name, "expect-ram:"))
		return read_expect_ram(r);
	if (!strcmp(name, "expect-last-pfn:"))
		return next_hex(r, "last-pfn", &map->last_pfn);
	if (!strcmp(name, "expect-pages:")) {
		map->has_expect = true;
		return next_number(r, "pages", 10, UINT64_MAX, &map->pages);
	}
	return 0;
}

static int read_line(struct reader *r, char *text)
{
	char *hash = strchr(text, '#');

	r->rest = text + strspn(text, SPACE);
	if (r->rest == hash) {
		r->rest = hash + 1;
		return read_comment(r);
	}
	if (r->map->format == MAP_FILE_DMESG)
		return read_dmesg(r);
	if (hash)
		*hash = '\0';		/* a comment behind the numbers */
	return r->rest[strspn(r->rest, SPACE)] ? read_numbers(r) : 0;
}

static int read_lines(struct reader *r, char *text, size_t size)
{
	char *end = text + size, *next;
	int err = 0;

	for (; !err && text < end; text = next) {
		next = memchr(text, '\n', end - text);
		if (next)
			*next++ = '\0';
		else
			next = end;
		r->line++;
		/* A NUL before the end of the line was in the file. */
		if (text + strlen(text) + 1 < next)
			err = fail(r, "not a text file");
		else
			err = read_line(r, text);
	}
	if (err)
		return err;
	if (!r->map->nr_lines)
		return fail(r, "no line of %s: this is no map",
			    r->map->format == MAP_FILE_DMESG ?
			    "a memory map" : "numbers");
	return 0;
}

/* A boot log is told by its lines, whatever else is in the file. */
static enum map_file_format guess_format(const char *text,
					 enum map_file_format wanted)
{
	bool log_may_be = wanted == MAP_FILE_ANY || wanted == MAP_FILE_SRAT;

	return log_may_be && dmesg_has_map(text) ? MAP_FILE_DMESG : wanted;
}

/**
 * map_text_read - read a map that is in memory
 * @map: filled in; to be freed by map_file_free() also after an error
 * @name: for messages; kept, not copied
 * @text: the map, with a NUL behind it; written to
 * @size: its bytes without the NUL
 * @format: as for map_file_read()
 *
 * Return: 0, or -1 with map->error set.
 */
int map_text_read(struct map_file *map, const char *name, char *text,
		  size_t size, enum map_file_format format)
{
	struct reader r = { .map = map, .path = name };

	memset(map, 0, sizeof(*map));
	map->name = name;
	r.wanted = map->format = guess_format(text, format);
	return read_lines(&r, text, size);
}
