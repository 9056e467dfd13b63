// SPDX-License-Identifier: GPL-2.0-only
/*
 * arch/x86/kernel/fb.c: pixels of each size in a screen of malloc'ed memory,
 * exactly as large as it claims to be, and framebuffers that lie.
 * sources: arch/x86/kernel/fb.c kernel/psf.c tests/host/glue.c
 * cflags: -I arch/x86/include
 */
#include <asm/fb.h>
#include "glue.h"

#define WIDTH	16
#define HEIGHT	8

static const struct boot_framebuffer good = {
	.width = WIDTH, .height = HEIGHT, .pitch = WIDTH * 4, .bpp = 32,
	.type = FB_RGB, .present = true,
	.red = { 16, 8 }, .green = { 8, 8 }, .blue = { 0, 8 },
};

static struct framebuffer fb;

static void open_screen(const struct boot_framebuffer *info)
{
	assert_null(fb_open(info, &fb));
	fb.base = calloc(1, fb_size(&fb));
}

static u32 pixel(u32 x, u32 y)
{
	u32 value = 0;

	memcpy(&value, fb.base + y * fb.pitch + x * fb.bytes, fb.bytes);
	return value;
}

/* [x, x + w) * [y, y + h) has @value, all else is 0. */
static void expect_only(u32 x, u32 y, u32 w, u32 h, u32 value)
{
	for (u32 row = 0; row < HEIGHT; row++)
		for (u32 column = 0; column < WIDTH; column++)
			assert_int_equal(pixel(column, row),
					 column - x < w && row - y < h ? value
								       : 0);
}

TEST(rectangles_of_each_depth)
{
	static const struct {
		u8 bpp;
		struct boot_color red, green, blue;
		u32 want;		/* of 0xe69f00 */
	} depths[] = {
		{ 32, { 16, 8 }, { 8, 8 }, { 0, 8 }, 0xe69f00 },
		{ 32, { 0, 8 }, { 8, 8 }, { 16, 8 }, 0x009fe6 },
		{ 32, { 20, 10 }, { 10, 10 }, { 0, 10 },
		  0xe6u << 22 | 0x9f << 12 },
		{ 24, { 16, 8 }, { 8, 8 }, { 0, 8 }, 0xe69f00 },
		{ 16, { 11, 5 }, { 5, 6 }, { 0, 5 }, 28 << 11 | 39 << 5 },
		{ 16, { 10, 5 }, { 5, 5 }, { 0, 5 }, 28 << 10 | 19 << 5 },
	};

	for (u32 i = 0; i < ARRAY_SIZE(depths); i++) {
		struct boot_framebuffer info = good;

		info.bpp = depths[i].bpp;
		info.pitch = WIDTH * info.bpp / 8 + 4;
		info.red = depths[i].red;
		info.green = depths[i].green;
		info.blue = depths[i].blue;
		open_screen(&info);
		fb_fill(&fb, 3, 2, 5, 4, 0xe69f00);
		expect_only(3, 2, 5, 4, depths[i].want);
		fb_fill(&fb, 0, 0, WIDTH, HEIGHT, 0);
		fb_fill(&fb, WIDTH - 1, HEIGHT - 1, 1, 1, 0xe69f00);
		expect_only(WIDTH - 1, HEIGHT - 1, 1, 1, depths[i].want);
		fb_fill(&fb, 0, 0, 0, 1, 0xffffff);
		free(fb.base);
	}
}

/* A font of 10x2 whose 'A' is   X........X   .XXXXXXXX.   */
TEST(glyphs)
{
	static u8 glyphs[128 * 4];
	static const struct psf_font font = {
		.glyphs = glyphs, .nr = 128, .width = 10, .height = 2,
		.row_bytes = 2, .glyph_bytes = 4,
	};
	static const u8 shape[] = { 0x80, 0x40, 0x7f, 0x80 };

	memcpy(glyphs + 4 * 'A', shape, sizeof(shape));
	open_screen(&good);
	fb_glyph(&fb, &font, WIDTH - 10, HEIGHT - 2, 'A', 0x0072b2, 0x999999);
	for (u32 x = 0; x < 10; x++) {
		bool edge = x == 0 || x == 9;

		assert_int_equal(pixel(x + 6, 6), edge ? 0x0072b2 : 0x999999);
		assert_int_equal(pixel(x + 6, 7), edge ? 0x999999 : 0x0072b2);
	}
	assert_int_equal(pixel(5, 6), 0);
	free(fb.base);
}

TEST(framebuffers_that_lie)
{
	struct boot_framebuffer info;

#define REFUSED(field, value) do { \
	info = good; \
	info.field = value; \
	assert_non_null(fb_open(&info, &fb)); } while (0)
	assert_null(fb_open(&good, &fb));
	REFUSED(type, 0);
	REFUSED(type, FB_EGA_TEXT);
	REFUSED(bpp, 8);
	REFUSED(bpp, 15);
	REFUSED(bpp, 64);
	REFUSED(width, 0);
	REFUSED(width, WIDTH + 1);	/* beyond the pitch */
	REFUSED(width, 0x80000000);
	REFUSED(height, 0);
	REFUSED(height, 16385);
	REFUSED(pitch, WIDTH * 4 - 1);
	REFUSED(pitch, WIDTH * 4 + 2);
	REFUSED(addr, 0xfd000001);
	REFUSED(pitch, 0xffffffff);
	REFUSED(red.size, 0);		/* colours not told */
	REFUSED(red.position, 25);
	REFUSED(green.size, 33);
	REFUSED(blue.position, 255);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(rectangles_of_each_depth),
		cmocka_unit_test(glyphs),
		cmocka_unit_test(framebuffers_that_lie),
	};

	return RUN(tests);
}
