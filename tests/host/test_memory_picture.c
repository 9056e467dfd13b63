// SPDX-License-Identifier: GPL-2.0-only
/*
 * kernel/memory_picture.c: pictures of random machines, compared byte by byte
 * with a model that asks every list about every address at which anything
 * changes.
 *
 * sources: kernel/memory_picture.c mm/kmemleak.c
 * sources: mm/kmemleak_early.c mm/kmemleak_tree.c tests/host/fake_leak.c
 * sources: arch/x86/kernel/e820.c arch/x86/kernel/e820_sanitize.c
 * sources: arch/x86/kernel/firmware_map.c arch/x86/kernel/efi.c
 * sources: arch/x86/kernel/ebda.c lib/sort.c
 * sources: mm/memblock*.c mm/nobootmem.c mm/page_block.c mm/page_alloc.c
 * sources: mm/page_init.c mm/page_nodes.c mm/free_bootmem.c
 * sources: tests/host/page_check.c tests/host/handover.c
 * sources: tests/host/sim_phys.c tests/host/glue.c
 * sources: tests/host/glue_memblock.c tests/host/glue_map.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -DCONFIG_DEBUG_KMEMLEAK
 * cflags: -I arch/x86/include -include tests/host/sim_phys.h
 */
#include <linux/kmemleak.h>
#include <linux/memory_picture.h>
#include <linux/stage.h>
#include "glue_map.h"
#include "handover.h"

#define UNIT		0x100u
#define LIMIT		(16ULL << 20)	/* of what the model looks at */
#define MODEL_UNITS	(LIMIT / UNIT)

static int setup(void **state)
{
	glue_reset();
	glue_map_setup(state);
	handover_setup(state);
	kmemleak_free_part(__va(0), SIM_PHYS_SIZE);	/* of the last test */
	boot_stage = STAGE_MEMBLOCK;
	return 0;
}

/* ---- whole pictures ---------------------------------------------------- */

static bool in_list(const struct memblock_type *type, phys_addr_t addr)
{
	for (unsigned long i = 0; i < type->cnt; i++)
		if (addr - type->regions[i].base < type->regions[i].size)
			return true;
	return false;
}

static u32 firmware_type(phys_addr_t addr)
{
	for (u32 i = 0; i < e820.nr_map; i++)
		if (addr - e820.map[i].addr < e820.map[i].size)
			return e820.map[i].type;
	return 0;
}

/* The kind of reserved RAM, said the long way round. */
static enum picture_kind model_reserved(phys_addr_t addr)
{
	const struct memblock_name *name = memblock_named_overlap(addr, 1);
	unsigned int nr, dropped;
	const struct early_block *b = kmemleak_early_log(&nr, &dropped);

	if (name && !strcmp(name->name, "kernel image"))
		return PICTURE_KERNEL;
	if (name && (!strcmp(name->name, "boot information") ||
		     !strcmp(name->name, "module 0")))
		return PICTURE_BOOTINFO;
	if (name && !strcmp(name->name, "BIOS data area"))
		return PICTURE_FIRMWARE;
	for (; !name && nr; nr--, b++)
		if (!b->freed && addr - __pa(b->ptr) < b->size)
			return PICTURE_EARLY;
	return PICTURE_RESERVED;
}

static enum picture_kind model_kind(phys_addr_t addr)
{
	u32 type = firmware_type(addr);

	if (type != E820_RAM)
		return type ? PICTURE_FIRMWARE : PICTURE_NOTHING;
	if (boot_stage >= STAGE_BUDDY) {
		struct page *head = pfn_valid(PFN_DOWN(addr)) ?
			brute_head(PFN_DOWN(addr)) : NULL;

		if (head && head->kind == PAGE_FREE)
			return PICTURE_FREE;
		if (head && head->kind == PAGE_ALLOCATED)
			return PICTURE_PAGES;
		if (head && head->kind == PAGE_SLAB)
			return PICTURE_SLAB;
	}
	if (in_list(&memblock.reserved, addr))
		return model_reserved(addr);
	if (boot_stage < STAGE_BUDDY && in_list(&memblock.memory, addr))
		return PICTURE_USABLE;
	return PICTURE_RESERVED;
}

static u64 borders[20000];
static u32 nr_borders;

static void add_border(u64 addr)
{
	assert_true(nr_borders < ARRAY_SIZE(borders));
	if (addr < LIMIT)
		borders[nr_borders++] = addr;
}

static void add_borders_of(const struct memblock_type *type)
{
	for (unsigned long i = 0; i < type->cnt; i++) {
		add_border(type->regions[i].base);
		add_border(type->regions[i].base + type->regions[i].size);
	}
}

static int compare_borders(const void *a, const void *b)
{
	u64 x = *(const u64 *)a, y = *(const u64 *)b;

	return x < y ? -1 : x > y;
}

/* Each page, and all addresses at which anything begins or ends. */
static void find_borders(void)
{
	unsigned int nr, dropped;
	const struct early_block *b = kmemleak_early_log(&nr, &dropped);

	nr_borders = 0;
	for (u64 addr = 0; addr < LIMIT; addr += PAGE_SIZE)
		add_border(addr);
	add_borders_of(&memblock.memory);
	add_borders_of(&memblock.reserved);
	for (u32 i = 0; i < e820.nr_map; i++) {
		add_border(e820.map[i].addr);
		add_border(e820.map[i].addr + e820.map[i].size);
	}
	for (; nr; nr--, b++) {
		add_border(__pa(b->ptr));
		add_border(__pa(b->ptr) + b->size);
	}
	for (const struct memblock_name *n = memblock_names(&nr); nr; nr--) {
		add_border(n->base);
		add_border(n->base + n->size);
		n++;
	}
	qsort(borders, nr_borders, sizeof(borders[0]), compare_borders);
	borders[nr_borders] = LIMIT;
}

static void check_picture(void)
{
	static struct memory_picture want;
	const struct memory_picture *got = memory_picture(79);
	const struct picture_scale *s = &got->scale;
	unsigned int cell = 0;

	memset(&want, 0, sizeof(want));
	find_borders();
	for (u32 i = 0; i < nr_borders; i++) {
		while (borders[i] >= picture_cell_start(s, cell + 1))
			cell++;
		want.cells[cell].bytes[model_kind(borders[i])] +=
			borders[i + 1] - borders[i];
	}
	for (cell = 0; picture_cell_start(s, cell) < LIMIT; cell++)
		assert_memory_equal(&got->cells[cell], &want.cells[cell],
				    sizeof(want.cells[cell]));
	for (; cell < s->nr_cells; cell++)
		assert_int_equal(got->cells[cell].bytes[PICTURE_NOTHING],
				 picture_cell_start(s, cell + 1) -
				 picture_cell_start(s, cell));
}

static void random_range(u32 max_units, phys_addr_t *base, phys_addr_t *size)
{
	*size = (1 + rnd(max_units)) * UNIT;
	*base = rnd((u32)((LIMIT - *size) / UNIT)) * UNIT;
}

static void random_machine(void)
{
	static const char *const names[] = {
		"kernel image", "boot information", "module 0",
		"BIOS data area", "framebuffer",
	};
	phys_addr_t base, size;

	for (u32 i = 3 + rnd(12); i; i--) {
		random_range(MODEL_UNITS / 3, &base, &size);
		e820_add_region(base, size, rnd(4) ? E820_RAM : E820_NVS);
	}
	e820_add_region(MB(4), MB(6), E820_RAM);	/* room to live */
	update_e820();
	for (u32 i = 0; i < ARRAY_SIZE(names); i++) {
		random_range(0x400, &base, &size);
		if (!memblock_named_overlap(base, size))
			memblock_reserve_named(base, size, names[i]);
	}
	for (u32 i = rnd(20); i; i--) {
		random_range(0x200, &base, &size);
		memblock_reserve(base, size);
	}
	memblock_x86_fill();
}

static void random_early_blocks(void)
{
	void *blocks[8];

	for (u32 i = 0; i < 8; i++)
		blocks[i] = __alloc_bootmem_nopanic((1 + rnd(64)) * UNIT, UNIT,
						    rnd(2) ? MB(5) : 0);
	for (u32 i = 0; i < 8; i += 3)
		if (blocks[i])
			memblock_free_early(__pa(blocks[i]), UNIT);
}

TEST(random_machines)
{
	for (u32 round = 0; round < 40; round++) {
		setup(NULL);
		glue_log_off = true;
		random_machine();
		check_picture();
		random_early_blocks();
		check_picture();
		free_area_init_nodes();
		check_picture();
		free_all_bootmem();
		boot_stage = STAGE_BUDDY;
		check_picture();
		for (u32 i = 0; i < 10; i++)
			alloc_pages(__GFP_NOWARN, rnd(6));
		check_picture();
	}
	glue_log_off = false;
}

/* A terabyte costs no more than what was written of it. */
TEST(terabyte)
{
	const struct memory_picture *p;
	u64 sum = 0;

	e820_add_region(0, 1ULL << 40, E820_RAM);
	update_e820();
	memblock_x86_fill();
	free_area_init_nodes();
	free_all_bootmem();
	boot_stage = STAGE_BUDDY;
	p = memory_picture(80);
	assert_int_equal(p->scale.end, 1ULL << 40);
	assert_int_equal(p->total[PICTURE_FREE] / PAGE_SIZE, nr_free_pages());
	for (int k = 0; k < NR_PICTURE_KINDS; k++)
		sum += p->total[k];
	assert_int_equal(sum, 1ULL << 40);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(random_machines, setup),
		cmocka_unit_test_setup(terabyte, setup),
	};

	return RUN(tests);
}
