// SPDX-License-Identifier: GPL-2.0-only
/*
 * The CPU's own tables: a GDT with one code and one data segment, a TSS
 * whose only use is the stacks for exceptions that cannot trust the present
 * one (IST), and the feature bits that paging asks for. head64.c calls
 * cpu_init() first of all; it prints nothing and allocates nothing.
 */
#include <linux/compiler.h>
#include <linux/init.h>
#include <linux/string.h>
#include <asm/pgtable.h>
#include <asm/processor.h>

/* 64-bit task state segment: Intel SDM vol. 3A, figure 7-11. */
struct tss {
	u32 reserved0;
	u64 rsp[3];
	u64 reserved1;
	u64 ist[7];			/* ist[0] is IST 1 */
	u64 reserved2;
	u16 reserved3, iomap_base;
} __packed;

struct table_register {
	u16 limit;
	u64 base;
} __packed;

struct cpuinfo_x86 boot_cpu_data;
char exception_stacks[NR_IST][EXCEPTION_STKSZ] __aligned(16);

static struct tss tss = { .iomap_base = sizeof(struct tss) };

/* Flat segments, accessed bit set so that the CPU need not write here. */
static u64 gdt[] = {
	[__KERNEL_CS / 8] = 0x00af9b000000ffffULL,
	[__KERNEL_DS / 8] = 0x00cf93000000ffffULL,
	[__KERNEL_TSS / 8] = 0,		/* two entries, see load_tss() */
	[__KERNEL_TSS / 8 + 1] = 0,
};

/* Load the GDT; the far return is the one way to reload CS. */
static __init void load_gdt(void)
{
	struct table_register gdtr = { sizeof(gdt) - 1, (u64)gdt };

	__asm__ volatile(
		"lgdt %0\n\t"
		"pushq %1\n\t"
		"leaq 1f(%%rip), %%rax\n\t"
		"pushq %%rax\n\t"
		"lretq\n"
		"1:\tmovl %2, %%eax\n\t"
		"movl %%eax, %%ds\n\t"
		"movl %%eax, %%es\n\t"
		"movl %%eax, %%ss\n\t"
		"xorl %%eax, %%eax\n\t"
		"movl %%eax, %%fs\n\t"
		"movl %%eax, %%gs\n\t"
		: : "m"(gdtr), "i"(__KERNEL_CS), "i"(__KERNEL_DS)
		: "rax", "memory");
}

/* The descriptor of an available 64-bit TSS: SDM vol. 3A, figure 7-4. */
static __init void load_tss(void)
{
	u64 base = (u64)&tss, limit = sizeof(tss) - 1;

	for (int i = 0; i < NR_IST; i++)
		tss.ist[i] = (u64)exception_stacks[i] + EXCEPTION_STKSZ;
	gdt[__KERNEL_TSS / 8] = limit | (base & 0xffffff) << 16 |
		0x89ULL << 40 | (base >> 24 & 0xff) << 56;
	gdt[__KERNEL_TSS / 8 + 1] = base >> 32;
	__asm__ volatile("ltr %w0" : : "r"(__KERNEL_TSS));
}

/* CPUID leaves 0, 1, 0x80000001 and 0x80000008 (Intel SDM vol. 2A). */
static __init void detect_features(void)
{
	struct cpuinfo_x86 *c = &boot_cpu_data;
	u32 a, b, cx, d, max_ext;

	cpuid(0, &a, &b, &cx, &d);
	memcpy(c->vendor, &b, 4);
	memcpy(c->vendor + 4, &d, 4);
	memcpy(c->vendor + 8, &cx, 4);
	cpuid(1, &a, &b, &cx, &d);
	c->pat = d & 1u << 16;
	cpuid(0x80000000, &max_ext, &b, &cx, &d);
	cpuid(0x80000001, &a, &b, &cx, &d);
	c->gbpages = d & 1u << 26;
	/* The entry code turned NX on where the CPU has it. */
	c->nx = (d & 1u << 20) && (rdmsr(MSR_EFER) & EFER_NX);
	if (c->nx)
		__supported_pte_mask = ~0ULL;
	c->phys_bits = 36;
	if (max_ext >= 0x80000008) {
		cpuid(0x80000008, &a, &b, &cx, &d);
		c->phys_bits = a & 0xff;
	}
}

__init void cpu_init(void)
{
	u32 a, b, c, d;

	load_gdt();
	load_tss();
	detect_features();
	write_cr0(read_cr0() | X86_CR0_WP);
	cpuid(1, &a, &b, &c, &d);
	if (d & 1u << 7)
		write_cr4(read_cr4() | X86_CR4_MCE);
}
