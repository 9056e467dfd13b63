/* SPDX-License-Identifier: GPL-2.0-only */
/* The CPU: what it can, its control registers, its exception stacks. */
#ifndef _ASM_X86_PROCESSOR_H
#define _ASM_X86_PROCESSOR_H

#include <linux/types.h>

#define __KERNEL_CS	0x10
#define __KERNEL_DS	0x18
#define __KERNEL_TSS	0x20		/* two entries of the GDT */

#define X86_CR0_WP	(1UL << 16)	/* read-only binds the kernel too */
#define X86_CR4_MCE	(1UL << 6)	/* machine checks: #MC, no shutdown */

#define MSR_EFER	0xc0000080u
#define EFER_NX		(1UL << 11)
#define MSR_PAT		0x277u		/* a byte each: how pages are cached */

/* What paging and the reports need to know; filled by cpu_init(). */
struct cpuinfo_x86 {
	char vendor[13];		/* "GenuineIntel", ... */
	bool nx;			/* no-execute works, and is on */
	bool gbpages;			/* 1 GiB pages */
	bool pat;			/* page attribute table */
	u8 phys_bits;			/* width of a physical address */
};

extern struct cpuinfo_x86 boot_cpu_data;

/* Stacks that the CPU switches to by itself, by IST number. */
enum ist {
	IST_DF = 1,			/* double fault */
	IST_NMI,
	IST_MCE,			/* machine check */
	NR_IST = IST_MCE
};

#define EXCEPTION_STKSZ	8192

extern char exception_stacks[NR_IST][EXCEPTION_STKSZ];

/**
 * cpu_init - GDT, TSS with exception stacks, feature bits, CR0.WP
 *
 * Called by head64.c before idt_setup() and start_kernel(); needs nothing.
 */
void cpu_init(void);

/* Load the IDT; from here on every exception ends in a report. */
void idt_setup(void);

static inline void cpuid(u32 leaf, u32 *a, u32 *b, u32 *c, u32 *d)
{
	__asm__ volatile("cpuid" : "=a"(*a), "=b"(*b), "=c"(*c), "=d"(*d)
			 : "a"(leaf), "c"(0));
}

static inline u64 rdmsr(u32 msr)
{
	u32 low, high;

	__asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(msr));
	return (u64)high << 32 | low;
}

static inline void wrmsr(u32 msr, u64 value)
{
	__asm__ volatile("wrmsr" : : "c"(msr), "a"((u32)value),
			 "d"((u32)(value >> 32)) : "memory");
}

#define __DEFINE_CR(n) \
static inline unsigned long read_cr##n(void) \
{ \
	unsigned long value; \
	__asm__ volatile("movq %%cr" #n ", %0" : "=r"(value) : : "memory"); \
	return value; \
} \
static inline void write_cr##n(unsigned long value) \
{ \
	__asm__ volatile("movq %0, %%cr" #n : : "r"(value) : "memory"); \
}
__DEFINE_CR(0)
__DEFINE_CR(2)
__DEFINE_CR(3)
__DEFINE_CR(4)
#undef __DEFINE_CR

static inline void invlpg(unsigned long addr)
{
	__asm__ volatile("invlpg (%0)" : : "r"(addr) : "memory");
}

#endif
