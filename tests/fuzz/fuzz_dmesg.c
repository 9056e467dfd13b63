// SPDX-License-Identifier: GPL-2.0-only
/*
 * bootmap's reader: a boot log or a map file, as people paste them. The first
 * byte says what it is taken for, the rest is the file. What was read becomes
 * an SRAT, where there are nodes in it.
 *
 * sources: scripts/bootmap/maps.c scripts/bootmap/dmesg.c
 * sources: scripts/bootmap/map_file.c
 * sources: scripts/bootmap/srat_table.c
 * cflags: -I arch/x86/include -Dfopen=fuzz_open -DMAX_BYTES=2048
 * cflags: -DMAX_LINES=60
 * reads: scripts/bootmap/maps.c scripts/bootmap/dmesg.c
 * reads: scripts/bootmap/srat_table.c
 * bytes: 2200
 */
#include "fuzz.h"
#include "scripts/bootmap/maps.h"
#include "scripts/bootmap/srat_table.h"

FILE *fuzz_open(const char *path, const char *mode);

static const u8 *text;
static size_t text_size;

/* The file is the input; an empty one, which fmemopen() refuses, is not. */
FILE *fuzz_open(const char *path, const char *mode)
{
	(void)path;
	return text_size ? fmemopen((void *)text, text_size, mode) : NULL;
}

static void require_lines(const struct map_file *map)
{
	size_t i;

	for (i = 0; i < map->nr_lines; i++) {
		REQUIRE(map->lines[i].kind != MAP_FILE_ANY);
		REQUIRE(map->lines[i].kind < MAP_FILE_DMESG);
		REQUIRE(map->lines[i].line > (i ? map->lines[i - 1].line : 0));
	}
	for (i = 0; i < map->nr_ram; i++)
		REQUIRE(map->ram[i].start < map->ram[i].end);
}

/* One line that names the file, and nothing that a terminal obeys. */
static void require_error(const char *error)
{
	REQUIRE(!strncmp(error, "F:", 2));
	REQUIRE(strlen(error) > 4);
	for (; *error; error++)
		REQUIRE(*error >= ' ' && *error <= '~');
}

/* The bytes of the table sum to 0, and it says its length. */
static void require_srat(struct map_file *map)
{
	u32 length;
	u8 *table, sum = 0;
	size_t size, i;

	if (srat_table_build(map, &table, &size)) {
		REQUIRE(*map->error);
		return;
	}
	memcpy(&length, table + 4, sizeof(length));
	REQUIRE(length == size);
	for (i = 0; i < size; i++)
		sum += table[i];
	REQUIRE(sum == 0);
	free(table);
}

void fuzz_one(const u8 *data, size_t size)
{
	struct input in = { data, data + size };
	enum map_file_format format = input_u8(&in) % (MAP_FILE_DMESG + 1);
	struct map_file map;

	text = in.at;
	text_size = input_left(&in);
	if (map_file_read(&map, "F", format)) {
		require_error(map.error);
	} else {
		REQUIRE(map.nr_lines && !*map.error);
		require_lines(&map);
		require_srat(&map);
	}
	map_file_free(&map);
}
