// SPDX-License-Identifier: GPL-2.0-only
/*
 * The interrupt descriptor table: all 256 vectors lead to the stubs of
 * trap_entry.asm, three of them on stacks of their own. head64.c loads it
 * before start_kernel(), so that no fault is ever a silent reset.
 */
#include <linux/compiler.h>
#include <linux/init.h>
#include <linux/types.h>
#include <asm/processor.h>
#include <asm/traps.h>

#define STUB_SIZE	16		/* of trap_entry.asm */

/* 64-bit interrupt gate: Intel SDM vol. 3A, figure 6-8. */
struct gate {
	u16 offset_low, segment;
	u8 ist, type;
	u16 offset_middle;
	u32 offset_high, reserved;
};

extern char trap_stubs[];

static struct gate idt[NR_VECTORS] __aligned(16);

/* Present, ring 0, interrupt gate: the handler runs with interrupts off. */
static __init void set_gate(unsigned int vector)
{
	u64 stub = (u64)trap_stubs + vector * STUB_SIZE;

	idt[vector] = (struct gate) {
		.offset_low = stub,
		.segment = __KERNEL_CS,
		.type = 0x8e,
		.offset_middle = stub >> 16,
		.offset_high = stub >> 32,
	};
}

__init void idt_setup(void)
{
	struct {
		u16 limit;
		u64 base;
	} __packed idtr = { sizeof(idt) - 1, (u64)idt };

	for (unsigned int vector = 0; vector < NR_VECTORS; vector++)
		set_gate(vector);
	idt[X86_TRAP_DF].ist = IST_DF;
	idt[X86_TRAP_NMI].ist = IST_NMI;
	idt[X86_TRAP_MC].ist = IST_MCE;
	__asm__ volatile("lidt %0" : : "m"(idtr));
}
