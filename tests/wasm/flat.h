/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An <asm/page.h> for tests/wasm: all of a small physical memory is there, in
 * one array (-include this file; it stands in for arch/host's).
 */
#ifndef _ASM_HOST_PAGE_H
#define _ASM_HOST_PAGE_H

#include <linux/types.h>

#define PAGE_SHIFT	12
#define PAGE_SIZE	(1ULL << PAGE_SHIFT)
#define PAGE_MASK	(~(PAGE_SIZE - 1))
#define FLAT_BYTES	(64u << 20)

extern char flat[FLAT_BYTES];

#define __va(phys)	((void *)(flat + (uintptr_t)(phys)))
#define __pa(ptr)	((phys_addr_t)((const char *)(ptr) - flat))
#define phys_to_virt(phys)	__va(phys)
#define virt_to_phys(ptr)	__pa(ptr)

extern phys_addr_t image_end;
#define __pa_symbol(sym)	image_end

#endif
