// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who called: following frame pointers from callee to caller. Every frame is
 * checked to lie within a stack that the kernel owns before it is read, so
 * this never faults, whatever has been written over the stack. kmemleak
 * saves such traces, WARN and the exception reports print them.
 */
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/stacktrace.h>
#include <linux/string.h>
#include <asm/processor.h>
#include <asm/ptrace.h>
#include <asm/sections.h>

/* What `push rbp; mov rbp, rsp` leaves behind. */
struct stack_frame {
	unsigned long next;
	unsigned long ret;
};

/* A walk from frame to frame; @low and @high bound the present stack. */
struct walk {
	unsigned long frame, low, high;
	unsigned int switches;		/* from stack to stack */
	unsigned long broken;		/* what is no frame, but should be */
};

/* A long trace prints its innermost and its outermost lines. */
#define HEAD_LINES	14
#define TAIL_LINES	6

static bool find_stack(struct walk *w, unsigned long addr)
{
	unsigned long ist = addr - (unsigned long)exception_stacks;

	if (ist < sizeof(exception_stacks)) {
		w->low = addr - ist % EXCEPTION_STKSZ;
		w->high = w->low + EXCEPTION_STKSZ;
		return true;
	}
	w->low = (unsigned long)init_stack;
	w->high = (unsigned long)init_stack_end;
	return addr >= w->low && addr < w->high;
}

/* Stand on the frame at @frame if there can be one. */
static bool walk_to(struct walk *w, unsigned long frame)
{
	unsigned long low = w->low;

	if (frame % sizeof(long) || !find_stack(w, frame) ||
	    frame > w->high - sizeof(struct stack_frame))
		return false;
	/* Callers lie higher; only an exception changes the stack. */
	if (w->low == low ? frame <= w->frame : ++w->switches > NR_IST + 1)
		return false;
	w->frame = frame;
	return true;
}

static bool walk_start(struct walk *w, unsigned long frame)
{
	*w = (struct walk) { .low = 0 };
	return walk_to(w, frame);
}

/* The return address of the present frame; goes on to the next, or ends. */
static unsigned long walk_next(struct walk *w)
{
	const struct stack_frame *frame = (const void *)w->frame;
	unsigned long ret;

	if (!w->frame)
		return 0;
	ret = frame->ret;
	if (!walk_to(w, frame->next)) {
		w->frame = 0;
		w->broken = frame->next;
	}
	return kernel_text_address(ret) ? ret : 0;
}

unsigned int stack_trace_save(unsigned long *entries, unsigned int max,
			      unsigned int skip)
{
	struct walk w;
	unsigned int n = 0;
	unsigned long ret;

	if (!walk_start(&w, (unsigned long)__builtin_frame_address(0)))
		return 0;
	walk_next(&w);			/* leads into the caller itself */
	while (n < max && (ret = walk_next(&w)) != 0) {
		if (skip)
			skip--;
		else
			entries[n++] = ret;
	}
	return n;
}

/* @addr is where a call returns to. */
static void print_entry(unsigned long addr, unsigned int times)
{
	char name[128];

	sprint_backtrace(name, sizeof(name), addr);
	if (times > 1)
		printk(KERN_WARNING " %s (%u times)\n", name, times);
	else
		printk(KERN_WARNING " %s\n", name);
}

/*
 * Go through the trace from frame @rbp; equal neighbours (recursion) are one
 * line. Prints the lines that fit when @total says how many there are, and
 * returns that number.
 */
static unsigned int walk_lines(unsigned long rbp, unsigned int total)
{
	unsigned int line = 0, times = 1;
	unsigned long ret, next;
	struct walk w;

	if (!walk_start(&w, rbp))
		return 0;
	for (ret = walk_next(&w); ret; ret = next, times = 1) {
		while ((next = walk_next(&w)) == ret)
			times++;
		if (line < HEAD_LINES || line + TAIL_LINES >= total) {
			if (total)
				print_entry(ret, times);
		} else if (line == HEAD_LINES) {
			printk(KERN_WARNING " ... (%u more)\n",
			       total - HEAD_LINES - TAIL_LINES);
		}
		line++;
	}
	if (w.broken && total)
		printk(KERN_WARNING " (broken off: no frame at %016lx)\n",
		       w.broken);
	return line;
}

static void print_callers(unsigned long rbp)
{
	unsigned int total = walk_lines(rbp, 0);

	if (total)
		walk_lines(rbp, total);
	else
		printk(KERN_WARNING " (no frame at %016lx)\n", rbp);
}

void show_trace(unsigned long rip, unsigned long rbp)
{
	printk(KERN_WARNING "Call Trace:\n");
	printk(KERN_WARNING " %pS\n", (void *)rip);
	print_callers(rbp);
}

/* push rbp; mov rbp, rsp: what a function with a frame begins with. */
static const u8 prologue[] = { 0x55, 0x48, 0x89, 0xe5 };

/*
 * Where the return address of interrupted code lies while its frame does
 * not: after a jump to nowhere, at a function's first instructions, and in
 * small ones that the compiler gives no frame. 0 where there is a frame.
 */
static unsigned long frameless_return(const struct pt_regs *regs)
{
	unsigned long offset, at;
	const char *name = kallsyms_lookup(regs->ip, &offset);

	if (!kernel_text_address(regs->ip))
		return regs->sp;
	/* gcc splits f.cold off the middle of f. */
	if (!name || strstr(name, ".cold"))
		return 0;
	for (at = regs->ip - offset; at + sizeof(prologue) <= regs->ip; at++)
		if (!memcmp((const void *)at, prologue, sizeof(prologue)))
			return 0;
	if (offset && !memcmp((const void *)(regs->ip - 1), prologue,
			      sizeof(prologue)))
		return regs->sp + sizeof(long);
	return regs->sp;
}

static void print_frameless_caller(const struct pt_regs *regs)
{
	unsigned long sp = frameless_return(regs);
	struct walk w = { .low = 0 };

	if (sp % sizeof(long) == 0 && find_stack(&w, sp) &&
	    kernel_text_address(*(const unsigned long *)sp))
		print_entry(*(const unsigned long *)sp, 1);
}

void show_trace_regs(const struct pt_regs *regs)
{
	printk(KERN_WARNING "Call Trace:\n");
	if (kernel_text_address(regs->ip))
		printk(KERN_WARNING " %pS\n", (void *)regs->ip);
	print_frameless_caller(regs);
	print_callers(regs->bp);
}

void show_callers(unsigned long rbp)
{
	printk(KERN_WARNING "Call Trace:\n");
	print_callers(rbp);
}

noinline void dump_stack(void)
{
	show_callers((unsigned long)__builtin_frame_address(0));
}
