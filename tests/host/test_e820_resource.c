// SPDX-License-Identifier: GPL-2.0-only
/*
 * The e820 table and the kernel image as resources: their names, who lies
 * within whom, what finds no place, and how much bootmem that takes.
 *
 * sources: arch/x86/kernel/e820_resource.c kernel/resource.c
 * sources: tests/host/glue.c
 * cflags: -I arch/x86/include
 * include: tests/host/image_at.h
 */
#include <asm/e820.h>
#include <asm/setup.h>
#include <linux/bootmem.h>
#include <linux/ioport.h>
#include "glue.h"

#define IMAGE	0x100000

struct e820map e820;

static void *given;
static u64 asked;

/* Junk of exactly the size, so that one entry too many is seen. */
void *__alloc_bootmem(u64 size, u64 align, u64 goal)
{
	(void)align;
	(void)goal;
	asked = size;
	given = malloc(size);
	memset(given, 0xa5, size);
	return given;
}

phys_addr_t image_at(const char *name)
{
	static const struct {
		const char *name;
		phys_addr_t at;
	} symbols[] = {
		{ "_text", IMAGE }, { "_etext", IMAGE + 0x4000 },
		{ "__start_rodata", IMAGE + 0x5000 },
		{ "__end_rodata", IMAGE + 0x7000 },
		{ "_sdata", IMAGE + 0x8000 }, { "_edata", IMAGE + 0x9000 },
		{ "__bss_start", IMAGE + 0xa000 },
		{ "__bss_stop", IMAGE + 0xf000 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(symbols); i++)
		if (!strcmp(symbols[i].name, name))
			return symbols[i].at;
	fail_msg("who asks for %s?", name);
	return 0;
}

static int setup(void **state)
{
	(void)state;
	glue_reset();
	iomem_resource.child = NULL;
	e820.nr_map = 0;
	asked = ~0ULL;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	free(given);
	given = NULL;
	return 0;
}

#define R(name)	cmocka_unit_test_setup_teardown(name, setup, teardown)

static void range(u64 addr, u64 size, u32 type)
{
	e820.map[e820.nr_map++] = (struct e820entry){ addr, size, type };
}

static void expect_tree(const char *want)
{
	glue_log_clear();
	show_resources(&iomem_resource);
	assert_string_equal(glue_log(), want);
}

#define IMAGE_PARTS(indent) \
	indent "00100000-00103fff : Kernel code\n" \
	indent "00105000-00106fff : Kernel rodata\n" \
	indent "00108000-00108fff : Kernel data\n" \
	indent "0010a000-0010efff : Kernel bss\n"

TEST(the_image_lies_in_ram)
{
	range(0, 0x9fc00, E820_RAM);
	range(0xf0000, 0x10000, E820_RESERVED);
	range(IMAGE, 0x7f00000, E820_RAM);
	e820_reserve_resources();
	assert_int_equal(glue_warnings(), 0);
	assert_int_equal(asked, 3 * 48);
	expect_tree("00000000-0009fbff : System RAM\n"
		    "000f0000-000fffff : Reserved\n"
		    "00100000-07ffffff : System RAM\n" IMAGE_PARTS("  "));
}

TEST(each_type_has_its_name)
{
	static const u32 types[] = {
		E820_RAM, E820_RESERVED, E820_ACPI, E820_NVS, E820_UNUSABLE,
		E820_PMEM, E820_PRAM, E820_SOFT_RESERVED, 77,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(types); i++)
		range(0x10000000 + i * 0x1000, 0x1000, types[i]);
	e820_reserve_resources();
	assert_int_equal(asked, ARRAY_SIZE(types) * 48);
	expect_tree(IMAGE_PARTS("")
		    "10000000-10000fff : System RAM\n"
		    "10001000-10001fff : Reserved\n"
		    "10002000-10002fff : ACPI Tables\n"
		    "10003000-10003fff : ACPI Non-volatile Storage\n"
		    "10004000-10004fff : Unusable memory\n"
		    "10005000-10005fff : Persistent Memory\n"
		    "10006000-10006fff : Persistent Memory (legacy)\n"
		    "10007000-10007fff : Soft Reserved\n"
		    "10008000-10008fff : Reserved\n");
}

/* A range that ends within the image: each part of it has its place, but
 * for the one that is cut in two. */
TEST(what_is_cut_in_two_finds_no_place)
{
	range(0x80000, IMAGE + 0x6000 - 0x80000, E820_RAM);
	e820_reserve_resources();
	assert_int_equal(glue_warnings(), 1);
	assert_true(glue_log_has("iomem: no place for [mem 0x00105000-"
				 "0x00106fff] Kernel rodata\n"));
	expect_tree("00080000-00105fff : System RAM\n"
		    "  00100000-00103fff : Kernel code\n"
		    "00108000-00108fff : Kernel data\n"
		    "0010a000-0010efff : Kernel bss\n");
}

TEST(an_empty_table)
{
	e820_reserve_resources();
	assert_int_equal(asked, 0);
	expect_tree(IMAGE_PARTS(""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		R(the_image_lies_in_ram), R(each_type_has_its_name),
		R(what_is_cut_in_two_finds_no_place), R(an_empty_table),
	};

	return RUN(tests);
}
