/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The registers of interrupted code, as arch/x86/kernel/trap_entry.asm
 * pushes them: the first member was pushed last.
 */
#ifndef _ASM_X86_PTRACE_H
#define _ASM_X86_PTRACE_H

struct pt_regs {
	unsigned long r15, r14, r13, r12, bp, bx;
	unsigned long r11, r10, r9, r8, ax, cx, dx, si, di;
	unsigned long vector;
	unsigned long error_code;	/* 0 where the CPU gives none */
	/* Pushed by the CPU itself (Intel SDM vol. 3A, section 6.14.2). */
	unsigned long ip, cs, flags, sp, ss;
};

/**
 * show_regs - print instruction, registers and control registers
 * @regs: as saved by an exception, or by capture_regs()
 */
void show_regs(const struct pt_regs *regs);

/**
 * capture_regs - the registers of the function that calls this
 * @regs: filled in; vector and error_code become 0
 *
 * For panic() and BUG(), which no exception saved registers for. Those that
 * a call may clobber have whatever the compiler had in them just now.
 */
static inline __attribute__((always_inline))
void capture_regs(struct pt_regs *regs)
{
	__asm__ volatile(
		"movq %%r15, 0(%0)\n\t"
		"movq %%r14, 8(%0)\n\t"
		"movq %%r13, 16(%0)\n\t"
		"movq %%r12, 24(%0)\n\t"
		"movq %%rbp, 32(%0)\n\t"
		"movq %%rbx, 40(%0)\n\t"
		"movq %%r11, 48(%0)\n\t"
		"movq %%r10, 56(%0)\n\t"
		"movq %%r9, 64(%0)\n\t"
		"movq %%r8, 72(%0)\n\t"
		"movq %%rax, 80(%0)\n\t"
		"movq %%rcx, 88(%0)\n\t"
		"movq %%rdx, 96(%0)\n\t"
		"movq %%rsi, 104(%0)\n\t"
		"movq %%rdi, 112(%0)\n\t"
		"movq $0, 120(%0)\n\t"
		"movq $0, 128(%0)\n\t"
		"leaq 0(%%rip), %%rax\n\t"
		"movq %%rax, 136(%0)\n\t"
		"movl %%cs, %%eax\n\t"
		"movq %%rax, 144(%0)\n\t"
		"pushfq\n\t"
		"popq 152(%0)\n\t"
		"movq %%rsp, 160(%0)\n\t"
		"movl %%ss, %%eax\n\t"
		"movq %%rax, 168(%0)\n\t"
		: : "D"(regs) : "rax", "memory");
}

#endif
