// SPDX-License-Identifier: GPL-2.0-only
/*
 * The reader of files with memory maps (scripts/bootmap/maps.c): what it
 * takes, and the line that it names where it does not.
 *
 * sources: scripts/bootmap/maps.c scripts/bootmap/dmesg.c
 * sources: scripts/bootmap/map_file.c
 * sources: tests/host/glue.c
 * cflags: -I arch/x86/include
 */
#include <unistd.h>
#include "glue.h"
#include "scripts/bootmap/maps.h"

static struct map_file read_text(const char *text, enum map_file_format format,
				 int want)
{
	char path[] = "/tmp/nopanic-map-XXXXXX", *name;
	int fd = mkstemp(path);
	struct map_file map;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	assert_int_equal(map_file_read(&map, path, format), want);
	unlink(path);
	/* The name is another each time: keep what comes behind it. */
	name = strstr(map.error, path);
	if (name)
		memmove(name, name + strlen(path), strlen(name + strlen(path))
			+ 1);
	return map;
}

TEST(test_read_e820)
{
	struct map_file map = read_text(
		"# kind: e820\r\n\n  # note: # kind: x\n"
		"# expect-ram: 1000 9f000\n# expect-last-pfn: 0x9f\n"
		"# expect-pages: 158\n"
		"0 0x9fc00 1   # base memory\r\n\tffffffffffffffff 1 20",
		MAP_FILE_ANY, 0);

	assert_int_equal(map.format, MAP_FILE_E820);
	assert_int_equal(map.nr_lines, 2);
	assert_int_equal(map.lines[0].size, 0x9fc00);
	assert_int_equal(map.lines[1].base, ~0ULL);
	assert_int_equal(map.lines[1].type, 20);
	assert_int_equal(map.lines[1].line, 8);
	assert_int_equal(map.nr_ram, 1);
	assert_int_equal(map.ram[0].end, 0x9f000);
	assert_int_equal(map.last_pfn, 0x9f);
	assert_true(map.has_expect);
	assert_int_equal(map.pages, 158);
	map_file_free(&map);
	map_file_free(&map);
}

static void expect_error(const char *text, enum map_file_format format,
			 const char *error)
{
	struct map_file map = read_text(text, format, -1);

	assert_string_equal(map.error, error);
	map_file_free(&map);
}

TEST(test_read_errors)
{
	const enum map_file_format any = MAP_FILE_ANY, efi = MAP_FILE_EFI;
	const enum map_file_format srat = MAP_FILE_SRAT;

	expect_error("", any, ": no line of numbers: this is no map");
	expect_error("0 1000 1\n0 1000\n", any, ":2: type is missing");
	expect_error("0\n", any, ":1: length is missing");
	expect_error("hello\n", any,
		     ":1: base \"hello\" is not a hexadecimal number");
	expect_error("0 10 1 1 f\n", any, ":1: \"1\" is one word too many");
	expect_error("0 10 1 f\n0 10 1\n", any, ":2: attribute is missing");
	expect_error("0 -10 1\n", any, ":1: length \"-10\" has a sign");
	expect_error("0 10 0x1\n", any,
		     ":1: type \"0x1\" is not a decimal number");
	expect_error("0 10 4294967296\n", any,
		     ":1: type 4294967296 is too large");
	expect_error("10000000000000000 1 1\n", any,
		     ":1: base 10000000000000000 is too large");
	expect_error("0 10 7\n", efi, ":1: attribute is missing");
	expect_error("0 0 10 f\n", srat, ":1: the end is below the start");
	expect_error("0 0 0 f cold\n", srat, ":1: unknown flag \"cold\"");
	expect_error("# kind: elf\n", any, ":1: unknown kind \"elf\"");
	expect_error("# kind: efi\n", srat,
		     ":1: this is a file of kind efi, not srat");
	expect_error("0 1 1\n# kind: efi\n", any,
		     ":2: kind comes after the first numbers");
	expect_error("# expect-ram: 9f000 1000\n", any,
		     ":1: the end is not above the start");
	expect_error("# expect-ram: 9f000\n", any, ":1: end is missing");
}

TEST(test_read_no_file)
{
	struct map_file map;

	assert_int_equal(map_file_read(&map, "/nowhere/x", MAP_FILE_ANY), -1);
	assert_string_equal(map.error, "/nowhere/x: No such file or directory");
	map_file_free(&map);
	assert_int_equal(map_file_read(&map, "/tmp", MAP_FILE_ANY), -1);
	assert_string_equal(map.error, "/tmp: Is a directory");
	map_file_free(&map);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read_e820),
		cmocka_unit_test(test_read_errors),
		cmocka_unit_test(test_read_no_file),
	};

	return RUN(tests);
}
