/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An SRAT's way through numa_init(), for tests: fill @t with srat_start()
 * and its kin, add RAM to memblock, call numa().
 */
#ifndef TESTS_HOST_NUMA_TABLE_H
#define TESTS_HOST_NUMA_TABLE_H

#include <asm/numa.h>
#include "acpi_phys.h"

extern struct table t;

/*
 * As initmem_init(): the table, and if it is wrong one node. Returns what
 * came of the table.
 */
int numa(void);

/* The node of the RAM at an address; -2 where there is none. */
int nid_at(phys_addr_t addr);

/* Rejected with one warning that has this in it: node 0 has all memory. */
void expect_one_node(const char *why);

#endif
