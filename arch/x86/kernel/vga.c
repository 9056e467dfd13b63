// SPDX-License-Identifier: GPL-2.0-only
/*
 * The text screen: 80 columns, 25 lines, one colour. What has scrolled past
 * is on the serial line only. Registered by console_init() where GRUB left
 * the screen in text mode; never used for input.
 */
#include <asm/io.h>
#include <asm/page.h>
#include <asm/setup.h>
#include <asm/vga.h>
#include <linux/boot_info.h>
#include <linux/compiler.h>
#include <linux/console.h>
#include <linux/init.h>

#define COLUMNS		80
#define LINES		25
#define LIGHT_GREY	0x07		/* on black */
#define BLANK		(LIGHT_GREY << 8 | ' ')
#define BLANKS		(BLANK * 0x0001000100010001ULL)
#define TAB_WIDTH	8
#define CELLS_PER_U64	4

#define CRTC_INDEX	0x3d4
#define CRTC_DATA	0x3d5
#define CRTC_START	0x0c		/* first cell shown, high byte */
#define CRTC_CURSOR	0x0e		/* its cell, high byte; low at + 1 */

#define FB_EGA_TEXT	2

static void *vga_text_base = (void *)(PAGE_OFFSET + VGA_TEXT_PHYS);

static unsigned int column, line;

static void crtc_write16(u8 reg, u16 value)
{
	outb(reg, CRTC_INDEX);
	outb(value >> 8, CRTC_DATA);
	outb(reg + 1, CRTC_INDEX);
	outb(value & 0xff, CRTC_DATA);
}

/* One line up. Eight bytes at a time: each access is slow. */
static void scroll(void)
{
	volatile u64 *cell = vga_text_base;
	unsigned int step = COLUMNS / CELLS_PER_U64;
	unsigned int i;

	for (i = 0; i < (LINES - 1) * step; i++)
		cell[i] = cell[i + step];
	for (; i < LINES * step; i++)
		cell[i] = BLANKS;
}

static void newline(void)
{
	column = 0;
	if (line < LINES - 1)
		line++;
	else
		scroll();
}

static void put_cell(char c)
{
	volatile u16 *cell = vga_text_base;

	cell[line * COLUMNS + column] = LIGHT_GREY << 8 | (u8)c;
	if (++column == COLUMNS)
		newline();
}

static void put_char(char c)
{
	switch (c) {
	case '\n':
		newline();
		break;
	case '\r':
		column = 0;
		break;
	case '\b':
		if (column)
			column--;
		break;
	case '\t':
		do
			put_cell(' ');
		while (column % TAB_WIDTH);
		break;
	default:
		put_cell(c);
	}
}

/*
 * An escape sequence of the line editor, ESC [ number letter. Those it uses
 * are obeyed (cursor right and left, erase to the end of the line), all
 * others are left out.
 */
static void run_escape(char letter, unsigned int number)
{
	volatile u16 *cell = vga_text_base;
	unsigned int count = number ? number : 1;
	unsigned int i;

	switch (letter) {
	case 'C':
		column = column + count < COLUMNS ? column + count
						  : COLUMNS - 1;
		break;
	case 'D':
		column = column > count ? column - count : 0;
		break;
	case 'K':
		for (i = column; i < COLUMNS; i++)
			cell[line * COLUMNS + i] = BLANK;
		break;
	}
}

/* True if @c was part of an escape sequence; these may span two writes. */
static bool in_escape(char c)
{
	static enum { TEXT, ESCAPE, NUMBER } state;
	static unsigned int number;

	if (state == TEXT) {
		if (c != '\033')
			return false;
		state = ESCAPE;
	} else if (state == ESCAPE) {
		state = c == '[' ? NUMBER : TEXT;
		number = 0;
	} else if (c >= '0' && c <= '9') {
		number = (number * 10 + c - '0') % 1000;
	} else if (c >= '@') {
		run_escape(c, number);
		state = TEXT;
	}
	return true;
}

static void vga_write(const char *text, size_t len)
{
	if (!vga_text_base)
		return;
	while (len--) {
		if (!in_escape(*text))
			put_char(*text);
		text++;
	}
	crtc_write16(CRTC_CURSOR, line * COLUMNS + column);
}

static struct console vga_console = {
	.name = "vga",
	.write = vga_write,
};

void vga_set_base(void *base)
{
	vga_text_base = base;
}

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
 * vga_init - clear the text screen and register it as a console
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
}
