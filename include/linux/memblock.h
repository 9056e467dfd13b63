/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * memblock: the first allocator. Two sorted lists of ranges, "memory" (what
 * RAM there is) and "reserved" (what of it is taken); free memory is the
 * difference. mm/memblock*.c implements it, also outside this kernel: this
 * file stands next to C library headers, and needs only <asm/page.h>.
 *
 * All addresses are physical and in bytes, ends are exclusive. Nothing here
 * takes a lock: Linux is single-threaded at this point of the boot too.
 */
#ifndef _LINUX_MEMBLOCK_H
#define _LINUX_MEMBLOCK_H

#include <linux/memory_hotplug.h>
#include <linux/numa.h>
#include <linux/trace.h>
#include <linux/types.h>
#include <asm/page.h>

#ifndef PHYS_ADDR_MAX
#define PHYS_ADDR_MAX	(~(phys_addr_t)0)
#endif

#define INIT_MEMBLOCK_REGIONS	128

/* A limit of ANYWHERE ignores current_limit; ACCESSIBLE means it. */
#define MEMBLOCK_ALLOC_ANYWHERE		(~(phys_addr_t)0)
#define MEMBLOCK_ALLOC_ACCESSIBLE	((phys_addr_t)0)
/* ACCESSIBLE, and kmemleak is not told of the block. */
#define MEMBLOCK_ALLOC_NOLEAKTRACE	((phys_addr_t)1)
#define MEMBLOCK_LOW_LIMIT		((phys_addr_t)0)

#ifndef SMP_CACHE_BYTES
#define SMP_CACHE_BYTES		64
#endif
#ifndef ARCH_LOW_ADDRESS_LIMIT
#define ARCH_LOW_ADDRESS_LIMIT	0xffffffffULL
#endif

/**
 * enum memblock_flags - what is special about a region
 * @MEMBLOCK_NONE: nothing
 * @MEMBLOCK_HOTPLUG: may be unplugged; skipped while movable_node is on
 * @MEMBLOCK_MIRROR: mirrored, more reliable RAM; preferred when asked for
 * @MEMBLOCK_NOMAP: RAM that must not be mapped; never allocated
 * @MEMBLOCK_DRIVER_MANAGED: belongs to a driver; never allocated
 * @MEMBLOCK_RSRV_NOINIT: reserved, its page structures are not initialised
 */
enum memblock_flags {
	MEMBLOCK_NONE		= 0x0,
	MEMBLOCK_HOTPLUG	= 0x1,
	MEMBLOCK_MIRROR		= 0x2,
	MEMBLOCK_NOMAP		= 0x4,
	MEMBLOCK_DRIVER_MANAGED	= 0x8,
	MEMBLOCK_RSRV_NOINIT	= 0x10,
};

/* 24 bytes, with nodes and without. */
struct memblock_region {
	phys_addr_t base;
	phys_addr_t size;
	enum memblock_flags flags;
#ifdef CONFIG_NUMA
	int nid;		/* MAX_NUMNODES: not known (yet) */
#endif
};

struct memblock_type {
	unsigned long cnt;		/* regions in use */
	unsigned long max;		/* regions there is room for */
	phys_addr_t total_size;		/* sum of all sizes */
	struct memblock_region *regions;	/* sorted by base, no overlap */
	char *name;
};

struct memblock {
	bool bottom_up;			/* allocate lowest first */
	phys_addr_t current_limit;	/* end of what may be allocated */
	struct memblock_type memory;
	struct memblock_type reserved;
};

extern struct memblock memblock;
extern int memblock_debug;

/* ---- lists: mm/memblock.c -------------------------------------------- */

int memblock_add(phys_addr_t base, phys_addr_t size);
int memblock_add_node(phys_addr_t base, phys_addr_t size, int nid,
		      enum memblock_flags flags);
int memblock_remove(phys_addr_t base, phys_addr_t size);
int memblock_reserve(phys_addr_t base, phys_addr_t size);
int memblock_reserve_region(phys_addr_t base, phys_addr_t size, int nid,
			    enum memblock_flags flags);
int memblock_phys_free(phys_addr_t base, phys_addr_t size);
void memblock_free(void *ptr, size_t size);
int memblock_add_range(struct memblock_type *type, phys_addr_t base,
		       phys_addr_t size, int nid, enum memblock_flags flags);
int memblock_remove_range(struct memblock_type *type, phys_addr_t base,
			  phys_addr_t size);

/* ---- growth: mm/memblock_grow.c -------------------------------------- */

void memblock_allow_resize(void);
phys_addr_t get_allocated_memblock_reserved_regions_info(phys_addr_t *addr);
phys_addr_t get_allocated_memblock_memory_regions_info(phys_addr_t *addr);
phys_addr_t memblock_discard_array(struct memblock_type *type,
				   phys_addr_t *addr);
int memblock_set_aside(struct memblock *real);
void memblock_bring_back(const struct memblock *real);

/* ---- search: mm/memblock_search.c ------------------------------------ */

phys_addr_t memblock_find_in_range_node(phys_addr_t size, phys_addr_t align,
					phys_addr_t start, phys_addr_t end,
					int nid);
phys_addr_t memblock_find_in_range(phys_addr_t start, phys_addr_t end,
				   phys_addr_t size, phys_addr_t align);
phys_addr_t __memblock_find_range_top_down(phys_addr_t start, phys_addr_t end,
					   phys_addr_t size, phys_addr_t align,
					   int nid);
phys_addr_t __memblock_find_range_bottom_up(phys_addr_t start, phys_addr_t end,
					    phys_addr_t size,
					    phys_addr_t align, int nid);

#include <linux/memblock_iter.h>

/* ---- allocation: mm/memblock_alloc.c --------------------------------- */

phys_addr_t memblock_alloc_range_nid(phys_addr_t size, phys_addr_t align,
				     phys_addr_t start, phys_addr_t end,
				     int nid, bool exact_nid);
phys_addr_t memblock_phys_alloc_range(phys_addr_t size, phys_addr_t align,
				      phys_addr_t start, phys_addr_t end);
phys_addr_t memblock_phys_alloc_try_nid(phys_addr_t size, phys_addr_t align,
					int nid);
void *memblock_alloc_try_nid(phys_addr_t size, phys_addr_t align,
			     phys_addr_t min_addr, phys_addr_t max_addr,
			     int nid);
void *memblock_alloc_try_nid_raw(phys_addr_t size, phys_addr_t align,
				 phys_addr_t min_addr, phys_addr_t max_addr,
				 int nid);
void *memblock_alloc_exact_nid_raw(phys_addr_t size, phys_addr_t align,
				   phys_addr_t min_addr, phys_addr_t max_addr,
				   int nid);

static inline phys_addr_t memblock_phys_alloc(phys_addr_t size,
					      phys_addr_t align)
{
	return memblock_phys_alloc_range(size, align, 0,
					 MEMBLOCK_ALLOC_ACCESSIBLE);
}

static inline void *memblock_alloc(phys_addr_t size, phys_addr_t align)
{
	return memblock_alloc_try_nid(size, align, MEMBLOCK_LOW_LIMIT,
				      MEMBLOCK_ALLOC_ACCESSIBLE, NUMA_NO_NODE);
}

static inline void *memblock_alloc_raw(phys_addr_t size, phys_addr_t align)
{
	return memblock_alloc_try_nid_raw(size, align, MEMBLOCK_LOW_LIMIT,
					  MEMBLOCK_ALLOC_ACCESSIBLE,
					  NUMA_NO_NODE);
}

static inline void *memblock_alloc_from(phys_addr_t size, phys_addr_t align,
					phys_addr_t min_addr)
{
	return memblock_alloc_try_nid(size, align, min_addr,
				      MEMBLOCK_ALLOC_ACCESSIBLE, NUMA_NO_NODE);
}

static inline void *memblock_alloc_low(phys_addr_t size, phys_addr_t align)
{
	return memblock_alloc_try_nid(size, align, MEMBLOCK_LOW_LIMIT,
				      ARCH_LOW_ADDRESS_LIMIT, NUMA_NO_NODE);
}

static inline void *memblock_alloc_node(phys_addr_t size, phys_addr_t align,
					int nid)
{
	return memblock_alloc_try_nid(size, align, MEMBLOCK_LOW_LIMIT,
				      MEMBLOCK_ALLOC_ACCESSIBLE, nid);
}

/* The names of 3.14 to 4.1: physical addresses, contents not touched. */
phys_addr_t memblock_alloc_range(phys_addr_t size, phys_addr_t align,
				 phys_addr_t start, phys_addr_t end);
phys_addr_t memblock_alloc_nid(phys_addr_t size, phys_addr_t align, int nid);
phys_addr_t __memblock_alloc_base(phys_addr_t size, phys_addr_t align,
				  phys_addr_t max_addr);
phys_addr_t memblock_alloc_base(phys_addr_t size, phys_addr_t align,
				phys_addr_t max_addr);

/* ---- memblock_virt_alloc, 3.14 to 4.1: mm/memblock_virt.c ------------ */

void *memblock_virt_alloc_try_nid_nopanic(phys_addr_t size, phys_addr_t align,
					  phys_addr_t min_addr,
					  phys_addr_t max_addr, int nid);
void *memblock_virt_alloc_try_nid(phys_addr_t size, phys_addr_t align,
				  phys_addr_t min_addr, phys_addr_t max_addr,
				  int nid);

#define memblock_virt_alloc(size, align) \
	memblock_virt_alloc_try_nid(size, align, MEMBLOCK_LOW_LIMIT, \
				    MEMBLOCK_ALLOC_ACCESSIBLE, NUMA_NO_NODE)
#define memblock_virt_alloc_nopanic(size, align) \
	memblock_virt_alloc_try_nid_nopanic(size, align, MEMBLOCK_LOW_LIMIT, \
					    MEMBLOCK_ALLOC_ACCESSIBLE, \
					    NUMA_NO_NODE)
#define memblock_virt_alloc_low(size, align) \
	memblock_virt_alloc_try_nid(size, align, MEMBLOCK_LOW_LIMIT, \
				    ARCH_LOW_ADDRESS_LIMIT, NUMA_NO_NODE)
#define memblock_virt_alloc_low_nopanic(size, align) \
	memblock_virt_alloc_try_nid_nopanic(size, align, MEMBLOCK_LOW_LIMIT, \
					    ARCH_LOW_ADDRESS_LIMIT, \
					    NUMA_NO_NODE)
#define memblock_virt_alloc_from_nopanic(size, align, min) \
	memblock_virt_alloc_try_nid_nopanic(size, align, min, \
					    MEMBLOCK_ALLOC_ACCESSIBLE, \
					    NUMA_NO_NODE)
#define memblock_virt_alloc_node(size, nid) \
	memblock_virt_alloc_try_nid(size, 0, MEMBLOCK_LOW_LIMIT, \
				    MEMBLOCK_ALLOC_ACCESSIBLE, nid)
#define memblock_virt_alloc_node_nopanic(size, nid) \
	memblock_virt_alloc_try_nid_nopanic(size, 0, MEMBLOCK_LOW_LIMIT, \
					    MEMBLOCK_ALLOC_ACCESSIBLE, nid)

void memblock_free_early(phys_addr_t base, phys_addr_t size);
void memblock_free_early_nid(phys_addr_t base, phys_addr_t size, int nid);

/* ---- queries: mm/memblock_query.c ------------------------------------ */

phys_addr_t memblock_phys_mem_size(void);
phys_addr_t memblock_reserved_size(void);
phys_addr_t memblock_mem_size(u64 limit_pfn);
u64 memblock_estimated_nr_free_pages(void);
phys_addr_t memblock_start_of_DRAM(void);
phys_addr_t memblock_end_of_DRAM(void);
bool memblock_is_memory(phys_addr_t addr);
bool memblock_is_map_memory(phys_addr_t addr);
bool memblock_is_reserved(phys_addr_t addr);
bool memblock_is_region_memory(phys_addr_t base, phys_addr_t size);
bool memblock_is_region_reserved(phys_addr_t base, phys_addr_t size);
bool memblock_overlaps_region(struct memblock_type *type, phys_addr_t base,
			      phys_addr_t size);
int memblock_search_pfn_nid(u64 pfn, u64 *start_pfn, u64 *end_pfn);
bool memblock_validate_numa_coverage(phys_addr_t threshold_bytes);

static inline u64 memblock_region_memory_base_pfn(
		const struct memblock_region *r)
{
	return (r->base >> PAGE_SHIFT) + !!(r->base & ~PAGE_MASK);
}

static inline u64 memblock_region_memory_end_pfn(
		const struct memblock_region *r)
{
	return (r->base + r->size) >> PAGE_SHIFT;
}

static inline u64 memblock_region_reserved_base_pfn(
		const struct memblock_region *r)
{
	return r->base >> PAGE_SHIFT;
}

static inline u64 memblock_region_reserved_end_pfn(
		const struct memblock_region *r)
{
	phys_addr_t end = r->base + r->size;

	return (end >> PAGE_SHIFT) + !!(end & ~PAGE_MASK);
}

/* ---- limits, flags, nodes: mm/memblock_limit.c ----------------------- */

void memblock_set_current_limit(phys_addr_t limit);
phys_addr_t memblock_get_current_limit(void);
void memblock_enforce_memory_limit(phys_addr_t limit);
void memblock_cap_memory_range(phys_addr_t base, phys_addr_t size);
void memblock_mem_limit_remove_map(phys_addr_t limit);
void memblock_trim_memory(phys_addr_t align);

int memblock_mark_hotplug(phys_addr_t base, phys_addr_t size);
int memblock_clear_hotplug(phys_addr_t base, phys_addr_t size);
int memblock_mark_mirror(phys_addr_t base, phys_addr_t size);
int memblock_mark_nomap(phys_addr_t base, phys_addr_t size);
int memblock_clear_nomap(phys_addr_t base, phys_addr_t size);
int memblock_reserved_mark_noinit(phys_addr_t base, phys_addr_t size);
int memblock_set_node(phys_addr_t base, phys_addr_t size,
		      struct memblock_type *type, int nid);

static inline void memblock_set_bottom_up(bool enable)
{
	memblock.bottom_up = enable;
	trace_hook(__trace_mode);
}

static inline bool memblock_bottom_up(void)
{
	return memblock.bottom_up;
}

static inline bool memblock_is_hotpluggable(const struct memblock_region *r)
{
	return r->flags & MEMBLOCK_HOTPLUG;
}

static inline void memblock_set_region_flags(struct memblock_region *r,
					     enum memblock_flags flags)
{
	r->flags = (enum memblock_flags)(r->flags | flags);
}

static inline void memblock_clear_region_flags(struct memblock_region *r,
					       enum memblock_flags flags)
{
	r->flags = (enum memblock_flags)(r->flags & ~flags);
}

#ifdef CONFIG_NUMA
static inline void memblock_set_region_node(struct memblock_region *r, int nid)
{
	r->nid = nid;
}

static inline int memblock_get_region_node(const struct memblock_region *r)
{
	return r->nid;
}
#else
static inline void memblock_set_region_node(struct memblock_region *r, int nid)
{
	(void)r;
	(void)nid;
}

static inline int memblock_get_region_node(const struct memblock_region *r)
{
	(void)r;
	return 0;
}
#endif

static inline bool memblock_addrs_overlap(phys_addr_t base1, phys_addr_t size1,
					  phys_addr_t base2, phys_addr_t size2)
{
	return base1 < base2 + size2 && base2 < base1 + size1;
}

/* ---- names, dump, checker: mm/memblock_debug.c ----------------------- */

/*
 * A reservation with a name, for the dump and for diagnoses: Linux's list
 * forgets who reserved what as soon as neighbours merge.
 */
struct memblock_name {
	phys_addr_t base, size;
	const char *name;
};

/* Frees of ranges not wholly reserved; counted while memblock_debug is on. */
extern u64 memblock_bad_frees;

int memblock_reserve_named(phys_addr_t base, phys_addr_t size,
			   const char *name);
const struct memblock_name *memblock_named_overlap(phys_addr_t base,
						   phys_addr_t size);
const struct memblock_name *memblock_names(unsigned int *nr);
void __memblock_dump_all(void);
void memblock_dump_all(void);
bool memblock_validate(void);

/* ---- an allocation that fails on purpose: mm/memblock_fail.c ---------- */

typedef void memblock_fail_fn(u64 nr, phys_addr_t size, phys_addr_t align);
u64 memblock_fail_nth(u64 nth, memblock_fail_fn *report);

/* Where to look for free memory: nowhere, within a request that fails. */
extern bool memblock_fail_now;
extern struct memblock_type memblock_no_memory;
static inline struct memblock_type *memblock_free_in(void)
{
	return memblock_fail_now ? &memblock_no_memory : &memblock.memory;
}

#endif
