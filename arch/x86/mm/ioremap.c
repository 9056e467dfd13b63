// SPDX-License-Identifier: GPL-2.0-only
/*
 * Device memory, mapped for good in an area of its own: a framebuffer,
 * registers. What is only looked at once, or before stage "mapped", goes
 * through the fixmap (fixmap.c). RAM is refused: the direct map has it, and
 * two ways of caching one page do not mix.
 */
#include <linux/bug.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/memblock.h>
#include <linux/printk.h>
#include <asm/io.h>
#include <asm/pgtable.h>
#include <asm/processor.h>

#define MAX_AREAS	16
#define MAX_SIZE	(1ULL << 30)
#define PMD_SIZE	(2ULL << 20)

/* In use if @size is not 0. Whole pages. */
struct area {
	unsigned long virt;
	u64 size;
};

static struct area areas[MAX_AREAS];

/*
 * The CPU finds in this table what PCD and PWT of a page mean. PWT alone is
 * made write-combining, as Linux has it; no page has it so far. (Intel SDM
 * vol. 3A, section 11.12)
 */
__init void pat_init(void)
{
	const u64 write_combining = 0x01;

	if (boot_cpu_data.pat)
		wrmsr(MSR_PAT, (rdmsr(MSR_PAT) & ~0xff00ULL) |
		      write_combining << 8);
}

static struct area *free_area(void)
{
	for (unsigned int i = 0; i < MAX_AREAS; i++)
		if (!areas[i].size)
			return &areas[i];
	return NULL;
}

/*
 * The lowest free addresses for an area: as far from a 2 MiB border as @phys
 * is, so that large pages fit, and not next to another area, so that running
 * over its end faults.
 */
static unsigned long find_room(phys_addr_t phys, u64 size)
{
	unsigned long virt = IOREMAP_START + (phys & (PMD_SIZE - 1));
	unsigned int i = 0;

	while (i < MAX_AREAS) {
		const struct area *a = &areas[i++];

		if (!a->size || virt > a->virt + a->size ||
		    virt + size < a->virt)
			continue;
		virt = round_up(a->virt + a->size + 1, PMD_SIZE) +
		       (phys & (PMD_SIZE - 1));
		i = 0;
	}
	return virt;
}

/* Why this cannot be mapped, or NULL. */
static const char *refuse(phys_addr_t phys, u64 size)
{
	phys_addr_t max = 1ULL << boot_cpu_data.phys_bits;

	if (!init_pgd)
		return "too early, use early_ioremap()";
	if (!size || size > MAX_SIZE)
		return "must be 1 byte to 1 GiB";
	if (phys >= max || size > max - phys)
		return "beyond the CPU's physical addresses";
	if (memblock_overlaps_region(&memblock.memory, phys, size))
		return "this is RAM";
	return NULL;
}

static void *map_io(phys_addr_t phys, u64 size, u64 prot)
{
	const char *reason = refuse(phys, size);
	phys_addr_t page = phys & PAGE_MASK;
	struct area *area = free_area();

	if (!reason && !area)
		reason = "no free area";
	if (reason) {
		pr_warn("ioremap: 0x%llx, %llu bytes: %s\n", phys, size,
			reason);
		return NULL;
	}
	size = round_up(phys + size, PAGE_SIZE) - page;
	area->virt = find_room(page, size);
	area->size = size;
	if (map_range(area->virt, page, size, prot, PG_LEVEL_2M)) {
		pr_warn("ioremap: 0x%llx: no memory for page tables\n", phys);
		iounmap((void *)area->virt);
		return NULL;
	}
	return (char *)area->virt + (phys & ~PAGE_MASK);
}

void *ioremap(phys_addr_t phys, u64 size)
{
	return map_io(phys, size, PAGE_KERNEL_NOCACHE);
}

void *ioremap_wc(phys_addr_t phys, u64 size)
{
	return map_io(phys, size, boot_cpu_data.pat ? PAGE_KERNEL_WC
						    : PAGE_KERNEL_NOCACHE);
}

void iounmap(void *addr)
{
	unsigned long virt = (unsigned long)addr & PAGE_MASK;

	for (unsigned int i = 0; i < MAX_AREAS; i++) {
		if (!areas[i].size || areas[i].virt != virt)
			continue;
		unmap_range(virt, areas[i].size);
		areas[i].size = 0;
		return;
	}
	WARN(1, "iounmap: %p: no such map", addr);
}
