// SPDX-License-Identifier: GPL-2.0-only
/*
 * Claims of RAM against a model: the space is cut into cells, each of which
 * is RAM in the map or not, real or not, silent or not. What is left of the
 * map, each line of the log and the pages that were asked must be the
 * model's.
 *
 * The first map is remembered for good: each machine has its own process.
 *
 * sources: arch/x86/kernel/e820.c arch/x86/kernel/e820_sanitize.c
 * sources: arch/x86/kernel/e820_claim.c
 * sources: arch/x86/kernel/firmware_map.c arch/x86/kernel/efi.c
 * sources: lib/sort.c lib/cmdline.c mm/memblock*.c
 * sources: tests/host/glue.c tests/host/glue_memblock.c
 * sources: tests/host/glue_map.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -I arch/x86/include
 */
#include <sys/wait.h>
#include <unistd.h>
#include "glue_map.h"

#define CELLS		10
#define PAGE		4096ULL
#define MODULE		MB(2)		/* one page of it is asked */

/* ---- a machine ------------------------------------------------------- */

static u64 edge[CELLS + 1];		/* cell i: edge[i] to edge[i + 1] */
static u32 type[CELLS];			/* in the map; 0: none */
static bool real[CELLS], silent[CELLS];
static u64 silent_page;			/* one more */

/* How many pages were asked, and their sum: the code's, the model's. */
static u64 asked, asked_sum, want_asked, want_sum;

static bool there(u64 page)
{
	u32 i;

	for (i = 0; i < CELLS; i++)
		if (page >= edge[i] && page < edge[i + 1] && silent[i])
			return false;
	return page != silent_page;
}

static bool answers(phys_addr_t page)
{
	assert_int_equal(page % PAGE, 0);
	assert_true(page < max_phys_addr);
	asked++;
	asked_sum += page;
	return there(page);
}

/* Near a place where something is done otherwise, or just there. */
static u64 some_edge(void)
{
	static const u64 anchors[] = { 0, MB(1), MB(2), MB(8), GB(1), GB(1),
				       GB(2), GB(3), GB(4), GB(8) };
	u64 at = anchors[rnd(ARRAY_SIZE(anchors))];
	u64 off[] = { 0, rnd(4) * PAGE, rnd(8) * MODULE, rnd(3000) * PAGE,
		      rnd(3) * 0x800 + 1 };
	u64 by = off[rnd(ARRAY_SIZE(off))];

	return at >= by && rnd(2) ? at - by : at + by;
}

/* Ordered, all different. */
static void cut_space(void)
{
	u32 nr = 0, i;
	u64 at;

	while (nr <= CELLS) {
		at = some_edge();
		for (i = 0; i < nr && edge[i] != at; i++)
			;
		if (i < nr)
			continue;
		for (nr++; i && edge[i - 1] > at; i--)
			edge[i] = edge[i - 1];
		edge[i] = at;
	}
}

/* The cells' types become the e820 table. */
static void make_map(void)
{
	u32 i;

	e820.nr_map = 0;
	for (i = 0; i < CELLS; i++)
		if (type[i])
			e820_add_region(edge[i], edge[i + 1] - edge[i],
					type[i]);
	update_e820();
}

static void some_types(void)
{
	u32 i;

	for (i = 0; i < CELLS; i++)
		type[i] = rnd(4) ? E820_RAM : rnd(2) * E820_RESERVED;
}

/* Another map of the same machine, with other holes in what answers. */
static void some_map(void)
{
	u32 i;

	some_types();
	make_map();
	for (i = 0; i < CELLS; i++)
		silent[i] = !rnd(5);
	silent_page = some_edge() & ~(PAGE - 1);
	max_phys_addr = rnd(3) ? MAXMEM : (some_edge() | (PAGE - 1)) + 1;
	glue_log_clear();
	asked = asked_sum = want_asked = want_sum = 0;
}

/* ---- what must come of it -------------------------------------------- */

static struct e820entry want[4 * CELLS];
static u32 nr_want;
static char want_log[16384];

static void want_line(const char *fmt, ...)
{
	size_t len = strlen(want_log);
	va_list args;

	va_start(args, fmt);
	vsnprintf(want_log + len, sizeof(want_log) - len, fmt, args);
	va_end(args);
}

static void begin_model(void)
{
	nr_want = e820.nr_map;
	memcpy(want, e820.map, nr_want * sizeof(want[0]));
	want_log[0] = '\0';
}

/* Cut [first, last] out of the entry that holds it. */
static void want_removed(u64 first, u64 last)
{
	u32 i = 0, k;

	while (e820_last(&want[i]) < first)
		i++;
	nr_want++;
	for (k = nr_want - 1; k > i; k--)
		want[k] = want[k - 1];
	want[i + 1].size = e820_last(&want[i]) - last;
	want[i + 1].addr = last + 1;
	want[i].size = first - want[i].addr;
	for (k = i = 0; i < nr_want; i++)
		if (want[i].size)
			want[k++] = want[i];
	nr_want = k;
	want_line("e820: remove [mem 0x%08llx-0x%08llx] usable\n", first, last);
}

static bool ask(u64 page)
{
	want_asked++;
	want_sum += page;
	return there(page);
}

/*
 * One past the last byte that answers: the first page, that at the start of
 * each module and the last one are asked; where one of them is silent, each
 * page from the last that was not.
 */
static u64 want_end(u64 first, u64 last)
{
	u64 page = first & ~(PAGE - 1), top = last & ~(PAGE - 1), good = page;
	bool all = true;

	while (all && page <= top) {
		all = ask(page);
		good = all ? page : good;
		page = (page / MODULE + 1) * MODULE;
	}
	if (all && ask(top))
		return last + 1;
	for (page = good; ask(page); page += PAGE)
		;
	return max(page, first);
}

static void want_claim(u64 first, u64 last, bool any_answer)
{
	u64 end = any_answer ? want_end(first, last) : first;

	if (end > first)
		want_line("who: [mem 0x%08llx-0x%08llx] is RAM that the "
			  "firmware does not list: it answers, used\n", first,
			  end - 1);
	if (end > last)
		return;
	want_line("who: [mem 0x%08llx-0x%08llx] is no RAM of this machine, "
		  "refused\n", end, last);
	want_removed(end, last);
}

/* Claims: as many cells in a row as are RAM and not real. */
static void want_claims(bool any_answer)
{
	u32 i, k;

	for (i = 0; i < CELLS; i = k) {
		for (k = i; k < CELLS && type[k] == E820_RAM && !real[k]; k++)
			;
		if (k > i && edge[i] < max_phys_addr)
			want_claim(edge[i], min(edge[k], max_phys_addr) - 1,
				   any_answer);
		k += k == i;
	}
}

/* The whole pages of [@first, @end), which the firmware calls RAM. */
static void want_firmware_ram(u64 first, u64 end)
{
	u64 at;
	bool all;

	first = (first + PAGE - 1) & ~(PAGE - 1);
	end = min(end, max_phys_addr) & ~(PAGE - 1);
	if (first >= end)
		return;
	all = ask(first);
	for (at = GB(1); all && at < end - PAGE; at *= 2)
		all = at <= first || ask(at);
	if (all && ask(end - PAGE))
		return;
	at = want_end(first, end - 1);
	want_line("e820: [mem 0x%08llx-0x%08llx] is RAM in the firmware's map, "
		  "but holds nothing: left out\n", at, end - 1);
	want_removed(at, end - 1);
}

static void expect_model(void)
{
	assert_string_equal(glue_log(), want_log);
	expect_entries(want, nr_want, __FILE__, __LINE__);
	assert_int_equal(asked, want_asked);
	assert_int_equal(asked_sum, want_sum);
}

/* ---- many machines --------------------------------------------------- */

/* Run in a process of its own, which has remembered nothing yet. */
static void alone(void (*run)(void))
{
	int status;
	pid_t child;

	fflush(NULL);
	child = fork();
	assert_true(child >= 0);
	if (!child) {
		run();
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

static void one_machine(void)
{
	u32 i;

	cut_space();
	some_map();
	check_claimed_ram("who", answers);	/* nothing is a claim yet */
	assert_string_equal(glue_log(), "");
	for (i = 0; i < CELLS; i++)
		real[i] = type[i] == E820_RAM;
	remember_real_ram();
	for (i = 0; i < 40; i++) {
		some_map();
		remember_real_ram();		/* the first one counts */
		begin_model();
		want_claims(i % 8);
		check_claimed_ram("who", i % 8 ? answers : NULL);
		expect_model();
	}
}

TEST(claims_of_many_machines)
{
	u32 i;

	for (i = 0; i < 60; i++) {
		map_seed = i;
		alone(one_machine);
	}
}

TEST(firmware_s_ram_of_many_machines)
{
	u32 i, k, from;

	for (i = 0; i < 2000; i++) {
		map_seed = i;
		cut_space();
		some_map();
		begin_model();
		for (k = from = 0; k <= CELLS; k++) {
			if (k < CELLS && type[k] == E820_RAM)
				continue;
			if (k > from)
				want_firmware_ram(edge[from], edge[k]);
			from = k + 1;
		}
		check_firmware_ram(answers);
		expect_model();
	}
}

/* ---- alone ----------------------------------------------------------- */

/* 128 ranges are remembered; all above is a claim, true or not. */
static void long_real_map(void)
{
	u32 i;

	for (i = 0; i < 131; i++)
		e820_add_region(MB(i), KB(4), i < 1 ? E820_ACPI : E820_RAM);
	remember_real_ram();
	glue_log_clear();
	check_claimed_ram("who", NULL);
	assert_int_equal(e820.nr_map, 129);
	assert_int_equal(glue_warnings(), 2);
	assert_true(glue_log_has("who: [mem 0x08100000-0x08100fff] is no RAM"));
	assert_true(glue_log_has("who: [mem 0x08200000-0x08200fff] is no RAM"));
}

TEST(as_many_ranges_as_are_remembered)
{
	alone(long_real_map);
}

/* A firmware without any RAM: all of it is claimed, the first byte too. */
static void no_real_map(void)
{
	e820.map[0] = (struct e820entry){ 0, 1, E820_RAM };
	remember_real_ram();
	e820.nr_map = 1;
	check_claimed_ram("who", NULL);
	assert_int_equal(e820.nr_map, 0);
}

TEST(what_is_behind_the_table_is_not_real)
{
	alone(no_real_map);
}

/* Memory that is silent once, at the question @silent_once. */
static u64 silent_once;

static bool wavers(phys_addr_t page)
{
	assert_in_range(page, MB(16), MB(20) - 1);
	return ++asked != silent_once;
}

static void wavering_memory(void)
{
	remember_real_ram();
	for (silent_once = 1; silent_once < 4; silent_once++) {
		set_map({ MB(16), MB(4), E820_RAM });
		asked = 0;
		check_claimed_ram("who", wavers);
		expect_map({ MB(16), MB(4), E820_RAM });
	}
}

/* Asked again it answers: nobody asks for pages behind the claim then. */
TEST(memory_that_wavers)
{
	alone(wavering_memory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		M(claims_of_many_machines),
		M(firmware_s_ram_of_many_machines),
		M(as_many_ranges_as_are_remembered),
		M(what_is_behind_the_table_is_not_real),
		M(memory_that_wavers),
	};

	return RUN(tests);
}
