// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_memblock_holes.c where each first step is compared with a walk over
 * all holes: it stops where a false claim has hidden one, and only there.
 *
 * sources: mm/memblock*.c tests/host/glue.c tests/host/glue_memblock.c
 * sources: tests/host/tally.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -DMEMBLOCK_HINT_MIN=4
 * cflags: -DCONFIG_DEBUG_VM
 */
#include "test_memblock_holes.c"
