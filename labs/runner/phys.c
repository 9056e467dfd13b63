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
#include <linux/sort.h>
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

	if (phys >= LAB_RAM_SIZE) {
		if (addr >= PAGE_SIZE && lab_in_memory(addr))
			*why = "a physical address is no pointer, "
			       "see phys_to_virt()";
		return false;
	}
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

static int compare_pages(const void *a, const void *b)
{
	u64 pa = *(const u64 *)a, pb = *(const u64 *)b;

	return pa < pb ? -1 : pa > pb;
}

/* The array that a list has grown is no block that somebody was given. */
static bool in_array(const struct memblock_type *type, const u8 *page)
{
	const u8 *array = (const u8 *)type->regions;
	size_t size = round_up(type->max * sizeof(*type->regions), PAGE_SIZE);

	return page >= array && page < array + size;
}

/* A stretch of bytes that are all zero, or all something else. */
static struct run {
	int kind;		/* 0: junk; 1: zero; 2: anything else */
	u64 start, end;
} run;

static void end_run(void)
{
	if (run.kind)
		lab_note("%s 0x%llx 0x%llx",
			 run.kind == 1 ? "zeroed" : "written", run.start,
			 run.end - run.start);
	run.kind = 0;
}

static void note_page(phys_addr_t addr)
{
	phys_addr_t end = addr + PAGE_SIZE;
	u8 *at = __va(addr);
	int kind;

	if (in_array(&memblock.memory, at) || in_array(&memblock.reserved, at))
		return;
	for (; addr < end; addr++, at++) {
		kind = *at == LAB_JUNK ? 0 : *at ? 2 : 1;
		if (kind != run.kind || addr != run.end) {
			end_run();
			run.kind = kind;
			run.start = addr;
		}
		run.end = addr + 1;
		*at = LAB_JUNK;
	}
}

void lab_phys_notes(void)
{
	unsigned int i;

	/* Not the C library's: that asks the system how much memory it has. */
	sort(pages, nr_pages, sizeof(pages[0]), compare_pages);
	for (i = 0; i < nr_pages; i++)
		note_page(pages[i] * PAGE_SIZE);
	end_run();
}
