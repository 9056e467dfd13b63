/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Firmware maps in a host test: raw tables as GRUB's block holds them, in
 * malloc'ed memory of exactly their size (a read past the end is seen), the
 * way of setup_memory_map() over them, and the e820 table compared.
 */
#ifndef TESTS_HOST_GLUE_MAP_H
#define TESTS_HOST_GLUE_MAP_H

#include <asm/e820.h>
#include <asm/efi.h>
#include "glue_memblock.h"

/* ---- raw tables ------------------------------------------------------ */

/* @stride at least 20 for e820, 40 for EFI; bytes between are 0xcc. */
struct boot_table make_e820_table(const struct e820entry *entries, u32 nr,
				  u32 stride);
struct boot_table make_efi_table(const efi_memory_desc_t *descs, u32 nr,
				 u32 stride);
void free_table(struct boot_table *table);

/* ---- the way into memblock ------------------------------------------- */

/* Empty e820 table and lists; also for cmocka_unit_test_setup(). */
int glue_map_setup(void **state);
#define M(name)	cmocka_unit_test_setup(name, glue_map_setup)

/* As setup_memory_map(), but for what is reserved. Says which map it was. */
enum map_source fill_from(const struct boot_table *e820_table,
			  const struct boot_table *efi_table);
/* Whole pages in memblock.memory. */
u64 ram_pages(void);

/* ---- comparing ------------------------------------------------------- */

/* The e820 table is made of these, then put in order. */
#define set_map(...) do { \
	const struct e820entry __e[] = { __VA_ARGS__ }; \
	load_map(__e, ARRAY_SIZE(__e)); \
	update_e820(); } while (0)
void load_map(const struct e820entry *entries, u32 nr);

/* The e820 table is exactly these: { addr, size, type }. */
#define expect_map(...) do { \
	const struct e820entry __w[] = { __VA_ARGS__ }; \
	expect_entries(__w, ARRAY_SIZE(__w), __FILE__, __LINE__); } while (0)
void expect_entries(const struct e820entry *want, u32 nr, const char *file,
		    int line);

/* ---- random numbers, the same ones in each run ----------------------- */

extern u64 map_seed;
u32 rnd(u32 below);

#endif
