// SPDX-License-Identifier: GPL-2.0-only
/*
 * Simulated physical memory: a terabyte of address space without access, at
 * LAB_RAM. A page that is touched and lies in memory gets backed, full of
 * junk. After each call the pages are searched for what was written, so that
 * a block counts as zeroed when it is, by whatever means.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include "runner.h"

#define MAX_PAGES	8192	/* 32 MiB */

static u64 pages[MAX_PAGES];
static unsigned int nr_pages;

void lab_phys_init(void)
{
	void *p = mmap((void *)(uintptr_t)LAB_RAM, LAB_RAM_SIZE, PROT_NONE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE |
		       MAP_FIXED_NOREPLACE, -1, 0);

	if (p != (void *)(uintptr_t)LAB_RAM) {
		perror("runner: no room for simulated memory");
		exit(9);
	}
}

bool lab_phys_fault(uintptr_t addr, const char **why)
{
	static char text[128];
	phys_addr_t phys = addr - LAB_RAM;
	u64 page = phys / PAGE_SIZE;
	void *at = (void *)(uintptr_t)(LAB_RAM + page * PAGE_SIZE);

	if (phys >= LAB_RAM_SIZE)
		return false;
	*why = text;
	if (!lab_in_memory(phys)) {
		snprintf(text, sizeof(text),
			 "physical address 0x%llx is no memory", phys);
		return false;
	}
	if (nr_pages == MAX_PAGES) {
		snprintf(text, sizeof(text), "more than %u MiB of physical "
			 "memory touched", MAX_PAGES / 256);
		return false;
	}
	if (mprotect(at, PAGE_SIZE, PROT_READ | PROT_WRITE))
		return false;
	memset(at, LAB_JUNK, PAGE_SIZE);
	pages[nr_pages++] = page;
	return true;
}

void arch_zero_phys(phys_addr_t base, phys_addr_t size)
{
	/* So much is believed. */
	if (size > MAX_PAGES / 2 * PAGE_SIZE)
		lab_note("zeroed 0x%llx 0x%llx", base, size);
	else
		memset(__va(base), 0, size);
}

static int compare_pages(const void *a, const void *b)
{
	u64 pa = *(const u64 *)a, pb = *(const u64 *)b;

	return pa < pb ? -1 : pa > pb;
}

/* The array that a list has grown is no block that somebody was given. */
static bool in_array(const struct memblock_type *type, const u8 *at)
{
	const u8 *array = (const u8 *)type->regions;
	size_t size = round_up(type->max * sizeof(*type->regions), PAGE_SIZE);

	return at >= array && at < array + size;
}

/* 0: junk, or not ours to tell of; 1: zero; 2: anything else. */
static int kind_of(const u8 *at)
{
	if (*at == LAB_JUNK || in_array(&memblock.memory, at) ||
	    in_array(&memblock.reserved, at))
		return 0;
	return *at ? 2 : 1;
}

static void note_run(int kind, u64 start, u64 end)
{
	if (kind)
		lab_note("%s 0x%llx 0x%llx", kind == 1 ? "zeroed" : "written",
			 start, end - start);
}

void lab_phys_notes(void)
{
	u64 addr, end, run_start = 0, run_end = 0;
	int kind, run_kind = 0;
	unsigned int i;
	u8 *at;

	qsort(pages, nr_pages, sizeof(pages[0]), compare_pages);
	for (i = 0; i < nr_pages; i++) {
		end = (pages[i] + 1) * PAGE_SIZE;
		for (addr = end - PAGE_SIZE; addr < end; addr++) {
			at = __va(addr);
			kind = kind_of(at);
			if (kind)
				*at = LAB_JUNK;
			if (kind != run_kind || addr != run_end) {
				note_run(run_kind, run_start, run_end);
				run_kind = kind;
				run_start = addr;
			}
			run_end = addr + 1;
		}
	}
	note_run(run_kind, run_start, run_end);
}
