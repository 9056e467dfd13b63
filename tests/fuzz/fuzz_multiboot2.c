// SPDX-License-Identifier: GPL-2.0-only
/*
 * GRUB's block: any bytes as one, in memory of exactly its size. What is
 * noted must lie inside of it. The first byte of the input is no part of the
 * block: odd, and the block's own size is made right, which chance would not.
 *
 * sources: boot/multiboot2.c
 * reads: boot/multiboot2.c
 * bytes: 2000
 */
#include <linux/boot_info.h>
#include "fuzz.h"

static const u8 *block;
static size_t block_size;
static u64 sum;				/* so that reads are not left out */

static void require_inside(const void *data, u64 size)
{
	const u8 *byte = data;
	u64 at = (u64)(byte - block);

	REQUIRE(byte >= block && at <= block_size && size <= block_size - at);
	while (size--)
		sum += *byte++;
}

static void require_string(const char *text)
{
	REQUIRE(text != NULL);
	if (*text)
		require_inside(text, strlen(text) + 1);
}

static void require_table(const struct boot_table *table, u32 fields)
{
	if (!table->data)
		return;
	REQUIRE(table->nr && table->stride >= fields);
	require_inside(table->data, (u64)table->nr * table->stride);
}

static void require_info(const struct boot_info *bi)
{
	u32 i;

	REQUIRE(bi->block_size <= block_size);
	block_size = bi->block_size;
	require_string(bi->cmdline);
	require_string(bi->loader);
	require_table(&bi->e820, 24);
	require_table(&bi->efi, 40);
	REQUIRE(bi->nr_modules <= BOOT_MAX_MODULES);
	for (i = 0; i < bi->nr_modules; i++) {
		REQUIRE(bi->modules[i].start <= bi->modules[i].end);
		require_string(bi->modules[i].cmdline);
	}
	REQUIRE(bi->further_modules.start <= bi->further_modules.end);
	if (bi->rsdp) {
		REQUIRE(bi->rsdp_size >= 20);
		require_inside(bi->rsdp, bi->rsdp_size);
	}
}

void fuzz_one(const u8 *data, size_t size)
{
	struct input in = { data, data + size };
	u8 how = input_u8(&in);
	struct boot_info bi;
	u32 total;
	u8 *copy;

	copy = input_rest(&in, &block_size);
	total = (u32)block_size;
	if (how & 1 && block_size >= sizeof(total))
		memcpy(copy, &total, sizeof(total));
	block = copy;
	if (!multiboot2_read(copy, how & 2 ? 0x9004 : 0x9000, block_size, &bi))
		require_info(&bi);
	free(copy);
}
