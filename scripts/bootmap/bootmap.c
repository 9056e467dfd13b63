// SPDX-License-Identifier: GPL-2.0-only
/*
 * bootmap: this kernel's view of any machine's memory map, on the host. This
 * file reads the command line; see bootmap.h for the rest.
 */
#include "bootmap.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXIT_BAD	2

enum output { REPORT, JSON, NORMAL };

static const char usage_text[] =
"Usage: bootmap [--format e820|efi|dmesg] [--srat FILE] [--json] FILE\n"
"\n"
"Lets nopanic's own code work on a machine's memory map, and prints what\n"
"would be its RAM. FILE (\"-\": standard input) has lines of numbers, or is a\n"
"boot log with a map in it, of Linux or of nopanic.\n"
"\n"
"  --format FORMAT  e820: base length type   (hex, hex, decimal)\n"
"                   efi: base pages type attribute (hex, hex, decimal, hex)\n"
"                   dmesg: a boot log; guessed if not given\n"
"  --srat FILE      which memory belongs to which node:\n"
"                   node pxm start end-inclusive [hotplug] [non-volatile],\n"
"                   or a boot log; without it, what FILE itself says\n"
"  --json           one JSON object instead of text\n"
"  --normal         only read FILE, and print it as qemu.sh --map passes it\n"
"                   to the kernel\n"
"\n"
"Exit status: 0, or 2 with one line that names the file and line at fault.\n";

struct arguments {
	enum map_file_format format;
	enum output output;
	const char *path, *srat;
};

static int parse_format(const char *name, enum map_file_format *format)
{
	if (!strcmp(name, "e820"))
		*format = MAP_FILE_E820;
	else if (!strcmp(name, "efi"))
		*format = MAP_FILE_EFI;
	else if (!strcmp(name, "dmesg"))
		*format = MAP_FILE_DMESG;
	else
		return -1;
	return 0;
}

static int complain(const char *text)
{
	fprintf(stderr, "bootmap: %s\n", text);
	return EXIT_BAD;
}

static int parse_arguments(int argc, char **argv, struct arguments *args)
{
	static const struct option options[] = {
		{ "format", required_argument, NULL, 'f' },
		{ "srat", required_argument, NULL, 's' },
		{ "json", no_argument, NULL, 'j' },
		{ "normal", no_argument, NULL, 'n' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	int c;

	while ((c = getopt_long(argc, argv, "h", options, NULL)) >= 0) {
		if (c == 'f' && parse_format(optarg, &args->format))
			return complain("--format is e820, efi or dmesg");
		if (c == 's')
			args->srat = optarg;
		else if (c == 'j')
			args->output = JSON;
		else if (c == 'n')
			args->output = NORMAL;
		else if (c == 'h') {
			fputs(usage_text, stdout);
			exit(0);
		} else if (c == '?') {
			return EXIT_BAD;	/* getopt has said it */
		}
	}
	if (optind != argc - 1)
		return complain("one FILE, please (bootmap --help)");
	args->path = argv[optind];
	return 0;
}

/* A node table alone is no memory map. */
static int read_map(const struct arguments *args, struct map_file *map)
{
	if (map_file_read(map, args->path, args->format))
		return complain(map->error);
	if (map->format == MAP_FILE_SRAT) {
		fprintf(stderr, "bootmap: %s:%u: this is a node table; give "
			"it with --srat\n", map->name, map->lines[0].line);
		return EXIT_BAD;
	}
	return 0;
}

static int run(const struct arguments *args, struct map_file *map,
	       struct map_file *srat)
{
	char error[512];

	if (read_map(args, map))
		return EXIT_BAD;
	if (args->srat && map_file_read(srat, args->srat, MAP_FILE_SRAT))
		return complain(srat->error);
	if (args->output == NORMAL) {
		print_normal(map);
		return 0;
	}
	if (machine_boot(map, args->srat ? srat : NULL, error))
		return complain(error);
	if (args->output == JSON)
		print_json();
	else
		print_report();
	return 0;
}

int main(int argc, char **argv)
{
	struct arguments args = { .format = MAP_FILE_ANY };
	struct map_file map = { .lines = NULL }, srat = { .lines = NULL };
	int status = parse_arguments(argc, argv, &args);

	if (!status)
		status = run(&args, &map, &srat);
	map_file_free(&map);
	map_file_free(&srat);
	if (fflush(stdout) || ferror(stdout)) {
		perror("bootmap");
		status = EXIT_BAD;
	}
	return status;
}
