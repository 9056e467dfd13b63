// SPDX-License-Identifier: GPL-2.0-only
/*
 * lib/vsprintf.c against the C library's own, format by format, and what
 * only the kernel has: %pS.
 * sources: lib/vsprintf.c
 * cflags: -Dvsnprintf=k_vsnprintf -Dsnprintf=k_snprintf
 * cflags: -Wno-unknown-warning-option -Wno-format-truncation -Wno-format
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#undef snprintf
#include <stdio.h>
#include <linux/types.h>

int k_snprintf(char *buf, size_t size, const char *fmt, ...);
int sprint_symbol(char *buf, size_t size, unsigned long addr);

int sprint_symbol(char *buf, size_t size, unsigned long addr)
{
	return snprintf(buf, size, "sym+0x%lx/0x40", addr);
}

/* Same text, same length, for each room from none to plenty. */
#define SAME(...) do { \
	char want[256], got[256]; \
	int n = snprintf(want, sizeof(want), __VA_ARGS__); \
	assert_int_equal(k_snprintf(got, sizeof(got), __VA_ARGS__), n); \
	assert_string_equal(got, want); \
	for (size_t room = 0; room < 8; room++) { \
		memset(want, 'x', sizeof(want)); \
		memset(got, 'x', sizeof(got)); \
		snprintf(want, room, __VA_ARGS__); \
		assert_int_equal(k_snprintf(got, room, __VA_ARGS__), n); \
		assert_memory_equal(got, want, 16); \
	} \
} while (0)

static void numbers(void **state)
{
	(void)state;
	SAME("%d %i", 0, -1);
	SAME("%d", (int)0x80000000);
	SAME("%u", 4294967295u);
	SAME("%lld", (long long)0x8000000000000000ull);
	SAME("%llu", ~0ull);
	SAME("%x %X %#x %#X", 0xbeef, 0xbeef, 0xbeef, 0xbeef);
	SAME("%#x", 0);
	SAME("%#018llx", 0x123456789abull);
	SAME("%#llx", 0xfffffffffffull);
	SAME("%hhu %hhd %hu %hd", 300, 200, 70000, 40000);
	SAME("%zu %ld %lu", (size_t)7, -7l, 7ul);
	SAME("%o", 0755);
}

static void width_and_precision(void **state)
{
	(void)state;
	SAME("[%5d] [%-5d] [%05d] [%+d] [% d]", 42, 42, 42, 42, 42);
	SAME("[%8.3d] [%.0d] [%.5x]", 7, 1, 0xab);
	SAME("[%*d] [%-*d] [%*d]", 6, 1, 6, 1, -6, 1);
	SAME("[%05d] [%-05d]", -42, -42);
	SAME("[%10s] [%-10s] [%.3s] [%8.2s]", "abc", "abc", "abcdef", "xyz");
	SAME("[%.*s]", 4, "abcdefgh");
	SAME("[%c] [%3c] [%-3c]", 'a', 'b', 'c');
	SAME("100%%");
}

static void pointers_and_symbols(void **state)
{
	char buf[64];

	(void)state;
	k_snprintf(buf, sizeof(buf), "%p", (void *)0xabc);
	assert_string_equal(buf, "0x0000000000000abc");
	k_snprintf(buf, sizeof(buf), "%pS|", (void *)0x12);
	assert_string_equal(buf, "sym+0x12/0x40|");
	k_snprintf(buf, sizeof(buf), "%s", (char *)NULL);
	assert_string_equal(buf, "(null)");
}

static void unknown_conversions_are_shown(void **state)
{
	char buf[64];
	const char *odd = "%y %";

	(void)state;
	k_snprintf(buf, sizeof(buf), odd);
	assert_string_equal(buf, "%y %");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers),
		cmocka_unit_test(width_and_precision),
		cmocka_unit_test(pointers_and_symbols),
		cmocka_unit_test(unknown_conversions_are_shown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
