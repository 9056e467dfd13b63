/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a host test gets instead of the rest of the kernel: a log it can read,
 * a panic it can survive, a slab made of malloc. glue.c has it all as weak
 * symbols: a test that links the real thing gets the real thing.
 *
 * Environment: V=1 echoes the log to stderr.
 */
#ifndef TESTS_HOST_GLUE_H
#define TESTS_HOST_GLUE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <linux/kernel.h>
#include <linux/types.h>

/* One test; list it as cmocka_unit_test(name) or with T(name). */
#define TEST(name)	static void name(void **state __maybe_unused)
#define RUN(tests)	cmocka_run_group_tests(tests, NULL, NULL)

/* ---- the log --------------------------------------------------------- */

/* All that was printed since the last clear, without level bytes. */
const char *glue_log(void);
void glue_log_clear(void);
bool glue_log_has(const char *text);
unsigned int glue_log_count(const char *text);
/* Messages at KERN_WARNING or worse since the last clear. */
unsigned int glue_warnings(void);
/* Send the log to /dev/null: for tests that print megabytes. */
extern bool glue_log_off;

/* ---- panic ----------------------------------------------------------- */

extern jmp_buf glue_panic_jmp;
extern bool glue_panic_armed;
/* The last panic's message; "" when there was none since arming. */
extern char glue_panic_message[512];
void glue_panic_arm(void);
/* Disarm; true if there was a panic. */
bool glue_panic_end(void);

/*
 * EXPECT_PANIC { statements } - they must panic. Locals changed inside are
 * indeterminate afterwards, as after any longjmp.
 */
#define EXPECT_PANIC \
	for (glue_panic_arm(); glue_panic_armed; \
	     assert_true(glue_panic_end())) \
		if (setjmp(glue_panic_jmp) == 0)

/* ---- the slab -------------------------------------------------------- */

extern bool glue_slab_up;		/* what slab_is_available() says */
extern bool glue_slab_fails;		/* kmalloc and kzalloc give NULL */
extern unsigned int glue_kmallocs;	/* successful, kzalloc included */
extern unsigned int glue_kfrees;	/* of something, not of NULL */
extern size_t glue_kmalloc_size;	/* of the last one */
/* True if @ptr came from kmalloc/kzalloc and was not freed. */
bool glue_kmalloced(const void *ptr);

/* Log, panic, slab and movable_node as at the start of the program. */
void glue_reset(void);

#endif
