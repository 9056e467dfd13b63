// SPDX-License-Identifier: GPL-2.0-only
/* Firmware maps in a host test: see glue_map.h. */
#include "glue_map.h"

u64 map_seed;

/* ---- raw tables ------------------------------------------------------ */

static struct boot_table make_table(const void *fields, u32 size, u32 nr,
				    u32 stride)
{
	struct boot_table table = { .stride = stride, .nr = nr, .version = 0 };
	u8 *data = malloc((size_t)nr * stride + 1);
	u32 i;

	assert_non_null(data);
	assert_true(stride >= size);
	memset(data, 0xcc, (size_t)nr * stride + 1);
	for (i = 0; i < nr; i++)
		memcpy(data + (size_t)i * stride,
		       (const u8 *)fields + (size_t)i * size, size);
	/* The last entry may end with its fields, right at the end. */
	table.data = data = realloc(data, (size_t)nr * stride + !nr);
	assert_non_null(data);
	return table;
}

struct boot_table make_e820_table(const struct e820entry *entries, u32 nr,
				  u32 stride)
{
	return make_table(entries, sizeof(*entries), nr, stride);
}

struct boot_table make_efi_table(const efi_memory_desc_t *descs, u32 nr,
				 u32 stride)
{
	struct boot_table table = make_table(descs, sizeof(*descs), nr,
					     stride);

	table.version = EFI_MEMORY_DESCRIPTOR_VERSION;
	return table;
}

void free_table(struct boot_table *table)
{
	free((void *)table->data);
	memset(table, 0, sizeof(*table));
}

/* ---- the way into memblock ------------------------------------------- */

int glue_map_setup(void **state)
{
	e820.nr_map = 0;
	max_phys_addr = MAXMEM;
	return glue_memblock_setup(state);
}

enum map_source fill_from(const struct boot_table *e820_table,
			  const struct boot_table *efi_table)
{
	static const struct boot_table none;
	struct boot_info bi = {
		.e820 = e820_table ? *e820_table : none,
		.efi = efi_table ? *efi_table : none,
	};
	enum map_source source = default_machine_specific_memory_setup(&bi);

	trim_bios_range();
	memblock_x86_fill();
	if (source == MAP_EFI)
		efi_find_mirror(efi_table);
	return source;
}

u64 ram_pages(void)
{
	const struct memblock_region *r;
	u64 pages = 0;

	for_each_mem_region(r) {
		assert_int_equal(r->base % PAGE_SIZE, 0);
		assert_int_equal(r->size % PAGE_SIZE, 0);
		pages += r->size / PAGE_SIZE;
	}
	return pages;
}

/* ---- comparing ------------------------------------------------------- */

void load_map(const struct e820entry *entries, u32 nr)
{
	assert_true(nr <= E820_X_MAX);
	e820.nr_map = nr;
	memcpy(e820.map, entries, nr * sizeof(*entries));
}

void expect_entries(const struct e820entry *want, u32 nr, const char *file,
		    int line)
{
	u32 i;

	if (e820.nr_map == nr &&
	    !memcmp(e820.map, want, nr * sizeof(*want)))
		return;
	for (i = 0; i < nr; i++)
		print_error("  want 0x%llx + 0x%llx type %u\n", want[i].addr,
			    want[i].size, want[i].type);
	for (i = 0; i < e820.nr_map; i++)
		print_error("  have 0x%llx + 0x%llx type %u\n",
			    e820.map[i].addr, e820.map[i].size,
			    e820.map[i].type);
	_fail(file, line);
}

/* ---- random numbers -------------------------------------------------- */

/* A linear congruence (Knuth's MMIX): good enough, and the same anywhere. */
u32 rnd(u32 below)
{
	map_seed = map_seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return (map_seed >> 33) % below;
}
