// SPDX-License-Identifier: GPL-2.0-only
/*
 * kernel/printk.c: levels, continuations, and the replay to a console that
 * comes late.
 * sources: kernel/printk.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include <linux/console.h>
#include <linux/kernel.h>
#include <linux/printk.h>

bool in_panic;
static char seen[1 << 17];
static int inits;

void console_init(void)
{
	inits++;
}

static void see(const char *text, size_t len)
{
	strncat(seen, text, len);
}

/* One program, one log: the tests run in this order on purpose. */
static void early_messages_wait_for_the_console(void **state)
{
	static struct console con = { "test", see, NULL };

	(void)state;
	printk(KERN_INFO "first %d\n", 1);
	printk(KERN_DEBUG "hidden\n");
	assert_string_equal(seen, "");
	register_console(&con);
	assert_string_equal(seen, "first 1\n");
	assert_int_equal(inits, 0);
}

static void levels_are_filtered(void **state)
{
	(void)state;
	seen[0] = '\0';
	console_loglevel = CONSOLE_LOGLEVEL_QUIET;
	pr_info("info\n");
	pr_warn("warning\n");
	pr_err("error\n");
	assert_string_equal(seen, "error\n");
	console_loglevel = CONSOLE_LOGLEVEL_DEBUG;
	pr_debug("debug\n");
	assert_string_equal(seen, "error\ndebug\n");
}

static void continuations_join_others_do_not(void **state)
{
	(void)state;
	seen[0] = '\0';
	pr_info("a");
	pr_cont(" b\n");
	pr_info("open");
	pr_info("next\n");
	assert_string_equal(seen, "a b\nopen\nnext\n");
}

static void a_full_ring_drops_the_oldest(void **state)
{
	static struct console late = { "late", see, NULL };
	char last[32];

	(void)state;
	console_loglevel = 0;
	for (int i = 0; i < 5000; i++)
		pr_info("message %d\n", i);
	console_loglevel = CONSOLE_LOGLEVEL_DEFAULT;
	seen[0] = '\0';
	register_console(&late);
	snprintf(last, sizeof(last), "message %d\n", 4999);
	assert_non_null(strstr(seen, last));
	assert_null(strstr(seen, "message 1\n"));
	/* Each line that is left is whole. */
	assert_memory_equal(seen, "message ", 8);
}

static void long_lines_are_cut_not_overrun(void **state)
{
	static char longer[4000];

	(void)state;
	memset(longer, 'x', sizeof(longer) - 1);
	seen[0] = '\0';
	pr_info("%s\n", longer);
	assert_true(strlen(seen) > 500);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(early_messages_wait_for_the_console),
		cmocka_unit_test(levels_are_filtered),
		cmocka_unit_test(continuations_join_others_do_not),
		cmocka_unit_test(a_full_ring_drops_the_oldest),
		cmocka_unit_test(long_lines_are_cut_not_overrun),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
