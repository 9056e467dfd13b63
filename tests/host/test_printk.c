// SPDX-License-Identifier: GPL-2.0-only
/*
 * kernel/printk.c: levels, continuations, the replay to a console that comes
 * late, and the move into a larger ring.
 * sources: kernel/printk.c lib/cmdline.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <linux/bootmem.h>
#include <linux/console.h>
#include <linux/kernel.h>
#include <linux/printk.h>

bool in_panic;
static char seen[1 << 18];
static int inits;

void console_init(void)
{
	inits++;
}

static char memory[1 << 20];
static u64 asked, used;		/* bytes: of the last early block, of all */
static bool no_memory;

void *__alloc_bootmem_nopanic(u64 size, u64 align, u64 goal)
{
	(void)align;
	(void)goal;
	asked = size;
	used += size;
	assert_true(used <= sizeof(memory));
	return no_memory ? NULL : memory + used - size;
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

/* What show_log() prints, as a console sees it. */
static void read_log(void)
{
	seen[0] = '\0';
	show_log();
}

static void no_room_for_a_larger_ring(void **state)
{
	(void)state;
	no_memory = true;
	setup_log_buf();
	no_memory = false;
	assert_int_equal(asked, 65536);
	read_log();
	assert_non_null(strstr(seen, "no room for 65536 bytes"));
	assert_non_null(strstr(seen, "first 1\n"));
	assert_non_null(strstr(seen, "hidden\n"));
}

static void fill(int first, int last)
{
	console_loglevel = 0;
	for (int i = first; i < last; i++)
		pr_info("message %d\n", i);
	console_loglevel = CONSOLE_LOGLEVEL_DEFAULT;
}

/* @seen holds the messages from *@first to @last, each whole, in order. */
static void expect_messages(int *first, int last)
{
	char *at = strstr(seen, "message ");
	int i;

	assert_non_null(at);
	*first = atoi(at + 8);
	for (i = *first; i < last; i++) {
		char line[32];

		snprintf(line, sizeof(line), "message %d\n", i);
		assert_memory_equal(at, line, strlen(line));
		at += strlen(line);
	}
}

/* 3000 messages of about 17 bytes are more than 32 KiB: it goes round. */
static void a_full_ring_drops_the_oldest(void **state)
{
	static struct console late = { "late", see, NULL };
	int first;

	(void)state;
	fill(0, 3000);
	seen[0] = '\0';
	register_console(&late);
	assert_memory_equal(seen, "message ", 8);
	expect_messages(&first, 3000);
	assert_in_range(3000 - first, 1500, 2000);
	seen[0] = '\0';
	cprintf("x");
	assert_string_equal(seen, "xx");	/* two consoles by now */
}

/* The ring has gone round, begins in its middle, and nothing gets lost. */
static void the_move_keeps_every_message(void **state)
{
	static char before[1 << 18];
	size_t len;

	(void)state;
	read_log();
	assert_non_null(strstr(seen, "older messages have been overwritten"));
	strcpy(before, seen);
	asked = 0;
	setup_log_buf();
	assert_int_equal(asked, 65536);
	read_log();
	len = strlen(before);
	assert_true(strlen(seen) > len);
	assert_memory_equal(seen, before, len);
	assert_non_null(strstr(seen + len, "log_buf_len: 65536 bytes, "));
	asked = 0;
	setup_log_buf();		/* once is enough */
	assert_int_equal(asked, 0);
}

static void the_larger_ring_is_used_and_goes_round(void **state)
{
	static struct console after = { "after", see, NULL };
	int first;

	(void)state;
	fill(3000, 9000);
	seen[0] = '\0';
	register_console(&after);
	expect_messages(&first, 9000);
	assert_in_range(9000 - first, 3000, 4000);
}

static int log_buf_len_param(const char *text)
{
	static char value[32];

	strcpy(value, text);
	return setup_log_buf_len(value);
}

/* Rounded up to a power of two; nonsense is refused and changes nothing. */
static void size_of_the_ring(void **state)
{
	(void)state;
	assert_int_equal(log_buf_len_param(""), -22);
	assert_int_equal(log_buf_len_param("0"), -22);
	assert_int_equal(log_buf_len_param("64x"), -22);
	assert_int_equal(log_buf_len_param("2G"), -22);
	assert_int_equal(log_buf_len_param("4K"), 0);
	asked = 0;
	setup_log_buf();
	assert_int_equal(asked, 0);	/* less than it has */
	assert_int_equal(log_buf_len_param("300000"), 0);
	setup_log_buf();
	assert_int_equal(asked, 524288);
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
		cmocka_unit_test(no_room_for_a_larger_ring),
		cmocka_unit_test(a_full_ring_drops_the_oldest),
		cmocka_unit_test(the_move_keeps_every_message),
		cmocka_unit_test(the_larger_ring_is_used_and_goes_round),
		cmocka_unit_test(size_of_the_ring),
		cmocka_unit_test(long_lines_are_cut_not_overrun),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
