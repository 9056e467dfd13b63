/* SPDX-License-Identifier: GPL-2.0-only */
/* Port I/O and a few instructions that C has no words for. */
#ifndef _ASM_X86_IO_H
#define _ASM_X86_IO_H

#include <linux/types.h>

static inline void outb(u8 value, u16 port)
{
	__asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static inline u8 inb(u16 port)
{
	u8 value;

	__asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

static inline void outw(u16 value, u16 port)
{
	__asm__ volatile("outw %0, %1" : : "a"(value), "Nd"(port));
}

/* Read @count bytes from one port into @buf. */
static inline void insb(u16 port, void *buf, size_t count)
{
	__asm__ volatile("rep insb" : "+D"(buf), "+c"(count) : "d"(port)
			 : "memory");
}

static inline void cpu_relax(void)
{
	__asm__ volatile("pause");
}

static inline void local_irq_enable(void)
{
	__asm__ volatile("sti" : : : "memory");
}

static inline void local_irq_disable(void)
{
	__asm__ volatile("cli" : : : "memory");
}

/* Wait for one interrupt, without a window in which it could be missed. */
static inline void safe_halt(void)
{
	__asm__ volatile("sti; hlt; cli" : : : "memory");
}

/* Where ioremap() maps: 1 TiB, as Linux's vmalloc area begins. */
#define IOREMAP_START	0xffffc90000000000ULL
#define IOREMAP_END	0xffffca0000000000ULL

/**
 * ioremap - map device memory for good, not cached
 * @phys: physical address, any alignment; no RAM
 * @size: bytes, at most 1 GiB
 *
 * From stage "mapped" on (before it: early_ioremap()). 2 MiB pages where they
 * fit. Never executable.
 *
 * Return: where it is mapped, or NULL with a message.
 */
void *ioremap(phys_addr_t phys, u64 size);

/* The same with writes combined, for a framebuffer. */
void *ioremap_wc(phys_addr_t phys, u64 size);

/* End a map of ioremap(), by its address. */
void iounmap(void *addr);

#endif
