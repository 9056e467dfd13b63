// SPDX-License-Identifier: GPL-2.0-only
/*
 * The console on a framebuffer. It writes into a shadow of the screen, one
 * byte a character, and draws the characters that differ from what is on the
 * screen: scrolling moves bytes in RAM and reads nothing from the device. The
 * shadow is an early allocation like those of the kernel's other users.
 */
#include <asm/fb.h>
#include <asm/io.h>
#include <linux/boot_info.h>
#include <linux/bootmem.h>
#include <linux/console.h>
#include <linux/init.h>
#include <linux/memblock.h>
#include <linux/memory_picture.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <linux/terminal.h>

#define TEXT_RGB	0xc0c0c0
#define BACK_RGB	0x000000
#define CURSOR		0x80		/* on a character: inverted */
#define MIN_COLUMNS	64
#define MIN_LINES	(FB_STRIP_LINES + 8)

static struct framebuffer fb;
static struct psf_font font;

static void put(unsigned int row, unsigned int column, char c);
static void scroll(void);

static struct terminal terminal = {
	.top = FB_STRIP_LINES, .row = FB_STRIP_LINES,
	.put = put, .scroll = scroll,
};

/* All lines, those of the strip included, which stay blank. */
static char *shadow;			/* what the screen should show */
static char *drawn;			/* what it shows; 0: not ours yet */

static void put(unsigned int row, unsigned int column, char c)
{
	shadow[row * terminal.columns + column] = c;
}

static void scroll(void)
{
	unsigned int columns = terminal.columns;
	char *top = shadow + terminal.top * columns;
	size_t rest = (terminal.rows - terminal.top - 1) * columns;

	memmove(top, top + columns, rest);
	memset(top + rest, ' ', columns);
}

/* What the boot loader left there, edges narrower than a glyph included. */
static void clear_screen(void)
{
	u32 top = FB_STRIP_LINES * font.height;

	fb_fill(&fb, 0, top, fb.width, fb.height - top, BACK_RGB);
	memset(drawn, ' ', terminal.columns * terminal.rows);
}

/* Make the screen what the shadow is. */
static void flush(void)
{
	unsigned int columns = terminal.columns;
	unsigned int cursor = terminal.row * columns + terminal.column;
	unsigned int i;

	if (!drawn[0])
		clear_screen();
	shadow[cursor] ^= CURSOR;
	for (i = terminal.top * columns; i < terminal.rows * columns; i++) {
		char c = shadow[i];
		bool inverted = c & CURSOR;

		if (c == drawn[i])
			continue;
		drawn[i] = c;
		fb_glyph(&fb, &font, i % columns * font.width,
			 i / columns * font.height, c & ~CURSOR,
			 inverted ? BACK_RGB : TEXT_RGB,
			 inverted ? TEXT_RGB : BACK_RGB);
	}
	shadow[cursor] ^= CURSOR;
}

/* The log so far comes line by line; only its end is worth drawing. */
static bool in_replay;

static void fbcon_write(const char *text, size_t len)
{
	terminal_write(&terminal, text, len);
	if (!in_replay)
		flush();
}

static struct console fb_console = {
	.name = "fb",
	.write = fbcon_write,
};

/* A font, if it lies in RAM: nothing else is in the direct map. */
static __init const char *open_font(const struct boot_module *m)
{
	u64 size = m->end - m->start;

	if (!size || !memblock_is_region_memory(m->start, size))
		return "the font (module \"font\") is not in RAM";
	return psf_open(__va(m->start), (size_t)size, &font);
}

/* The module whose command line is "font". */
static __init const char *find_font(void)
{
	const struct boot_module *m = boot_info.modules;

	for (u32 i = 0; i < boot_info.nr_modules; i++, m++)
		if (!strcmp(m->cmdline, "font"))
			return open_font(m);
	return "GRUB has loaded none (module \"font\")";
}

/* Lines and columns; false if they are too few. */
static __init bool set_terminal(void)
{
	terminal.columns = fb.width / font.width;
	terminal.rows = fb.height / font.height;
	return terminal.columns >= MIN_COLUMNS && terminal.rows >= MIN_LINES;
}

static __init bool alloc_shadow(void)
{
	size_t cells = (size_t)terminal.columns * terminal.rows;

	shadow = __alloc_bootmem_nopanic(2 * cells, SMP_CACHE_BYTES,
					 BOOTMEM_LOW_LIMIT);
	if (!shadow)
		return false;
	drawn = shadow + cells;
	memset(shadow, ' ', cells);
	return true;
}

/* Why there is no console on this framebuffer, or NULL when there is. */
static __init const char *fbcon_start(void)
{
	const char *wrong = fb_open(&boot_info.fb, &fb);

	if (wrong)
		return wrong;
	wrong = find_font();
	if (wrong)
		return wrong;
	if (!set_terminal())
		return "the screen is too small for the font";
	fb.base = ioremap_wc(boot_info.fb.addr, fb_size(&fb));
	if (!fb.base)
		return "it cannot be mapped";
	if (!alloc_shadow())
		return "no memory for its shadow";
	return NULL;
}

void __init fbcon_init(void)
{
	const struct boot_framebuffer *info = &boot_info.fb;
	const char *wrong;

	if (!info->present || info->type == FB_EGA_TEXT)
		return;
	wrong = fbcon_start();
	pr_info("fbcon: %ux%ux%u at 0x%llx%s%s\n", info->width, info->height,
		info->bpp, info->addr,
		wrong ? " not used, serial only: " : "", wrong ? wrong : "");
	if (wrong)
		return;
	fb_strip_init(&fb, &font);
	in_replay = true;
	register_console(&fb_console);
	in_replay = false;
}
