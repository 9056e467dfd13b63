/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * User space: a physical address is a pointer unless the program says
 * otherwise (define __va and __pa first, with -include or -D).
 */
#ifndef _ASM_HOST_PAGE_H
#define _ASM_HOST_PAGE_H

#include <linux/types.h>

#ifndef PAGE_SHIFT
#define PAGE_SHIFT	12
#endif
#ifndef PAGE_SIZE
#define PAGE_SIZE	(1ULL << PAGE_SHIFT)
#define PAGE_MASK	(~(PAGE_SIZE - 1))
#endif

#if !defined(__va) && defined(phys_to_virt)
#define __va(phys)	phys_to_virt(phys)
#elif !defined(__va)
#define __va(phys)	((void *)(uintptr_t)(phys))
#endif
#if !defined(__pa) && defined(virt_to_phys)
#define __pa(ptr)	virt_to_phys(ptr)
#elif !defined(__pa)
#define __pa(ptr)	((phys_addr_t)(uintptr_t)(ptr))
#endif
/* There is no kernel image here: everything lies above its end. */
#ifndef __pa_symbol
#define __pa_symbol(sym)	((phys_addr_t)0)
#endif

#ifndef phys_to_virt
#define phys_to_virt(phys)	__va(phys)
#endif
#ifndef virt_to_phys
#define virt_to_phys(ptr)	__pa(ptr)
#endif

#endif
