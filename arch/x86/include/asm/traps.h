/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Exceptions: their vectors, their reports, and a way to survive one that a
 * test provokes on purpose.
 */
#ifndef _ASM_X86_TRAPS_H
#define _ASM_X86_TRAPS_H

#include <linux/compiler.h>
#include <linux/types.h>
#include <asm/ptrace.h>

/* Intel SDM vol. 3A, table 6-1. */
enum x86_trap {
	X86_TRAP_DE = 0, X86_TRAP_DB = 1, X86_TRAP_NMI = 2, X86_TRAP_BP = 3,
	X86_TRAP_UD = 6, X86_TRAP_DF = 8, X86_TRAP_TS = 10, X86_TRAP_NP = 11,
	X86_TRAP_SS = 12, X86_TRAP_GP = 13, X86_TRAP_PF = 14,
	X86_TRAP_MC = 18,
	FIRST_IRQ = 0x20, NR_IRQS = 16, NR_VECTORS = 256
};

/* Error code of a page fault (Intel SDM vol. 3A, figure 4-12). */
#define PF_PROT		0x01UL		/* mapped, but not for this */
#define PF_WRITE	0x02UL
#define PF_RSVD		0x08UL		/* a reserved bit in a table is set */
#define PF_INSTR	0x10UL

enum fault_kind {
	FAULT_NONE,
	FAULT_NULL,		/* within the first page */
	FAULT_STACK,		/* the guard page below the stack */
	FAULT_RODATA,		/* write to text or read-only data */
	FAULT_EXEC,		/* executing what is not executable */
	FAULT_UNMAPPED,
	FAULT_UD,		/* invalid opcode */
	FAULT_DIVIDE,
	FAULT_GP,
	FAULT_DF,		/* double fault that is no stack overflow */
	FAULT_PANIC,		/* panic(), BUG(), UBSan, stack protector */
	FAULT_OTHER
};

/* What went wrong, in numbers and in words. */
struct fault_report {
	enum fault_kind kind;
	unsigned long vector, error_code;
	unsigned long ip;	/* where; 0 for FAULT_PANIC */
	unsigned long addr;	/* CR2 of a page fault and of FAULT_STACK */
	char what[160];		/* the first line of the report */
};

/**
 * fault_expected - call a function that should fault, and survive it
 * @fn: what to call
 * @arg: its argument
 * @out: the report, FAULT_NONE when @fn returned; may be NULL
 *
 * For self-tests. The first exception, panic() or BUG() in @fn ends it: all
 * its frames are dropped, nothing it did is undone, nothing is printed.
 * Calls do not nest.
 *
 * Return: true when @fn faulted.
 */
bool fault_expected(void (*fn)(void *), void *arg, struct fault_report *out);

/* extable.c, for the handlers: the other side of fault_expected(). */
bool fault_is_expected(void);
void fault_caught(struct pt_regs *regs, const struct fault_report *report);
void panic_caught(const char *what) __noreturn;

/* The registers of the exception being reported; NULL if there is none. */
extern const struct pt_regs *fault_regs;

/* mm/fault.c: fill kind, addr and what from registers and CR2. */
void describe_page_fault(const struct pt_regs *regs, unsigned long addr,
			 struct fault_report *report);
bool in_stack_guard(unsigned long addr);

/* trap_entry.asm calls this for every vector. */
void trap_dispatch(struct pt_regs *regs);

/* i8259.c: a hardware interrupt, 0 to 15. */
void irq_dispatch(unsigned int irq);

#endif
