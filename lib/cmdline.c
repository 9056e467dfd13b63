// SPDX-License-Identifier: GPL-2.0-only
/*
 * Values of parameters, and of commands at the prompt: sizes as people write
 * them. Nothing here changes the text.
 */
#include <linux/params.h>

/* The value of a digit in @base, or -1. */
static int digit_value(char c, int base)
{
	int digit = -1;

	if (c >= '0' && c <= '9')
		digit = c - '0';
	else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
		digit = (c | 0x20) - 'a' + 10;
	return digit < base ? digit : -1;
}

/* How far a unit shifts: 10 for K up to 60 for E; 0 if it is none. */
static int unit_shift(char c)
{
	static const char units[] = "KMGTPE";
	int i;

	for (i = 0; units[i]; i++)
		if (units[i] == (c & ~0x20))
			return 10 * (i + 1);
	return 0;
}

u64 memparse(const char *ptr, char **retp)
{
	bool hex = ptr[0] == '0' && (ptr[1] | 0x20) == 'x';
	int base = hex ? 16 : 10, shift, digit;
	const char *at = hex ? ptr + 2 : ptr;
	u64 value = 0;

	*retp = (char *)ptr;
	if (digit_value(*at, base) < 0)
		return 0;
	for (; (digit = digit_value(*at, base)) >= 0; at++)
		if (__builtin_mul_overflow(value, (u64)base, &value) ||
		    __builtin_add_overflow(value, (u64)digit, &value))
			return 0;
	shift = unit_shift(*at);
	if (value > ~0ULL >> shift)
		return 0;
	*retp = (char *)at + !!shift;
	return value << shift;
}
