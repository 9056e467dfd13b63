// SPDX-License-Identifier: GPL-2.0-only
/*
 * The runner's way: read the world and the calls, put the world in place,
 * make the calls, answer. One test a process. Usage: runner [CPU-MS], where 0
 * is no limit.
 *
 * The lines that it reads: what world.c knows, `case ID`, `call NAME
 * ARGUMENT...` and, last of all, `end`.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "runner.h"

#define LINE_MAX	(1u << 20)	/* spawn.c reads no longer tests */
#define MAX_CALLS	256

extern const struct lab_op __start_lab_ops[], __stop_lab_ops[];

struct call {
	const struct lab_op *op;
	u64 arg[LAB_MAX_ARGS];
};

static struct call calls[MAX_CALLS];
static unsigned int nr_calls;
static char case_id[64];

static const struct lab_op *find_op(const char *name)
{
	const struct lab_op *op;

	for (op = __start_lab_ops; op < __stop_lab_ops; op++)
		if (!strcmp(op->name, name))
			return op;
	fprintf(stderr, "runner: no function %s can be called\n", name);
	exit(9);
}

static u64 argument(const char *word)
{
	char *rest;
	u64 value;

	if (!strcmp(word, "memory"))
		return (uintptr_t)&memblock.memory;
	if (!strcmp(word, "reserved"))
		return (uintptr_t)&memblock.reserved;
	if (!strcmp(word, "none"))
		return 0;
	value = strtoull(word, &rest, 0);
	if (rest == word || *rest) {
		fprintf(stderr, "runner: %s is no number\n", word);
		exit(9);
	}
	return value;
}

static void read_call(char *text)
{
	struct call *call = &calls[nr_calls];
	char *word = strsep(&text, " ");
	unsigned int n = 0;

	if (!word || nr_calls++ == MAX_CALLS) {
		fprintf(stderr, "runner: too many calls\n");
		exit(9);
	}
	call->op = find_op(word);
	while ((word = strsep(&text, " ")) && n < LAB_MAX_ARGS)
		call->arg[n++] = argument(word);
}

static void read_all(void)
{
	static char line[LINE_MAX];

	while (fgets(line, sizeof(line), stdin)) {
		line[strcspn(line, "\n")] = '\0';
		if (!strcmp(line, "end"))
			return;
		if (!strncmp(line, "case ", 5))
			snprintf(case_id, sizeof(case_id), "%.63s", line + 5);
		else if (!strncmp(line, "call ", 5))
			read_call(line + 5);
		else if (line[0])
			lab_world_line(line);
	}
	fprintf(stderr, "runner: no line `end`\n");
	exit(9);
}

int main(int argc, char **argv)
{
	unsigned int i, cpu_ms = argc > 1 ? atoi(argv[1]) : 0;
	const char *damage;

	read_all();
	lab_phys_init();
	lab_world_place();
	lab_crash_init();

	lab_answer_begin(case_id);
	for (i = 0; i < nr_calls; i++) {
		lab_crash_limit(cpu_ms);
		calls[i].op->fn(calls[i].arg);
		lab_crash_limit(0);
		lab_answer_call_done();
		lab_phys_notes();
		damage = lab_world_damage();
		if (damage)
			lab_answer_broken("crash", damage, 0, NULL, 0);
	}
	lab_answer_send();
	return 0;
}
