/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Console fonts in PC Screen Font format, versions 1 and 2, as Linux's
 * consoles use them. The files come with the console-setup or kbd package.
 */
#ifndef _LINUX_PSF_H
#define _LINUX_PSF_H

#include <linux/types.h>

#define PSF_MAX_SIDE	64		/* pixels; larger is no console font */

struct psf_font {
	const u8 *glyphs;		/* in the file */
	u32 nr;				/* at least 128 */
	u32 width, height;		/* pixels, 1 .. PSF_MAX_SIDE */
	u32 row_bytes, glyph_bytes;
};

/**
 * psf_open - find the glyphs in a font file
 * @file: the file, uncompressed; read only, and only within @size
 * @size: bytes of it
 * @font: filled in on success; points into the file
 *
 * The table of Unicode values that may follow the glyphs is not used: the
 * first 128 glyphs of a font for a Latin script are ASCII.
 *
 * Return: NULL, or what is wrong with the file, in a few words.
 */
const char *psf_open(const void *file, size_t size, struct psf_font *font);

/**
 * psf_glyph - the rows of a character's glyph
 * @font: the font
 * @c: the character
 *
 * Return: @font->height rows of @font->row_bytes each, the leftmost pixel in
 * the highest bit; '?' for a character that is not ASCII.
 */
const u8 *psf_glyph(const struct psf_font *font, char c);

#endif
