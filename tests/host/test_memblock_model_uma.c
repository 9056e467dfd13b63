// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_memblock_model.c without CONFIG_NUMA: regions have no node.
 *
 * sources: mm/memblock*.c mm/nobootmem.c tests/host/glue.c tests/host/tally.c
 * sources: tests/host/glue_memblock.c tests/host/memblock_model*.c
 * cflags: -include tests/host/window.h
 * cflags: -DWINDOW_IMAGE
 */
#define OPS	15000
#include "test_memblock_model.c"
