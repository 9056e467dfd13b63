/* SPDX-License-Identifier: GPL-2.0-only */
/* PAGE_SIZE is an unsigned long here, and translation a pair of functions. */
#ifndef FOREIGN_ASM_PAGE_H
#define FOREIGN_ASM_PAGE_H

#include <linux/types.h>

#define PAGE_SHIFT	12
#define PAGE_SIZE	4096UL
#define PAGE_MASK	(~(PAGE_SIZE - 1))

static inline void *phys_to_virt(phys_addr_t phys)
{
	return (void *)(uintptr_t)phys;
}

static inline phys_addr_t virt_to_phys(const volatile void *ptr)
{
	return (uintptr_t)ptr;
}

#define __va(phys)	phys_to_virt(phys)
#define __pa(ptr)	virt_to_phys(ptr)

#endif
