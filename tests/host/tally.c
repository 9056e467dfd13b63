// SPDX-License-Identifier: GPL-2.0-only
/* The counts of tally.h. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <linux/compiler.h>
#include "tally.h"

/* The C library's, which hides it from who does not ask first. */
extern char *program_invocation_short_name;

/* The linker's names for both ends of the section; of none where no case is. */
extern __weak struct tally __start_tallies[], __stop_tallies[];

u64 tally_of(const char *what)
{
	struct tally *t;
	u64 n = 0;

	for (t = __start_tallies; t < __stop_tallies; t++)
		if (strcmp(t->name, what) == 0)
			n += t->n;
	return n;
}

void tally_report(u64 seed, u64 ops)
{
	const char *path = getenv("REPORT");
	struct tally *t;
	FILE *file;

	if (!path)
		return;
	file = fopen(path, "w");
	if (!file) {
		perror(path);
		exit(1);
	}
	fprintf(file, "run\tseed\t%llu\nrun\toperations\t%llu\n", seed, ops);
	for (t = __start_tallies; t < __stop_tallies; t++)
		fprintf(file, "%s\t%s\t%llu\n", t->kind, t->name, t->n);
	fclose(file);
}

u64 from_env(const char *name, u64 otherwise)
{
	const char *text = getenv(name);

	return text ? strtoull(text, NULL, 0) : otherwise;
}

const char *replay(u64 seed, u64 ops, const char *more)
{
	static char text[256];

	snprintf(text, sizeof(text), "make unit-programs && "
		 "SEED=%llu OPS=%llu%s build/unit/%s", seed, ops, more,
		 program_invocation_short_name);
	return text;
}

static void (*say_where)(void);

static void on_signal(int nr)
{
	signal(nr, SIG_DFL);
	say_where();
	raise(nr);
}

/* Only there in a program with sanitizers. */
void __sanitizer_set_death_callback(void (*callback)(void))
	__attribute__((weak));

void replay_on_crash(void (*say)(void))
{
	say_where = say;
	signal(SIGABRT, on_signal);
	if (__sanitizer_set_death_callback)
		__sanitizer_set_death_callback(say);
	else
		signal(SIGSEGV, on_signal);
}
