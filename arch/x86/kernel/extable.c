// SPDX-License-Identifier: GPL-2.0-only
/*
 * Surviving a fault on purpose. fault_expected() is setjmp() with an
 * exception in the part of longjmp(): traps.c and panic() ask here first
 * whether somebody waits for what has just happened.
 */
#include <linux/kernel.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <asm/traps.h>

/* trap_entry.asm */
bool fault_try(void (*fn)(void *), void *arg, unsigned long *saved_sp);
extern char fault_land[];

static bool armed;
static unsigned long saved_sp;		/* where fault_land begins to pop */
static struct fault_report caught;

bool fault_expected(void (*fn)(void *), void *arg, struct fault_report *out)
{
	bool faulted;

	caught = (struct fault_report) { .kind = FAULT_NONE };
	armed = true;
	faulted = fault_try(fn, arg, &saved_sp);
	armed = false;
	if (out)
		*out = caught;
	return faulted;
}

bool fault_is_expected(void)
{
	return armed;
}

/**
 * fault_caught - have an exception return into fault_expected()
 * @regs: its registers; changed
 * @report: what it was
 *
 * From a double fault too: the stack that it could not use is about to be
 * given up, and nothing else was lost.
 */
void fault_caught(struct pt_regs *regs, const struct fault_report *report)
{
	armed = false;
	caught = *report;
	regs->ip = (unsigned long)fault_land;
	regs->sp = saved_sp;
}

/**
 * panic_caught - end panic() and BUG() in fault_expected()
 * @what: the message
 */
void panic_caught(const char *what)
{
	armed = false;
	caught.kind = FAULT_PANIC;
	snprintf(caught.what, sizeof(caught.what), "%s", what);
	__asm__ volatile("movq %0, %%rsp\n\tjmp fault_land"
			 : : "r"(saved_sp) : "memory");
	__builtin_unreachable();
}
