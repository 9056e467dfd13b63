/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel's memory management, started within a program (slab_env.c). */
#ifndef BENCH_SLAB_ENV_H
#define BENCH_SLAB_ENV_H

/* From here on kmalloc() and alloc_pages() serve, from 4 GiB. */
void slab_env_start(void);

#endif
