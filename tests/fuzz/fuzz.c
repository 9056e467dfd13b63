// SPDX-License-Identifier: GPL-2.0-only
/*
 * The way from libFuzzer, or from feed.c, into a target, and what the kernel
 * prints on it: nothing is kept, but one run in eight formats it all. These
 * printk() and panic() are weak as those of tests/host/glue.c are, and stand
 * before them in the link: they win, but not over the kernel's own.
 */
#include <stdarg.h>
#include <linux/printk.h>
#include "fuzz.h"

unsigned int fuzz_warnings;
static bool formats;

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

__weak void fuzz_start(void)
{
}

/* cmocka's asserts, which the glue has, must end the program, too. */
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	setenv("CMOCKA_TEST_ABORT", "1", 1);
	fuzz_start();
	return 0;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	u8 sum = (u8)size;
	size_t i;

	for (i = 0; i < size && i < 16; i++)
		sum += data[i];
	formats = sum % 8 == 0;
	fuzz_warnings = 0;
	fuzz_one(data, size);
	return 0;
}

void fuzz_failed(const char *file, int line, const char *what)
{
	fprintf(stderr, "%s:%d: not so: %s\n", file, line, what);
	abort();
}

void *input_rest(struct input *in, size_t *size)
{
	void *copy;

	*size = input_left(in);
	copy = malloc(*size ? *size : 1);
	REQUIRE(copy != NULL);
	memcpy(copy, in->at, *size);
	in->at = in->end;
	return copy;
}

/* ---- what the kernel says -------------------------------------------- */

__weak int vprintk(const char *fmt, va_list args)
{
	static char text[4096];

	if (fmt[0] == '\001' && fmt[1] >= '0' && fmt[1] <= '4')
		fuzz_warnings++;
	if (!formats)
		return 0;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	return vsnprintf(text, sizeof(text), fmt, args);
#pragma GCC diagnostic pop
}

__weak int printk(const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vprintk(fmt, args);
	va_end(args);
	return len;
}

__weak __noreturn void panic(const char *fmt, ...)
{
	va_list args;

	fprintf(stderr, "panic: ");
	va_start(args, fmt);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	vfprintf(stderr, fmt, args);
#pragma GCC diagnostic pop
	va_end(args);
	fprintf(stderr, "\n");
	abort();
}
