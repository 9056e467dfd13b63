// SPDX-License-Identifier: GPL-2.0-only
/*
 * mem= and memmap=: lines of values, of which one that begins with '=' is
 * for mem=, over a small map; then what is only claimed is taken out again.
 * Each line is also read by memparse() and kstrtou64(), and by a reader that
 * counts in 128 bits.
 *
 * sources: arch/x86/kernel/e820.c arch/x86/kernel/e820_sanitize.c
 * sources: arch/x86/kernel/e820_param.c arch/x86/kernel/e820_claim.c
 * sources: lib/sort.c lib/cmdline.c kernel/params.c mm/memblock*.c
 * sources: tests/fuzz/map_check.c tests/fuzz/params.c
 * sources: tests/host/glue.c tests/host/glue_memblock.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -I arch/x86/include
 * cflags: -include tests/fuzz/params.h -DE820_X_MAX=40
 * reads: arch/x86/kernel/e820_param.c arch/x86/kernel/e820_claim.c
 * reads: lib/cmdline.c
 * bytes: 1500
 */
#include <linux/errno.h>
#include <linux/params.h>
#include <ctype.h>
#include "map_check.h"

#define RAM_END		(8ULL << 20)
#define ANSWERS_END	(40ULL << 20)	/* there is more than is listed */

static const struct e820entry firmware[] = {
	{ 0, 2 << 20, E820_RAM }, { 2 << 20, 1 << 20, E820_RESERVED },
	{ 4 << 20, 4 << 20, E820_RAM },
};

static bool answers(phys_addr_t page)
{
	REQUIRE(page % 4096 == 0);
	return page < ANSWERS_END;
}

/* A machine with less than its firmware says. */
static bool few_answer(phys_addr_t page)
{
	return page < 6 << 20;
}

/* Digits of @base from @at on; saturates far above 2^64. */
static unsigned __int128 count_digits(const char **at, unsigned int base)
{
	unsigned __int128 value = 0;

	for (; isxdigit((unsigned char)**at); (*at)++) {
		unsigned int digit = isdigit((unsigned char)**at) ?
			(unsigned int)(**at - '0') :
			(unsigned int)((**at | 0x20) - 'a' + 10);

		if (digit >= base)
			break;
		if (value >> 100 == 0)
			value = value * base + digit;
	}
	return value;
}

static void check_numbers(const char *text)
{
	static const char units[] = "kmgtpe";
	bool hex = text[0] == '0' && (text[1] | 0x20) == 'x';
	const char *first = text + (hex ? 2 : 0), *at = first, *unit;
	unsigned __int128 value = count_digits(&at, hex ? 16 : 10);
	u64 plain = 5, size;
	char *rest;
	int err;

	err = kstrtou64(text, &plain);
	if (at == first || *at)
		REQUIRE(err == -EINVAL || err == -ERANGE);
	else if (value >> 64)
		REQUIRE(err == -ERANGE);
	else
		REQUIRE(!err && plain == (u64)value);
	size = memparse(text, &rest);
	unit = *at ? strchr(units, *at | 0x20) : NULL;
	if (unit && isalpha((unsigned char)*at) && value >> 64 == 0)
		value <<= 10 * (unit - units + 1);
	else
		unit = NULL;
	if (at == first || value >> 64)
		REQUIRE(size == 0 && rest == text);
	else
		REQUIRE(size == (u64)value && rest == at + !!unit);
}

/* RAM is what the firmware lists, or what answers. */
static void require_real(bool proved)
{
	const struct e820entry *e;
	u64 last;

	for (e = e820.map; e < e820.map + e820.nr_map; e++) {
		if (e->type != E820_RAM || e->addr >= max_phys_addr)
			continue;
		last = min(e820_last(e), max_phys_addr - 1);
		REQUIRE(last < (proved ? ANSWERS_END : RAM_END));
	}
}

void fuzz_one(const u8 *data, size_t size)
{
	struct input in = { data, data + size };
	char *text, *line, *next;
	u32 i;

	map_reset();
	for (i = 0; i < ARRAY_SIZE(firmware); i++)
		e820_add_region(firmware[i].addr, firmware[i].size,
				firmware[i].type);
	remember_real_ram();
	text = input_rest(&in, &size);
	text = realloc(text, size + 1);
	text[size] = '\0';
	for (line = text; line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		check_numbers(line);
		if (*line == '=')
			REQUIRE(parse_memopt(line + 1) == 0);
		else
			REQUIRE(parse_memmap_opt(line) == 0);
	}
	finish_e820_parsing();
	map_require_order();
	if (size & 2)
		check_firmware_ram(size & 1 ? answers : few_answer);
	map_require_order();
	check_claimed_ram("memmap", size % 4 ? answers : NULL);
	map_require_order();
	require_real(size % 4);
	memblock_x86_fill();
	map_require_memblock();
	free(text);
}
