/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * In a web page: arch/wasm/phys.c finds a place in the module's memory for
 * the few physical addresses that are really written to. Stands in for
 * arch/host's file of this name.
 */
#ifndef _ASM_HOST_PAGE_H
#define _ASM_HOST_PAGE_H

#include <linux/types.h>

#define PAGE_SHIFT	12
#define PAGE_SIZE	(1ULL << PAGE_SHIFT)
#define PAGE_MASK	(~(PAGE_SIZE - 1))

void *phys_to_linear(phys_addr_t phys);
phys_addr_t linear_to_phys(const void *ptr);
void zero_phys(phys_addr_t base, phys_addr_t size);

#define __va(phys)		phys_to_linear(phys)
#define __pa(ptr)		linear_to_phys((const void *)(ptr))
#define phys_to_virt(phys)	__va(phys)
#define virt_to_phys(ptr)	__pa(ptr)
#define arch_zero_phys(base, size)	zero_phys(base, size)

/* The end of the kernel image that the page has placed somewhere. */
extern phys_addr_t kernel_image_end;
#define __pa_symbol(sym)	kernel_image_end

#endif
