// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pixels of 16, 24 or 32 bits: rectangles and glyphs. The console and the
 * strip call it, with coordinates that they have checked. Writes go to the
 * screen line by line, upwards; nothing is read from it.
 */
#include <asm/fb.h>

#define MAX_SIDE	16384		/* pixels */
#define MAX_PITCH	(MAX_SIDE * 4)

static bool color_fits(const struct boot_color *color, u32 bpp)
{
	return color->size && color->size <= 16 &&
	       color->position + color->size <= bpp;
}

const char *fb_open(const struct boot_framebuffer *info,
		    struct framebuffer *fb)
{
	if (info->type != FB_RGB)
		return "its pixels are no direct colours";
	if (info->bpp != 16 && info->bpp != 24 && info->bpp != 32)
		return "it has neither 16, 24 nor 32 bits a pixel";
	fb->bytes = info->bpp / 8;
	if (!info->width || info->width > MAX_SIDE ||
	    !info->height || info->height > MAX_SIDE ||
	    info->pitch > MAX_PITCH || info->pitch / fb->bytes < info->width)
		return "its width, height and pitch make no sense";
	if (fb->bytes != 3 && (info->addr | info->pitch) % fb->bytes)
		return "its pixels lie across words";
	if (!color_fits(&info->red, info->bpp) ||
	    !color_fits(&info->green, info->bpp) ||
	    !color_fits(&info->blue, info->bpp))
		return "its colours do not fit a pixel";
	fb->pitch = info->pitch;
	fb->width = info->width;
	fb->height = info->height;
	fb->red = info->red;
	fb->green = info->green;
	fb->blue = info->blue;
	return NULL;
}

/* Eight bits of a colour as the framebuffer wants them. */
static u32 field(const struct boot_color *color, u32 value)
{
	value &= 0xff;
	value = color->size < 8 ? value >> (8 - color->size)
				: value << (color->size - 8);
	return value << color->position;
}

static u32 to_pixel(const struct framebuffer *fb, u32 rgb)
{
	return field(&fb->red, rgb >> 16) | field(&fb->green, rgb >> 8) |
	       field(&fb->blue, rgb);
}

static u8 *pixel_at(const struct framebuffer *fb, u32 x, u32 y)
{
	return fb->base + (size_t)y * fb->pitch + x * fb->bytes;
}

static u8 *put_pixel(u8 *at, u32 bytes, u32 pixel)
{
	switch (bytes) {
	case 2:
		*(volatile u16 *)at = (u16)pixel;
		break;
	case 3:
		*(volatile u8 *)at = (u8)pixel;
		*(volatile u8 *)(at + 1) = (u8)(pixel >> 8);
		*(volatile u8 *)(at + 2) = (u8)(pixel >> 16);
		break;
	default:
		*(volatile u32 *)at = pixel;
	}
	return at + bytes;
}

void fb_fill(const struct framebuffer *fb, u32 x, u32 y, u32 width,
	     u32 height, u32 rgb)
{
	u32 pixel = to_pixel(fb, rgb), left;

	for (; height; height--, y++) {
		u8 *at = pixel_at(fb, x, y);

		for (left = width; left; left--)
			at = put_pixel(at, fb->bytes, pixel);
	}
}

/*
 * At most eight pixels of a glyph. Almost every screen has 32 bits a pixel,
 * and scrolling draws a million of them: they have a loop of their own.
 */
static u8 *draw_bits(u8 *at, u32 bytes, u32 bits, u32 nr, u32 on, u32 off)
{
	volatile u32 *word = (volatile u32 *)at;
	u8 *end = at + nr * bytes;

	if (bytes == 4)
		for (; word < (volatile u32 *)end; bits <<= 1)
			*word++ = bits & 0x80 ? on : off;
	else
		for (; at < end; bits <<= 1)
			at = put_pixel(at, bytes, bits & 0x80 ? on : off);
	return end;
}

void fb_glyph(const struct framebuffer *fb, const struct psf_font *font,
	      u32 x, u32 y, char c, u32 fg, u32 bg)
{
	u32 on = to_pixel(fb, fg), off = to_pixel(fb, bg);
	const u8 *row = psf_glyph(font, c);
	u32 line, left;

	for (line = 0; line < font->height; line++) {
		u8 *at = pixel_at(fb, x, y + line);

		for (left = font->width; left > 8; left -= 8)
			at = draw_bits(at, fb->bytes, *row++, 8, on, off);
		draw_bits(at, fb->bytes, *row++, left, on, off);
	}
}
