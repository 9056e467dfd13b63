// SPDX-License-Identifier: GPL-2.0-only
/*
 * Faults on request: `crash KIND` at the prompt, and the self-tests through
 * fault_expected(). Each function below does one thing that no kernel should.
 */
#include <linux/bug.h>
#include <linux/crash.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <asm/page.h>
#include <asm/sections.h>

/* The compiler must not see what these pointers are. */
#define hide(ptr) ({ __typeof__(ptr) __p = (ptr); \
	__asm__ volatile("" : "+r"(__p)); __p; })

static noinline void crash_null(void)
{
	(void)*(volatile int *)hide((char *)16);
}

/* Each call holds a bit of stack, and is needed after the next returns. */
static noinline int recurse(volatile int *depth)
{
	volatile int here[8] = { 0 };

	if (*depth < 0)
		return 0;
	++*depth;
	here[*depth % 8] = *depth;
	return recurse(depth) + here[0];
}

static noinline void crash_guard(void)
{
	volatile int depth = 0;

	recurse(&depth);
}

static const int rodata_victim = 1;

static noinline void crash_rodata(void)
{
	*(volatile int *)hide((int *)&rodata_victim) = 2;
}

static noinline void crash_text(void)
{
	*(volatile char *)hide((char *)crash_text) = 0;
}

/* A `ret`, where there must be no code. */
static unsigned char exec_victim[] = { 0xc3 };

static noinline void crash_exec(void)
{
	((void (*)(void))hide((void *)exec_victim))();
	barrier();
}

/* Freed with all of .init before there is a prompt or a self-test. */
static noinline __init void crash_init_victim(void)
{
	barrier();
}

static noinline __ref void crash_init(void)
{
	hide(&crash_init_victim)();
	barrier();
}

static noinline void crash_ud(void)
{
	__asm__ volatile("ud2");
}

static noinline void crash_div(void)
{
	unsigned int zero = 0, one = 1;

	__asm__ volatile("xorl %%edx, %%edx\n\tdivl %1"
			 : "+a"(one) : "r"(hide(zero)) : "rdx", "cc");
}

/* No machine has RAM at the very end of the direct map. */
static noinline void crash_unmapped(void)
{
	(void)*(volatile int *)hide((char *)__va((1ULL << 46) - PAGE_SIZE));
}

static noinline void crash_gp(void)
{
	(void)*(volatile int *)hide((char *)0x6b6b6b6b6b6b6b6bUL);
}

/* An interrupt frame cannot be pushed at a stack that is not there. */
static noinline void crash_df(void)
{
	__asm__ volatile("movq %0, %%rsp\n\tpushq $0"
			 : : "r"(hide((char *)__va((1ULL << 46) - 64))));
}

static noinline void crash_warn(void)
{
	WARN(1, "crash: a warning on request");
}

static noinline void crash_bug(void)
{
	BUG_ON(hide(1));
}

static noinline void crash_panic(void)
{
	panic("crash: a panic on request");
}

/* Write past a buffer, up to the saved frame pointer: over the canary. */
static noinline void crash_stack_smash(void)
{
	char buf[16];
	volatile char *p = hide(&buf[0]);

	while (p < (char *)__builtin_frame_address(0))
		*p++ = 'A';
}

/* Shifted as far as the type is wide: C does not say what that gives. */
static noinline void crash_ubsan(void)
{
	volatile unsigned int bits = 32;
	unsigned int one = 1;

	hide(one << bits);
	pr_info("crash: this build has no UBSan; `make DEBUG=1` makes one "
		"that has\n");
}

static const struct {
	const char *kind;
	void (*fn)(void);
} crashes[] = {
	{ "null", crash_null },
	{ "guard", crash_guard },
	{ "rodata", crash_rodata },
	{ "text", crash_text },
	{ "exec", crash_exec },
	{ "init", crash_init },
	{ "ud", crash_ud },
	{ "div", crash_div },
	{ "unmapped", crash_unmapped },
	{ "gp", crash_gp },
	{ "df", crash_df },
	{ "warn", crash_warn },
	{ "bug", crash_bug },
	{ "panic", crash_panic },
	{ "stack-smash", crash_stack_smash },
	{ "ubsan", crash_ubsan },
};

int crash_provoke(const char *kind)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(crashes); i++) {
		if (!strcmp(crashes[i].kind, kind)) {
			crashes[i].fn();
			return 0;
		}
	}
	return -EINVAL;
}

void crash_provoke_fn(void *kind)
{
	crash_provoke(kind);
}

const char *crash_kinds(void)
{
	static char list[128];
	size_t len = 0;

	for (unsigned int i = 0; i < ARRAY_SIZE(crashes); i++)
		len += snprintf(list + len, sizeof(list) - len, "%s%s",
				i ? " " : "", crashes[i].kind);
	return list;
}
