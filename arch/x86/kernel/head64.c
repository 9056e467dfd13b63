// SPDX-License-Identifier: GPL-2.0-only
/*
 * The few steps in C before start_kernel(). boot/entry.asm calls this once.
 * Nothing here prints: what goes wrong now ends in the handlers that
 * idt_setup() installs.
 */
#include <asm/boot.h>
#include <asm/processor.h>
#include <linux/init.h>
#include <linux/main.h>

unsigned long __stack_chk_guard;

/*
 * A value that text on the stack can hardly contain: the time stamp, spread
 * over all bits. The lowest byte is 0, so that a string that runs over its
 * array ends there and the canary cannot be printed with it.
 */
static __always_inline void seed_stack_guard(void)
{
	u32 low, high;

	__asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
	__stack_chk_guard = (((u64)high << 32 | low) * 0x9e3779b97f4a7c15ULL)
			    & ~0xffUL;
}

/* The guard changes in here, so this function itself must not check it. */
__attribute__((no_stack_protector))
void __ref x86_64_start_kernel(phys_addr_t block)
{
	seed_stack_guard();
	cpu_init();		/* GDT, TSS, stacks for exceptions */
	idt_setup();		/* from now on a fault says what it was */
	start_kernel(block);
}
