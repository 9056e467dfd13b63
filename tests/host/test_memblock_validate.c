// SPDX-License-Identifier: GPL-2.0-only
/*
 * memblock_validate() says what is wrong, to the letter: lists of up to three
 * regions, at random, most of them wrong by one, at the bottom and at the top
 * of the address space; lists that are empty or too long; and names of what
 * is no longer reserved. The right answer is worked out region by region.
 *
 * sources: mm/memblock*.c tests/host/glue.c tests/host/glue_memblock.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4
 */
#include "glue_memblock.h"
#include "mm/memblock_internal.h"

#define M	(&memblock.memory)
#define R	(&memblock.reserved)

static u64 seed = 1;

/* Random, 0 to @below - 1. */
static unsigned int rnd(unsigned int below)
{
	seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return (unsigned int)(seed >> 33) % below;
}

/* Up to three regions, each a byte too low or high now and then. */
static void some_list(struct memblock_type *type, unsigned int cnt)
{
	static const int gap[] = { -2, -1, 0, 0, 0, 0, 1, 1, 2, 3 };
	phys_addr_t at = rnd(4) ? 2 : TOP - 5 - rnd(4);
	unsigned int i;

	type->total_size = 0;
	for (i = 0; i < cnt; i++) {
		struct memblock_region *r = &type->regions[i];

		*r = memblock_make_region(at + gap[rnd(10)], 1 + rnd(3),
					  rnd(3) ? 0 : 1, rnd(3) ?
					  MEMBLOCK_NONE : MEMBLOCK_NOMAP);
		if (!rnd(12))
			r->size = rnd(2) ? 0 : TOP - r->base + rnd(3) - 1;
		at = r->base + r->size;
		type->total_size += r->size;
	}
	type->cnt = cnt;
	if (!rnd(8))
		type->total_size += rnd(2) ? 1 : -1;
}

/* ---- what must be said -------------------------------------------------- */

static const char *fault_of(const struct memblock_region *r, bool first)
{
	const struct memblock_region *p = r - 1;

	if (r->size == 0)
		return "is empty";
	if (r->base + r->size < r->base)
		return "reaches past the end of the address space";
	if (first)
		return NULL;
	if (p->base > r->base)
		return "starts below the one before it";
	if (p->base + p->size > r->base)
		return "overlaps the one before it";
	if (p->base + p->size == r->base && p->nid == r->nid &&
	    p->flags == r->flags)
		return "should be one with the one before it";
	return NULL;
}

/* The first fault of a list as a line; "" if it has none. */
static const char *list_fault(const struct memblock_type *type)
{
	static char line[256];
	phys_addr_t sum = 0;
	unsigned long i;

	for (i = 0; i < type->cnt; i++) {
		const struct memblock_region *r = &type->regions[i];
		const char *fault = fault_of(r, i == 0);

		sum += r->size;
		if (!fault)
			continue;
		snprintf(line, sizeof(line), "memblock_validate: %s[%lu] %s: "
			 "base 0x%llx size 0x%llx flags 0x%x node %d\n",
			 type->name, i, fault, r->base, r->size,
			 (unsigned int)r->flags, r->nid);
		return line;
	}
	if (sum == type->total_size)
		return "";
	snprintf(line, sizeof(line), "memblock_validate: the regions of %s "
		 "sum up to 0x%llx, but total_size is 0x%llx\n", type->name,
		 sum, type->total_size);
	return line;
}

static void expect_said(const char *want)
{
	bool right = memblock_validate();

	if (right != !*want || strcmp(glue_log(), want))
		fail_msg("%s, and said:\n%swhere it should be:\n%s",
			 right ? "sound" : "broken", glue_log(), want);
	glue_log_clear();
}

TEST(lists_of_three)
{
	unsigned int i, sound = 0;

	for (i = 0; i < 40000; i++) {
		bool second = rnd(2);
		const char *want;

		glue_memblock_reset();
		some_list(second ? R : M, rnd(4));
		if (!second && !rnd(4))
			some_list(R, rnd(4));
		want = list_fault(M);
		if (!*want)
			want = list_fault(R);
		sound += !*want;
		expect_said(want);
	}
	assert_true(sound > 1000);
}

/* ---- the head of a list ------------------------------------------------- */

/* An empty list has a first region of zeroes, whatever its node. */
TEST(empty_lists)
{
	unsigned int list;

	for (list = 0; list < 2; list++) {
		struct memblock_type *type = list ? R : M;
		const char *name = list ? "reserved" : "memory";
		struct memblock_region *r = type->regions;
		char line[128];

		expect_said("");
		r->nid = 3;
		expect_said("");
		snprintf(line, sizeof(line), "memblock_validate: %s is empty, "
			 "but %s[0] is not zero: base 0x1 size 0x0 flags "
			 "0x0\n", name, name);
		r->base = 1;
		expect_said(line);
		snprintf(line, sizeof(line), "memblock_validate: %s is empty, "
			 "but %s[0] is not zero: base 0x0 size 0x1 flags "
			 "0x0\n", name, name);
		r->base = 0;
		r->size = 1;
		expect_said(line);
		snprintf(line, sizeof(line), "memblock_validate: %s is empty, "
			 "but %s[0] is not zero: base 0x0 size 0x0 flags "
			 "0x4\n", name, name);
		r->size = 0;
		r->flags = MEMBLOCK_NOMAP;
		expect_said(line);
		r->flags = MEMBLOCK_NONE;
	}
}

TEST(full_lists)
{
	struct memblock_region *regions = R->regions;
	char line[128];

	fill_list(R, 0x10000, 5);
	R->max = 5;
	expect_said("");
	R->max = 4;
	snprintf(line, sizeof(line), "memblock_validate: reserved has 5 "
		 "regions, room for 4, at %p\n", (void *)regions);
	expect_said(line);
	R->max = 5;
	R->regions = NULL;
	snprintf(line, sizeof(line), "memblock_validate: reserved has 5 "
		 "regions, room for 5, at %p\n", NULL);
	expect_said(line);
	R->regions = regions;
	expect_said("");
}

/* ---- names --------------------------------------------------------------- */

/* Of three names the second, then the third is cut: which is told. */
TEST(names)
{
	memblock_reserve_named(0x1000, 0x1000, "one");
	memblock_reserve_named(0x3000, 0x1000, "two");
	memblock_reserve_named(0x5000, 0x1000, "three");
	expect_said("");
	memblock_phys_free(0x5fff, 1);
	expect_said("memblock_validate: \"three\", number 2 by name, is no "
		    "longer reserved as a whole: base 0x5000 size 0x1000\n");
	memblock_phys_free(0x3000, 1);
	expect_said("memblock_validate: \"two\", number 1 by name, is no "
		    "longer reserved as a whole: base 0x3000 size 0x1000\n");
	memblock_phys_free(0x3000, 0x3000);
	expect_said("");
	/* A reset voids all names: then nothing is reserved. */
	glue_memblock_reset();
	expect_said("");
	memblock_add(0x1000, 0x1000);
	expect_said("");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(lists_of_three), T(empty_lists), T(full_lists), T(names),
	};

	return RUN(tests);
}
