// SPDX-License-Identifier: GPL-2.0-only
/*
 * memblock_virt_alloc: what Linux 3.14 to 4.20 called the allocations that
 * return zeroed virtual memory, on the way from bootmem to memblock_alloc.
 * Nothing in this kernel needs them; they are here for who reads such code.
 *
 * Unlike Linux 4.0 a block whose reservation fails is not handed out.
 */
#include "memblock_internal.h"

static void *memblock_virt_zeroed(phys_addr_t size, phys_addr_t align,
				  phys_addr_t min_addr, phys_addr_t max_addr,
				  int nid)
{
	void *ptr = memblock_alloc_internal(size, align, min_addr, max_addr,
					    nid, false);

	if (ptr)
		arch_zero_phys(__pa(ptr), size);
	return ptr;
}

/**
 * memblock_virt_alloc_try_nid_nopanic - allocate zeroed memory
 * @size: bytes, not 0
 * @align: power of two; 0 means SMP_CACHE_BYTES
 * @min_addr: lowest address preferred
 * @max_addr: exclusive end, or BOOTMEM_ALLOC_ACCESSIBLE
 * @nid: node preferred, or NUMA_NO_NODE
 *
 * Return: the block, NULL if there is no place.
 */
void *memblock_virt_alloc_try_nid_nopanic(phys_addr_t size, phys_addr_t align,
					  phys_addr_t min_addr,
					  phys_addr_t max_addr, int nid)
{
	memblock_log_alloc("memblock_virt_alloc_try_nid_nopanic", size, align,
			   min_addr, max_addr, nid, _RET_IP_);
	return memblock_virt_zeroed(size, align, min_addr, max_addr, nid);
}

/**
 * memblock_virt_alloc_try_nid - allocate zeroed memory, or panic
 * @size: bytes, not 0
 * @align: power of two; 0 means SMP_CACHE_BYTES
 * @min_addr: lowest address preferred
 * @max_addr: exclusive end, or MEMBLOCK_ALLOC_ACCESSIBLE
 * @nid: node preferred, or NUMA_NO_NODE
 *
 * Return: the block; never NULL.
 */
void *memblock_virt_alloc_try_nid(phys_addr_t size, phys_addr_t align,
				  phys_addr_t min_addr, phys_addr_t max_addr,
				  int nid)
{
	void *ptr;

	memblock_log_alloc("memblock_virt_alloc_try_nid", size, align,
			   min_addr, max_addr, nid, _RET_IP_);
	ptr = memblock_virt_zeroed(size, align, min_addr, max_addr, nid);
	if (!ptr)
		panic("memblock_virt_alloc_try_nid: Failed to allocate %llu "
		      "bytes align=0x%llx nid=%d from=0x%llx max_addr=0x%llx "
		      "(for %pS)",
		      (unsigned long long)size, (unsigned long long)align,
		      nid, (unsigned long long)min_addr,
		      (unsigned long long)max_addr, (void *)_RET_IP_);
	return ptr;
}

/**
 * memblock_free_early - memblock_phys_free() under an older name
 * @base: start, in bytes
 * @size: bytes
 */
void memblock_free_early(phys_addr_t base, phys_addr_t size)
{
	memblock_phys_free(base, size);
}

/**
 * memblock_free_early_nid - the same; the node does not matter
 * @base: start, in bytes
 * @size: bytes
 * @nid: any node
 *
 * Reserved regions have none.
 */
void memblock_free_early_nid(phys_addr_t base, phys_addr_t size, int nid)
{
	(void)nid;
	memblock_phys_free(base, size);
}
