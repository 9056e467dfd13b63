// SPDX-License-Identifier: GPL-2.0-only
/*
 * The terabyte behind sim_phys.h: one mapping without reserve. mincore()
 * tells which of its pages anybody has touched. Past its end lies a gap of
 * 1 GiB that nothing may touch.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include "sim_phys.h"

#define GUARD		(1ULL << 30)
#define SIM_PAGE	4096ULL
#define CHUNK		(1ULL << 30)

char *sim_phys;

void sim_phys_init(void)
{
	void *p;

	if (sim_phys)
		munmap(sim_phys, SIM_PHYS_SIZE + GUARD);
	p = mmap(NULL, SIM_PHYS_SIZE + GUARD, PROT_NONE,
		 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (p == MAP_FAILED ||
	    mprotect(p, SIM_PHYS_SIZE, PROT_READ | PROT_WRITE)) {
		perror("sim_phys: no terabyte of address space");
		exit(1);
	}
	/* Huge pages would make a touched byte look like 2 MiB. */
	madvise(p, SIM_PHYS_SIZE, MADV_NOHUGEPAGE);
	sim_phys = p;
}

static unsigned long long touched_chunk(const char *at,
					unsigned long long size,
					void (*fn)(const char *at))
{
	static unsigned char vec[CHUNK / SIM_PAGE];
	unsigned long long i, n = 0;

	if (mincore((void *)at, size, vec)) {
		perror("sim_phys: mincore");
		exit(1);
	}
	for (i = 0; i < (size + SIM_PAGE - 1) / SIM_PAGE; i++) {
		if (!(vec[i] & 1))
			continue;
		if (fn)
			fn(at + i * SIM_PAGE);
		n++;
	}
	return n;
}

unsigned long long sim_phys_touched(const void *addr, unsigned long long size,
				    void (*fn)(const char *at))
{
	uintptr_t start = (uintptr_t)addr & ~(SIM_PAGE - 1);
	uintptr_t end = (uintptr_t)addr + size;
	unsigned long long n = 0;

	for (; start < end; start += CHUNK)
		n += touched_chunk((char *)start,
				   end - start < CHUNK ? end - start : CHUNK,
				   fn);
	return n;
}
