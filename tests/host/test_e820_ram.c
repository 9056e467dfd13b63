// SPDX-License-Identifier: GPL-2.0-only
/*
 * RAM that the firmware's map has and the machine has not: a few pages are
 * asked, and what is silent leaves the map (arch/x86/kernel/e820_claim.c).
 *
 * sources: arch/x86/kernel/e820.c arch/x86/kernel/e820_sanitize.c
 * sources: arch/x86/kernel/e820_claim.c
 * sources: arch/x86/kernel/firmware_map.c arch/x86/kernel/efi.c
 * sources: lib/sort.c lib/cmdline.c mm/memblock*.c
 * sources: tests/host/glue.c tests/host/glue_memblock.c
 * sources: tests/host/glue_map.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -I arch/x86/include
 */
#include "glue_map.h"

static u64 answers_from, answers_below, silent = ~0ULL;
static unsigned int asked;

static bool answers(phys_addr_t page)
{
	asked++;
	assert_int_equal(page % PAGE_SIZE, 0);
	assert_true(page < max_phys_addr);
	return page >= answers_from && page < answers_below && page != silent;
}

/* The map is what add() has made; RAM really is [@from, @end). */
static void check(u64 from, u64 end)
{
	update_e820();
	glue_log_clear();
	answers_from = from;
	answers_below = end;
	asked = 0;
	check_firmware_ram(answers);
	silent = ~0ULL;
}

static void add(u64 start, u64 size, u32 type)
{
	assert_int_equal(e820_add_region(start, size, type), 0);
}

TEST(test_ram_that_is_there_stays)
{
	add(0, KB(636), 1);
	add(MB(1), MB(127), 1);
	add(MB(128), MB(1), 2);
	check(0, MB(128));
	expect_map({ 0, KB(636), 1 }, { MB(1), MB(127), 1 },
		   { MB(128), MB(1), 2 });
	assert_int_equal(asked, 4);
	assert_string_equal(glue_log(), "");
}

/* UUUUUU..  ->  UUU: RAM ends within the range, and is found to the page */
TEST(test_range_that_is_too_long)
{
	add(MB(1), MB(255), 1);
	check(0, MB(128) + KB(12));
	expect_map({ MB(1), MB(127) + KB(12), 1 });
	assert_int_equal(glue_warnings(), 1);
	assert_true(glue_log_has("e820: [mem 0x08003000-0x0fffffff] is RAM in "
				 "the firmware's map, but holds nothing: left "
				 "out"));
	assert_true(asked < 700);
}

TEST(test_range_of_nothing)
{
	add(MB(1), MB(127), 1);
	add(GB(4), GB(1), 1);
	add(GB(8), GB(1), 1);
	check(0, MB(128));
	expect_map({ MB(1), MB(127), 1 });
	assert_int_equal(glue_warnings(), 2);
	assert_true(asked < 10);
}

TEST(test_one_page_too_much)
{
	add(MB(1), MB(127) + KB(4), 1);
	check(0, MB(128));
	expect_map({ MB(1), MB(127), 1 });
}

/* A map of the whole space; what the CPU cannot address is not asked. */
TEST(test_all_there_could_be)
{
	max_phys_addr = 1ULL << 40;
	add(0, ~0ULL, 1);
	check(0, MB(16));
	expect_map({ 0, MB(16), 1 }, { 1ULL << 40, ~0ULL - (1ULL << 40), 1 });
	assert_int_equal(glue_warnings(), 1);
}

/* Nothing at the start; nothing in the middle, where it passes 8 GiB. */
TEST(test_silence_within_a_range)
{
	add(GB(4), GB(4), 1);
	check(GB(6), ~0ULL);
	assert_int_equal(e820.nr_map, 0);
	add(GB(4), GB(12), 1);
	silent = GB(8);
	check(0, ~0ULL);
	expect_map({ GB(4), GB(4), 1 });
}

/* Pages that are partly RAM are nobody's: they are not asked. */
TEST(test_bytes)
{
	add(1, KB(4), 1);
	add(MB(1) + 1, KB(8), 1);
	check(0, 0);
	expect_map({ 1, KB(4), 1 }, { MB(1) + 1, KB(4) - 1, 1 },
		   { MB(1) + KB(8), 1, 1 });
	assert_int_equal(glue_warnings(), 1);
}

/* Rounded up to a page it would wrap to 0. */
TEST(test_less_than_a_page_at_the_very_top)
{
	add(0ULL - 0x800, 0x800, 1);
	check(0, 0);
	expect_map({ 0ULL - 0x800, 0x800, 1 });
	assert_int_equal(asked, 0);
	assert_string_equal(glue_log(), "");
}

TEST(test_terabytes_cost_few_questions)
{
	max_phys_addr = 1ULL << 46;
	add(GB(4), GB(65536) - GB(4), 1);
	check(0, ~0ULL);
	expect_map({ GB(4), GB(65536) - GB(4), 1 });
	assert_in_range(asked, 10, 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		M(test_ram_that_is_there_stays),
		M(test_range_that_is_too_long), M(test_range_of_nothing),
		M(test_one_page_too_much), M(test_all_there_could_be),
		M(test_silence_within_a_range), M(test_bytes),
		M(test_less_than_a_page_at_the_very_top),
		M(test_terabytes_cost_few_questions),
	};

	return RUN(tests);
}
