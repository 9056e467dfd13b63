// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_memblock_model.c without CONFIG_NUMA: regions have no node.
 *
 * sources: mm/memblock*.c tests/host/glue.c tests/host/glue_memblock.c
 * sources: tests/host/memblock_model.c tests/host/memblock_model_run.c
 * cflags: -include tests/host/window.h
 */
#include "test_memblock_model.c"
