/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An <asm/page.h> for the host with a kernel image whose symbols lie where
 * the test says (-include this file; it stands in for arch/host's).
 */
#ifndef _ASM_HOST_PAGE_H
#define _ASM_HOST_PAGE_H

#include <linux/types.h>

#define PAGE_SHIFT	12
#define PAGE_SIZE	(1ULL << PAGE_SHIFT)
#define PAGE_MASK	(~(PAGE_SIZE - 1))
#define __va(phys)	((void *)(uintptr_t)(phys))
#define __pa(ptr)	((phys_addr_t)(uintptr_t)(ptr))
#define phys_to_virt(phys)	__va(phys)
#define virt_to_phys(ptr)	__pa(ptr)

/* The physical address of a symbol, by its name. */
phys_addr_t image_at(const char *name);
#define __pa_symbol(sym)	image_at(#sym)

#endif
