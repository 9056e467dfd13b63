/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Physical memory that is not where it says it is (-include this file): the
 * first and the last 16 MiB of the address space are backed by one buffer,
 * so that address 0 and the very top can be allocated in a host test. As in
 * the kernel NULL is no address of address 0, nor of any other.
 */
#ifndef TESTS_HOST_WINDOW_H
#define TESTS_HOST_WINDOW_H

#include <linux/types.h>

#define WINDOW	(16ULL << 20)

/* The upper half backs the top of the address space. */
extern unsigned char window_buffer[2 * WINDOW];

/* Other addresses, those of malloc(), stand for themselves. */
static inline void *window_va(phys_addr_t phys)
{
	if (phys >= WINDOW && phys < 0 - WINDOW)
		return (void *)(uintptr_t)phys;
	return &window_buffer[phys & (2 * WINDOW - 1)];
}

static inline phys_addr_t window_pa(const void *ptr)
{
	phys_addr_t at = (const unsigned char *)ptr - window_buffer;

	if (at >= 2 * WINDOW)
		return ptr ? (uintptr_t)ptr : 0xbad;
	return at < WINDOW ? at : at - 2 * WINDOW;
}

/* With -DWINDOW_IMAGE a kernel image ends where the test says. */
#ifdef WINDOW_IMAGE
extern phys_addr_t image_end;
#define __pa_symbol(sym)	image_end
#endif

#define __va(phys)	window_va(phys)
#define __pa(ptr)	window_pa(ptr)

#endif
