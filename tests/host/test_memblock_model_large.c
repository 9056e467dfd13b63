// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_memblock_model.c with 20000 cells: lists of 4095, 4096, 4097 regions,
 * and what memblock_shift.c does only to lists of 2048 and more.
 *
 * sources: mm/memblock*.c mm/nobootmem.c tests/host/glue.c tests/host/tally.c
 * sources: tests/host/glue_memblock.c tests/host/memblock_model*.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=2 -include tests/host/window.h
 * cflags: -DWINDOW_IMAGE
 * cflags: -DCELLS=20000
 */
#define OPS	6000
#include "test_memblock_model.c"
