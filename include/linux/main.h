/* SPDX-License-Identifier: GPL-2.0-only */
/* Where boot/ hands over to C. */
#ifndef _LINUX_MAIN_H
#define _LINUX_MAIN_H

#include <linux/compiler.h>
#include <linux/types.h>

/**
 * start_kernel - the boot, from GRUB's information to the prompt
 * @block: physical address of the multiboot2 information
 *
 * Called once by arch/x86/kernel/head64.c, with the IDT loaded and the first
 * 1 GiB mapped. Never returns.
 */
void start_kernel(phys_addr_t block) __noreturn;

#endif
