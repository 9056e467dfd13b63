// SPDX-License-Identifier: GPL-2.0-only
/*
 * Objects and roots for the runner, as the test says (World.extra):
 *
 *   objects  rows of place, size, min_count, no_scan; place: bytes from the
 *            start of one arena, which ends where reading faults
 *   words    rows of container (an object, or -1: the roots), byte in it,
 *            and the place that the word there is the address of
 *   roots    first byte and end of what is scanned of the 512 of the roots
 */
#include <stdio.h>
#include <string.h>
#include <linux/stacktrace.h>
#include <linux/stage.h>
#include "mm/kmemleak.h"
#include "runner.h"

#define MAX_OBJECTS	64
#define ARENA		16384
#define ROOTS		512

static struct kmemleak_object objects[MAX_OBJECTS];
static unsigned int nr_objects;
static char *arena, *roots;

struct kmemleak_object *kmemleak_objects;
bool kmemleak_tracking = true;
u64 kmemleak_nr_allocs;
const char *const stage_names[NR_STAGES] = {
	"entry", "early", "memblock", "mapped", "bootmem", "buddy", "slab",
};

const struct early_block *kmemleak_early_log(unsigned int *nr,
					     unsigned int *dropped)
{
	*nr = *dropped = 0;
	return NULL;
}

int sprint_backtrace(char *buf, size_t size, unsigned long addr)
{
	return snprintf(buf, size, "0x%lx", addr);
}

unsigned int call_with_stack(unsigned int (*fn)(const void *sp))
{
	return fn(roots);
}

void kmemleak_scan_roots(const void *sp, void (*scan)(const void *start,
						      const void *end))
{
	unsigned int nr;
	const u64 *span = lab_extra("roots", &nr);

	(void)sp;
	scan(roots + (span ? span[0] : 0), roots + (span ? span[1] : ROOTS));
}

static void place(void)
{
	unsigned int nr, i;
	const u64 *row = lab_extra("objects", &nr);
	uintptr_t address;

	if (arena)
		return;
	arena = lab_guarded(ARENA);
	roots = lab_guarded(ROOTS);
	for (i = 0; row && i + 4 <= nr && nr_objects < MAX_OBJECTS; i += 4) {
		struct kmemleak_object *object = &objects[nr_objects++];

		object->pointer = (uintptr_t)arena + row[i];
		object->size = row[i + 1];
		object->min_count = (int)row[i + 2];
		object->no_scan = row[i + 3];
		kmemleak_tree_insert(&kmemleak_objects, object);
	}
	row = lab_extra("words", &nr);
	for (i = 0; row && i + 3 <= nr; i += 3) {
		address = (uintptr_t)arena + row[i + 2];
		memcpy((s64)row[i] < 0 ? roots + row[i + 1] :
		       (char *)objects[row[i]].pointer + row[i + 1],
		       &address, sizeof(address));
	}
}

static void scan(const u64 *a)
{
	(void)a;
	place();
	lab_value(kmemleak_scan());
}
LAB_OP("kmemleak_scan", scan);

/* The objects that are left white: by number. */
static void look_white(void)
{
	unsigned int i;

	lab_open('[');
	for (i = 0; i < nr_objects; i++)
		if (object_is_white(&objects[i]))
			lab_value(i);
	lab_close(']');
}
LAB_LOOK("white", look_white);
