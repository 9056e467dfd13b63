// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_memblock_model.c with what is for long lists only (memblock_hint.c,
 * memblock_shift.c) at work from the first region on, and each search checked
 * against the walk.
 *
 * sources: mm/memblock*.c mm/nobootmem.c tests/host/glue.c tests/host/tally.c
 * sources: tests/host/glue_memblock.c tests/host/memblock_model*.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=2 -include tests/host/window.h
 * cflags: -DWINDOW_IMAGE
 * cflags: -DMEMBLOCK_HINT_MIN=1 -DMEMBLOCK_SHIFT_MIN=1 -DCONFIG_DEBUG_VM
 */
#define OPS	15000
#include "test_memblock_model.c"
