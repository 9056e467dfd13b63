/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A linear framebuffer with direct colour: fb.c draws rectangles and glyphs,
 * fbcon.c is the console on it, fb_strip.c the picture of memory above that.
 * The screen is only written; nothing ever reads it back.
 */
#ifndef _ASM_X86_FB_H
#define _ASM_X86_FB_H

#include <linux/boot_info.h>
#include <linux/psf.h>
#include <linux/types.h>

struct framebuffer {
	u8 *base;			/* where it is mapped */
	u32 pitch;			/* bytes from line to line */
	u32 width, height;		/* pixels */
	u32 bytes;			/* of a pixel: 2, 3 or 4 */
	struct boot_color red, green, blue;
};

/* ---- fb.c: pixels ----------------------------------------------------- */

/**
 * fb_open - can we draw on the framebuffer that the boot loader set up?
 * @info: as boot_info has it
 * @fb: filled in on success, except for @base
 *
 * What the fields mean: Multiboot2 Specification 2.0, section 3.6.12.
 *
 * Return: NULL, or why not, in a few words.
 */
const char *fb_open(const struct boot_framebuffer *info,
		    struct framebuffer *fb);

/* Bytes from the first pixel to the end of the last line. */
static inline size_t fb_size(const struct framebuffer *fb)
{
	return (size_t)fb->pitch * fb->height;
}

/**
 * fb_fill - one rectangle of one colour
 * @fb: the framebuffer
 * @x: left edge, pixels
 * @y: upper edge
 * @width: of the rectangle; it must lie within the screen
 * @height: of the rectangle
 * @rgb: 0xRRGGBB
 */
void fb_fill(const struct framebuffer *fb, u32 x, u32 y, u32 width,
	     u32 height, u32 rgb);

/**
 * fb_glyph - one character
 * @fb: the framebuffer
 * @font: its font
 * @x: left edge, pixels; the glyph must lie within the screen
 * @y: upper edge
 * @c: the character
 * @fg: its colour, 0xRRGGBB
 * @bg: the colour around it
 */
void fb_glyph(const struct framebuffer *fb, const struct psf_font *font,
	      u32 x, u32 y, char c, u32 fg, u32 bg);

/* ---- fbcon.c: the console --------------------------------------------- */

/**
 * fbcon_init - a console on the framebuffer, if there is one
 *
 * Called at the end of stage `mapped`: it maps the framebuffer, finds the
 * font among GRUB's modules and takes the shadow of the screen from bootmem.
 * Where one of them is missing a line in the log says so, and the kernel
 * stays on the serial line.
 */
void fbcon_init(void);

/* ---- fb_strip.c: the picture ------------------------------------------- */

#define FB_STRIP_LINES	6		/* of text, at the top of the screen */

/* Draw the picture of memory from now on; both must live for ever. */
void fb_strip_init(const struct framebuffer *fb, const struct psf_font *font);

#endif
