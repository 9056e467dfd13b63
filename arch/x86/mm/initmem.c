// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parts of the kernel image that only the boot needed go to the page
 * allocator: .init.* and the page tables of boot/entry.asm. start_kernel()
 * calls this when nothing of the boot is left to do; from then on a call into
 * .init faults, and the report says so (fault.c).
 */
#include <linux/bootmem.h>
#include <linux/init.h>
#include <asm/pgtable.h>
#include <asm/sections.h>
#include <asm/setup.h>

bool initmem_freed;

/*
 * Nobody can reach the part at its kernel address any more, and only then is
 * its alias in the direct map writable: it is RAM like any other.
 */
static void free_image_part(const char *start, const char *end,
			    const char *name)
{
	phys_addr_t phys = __pa_symbol(start);
	u64 size = end - start;

	unmap_range((unsigned long)start, size);
	set_range_rw((unsigned long)__va(phys), size);
	free_reserved_area(phys, phys + size, name);
}

/**
 * free_initmem - give back what only the boot needed
 *
 * After it no __init function may be called, no __initdata read. Nobody else
 * may still be told an address in there.
 */
void __ref free_initmem(void)
{
	initmem_freed = true;
	free_image_part(__init_begin, __init_end, "unused kernel");
	free_image_part(__boot_pgt_start, __boot_pgt_end, "boot page table");
}
