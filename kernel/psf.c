// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads a PSF font. The file is a module that a boot loader put there: no
 * number in it is believed before it is compared with the file's size.
 * The framebuffer console is the only caller.
 */
#include <linux/psf.h>
#include <linux/string.h>

#define PSF1_MAGIC	0x0436
#define PSF1_MODE_512	0x01		/* 512 glyphs, not 256 */
#define PSF1_WIDTH	8
#define PSF2_MAGIC	0x864ab572
#define GZIP_MAGIC	0x8b1f
#define MIN_GLYPHS	128		/* ASCII */

struct psf1_header {
	u16 magic;
	u8 mode;
	u8 height;			/* and bytes of a glyph */
};

struct psf2_header {
	u32 magic;
	u32 version;			/* 0 */
	u32 header_size;		/* where the glyphs begin */
	u32 flags;			/* 1: Unicode table behind them */
	u32 nr;
	u32 glyph_bytes;
	u32 height, width;
};

/* The glyphs begin @offset bytes into the file, and must end within it. */
static const char *check(struct psf_font *font, const u8 *file, size_t size,
			 u32 offset)
{
	if (!font->width || font->width > PSF_MAX_SIDE ||
	    !font->height || font->height > PSF_MAX_SIDE)
		return "its glyphs are of no size that we draw";
	font->row_bytes = (font->width + 7) / 8;
	if (font->glyph_bytes != font->row_bytes * font->height)
		return "its glyphs have not the bytes of their size";
	if (font->nr < MIN_GLYPHS)
		return "it has not all of ASCII";
	if (offset > size || font->nr > (size - offset) / font->glyph_bytes)
		return "it is cut off";
	font->glyphs = file + offset;
	return NULL;
}

static const char *open_psf1(const u8 *file, size_t size,
			     struct psf_font *font)
{
	struct psf1_header h;

	memcpy(&h, file, sizeof(h));
	font->nr = h.mode & PSF1_MODE_512 ? 512 : 256;
	font->width = PSF1_WIDTH;
	font->height = font->glyph_bytes = h.height;
	return check(font, file, size, sizeof(h));
}

static const char *open_psf2(const u8 *file, size_t size,
			     struct psf_font *font)
{
	struct psf2_header h;

	memcpy(&h, file, sizeof(h));
	if (h.version || h.header_size < sizeof(h))
		return "it is of a version that nobody has defined";
	font->nr = h.nr;
	font->width = h.width;
	font->height = h.height;
	font->glyph_bytes = h.glyph_bytes;
	return check(font, file, size, h.header_size);
}

const char *psf_open(const void *file, size_t size, struct psf_font *font)
{
	u32 magic = 0;

	if (size < sizeof(struct psf2_header))
		return "it is too short";
	memcpy(&magic, file, sizeof(magic));
	if (magic == PSF2_MAGIC)
		return open_psf2(file, size, font);
	if ((magic & 0xffff) == PSF1_MAGIC)
		return open_psf1(file, size, font);
	if ((magic & 0xffff) == GZIP_MAGIC)
		return "it is compressed";
	return "it is no PSF font";
}

const u8 *psf_glyph(const struct psf_font *font, char c)
{
	u8 index = (u8)c < MIN_GLYPHS ? (u8)c : '?';

	return font->glyphs + (size_t)index * font->glyph_bytes;
}
