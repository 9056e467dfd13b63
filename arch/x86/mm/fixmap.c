// SPDX-License-Identifier: GPL-2.0-only
/*
 * The fixmap and the early maps in it (<asm/fixmap.h>). The tables are
 * static: nothing here allocates, so it works before memblock knows of any
 * memory, and in the page tables of the boot as in the final ones.
 */
#include <linux/bug.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/printk.h>
#include <asm/fixmap.h>
#include <asm/pgtable.h>
#include <asm/processor.h>

static u64 fixmap_pd[PTRS_PER_TABLE] __aligned(4096);
static u64 fixmap_pt[PTRS_PER_TABLE] __aligned(4096);
static bool installed;

/* Bytes mapped in each slot; 0: free. */
static size_t slot_size[FIX_BTMAPS_SLOTS];

void fixmap_install(u64 *pgd)
{
	u64 *pdpt = entry_table(pgd[level_index(FIXADDR_START,
						PG_LEVEL_512G)]);

	fixmap_pd[level_index(FIXADDR_START, PG_LEVEL_2M)] =
		__pa_symbol(fixmap_pt) | _PAGE_TABLE;
	pdpt[level_index(FIXADDR_START, PG_LEVEL_1G)] =
		__pa_symbol(fixmap_pd) | _PAGE_TABLE;
	installed = true;
}

void __set_fixmap(unsigned int idx, phys_addr_t phys, u64 prot)
{
	BUG_ON(idx >= NR_FIXMAP);
	if (!installed)
		fixmap_install(current_pgd());
	fixmap_pt[idx] = prot ? (phys | prot) & __supported_pte_mask : 0;
	invlpg((unsigned long)fix_to_virt(idx));
}

static unsigned int slot_index(unsigned int slot)
{
	return FIX_BTMAP_BEGIN + slot * NR_FIX_BTMAPS;
}

static int find_free_slot(void)
{
	for (int slot = 0; slot < FIX_BTMAPS_SLOTS; slot++)
		if (!slot_size[slot])
			return slot;
	return -1;
}

/* Why this cannot be mapped, or NULL. */
static const char *refuse(phys_addr_t phys, size_t size)
{
	phys_addr_t offset = phys & ~PAGE_MASK;
	phys_addr_t max = 1ULL << boot_cpu_data.phys_bits;

	if (!size)
		return "no bytes";
	if (phys >= max || size > max - phys)
		return "beyond the CPU's physical addresses";
	if (size > NR_FIX_BTMAPS * PAGE_SIZE - offset)
		return "larger than a slot";
	if (find_free_slot() < 0)
		return "no free slot";
	return NULL;
}

static void *early_map(const char *who, phys_addr_t phys, size_t size,
		       u64 prot)
{
	phys_addr_t page = phys & PAGE_MASK;
	const char *reason = refuse(phys, size);
	unsigned int idx;
	int slot;

	if (reason) {
		pr_warn("%s: 0x%llx, %zu bytes: %s\n", who, phys, size,
			reason);
		return NULL;
	}
	slot = find_free_slot();
	slot_size[slot] = size;
	for (idx = slot_index(slot); page < phys + size; page += PAGE_SIZE)
		__set_fixmap(idx++, page, prot);
	return (char *)fix_to_virt(slot_index(slot)) + (phys & ~PAGE_MASK);
}

void *early_ioremap(phys_addr_t phys, size_t size)
{
	/* RAM is cached in the direct map; two kinds of map do not mix. */
	if (memblock_overlaps_region(&memblock.memory, phys, size)) {
		pr_warn("early_ioremap: 0x%llx, %zu bytes: this is RAM\n",
			phys, size);
		return NULL;
	}
	return early_map("early_ioremap", phys, size, PAGE_KERNEL_NOCACHE);
}

void *early_memremap(phys_addr_t phys, size_t size)
{
	/* Linux's is writable; nobody here writes the firmware's tables. */
	return early_map("early_memremap", phys, size, PAGE_KERNEL_RO);
}

void early_iounmap(void *addr, size_t size)
{
	u64 offset = (u64)addr - (u64)fix_to_virt(FIX_BTMAP_BEGIN);
	unsigned int slot = offset >> PAGE_SHIFT;

	slot /= NR_FIX_BTMAPS;
	if (offset >= FIX_BTMAPS_SLOTS * NR_FIX_BTMAPS * PAGE_SIZE ||
	    slot_size[slot] != size || !size) {
		WARN(1, "early_iounmap: %p, %zu bytes: no such map", addr,
		     size);
		return;
	}
	slot_size[slot] = 0;
	for (unsigned int i = 0; i < NR_FIX_BTMAPS; i++)
		if (fixmap_pt[slot_index(slot) + i])
			__set_fixmap(slot_index(slot) + i, 0, 0);
}

void early_memunmap(void *addr, size_t size)
{
	early_iounmap(addr, size);
}
