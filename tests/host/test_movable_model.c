// SPDX-License-Identifier: GPL-2.0-only
/*
 * movable_node against a model: the space is a row of cells with a node each,
 * which are RAM or not, can be unplugged or not, reserved or not. What is
 * kept free in the end and each byte of the log must be the model's.
 *
 * sources: arch/x86/mm/srat.c arch/x86/mm/numa.c arch/x86/mm/numa_hotplug.c
 * sources: mm/page_nodes.c mm/memblock*.c lib/sort.c
 * sources: tests/host/glue.c tests/host/glue_memblock.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -I arch/x86/include
 * cflags: -DCONFIG_DEBUG_KMEMLEAK
 */
#include <asm/numa.h>
#include <linux/kmemleak.h>
#include <linux/mmzone.h>
#include "glue_memblock.h"

#define CELLS		32u
#define MAX_OWNERS	14
#define LINES		8

pg_data_t *node_data[MAX_NUMNODES];

static u64 seed;

static u32 rnd(u32 below)
{
	seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return (u32)(seed >> 33) % below;
}

/* ---- a machine ------------------------------------------------------- */

static u64 base, cell;			/* of cell 0; bytes of each */
static bool ram[CELLS], hot[CELLS], reserved[CELLS];
static int node[CELLS];
static u32 image, image_end;		/* cells */

/* Names first; a block without a name is known by who asked for it. */
struct owner {
	u32 first, end;			/* cells */
	const char *name;
};

static struct owner owners[MAX_OWNERS];
static u32 nr_owners, nr_names;

static struct early_block blocks[MAX_OWNERS + 7];
static unsigned int nr_blocks;

const struct early_block *kmemleak_early_log(unsigned int *nr,
					     unsigned int *dropped)
{
	*nr = nr_blocks;
	*dropped = 0;
	return blocks;
}

unsigned long early_block_caller(const struct early_block *block)
{
	return block->trace[0];
}

void kmemleak_alloc(const void *ptr, size_t size, int min_count, gfp_t gfp)
{
	(void)ptr;
	(void)size;
	(void)min_count;
	(void)gfp;
}

void kmemleak_free_part(const void *ptr, size_t size)
{
	(void)ptr;
	(void)size;
}

static u64 addr(u32 i)
{
	return base + i * cell;
}

static void some_cells(void)
{
	u32 i;

	cell = rnd(2) ? 0x333 : 1;
	base = rnd(3) ? rnd(2) * 0x1000ULL : PHYS_ADDR_MAX - CELLS * cell;
	memset(reserved, 0, sizeof(reserved));
	for (i = 0; i < CELLS; i++) {
		ram[i] = i && rnd(4) ? ram[i - 1] : rnd(4);
		hot[i] = i && rnd(3) ? hot[i - 1] && ram[i] : ram[i] && rnd(2);
		node[i] = i && rnd(3) ? node[i - 1] : (int)rnd(3);
		if (!ram[i])
			continue;
		memblock_add_node(addr(i), cell, node[i], MEMBLOCK_NONE);
		if (hot[i])
			memblock_mark_hotplug(addr(i), cell);
	}
	image = rnd(CELLS);
	image_end = image + 1 + rnd(min(CELLS - image, 4u));
}

static void some_owners(void)
{
	static const char *const names[] = { "a", "b", "c", "d", "e", "f",
		"g", "h", "i", "j", "k", "l", "m", "n" };
	u32 i, k;

	nr_owners = rnd(MAX_OWNERS + 1);
	nr_names = rnd(nr_owners + 1);
	nr_blocks = 0;
	for (i = 0; i < nr_owners; i++) {
		struct owner *o = &owners[i];
		struct early_block *b = &blocks[nr_blocks];

		o->first = rnd(CELLS);
		o->end = o->first + 1 + rnd(min(CELLS - o->first, 5u));
		o->name = i < nr_names ? names[i] : NULL;
		for (k = o->first; k < o->end; k++)
			reserved[k] = true;
		memblock_reserve(addr(o->first), (o->end - o->first) * cell);
		if (o->name) {
			memblock_reserve_named(addr(o->first),
				(o->end - o->first) * cell, o->name);
			continue;
		}
		*b = (struct early_block){ .ptr = __va(addr(o->first)),
			.size = (o->end - o->first) * cell };
		b->trace[0] = 0xca00 + i;
		b[1] = (struct early_block){ .ptr = b->ptr, .size = b->size,
			.freed = true };
		nr_blocks += 1 + (nr_blocks < 6);	/* freed: no owner */
	}
}

/* ---- the model ------------------------------------------------------- */

static char want[16384];

static void say(const char *fmt, ...)
{
	size_t len = strlen(want);
	va_list args;

	va_start(args, fmt);
	vsnprintf(want + len, sizeof(want) - len, fmt, args);
	va_end(args);
}

/* The lowest cell of [@first, @end) that can be unplugged; CELLS: none. */
static u32 first_hot(u32 first, u32 end)
{
	u32 i;

	for (i = first; i < end; i++)
		if (hot[i])
			return i;
	return CELLS;
}

static void image_stays(void)
{
	u32 i, at = first_hot(image, image_end);

	if (at == CELLS)
		return;
	say("movable_node: the kernel image is in hot-pluggable memory of "
	    "node %d, which can no longer be unplugged\n", node[at]);
	for (i = 0; i < CELLS; i++)
		if (node[i] == node[at])
			hot[i] = false;
}

static void say_owners(void)
{
	u32 i, at, lines = 0;
	u64 bytes = 0;

	for (i = 0; i < CELLS; i++)
		bytes += hot[i] && reserved[i] ? cell : 0;
	if (!bytes)
		return;
	for (i = 0; i < nr_owners; i++) {
		const struct owner *o = &owners[i];

		at = first_hot(o->first, o->end);
		if (at == CELLS || ++lines > LINES)
			continue;
		say("movable_node: [mem 0x%08llx-0x%08llx] of node %d cannot "
		    "be unplugged: ", addr(o->first), addr(o->end) - 1,
		    node[at]);
		if (o->name)
			say("%s\n", o->name);
		else
			say("allocated by 0x%x\n", 0xca00 + i);
	}
	if (lines > LINES)
		say("movable_node: and %u more\n", lines - LINES);
	say("movable_node: %llu bytes of hot-pluggable memory were in use "
	    "before SRAT was read\n", bytes);
}

/*
 * Far above the cells is more RAM, of @more bytes: about as much as just
 * is enough. Each page needs its structure.
 */
static void enough(u64 more)
{
	u64 all = more, left = more, need;
	u32 i;

	for (i = 0; i < CELLS; i++) {
		all += ram[i] ? cell : 0;
		left += ram[i] && !hot[i] && !reserved[i] ? cell : 0;
	}
	need = KB(256) + all / 4096 * sizeof(struct page);
	if (left >= need)
		return;
	say("movable_node: %llu KiB are free outside of hot-pluggable memory, "
	    "but %llu KiB are needed: it is used, too\n", left / 1024,
	    need / 1024);
	memset(hot, 0, sizeof(hot));
}

static void say_result(void)
{
	u32 i, from = 0;
	u64 bytes = 0;

	for (i = 0; i < CELLS; i++)
		bytes += hot[i] ? cell : 0;
	say("movable_node: top-down from here on; hot-pluggable and kept free: "
	    "%llu KiB\n", bytes / 1024);
	for (i = 1; i <= CELLS; i++) {
		if (i < CELLS && hot[i] == hot[from] && node[i] == node[from])
			continue;
		if (hot[from])
			say("movable_node: node %d [mem 0x%08llx-0x%08llx]\n",
			    node[from], addr(from), addr(i) - 1);
		from = i;
	}
}

/* ---- compared -------------------------------------------------------- */

static void expect_flags(void)
{
	const struct memblock_region *r;
	u32 i;

	for_each_mem_region(r)
		for (i = 0; i < CELLS; i++)
			if (ram[i] && addr(i) - r->base < r->size)
				assert_int_equal(memblock_is_hotpluggable(r),
						 hot[i]);
}

static void one_machine(void)
{
	const u64 need = KB(256) + 64 * sizeof(struct page);
	u64 more = need - rnd(3) * rnd(CELLS) * cell + rnd(3);

	glue_memblock_setup(NULL);
	movable_node_enabled = true;
	some_cells();
	some_owners();
	memblock_add_node(GB(1), more, 0, MEMBLOCK_NONE);
	glue_log_clear();
	want[0] = '\0';
	image_stays();
	say_owners();
	enough(more);
	say_result();
	numa_protect_hotplug(addr(image), addr(image_end));
	assert_string_equal(glue_log(), want);
	expect_flags();
}

TEST(many_machines)
{
	u32 i;

	for (i = 0; i < 6000; i++) {
		seed = i;
		one_machine();
	}
}

/* Off is off. */
TEST(nothing_without_the_parameter)
{
	memblock_add_node(0, GB(1), 0, MEMBLOCK_NONE);
	memblock_mark_hotplug(0, GB(1));
	numa_protect_hotplug(MB(1), MB(2));
	assert_string_equal(glue_log(), "");
	assert_int_equal(memblock.memory.regions[0].flags, MEMBLOCK_HOTPLUG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(many_machines), T(nothing_without_the_parameter),
	};

	return RUN(tests);
}
