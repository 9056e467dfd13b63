// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the slab says when somebody misuses it: one block of lines that names
 * the cache, the object, what is wrong, and who allocated and freed it. The
 * checks are in slab_debug.c and, for every cache, in slab_free().
 */
#include <linux/bug.h>
#include <linux/printk.h>
#include <linux/stacktrace.h>
#include <linux/stage.h>
#include "slab.h"

#define DUMP_LINE	16
#define DUMP_BEFORE	32		/* bytes shown before the place */
#define DUMP_AFTER	48		/* and from it on */

unsigned int slab_errors;

/* ---- the parts of a report -------------------------------------------- */

static void print_rule(char c)
{
	char line[71];

	memset(line, c, sizeof(line) - 1);
	line[sizeof(line) - 1] = '\0';
	pr_err("%s\n", line);
}

static void print_track(const char *what, const struct slab_track *track)
{
	char name[96];
	u32 i;

	if (!track->nr || track->nr > SLAB_TRACE || track->stage >= NR_STAGES) {
		pr_err("%s: not yet\n", what);
		return;
	}
	sprint_backtrace(name, sizeof(name), track->trace[0]);
	pr_err("%s in %s, stage %s\n", what, name, stage_names[track->stage]);
	for (i = 1; i < track->nr; i++) {
		sprint_backtrace(name, sizeof(name), track->trace[i]);
		pr_err("  %s\n", name);
	}
}

static void print_owner(const struct kmem_cache *cache, const void *object)
{
	if (!(cache->flags & SLAB_STORE_USER)) {
		pr_err("Allocated: not recorded (slab_debug=U does)\n");
		return;
	}
	print_track("Allocated", slab_track(cache, object, false));
	print_track("Freed", slab_track(cache, object, true));
}

/* One line: address, bytes, the same as text. '>' marks @mark's line. */
static void dump_line(const u8 *line, const u8 *mark)
{
	static const char hex[] = "0123456789abcdef";
	char bytes[DUMP_LINE * 3 + 1], text[DUMP_LINE + 1];
	unsigned int i;

	for (i = 0; i < DUMP_LINE; i++) {
		bytes[3 * i] = hex[line[i] >> 4];
		bytes[3 * i + 1] = hex[line[i] & 15];
		bytes[3 * i + 2] = ' ';
		text[i] = line[i] >= ' ' && line[i] < 127 ? (char)line[i]
							  : '.';
	}
	bytes[3 * DUMP_LINE] = '\0';
	text[DUMP_LINE] = '\0';
	pr_err("%c%p: %s %s\n",
	       mark >= line && mark < line + DUMP_LINE ? '>' : ' ',
	       (const void *)line, bytes, text);
}

/* The neighbourhood of @at, but nothing outside of the slab. */
static void dump_around(const struct kmem_cache *cache,
			const struct page *slab, const u8 *at)
{
	const u8 *base = page_address(slab);
	const u8 *end = base + (PAGE_SIZE << cache->order);
	const u8 *line = (const u8 *)round_down((uintptr_t)at, DUMP_LINE);
	const u8 *last = line + DUMP_AFTER;

	line = max(line - DUMP_BEFORE, base);
	for (; line < last && line < end; line += DUMP_LINE)
		dump_line(line, at);
}

static const char *state_name(const struct slab_info *info)
{
	switch (info->state) {
	case SLOT_FREE:
		return "free";
	case SLOT_IN_USE:
		return "in use";
	case SLOT_ISOLATED:
		return "isolated";
	}
	return "state overwritten";
}

static void print_object(const struct kmem_cache *cache, const void *object)
{
	const struct slab_info *info = slab_info(cache, object);

	pr_err("Object %p of %u bytes, %u asked for, %s\n", object,
	       cache->object_size, info->size, state_name(info));
}

/* ---- reports ---------------------------------------------------------- */

/*
 * slab_report - print what is wrong with an object, and where we are now
 * @object: NULL: it is the slab as a whole
 * @damage: the bytes that were overwritten, or NULL
 *
 * Only for caches with a slab_debug= flag: the others know too little.
 */
void slab_report(const struct kmem_cache *cache, const struct page *slab,
		 const void *object, const char *what,
		 const struct slab_damage *damage)
{
	const u8 *at = object ? object : page_address(slab);

	slab_errors++;
	print_rule('=');
	pr_err("BUG %s: %s\n", cache->name, what);
	print_rule('-');
	pr_err("Slab %p of %u objects, %u in use\n", page_address(slab),
	       cache->objects, slab->inuse);
	if (object)
		print_object(cache, object);
	if (damage) {
		at = damage->at;
		pr_err("First bad byte: %p, offset %lld in the object, "
		       "is 0x%02x, not 0x%02x; %u bad\n",
		       (const void *)at, (s64)(at - (const u8 *)object), *at,
		       damage->want, damage->nr);
	}
	if (object)
		print_owner(cache, object);
	dump_around(cache, slab, at);
	dump_stack();
	print_rule('=');
}

/*
 * slab_bad_free - a pointer into a slab that is not an object in use
 * @who: the function it was given to
 */
void slab_bad_free(struct kmem_cache *cache, struct page *slab,
		   const void *ptr, const char *who)
{
	u32 offset = ((u32)__pa(ptr) & cache->offset_mask) - cache->red_left;
	u32 index = offset / cache->stride, rest = offset % cache->stride;
	void *object = NULL;

	if (index < cache->objects)
		object = slab_object(cache, slab, index);
	if (cache->flags & SLAB_DEBUG_FLAGS) {
		slab_report(cache, slab, object, rest || !object ?
			    "Invalid object pointer" : "Object already free",
			    NULL);
		pr_err("FIX %s: %s(%p) does nothing\n", cache->name, who, ptr);
		return;
	}
	slab_errors++;
	if (!object)
		WARN(1, "%s(%p): in a slab of %s, but in none of its objects",
		     who, ptr, cache->name);
	else if (rest)
		WARN(1, "%s(%p): %u bytes into object %p of %s", who, ptr,
		     rest, object, cache->name);
	else
		WARN(1, "%s(%p): this object of %s is already free", who, ptr,
		     cache->name);
}

/* kmem_cache_free() of what another cache, or none, handed out. */
void slab_wrong_cache(struct kmem_cache *cache, struct page *slab,
		      const void *ptr)
{
	if (!slab) {
		slab_bad_pointer(ptr, "kmem_cache_free");
		return;
	}
	slab_errors++;
	WARN(1, "kmem_cache_free(%p): an object of %s, not of %s", ptr,
	     slab->slab_cache->name, cache->name);
}

static const char *what_is_at(const void *ptr)
{
	struct page *head = page_block_head(PFN_DOWN(__pa(ptr)));

	if (!head)
		return "no RAM is there";
	switch (head->kind) {
	case PAGE_FREE:
		return "in a free block of pages";
	case PAGE_ALLOCATED:
		return kmalloc_is_pages(head) ?
		       "inside a kmalloc block, not at its start" :
		       "in pages that kmalloc did not hand out";
	case PAGE_RESERVED:
		return "in early (memblock) or reserved memory";
	case PAGE_ABSENT:
		return "in a hole: no RAM is there";
	case PAGE_SLAB:
		return "an object of a cache";
	}
	return "in pages of no known kind";
}

/* A pointer that lies in no slab and is no block of pages of kmalloc(). */
void slab_bad_pointer(const void *ptr, const char *who)
{
	slab_errors++;
	WARN(1, "%s(%p): %s; left alone", who, ptr, what_is_at(ptr));
}

static void report_leftover_of(const struct kmem_cache *cache,
			       const struct page *slab)
{
	unsigned int i;

	for (i = 0; i < cache->objects; i++) {
		const void *object = slab_object(cache, slab, i);

		if (slab_is_free(cache, slab, i))
			continue;
		pr_err("%s: object %p is in use\n", cache->name, object);
		if (cache->flags & SLAB_STORE_USER)
			print_track("Allocated",
				    slab_track(cache, object, false));
	}
}

/* Every object that is still in use, with who allocated it. */
void slab_report_leftover(struct kmem_cache *cache)
{
	struct page *slab;

	slab_errors++;
	list_for_each_entry(slab, &cache->partial, lru)
		report_leftover_of(cache, slab);
	list_for_each_entry(slab, &cache->full, lru)
		report_leftover_of(cache, slab);
}
