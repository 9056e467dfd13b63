/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The fixmap: 512 pages at a fixed virtual address whose page table is part
 * of the image, so that any physical page can be reached at any stage. Some
 * pages have one use; the others are slots for tables and registers that no
 * other map shows.
 */
#ifndef _ASM_X86_FIXMAP_H
#define _ASM_X86_FIXMAP_H

#include <linux/types.h>
#include <asm/page.h>

#define FIXADDR_START	0xffffffffff400000ULL
#define FIXADDR_END	0xffffffffff600000ULL

#define NR_FIX_BTMAPS		64	/* pages of a slot: 256 KiB */
#define FIX_BTMAPS_SLOTS	7
/* Fits into a slot wherever in its first page it begins. */
#define EARLY_MAP_MAX		((NR_FIX_BTMAPS - 1) * PAGE_SIZE)

enum fixed_addresses {
	FIX_VGA,			/* the text screen */
	FIX_BTMAP_BEGIN = 512 - NR_FIX_BTMAPS * FIX_BTMAPS_SLOTS,
	NR_FIXMAP = 512
};

static inline void *fix_to_virt(unsigned int idx)
{
	return (void *)(FIXADDR_START + ((u64)idx << PAGE_SHIFT));
}

/**
 * __set_fixmap - map one physical page at its fixed address
 * @idx: which
 * @phys: physical address, page-aligned
 * @prot: a PAGE_KERNEL value, or 0 to unmap
 */
void __set_fixmap(unsigned int idx, phys_addr_t phys, u64 prot);

/* Link the fixmap into page tables that map the kernel image. */
void fixmap_install(u64 *pgd);

/**
 * early_ioremap - reach device registers or a framebuffer, uncached
 * @phys: physical address, any alignment; must not be RAM
 * @size: bytes, at most 256 KiB less the offset into the first page
 *
 * Works at any stage. Seven maps at a time; early_iounmap() them after use.
 *
 * Return: where it is mapped, or NULL with a message.
 */
void *early_ioremap(phys_addr_t phys, size_t size);

/* The same for firmware's tables in memory: cached, and read-only. */
void *early_memremap(phys_addr_t phys, size_t size);

/**
 * early_iounmap - end a map of early_ioremap()
 * @addr: what it returned
 * @size: as given to it
 */
void early_iounmap(void *addr, size_t size);
void early_memunmap(void *addr, size_t size);

#endif
