// SPDX-License-Identifier: GPL-2.0-only
/*
 * The two 8259A interrupt controllers (PICs). They are programmed only for
 * the prompt; before that interrupts are off. Uniprocessor, no I/O APIC.
 */
#include <asm/input.h>
#include <asm/io.h>
#include <asm/processor.h>
#include <asm/traps.h>

#define PIC1_COMMAND	0x20		/* IRQ 0 to 7 */
#define PIC1_DATA	0x21
#define PIC2_COMMAND	0xa0		/* IRQ 8 to 15 */
#define PIC2_DATA	0xa1

#define ICW1_INIT	0x11		/* edge triggered, ICW4 follows */
#define ICW4_8086	0x01
#define OCW2_EOI	0x20
#define OCW3_READ_ISR	0x0b		/* next read: lines in service */
#define ALL_MASKED	0xff

#define DELAY_PORT	0x80		/* a write takes about 1 us */

#define CPUID_APIC	(1U << 9)	/* leaf 1, edx */
#define MSR_APIC_BASE	0x1b
#define APIC_ENABLED	(1ULL << 11)
#define APIC_X2		(1ULL << 10)

static void (*irq_handlers[NR_IRQS])(void);
static u16 irq_mask = 0xffff;		/* 1: masked; bit = IRQ */

/* Old PICs need time between two commands. */
static void pic_write(u8 value, u16 port)
{
	outb(value, port);
	outb(0, DELAY_PORT);
}

static void write_masks(void)
{
	pic_write(irq_mask & 0xff, PIC1_DATA);
	pic_write(irq_mask >> 8, PIC2_DATA);
}

/* With the local APIC off, the PIC's line is the CPU's interrupt pin. */
static void disable_local_apic(void)
{
	u32 a, b, c, d;
	u64 base;

	cpuid(1, &a, &b, &c, &d);
	if (!(d & CPUID_APIC))
		return;
	base = rdmsr(MSR_APIC_BASE) & ~(APIC_ENABLED | APIC_X2);
	__asm__ volatile("wrmsr" : : "c"(MSR_APIC_BASE), "a"((u32)base),
			 "d"((u32)(base >> 32)));
}

void init_8259A(void)
{
	disable_local_apic();
	pic_write(ALL_MASKED, PIC1_DATA);
	pic_write(ALL_MASKED, PIC2_DATA);

	pic_write(ICW1_INIT, PIC1_COMMAND);
	pic_write(FIRST_IRQ, PIC1_DATA);
	pic_write(1 << IRQ_CASCADE, PIC1_DATA);
	pic_write(ICW4_8086, PIC1_DATA);

	pic_write(ICW1_INIT, PIC2_COMMAND);
	pic_write(FIRST_IRQ + 8, PIC2_DATA);
	pic_write(IRQ_CASCADE, PIC2_DATA);
	pic_write(ICW4_8086, PIC2_DATA);

	irq_mask = 0xffff;
	write_masks();
}

void enable_8259A_irq(unsigned int irq, void (*handler)(void))
{
	irq_handlers[irq] = handler;
	irq_mask &= ~(1U << irq);
	if (irq >= 8)
		irq_mask &= ~(1U << IRQ_CASCADE);
	write_masks();
}

/*
 * A line that goes away too early leaves the PIC with nothing to report; it
 * then says 7 or 15, though that line is not in service.
 */
static bool spurious(unsigned int irq)
{
	u16 port = irq < 8 ? PIC1_COMMAND : PIC2_COMMAND;

	if (irq != 7 && irq != 15)
		return false;
	outb(OCW3_READ_ISR, port);
	return !(inb(port) & 0x80);
}

/**
 * irq_dispatch - serve a hardware interrupt
 * @irq: 0 to 15
 *
 * Called by trap_dispatch() with interrupts off.
 */
void irq_dispatch(unsigned int irq)
{
	bool real = !spurious(irq);

	if (real && irq_handlers[irq])
		irq_handlers[irq]();
	if (real && irq >= 8)
		outb(OCW2_EOI, PIC2_COMMAND);
	/* The first PIC saw a real cascade even if IRQ 15 was spurious. */
	if (real || irq == 15)
		outb(OCW2_EOI, PIC1_COMMAND);
}
