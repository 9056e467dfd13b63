// SPDX-License-Identifier: GPL-2.0-only
/*
 * Map files: a file, or standard input, as a text that maps.c reads. What
 * cannot be read gets one line in map->error, with its name.
 */
#include "maps.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* No machine's map is that long. Fuzzers set less. */
#ifndef MAX_BYTES
#define MAX_BYTES	(16u << 20)
#endif

static int fail(struct map_file *map, const char *why)
{
	snprintf(map->error, sizeof(map->error), "%s: %s", map->name, why);
	return -1;
}

/* All of a file, with a NUL behind it; NULL with an error. */
static char *read_all(struct map_file *map, FILE *file, size_t *size)
{
	char *text = malloc(MAX_BYTES + 1);

	if (!text) {
		perror("maps: malloc");
		exit(1);
	}
	*size = fread(text, 1, MAX_BYTES + 1, file);
	if (ferror(file))
		fail(map, strerror(errno));
	else if (*size > MAX_BYTES)
		fail(map, "more than 16 MiB: this is no map");
	else {
		text[*size] = '\0';
		return text;
	}
	free(text);
	return NULL;
}

/**
 * map_file_read - read a map file
 * @map: filled in; to be freed by map_file_free() also after an error
 * @path: the file; "-" is standard input
 * @format: what it must be, or MAP_FILE_ANY; a node table (MAP_FILE_SRAT)
 *	may also be in a boot log
 *
 * Return: 0, or -1 with map->error set.
 */
int map_file_read(struct map_file *map, const char *path,
		  enum map_file_format format)
{
	bool standard = !strcmp(path, "-");
	FILE *file = standard ? stdin : fopen(path, "r");
	char *text;
	size_t size;
	int err = -1;

	memset(map, 0, sizeof(*map));
	map->name = standard ? "<stdin>" : path;
	if (!file)
		return fail(map, strerror(errno));
	text = read_all(map, file, &size);
	if (text)
		err = map_text_read(map, map->name, text, size, format);
	free(text);
	if (!standard)
		fclose(file);
	return err;
}

/**
 * map_file_free - free what map_file_read() allocated
 * @map: may have been freed before
 */
void map_file_free(struct map_file *map)
{
	free(map->lines);
	free(map->ram);
	map->lines = NULL;
	map->ram = NULL;
	map->nr_lines = map->nr_ram = 0;
}
