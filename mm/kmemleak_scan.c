// SPDX-License-Identifier: GPL-2.0-only
/*
 * kmemleak's scan: which blocks can nobody reach any more? It marks as a
 * garbage collector does. Any word that looks like an address within an
 * object counts as a reference, so a leak may be missed, never invented.
 * `kmemleak` at the prompt calls this. It allocates nothing, reads nothing
 * but objects and what arch/ names as roots, and changes only the objects'
 * counts.
 */
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/stacktrace.h>
#include <linux/stage.h>
#include "kmemleak.h"

/* Any word, whatever type it was written as. */
typedef uintptr_t __attribute__((may_alias)) scan_word;

/* What is to be scanned, first in first out, and what one scan has seen. */
static struct scan {
	struct kmemleak_object *first, **last;
	uintptr_t low, high;		/* all objects lie in [low, high) */
	unsigned int objects, leaks;
	u64 bytes;
} scan __noscan;

/* ---- marking ---------------------------------------------------------- */

static void queue_object(struct kmemleak_object *object)
{
	object->next = NULL;
	*scan.last = object;
	scan.last = &object->next;
}

/* A word with this value was found. */
static void seen(uintptr_t value)
{
	struct kmemleak_object *object;

	if (value < scan.low || value >= scan.high)
		return;
	object = kmemleak_tree_floor(kmemleak_objects, value);
	if (value - object->pointer >= object->size ||
	    !object_is_white(object))
		return;
	object->count++;
	if (object_is_grey(object))
		queue_object(object);
}

/* Every aligned word of [start, end). */
static void scan_block(const void *start, const void *end)
{
	uintptr_t at = round_up((uintptr_t)start, sizeof(scan_word));

	for (; at + sizeof(scan_word) <= (uintptr_t)end;
	     at += sizeof(scan_word))
		seen(*(const scan_word *)at);
	scan.bytes += (u64)((const char *)end - (const char *)start);
}

/* All white again; what is grey from the start waits for its turn. */
static void start_scan(void)
{
	struct kmemleak_object *object;

	scan = (struct scan) { .low = UINTPTR_MAX };
	scan.last = &scan.first;
	for_each_kmemleak_object(object) {
		object->count = 0;
		scan.objects++;
		scan.low = min(scan.low, object->pointer);
		scan.high = object->pointer + object->size;
		if (object_is_grey(object))
			queue_object(object);
	}
}

/* The queue grows while it is worked off: each object comes in once. */
static void scan_grey_objects(void)
{
	const struct kmemleak_object *object;

	for (object = scan.first; object; object = object->next)
		if (!object->no_scan)
			scan_block((const void *)object->pointer,
				   (const char *)object->pointer +
				   object->size);
}

/* The scan proper; @sp: from here up the stack is in use. */
static unsigned int mark_from(const void *sp)
{
	struct kmemleak_object *object;

	start_scan();
	kmemleak_scan_roots(sp, scan_block);
	scan_grey_objects();
	for_each_kmemleak_object(object)
		scan.leaks += object_is_white(object);
	return scan.leaks;
}

/* Our own locals are not scanned: they are full of addresses. */
unsigned int kmemleak_scan(void)
{
	return call_with_stack(mark_from);
}

bool kmemleak_found(const void *ptr)
{
	struct kmemleak_object *object;

	object = kmemleak_tree_floor(kmemleak_objects, (uintptr_t)ptr);
	return object && (uintptr_t)ptr - object->pointer < object->size &&
	       object_is_white(object);
}

/* ---- telling ---------------------------------------------------------- */

static void print_unreferenced(const struct kmemleak_object *object)
{
	char name[96];
	unsigned int i;

	pr_info("unreferenced object %#llx (size %zu):\n",
		(u64)object->pointer, object->size);
	pr_info("  age %llu allocations, stage %s\n",
		kmemleak_nr_allocs - object->born,
		stage_names[object->stage]);
	pr_info("  backtrace:\n");
	for (i = 0; i < object->trace_len; i++) {
		sprint_backtrace(name, sizeof(name), object->trace[i]);
		pr_info("    %s\n", name);
	}
}

/* What the last scan has found. */
static noinline void print_scan(void)
{
	const struct kmemleak_object *object;
	unsigned int nr, dropped;

	for_each_kmemleak_object(object)
		if (object_is_white(object))
			print_unreferenced(object);
	kmemleak_early_log(&nr, &dropped);
	if (dropped)
		pr_info("kmemleak: %u early blocks are not known: what only "
			"they point at is reported, too\n", dropped);
	pr_info("kmemleak: %u of %u objects are unreferenced; scanned "
		"%llu KiB\n", scan.leaks, scan.objects, scan.bytes >> 10);
}

/* No locals: they would be on the stack that is scanned. */
void show_kmemleak(void)
{
	if (kmemleak_tracking) {
		kmemleak_scan();
		print_scan();
	} else {
		pr_info("kmemleak: nothing is tracked (kmemleak=off, or no "
			"memory was left for it)\n");
	}
}
