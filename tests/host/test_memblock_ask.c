// SPDX-License-Identifier: GPL-2.0-only
/*
 * Questions about memblock's lists (mm/memblock_query.c), all of them about
 * all ranges, against a map of the bytes, or of quarters of pages, at both
 * ends of the address space.
 *
 * sources: mm/memblock*.c tests/host/glue.c tests/host/glue_memblock.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4
 */
#include "glue_memblock.h"
#include "mm/memblock_internal.h"

#define M	(&memblock.memory)
#define R	(&memblock.reserved)
#define WORLD	12

static u64 rng = 1;
static phys_addr_t low, unit;	/* address of the first cell, bytes of one */
static char ram[WORLD + 1];	/* '.', 'a' and 'b' for nodes, 'n' nomap */
static char taken[WORLD + 1];	/* '#' */

static unsigned int rnd(unsigned int below)
{
	rng = rng * 6364136223846793005ULL + 1442695040888963407ULL;
	return (unsigned int)(rng >> 33) % below;
}

#define CHECK(cond) do { if (!(cond)) \
	fail_msg("%s, %s at 0x%llx in units of %llu: %s", ram, taken, low, \
		 unit, #cond); } while (0)

static int node_of(char c)
{
	return c == 'a' ? 0 : c == 'b' ? 15 : MAX_NUMNODES;
}

static void some_lists(void)
{
	unsigned int i, often = 1 + rnd(3);

	glue_memblock_reset();
	for (i = 0; i < WORLD; i++) {
		ram[i] = i && rnd(often) ? ram[i - 1] : ".abn"[rnd(4)];
		taken[i] = rnd(2) ? '#' : '.';
		if (ram[i] != '.')
			memblock_add_node(low + i * unit, unit,
					  node_of(ram[i]), ram[i] == 'n' ?
					  MEMBLOCK_NOMAP : MEMBLOCK_NONE);
		if (taken[i] == '#')
			memblock_reserve(low + i * unit, unit);
	}
}

/* How many of cells [from, to) of @map are taken, or are RAM. */
static unsigned int there(const char *map, unsigned int from, unsigned int to)
{
	unsigned int n = 0;

	for (; from < to && from < WORLD; from++)
		n += map[from] != '.';
	return n;
}

static void ask_ranges(struct memblock_type *type, const char *map)
{
	unsigned int i, n;

	for (i = 0; i <= WORLD; i++)
		for (n = 0; n <= WORLD - i; n++) {
			phys_addr_t base = low + i;

			CHECK(memblock_covers(type, base, n) ==
			      (n && there(map, i, i + n) == n));
			CHECK(memblock_overlaps_region(type, base, n) ==
			      !!there(map, i, i + n));
			if (type == M)
				CHECK(memblock_is_region_memory(base, n) ==
				      memblock_covers(M, base, n));
			else
				CHECK(memblock_is_region_reserved(base, n) ==
				      memblock_overlaps_region(R, base, n));
		}
}

static void ask_bytes(void)
{
	unsigned int i;
	int at;

	for (i = 0; i < WORLD; i++) {
		CHECK(memblock_is_memory(low + i) == (ram[i] != '.'));
		CHECK(memblock_is_map_memory(low + i) ==
		      (ram[i] != '.' && ram[i] != 'n'));
		CHECK(memblock_is_reserved(low + i) == (taken[i] == '#'));
		at = memblock_search(M, low + i);
		CHECK((at >= 0) == (ram[i] != '.'));
		CHECK(at >= 0 || at == -1);
		if (at >= 0)
			CHECK(M->regions[at].base <= low + i &&
			      memblock_region_end(&M->regions[at]) > low + i);
	}
	CHECK(memblock_phys_mem_size() == there(ram, 0, WORLD));
	CHECK(memblock_reserved_size() == there(taken, 0, WORLD));
	for (i = 0; i < WORLD && ram[i] == '.'; i++)
		;
	CHECK(memblock_start_of_DRAM() == (M->cnt ? low + i : 0));
	for (i = WORLD; i && ram[i - 1] == '.'; i--)
		;
	CHECK(memblock_end_of_DRAM() == (M->cnt ? low + i : 0));
}

TEST(about_bytes)
{
	unsigned int k;

	unit = 1;
	for (k = 0; k < 400; k++) {
		low = k & 1 ? TOP - WORLD : 0;
		some_lists();
		ask_ranges(M, ram);
		ask_ranges(R, taken);
		ask_bytes();
	}
	/* A list that somebody has emptied by hand. */
	memblock_add(KB(4), KB(4));
	M->cnt = 0;
	assert_int_equal(memblock_start_of_DRAM(), 0);
	assert_int_equal(memblock_end_of_DRAM(), 0);
}

/* ---- pages -------------------------------------------------------------- */

/* Is page @p one in which nothing but the region of its first cell is? */
static bool whole(unsigned int p)
{
	const char *c = &ram[4 * p];

	return c[0] != '.' && c[0] == c[1] && c[0] == c[2] && c[0] == c[3];
}

static void ask_pages(void)
{
	u64 first = low >> PAGE_SHIFT, pages = 0, lost = 0, start, end;
	unsigned int p, i, bytes = 0;
	char text[100];
	int at;

	for (p = 0; p < WORLD / 4; p++) {
		CHECK(memblock_mem_size(first + p) == pages << PAGE_SHIFT);
		pages += whole(p);
		lost += whole(p) && ram[4 * p] == 'n';
		at = memblock_search(M, (first + p) << PAGE_SHIFT);
		start = end = 77;
		CHECK(memblock_search_pfn_nid(first + p, &start, &end) ==
		      (at < 0 ? -1 : node_of(ram[4 * p])));
		CHECK(start == (at < 0 ? 77 : M->regions[at].base >> 12));
		CHECK(end == (at < 0 ? 77 :
			      memblock_region_end(&M->regions[at]) >> 12));
	}
	CHECK(memblock_mem_size(~0ULL) == pages << PAGE_SHIFT);
	/* RAM that must not be mapped is not free. */
	for (i = 0; i < WORLD; i++)
		bytes += (ram[i] == 'a' || ram[i] == 'b') && taken[i] == '.' ?
			unit : 0;
	CHECK(memblock_estimated_nr_free_pages() == bytes >> PAGE_SHIFT);
	glue_log_clear();
	CHECK(memblock_validate_numa_coverage(lost << PAGE_SHIFT));
	CHECK(glue_log()[0] == '\0');
	if (!lost)
		return;
	CHECK(!memblock_validate_numa_coverage((lost << PAGE_SHIFT) - 1));
	snprintf(text, sizeof(text), "memblock: no node is known for %lluMB "
		 "of %lluMB RAM\n", lost << PAGE_SHIFT >> 20,
		 memblock_phys_mem_size() >> 20);
	CHECK(strcmp(glue_log(), text) == 0);
}

TEST(about_pages)
{
	unsigned int k;

	unit = PAGE_SIZE / 4;
	for (k = 0; k < 3000; k++) {
		low = k & 1 ? 0 - GB(4) : 0;
		some_lists();
		ask_pages();
	}
}

/* Megabytes of both, and of neither those of the other. */
TEST(what_is_said_of_lost_nodes)
{
	u64 a, b;

	memblock_add_node(0, MB(50), 1, MEMBLOCK_NONE);
	memblock_add(MB(64), MB(7));
	assert_false(memblock_validate_numa_coverage(MB(3)));
	assert_string_equal(glue_log(), "memblock: no node is known for 7MB "
			    "of 57MB RAM\n");
	assert_int_equal(memblock_search_pfn_nid(~0ULL >> 12, &a, &b), -1);
	assert_int_equal(memblock_search_pfn_nid(1ULL << 52, &a, &b), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(about_bytes), T(about_pages), T(what_is_said_of_lost_nodes),
	};

	return RUN(tests);
}
