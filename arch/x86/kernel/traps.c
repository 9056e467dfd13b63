// SPDX-License-Identifier: GPL-2.0-only
/*
 * What happens on an exception: trap_entry.asm saves the registers and calls
 * trap_dispatch(), which says in words what went wrong, shows registers and
 * call trace, and ends like panic(). A second fault inside the report ends
 * with one line (kernel/panic.c).
 */
#include <linux/kernel.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/sprintf.h>
#include <linux/stacktrace.h>
#include <linux/string.h>
#include <asm/processor.h>
#include <asm/traps.h>

#define EFLAGS_DF	(1UL << 10)

const struct pt_regs *fault_regs;

/* Intel SDM vol. 3A, table 6-1. */
static const char *trap_name(unsigned long vector)
{
	static const char *const names[] = {
		"divide error", "debug exception", "NMI", "breakpoint",
		"overflow", "bound range exceeded", "invalid opcode",
		"device not available", "double fault",
		"coprocessor segment overrun", "invalid TSS",
		"segment not present", "stack segment fault",
		"general protection fault", "page fault", "exception 15",
		"x87 floating point error", "alignment check",
		"machine check", "SIMD floating point error",
		"virtualization exception", "control protection exception",
	};

	if (vector < ARRAY_SIZE(names))
		return names[vector];
	return vector < FIRST_IRQ ? "reserved exception"
				  : "unexpected interrupt";
}

static void describe_invalid_opcode(const struct pt_regs *regs,
				    struct fault_report *report)
{
	const u8 *code = (const u8 *)regs->ip;
	const char *why = "not an instruction of this CPU";

	report->kind = FAULT_UD;
	if (!kernel_text_address(regs->ip))
		why = "outside the kernel's text";
	else if (code[0] == 0x0f && code[1] == 0x0b)
		why = "ud2: code that must not be reached";
	snprintf(report->what, sizeof(report->what),
		 "BUG: invalid opcode (%s) at %pS", why, (void *)regs->ip);
}

/* The name of a register that holds no canonical address, or NULL. */
static const char *non_canonical(const struct pt_regs *regs)
{
	static const char *const names[] = {
		"R15", "R14", "R13", "R12", "RBP", "RBX", "R11", "R10", "R9",
		"R8", "RAX", "RCX", "RDX", "RSI", "RDI",
	};
	const unsigned long *reg = &regs->r15;

	for (unsigned int i = 0; i < ARRAY_SIZE(names); i++) {
		long high = (long)reg[i] >> 47;

		if (high != 0 && high != -1)
			return names[i];
	}
	return NULL;
}

static void describe_protection(const struct pt_regs *regs,
				struct fault_report *report)
{
	const char *reg = non_canonical(regs);
	size_t size = sizeof(report->what);

	report->kind = FAULT_GP;
	if (regs->error_code)
		snprintf(report->what, size, "BUG: general protection fault "
			 "(selector or vector: error code 0x%lx) at %pS",
			 regs->error_code, (void *)regs->ip);
	else if (reg)
		snprintf(report->what, size, "BUG: general protection fault "
			 "(%s holds no canonical address) at %pS", reg,
			 (void *)regs->ip);
	else
		snprintf(report->what, size, "BUG: general protection fault "
			 "(instruction not allowed here?) at %pS",
			 (void *)regs->ip);
}

/* Fill in @report; @cr2 is read by the caller before anything can fault. */
static void describe(const struct pt_regs *regs, unsigned long cr2,
		     struct fault_report *report)
{
	*report = (struct fault_report) {
		.kind = FAULT_OTHER,
		.vector = regs->vector,
		.error_code = regs->error_code,
		.ip = regs->ip,
	};
	if (regs->vector == X86_TRAP_PF ||
	    (regs->vector == X86_TRAP_DF && in_stack_guard(cr2))) {
		describe_page_fault(regs, cr2, report);
		return;
	}
	if (regs->vector == X86_TRAP_UD) {
		describe_invalid_opcode(regs, report);
		return;
	}
	if (regs->vector == X86_TRAP_GP) {
		describe_protection(regs, report);
		return;
	}
	if (regs->vector == X86_TRAP_DE)
		report->kind = FAULT_DIVIDE;
	if (regs->vector == X86_TRAP_DF)
		report->kind = FAULT_DF;
	snprintf(report->what, sizeof(report->what),
		 "BUG: %s (vector %lu) at %pS", trap_name(regs->vector),
		 regs->vector, (void *)regs->ip);
}

/* Sixteen bytes of the instruction stream, the faulting one in <>. */
static void show_code(unsigned long ip)
{
	char line[16 * 5 + 1];
	int len = 0;

	for (unsigned long at = ip - 4; at < ip + 12; at++) {
		if (!kernel_text_address(at))
			continue;
		len += snprintf(line + len, sizeof(line) - len,
				at == ip ? "<%02x> " : "%02x ",
				*(const u8 *)at);
	}
	if (len)
		pr_emerg("Code: %s\n", line);
}

void show_regs(const struct pt_regs *r)
{
	pr_emerg("RIP: %04lx:%016lx %pS\n", r->cs, r->ip, (void *)r->ip);
	pr_emerg("RSP: %04lx:%016lx EFLAGS: %08lx", r->ss, r->sp, r->flags);
	if (r == fault_regs)
		pr_cont(" vector %lu (%s), error code 0x%lx", r->vector,
			trap_name(r->vector), r->error_code);
	pr_cont("\n");
	pr_emerg("RAX: %016lx RBX: %016lx RCX: %016lx\n", r->ax, r->bx, r->cx);
	pr_emerg("RDX: %016lx RSI: %016lx RDI: %016lx\n", r->dx, r->si, r->di);
	pr_emerg("RBP: %016lx R8:  %016lx R9:  %016lx\n", r->bp, r->r8, r->r9);
	pr_emerg("R10: %016lx R11: %016lx R12: %016lx\n", r->r10, r->r11,
		 r->r12);
	pr_emerg("R13: %016lx R14: %016lx R15: %016lx\n", r->r13, r->r14,
		 r->r15);
	pr_emerg("CR0: %016lx CR2: %016lx CR3: %016lx CR4: %08lx\n",
		 read_cr0(), read_cr2(), read_cr3(), read_cr4());
}

/* The report of an exception that nobody expects; the kernel ends here. */
static __noreturn void die(const struct pt_regs *regs,
			   const struct fault_report *report)
{
	static char nested[sizeof(report->what) + 80];

	/* One line is all that a fault inside a report gets: say where. */
	if (in_panic)
		snprintf(nested, sizeof(nested), "%s at %pS", report->what,
			 (void *)regs->ip);
	panic_begin(in_panic ? nested : report->what);
	fault_regs = regs;
	pr_emerg("%s\n", report->what);
	show_regs(regs);
	show_code(regs->ip);
	show_trace_regs(regs);
	panic_end(trap_name(regs->vector));
}

void trap_dispatch(struct pt_regs *regs)
{
	static unsigned int depth;
	struct fault_report report;
	unsigned long cr2 = read_cr2();

	if (regs->vector - FIRST_IRQ < NR_IRQS) {
		irq_dispatch(regs->vector - FIRST_IRQ);
		return;
	}
	/* The second may still be told in words (panic_begin()). */
	if (++depth > 2)
		emergency_stop("fault inside the report of a fault\n");
	describe(regs, cr2, &report);
	if (!fault_is_expected())
		die(regs, &report);
	fault_caught(regs, &report);
	regs->flags &= ~EFLAGS_DF;
	depth--;
}
