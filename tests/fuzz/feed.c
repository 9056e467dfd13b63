// SPDX-License-Identifier: GPL-2.0-only
/*
 * A main() for a fuzz target without libFuzzer, for any compiler: feeds it
 * the files of folders, one after the other. `make test` runs each target
 * over its corpus this way; an input that crashed once is there.
 *
 *	fuzz_NAME [FILE|FOLDER...]	default tests/fuzz/corpus/NAME
 *
 * Prints each file before it is fed, so that the last one is the culprit. No
 * file at all is a failure. Ends like a host test: "N passed, N failed".
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include "fuzz.h"

#define FED_MAX	(1u << 20)

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

static unsigned int fed;

static void __noreturn fail(const char *path)
{
	fprintf(stderr, "%s: %s\n", path, strerror(errno));
	exit(2);
}

/* In memory of exactly its size: one byte too many is seen. */
static void feed_file(const char *path)
{
	static u8 bytes[FED_MAX];
	int file = open(path, O_RDONLY);	/* a target may have fopen() */
	ssize_t size;
	u8 *data;

	if (file < 0)
		fail(path);
	size = read(file, bytes, sizeof(bytes));
	if (size < 0)
		fail(path);
	close(file);
	data = malloc(size ? (size_t)size : 1);
	if (!data)
		fail(path);
	memcpy(data, bytes, (size_t)size);
	printf("%s\n", path);
	fflush(stdout);
	LLVMFuzzerTestOneInput(data, (size_t)size);
	free(data);
	fed++;
}

static int no_dot(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void feed(const char *path)
{
	struct dirent **entries;
	struct stat st;
	char name[4096];
	int nr, i;

	if (stat(path, &st))
		fail(path);
	if (!S_ISDIR(st.st_mode)) {
		feed_file(path);
		return;
	}
	nr = scandir(path, &entries, no_dot, alphasort);
	if (nr < 0)
		fail(path);
	for (i = 0; i < nr; i++) {
		snprintf(name, sizeof(name), "%s/%s", path,
			 entries[i]->d_name);
		feed_file(name);
		free(entries[i]);
	}
	free(entries);
}

int main(int argc, char **argv)
{
	const char *name = strrchr(argv[0], '/');
	char corpus[4096];
	int i;

	LLVMFuzzerInitialize(&argc, &argv);
	name = strstr(name ? name : argv[0], "fuzz_");
	if (argc < 2 && name) {
		snprintf(corpus, sizeof(corpus), "tests/fuzz/corpus/%s",
			 name + strlen("fuzz_"));
		feed(corpus);
	}
	for (i = 1; i < argc; i++)
		feed(argv[i]);
	printf("%u passed, 0 failed\n", fed);
	return fed ? 0 : 1;
}
