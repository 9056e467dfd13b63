// SPDX-License-Identifier: GPL-2.0-only
/*
 * The EFI map of tag 17, beside GRUB's summary of it in tag 6, to memblock.
 * Input: a byte of switches (enum how), two for the summary, then
 * descriptors, 40 bytes each or 4 that stand for ranges of low memory.
 *
 * sources: arch/x86/kernel/e820.c arch/x86/kernel/e820_sanitize.c
 * sources: arch/x86/kernel/firmware_map.c arch/x86/kernel/efi.c
 * sources: lib/sort.c mm/memblock*.c tests/fuzz/map_check.c
 * sources: tests/host/glue.c tests/host/glue_memblock.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -I arch/x86/include
 * cflags: -DE820_X_MAX=200 -DCONFIG_TRACE
 * ldflags: -no-pie -Wl,--unresolved-symbols=ignore-all
 * reads: arch/x86/kernel/efi.c arch/x86/kernel/firmware_map.c
 * bytes: 2500
 */
#include <asm/efi.h>
#include "map_check.h"

enum how {
	SHORT_DESCS = 1,		/* of 4 bytes */
	STRIDES = 6,			/* two bits: an index */
	DEBUG = 8,			/* each descriptor is printed */
	SUMMARY = 16,			/* tag 6 is there */
	VERSION_2 = 32,
	SERVICES_RUN = 64,		/* tag 18 */
	MANY = 128,			/* all again and again, further up */
};

#define MAX_DESCS	250

static efi_memory_desc_t descs[MAX_DESCS];
static struct e820entry ranges[MAX_DESCS];	/* what they mean */
static u32 nr_descs;

/* A type, start and length in pages, attributes. */
static efi_memory_desc_t short_desc(struct input *in)
{
	u8 type = input_u8(in);
	u64 start = (u64)input_u8(in) << 12, pages = input_u8(in);
	u8 bits = input_u8(in);
	u64 attribute = bits & 1 ? 0 : EFI_MEMORY_WB;

	attribute |= bits & 2 ? EFI_MEMORY_RUNTIME : 0;
	attribute |= bits & 4 ? EFI_MEMORY_MORE_RELIABLE : 0;
	attribute |= bits & 8 ? EFI_MEMORY_SP : 0;
	attribute |= bits & 16 ? EFI_MEMORY_NV : 0;
	return (efi_memory_desc_t){
		.type = type & 31, .phys_addr = start + (bits >> 7) * 0x10,
		.num_pages = pages, .attribute = attribute,
	};
}

static void read_descs(struct input *in, u8 how)
{
	u32 nr, i;

	for (nr = 0; input_left(in) && nr < 70; nr++) {
		if (how & SHORT_DESCS)
			descs[nr] = short_desc(in);
		else
			input_bytes(in, &descs[nr], sizeof(descs[0]));
	}
	nr_descs = nr;
	if (!(how & MANY) || !nr || nr > MAP_CHECK_MAX)
		return;
	for (i = 0; nr_descs < MAX_DESCS; i++) {
		descs[nr_descs] = descs[i % nr];
		descs[nr_descs++].phys_addr += (u64)(i / nr + 1) << 21;
	}
}

static void read_meanings(void)
{
	u32 i;

	for (i = 0; i < nr_descs; i++) {
		const efi_memory_desc_t *md = &descs[i];
		u64 bytes = md->num_pages << EFI_PAGE_SHIFT;

		if (md->num_pages > ~0ULL >> EFI_PAGE_SHIFT)
			bytes = 0;
		ranges[i] = (struct e820entry){ md->phys_addr, bytes,
						efi_e820_type(md) };
	}
}

static struct boot_table make_table(const void *fields, u32 bytes, u32 nr,
				    u32 stride)
{
	struct boot_table table = { .stride = stride, .nr = nr };
	u8 *data = malloc((size_t)nr * stride + 1);
	u32 i;

	for (i = 0; i < nr; i++)
		memcpy(data + (size_t)i * stride,
		       (const u8 *)fields + (size_t)i * bytes,
		       min(bytes, stride));
	table.data = data;
	return table;
}

/* Mirrored is what the firmware says so of, in whole pages. */
static void require_mirror(void)
{
	const struct memblock_region *r;
	u32 i;

	for_each_mem_region(r) {
		if (!(r->flags & MEMBLOCK_MIRROR) || nr_descs > MAP_CHECK_MAX)
			continue;
		for (i = 0; i < nr_descs; i++)
			if (e820_entry_valid(&ranges[i]) &&
			    descs[i].attribute & EFI_MEMORY_MORE_RELIABLE &&
			    ranges[i].addr <= r->base &&
			    e820_last(&ranges[i]) >= r->base)
				break;
		REQUIRE(i < nr_descs);
	}
}

void fuzz_one(const u8 *data, size_t size)
{
	static const u32 strides[] = { 48, 40, 41, 39 };
	struct input in = { data, data + size };
	u8 how = input_u8(&in);
	struct e820entry summary = { (u64)input_u8(&in) << 16,
				     (u64)input_u8(&in) << 16, E820_RAM };
	struct boot_info bi = { .efi_boot_services = how & SERVICES_RUN };
	struct boot_table table, table_6;
	enum map_source source;

	map_reset();
	memblock_debug = !!(how & DEBUG);
	read_descs(&in, how);
	read_meanings();
	table = make_table(descs, sizeof(descs[0]), nr_descs,
			   strides[(how & STRIDES) / 2]);
	table_6 = make_table(&summary, sizeof(summary), 1, 24);
	table.version = how & VERSION_2 ? 2 : 1;
	bi.efi = table;
	if (how & SUMMARY)
		bi.e820 = table_6;
	source = traced_setup(&bi);
	if (source == MAP_EFI)
		map_require_types(ranges, nr_descs);
	else if (source == MAP_E820)
		map_require_types(&summary, 1);
	else
		REQUIRE(e820.nr_map == 0);
	trim_bios_range();
	memblock_x86_fill();
	map_require_memblock();
	if (source == MAP_EFI) {
		efi_find_mirror(&bi.efi);
		require_mirror();
	}
	free((void *)table.data);
	free((void *)table_6.data);
}
