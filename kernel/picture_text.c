// SPDX-License-Identifier: GPL-2.0-only
/*
 * The picture of memory as text, for `map` at the prompt: two rows of
 * characters under a line of addresses, and what the characters mean. On a
 * terminal they have the colours of the screens' strips.
 */
#include <asm/e820.h>
#include <linux/console.h>
#include <linux/memory_picture.h>
#include <linux/printk.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#define WHITE		231		/* of a terminal's 256 colours */
#define BLACK		16
#define LABEL_640K	10		/* cell that begins at 640 KiB */
#define LABEL_WIDTH	5		/* "512M" and a blank */

/* "1M", "512G": a power of two from 1 MiB up. */
static void put_label(char *at, unsigned int octave)
{
	char label[8];

	snprintf(label, sizeof(label), "%u%c", 1u << octave % 10,
		 "MGTP"[octave / 10]);
	memcpy(at, label, strlen(label));
}

void picture_labels(const struct picture_scale *scale, char *line)
{
	unsigned int step = 1, octave;

	memset(line, ' ', scale->nr_cells);
	line[scale->nr_cells] = '\0';
	line[0] = '0';
	memcpy(line + LABEL_640K, "640K", 4);
	while (step * scale->per_octave < LABEL_WIDTH)
		step++;
	for (octave = 0; octave + step <= scale->octaves; octave += step)
		put_label(line + PICTURE_LINEAR + octave * scale->per_octave,
			  octave);
}

/* The colours of a kind from here on. */
static void set_colours(enum picture_kind kind)
{
	const struct picture_style *style = &picture_styles[kind];

	cprintf("\033[48;5;%u;38;5;%um", style->ansi,
		style->light ? BLACK : WHITE);
}

static void show_row(const struct memory_picture *p, bool colour,
		     enum picture_kind (*of)(const struct picture_cell *))
{
	enum picture_kind kind, last = NR_PICTURE_KINDS;

	for (unsigned int i = 0; i < p->scale.nr_cells; i++) {
		kind = of(&p->cells[i]);
		if (colour && kind != last)
			set_colours(kind);
		cprintf("%c", picture_styles[kind].mark);
		last = kind;
	}
	cprintf(colour ? "\033[0m\n" : "\n");
}

/* What each character means, and how much there is of it. */
static void show_legend(const struct memory_picture *p, bool colour)
{
	unsigned int shown = 0;

	for (int k = NR_PICTURE_KINDS - 1; k > 0; k--) {
		const struct picture_style *style = &picture_styles[k];

		if (!p->total[k])
			continue;
		cprintf(" ");
		if (colour)
			set_colours((enum picture_kind)k);
		cprintf("%c%s %-8s%11llu KiB%s", style->mark,
			colour ? "\033[0m" : "", style->name,
			(p->total[k] + 1023) >> 10, ++shown % 3 ? "" : "\n");
	}
	if (shown % 3)
		cprintf("\n");
}

/* What the map has above the scale is no RAM; but it is there. */
static void show_rest(const struct memory_picture *p)
{
	u64 bytes = 0;

	for (u32 i = 0; i < e820.nr_map; i++)
		if (e820.map[i].addr >= p->scale.end)
			bytes += e820.map[i].size;
	if (bytes)
		cprintf("Above %llu GiB, not shown: %llu KiB of the"
			" firmware's\n", p->scale.end >> 30, bytes >> 10);
}

void show_picture(bool colour)
{
	static char labels[PICTURE_MAX_CELLS + 1];
	const struct memory_picture *p = memory_picture(79);

	cprintf("Upper row: what most of a cell is. Lower row: what else"
		" matters most in it.\n");
	picture_labels(&p->scale, labels);
	cprintf("%s\n", labels);
	show_row(p, colour, picture_cell_most);
	show_row(p, colour, picture_cell_also);
	show_legend(p, colour);
	show_rest(p);
}
