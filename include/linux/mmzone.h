/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Nodes, zones and page structures. A page_range is a stretch of whole pages
 * of memory without a hole, of one node and one zone, with the array of
 * their page structures.
 */
#ifndef _LINUX_MMZONE_H
#define _LINUX_MMZONE_H

#include <linux/list.h>
#include <linux/numa.h>
#include <linux/types.h>

/* Blocks of 2^0 .. 2^18 pages: the largest is 1 GiB. Linux has 11 orders. */
#define MAX_ORDER	19

enum page_kind {
	PAGE_UNWRITTEN = 0,	/* never a head: reading it is a bug */
	PAGE_FREE,		/* head of a free block, in a buddy list */
	PAGE_ALLOCATED,		/* head of a block somebody owns */
	PAGE_SLAB,		/* head of a block the slab owns */
	PAGE_SLAB_TAIL,		/* a further page of such a block */
	PAGE_RESERVED,		/* head of a block never handed over */
	PAGE_ABSENT,		/* head of a block with nothing behind it */
};

struct kmem_cache;

/*
 * 32 bytes. Only the head of a block is ever written (and the tails of a
 * slab's): the rest of the array keeps what the RAM held at power-on.
 */
struct page {
	u8 kind;			/* enum page_kind */
	u8 order;			/* heads: the block has 2^order pages */
	u16 range;			/* index into page_ranges[] */
	u16 inuse;			/* PAGE_SLAB: objects handed out */
	u16 free;			/* PAGE_SLAB: first free object */
	struct list_head lru;		/* free list, or the cache's slabs */
	union {
		struct kmem_cache *slab_cache;	/* PAGE_SLAB */
		struct page *slab_head;		/* PAGE_SLAB_TAIL */
	};
};

enum zone_type { ZONE_DMA, ZONE_DMA32, ZONE_NORMAL, MAX_NR_ZONES };

struct free_area {
	struct list_head free_list;
	u64 nr_free;			/* blocks in free_list */
};

struct zone {
	struct free_area free_area[MAX_ORDER];
	u64 free_pages;
	u64 managed_pages;		/* ever handed over */
	u64 present_pages;		/* with a page structure */
	int nid;
	const char *name;
};

typedef struct pglist_data {
	struct zone node_zones[MAX_NR_ZONES];
	int node_id;
	u64 node_start_pfn;		/* the lowest; 0 without memory */
	u64 node_present_pages;
	u64 node_spanned_pages;		/* with the holes */
} pg_data_t;

extern pg_data_t *node_data[MAX_NUMNODES];
#define NODE_DATA(nid)	(node_data[nid])

/* Every node that has a pg_data_t. */
#define for_each_online_pgdat(pgdat) \
	for (int __n = 0; __n < MAX_NUMNODES; __n++) \
		if (((pgdat) = node_data[__n]) != NULL)

struct page_range {
	u64 start_pfn, end_pfn;		/* end is exclusive */
	struct page *pages;		/* of start_pfn, ... */
	struct zone *zone;
};

extern struct page_range *page_ranges;	/* sorted by start_pfn */
extern unsigned int nr_page_ranges;

#endif
