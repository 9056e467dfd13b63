// SPDX-License-Identifier: GPL-2.0-only
/*
 * kmemleak's early log: until the slab is up each block goes into a static
 * table. `bootmem` at the prompt prints it, and when tracking starts its
 * blocks become objects. Called by kmemleak.c; it never allocates.
 */
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/printk.h>
#include <linux/stacktrace.h>
#include <linux/stage.h>
#include <linux/string.h>
#include "kmemleak.h"

#define EARLY_LOG_SIZE	256

static struct early_block early_log[EARLY_LOG_SIZE] __noscan;
static unsigned int early_nr, early_dropped;

/* ---- who asked -------------------------------------------------------- */

/* Not strncmp(): every frame of every early block asks, five times. */
static bool begins_with(const char *name, const char *prefix)
{
	while (*prefix && *name == *prefix) {
		name++;
		prefix++;
	}
	return !*prefix;
}

/* Is this the code of an early allocator, called by somebody else? */
static bool in_allocator(unsigned long addr)
{
	static const char *const prefixes[] = {
		"memblock_", "__memblock_", "__alloc_",
		"___alloc_bootmem", "__first_free_range",
	};
	unsigned long offset;
	const char *name = kallsyms_lookup(addr, &offset);
	unsigned int i;

	for (i = 0; name && i < ARRAY_SIZE(prefixes); i++)
		if (begins_with(name, prefixes[i]))
			return true;
	return false;
}

unsigned long early_trace_caller(const unsigned long *trace, unsigned int len)
{
	unsigned int i;

	for (i = 0; i < len; i++)
		if (!in_allocator(trace[i]))
			return trace[i];
	return len ? trace[0] : 0;
}

unsigned long early_block_caller(const struct early_block *block)
{
	return early_trace_caller(block->trace, block->trace_len);
}

/* ---- the early log ---------------------------------------------------- */

/* Room for one more block, or NULL: counted, and said the first time. */
static struct early_block *new_entry(void)
{
	if (early_nr < EARLY_LOG_SIZE)
		return &early_log[early_nr++];
	if (!early_dropped++)
		pr_warn("kmemleak: early log full (%u blocks): "
			"later ones are only counted\n", EARLY_LOG_SIZE);
	return NULL;
}

/* Nobody may be given what the boot has put under a name of its own. */
static void check_overlap(const struct early_block *block)
{
	phys_addr_t base = __pa(block->ptr);
	const struct memblock_name *n;

	n = memblock_named_overlap(base, block->size);
	if (n)
		panic("early allocation [mem %#018llx-%#018llx] of %pS "
		      "overlaps '%s' [mem %#018llx-%#018llx]",
		      base, base + block->size - 1,
		      (void *)early_block_caller(block), n->name, n->base,
		      n->base + n->size - 1);
}

void kmemleak_early_alloc(const void *ptr, size_t size, int min_count)
{
	struct early_block block = {
		.ptr = ptr, .size = size, .alloc_size = size,
		.min_count = min_count, .stage = (u8)boot_stage,
	};
	struct early_block *entry;

	block.trace_len = (u8)stack_trace_save(block.trace, KMEMLEAK_TRACE, 1);
	check_overlap(&block);
	entry = new_entry();
	if (entry)
		*entry = block;
}

/*
 * Take [start, end) out of one entry. What is left of it:
 *
 *   entry   |-----------|      |-----------|      |-----------|
 *   freed       |----------  -----|                  |-----|
 *   left    |---|                 |--------|      |--|     |--| (new entry)
 */
static void trim_entry(struct early_block *entry, uintptr_t start,
		       uintptr_t end)
{
	uintptr_t first = (uintptr_t)entry->ptr;
	uintptr_t last = first + entry->size;
	struct early_block *rest;

	if (start <= first && end >= last) {
		entry->freed = true;
	} else if (start <= first) {
		entry->ptr = (const void *)end;
		entry->size = last - end;
	} else {
		entry->size = start - first;
		rest = end < last ? new_entry() : NULL;
		if (rest) {
			*rest = *entry;
			rest->ptr = (const void *)end;
			rest->size = last - end;
			rest->alloc_size = rest->size;
		}
	}
}

void kmemleak_early_free_part(const void *ptr, size_t size)
{
	uintptr_t start = (uintptr_t)ptr, end = start + size;
	unsigned int i;

	for (i = early_nr; i-- > 0;) {
		struct early_block *entry = &early_log[i];
		uintptr_t first = (uintptr_t)entry->ptr;

		if (!entry->freed && first < end &&
		    start < first + entry->size)
			trim_entry(entry, start, end);
	}
}

/* The block in use that starts at @ptr, or NULL. */
struct early_block *kmemleak_early_find(const void *ptr)
{
	unsigned int i;

	for (i = early_nr; i-- > 0;)
		if (early_log[i].ptr == ptr && !early_log[i].freed)
			return &early_log[i];
	return NULL;
}

void kmemleak_early_free(const void *ptr)
{
	struct early_block *entry = kmemleak_early_find(ptr);

	if (entry)
		entry->freed = true;
}

const struct early_block *kmemleak_early_log(unsigned int *nr,
					     unsigned int *dropped)
{
	*nr = early_nr;
	*dropped = early_dropped;
	return early_log;
}
