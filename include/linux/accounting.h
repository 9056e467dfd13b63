/* SPDX-License-Identifier: GPL-2.0-only */
/* Every byte of RAM, accounted for: at each stage, and at the prompt. */
#ifndef _LINUX_ACCOUNTING_H
#define _LINUX_ACCOUNTING_H

#include <linux/types.h>

/*
 * Bytes of RAM by who has them. Each field is counted by itself, from what
 * its owner keeps; none is what remains of the others.
 *
 * Until the hand-over: usable = reserved + set_aside + free
 * Afterwards: usable = held + free + slab + lost, where
 *	held = reserved + set_aside - freed_late + allocated
 */
struct memory_account {
	bool handed_over;
	u64 usable;	/* memblock.memory */
	u64 reserved;	/* of it in memblock.reserved */
	u64 set_aside;	/* neither, but memblock never hands it out */
	u64 free;	/* memblock's free ranges; the buddies' blocks */
	u64 freed_late;	/* of reserved, given back after the hand-over */
	u64 allocated;	/* pages somebody has from the buddies */
	u64 slab;	/* pages that the slab has from them */
	u64 lost;	/* free pieces of pages partly reserved */
};

/**
 * memory_account_read - count
 * @a: filled in
 * @walk: look at each block of pages (a block a GiB, or less); otherwise
 *	@allocated follows from the zones' counters
 *
 * Return: true if the sum holds.
 */
bool memory_account_read(struct memory_account *a, bool walk);

/**
 * account_memory - one line in the log: the sum that holds at this stage
 *
 * A warning if it does not. Nothing before memblock knows of RAM.
 */
void account_memory(void);

/* The same in a table, with each block looked at: `meminfo` at the prompt. */
void show_meminfo(void);

#endif
