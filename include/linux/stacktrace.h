/* SPDX-License-Identifier: GPL-2.0-only */
/* Who called: return addresses, and the names of functions. */
#ifndef _LINUX_STACKTRACE_H
#define _LINUX_STACKTRACE_H

#include <linux/types.h>

/**
 * stack_trace_save - the return addresses above the caller
 * @entries: filled from the innermost caller outwards
 * @max: room in @entries
 * @skip: frames to leave out first; 0 begins with the caller's caller
 *
 * Follows frame pointers within the stacks the kernel owns; never faults.
 *
 * Return: number of entries written.
 */
unsigned int stack_trace_save(unsigned long *entries, unsigned int max,
			      unsigned int skip);

/* Print "Call Trace:" from here, or from a saved frame pointer. */
void dump_stack(void);
/* The same from a frame on: its return address is the first line. */
void show_callers(unsigned long rbp);
void show_trace(unsigned long rip, unsigned long rbp);

/**
 * kallsyms_lookup - the function an address lies in
 * @addr: a kernel text address
 * @offset: set to the distance from the function's first byte
 *
 * Return: the name, or NULL where no function covers @addr.
 */
const char *kallsyms_lookup(unsigned long addr, unsigned long *offset);

/**
 * sprint_symbol - an address as "function+0x12/0x40", or as "0x..."
 * @buf: at least @size bytes
 * @size: room, the closing NUL included
 * @addr: any address
 *
 * Return: length of the text.
 */
int sprint_symbol(char *buf, size_t size, unsigned long addr);

/**
 * sprint_backtrace - the same for a return address
 *
 * A call that never returns may be the last instruction of its function:
 * what comes after it belongs to the next one. So look one byte back.
 */
int sprint_backtrace(char *buf, size_t size, unsigned long addr);

/* Is @addr in the kernel's text? In that of .init, until it is freed. */
bool kernel_text_address(unsigned long addr);

struct pt_regs;
/* The call trace of interrupted code. */
void show_trace_regs(const struct pt_regs *regs);

#endif
