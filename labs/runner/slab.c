// SPDX-License-Identifier: GPL-2.0-only
/*
 * The slab of a runner: an object ends where a page without access begins,
 * and is not to be touched once it is freed. What is asked of it becomes a
 * note. World.slab_up says whether it is there.
 */
#include <string.h>
#include <sys/mman.h>
#include <linux/slab.h>
#include "runner.h"

#define MAX_OBJECTS	256

static struct object {
	void *at;
	size_t size;
} objects[MAX_OBJECTS];

bool slab_is_available(void)
{
	return lab_extra_value("slab_up", 0);
}

static void *new_object(size_t size, int byte)
{
	unsigned int i;

	if (lab_extra_value("slab_fails", 0) || size > (1u << 24))
		return NULL;
	for (i = 0; i < MAX_OBJECTS && objects[i].at; i++)
		;
	if (i == MAX_OBJECTS)
		return NULL;
	objects[i].at = lab_guarded(size);
	objects[i].size = size;
	return memset(objects[i].at, byte, size);
}

void *kmalloc(size_t size, gfp_t gfp)
{
	lab_note("kmalloc 0x%zx", size);
	return new_object(size, gfp & __GFP_ZERO ? 0 : LAB_JUNK);
}

void *kzalloc(size_t size, gfp_t gfp)
{
	(void)gfp;
	lab_note("kzalloc 0x%zx", size);
	return new_object(size, 0);
}

void *kmalloc_node(size_t size, gfp_t gfp, int nid)
{
	(void)nid;
	return kmalloc(size, gfp);
}

void *kzalloc_node(size_t size, gfp_t gfp, int nid)
{
	(void)nid;
	return kzalloc(size, gfp);
}

bool lab_slab_holds(const void *ptr, size_t *size)
{
	unsigned int i;

	for (i = 0; i < MAX_OBJECTS; i++) {
		if (objects[i].at != ptr)
			continue;
		*size = objects[i].size;
		return true;
	}
	return false;
}

void kfree(const void *ptr)
{
	size_t size;

	if (!ptr)
		return;
	if (!lab_slab_holds(ptr, &size))
		panic("kfree of %p, which kmalloc did not give", ptr);
	lab_note("kfree 0x%zx", size);
	/* Who reads it from now on is found out. */
	mprotect((void *)((uintptr_t)ptr & ~4095UL),
		 round_up(size + ((uintptr_t)ptr & 4095), 4096UL), PROT_NONE);
}
