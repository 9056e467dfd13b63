// SPDX-License-Identifier: GPL-2.0-only
/*
 * The sanitiser against a model too simple to be wrong: an array of cells,
 * painted with the highest type of the ranges over each. And EFI's table, by
 * the pages that memblock has in the end. An operation is one random map, put
 * in order and compared as a whole. SEED=n, OPS=n; a failure prints the
 * command that meets it again.
 *
 * sources: arch/x86/kernel/e820.c arch/x86/kernel/e820_sanitize.c
 * sources: arch/x86/kernel/firmware_map.c arch/x86/kernel/efi.c
 * sources: lib/sort.c mm/memblock*.c tests/host/glue.c
 * sources: tests/host/glue_memblock.c tests/host/glue_map.c
 * sources: tests/host/tally.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -I arch/x86/include
 */
#include "glue_map.h"
#include "tally.h"

#define CELLS	256

/* What a cell stands for: @unit bytes, the first cell at @base. */
struct model {
	u64 base, unit;
	u32 type[CELLS];		/* the highest; 0: in no range */
	bool point[CELLS + 1];		/* a range starts or ends here */
};

static void paint(struct model *m, u32 first, u32 cells, u32 type)
{
	u32 i;

	MET(!type, "e820: type 0");
	MET(!cells, "e820: an empty range");
	if (!type || !cells)
		return;
	MET(m->type[first] > type, "e820: covered by a higher type");
	MET(m->type[first] && m->type[first] < type,
	    "e820: covers a lower type");
	MET(m->base + (first + cells) * m->unit == 0,
	    "e820: up to the last byte there is");
	m->point[first] = m->point[first + cells] = true;
	for (i = first; i < first + cells; i++)
		if (type > m->type[i])
			m->type[i] = type;
}

/* Does a new entry begin at cell @i? Type 12 is cut at every point. */
static bool entry_begins(const struct model *m, u32 i)
{
	return m->type[i] && (!i || m->type[i] != m->type[i - 1] ||
			      (m->type[i] == E820_PRAM && m->point[i]));
}

static void expect_model(const struct model *m)
{
	struct e820entry want[CELLS];
	u32 i, nr = 0;

	MET(!e820.nr_map, "e820: an empty table");
	MET(e820.nr_map == 1, "e820: one entry");
	MET(e820.nr_map > 64, "e820: more than 64 entries");
	for (i = 0; i < CELLS; i++) {
		MET(i && m->type[i] && m->type[i] == m->type[i - 1] &&
		    m->point[i], "e820: neighbours merged");
		MET(i && m->type[i] > m->type[i - 1] && m->type[i - 1],
		    "e820: a higher type next to a lower");
		MET(i && !m->type[i] && m->type[i - 1], "e820: a hole");
		if (entry_begins(m, i))
			want[nr++] = (struct e820entry){
				m->base + i * m->unit, 0, m->type[i] };
		if (m->type[i])
			want[nr - 1].size += m->unit;
	}
	expect_entries(want, nr, __FILE__, __LINE__);
}

static const u32 types[] = { 1, 1, 1, 2, 2, 3, 4, 5, 7, 12, 20, ~0u, 0 };

/* Up to @max random ranges into the table and the model. */
static void random_map(struct model *m, u32 max)
{
	u32 i, first, cells, type, nr = rnd(max + 1);

	memset(m->type, 0, sizeof(m->type));
	memset(m->point, 0, sizeof(m->point));
	e820.nr_map = 0;
	for (i = 0; i < nr; i++) {
		first = rnd(CELLS);
		cells = rnd(3) ? rnd(8) : rnd(CELLS);
		cells = min(cells, CELLS - first);
		type = types[rnd(ARRAY_SIZE(types))];
		paint(m, first, cells, type);
		e820.map[e820.nr_map++] = (struct e820entry){
			m->base + first * m->unit, cells * m->unit, type };
	}
}

/* Maps that all tests below compare if OPS does not say otherwise. */
#define USUAL	76200
static u64 nr_maps;

/* This test's share of all operations. */
static u32 rounds(u32 usual)
{
	u64 nr = from_env("OPS", USUAL) * usual / USUAL;

	return nr ? nr : 1;
}

/* Map @i of a test begins; SEED shifts all of them. */
static void begin_map(u64 i)
{
	nr_maps++;
	map_seed = i + from_env("SEED", 0) * 0x9e3779b97f4a7c15ULL;
}

static void run(u64 base, u64 unit, u32 max, u32 nr)
{
	static struct model m;
	u32 i;

	m.base = base;
	m.unit = unit;
	for (i = 0; i < nr; i++) {
		begin_map(base + unit * 1000003 + max * 1009 + i);
		random_map(&m, max);
		update_e820();
		expect_model(&m);
		update_e820();		/* once more changes nothing */
		expect_model(&m);
	}
}

TEST(test_few_ranges)
{
	run(0, 1, 6, rounds(20000));
	run(0x123456, 0x200, 12, rounds(10000));
}

TEST(test_many_ranges)
{
	run(0, 0x1000, 100, rounds(3000));
	run(0, 0x10, 1500, rounds(200));
}

/* Around 4 GiB, and up to the last byte there is. */
TEST(test_at_the_edges)
{
	run((1ULL << 32) - 128, 1, 20, rounds(5000));
	run(0ULL - CELLS, 1, 20, rounds(5000));
	run(0ULL - CELLS * 0x1000ULL, 0x1000, 20, rounds(5000));
}

/*
 * Pages: eight cells make one, and it is RAM only if all are. What memblock
 * has afterwards, page by page.
 */
TEST(test_pages)
{
	static struct model m;
	u32 i, p, c;
	bool ram;

	m.base = 0x100000;
	m.unit = 0x200;
	for (i = 0; i < rounds(5000); i++) {
		glue_map_setup(NULL);
		begin_map(i);
		random_map(&m, 1 + i % 30);
		update_e820();
		memblock_x86_fill();
		for (p = 0; p < CELLS / 8; p++) {
			for (c = 0, ram = true; c < 8; c++)
				ram = ram && m.type[8 * p + c] == E820_RAM;
			assert_int_equal(memblock_is_region_memory(
				m.base + p * 0x1000ULL, 0x1000), ram);
		}
		assert_true(ram_pages() <= CELLS / 8);
	}
}

/* Updates and removals of random ranges, against the same of the cells. */
TEST(test_changes)
{
	static struct model m;
	u32 i, k, first, cells, old, new;
	u64 changed, want;

	m.base = 0ULL - CELLS;
	m.unit = 1;
	for (i = 0; i < rounds(20000); i++) {
		begin_map(i);
		random_map(&m, 12);
		memset(m.point, 0, sizeof(m.point));
		for (k = 0; k < e820.nr_map; k++)	/* no cuts: no PRAM */
			if (e820.map[k].type == E820_PRAM)
				e820.map[k].type = 13;
		for (k = 0; k < CELLS; k++)
			if (m.type[k] == E820_PRAM)
				m.type[k] = 13;
		update_e820();
		first = rnd(CELLS);
		cells = rnd(CELLS - first + 1);
		old = 1 + rnd(4);
		new = rnd(2) ? 0 : 6;
		for (k = first, want = 0; k < first + cells; k++) {
			want += m.type[k] == old;
			m.type[k] = m.type[k] == old ? new : m.type[k];
		}
		changed = new ?
			e820_update_range(m.base + first, cells, old, new) :
			e820_remove_range(m.base + first, cells, old, true);
		assert_int_equal(changed, want);
		update_e820();
		expect_model(&m);
		glue_log_clear();
	}
}

/* ---- EFI --------------------------------------------------------------- */

#define EFI_BASE	0x100000ULL

/* May everybody use it, once boot services have ended? (UEFI, table 7.10) */
static bool desc_is_ram(const efi_memory_desc_t *d)
{
	const u64 not = EFI_MEMORY_SP | EFI_MEMORY_NV | EFI_MEMORY_RUNTIME;

	return (d->type == 7 || (d->type >= 1 && d->type <= 4)) &&
		d->attribute & EFI_MEMORY_WB && !(d->attribute & not);
}

static efi_memory_desc_t some_desc(u32 *first)
{
	static const u64 attributes[] = {
		EFI_MEMORY_WB, EFI_MEMORY_WB, EFI_MEMORY_WB, EFI_MEMORY_WB, 0,
		EFI_MEMORY_WB | EFI_MEMORY_SP, EFI_MEMORY_WB | EFI_MEMORY_NV,
		EFI_MEMORY_WB | EFI_MEMORY_RUNTIME,
		EFI_MEMORY_WB | EFI_MEMORY_MORE_RELIABLE,
	};
	efi_memory_desc_t d = { .type = rnd(3) ? 1 + rnd(7) : rnd(18) };

	*first = rnd(CELLS);
	d.phys_addr = EFI_BASE + *first * 0x1000ULL;
	d.num_pages = min(rnd(3) ? rnd(8) : rnd(CELLS), CELLS - *first);
	d.attribute = attributes[rnd(ARRAY_SIZE(attributes))];
	return d;
}

/* A page is RAM if some descriptor says so and none says otherwise. */
TEST(test_efi_pages)
{
	static bool ram[CELLS], other[CELLS];
	efi_memory_desc_t d[60];
	struct boot_table table;
	u32 i, k, p, first, nr;

	for (i = 0; i < rounds(3000); i++) {
		glue_map_setup(NULL);
		glue_log_off = true;
		begin_map(i);
		memset(ram, 0, sizeof(ram));
		memset(other, 0, sizeof(other));
		nr = 4 + rnd(ARRAY_SIZE(d) - 4);
		for (k = 0; k < nr; k++) {
			d[k] = some_desc(&first);
			if (k < 4)	/* enough for a map to be taken */
				d[k] = (efi_memory_desc_t){ 7, 0, EFI_BASE +
					first * 0x1000ULL, 0, 1,
					EFI_MEMORY_WB };
			for (p = first; p < first + d[k].num_pages; p++)
				*(desc_is_ram(&d[k]) ? &ram[p] : &other[p]) =
					true;
			MET(!d[k].num_pages, "efi: an empty descriptor");
			MET(d[k].type > 15, "efi: an unknown type");
		}
		table = make_efi_table(d, nr, 40 + 8 * rnd(3));
		/* More invalid ones than valid: no map at all. */
		if (fill_from(NULL, &table) == MAP_EFI)
			for (p = 0; p < CELLS; p++)
				assert_int_equal(memblock_is_region_memory(
					EFI_BASE + p * 0x1000ULL, 0x1000),
					ram[p] && !other[p]);
		MET(memblock.memory.cnt > 1, "efi: several ranges of RAM");
		free_table(&table);
	}
	assert_true(tally_of("efi: several ranges of RAM"));
}

static void say_where(void)
{
	fprintf(stderr, "map %llu\n%s\n", nr_maps, replay(
		from_env("SEED", 0), from_env("OPS", USUAL), ""));
}

/* Each test ends here; one that failed says how to repeat it. */
static int group_end(void **state)
{
	(void)state;
	say_where();
	tally_report(from_env("SEED", 0), nr_maps);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		M(test_few_ranges), M(test_many_ranges),
		M(test_at_the_edges), M(test_pages), M(test_changes),
		M(test_efi_pages),
	};

	glue_log_off = true;
	replay_on_crash(say_where);
	return cmocka_run_group_tests(tests, NULL, group_end);
}
