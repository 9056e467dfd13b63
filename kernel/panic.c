// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where the kernel says that it is wrong: panic(), WARN, BUG and the stack
 * protector. All of them work before there is a console, since printk()
 * keeps what it could not show. A failure inside a panic ends with one line,
 * written without printk().
 */
#include <linux/console.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/panic.h>
#include <linux/params.h>
#include <linux/printk.h>
#include <linux/sprintf.h>
#include <linux/stacktrace.h>
#include <linux/stage.h>
#include <asm/bug.h>
#include <asm/io.h>
#include <asm/setup.h>
#include <asm/traps.h>

#define MESSAGE_MAX	512

bool in_panic;
unsigned int warn_count;

static unsigned int panic_timeout;	/* seconds; 0: wait for ever */
static const char *first_failure;

static __init int setup_panic(char *value)
{
	u64 seconds;

	if (kstrtou64(value, &seconds) || seconds > 3600)
		return -EINVAL;
	panic_timeout = seconds;
	return 0;
}
early_param("panic", setup_panic);

/* A second failure: say both in one line, and end. */
static __noreturn void panic_nested(const char *what)
{
	static unsigned int depth;
	static char line[MESSAGE_MAX];

	/* The third: do not even format a line. */
	if (depth++)
		emergency_stop("failure inside the report of a failure\n");
	snprintf(line, sizeof(line), "%s (while reporting: %s)\n", what,
		 first_failure);
	emergency_stop(line);
}

void panic_begin(const char *what)
{
	local_irq_disable();
	if (in_panic)
		panic_nested(what);
	first_failure = what;
	in_panic = true;
	console_loglevel = CONSOLE_LOGLEVEL_DEBUG;
}

/* A write to port 0x80 takes about a microsecond on any PC. */
static void wait_seconds(unsigned int seconds)
{
	for (u64 us = seconds * 1000000ULL; us; us--)
		outb(0, 0x80);
}

void panic_end(const char *why)
{
	if (why)
		pr_emerg("Kernel panic - not syncing: %s\n", why);
	pr_emerg("---[ end Kernel panic in stage %s ]---\n",
		 stage_names[boot_stage]);
	/* Under QEMU the exit status is worth more than another boot. */
	if (panic_timeout && !fw_cfg_present()) {
		pr_emerg("panic: rebooting in %u seconds\n", panic_timeout);
		wait_seconds(panic_timeout);
		machine_exit(EXIT_REBOOT);
	}
	machine_exit(EXIT_PANIC);
}

/* The common part of panic() and BUG(), inlined to stay out of the trace. */
static __always_inline __noreturn
void report_and_stop(const char *message, const struct pt_regs *regs,
		     const char *why)
{
	if (fault_is_expected())
		panic_caught(message);
	panic_begin(message);
	pr_emerg("%s\n", message);
	show_regs(regs);
	dump_stack();
	panic_end(why);
}

void panic(const char *fmt, ...)
{
	static char message[MESSAGE_MAX];
	struct pt_regs regs;
	va_list args;
	int len;

	capture_regs(&regs);
	if (in_panic)
		panic_nested(fmt);
	len = snprintf(message, sizeof(message),
		       "Kernel panic - not syncing: ");
	va_start(args, fmt);
	vsnprintf(message + len, sizeof(message) - len, fmt, args);
	va_end(args);
	report_and_stop(message, &regs, NULL);
}

void bug_slowpath_fmt(const char *file, int line, const char *func,
		      const char *fmt, ...)
{
	static char message[MESSAGE_MAX];
	struct pt_regs regs;
	va_list args;
	int len;

	capture_regs(&regs);
	if (in_panic)
		panic_nested(fmt);
	len = snprintf(message, sizeof(message), "kernel BUG at %s:%d %s(): ",
		       file, line, func);
	if (len >= MESSAGE_MAX)
		len = MESSAGE_MAX - 1;
	va_start(args, fmt);
	vsnprintf(message + len, sizeof(message) - len, fmt, args);
	va_end(args);
	report_and_stop(message, &regs, "BUG");
}

void warn_slowpath_fmt(const char *file, int line, const char *func,
		       const char *fmt, ...)
{
	static bool in_warn;
	char message[MESSAGE_MAX];
	va_list args;

	warn_count++;
	/* printk() itself warns: once is enough to know. */
	if (in_warn)
		return;
	in_warn = true;
	va_start(args, fmt);
	vsnprintf(message, sizeof(message), fmt, args);
	va_end(args);
	pr_warn("------------[ cut here ]------------\n");
	pr_warn("WARNING: at %s:%d %s()\n", file, line, func);
	pr_warn("%s\n", message);
	show_callers((unsigned long)__builtin_frame_address(0));
	pr_warn("---[ end trace ]---\n");
	in_warn = false;
}

void __stack_chk_fail(void) __noreturn;

/* The compiler calls this at the end of a function whose canary has died. */
void __stack_chk_fail(void)
{
	char name[128];

	sprint_backtrace(name, sizeof(name), _RET_IP_);
	panic("stack protector: something wrote past its buffer in %s", name);
}
