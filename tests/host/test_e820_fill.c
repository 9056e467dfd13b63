// SPDX-License-Identifier: GPL-2.0-only
/*
 * How the map goes to memblock, call by call, and what the trace is told of
 * it. memblock is a list of what it was given here.
 *
 * sources: arch/x86/kernel/e820.c arch/x86/kernel/e820_sanitize.c
 * sources: lib/sort.c tests/host/glue.c
 * cflags: -DCONFIG_TRACE -I arch/x86/include
 */
#include <asm/e820.h>
#include <linux/memblock.h>
#include <linux/trace.h>
#include "glue.h"

#define PAGE	4096ULL
#define LARGE	(1ULL << 20)

bool trace_on;

static struct e820entry told[256];
static u32 nr_told;

void __trace_map(const char *table, u64 base, u64 size, u32 type)
{
	assert_string_equal(table, "e820");
	assert_true(nr_told < ARRAY_SIZE(told));
	told[nr_told++] = (struct e820entry){ base, size, type };
}

static struct {
	phys_addr_t base, size;
} given[1024];
static u32 nr_given, nr_resize;
static phys_addr_t refused;		/* what begins here is not taken */

int memblock_add(phys_addr_t base, phys_addr_t size)
{
	assert_true(nr_given < ARRAY_SIZE(given));
	given[nr_given].base = base;
	given[nr_given++].size = size;
	return base == refused ? -1 : 0;
}

void memblock_allow_resize(void)
{
	assert_int_equal(nr_given, 0);
	nr_resize++;
}

static int setup(void **state)
{
	(void)state;
	glue_reset();
	e820.nr_map = nr_told = nr_given = nr_resize = 0;
	max_phys_addr = MAXMEM;
	refused = ~0ULL;
	trace_on = false;
	return 0;
}

#define F(name)	cmocka_unit_test_setup(name, setup)

static void expect_given(u32 at, phys_addr_t base, phys_addr_t size)
{
	assert_true(at < nr_given);
	assert_int_equal(given[at].base, base);
	assert_int_equal(given[at].size, size);
}

/* @small ranges of one page less than a MiB, then one of a MiB. */
static void make_map(u32 small)
{
	u32 i;

	for (i = 0; i < small; i++)
		e820_add_region(2 * i * LARGE, LARGE - PAGE, E820_RAM);
	e820_add_region(2 * i * LARGE, LARGE, E820_RAM);
}

/* A map that the list has room for goes there as it is. */
TEST(short_maps_go_in_order)
{
	u32 i;

	make_map(INIT_MEMBLOCK_REGIONS - 1);
	memblock_x86_fill();
	assert_int_equal(nr_given, INIT_MEMBLOCK_REGIONS);
	for (i = 0; i < nr_given; i++)
		expect_given(i, 2 * i * LARGE,
			     i < nr_given - 1 ? LARGE - PAGE : LARGE);
	assert_int_equal(nr_resize, 1);
	assert_string_equal(glue_log(), "");
}

/* Of a longer one the large ranges go first, and then all. */
TEST(long_maps_begin_with_the_large_ranges)
{
	u32 i;

	make_map(INIT_MEMBLOCK_REGIONS);
	memblock_x86_fill();
	assert_int_equal(nr_given, INIT_MEMBLOCK_REGIONS + 2);
	expect_given(0, 2 * INIT_MEMBLOCK_REGIONS * LARGE, LARGE);
	for (i = 1; i < nr_given; i++)
		expect_given(i, 2 * (i - 1) * LARGE,
			     i < nr_given - 1 ? LARGE - PAGE : LARGE);
	assert_int_equal(nr_resize, 1);
}

/* What is lost is counted once, and the rest is given all the same. */
TEST(what_is_refused_is_counted)
{
	make_map(INIT_MEMBLOCK_REGIONS);
	refused = 2 * INIT_MEMBLOCK_REGIONS * LARGE;
	memblock_x86_fill();
	assert_int_equal(nr_given, INIT_MEMBLOCK_REGIONS + 2);
	assert_string_equal(glue_log(), "e820: 1 ranges of RAM lost: no room "
			    "in memblock\n");
}

/* Each entry as it is in the table, RAM or not; nothing when it is off. */
TEST(trace_is_told_of_the_table)
{
	u32 i;

	for (i = 0; i < 5; i++)
		e820_add_region(i * LARGE + 1, i + 1, 5 - i);
	e820.map[i] = e820.map[0];	/* behind the last */
	memblock_x86_fill();
	assert_int_equal(nr_told, 0);
	trace_on = true;
	memblock_x86_fill();
	assert_int_equal(nr_told, 5);
	assert_memory_equal(told, e820.map, 5 * sizeof(told[0]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		F(short_maps_go_in_order),
		F(long_maps_begin_with_the_large_ranges),
		F(what_is_refused_is_counted), F(trace_is_told_of_the_table),
	};

	return RUN(tests);
}
