/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Self-tests: run on the machine that really booted, with the parameter
 * `selftest` or the command of that name. Output is KTAP.
 */
#ifndef _LINUX_SELFTEST_H
#define _LINUX_SELFTEST_H

#include <linux/compiler.h>
#include <linux/types.h>

struct selftest {
	const char *name;
	void (*run)(void);
};

/* Register a test of this file; the order is that of the link. */
#define SELFTEST(fn) \
	static void fn(void); \
	static const struct selftest __selftest_##fn __used \
	__section(".selftest") __aligned(sizeof(void *)) = { #fn, fn }; \
	static void fn(void)

/* The present test fails, with a message; it may go on or return. */
void selftest_fail(const char *file, int line, const char *fmt, ...)
	__printf(3, 4);

#define EXPECT(cond) ({ bool __ok = !!(cond); \
	if (!__ok) \
		selftest_fail(__FILE__, __LINE__, "%s", #cond); \
	__ok; })

/**
 * selftest_expect_report - provoke a report; the test fails without it
 * @fn: does something wrong that the kernel survives
 * @arg: for it
 * @what: part of a line that must appear in the log
 *
 * The log has the report, the consoles stay quiet.
 */
void selftest_expect_report(void (*fn)(void *), void *arg, const char *what);

/**
 * selftest_requested - was the parameter `selftest` given?
 */
bool selftest_requested(void);

/**
 * run_selftests - run all and print KTAP
 *
 * Return: true when tests ran and none failed.
 */
bool run_selftests(void);

#endif
