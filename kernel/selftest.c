// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs the kernel's self-tests and prints KTAP. The tests themselves are in
 * selftest_*.c and register with SELFTEST(); they run after the boot, on
 * what this machine really has.
 */
#include <linux/console.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/selftest.h>
#include <linux/sprintf.h>

extern const struct selftest __selftests_start[], __selftests_end[];

static bool requested;
static unsigned int failures;		/* of the present test */

static __init int setup_selftest(char *value)
{
	requested = true;
	return *value ? -EINVAL : 0;
}
early_param("selftest", setup_selftest);

bool selftest_requested(void)
{
	return requested;
}

/* KTAP wants diagnostics before the result, each line after a '#'. */
void selftest_fail(const char *file, int line, const char *fmt, ...)
{
	char text[256];
	va_list args;

	failures++;
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	cprintf("# %s:%d: %s\n", file, line, text);
}

void selftest_expect_report(void (*fn)(void *), void *arg, const char *what)
{
	unsigned int warnings = warn_count;
	int loglevel = console_loglevel;
	u64 mark = log_mark();

	console_loglevel = 0;
	fn(arg);
	console_loglevel = loglevel;
	warn_count = warnings;
	if (!log_said(mark, what))
		selftest_fail(__FILE__, __LINE__, "no report with \"%s\"",
			      what);
}

bool run_selftests(void)
{
	unsigned int nr = __selftests_end - __selftests_start, failed = 0;
	const struct selftest *t;

	cprintf("KTAP version 1\n1..%u\n", nr);
	for (t = __selftests_start; t < __selftests_end; t++) {
		failures = 0;
		t->run();
		failed += failures != 0;
		cprintf("%sok %u %s\n", failures ? "not " : "",
			(unsigned int)(t - __selftests_start) + 1, t->name);
	}
	cprintf("# %u passed, %u failed\n", nr - failed, failed);
	return nr && !failed;
}
