/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Hardware interrupts and the bytes that people type. Handlers run with
 * interrupts off, queue bytes and do nothing else; in particular they never
 * allocate and never print.
 */
#ifndef _ASM_X86_INPUT_H
#define _ASM_X86_INPUT_H

#include <linux/types.h>

#define IRQ_KEYBOARD	1
#define IRQ_CASCADE	2		/* the second PIC hangs here */
#define IRQ_COM1	4

/**
 * init_8259A - put both PICs at vectors FIRST_IRQ.., all lines masked
 *
 * Also turns the local APIC off, so that the PICs reach the CPU directly and
 * no timer that the firmware left behind fires.
 */
void init_8259A(void);

/**
 * enable_8259A_irq - unmask a line and let @handler serve it
 * @irq: 0 to 15
 * @handler: called for each interrupt; irq_dispatch() ends it at the PIC
 */
void enable_8259A_irq(unsigned int irq, void (*handler)(void));

/**
 * input_queue - put a typed byte where input_getc() finds it
 * @c: the byte; lost when 256 are waiting
 */
void input_queue(char c);

/**
 * input_queue_string - put several bytes there
 * @text: them, up to a 0
 */
void input_queue_string(const char *text);

/**
 * serial_input_init - let COM1 interrupt for each byte received
 *
 * Return: false on a machine without COM1.
 */
bool serial_input_init(void);

/**
 * keyboard_init - have the 8042 send scan codes of set 1 and interrupt
 *
 * Return: false on a machine without a working 8042 controller.
 */
bool keyboard_init(void);

/** serial_interrupt - IRQ 4: queue what COM1 received */
void serial_interrupt(void);

/** keyboard_interrupt - IRQ 1: queue the characters of the keys pressed */
void keyboard_interrupt(void);

#endif
