// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_memblock_model.c with what is for long lists only (memblock_hint.c) at
 * work from the first region on, and each search checked against the walk.
 *
 * sources: mm/memblock*.c tests/host/glue.c tests/host/glue_memblock.c
 * sources: tests/host/memblock_model.c tests/host/memblock_model_run.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=2 -include tests/host/window.h
 * cflags: -DMEMBLOCK_HINT_MIN=1 -DCONFIG_DEBUG_VM
 */
#include "test_memblock_model.c"
