// SPDX-License-Identifier: GPL-2.0-only
/*
 * The picture of memory at the top of the graphics screen. Each cell is a
 * stack of bars, one for each kind that it holds; above them stand the
 * addresses, below them the legend and the stage. fbcon.c starts it; only
 * what has changed is drawn.
 */
#include <asm/fb.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/memory_picture.h>
#include <linux/stage.h>
#include <linux/string.h>

/* In lines of text from the top. */
#define LABEL_LINE	0
#define BAR_LINE	1
#define BAR_LINES	3
#define LEGEND_LINE	4
#define RULE_LINE	5

#define TEXT_RGB	0xc0c0c0
#define DIM_RGB		0x606060
#define BLACK_RGB	0x000000
#define STAGE_WIDTH	15		/* "stage: memblock" */

static const struct framebuffer *fb;
static const struct psf_font *font;

/* What is on the screen now. */
static unsigned int drawn_octaves;
static u8 drawn[PICTURE_MAX_CELLS][NR_PICTURE_KINDS];

/* Text from a column on; cut off at the edge. Returns the next column. */
static u32 draw_text(u32 line, u32 column, const char *text, u32 rgb)
{
	for (; *text && (column + 1) * font->width <= fb->width; text++)
		fb_glyph(fb, font, column++ * font->width,
			 line * font->height, *text, rgb, BLACK_RGB);
	return column;
}

/* A square of its colour before each name. */
static void draw_legend(void)
{
	u32 side = min(font->width, font->height), column = 0;
	int k;

	for (k = NR_PICTURE_KINDS - 1; k > PICTURE_NOTHING; k--) {
		const struct picture_style *style = &picture_styles[k];
		u32 end = column + 1 + (u32)strlen(style->name);

		if ((end + 1) * font->width > fb->width)
			break;
		fb_fill(fb, column * font->width,
			LEGEND_LINE * font->height + (font->height - side) / 2,
			side - 1, side, style->rgb);
		draw_text(LEGEND_LINE, column + 1, style->name, TEXT_RGB);
		column = end + 1;
	}
}

/* Room for the stage only where the legend leaves it. */
static void draw_stage(void)
{
	char text[STAGE_WIDTH + 1] = "stage: ";
	const char *name = stage_names[boot_stage];
	u32 columns = fb->width / font->width;

	if (columns < 100)
		return;
	memcpy(text + 7, name, min(strlen(name), sizeof(text) - 8));
	memset(text + strlen(text), ' ', STAGE_WIDTH - strlen(text));
	draw_text(LEGEND_LINE, columns - STAGE_WIDTH, text, TEXT_RGB);
}

/* All that stays as it is while the scale does. */
static void draw_frame(const struct picture_scale *scale)
{
	static char labels[PICTURE_MAX_CELLS + 1];

	fb_fill(fb, 0, 0, fb->width, FB_STRIP_LINES * font->height, BLACK_RGB);
	picture_labels(scale, labels);
	draw_text(LABEL_LINE, 0, labels, TEXT_RGB);
	draw_legend();
	fb_fill(fb, 0, RULE_LINE * font->height + font->height / 2, fb->width,
		1, DIM_RGB);
	memset(drawn, 0, sizeof(drawn));
}

/* The most interesting kind at the bottom, nothing at the top. */
static void draw_cell(unsigned int i, const struct picture_cell *cell)
{
	unsigned int heights[NR_PICTURE_KINDS];
	u32 y = BAR_LINE * font->height;
	u8 now[NR_PICTURE_KINDS];
	int k;

	picture_cell_heights(cell, BAR_LINES * font->height, heights);
	for (k = 0; k < NR_PICTURE_KINDS; k++)
		now[k] = (u8)heights[k];
	if (!memcmp(now, drawn[i], sizeof(now)))
		return;
	memcpy(drawn[i], now, sizeof(now));
	for (k = 0; k < NR_PICTURE_KINDS; k++) {
		fb_fill(fb, i * font->width, y, font->width, heights[k],
			picture_styles[k].rgb);
		y += heights[k];
	}
}

static void draw(const struct memory_picture *picture)
{
	const struct picture_scale *scale = &picture->scale;

	if (scale->octaves != drawn_octaves)
		draw_frame(scale);
	drawn_octaves = scale->octaves;
	draw_stage();
	for (unsigned int i = 0; i < scale->nr_cells; i++)
		draw_cell(i, &picture->cells[i]);
}

void fb_strip_init(const struct framebuffer *screen,
		   const struct psf_font *screen_font)
{
	static struct picture_strip strip = { .draw = draw };

	fb = screen;
	font = screen_font;
	strip.columns = min_t(u32, fb->width / font->width, PICTURE_MAX_CELLS);
	register_picture_strip(&strip);
}
