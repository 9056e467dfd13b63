// SPDX-License-Identifier: GPL-2.0-only
/*
 * kernel/psf.c on fonts that are right, cut off at each byte, or lie. The
 * files are malloc'ed in their exact size: a read past the end is seen.
 * sources: kernel/psf.c tests/host/glue.c
 */
#include <linux/psf.h>
#include "glue.h"

#define PSF2_HEADER	32

static struct psf_font font;

/* A copy of exactly @size bytes, opened. */
static const char *open_copy(const void *file, size_t size)
{
	u8 *copy = malloc(size ? size : 1);
	const char *wrong;
	volatile u8 byte;

	assert_non_null(copy);
	memcpy(copy, file, size);
	memset(&font, 0, sizeof(font));
	wrong = psf_open(copy, size, &font);
	/* What it says is there can be read, each byte of each glyph. */
	for (int c = 0; !wrong && c < 256; c++)
		for (u32 i = 0; i < font.glyph_bytes; i++)
			byte = psf_glyph(&font, (char)c)[i];
	free(copy);
	(void)byte;
	return wrong;
}

/* 256 glyphs of 8x16; glyph N is made of bytes N. */
static size_t make_psf1(u8 *file)
{
	static const u8 header[] = { 0x36, 0x04, 0, 16 };

	memcpy(file, header, sizeof(header));
	for (int i = 0; i < 256; i++)
		memset(file + 4 + i * 16, i, 16);
	return 4 + 256 * 16;
}

/* 128 glyphs of 10x20: two bytes a row. */
static size_t make_psf2(u8 *file)
{
	static const u32 header[8] = { 0x864ab572, 0, PSF2_HEADER, 1, 128,
				       40, 20, 10 };

	memcpy(file, header, sizeof(header));
	for (int i = 0; i < 128; i++)
		memset(file + PSF2_HEADER + i * 40, i, 40);
	return PSF2_HEADER + 128 * 40;
}

TEST(version_1)
{
	u8 file[8192];
	size_t size = make_psf1(file);

	assert_null(open_copy(file, size));
	assert_null(psf_open(file, size, &font));
	assert_int_equal(font.width, 8);
	assert_int_equal(font.height, 16);
	assert_int_equal(font.row_bytes, 1);
	assert_int_equal(font.nr, 256);
	assert_int_equal(psf_glyph(&font, 'A')[15], 'A');
	assert_int_equal(psf_glyph(&font, (char)0xe4)[0], '?');
}

TEST(version_1_with_512_glyphs)
{
	u8 *file = calloc(1, 4 + 512 * 16);

	make_psf1(file);
	file[2] = 1;
	assert_non_null(strstr(open_copy(file, 4 + 511 * 16), "cut off"));
	assert_null(open_copy(file, 4 + 512 * 16));
	assert_int_equal(font.nr, 512);
	free(file);
}

TEST(version_2)
{
	u8 file[8192];
	size_t size = make_psf2(file);

	assert_null(open_copy(file, size));
	assert_null(psf_open(file, size, &font));
	assert_int_equal(font.width, 10);
	assert_int_equal(font.height, 20);
	assert_int_equal(font.row_bytes, 2);
	assert_int_equal(psf_glyph(&font, '~')[39], '~');
}

TEST(cut_off_anywhere)
{
	u8 file[8192];
	size_t size, full = make_psf1(file);

	for (size = 0; size < full; size++)
		assert_non_null(open_copy(file, size));
	full = make_psf2(file);
	for (size = 0; size < full; size++)
		assert_non_null(open_copy(file, size));
}

/* Each word of a header of version 2, with values that cannot be right. */
TEST(headers_that_lie)
{
	static const u32 values[] = { 0, 1, 31, 65, 127, 0x7fffffff,
				      0x80000000, 0xffffffff };
	u8 file[8192];
	size_t size = make_psf2(file);

	for (u32 word = 0; word < 8; word++) {
		for (u32 i = 0; i < ARRAY_SIZE(values); i++) {
			if (word == 3)	/* flags: not looked at */
				continue;
			if (word == 1 && values[i] == 0)
				continue;	/* the only version */
			make_psf2(file);
			memcpy(file + word * 4, &values[i], 4);
			assert_non_null(open_copy(file, size));
		}
	}
}

TEST(other_files)
{
	u8 file[64] = { 0x1f, 0x8b, 8 };

	assert_string_equal(open_copy(file, 64), "it is compressed");
	assert_string_equal(open_copy("no font, but a text of many letters",
				      35), "it is no PSF font");
	assert_string_equal(open_copy(file, 31), "it is too short");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(version_1),
		cmocka_unit_test(version_1_with_512_glyphs),
		cmocka_unit_test(version_2),
		cmocka_unit_test(cut_off_anywhere),
		cmocka_unit_test(headers_that_lie),
		cmocka_unit_test(other_files),
	};

	return RUN(tests);
}
