// SPDX-License-Identifier: GPL-2.0-only
/*
 * The picture of physical memory (include/linux/memory_picture.h): a sweep
 * from address 0 up. At each address the layers below say what is there and
 * how far it reaches; the bytes up to there go into the cells. `map` at the
 * prompt and the strips on the screens ask for it; nothing is changed.
 */
#include <asm/e820.h>
#include <linux/kernel.h>
#include <linux/kmemleak.h>
#include <linux/memblock.h>
#include <linux/memory_picture.h>
#include <linux/mm.h>
#include <linux/pfn.h>
#include <linux/stage.h>
#include <linux/string.h>

#define LINEAR_END	(1ULL << 20)
#define LINEAR_SHIFT	16		/* cells of 64 KiB */
#define MIN_OCTAVES	12		/* up to 4 GiB */
#define MIN_BAR		3		/* pixels */

/*
 * The colours of Masataka Okabe and Kei Ito, "Color Universal Design" (2008),
 * with white, grey and near-black. Frequent neighbours also differ in
 * brightness.
 */
const struct picture_style picture_styles[NR_PICTURE_KINDS] = {
	[PICTURE_NOTHING] = { "nothing", ' ', 0x202020, 234, false },
	[PICTURE_FIRMWARE] = { "firmware", 'f', 0x999999, 246, true },
	[PICTURE_USABLE] = { "usable", '.', 0xf0e442, 221, true },
	[PICTURE_FREE] = { "free", '-', 0x009e73, 36, false },
	[PICTURE_RESERVED] = { "reserved", 'r', 0xd55e00, 166, false },
	[PICTURE_PAGES] = { "pages", 'p', 0xffffff, 231, true },
	[PICTURE_SLAB] = { "slab", 's', 0x56b4e9, 74, true },
	[PICTURE_EARLY] = { "early", 'e', 0xe69f00, 178, true },
	[PICTURE_BOOTINFO] = { "boot", 'b', 0xcc79a7, 175, true },
	[PICTURE_KERNEL] = { "kernel", 'K', 0x0072b2, 25, false },
};

/* ---- the scale --------------------------------------------------------- */

void picture_scale_init(struct picture_scale *scale, unsigned int columns)
{
	phys_addr_t ram_end = memblock.memory.cnt ? memblock_end_of_DRAM() : 0;
	int octaves = ram_end ? fls64((ram_end - 1) / LINEAR_END) : 0;

	scale->octaves = max(octaves, MIN_OCTAVES);
	scale->per_octave = (columns - PICTURE_LINEAR) / scale->octaves;
	scale->nr_cells = PICTURE_LINEAR + scale->octaves * scale->per_octave;
	scale->end = LINEAR_END << scale->octaves;
}

phys_addr_t picture_cell_start(const struct picture_scale *scale,
			       unsigned int cell)
{
	unsigned int octave, part;
	phys_addr_t base;

	if (cell < PICTURE_LINEAR)
		return (phys_addr_t)cell << LINEAR_SHIFT;
	octave = (cell - PICTURE_LINEAR) / scale->per_octave;
	part = (cell - PICTURE_LINEAR) % scale->per_octave;
	base = LINEAR_END << octave;
	return base + (base * part / scale->per_octave & PAGE_MASK);
}

/* ---- what is at an address --------------------------------------------- */

/* The state of a sweep: lists in order of address are read once, in step. */
struct sweep {
	phys_addr_t addr;		/* what is here, */
	phys_addr_t until;		/* and how far does it reach? */
	u32 e820;			/* entries that end below addr ... */
	unsigned long memory, reserved;	/* ... and regions */
};

/* Is addr in a range? Either way its nearest border is a border of ours. */
static bool is_in(struct sweep *s, phys_addr_t base, phys_addr_t size)
{
	phys_addr_t last = base + (size - 1);

	if (!size || last < s->addr)
		return false;
	if (base > s->addr) {
		s->until = min(s->until, base);
		return false;
	}
	if (last < s->until)
		s->until = last + 1;
	return true;
}

/* The first byte above a range is beyond addr: it need not be asked again. */
static bool is_past(const struct sweep *s, phys_addr_t base, phys_addr_t size)
{
	return base + (size - 1) < s->addr;
}

static bool in_type(struct sweep *s, const struct memblock_type *type,
		    unsigned long *i)
{
	const struct memblock_region *r = type->regions;

	while (*i < type->cnt && is_past(s, r[*i].base, r[*i].size))
		(*i)++;
	return *i < type->cnt && is_in(s, r[*i].base, r[*i].size);
}

static enum picture_kind firmware_kind(struct sweep *s)
{
	const struct e820entry *e = e820.map;

	while (s->e820 < e820.nr_map &&
	       is_past(s, e[s->e820].addr, e[s->e820].size))
		s->e820++;
	e += s->e820;
	if (s->e820 == e820.nr_map || !is_in(s, e->addr, e->size))
		return PICTURE_NOTHING;
	return e->type == E820_RAM ? PICTURE_USABLE : PICTURE_FIRMWARE;
}

/* What setup.c reserved under a name. */
static enum picture_kind name_kind(const char *name)
{
	if (!strcmp(name, "kernel image"))
		return PICTURE_KERNEL;
	if (!strcmp(name, "boot information") ||
	    !strcmp(name, "further modules") || !strncmp(name, "module", 6))
		return PICTURE_BOOTINFO;
	if (!strcmp(name, "BIOS data area"))
		return PICTURE_FIRMWARE;
	return PICTURE_RESERVED;
}

/* Reserved RAM: by name, by early allocation, or nobody's in particular. */
static enum picture_kind reserved_kind(struct sweep *s)
{
	enum picture_kind kind = PICTURE_RESERVED;
	unsigned int nr, dropped;
	const struct memblock_name *n = memblock_names(&nr);
	const struct early_block *b;

	for (; nr; nr--, n++)
		if (is_in(s, n->base, n->size) && kind == PICTURE_RESERVED)
			kind = name_kind(n->name);
	b = kmemleak_early_log(&nr, &dropped);
	for (; nr; nr--, b++)
		if (!b->freed && is_in(s, __pa(b->ptr), b->size) &&
		    kind == PICTURE_RESERVED)
			kind = PICTURE_EARLY;
	return kind;
}

/* After the hand-over: what the page allocator did with the page. */
static enum picture_kind block_kind(struct sweep *s)
{
	u64 pfn = PFN_DOWN(s->addr);
	const struct page *head = page_block_head(pfn);
	u64 start;

	if (!head)
		return PICTURE_NOTHING;
	start = pfn & ~((1ULL << head->order) - 1);
	is_in(s, PFN_PHYS(start), PAGE_SIZE << head->order);
	switch (head->kind) {
	case PAGE_FREE:
		return PICTURE_FREE;
	case PAGE_ALLOCATED:
		return PICTURE_PAGES;
	case PAGE_SLAB:
		return PICTURE_SLAB;
	default:
		return PICTURE_NOTHING;	/* never handed over */
	}
}

/* What is at s->addr; s->until becomes the end of it. */
static enum picture_kind kind_at(struct sweep *s)
{
	enum picture_kind kind = firmware_kind(s);
	bool ram = in_type(s, &memblock.memory, &s->memory);
	bool reserved = in_type(s, &memblock.reserved, &s->reserved);

	if (kind == PICTURE_USABLE && boot_stage >= STAGE_BUDDY) {
		enum picture_kind block = block_kind(s);

		if (block != PICTURE_NOTHING)
			return block;
		ram = false;		/* not handed over: nobody's */
	}
	if (kind == PICTURE_USABLE && reserved)
		return reserved_kind(s);
	/* Usable for the firmware, but no whole page, or cut off by us. */
	if (kind == PICTURE_USABLE && !ram)
		return PICTURE_RESERVED;
	return kind;
}

/* ---- the picture ------------------------------------------------------- */

/* [start, end) is of one kind: shared out to the cells, *@cell the first. */
static void add_bytes(struct memory_picture *p, unsigned int *cell,
		      phys_addr_t start, phys_addr_t end,
		      enum picture_kind kind)
{
	p->total[kind] += end - start;
	while (start < end) {
		phys_addr_t cell_end = picture_cell_start(&p->scale, *cell + 1);
		phys_addr_t to = min(cell_end, end);

		p->cells[*cell].bytes[kind] += to - start;
		start = to;
		if (to == cell_end)
			(*cell)++;
	}
}

const struct memory_picture *memory_picture(unsigned int columns)
{
	static struct memory_picture picture;
	struct sweep s = { 0 };
	unsigned int cell = 0;

	memset(&picture, 0, sizeof(picture));
	picture_scale_init(&picture.scale, columns);
	while (s.addr < picture.scale.end) {
		enum picture_kind kind;

		s.until = picture.scale.end;
		kind = kind_at(&s);
		add_bytes(&picture, &cell, s.addr, s.until, kind);
		s.addr = s.until;
	}
	return &picture;
}

/* ---- one cell ---------------------------------------------------------- */

enum picture_kind picture_cell_most(const struct picture_cell *cell)
{
	enum picture_kind most = PICTURE_NOTHING;
	int k;

	for (k = 0; k < NR_PICTURE_KINDS; k++)
		if (cell->bytes[k] && cell->bytes[k] >= cell->bytes[most])
			most = (enum picture_kind)k;
	return most;
}

enum picture_kind picture_cell_also(const struct picture_cell *cell)
{
	enum picture_kind most = picture_cell_most(cell);
	int k;

	for (k = NR_PICTURE_KINDS - 1; k > 0; k--)
		if (cell->bytes[k] && k != (int)most)
			break;
	return (enum picture_kind)k;
}

void picture_cell_heights(const struct picture_cell *cell, unsigned int height,
			  unsigned int heights[NR_PICTURE_KINDS])
{
	u64 size = 0;
	unsigned int sum = 0;
	int k, tallest;

	for (k = 0; k < NR_PICTURE_KINDS; k++)
		size += cell->bytes[k];
	for (k = 0; k < NR_PICTURE_KINDS; k++) {
		heights[k] = (unsigned int)(cell->bytes[k] / PAGE_SIZE *
					    height / (size / PAGE_SIZE));
		if (k && cell->bytes[k] && heights[k] < MIN_BAR)
			heights[k] = MIN_BAR;
		sum += heights[k];
	}
	if (sum < height)
		heights[picture_cell_most(cell)] += height - sum;
	for (; sum > height; sum--) {
		for (tallest = k = 0; k < NR_PICTURE_KINDS; k++)
			if (heights[k] >= heights[tallest])
				tallest = k;
		heights[tallest]--;
	}
}
