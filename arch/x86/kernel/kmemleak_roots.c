// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where kmemleak's scan begins on this machine: the kernel's variables, the
 * stack, and the registers that callers keep values in. Left out are
 * .bss.noscan (logs, kmemleak's own) and the page-aligned part of .bss: the
 * boot's page tables, and the stack below the present call.
 */
#include <linux/kmemleak.h>
#include <asm/sections.h>

void kmemleak_scan_roots(const void *sp,
			 void (*scan)(const void *start, const void *end))
{
	scan(_sdata, _edata);
	scan(__bss_scan, __bss_stop);
	scan(sp, init_stack_end);
}

/*
 * The registers that a called function must preserve go onto the stack, and
 * one word more, so that it is aligned (System V ABI, 3.2.1 and 3.2.2).
 */
__attribute__((naked))
unsigned int call_with_stack(unsigned int (*fn)(const void *sp))
{
	__asm__("push %rbp\n\t"
		"mov %rsp, %rbp\n\t"
		"push %rbx\n\t"
		"push %r12\n\t"
		"push %r13\n\t"
		"push %r14\n\t"
		"push %r15\n\t"
		"push $0\n\t"
		"mov %rdi, %rax\n\t"
		"mov %rsp, %rdi\n\t"
		"call *%rax\n\t"
		"leave\n\t"
		"ret");
}
