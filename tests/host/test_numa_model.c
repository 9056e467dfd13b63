// SPDX-License-Identifier: GPL-2.0-only
/*
 * numa_init() against a model: the space is a row of units, each RAM or not,
 * and blocks of random nodes lie over them. Which node each unit has in the
 * end, memblock's regions, the blocks that are left, what is returned and
 * each byte of the log must be the model's.
 *
 * sources: arch/x86/mm/srat.c arch/x86/mm/numa.c arch/x86/mm/numa_hotplug.c
 * sources: mm/page_nodes.c mm/memblock*.c lib/sort.c
 * sources: tests/host/glue.c tests/host/glue_memblock.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -I arch/x86/include
 */
#include <asm/acpi.h>
#include <asm/numa.h>
#include <linux/errno.h>
#include <linux/topology.h>
#include "glue_memblock.h"

#define UNITS		24u
#define UNIT		(256ULL << 10)	/* four of them may be uncovered */
#define MAX_BLOCKS	12
#define NOBODY		(-1)

pg_data_t *node_data[MAX_NUMNODES];

static u64 seed;

static u32 rnd(u32 below)
{
	seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return (u32)(seed >> 33) % below;
}

/* ---- a machine ------------------------------------------------------- */

static u64 base;			/* of unit 0 */
static bool ram[UNITS];

struct block {
	u32 first, end;			/* units */
	int nid;
};

static struct block blocks[MAX_BLOCKS];
static u32 nr_blocks, nr_domains;
static u8 distance[MAX_NUMNODES][MAX_NUMNODES];

/* The source: borders are anywhere in the page that a unit begins with. */
static int tell(void)
{
	u32 i, k;

	for (i = 0; i < nr_domains; i++)
		acpi_map_pxm_to_node(100 + i);
	for (i = 0; i < MAX_NUMNODES; i++)
		for (k = 0; k < MAX_NUMNODES; k++)
			numa_set_distance(i, k, distance[i][k]);
	for (i = 0; i < nr_blocks; i++)
		assert_int_equal(numa_add_memblk(blocks[i].nid,
			base + blocks[i].first * UNIT + rnd(4096),
			base + blocks[i].end * UNIT + rnd(4096)), 0);
	return 0;
}

/* Runs of RAM; what was there before has flags and nodes of another table. */
static void some_ram(void)
{
	u32 i, from, nr;

	base = rnd(2) ? GB(rnd(9)) : 0;
	for (i = 0; i < UNITS; i++)
		ram[i] = i && rnd(4) ? ram[i - 1] : rnd(4);
	ram[rnd(UNITS)] = true;
	for (i = 0; i < UNITS; i++)
		if (ram[i])
			memblock_add(base + i * UNIT, UNIT);
	from = rnd(UNITS);
	nr = rnd(UNITS - from);
	memblock_mark_hotplug(base + from * UNIT, nr * UNIT);
	memblock_set_node(base + rnd(UNITS) * UNIT, nr * UNIT,
			  &memblock.memory, (int)rnd(MAX_NUMNODES));
	memblock_set_bottom_up(true);
}

/* As a firmware would: one after the other; or anything at all. */
static void some_blocks(void)
{
	int nodes[] = { 0, 15, (int)rnd(16), (int)rnd(16) };
	u32 i, at = 0, sane = rnd(8);

	nr_blocks = rnd(MAX_BLOCKS + 1);
	for (i = 0; i < nr_blocks; i++) {
		struct block *b = &blocks[i];

		b->nid = nodes[rnd(ARRAY_SIZE(nodes))];
		b->first = sane ? at : rnd(UNITS);
		b->end = b->first + rnd(UNITS - b->first + 1) / (sane ? 2 : 1);
		at = min(b->end + (rnd(3) ? 0 : rnd(3)), UNITS);
		if (sane && i && rnd(4) == 0) {		/* overlaps itself */
			b->nid = b[-1].nid;
			b->first = b[-1].first + rnd(2);
			b->end = max(b->end, b->first);
		}
	}
	if (sane && nr_blocks)		/* enough is covered, as a rule */
		blocks[nr_blocks - 1].end = max(UNITS - rnd(3),
						blocks[nr_blocks - 1].first);
	for (i = nr_blocks; i > 1; i--) {
		struct block b = blocks[i - 1];

		at = rnd(i);
		blocks[i - 1] = blocks[at];
		blocks[at] = b;
	}
	nr_domains = rnd(MAX_NUMNODES + 1);
	for (i = 0; i < MAX_NUMNODES * MAX_NUMNODES; i++)
		distance[i / 16][i % 16] = i % 17 ? (u8)(11 + rnd(245)) : 10;
}

/* ---- the model ------------------------------------------------------- */

static struct block kept[MAX_BLOCKS];	/* sorted, then joined */
static u32 nr_kept;
static int node[UNITS];
static char want[16384];

static void say(const char *fmt, ...)
{
	size_t len = strlen(want);
	va_list args;

	va_start(args, fmt);
	vsnprintf(want + len, sizeof(want) - len, fmt, args);
	va_end(args);
}

static u64 start_of(const struct block *b)
{
	return base + b->first * UNIT;
}

static u64 last_of(const struct block *b)
{
	return base + b->end * UNIT - 1;
}

static bool before(const struct block *x, const struct block *y)
{
	if (x->first != y->first)
		return x->first < y->first;
	return x->end != y->end ? x->end < y->end : x->nid < y->nid;
}

/* Those with RAM in them, each put where it belongs. */
static void keep_blocks(void)
{
	u32 i, k;

	for (i = nr_kept = 0; i < nr_blocks; i++) {
		for (k = blocks[i].first; k < blocks[i].end && !ram[k]; k++)
			;
		if (k == blocks[i].end)
			continue;
		for (k = nr_kept++; k && before(&blocks[i], &kept[k - 1]); k--)
			kept[k] = kept[k - 1];
		kept[k] = blocks[i];
	}
}

static bool join_blocks(void)
{
	u32 i, at = 0;

	for (i = 1; i < nr_kept; i++) {
		struct block *a = &kept[at], b = kept[i];
		bool overlap = b.first < a->end;

		if (overlap && a->nid != b.nid) {
			say("NUMA: node %d [mem 0x%08llx-0x%08llx] overlaps "
			    "with node %d [mem 0x%08llx-0x%08llx]: not used\n",
			    a->nid, start_of(a), last_of(a), b.nid,
			    start_of(&b), last_of(&b));
			return false;
		}
		if (overlap)
			say("NUMA: Warning: node %d [mem 0x%08llx-0x%08llx] "
			    "overlaps with itself [mem 0x%08llx-0x%08llx]\n",
			    a->nid, start_of(a), last_of(a), start_of(&b),
			    last_of(&b));
		if (a->nid == b.nid)
			a->end = max(a->end, b.end);
		else
			kept[++at] = b;
	}
	nr_kept = at + 1;
	return true;
}

/* RAM in no block: the node below it, else the first above. */
static bool cover(void)
{
	u32 i, k, all = 0, none = 0;
	int below = NOBODY;

	for (i = 0; i < UNITS; i++) {
		for (k = 0, node[i] = NOBODY; k < nr_kept; k++)
			if (i >= kept[k].first && i < kept[k].end)
				node[i] = kept[k].nid;
		all += ram[i];
		none += ram[i] && node[i] == NOBODY;
	}
	if (none > 4) {
		say("NUMA: %u KiB of %u KiB of RAM are in no block: not "
		    "used\n", none * 256, all * 256);
		return false;
	}
	for (i = 0; i < UNITS; i++) {
		for (k = i; k < UNITS && ram[k] && node[k] == NOBODY; k++)
			;
		if (k > i) {
			u32 up = k;

			while (below == NOBODY && !(ram[up] &&
						    node[up] != NOBODY))
				up++;
			below = below == NOBODY ? node[up] : below;
			say("NUMA: [mem 0x%08llx-0x%08llx] is in no block: "
			    "counted to node %d\n", base + i * UNIT,
			    base + k * UNIT - 1, below);
		}
		for (; i < k; i++)
			node[i] = below;
		if (i < UNITS && ram[i])
			below = node[i];
	}
	return true;
}

static void say_nodes(void)
{
	u32 i, k, units, first = 0, last = 0, nr = 0;
	bool online[MAX_NUMNODES], any = false;

	for (i = 0; i < MAX_NUMNODES; i++) {
		for (k = units = 0; k < UNITS; k++) {
			if (!ram[k] || node[k] != (int)i)
				continue;
			first = units++ ? first : k;
			last = k;
		}
		online[i] = units;
		nr += online[i];
		if (units)
			say("Initmem setup node %u [mem 0x%08llx-0x%08llx], "
			    "%u KiB of RAM\n", i, base + first * UNIT,
			    base + (last + 1) * UNIT - 1, units * 256);
	}
	for (i = 0; i < nr_domains; i++) {
		if (online[i])
			continue;
		say("%s %u", any ? "" : "NUMA: nodes without RAM:", i);
		any = true;
	}
	say("%s", any ? "\n" : "");
	for (i = 0; nr > 1 && i < MAX_NUMNODES; i++) {
		if (!online[i])
			continue;
		say("NUMA: distance from node %2u:", i);
		for (k = 0; k < MAX_NUMNODES; k++)
			if (online[k])
				say(" %3u", distance[i][k]);
		say("\n");
	}
}

static int model(void)
{
	want[0] = '\0';
	keep_blocks();
	if (!nr_kept)
		say("NUMA: no block has RAM in it: not used\n");
	if (!nr_kept || !join_blocks() || !cover())
		return -EINVAL;
	say_nodes();
	return 0;
}

/* ---- compared -------------------------------------------------------- */

/* Regions: as long as RAM and node are the same; none can be unplugged. */
static void expect_regions(void)
{
	const struct memblock_region *r = memblock.memory.regions;
	u32 i, from = 0;

	for (i = 1; i <= UNITS; i++) {
		if (i < UNITS && ram[i] == ram[from] &&
		    (!ram[i] || node[i] == node[from]))
			continue;
		if (ram[from]) {
			assert_int_equal(r->base, base + from * UNIT);
			assert_int_equal(r->size, (i - from) * UNIT);
			assert_int_equal(r->flags, MEMBLOCK_NONE);
			assert_int_equal(memblock_get_region_node(r),
					 node[from]);
			r++;
		}
		from = i;
	}
	assert_int_equal(r - memblock.memory.regions, memblock.memory.cnt);
}

static void expect_blocks(void)
{
	u32 i;

	assert_int_equal(numa_blocks()->nr_blks, nr_kept);
	for (i = 0; i < nr_kept; i++) {
		const struct numa_memblk *b = &numa_blocks()->blk[i];

		assert_int_equal(b->nid, kept[i].nid);
		assert_int_equal(b->start, start_of(&kept[i]));
		assert_int_equal(b->end, last_of(&kept[i]) + 1);
	}
}

TEST(many_machines)
{
	u32 i, good = 0;

	for (i = 0; i < 6000; i++) {
		seed = i;
		glue_memblock_setup(NULL);
		some_ram();
		some_blocks();
		assert_int_equal(numa_init(tell), model());
		assert_string_equal(glue_log(), want);
		assert_false(memblock_bottom_up());
		if (strstr(want, "Initmem")) {
			expect_regions();
			expect_blocks();
			good++;
		}
	}
	assert_in_range(good, 1500, 5000);
}

/* Of two nodes that claim the same the lower one is named first. */
TEST(nodes_with_the_same_range)
{
	u32 i, k, fill;

	for (i = 0; i < 16 * 9; i++) {
		int a = (int)i % 4, b = (int)i / 4 % 4;

		fill = i / 16;
		glue_memblock_setup(NULL);
		memset(ram, true, sizeof(ram));
		base = nr_domains = 0;
		memblock_add(0, UNITS * UNIT);
		for (k = 0; k < fill; k++)
			blocks[k] = (struct block){ 2 * k, 2 * k + 1, 9 };
		blocks[k] = (struct block){ 20, 22, a };
		blocks[k + 1] = (struct block){ 20, 22, b };
		nr_blocks = fill + 2;
		assert_int_equal(numa_init(tell), model());
		assert_string_equal(glue_log(), want);
	}
}

/* A byte of RAM in it is enough for a block, its first one or its last. */
TEST(blocks_with_a_byte_of_ram)
{
	base = nr_domains = 0;
	memset(ram, false, sizeof(ram));
	ram[1] = ram[5] = ram[9] = true;	/* as the model sees it */
	blocks[0] = (struct block){ 1, 2, 1 };
	blocks[1] = (struct block){ 4, 6, 2 };
	blocks[2] = (struct block){ 9, 11, 3 };
	blocks[3] = (struct block){ 6, 9, 4 };
	nr_blocks = 4;
	memblock_add(UNIT, 1);
	memblock_add(6 * UNIT - 1, 1);
	memblock_add(9 * UNIT, 1);
	assert_int_equal(numa_init(tell), 0);
	keep_blocks();
	expect_blocks();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(many_machines), T(nodes_with_the_same_range),
		T(blocks_with_a_byte_of_ram),
	};

	return RUN(tests);
}
