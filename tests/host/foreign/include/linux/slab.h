/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FOREIGN_LINUX_SLAB_H
#define FOREIGN_LINUX_SLAB_H

#include <linux/types.h>

#define GFP_NOWAIT	0
#define GFP_ATOMIC	1
#define GFP_KERNEL	2

bool slab_is_available(void);
void *kmalloc(size_t size, gfp_t gfp);
void *kzalloc(size_t size, gfp_t gfp);
void kfree(const void *ptr);

#endif
