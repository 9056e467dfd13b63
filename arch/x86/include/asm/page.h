/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where physical memory is seen. The direct map shows all RAM at
 * PAGE_OFFSET; the kernel image is also mapped at __START_KERNEL_map, where
 * it is linked.
 */
#ifndef _ASM_X86_PAGE_H
#define _ASM_X86_PAGE_H

#include <linux/types.h>

#define PAGE_SHIFT	12
#define PAGE_SIZE	(1ULL << PAGE_SHIFT)
#define PAGE_MASK	(~(PAGE_SIZE - 1))

#define PAGE_OFFSET		0xffff888000000000ULL
#define __START_KERNEL_map	0xffffffff80000000ULL

/* Boot page tables (boot/entry.asm) map this much from 0 up. */
#define BOOT_MAP_END		(1ULL << 30)

#define __va(phys)	((void *)((phys_addr_t)(phys) + PAGE_OFFSET))

/* The inverse of __va(), also for addresses within the kernel image. */
static inline phys_addr_t __pa(const void *ptr)
{
	u64 addr = (u64)ptr;

	return addr >= __START_KERNEL_map ? addr - __START_KERNEL_map
					  : addr - PAGE_OFFSET;
}
#define __pa(ptr)	__pa((const void *)(ptr))

/* The physical address of a linker symbol. */
#define __pa_symbol(sym) \
	((phys_addr_t)(unsigned long)(sym) - __START_KERNEL_map)

#define phys_to_virt(phys)	__va(phys)
#define virt_to_phys(ptr)	__pa(ptr)

/* Zero a range of RAM: `rep stosq` through the direct map. */
void arch_zero_phys(phys_addr_t base, phys_addr_t size);
#define arch_zero_phys arch_zero_phys

#endif
