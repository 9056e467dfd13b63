/* SPDX-License-Identifier: GPL-2.0-only */
/* Between boot/entry.asm and start_kernel(). */
#ifndef _ASM_X86_BOOT_H
#define _ASM_X86_BOOT_H

#include <linux/compiler.h>
#include <linux/types.h>

/**
 * x86_64_start_kernel - the first C function
 * @block: physical address of GRUB's boot information
 *
 * boot/entry.asm calls it at its high address, on init_stack, with the first
 * 1 GiB mapped and interrupts off.
 */
void x86_64_start_kernel(phys_addr_t block) __noreturn;

/* What the compiler puts under every frame with an array, and compares. */
extern unsigned long __stack_chk_guard;

#endif
