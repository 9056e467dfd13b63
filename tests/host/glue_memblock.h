/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * memblock in a host test: reset by assignment, as every outsider does it
 * (docs: the embedding contract), lists compared with what they should be,
 * and simulated physical memory, at its own address or behind a window.
 */
#ifndef TESTS_HOST_GLUE_MEMBLOCK_H
#define TESTS_HOST_GLUE_MEMBLOCK_H

#include <linux/memblock.h>
#include "glue.h"

#define KB(n)	((phys_addr_t)(n) << 10)
#define MB(n)	((phys_addr_t)(n) << 20)
#define GB(n)	((phys_addr_t)(n) << 30)
#define TOP	PHYS_ADDR_MAX

/* What an array of @n regions takes from memblock. */
#define ARRAY_BYTES(n) \
	((phys_addr_t)((n) * sizeof(struct memblock_region) + 4095) & ~4095ULL)

/*
 * Empty lists in the static arrays, everything else as at the start. Resizing
 * stays allowed once it was: nothing outside can forbid it again.
 */
void glue_memblock_reset(void);

/* A test with glue_memblock_reset() and glue_reset() before it. */
int glue_memblock_setup(void **state);
#define T(name)	cmocka_unit_test_setup(name, glue_memblock_setup)

/* ---- comparing lists ------------------------------------------------- */

struct span {
	phys_addr_t base, size;
};

/* The list is exactly these ranges, in order, and sound. */
#define expect_list(type, ...) do { \
	const struct span __want[] = { __VA_ARGS__ }; \
	expect_spans(type, __want, ARRAY_SIZE(__want), __FILE__, __LINE__); \
	} while (0)
#define expect_empty(type)	expect_spans(type, NULL, 0, __FILE__, __LINE__)
void expect_spans(struct memblock_type *type, const struct span *want,
		  unsigned long n, const char *file, int line);

/* Both lists keep all invariants of docs/memblock-api.md section 4. */
#define expect_sound()	expect_sound_at(__FILE__, __LINE__)
void expect_sound_at(const char *file, int line);

/* A picture of both lists, to prove that nothing changed. */
struct snapshot {
	struct memblock head;
	struct memblock_region memory[2048], reserved[2048];
};
void take_snapshot(struct snapshot *s);
#define expect_unchanged(s)	expect_same(s, __FILE__, __LINE__)
void expect_same(const struct snapshot *s, const char *file, int line);

/* ---- simulated physical memory --------------------------------------- */

#define RAM_SIZE	MB(64)

/* Base of RAM_SIZE bytes, aligned so; the first and last 4 MiB hold 0xa5. */
phys_addr_t glue_ram(void);
/* The same, and all of it is in memblock.memory. */
phys_addr_t glue_ram_added(void);
/* All of [base, base + size) is @byte. */
bool all_bytes(const void *base, int byte, size_t size);

/*
 * Fill @type with @n regions of 0x100 bytes every 0x1000 from @base on: no
 * two touch. Region k lies at base + k * 0x1000.
 */
void fill_list(struct memblock_type *type, phys_addr_t base, unsigned int n);

#endif
