/* SPDX-License-Identifier: GPL-2.0-only */
/* The page allocator: blocks of 2^order pages, by buddies. */
#ifndef _LINUX_GFP_H
#define _LINUX_GFP_H

#include <linux/mmzone.h>
#include <linux/types.h>

#define __GFP_DMA	0x01u	/* only from ZONE_DMA: below 16 MiB */
#define __GFP_DMA32	0x04u	/* only from below 4 GiB */
#define __GFP_WAIT	0x10u	/* may sleep; nothing here ever does */
#define __GFP_NOWARN	0x200u	/* no message when it fails */
#define __GFP_ZERO	0x8000u	/* zeroed */

#define GFP_NOWAIT	0u
#define GFP_ATOMIC	0x20u
#define GFP_KERNEL	(__GFP_WAIT | 0x40u | 0x80u)
#define GFP_DMA		__GFP_DMA
#define GFP_DMA32	__GFP_DMA32

/**
 * alloc_pages - take a block
 * @gfp: GFP_ flags; they choose the zones and whether the block is zeroed
 * @order: the block has 2^order pages, naturally aligned; 0 .. MAX_ORDER-1
 *
 * Return: the head of the block, or NULL (with one message that names size
 * and zones, unless __GFP_NOWARN).
 */
struct page *alloc_pages(gfp_t gfp, unsigned int order);

/*
 * The same, from node @nid first, then from the others, the nearest first
 * (<linux/topology.h>). A number that no node can have means node 0.
 */
struct page *alloc_pages_node(int nid, gfp_t gfp, unsigned int order);

/*
 * Give a block back, whole. A page that is no head, or of a block that is
 * free, reserved or the slab's, or of another order, is reported in one WARN
 * and nothing changes.
 */
void __free_pages(struct page *page, unsigned int order);

/* The same by kernel address; 0 is "no block" in both directions. */
unsigned long __get_free_pages(gfp_t gfp, unsigned int order);
unsigned long get_zeroed_page(gfp_t gfp);
void free_pages(unsigned long addr, unsigned int order);

#define alloc_page(gfp)		alloc_pages(gfp, 0)
#define __free_page(page)	__free_pages(page, 0)
#define __get_free_page(gfp)	__get_free_pages(gfp, 0)
#define free_page(addr)		free_pages(addr, 0)

/* Smallest order whose block holds @size bytes; 0 for size 0. */
unsigned int get_order(u64 size);

u64 nr_free_pages(void);

/* Print free blocks by node, zone and order, as /proc/buddyinfo does. */
void show_free_areas(void);

#endif
