// SPDX-License-Identifier: GPL-2.0-only
/*
 * mem= and memmap= over a small map, and what becomes of RAM that only they
 * claim (more of that in test_e820_claim.c). Every form, in the order of the
 * command line, and every nonsense.
 *
 * sources: arch/x86/kernel/e820.c arch/x86/kernel/e820_sanitize.c
 * sources: arch/x86/kernel/e820_param.c arch/x86/kernel/e820_claim.c
 * sources: arch/x86/kernel/firmware_map.c arch/x86/kernel/efi.c
 * sources: lib/sort.c lib/cmdline.c mm/memblock*.c
 * sources: tests/host/glue.c tests/host/glue_memblock.c
 * sources: tests/host/glue_map.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -I arch/x86/include
 */
#include "glue_map.h"

/* UUUUR.UUUU: 2 MiB, 1 MiB reserved, a hole, and 4 MiB from 4 MiB on */
#define FIRMWARE \
	{ 0, MB(2), 1 }, { MB(2), MB(1), 2 }, { MB(4), MB(4), 1 }

static void parse(int (*fn)(char *), const char *value)
{
	char copy[256];

	assert_true(strlen(value) < sizeof(copy));
	strcpy(copy, value);
	assert_int_equal(fn(copy), 0);
}

#define memmap(value)	parse(parse_memmap_opt, value)
#define mem(value)	parse(parse_memopt, value)

static int setup(void **state)
{
	glue_map_setup(state);
	set_map(FIRMWARE);
	finish_e820_parsing();		/* forget what a failed test noted */
	set_map(FIRMWARE);
	glue_log_clear();
	return 0;
}

#define P(name)	cmocka_unit_test_setup(name, setup)

/* One value that changes nothing, and the line that says why. */
static void expect_ignored(int (*fn)(char *), const char *value,
			   const char *line)
{
	setup(NULL);
	parse(fn, value);
	assert_int_equal(glue_warnings(), 1);
	if (!glue_log_has(line))
		fail_msg("\"%s\" gave: %s", value, glue_log());
	finish_e820_parsing();
	expect_map(FIRMWARE);
}

TEST(test_no_parameter_changes_nothing)
{
	finish_e820_parsing();
	check_claimed_ram("memmap", NULL);
	expect_map(FIRMWARE);
	assert_string_equal(glue_log(), "");
}

/* ---- mem= ------------------------------------------------------------ */

TEST(test_mem_cuts_ram_and_nothing_else)
{
	mem("1M");
	finish_e820_parsing();
	expect_map({ 0, MB(1), 1 }, { MB(2), MB(1), 2 });
	assert_string_equal(glue_log(),
		"e820: remove [mem 0x00100000-0xffffffffffffffff] usable\n"
		"e820: user-defined physical RAM map:\n"
		"user: [mem 0x0000000000000000-0x00000000000fffff] usable\n"
		"user: [mem 0x0000000000200000-0x00000000002fffff] reserved\n");
}

TEST(test_mem_last_good_value_wins)
{
	mem("1M");
	mem("0x600000");
	mem("lots");
	finish_e820_parsing();
	expect_map({ 0, MB(2), 1 }, { MB(2), MB(1), 2 }, { MB(4), MB(2), 1 });
	assert_true(glue_log_has("mem: \"lots\": no size, ignored"));
}

TEST(test_mem_above_all_changes_nothing)
{
	mem("16E");
	assert_int_equal(glue_warnings(), 1);
	mem("15E");
	finish_e820_parsing();
	expect_map(FIRMWARE);
	assert_int_equal(glue_warnings(), 1);
}

TEST(test_mem_nonsense)
{
	expect_ignored(parse_memopt, "", "mem: \"\": no size, ignored");
	expect_ignored(parse_memopt, "0",
		       "mem: \"0\": below the end of the kernel, ignored");
	expect_ignored(parse_memopt, "12Q", "mem: \"12Q\": no size");
	expect_ignored(parse_memopt, "1M@2M", "no size, ignored");
	expect_ignored(parse_memopt, "nopentium", "no size, ignored");
}

/* ---- memmap= --------------------------------------------------------- */

TEST(test_memmap_types)
{
	memmap("64K@3M");
	memmap("64K#0x340000");
	memmap("64K$1M");
	memmap("1M!5M");
	finish_e820_parsing();
	expect_map({ 0, MB(1), 1 }, { MB(1), KB(64), 2 },
		   { MB(1) + KB(64), MB(1) - KB(64), 1 }, { MB(2), MB(1), 2 },
		   { MB(3), KB(64), 1 }, { 0x340000, KB(64), 3 },
		   { MB(4), MB(1), 1 }, { MB(5), MB(1), 12 },
		   { MB(6), MB(2), 1 });
	assert_int_equal(glue_warnings(), 0);
}

TEST(test_memmap_commas)
{
	memmap("64K@3M,64K#0x340000,1M!5M");
	finish_e820_parsing();
	expect_map({ 0, MB(2), 1 }, { MB(2), MB(1), 2 },
		   { MB(3), KB(64), 1 }, { 0x340000, KB(64), 3 },
		   { MB(4), MB(1), 1 }, { MB(5), MB(1), 12 },
		   { MB(6), MB(2), 1 });
}

TEST(test_memmap_one_bad_of_several)
{
	memmap("64K@3M,xyz,1M!5M,");
	finish_e820_parsing();
	expect_map({ 0, MB(2), 1 }, { MB(2), MB(1), 2 },
		   { MB(3), KB(64), 1 }, { MB(4), MB(1), 1 },
		   { MB(5), MB(1), 12 }, { MB(6), MB(2), 1 });
	assert_int_equal(glue_warnings(), 2);
	assert_true(glue_log_has("memmap: \"xyz\": no size, ignored"));
	assert_true(glue_log_has("memmap: \"\": no size, ignored"));
}

/* The higher type wins: RAM cannot be put over what is reserved. */
TEST(test_memmap_ram_over_reserved)
{
	memmap("8M@0");
	finish_e820_parsing();
	expect_map({ 0, MB(2), 1 }, { MB(2), MB(1), 2 }, { MB(3), MB(5), 1 });
}

TEST(test_memmap_limit)
{
	memmap("5M");
	finish_e820_parsing();
	expect_map({ 0, MB(2), 1 }, { MB(2), MB(1), 2 }, { MB(4), MB(1), 1 });
}

TEST(test_exactmap)
{
	memmap("exactmap");
	memmap("640K@0,3M@1M");
	finish_e820_parsing();
	expect_map({ 0, KB(640), 1 }, { MB(1), MB(3), 1 });
	assert_int_equal(glue_warnings(), 0);
}

/* The order of the command line counts, as in Linux. */
TEST(test_exactmap_drops_what_comes_before)
{
	memmap("1M@16M,exactmap,1M@1M");
	mem("1536K");
	finish_e820_parsing();
	expect_map({ MB(1), KB(512), 1 });
}

TEST(test_exactmap_alone)
{
	memmap("1M@8M,exactmap,64K$1M");
	finish_e820_parsing();
	assert_true(glue_log_has("memmap: \"exactmap\": no RAM is given after "
				 "it, ignored"));
	expect_map({ 0, MB(1), 1 }, { MB(1), KB(64), 2 },
		   { MB(1) + KB(64), MB(1) - KB(64), 1 }, { MB(2), MB(1), 2 },
		   { MB(4), MB(5), 1 });
}

TEST(test_exactmap_without_any_map)
{
	e820.nr_map = 0;
	memmap("exactmap,2M@1M");
	finish_e820_parsing();
	expect_map({ MB(1), MB(2), 1 });
}

/* What a first round has left behind is not looked at in a second one. */
TEST(test_a_second_round)
{
	mem("1M");
	memmap("1M@8M");
	finish_e820_parsing();
	set_map(FIRMWARE);
	glue_log_clear();
	memmap("exactmap");		/* no RAM after this one */
	finish_e820_parsing();
	assert_int_equal(glue_warnings(), 1);
	mem("1M");
	finish_e820_parsing();
	set_map(FIRMWARE);
	memmap("1M@8M");		/* has nothing to do with mem= */
	mem("16M");
	finish_e820_parsing();
	expect_map({ 0, MB(2), 1 }, { MB(2), MB(1), 2 }, { MB(4), MB(5), 1 });
}

TEST(test_memmap_nonsense)
{
	int (*const fn)(char *) = parse_memmap_opt;

	expect_ignored(fn, "", "memmap: \"\": no size, ignored");
	expect_ignored(fn, "exactmapp", "no size");
	expect_ignored(fn, "@1M", "no size");
	expect_ignored(fn, "-1M@1M", "no size");
	expect_ignored(fn, "1M%2M", "none of @ # $ ! behind the size");
	expect_ignored(fn, "1MM", "none of @ # $ ! behind the size");
	expect_ignored(fn, "1M@", "no address behind the size");
	expect_ignored(fn, "1M@x", "no address behind the size");
	expect_ignored(fn, "1M@2M@3M", "no address behind the size");
	expect_ignored(fn, "0@1M", "no bytes");
	expect_ignored(fn, "0", "below the end of the kernel");
	expect_ignored(fn, "16E", "no size");
	expect_ignored(fn, "15E@15E", "passes the last address");
	expect_ignored(fn, "8K$0xfffffffffffff000", "passes the last address");
	expect_ignored(fn, "1@99999999999999999999",
		       "no address behind the size");
}

TEST(test_up_to_the_last_byte)
{
	/* A limit cuts all of it, the last bytes too. */
	set_map({ 0, MB(2), 1 }, { 0xfffffffffffff000, 0x1000, 1 });
	mem("1M");
	finish_e820_parsing();
	expect_map({ 0, MB(1), 1 });
	setup(NULL);
	memmap("0x1000$0xfffffffffffff000");
	finish_e820_parsing();
	expect_map(FIRMWARE, { 0xfffffffffffff000, 0x1000, 2 });
}

TEST(test_too_many)
{
	unsigned int i;

	memmap("exactmap");
	for (i = 1; i < 65; i++)
		memmap("1K$1M");
	assert_int_equal(glue_warnings(), 1);
	assert_true(glue_log_has("memmap: \"1K$1M\": one too many, ignored"));
	mem("1M");
	assert_true(glue_log_has("mem: \"1M\": one too many, ignored"));
	finish_e820_parsing();
	assert_true(glue_log_has("no RAM is given after it"));
}

TEST(test_no_room_in_the_map)
{
	u64 at;

	for (at = GB(1); !e820_add_region(at, KB(4), 2);)
		at += MB(1);
	memmap("1K$64M");
	finish_e820_parsing();
	assert_true(glue_log_has("memmap: no room in the map for [mem "
				 "0x04000000-0x040003ff]\n"));
}

/* ---- claims ---------------------------------------------------------- */

static u64 answers_from, answers_below;
static unsigned int asked;

static bool answers(phys_addr_t page)
{
	asked++;
	assert_int_equal(page % PAGE_SIZE, 0);
	return page >= answers_from && page < answers_below;
}

/*
 * Claims over FIRMWARE; RAM really ends at @real_end. The real RAM is known
 * from the first test that has a parameter: all have the same.
 */
static void claim(const char *value, u64 real_end)
{
	memmap(value);
	finish_e820_parsing();
	answers_from = 0;
	answers_below = real_end;
	asked = 0;
	glue_log_clear();
	check_claimed_ram("memmap", answers);
}

TEST(test_claim_within_real_ram_is_not_asked)
{
	claim("exactmap,2M@0,1M@5M", 0);
	expect_map({ 0, MB(2), 1 }, { MB(5), MB(1), 1 });
	assert_int_equal(asked, 0);
	assert_int_equal(glue_warnings(), 0);
}

/* UUUU.UUU?????  ->  UUUU.UUU???  : RAM ends within the claim */
TEST(test_claim_partly_there)
{
	claim("100M@8M", MB(30) + KB(12));
	expect_map({ 0, MB(2), 1 }, { MB(2), MB(1), 2 },
		   { MB(4), MB(26) + KB(12), 1 });
	assert_int_equal(glue_warnings(), 2);
	assert_true(glue_log_has("memmap: [mem 0x00800000-0x01e02fff] is RAM "
				 "that the firmware does not list: it "
				 "answers"));
	assert_true(glue_log_has("memmap: [mem 0x01e03000-0x06bfffff] is no "
				 "RAM of this machine, refused"));
	assert_true(asked < 600);
}

TEST(test_claim_wholly_there)
{
	claim("12K@9M", ~0ULL);
	expect_map(FIRMWARE, { MB(9), KB(12), 1 });
	assert_int_equal(glue_warnings(), 1);
}

TEST(test_claim_not_there)
{
	claim("1G@1G", GB(1));
	expect_map(FIRMWARE);
	assert_int_equal(glue_warnings(), 1);
	assert_true(asked <= 2);
}

TEST(test_claim_over_what_firmware_reserves)
{
	claim("exactmap,8M@0", MB(8));
	expect_map({ 0, MB(8), 1 });
	assert_int_equal(glue_warnings(), 1);
	assert_true(glue_log_has("[mem 0x00200000-0x003fffff] is RAM that the "
				 "firmware does not list"));
}

/* bytes within a page: the page is asked, the map keeps bytes */
TEST(test_claim_of_bytes)
{
	claim("0x100@0x800010", MB(8));
	expect_map(FIRMWARE);
	assert_true(glue_log_has("[mem 0x00800010-0x0080010f] is no RAM"));
}

TEST(test_no_claim_is_believed_without_asking)
{
	memmap("1M@8M");
	finish_e820_parsing();
	check_claimed_ram("bootinfo", NULL);
	expect_map(FIRMWARE);
	assert_true(glue_log_has("bootinfo: [mem 0x00800000-0x008fffff] is no "
				 "RAM of this machine, refused"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		P(test_no_parameter_changes_nothing),
		P(test_mem_cuts_ram_and_nothing_else),
		P(test_mem_last_good_value_wins),
		P(test_mem_above_all_changes_nothing), P(test_mem_nonsense),
		P(test_memmap_types), P(test_memmap_commas),
		P(test_memmap_one_bad_of_several),
		P(test_memmap_ram_over_reserved), P(test_memmap_limit),
		P(test_exactmap), P(test_exactmap_drops_what_comes_before),
		P(test_exactmap_alone), P(test_exactmap_without_any_map),
		P(test_a_second_round),
		P(test_memmap_nonsense), P(test_up_to_the_last_byte),
		P(test_too_many), P(test_no_room_in_the_map),
		P(test_claim_within_real_ram_is_not_asked),
		P(test_claim_partly_there), P(test_claim_wholly_there),
		P(test_claim_not_there),
		P(test_claim_over_what_firmware_reserves),
		P(test_claim_of_bytes),
		P(test_no_claim_is_believed_without_asking),
	};

	return RUN(tests);
}
