// SPDX-License-Identifier: GPL-2.0-only
/*
 * The text screen: 80 columns, 25 lines. The picture of memory stands at the
 * top; the log scrolls below it, in one colour, and what has scrolled past is
 * on the serial line only. Registered by console_init() where GRUB left the
 * screen in text mode; never used for input.
 */
#include <asm/io.h>
#include <asm/page.h>
#include <asm/setup.h>
#include <asm/vga.h>
#include <linux/boot_info.h>
#include <linux/compiler.h>
#include <linux/console.h>
#include <linux/init.h>
#include <linux/memory_picture.h>
#include <linux/terminal.h>

#define COLUMNS		80
#define LINES		25
#define BLACK		0x00
#define LIGHT_GREY	0x07		/* on black */
#define BLANK		(LIGHT_GREY << 8 | ' ')
#define BLANKS		(BLANK * 0x0001000100010001ULL)
#define CELLS_PER_U64	4

#define CRTC_INDEX	0x3d4
#define CRTC_DATA	0x3d5
#define CRTC_START	0x0c		/* first cell shown, high byte */
#define CRTC_CURSOR	0x0e		/* its cell, high byte; low at + 1 */

#define DAC_INDEX	0x3c8		/* then three bytes of 6 bits */
#define DAC_DATA	0x3c9
#define INPUT_STATUS	0x3da
#define ATTRIBUTE_INDEX	0x3c0		/* index and data in turn */
#define ATTRIBUTE_READ	0x3c1
#define ATTRIBUTE_MODE	0x10
#define ATTRIBUTE_SCREEN_ON	0x20
#define MODE_BLINK	0x08		/* else 16 colours behind the text */

/* Lines of the picture. */
#define LABEL_LINE	0
#define MOST_LINE	1
#define ALSO_LINE	2
#define LEGEND_LINE	3
#define STRIP_LINES	5

static void *vga_text_base = (void *)(PAGE_OFFSET + VGA_TEXT_PHYS);

static void put(unsigned int row, unsigned int column, char c);
static void scroll(void);

static struct terminal terminal = {
	.columns = COLUMNS, .rows = LINES,
	.top = STRIP_LINES, .row = STRIP_LINES,
	.put = put, .scroll = scroll,
};

/* ---- the console ------------------------------------------------------- */

static void crtc_write16(u8 reg, u16 value)
{
	outb(reg, CRTC_INDEX);
	outb(value >> 8, CRTC_DATA);
	outb(reg + 1, CRTC_INDEX);
	outb(value & 0xff, CRTC_DATA);
}

static void put_cell(unsigned int row, unsigned int column, char c, u8 colour)
{
	volatile u16 *cell = vga_text_base;

	cell[row * COLUMNS + column] = (u16)(colour << 8 | (u8)c);
}

static void put(unsigned int row, unsigned int column, char c)
{
	put_cell(row, column, c, LIGHT_GREY);
}

/* One line up. Eight bytes at a time: each access is slow. */
static void scroll(void)
{
	volatile u64 *cell = vga_text_base;
	unsigned int step = COLUMNS / CELLS_PER_U64;
	unsigned int i;

	for (i = STRIP_LINES * step; i < (LINES - 1) * step; i++)
		cell[i] = cell[i + step];
	for (; i < LINES * step; i++)
		cell[i] = BLANKS;
}

static void vga_write(const char *text, size_t len)
{
	if (!vga_text_base)
		return;
	terminal_write(&terminal, text, len);
	crtc_write16(CRTC_CURSOR, terminal.row * COLUMNS + terminal.column);
}

static struct console vga_console = {
	.name = "vga",
	.write = vga_write,
};

void vga_set_base(void *base)
{
	vga_text_base = base;
}

/* ---- the picture of memory --------------------------------------------- */

/* Which of the 16 colours a kind has: all but black and light grey. */
static u8 kind_colour(enum picture_kind kind)
{
	return kind < 8 ? 8 + kind : kind - 7;
}

/* White or black on the colour of @kind. */
static u8 kind_attribute(enum picture_kind kind)
{
	u8 text = kind_colour(PICTURE_PAGES);	/* white */

	if (picture_styles[kind].light)
		text = BLACK;
	return (u8)(kind_colour(kind) << 4 | text);
}

/* The entry of the palette behind a colour, as text modes are set up. */
static u8 palette_entry(u8 colour)
{
	if (colour == 6)
		return 0x14;
	return colour < 8 ? colour : 0x30 + colour;
}

/* The colours of all kinds, also where a cell would otherwise blink. */
static void set_palette(void)
{
	static bool done;
	u8 mode;

	if (done)
		return;
	done = true;
	for (int k = 0; k < NR_PICTURE_KINDS; k++) {
		u32 rgb = picture_styles[k].rgb;

		outb(palette_entry(kind_colour((enum picture_kind)k)),
		     DAC_INDEX);
		outb(rgb >> 18 & 0x3f, DAC_DATA);
		outb(rgb >> 10 & 0x3f, DAC_DATA);
		outb(rgb >> 2 & 0x3f, DAC_DATA);
	}
	inb(INPUT_STATUS);		/* the next write is an index */
	outb(ATTRIBUTE_MODE | ATTRIBUTE_SCREEN_ON, ATTRIBUTE_INDEX);
	mode = inb(ATTRIBUTE_READ);
	outb(mode & ~MODE_BLINK, ATTRIBUTE_INDEX);
}

static void draw_kind(unsigned int row, unsigned int column,
		      enum picture_kind kind)
{
	put_cell(row, column, picture_styles[kind].mark, kind_attribute(kind));
}

static void draw_legend(void)
{
	unsigned int column = 0;
	const char *c;
	int k;

	for (k = NR_PICTURE_KINDS - 1; k > PICTURE_NOTHING; k--) {
		draw_kind(LEGEND_LINE, column, (enum picture_kind)k);
		column += 2;
		for (c = picture_styles[k].name; *c; c++)
			put(LEGEND_LINE, column++, *c);
		column++;
	}
}

static void draw_strip(const struct memory_picture *picture)
{
	char labels[COLUMNS + 1];
	unsigned int i;

	if (!vga_text_base)
		return;
	set_palette();
	picture_labels(&picture->scale, labels);
	for (i = 0; i < picture->scale.nr_cells; i++) {
		const struct picture_cell *cell = &picture->cells[i];

		put(LABEL_LINE, i, labels[i]);
		draw_kind(MOST_LINE, i, picture_cell_most(cell));
		draw_kind(ALSO_LINE, i, picture_cell_also(cell));
	}
	draw_legend();
}

static struct picture_strip vga_strip = {
	.columns = COLUMNS,
	.draw = draw_strip,
};

/* ---- set-up ------------------------------------------------------------ */

/* GRUB says so, or says nothing on a BIOS machine, which starts in text. */
static __init bool text_mode(void)
{
	const struct boot_framebuffer *fb = &boot_info.fb;

	if (fb->present)
		return fb->type == FB_EGA_TEXT && fb->addr == VGA_TEXT_PHYS &&
			fb->width == COLUMNS && fb->height == LINES;
	return !boot_info.efi.data;
}

/**
 * vga_init - clear the text screen; a console and the picture on it
 *
 * Does nothing where the screen is in a graphics mode.
 */
void __init vga_init(void)
{
	volatile u64 *cell = vga_text_base;
	unsigned int i;

	if (!text_mode() || !vga_text_base)
		return;
	for (i = 0; i < COLUMNS * LINES / CELLS_PER_U64; i++)
		cell[i] = BLANKS;
	crtc_write16(CRTC_START, 0);
	register_console(&vga_console);
	register_picture_strip(&vga_strip);
}
