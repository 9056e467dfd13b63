// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page allocator and slab in a program: memory is a mapping, its addresses
 * are its physical ones, and it goes through memblock as a machine's does.
 * Here also is what mm/ asks of the rest of the kernel.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <linux/bootmem.h>
#include <linux/gfp.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/stacktrace.h>
#include <linux/stage.h>
#include "slab_env.h"

#define RAM	(4UL << 30)

enum boot_stage boot_stage = STAGE_SLAB;
const char *const stage_names[NR_STAGES] = { [STAGE_SLAB] = "slab" };
u64 max_low_pfn = ~0ULL;
bool movable_node_enabled;

/* Only what goes wrong is shown. */
int printk(const char *fmt, ...)
{
	va_list args;

	if (fmt[0] == '\001' && fmt[1] > '4')
		return 0;
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	return 0;
}

void panic(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
	abort();
}

unsigned int stack_trace_save(unsigned long *entries, unsigned int max,
			      unsigned int skip)
{
	return 0;
}

int sprint_backtrace(char *buf, size_t size, unsigned long addr)
{
	return snprintf(buf, size, "0x%lx", addr);
}

void dump_stack(void)
{
}

void slab_env_start(void)
{
	char *ram = mmap(NULL, RAM, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (ram == MAP_FAILED)
		panic("no 4 GiB of address space");
	memblock.current_limit = MEMBLOCK_ALLOC_ANYWHERE;
	memblock_add((phys_addr_t)(uintptr_t)ram, RAM);
	free_area_init_nodes();
	free_all_bootmem();
	kmem_cache_init();
}
