// SPDX-License-Identifier: GPL-2.0-only
/*
 * Real node tables (tests/maps/srat), and variants of each that mean the
 * same: in another order, entries twice, cut up so that the pieces overlap.
 * memblock's regions, which of them can be unplugged and in which domain each
 * lies must be those of the table as it is. VARIANTS=n, SEED=n: so many of
 * each kind, with other random numbers.
 *
 * sources: arch/x86/mm/srat.c arch/x86/mm/numa.c arch/x86/mm/numa_hotplug.c
 * sources: mm/page_nodes.c mm/memblock*.c lib/sort.c
 * sources: scripts/bootmap/maps.c scripts/bootmap/dmesg.c
 * sources: scripts/bootmap/map_file.c
 * sources: tests/host/numa_table.c tests/host/acpi_phys.c
 * sources: tests/host/glue.c tests/host/glue_memblock.c tests/host/tally.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -I arch/x86/include
 */
#include <glob.h>
#include "numa_table.h"
#include "scripts/bootmap/maps.h"
#include "tally.h"

#define MAX_LINES	NR_NODE_MEMBLKS
#define MAX_REGIONS	128

/* The table's entries of memory, and in between those of CPUs. */
static struct map_line lines[MAX_LINES];
static unsigned int nr;

/* What memblock made of the table as it is. */
static struct {
	phys_addr_t base, size;
	bool hotplug;
	u32 pxm;
} want[MAX_REGIONS];
static unsigned long nr_want;

static u64 seed, nr_compared;

static u64 rnd(u64 below)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed % below;
}

/* ---- variants -------------------------------------------------------- */

static void shuffle(void)
{
	unsigned int i;

	for (i = nr; i > 1; i--) {
		struct map_line line = lines[i - 1];
		u64 other = rnd(i);

		lines[i - 1] = lines[other];
		lines[other] = line;
	}
}

static void duplicate(void)
{
	unsigned int i, n = nr;

	for (i = 0; i < n && nr < MAX_LINES; i++)
		lines[nr++] = lines[i];
}

/* 000000	->	0000.. and ..0000: cut anywhere, overlap anyhow */
static void cut(void)
{
	unsigned int i, n = nr;

	for (i = 0; i < n && nr < MAX_LINES; i++) {
		u64 head = rnd(lines[i].size) + 1;
		u64 tail = lines[i].size - head + rnd(head + 1);

		lines[nr] = lines[i];
		lines[nr].base += lines[i].size - tail;
		lines[nr++].size = tail;
		lines[i].size = head;
	}
}

static const struct {
	const char *name;
	void (*change)(void);
} changes[] = {
	{ "shuffled", shuffle }, { "duplicated", duplicate },
	{ "cut up, overlapping", cut },
};
#define MIXED	ARRAY_SIZE(changes)	/* any of them, and shuffled */

/* ---- a table's way --------------------------------------------------- */

/* Into @t; CPUs anywhere between, or nowhere: domains turn up in any order. */
static void make_table(bool cpus)
{
	unsigned int i;

	srat_start(&t, 3);
	for (i = 0; i < nr; i++) {
		u32 flags = lines[i].flags & MAP_LINE_HOTPLUG ? HOT : ON;

		if (cpus && rnd(2))
			srat_x2apic(&t, lines[rnd(nr)].pxm, 1);
		srat_memory(&t, lines[i].pxm, lines[i].base,
			    lines[i].base + lines[i].size, flags);
	}
}

static void load(const struct map_file *map)
{
	assert_true(map->nr_lines <= MAX_LINES / 4);
	nr = (unsigned int)map->nr_lines;
	memcpy(lines, map->lines, nr * sizeof(*lines));
}

/* All RAM of the file, in its own order; with that of the windows? */
static void add_ram(const struct map_file *map, bool windows)
{
	size_t i;

	acpi_phys_setup(NULL);
	for (i = 0; i < map->nr_lines; i++)
		if (windows || !(map->lines[i].flags & MAP_LINE_HOTPLUG))
			memblock_add(map->lines[i].base, map->lines[i].size);
}

static void remember(void)
{
	const struct memblock_region *r;

	nr_want = 0;
	for_each_mem_region(r) {
		assert_true(nr_want < MAX_REGIONS);
		want[nr_want].base = r->base;
		want[nr_want].size = r->size;
		want[nr_want].hotplug = memblock_is_hotpluggable(r);
		want[nr_want++].pxm = node_to_pxm(memblock_get_region_node(r));
	}
}

static void compare(const char *path, const char *kind)
{
	const struct memblock_region *r;
	unsigned long i = 0;

	if (memblock.memory.cnt != nr_want)
		fail_msg("%s, %s: %lu regions, not %lu", path, kind,
			 memblock.memory.cnt, nr_want);
	for_each_mem_region(r) {
		u32 pxm = node_to_pxm(memblock_get_region_node(r));

		if (r->base != want[i].base || r->size != want[i].size ||
		    memblock_is_hotpluggable(r) != want[i].hotplug ||
		    pxm != want[i].pxm)
			fail_msg("%s, %s: region %lu: [0x%llx, +0x%llx) in %u",
				 path, kind, i, r->base, r->size, pxm);
		i++;
	}
	nr_compared++;
}

static void run_variant(const struct map_file *map, const char *path,
			unsigned int kind, bool windows)
{
	unsigned int k;

	add_ram(map, windows);
	load(map);
	for (k = 0; k < MIXED; k++)
		if (kind == MIXED ? rnd(2) : kind == k)
			changes[k].change();
	if (kind == MIXED)
		shuffle();
	make_table(true);
	if (numa())
		fail_msg("%s: %s", path, glue_log());
	compare(path, kind == MIXED ? "a mixture" : changes[kind].name);
	MET(kind == 0, "node table: shuffled");
	MET(kind == 1, "node table: duplicated");
	MET(kind == 2, "node table: cut up, overlapping");
	MET(kind == MIXED, "node table: a mixture of these");
}

/* @windows: RAM has been plugged in there, too. */
static void run_file(const struct map_file *map, const char *path,
		     bool windows)
{
	u64 i, each = from_env("VARIANTS", 4);
	unsigned int kind;

	add_ram(map, windows);
	if (!memblock.memory.cnt)
		return;
	load(map);
	make_table(false);
	assert_int_equal(numa(), 0);
	remember();
	for (kind = 0; kind <= MIXED; kind++)
		for (i = 0; i < each; i++)
			run_variant(map, path, kind, windows);
	if (from_env("VARIANTS", 0))
		printf("srat\t%s\t%zu\t%d\t%llu\n", path, map->nr_lines,
		       windows, each * (MIXED + 1));
}

TEST(each_table_and_its_variants)
{
	struct map_file map;
	glob_t found;
	size_t i;

	seed = (from_env("SEED", 0) + 1) * 0x9e3779b97f4a7c15ULL;
	assert_int_equal(glob("tests/maps/srat/*", 0, NULL, &found), 0);
	assert_true(found.gl_pathc >= 20);
	for (i = 0; i < found.gl_pathc; i++) {
		const char *path = found.gl_pathv[i];

		if (map_file_read(&map, path, MAP_FILE_SRAT))
			fail_msg("%s", map.error);
		run_file(&map, path, true);
		run_file(&map, path, false);
		map_file_free(&map);
	}
	globfree(&found);
	tally_report(from_env("SEED", 0), nr_compared);
}

int main(void)
{
	const struct CMUnitTest tests[] = { A(each_table_and_its_variants) };

	return RUN(tests);
}
