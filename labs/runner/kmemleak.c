// SPDX-License-Identifier: GPL-2.0-only
/* The kmemleak of a runner: it only notes what it is told. */
#include <linux/kmemleak.h>
#include "runner.h"

void kmemleak_alloc(const void *ptr, size_t size, int min_count, gfp_t gfp)
{
	(void)gfp;
	lab_note("kmemleak 0x%llx 0x%zx %d", __pa(ptr), size, min_count);
}

void kmemleak_free_part(const void *ptr, size_t size)
{
	lab_note("kmemleak_free_part 0x%llx 0x%zx", __pa(ptr), size);
}

void kmemleak_free(const void *ptr)
{
	lab_note("kmemleak_free 0x%llx", __pa(ptr));
}
