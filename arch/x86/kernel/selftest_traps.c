// SPDX-License-Identifier: GPL-2.0-only
/*
 * Self-tests of exceptions: each fault that the kernel promises to catch is
 * provoked, must be named right, and is survived.
 */
#include <asm/processor.h>
#include <asm/traps.h>
#include <linux/crash.h>
#include <linux/kernel.h>
#include <linux/selftest.h>
#include <linux/stacktrace.h>
#include <linux/string.h>

static void expect_fault(const char *kind, enum fault_kind want)
{
	struct fault_report report;
	bool faulted = fault_expected(crash_provoke_fn, (void *)kind, &report);

	if (!faulted)
		selftest_fail(__FILE__, __LINE__, "%s: nothing happened", kind);
	else if (report.kind != want)
		selftest_fail(__FILE__, __LINE__, "%s: reported as \"%s\"",
			      kind, report.what);
}

SELFTEST(null_pointer_is_caught)
{
	expect_fault("null", FAULT_NULL);
}

SELFTEST(stack_overflow_hits_the_guard_page)
{
	expect_fault("guard", FAULT_STACK);
}

SELFTEST(write_to_read_only_data_is_caught)
{
	expect_fault("rodata", FAULT_RODATA);
	expect_fault("text", FAULT_RODATA);
}

SELFTEST(unmapped_addresses_and_bad_instructions_are_caught)
{
	expect_fault("unmapped", FAULT_UNMAPPED);
	expect_fault("ud", FAULT_UD);
	expect_fault("div", FAULT_DIVIDE);
	expect_fault("gp", FAULT_GP);
	expect_fault("df", FAULT_DF);
}

SELFTEST(data_is_not_executed)
{
	if (boot_cpu_data.nx)
		expect_fault("exec", FAULT_EXEC);
}

SELFTEST(call_into_freed_init_is_named)
{
	struct fault_report report;

	EXPECT(fault_expected(crash_provoke_fn, "init", &report));
	EXPECT(report.kind == FAULT_UNMAPPED);
	EXPECT(strstr(report.what, "execution of freed .init"));
	EXPECT(strstr(report.what, "crash_init_victim"));
}

SELFTEST(smashed_stack_ends_in_a_panic)
{
	struct fault_report report;

	EXPECT(fault_expected(crash_provoke_fn, "stack-smash", &report));
	EXPECT(report.kind == FAULT_PANIC);
	EXPECT(strstr(report.what, "stack protector"));
	EXPECT(strstr(report.what, "crash_stack_smash"));
}

#ifdef CONFIG_DEBUG_VM
SELFTEST(undefined_behaviour_is_named_with_its_place)
{
	struct fault_report report;

	EXPECT(fault_expected(crash_provoke_fn, "ubsan", &report));
	EXPECT(report.kind == FAULT_PANIC);
	EXPECT(strstr(report.what, "UBSan: kernel/crash.c:"));
	EXPECT(strstr(report.what, "shift of 1 by 32 in 'unsigned int'"));
}
#endif

SELFTEST(backtrace_names_its_callers)
{
	unsigned long entries[8], offset;
	unsigned int nr = stack_trace_save(entries, ARRAY_SIZE(entries), 0);
	const char *name;

	if (!EXPECT(nr >= 2))
		return;
	name = kallsyms_lookup(entries[0], &offset);
	EXPECT(name && !strcmp(name, "run_selftests"));
	name = kallsyms_lookup(entries[nr - 1], &offset);
	EXPECT(name && (!strcmp(name, "startup_64") ||
			!strcmp(name, "x86_64_start_kernel") ||
			!strcmp(name, "start_kernel")));
}
