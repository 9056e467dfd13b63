/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What all fuzz targets share. A target is one file, fuzz_NAME.c: it defines
 * fuzz_one(), which turns bytes that nobody has chosen into calls of the
 * kernel's own code, and says with REQUIRE() what must be true afterwards.
 * The leading comment names its sources, as that of a host test does; `reads:`
 * names the parsers whose lines it must reach, `calls:` other files to count
 * lines of, `bytes:` the longest input, `libfuzzer:` options that suit it.
 *
 * Everything is set back by assignment, so that one program can do millions
 * of runs. Messages are formatted, by one run in eight: a string without an
 * end would be noticed. A panic is a failure.
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <linux/kernel.h>
#include <linux/types.h>

/**
 * fuzz_one - one run, from nothing to what must be true
 * @data: the input; may not be read past its end
 * @size: its bytes
 */
void fuzz_one(const u8 *data, size_t size);

/* Once, before the first run: for what is too slow to do each time. */
void fuzz_start(void);

/* Says what is not so, and ends the program: libFuzzer keeps the input. */
#define REQUIRE(cond) do { \
	if (!(cond)) \
		fuzz_failed(__FILE__, __LINE__, #cond); \
	} while (0)
__noreturn void fuzz_failed(const char *file, int line, const char *what);

/* Messages at KERN_WARNING or worse since the run began. */
extern unsigned int fuzz_warnings;

/* ---- the input, taken off from its front ----------------------------- */

struct input {
	const u8 *at, *end;
};

static inline size_t input_left(const struct input *in)
{
	return (size_t)(in->end - in->at);
}

/* Copies @size bytes; where the input is too short zeros follow. */
static inline void input_bytes(struct input *in, void *to, size_t size)
{
	size_t have = size < input_left(in) ? size : input_left(in);

	memcpy(to, in->at, have);
	memset((u8 *)to + have, 0, size - have);
	in->at += have;
}

static inline u8 input_u8(struct input *in)
{
	return in->at < in->end ? *in->at++ : 0;
}

static inline u16 input_u16(struct input *in)
{
	u16 value;

	input_bytes(in, &value, sizeof(value));
	return value;
}

static inline u64 input_u64(struct input *in)
{
	u64 value;

	input_bytes(in, &value, sizeof(value));
	return value;
}

/* What is left, alone in memory of exactly its size; to be freed. */
void *input_rest(struct input *in, size_t *size);

#endif
