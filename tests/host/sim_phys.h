/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A physical memory of a terabyte for host tests: address space that costs
 * nothing until it is touched. Forced in front of every source by
 * `-include tests/host/sim_phys.h`, so that <asm/page.h> finds its __va()
 * and __pa() here.
 */
#ifndef TESTS_HOST_SIM_PHYS_H
#define TESTS_HOST_SIM_PHYS_H

#include <stdint.h>

#define SIM_PHYS_SIZE	(1ULL << 40)

extern char *sim_phys;

#define __va(phys) \
	((void *)((uintptr_t)sim_phys + (uintptr_t)(phys)))
#define __pa(ptr) \
	((unsigned long long)((uintptr_t)(ptr) - (uintptr_t)sim_phys))

/* Untouched, all zero, SIM_PHYS_SIZE bytes. Again: as new. */
void sim_phys_init(void);

/*
 * Call @fn for each 4 KiB of [addr, addr + size) that was ever touched, read
 * or written, since sim_phys_init(). Return: how many there were.
 */
unsigned long long sim_phys_touched(const void *addr, unsigned long long size,
				    void (*fn)(const char *at));

#endif
