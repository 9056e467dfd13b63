/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A picture of physical memory: cells on a scale, and in each the bytes of
 * every kind. kernel/memory_picture.c makes it from what the kernel knows;
 * the renderers (text, VGA, framebuffer) only look at it. Nothing here is
 * x86: a host program draws the same.
 */
#ifndef _LINUX_MEMORY_PICTURE_H
#define _LINUX_MEMORY_PICTURE_H

#include <linux/types.h>
#include <asm/page.h>

/* In order of rising interest: of two in one cell the later is shown. */
enum picture_kind {
	PICTURE_NOTHING,	/* in no entry of the map */
	PICTURE_FIRMWARE,	/* in the map, not usable; the BIOS's data */
	PICTURE_USABLE,		/* RAM that memblock has free */
	PICTURE_FREE,		/* RAM in the buddies' free lists */
	PICTURE_RESERVED,	/* reserved RAM of no other kind */
	PICTURE_PAGES,		/* blocks handed out by the page allocator */
	PICTURE_SLAB,		/* blocks of the slab */
	PICTURE_EARLY,		/* allocations of the time before the slab */
	PICTURE_BOOTINFO,	/* GRUB's information and its modules */
	PICTURE_KERNEL,		/* the kernel image */
	NR_PICTURE_KINDS
};

/**
 * struct picture_style - how a kind looks, the same wherever it is drawn
 * @name: one word for the legend
 * @mark: its character where there are no colours; different for each kind
 * @rgb: its colour, 0xRRGGBB: of the set that Okabe and Ito chose so that
 *	people with any kind of colour vision tell them apart
 * @ansi: the nearest of a terminal's 256 colours
 * @light: black text is readable on it, else white text
 */
struct picture_style {
	const char *name;
	char mark;
	u32 rgb;
	u8 ansi;
	bool light;
};

extern const struct picture_style picture_styles[NR_PICTURE_KINDS];

/*
 * The scale. The first MiB has PICTURE_LINEAR cells of 64 KiB each. From
 * there on every doubling of the address (1M to 2M, 2M to 4M, ...) has
 * @per_octave cells of equal size, whole pages.
 */
#define PICTURE_LINEAR		16
#define PICTURE_MAX_CELLS	256

struct picture_scale {
	unsigned int octaves, per_octave, nr_cells;
	phys_addr_t end;		/* of the last cell */
};

struct picture_cell {
	u64 bytes[NR_PICTURE_KINDS];	/* their sum is the cell's size */
};

struct memory_picture {
	struct picture_scale scale;
	struct picture_cell cells[PICTURE_MAX_CELLS];
	u64 total[NR_PICTURE_KINDS];	/* bytes, on the whole scale */
};

/**
 * picture_scale_init - choose a scale for this machine
 * @scale: filled in
 * @columns: cells that there is room for; 42 to PICTURE_MAX_CELLS
 *
 * The scale ends at a power of two above all RAM, and at 4 GiB or above.
 * What lies higher is no RAM and not in the picture: some firmware reserves
 * addresses near the terabyte on the smallest machine.
 */
void picture_scale_init(struct picture_scale *scale, unsigned int columns);

/**
 * picture_cell_start - the first address of a cell
 * @scale: of picture_scale_init()
 * @cell: its number; @scale->nr_cells gives the end of the scale
 */
phys_addr_t picture_cell_start(const struct picture_scale *scale,
			       unsigned int cell);

/**
 * memory_picture - take the picture of this moment
 * @columns: as for picture_scale_init()
 *
 * Reads the firmware's map, memblock's lists and names, the log of early
 * allocations and, after the hand-over, the heads of page blocks. What it
 * costs grows with the number of these ranges and blocks, not with their
 * size. Allocates nothing.
 *
 * Return: the picture; it is overwritten by the next call.
 */
const struct memory_picture *memory_picture(unsigned int columns);

/**
 * picture_cell_most - what most of a cell is
 * @cell: the cell
 *
 * Return: the kind with the most bytes, of equal ones the more interesting.
 */
enum picture_kind picture_cell_most(const struct picture_cell *cell);

/**
 * picture_cell_also - what else matters most in a cell
 * @cell: the cell
 *
 * Return: the most interesting kind but that of picture_cell_most();
 * PICTURE_NOTHING if there is none.
 */
enum picture_kind picture_cell_also(const struct picture_cell *cell);

/**
 * picture_cell_heights - a cell as a stack of bars
 * @cell: the cell
 * @height: of the stack, in pixels; at least 3 for each kind
 * @heights: filled in, one for each kind; their sum is @height
 *
 * In proportion to bytes, but 3 pixels at least for all that is there at
 * all (except PICTURE_NOTHING): a page in a terabyte can be seen.
 */
void picture_cell_heights(const struct picture_cell *cell, unsigned int height,
			  unsigned int heights[NR_PICTURE_KINDS]);

/* ---- as text: kernel/picture_text.c ------------------------------------ */

/**
 * picture_labels - a line of addresses for above the cells
 * @scale: the scale
 * @line: filled in with @scale->nr_cells characters and a final 0
 *
 * A label begins over the cell that begins with this address.
 */
void picture_labels(const struct picture_scale *scale, char *line);

/**
 * show_picture - print the picture at the prompt
 * @colour: with ANSI colours; else the characters alone
 */
void show_picture(bool colour);

/* ---- strips: kernel/picture_strip.c ------------------------------------ */

/* A place where the picture always is, kept up to date. */
struct picture_strip {
	unsigned int columns;		/* cells there is room for */
	void (*draw)(const struct memory_picture *picture);
	struct picture_strip *next;
};

/* From now on a strip is drawn with the others, and at once. */
void register_picture_strip(struct picture_strip *strip);

/**
 * picture_changed - memory looks different: draw all strips again
 *
 * Does nothing while memblock is empty, and in a `quiet` boot before the
 * prompt. Allocates nothing.
 */
void picture_changed(void);

/**
 * picture_step - the same, at a step of the boot that is worth a look
 *
 * Called at each stage. With bootdelay=MS it then waits so long; and then the
 * picture is also drawn after each early allocation, with a tenth of the wait.
 */
void picture_step(void);

#endif
