/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A machine's memory below and beside RAM, for the tests of ACPI's tables:
 * what is put there can be reached through early_memremap(), which hands out
 * copies of exactly the bytes asked for, so that one byte too many is seen.
 */
#ifndef TESTS_HOST_ACPI_PHYS_H
#define TESTS_HOST_ACPI_PHYS_H

#include <asm/acpi.h>
#include "glue_memblock.h"

/* Nothing is there, lists empty, log empty; for cmocka_unit_test_setup(). */
int acpi_phys_setup(void **state);
#define A(name)	cmocka_unit_test_setup(name, acpi_phys_setup)

/* @size bytes are at @address; they can be changed there afterwards. */
u8 *phys_put(phys_addr_t address, const void *bytes, size_t size);

/* Maps that were not ended. */
extern int phys_maps;
/* The map that is so many from now on is refused; 0: none. */
extern unsigned int phys_refuse;

/* ---- tables ---------------------------------------------------------- */

/* A table under construction; its checksum is right after finish(). */
struct table {
	u8 bytes[32768];
	u32 size;
};

void table_start(struct table *t, const char *signature, u8 revision);
void table_add(struct table *t, const void *bytes, size_t size);
void table_finish(struct table *t);

/* Makes byte @at such that the sum over @size bytes is 0. */
void fix_checksum(u8 *bytes, size_t at, size_t size);

/* A copy of just the size; freed by the next one. */
const struct acpi_table_header *table_exact(const struct table *t, u32 size);

void srat_start(struct table *t, u8 revision);
void srat_memory(struct table *t, u32 pxm, u64 start, u64 end, u32 flags);
void srat_cpu(struct table *t, u32 pxm, u32 flags);
void srat_x2apic(struct table *t, u32 pxm, u32 flags);

/* Rows of @nr domains, one after the other. */
void slit_make(struct table *t, u64 nr, const u8 *distances, size_t size);

#define ON	ACPI_SRAT_MEM_ENABLED
#define HOT	(ACPI_SRAT_MEM_ENABLED | ACPI_SRAT_MEM_HOT_PLUGGABLE)

#endif
