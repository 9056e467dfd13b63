// SPDX-License-Identifier: GPL-2.0-only
/*
 * bootmem: what the kernel calls for memory while there is only memblock.
 * There is no bitmap behind it any more, hence the name of the file; what
 * each function does follows Linux 4.0. All blocks are zeroed and virtual.
 *
 * The heart is ___alloc_bootmem_nopanic(), after which this kernel is named.
 * Handing the free memory over to the page allocator is in free_bootmem.c.
 */
#include <linux/bootmem.h>
#include "memblock_internal.h"

/*
 * A limit that is no limit: memblock.current_limit alone counts. So it does
 * with 0; Linux writes the one here and the other there.
 */
#define NO_LIMIT	(~(u64)0)

/**
 * __alloc_memory_core_early - find, reserve, zero
 * @nid: node, or NUMA_NO_NODE for any
 * @size: bytes, not 0
 * @align: power of two; 0 means SMP_CACHE_BYTES
 * @goal: lowest address allowed, here without a second try
 * @limit: exclusive end; 0 for memblock.current_limit, above which nothing
 *	is mapped
 *
 * kmemleak is told that no reference to the block need exist: it is scanned,
 * but never reported as a leak.
 *
 * Return: the block, NULL if there is no place or it cannot be recorded.
 */
noinline void *__alloc_memory_core_early(int nid, u64 size, u64 align,
					 u64 goal, u64 limit)
{
	phys_addr_t addr;
	void *ptr;

	if (limit > memblock.current_limit)
		limit = memblock.current_limit;

	addr = memblock_find_in_range_node(size, align, goal, limit, nid);
	if (!addr)
		return NULL;
	if (memblock_reserve(addr, size))
		return NULL;

	ptr = phys_to_virt(addr);
	arch_zero_phys(addr, size);
	kmemleak_alloc(ptr, size, 0, 0);
	return ptr;
}

/**
 * ___alloc_bootmem_nopanic - allocate, or return NULL
 * @size: bytes, not 0
 * @align: power of two; 0 means SMP_CACHE_BYTES
 * @goal: lowest address preferred; dropped if nothing fits above it
 * @limit: exclusive end, a hard bound; 0 for memblock.current_limit
 *
 * Once the slab is up the free memory is no longer memblock's: the first
 * such call warns, and all are served by kzalloc(), which knows neither
 * @goal nor @limit.
 *
 * Return: the block, zeroed; NULL if there is no place.
 */
noinline void *___alloc_bootmem_nopanic(u64 size, u64 align, u64 goal,
					u64 limit)
{
	void *ptr;

	if (WARN_ONCE(slab_is_available(),
		      "early allocation of %llu bytes after the slab is up: "
		      "served by kzalloc",
		      (unsigned long long)size))
		return kzalloc(size, GFP_NOWAIT);

	ptr = __alloc_memory_core_early(NUMA_NO_NODE, size, align, goal,
					limit);
	if (!ptr && goal)
		ptr = __alloc_memory_core_early(NUMA_NO_NODE, size, align, 0,
						limit);
	return ptr;
}

/* Nobody gave a block and @caller cannot do without: say all, and stop. */
static void bootmem_panic(u64 size, u64 align, u64 goal, u64 limit,
			  unsigned long caller)
{
	pr_alert("bootmem alloc of %llu bytes failed!\n",
		 (unsigned long long)size);
	panic("Out of memory: %pS wants %llu bytes (align 0x%llx, goal "
	      "0x%llx, limit 0x%llx); RAM is 0x%llx bytes, 0x%llx reserved: "
	      "give the machine more memory, or see memblock=debug for who "
	      "took it",
	      (void *)caller, (unsigned long long)size,
	      (unsigned long long)align, (unsigned long long)goal,
	      (unsigned long long)limit,
	      (unsigned long long)memblock_phys_mem_size(),
	      (unsigned long long)memblock_reserved_size());
}

/* Senseless requests end here, whatever the functions above look like. */
static void *__alloc_bootmem_checked(u64 size, u64 align, u64 goal, u64 limit)
{
	void *ptr;

	if (!memblock_sane_request(size, &align))
		return NULL;
	memblock_request_begin(size, align);
	ptr = ___alloc_bootmem_nopanic(size, align, goal, limit);
	memblock_request_end();
	return ptr;
}

static void *__alloc_bootmem_or_die(u64 size, u64 align, u64 goal, u64 limit,
				    unsigned long caller)
{
	void *ptr = __alloc_bootmem_checked(size, align, goal, limit);

	if (!ptr)
		bootmem_panic(size, align, goal, limit, caller);
	return ptr;
}

/**
 * ___alloc_bootmem - ___alloc_bootmem_nopanic() for who cannot do without
 * @size: bytes, not 0
 * @align: power of two; 0 means SMP_CACHE_BYTES
 * @goal: lowest address preferred
 * @limit: exclusive end, a hard bound; 0 for memblock.current_limit
 *
 * Panics when there is no place, and says who wanted how much.
 *
 * Return: the block, zeroed; never NULL.
 */
void *___alloc_bootmem(u64 size, u64 align, u64 goal, u64 limit)
{
	return __alloc_bootmem_or_die(size, align, goal, limit, _RET_IP_);
}

/**
 * ___alloc_bootmem_node_nopanic - allocate on a node if possible
 * @pgdat: the node
 * @size: bytes, not 0
 * @align: power of two; 0 means SMP_CACHE_BYTES
 * @goal: lowest address preferred
 * @limit: exclusive end, a hard bound; 0 for memblock.current_limit
 *
 * A wish for a node yields before @goal does: this node, any node, then
 * without @goal this node, any node.
 *
 * Return: the block, zeroed; NULL if there is no place.
 */
void *___alloc_bootmem_node_nopanic(pg_data_t *pgdat, u64 size, u64 align,
				    u64 goal, u64 limit)
{
	void *ptr;

	for (;;) {
		ptr = __alloc_memory_core_early(pgdat->node_id, size, align,
						goal, limit);
		if (!ptr)
			ptr = __alloc_memory_core_early(NUMA_NO_NODE, size,
							align, goal, limit);
		if (ptr || !goal)
			return ptr;
		goal = 0;
	}
}

/* With the switch to the slab that ___alloc_bootmem_nopanic() has too. */
static void *__alloc_bootmem_on_node(pg_data_t *pgdat, u64 size, u64 align,
				     u64 goal, u64 limit)
{
	void *ptr;

	if (WARN_ONCE(slab_is_available(),
		      "early allocation of %llu bytes on node %d after the "
		      "slab is up: served by kzalloc",
		      (unsigned long long)size, pgdat->node_id))
		return kzalloc_node(size, GFP_NOWAIT, pgdat->node_id);
	if (!memblock_sane_request(size, &align))
		return NULL;
	memblock_request_begin(size, align);
	ptr = ___alloc_bootmem_node_nopanic(pgdat, size, align, goal, limit);
	memblock_request_end();
	return ptr;
}

static void *__alloc_bootmem_node_or_die(pg_data_t *pgdat, u64 size,
					 u64 align, u64 goal, u64 limit,
					 unsigned long caller)
{
	void *ptr = __alloc_bootmem_on_node(pgdat, size, align, goal, limit);

	if (!ptr)
		bootmem_panic(size, align, goal, limit, caller);
	return ptr;
}

/**
 * ___alloc_bootmem_node - the same for who cannot do without
 * @pgdat: the node
 * @size: bytes, not 0
 * @align: power of two; 0 means SMP_CACHE_BYTES
 * @goal: lowest address preferred
 * @limit: exclusive end, a hard bound; 0 for memblock.current_limit
 *
 * Panics when there is no place.
 *
 * Return: the block, zeroed; never NULL.
 */
void *___alloc_bootmem_node(pg_data_t *pgdat, u64 size, u64 align, u64 goal,
			    u64 limit)
{
	return __alloc_bootmem_node_or_die(pgdat, size, align, goal, limit,
					   _RET_IP_);
}

/* ---- public ----------------------------------------------------------- */

/**
 * __alloc_bootmem - allocate, or panic
 * @size: bytes, not 0
 * @align: power of two; 0 means SMP_CACHE_BYTES
 * @goal: lowest address preferred
 *
 * Return: the block, zeroed; never NULL.
 */
void *__alloc_bootmem(u64 size, u64 align, u64 goal)
{
	return __alloc_bootmem_or_die(size, align, goal, NO_LIMIT, _RET_IP_);
}

/**
 * __alloc_bootmem_nopanic - allocate, or fail
 * @size: bytes, not 0
 * @align: power of two; 0 means SMP_CACHE_BYTES
 * @goal: lowest address preferred
 *
 * Return: the block, zeroed; NULL if there is no place.
 */
void *__alloc_bootmem_nopanic(u64 size, u64 align, u64 goal)
{
	return __alloc_bootmem_checked(size, align, goal, NO_LIMIT);
}

/**
 * __alloc_bootmem_node - allocate on a node if possible, or panic
 * @pgdat: the node
 * @size: bytes, not 0
 * @align: power of two; 0 means SMP_CACHE_BYTES
 * @goal: lowest address preferred
 *
 * Return: the block, zeroed; never NULL.
 */
void *__alloc_bootmem_node(pg_data_t *pgdat, u64 size, u64 align, u64 goal)
{
	return __alloc_bootmem_node_or_die(pgdat, size, align, goal, 0,
					   _RET_IP_);
}

/**
 * __alloc_bootmem_node_nopanic - allocate on a node if possible, or fail
 * @pgdat: the node
 * @size: bytes, not 0
 * @align: power of two; 0 means SMP_CACHE_BYTES
 * @goal: lowest address preferred
 *
 * Return: the block, zeroed; NULL if there is no place.
 */
void *__alloc_bootmem_node_nopanic(pg_data_t *pgdat, u64 size, u64 align,
				   u64 goal)
{
	return __alloc_bootmem_on_node(pgdat, size, align, goal, 0);
}

/**
 * __alloc_bootmem_node_high - the same as __alloc_bootmem_node()
 * @pgdat: the node
 * @size: bytes, not 0
 * @align: power of two; 0 means SMP_CACHE_BYTES
 * @goal: lowest address preferred
 *
 * "High" meant something while bootmem was a bitmap.
 *
 * Return: the block, zeroed; never NULL.
 */
void *__alloc_bootmem_node_high(pg_data_t *pgdat, u64 size, u64 align,
				u64 goal)
{
	return __alloc_bootmem_node_or_die(pgdat, size, align, goal, 0,
					   _RET_IP_);
}

/**
 * __alloc_bootmem_low - allocate below 4 GiB, or panic
 * @size: bytes, not 0
 * @align: power of two; 0 means SMP_CACHE_BYTES
 * @goal: lowest address preferred
 *
 * For devices that reach no further.
 *
 * Return: the block, zeroed; never NULL.
 */
void *__alloc_bootmem_low(u64 size, u64 align, u64 goal)
{
	return __alloc_bootmem_or_die(size, align, goal,
				      ARCH_LOW_ADDRESS_LIMIT, _RET_IP_);
}

/**
 * __alloc_bootmem_low_nopanic - allocate below 4 GiB, or fail
 * @size: bytes, not 0
 * @align: power of two; 0 means SMP_CACHE_BYTES
 * @goal: lowest address preferred
 *
 * Return: the block, zeroed; NULL if there is no place.
 */
void *__alloc_bootmem_low_nopanic(u64 size, u64 align, u64 goal)
{
	return __alloc_bootmem_checked(size, align, goal,
				       ARCH_LOW_ADDRESS_LIMIT);
}

/**
 * __alloc_bootmem_low_node - allocate below 4 GiB, on a node if possible
 * @pgdat: the node
 * @size: bytes, not 0
 * @align: power of two; 0 means SMP_CACHE_BYTES
 * @goal: lowest address preferred
 *
 * Panics when there is no place.
 *
 * Return: the block, zeroed; never NULL.
 */
void *__alloc_bootmem_low_node(pg_data_t *pgdat, u64 size, u64 align,
			       u64 goal)
{
	return __alloc_bootmem_node_or_die(pgdat, size, align, goal,
					   ARCH_LOW_ADDRESS_LIMIT, _RET_IP_);
}

/**
 * free_bootmem - give a block back, before the hand-over
 * @addr: its physical address, in bytes
 * @size: bytes
 *
 * To the byte; but the hand-over rounds inwards, so that the rest of a page
 * that is partly in use stays out of use.
 */
void free_bootmem(u64 addr, u64 size)
{
	memblock_phys_free(addr, size);
}

/**
 * free_bootmem_node - free_bootmem(); the node does not matter
 * @pgdat: any node
 * @addr: physical address of the block
 * @size: bytes
 *
 * Reserved regions have none.
 */
void free_bootmem_node(pg_data_t *pgdat, u64 addr, u64 size)
{
	(void)pgdat;
	memblock_phys_free(addr, size);
}
