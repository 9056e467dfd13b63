/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where physical memory is seen in a lab's runner: a terabyte of address
 * space, of which phys.c backs the pages that are really touched. The kernel
 * image ends where the test's world says. Stands in for arch/host's file.
 */
#ifndef _ASM_HOST_PAGE_H
#define _ASM_HOST_PAGE_H

#include <linux/types.h>

#define PAGE_SHIFT	12
#define PAGE_SIZE	(1ULL << PAGE_SHIFT)
#define PAGE_MASK	(~(PAGE_SIZE - 1))

/* What the boot has mapped (arch/x86). */
#define BOOT_MAP_END	(1ULL << 30)

/* A round number: whoever prints a pointer sees the address behind it. */
#define LAB_RAM		0x100000000000ULL
#define LAB_RAM_SIZE	(1ULL << 40)

static inline phys_addr_t lab_pa(const void *ptr)
{
	return (phys_addr_t)(uintptr_t)ptr - LAB_RAM;
}

#define __va(phys)	((void *)(uintptr_t)((phys_addr_t)(phys) + LAB_RAM))
#define __pa(ptr)	lab_pa((const void *)(ptr))
#define phys_to_virt(phys)	__va(phys)
#define virt_to_phys(ptr)	__pa(ptr)

extern phys_addr_t kernel_image_end;
#define __pa_symbol(sym)	kernel_image_end

void arch_zero_phys(phys_addr_t base, phys_addr_t size);
#define arch_zero_phys arch_zero_phys

#endif
