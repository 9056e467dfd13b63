// SPDX-License-Identifier: GPL-2.0-only
/*
 * The four that move memory, by x86's string instructions: eight bytes a
 * step, the rest byte by byte. The compiler calls them too. The others are
 * in lib/string.c.
 */
#include <linux/string.h>

void *memset(void *dst, int c, size_t n)
{
	u64 pattern = 0x0101010101010101ULL * (u8)c;
	void *p = dst;
	size_t words = n / 8, bytes = n % 8;

	__asm__ volatile("rep stosq" : "+D"(p), "+c"(words)
			 : "a"(pattern) : "memory");
	__asm__ volatile("rep stosb" : "+D"(p), "+c"(bytes)
			 : "a"(pattern) : "memory");
	return dst;
}

void *memcpy(void *dst, const void *src, size_t n)
{
	void *d = dst;
	size_t words = n / 8, bytes = n % 8;

	__asm__ volatile("rep movsq" : "+D"(d), "+S"(src), "+c"(words)
			 : : "memory");
	__asm__ volatile("rep movsb" : "+D"(d), "+S"(src), "+c"(bytes)
			 : : "memory");
	return dst;
}

/* From the last byte down: for a destination above an overlapping source. */
static void copy_backward(char *dst, const char *src, size_t n)
{
	size_t words = n / 8, bytes = n % 8;

	dst += n - 1;
	src += n - 1;
	__asm__ volatile("std; rep movsb" : "+D"(dst), "+S"(src), "+c"(bytes)
			 : : "memory", "cc");
	dst -= 7;
	src -= 7;
	__asm__ volatile("rep movsq; cld" : "+D"(dst), "+S"(src), "+c"(words)
			 : : "memory", "cc");
}

void *memmove(void *dst, const void *src, size_t n)
{
	if ((u64)dst - (u64)src >= n)
		return memcpy(dst, src, n);
	copy_backward(dst, src, n);
	return dst;
}

int memcmp(const void *a, const void *b, size_t n)
{
	const u8 *x = a, *y = b;

	for (; n; n--, x++, y++)
		if (*x != *y)
			return *x - *y;
	return 0;
}
