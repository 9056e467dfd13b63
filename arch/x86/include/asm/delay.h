/* SPDX-License-Identifier: GPL-2.0-only */
/* Waiting without interrupts (arch/x86/kernel/delay.c). */
#ifndef _ASM_X86_DELAY_H
#define _ASM_X86_DELAY_H

/**
 * mdelay - wait by counting the ticks of the PC's timer
 * @ms: milliseconds, at least
 *
 * Works at any stage. On a machine without the timer it returns soon.
 */
void mdelay(unsigned int ms);

#endif
