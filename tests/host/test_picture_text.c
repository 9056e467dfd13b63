// SPDX-License-Identifier: GPL-2.0-only
/*
 * The picture of memory: its scale, the rules for one cell, and what `map`
 * prints (kernel/memory_picture.c, kernel/picture_text.c).
 *
 * sources: kernel/memory_picture.c kernel/picture_text.c mm/kmemleak.c
 * sources: mm/kmemleak_early.c mm/kmemleak_tree.c tests/host/fake_leak.c
 * sources: arch/x86/kernel/e820.c arch/x86/kernel/e820_sanitize.c
 * sources: arch/x86/kernel/firmware_map.c arch/x86/kernel/efi.c
 * sources: arch/x86/kernel/ebda.c lib/sort.c mm/memblock*.c mm/page_block.c
 * sources: tests/host/glue.c tests/host/glue_memblock.c
 * sources: tests/host/glue_map.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -DCONFIG_DEBUG_KMEMLEAK
 * cflags: -I arch/x86/include
 */
#include <linux/memory_picture.h>
#include <linux/stage.h>
#include "glue_map.h"

static int setup(void **state)
{
	glue_reset();
	glue_map_setup(state);
	boot_stage = STAGE_MEMBLOCK;
	return 0;
}

/* ---- what `map` prints ------------------------------------------------- */

static char printed[16384];

int cprintf(const char *fmt, ...)
{
	size_t len = strlen(printed);
	va_list args;

	va_start(args, fmt);
	vsnprintf(printed + len, sizeof(printed) - len, fmt, args);
	va_end(args);
	return 0;
}

/*
 * RAM to 64K, with page 0 and the kernel at 32K reserved; firmware at 1M,
 * and 4M of it above the scale.
 */
TEST(plain_text)
{
	e820_add_region(0, KB(64), E820_RAM);
	e820_add_region(MB(1), KB(512), E820_NVS);
	e820_add_region(1ULL << 40, MB(4), E820_RESERVED);
	update_e820();
	memblock_reserve(0, PAGE_SIZE);
	memblock_reserve_named(KB(32), KB(8), "kernel image");
	memblock_x86_fill();
	printed[0] = '\0';
	show_picture(false);
	assert_non_null(strstr(printed, "\n0         640K  1M   2M "));
	assert_non_null(strstr(printed, "\n.               fff "));
	assert_non_null(strstr(printed, "\nK                 "));
	assert_non_null(strstr(printed, "K kernel            8 KiB"));
	assert_non_null(strstr(printed, "r reserved          4 KiB"));
	assert_non_null(strstr(printed, ". usable           52 KiB"));
	assert_non_null(strstr(printed, "f firmware        512 KiB"));
	assert_non_null(strstr(printed, "Above 4 GiB, not shown: 4096 KiB"));
	assert_null(strchr(printed, '\033'));
}

/* The same characters, and every line of them ends without a colour. */
TEST(coloured_text)
{
	static char plain[sizeof(printed)];
	char *line, *end;

	plain_text(NULL);
	strcpy(plain, printed);
	printed[0] = '\0';
	show_picture(true);
	assert_non_null(strstr(printed, "\033[48;5;25;38;5;231mK"));
	for (line = printed; (end = strchr(line, '\n')); line = end + 1)
		if (memchr(line, '\033', end - line))
			assert_true(strstr(line, "\033[0m") < end);
	for (line = end = printed; *line; line++) {
		if (*line == '\033')
			line = strchr(line, 'm');
		else
			*end++ = *line;
	}
	*end = '\0';
	assert_string_equal(printed, plain);
}

/* ---- the scale --------------------------------------------------------- */

static void check_scale(const struct picture_scale *s, unsigned int columns)
{
	phys_addr_t ram_end = memblock_end_of_DRAM();

	assert_in_range(s->nr_cells, PICTURE_LINEAR + 12, columns);
	assert_true(s->end >= ram_end && s->end >= 1ULL << 32);
	assert_true(s->end == 1ULL << 32 || s->end / 2 < ram_end);
	assert_int_equal(picture_cell_start(s, 0), 0);
	assert_int_equal(picture_cell_start(s, s->nr_cells), s->end);
	for (unsigned int i = 0; i < s->nr_cells; i++) {
		phys_addr_t start = picture_cell_start(s, i);

		assert_true(picture_cell_start(s, i + 1) > start);
		assert_int_equal(start % PAGE_SIZE, 0);
	}
	/* Each doubling begins with a cell, and has as many as the others. */
	for (unsigned int o = 0; o <= s->octaves; o++)
		assert_int_equal(picture_cell_start(s, PICTURE_LINEAR +
						    o * s->per_octave),
				 1ULL << (20 + o));
}

TEST(scales)
{
	static const unsigned int columns[] = { 42, 64, 79, 80, 128, 256 };
	struct picture_scale s;

	for (int bits = 20; bits <= 46; bits++) {
		for (unsigned int i = 0; i < ARRAY_SIZE(columns); i++) {
			setup(NULL);
			memblock_add(0, 1ULL << bits);
			picture_scale_init(&s, columns[i]);
			check_scale(&s, columns[i]);
		}
		memblock_add(1ULL << bits, PAGE_SIZE);
		picture_scale_init(&s, 79);
		if (bits < 46)
			check_scale(&s, 79);
	}
}

/* A label stands over the cell that it names, and none runs into the next. */
TEST(labels)
{
	static const char units[] = "KMGTP";
	char line[PICTURE_MAX_CELLS + 1];
	struct picture_scale s;
	char unit;
	unsigned long n;
	int at, len;

	for (int bits = 24; bits <= 46; bits += 2) {
		setup(NULL);
		memblock_add(0, 1ULL << bits);
		picture_scale_init(&s, 80);
		picture_labels(&s, line);
		assert_int_equal(strlen(line), s.nr_cells);
		assert_memory_equal(line, "0         640K", 14);
		for (at = 9; line[at]; at += len) {
			len = 1;
			if (line[at] == ' ')
				continue;
			assert_int_equal(line[at - 1], ' ');
			assert_int_equal(sscanf(line + at, "%lu%c%n", &n, &unit,
						&len), 2);
			assert_int_equal(picture_cell_start(&s, at),
					 (u64)n << 10 * (strchr(units, unit) -
							 units + 1));
		}
	}
}

/* ---- one cell ---------------------------------------------------------- */

TEST(most_and_also)
{
	struct picture_cell c = { .bytes[PICTURE_NOTHING] = 0x10000 };

	assert_int_equal(picture_cell_most(&c), PICTURE_NOTHING);
	assert_int_equal(picture_cell_also(&c), PICTURE_NOTHING);
	c.bytes[PICTURE_FREE] = 0xf000;
	c.bytes[PICTURE_KERNEL] = 1;
	c.bytes[PICTURE_EARLY] = 0x2000;
	assert_int_equal(picture_cell_most(&c), PICTURE_NOTHING);
	assert_int_equal(picture_cell_also(&c), PICTURE_KERNEL);
	c.bytes[PICTURE_FREE] = 0x10000;	/* as many: the later kind */
	assert_int_equal(picture_cell_most(&c), PICTURE_FREE);
	c.bytes[PICTURE_KERNEL] = 0x20000;
	assert_int_equal(picture_cell_most(&c), PICTURE_KERNEL);
	assert_int_equal(picture_cell_also(&c), PICTURE_EARLY);
}

TEST(heights)
{
	unsigned int h[NR_PICTURE_KINDS], sum, k, round;
	struct picture_cell c;

	for (round = 0; round < 20000; round++) {
		unsigned int height = 30 + rnd(70);
		u64 size = 0;

		memset(&c, 0, sizeof(c));
		for (k = 0; k < NR_PICTURE_KINDS; k++) {
			if (rnd(3))
				c.bytes[k] = 1ULL << rnd(44);
			size += c.bytes[k];
		}
		c.bytes[0] += PAGE_SIZE - size % PAGE_SIZE;
		size += PAGE_SIZE - size % PAGE_SIZE;
		picture_cell_heights(&c, height, h);
		for (sum = k = 0; k < NR_PICTURE_KINDS; sum += h[k++]) {
			assert_int_equal(!!h[k], !!h[k] && c.bytes[k]);
			if (k && c.bytes[k])
				assert_true(h[k] >= 3);
		}
		assert_int_equal(sum, height);
	}
	/* In proportion where nothing is small. */
	c = (struct picture_cell){ .bytes[PICTURE_FREE] = 3 * PAGE_SIZE,
				   .bytes[PICTURE_SLAB] = PAGE_SIZE };
	picture_cell_heights(&c, 48, h);
	assert_int_equal(h[PICTURE_FREE], 36);
	assert_int_equal(h[PICTURE_SLAB], 12);
}

/* Terminals without colours need different characters. */
TEST(styles_differ)
{
	const struct picture_style *s = picture_styles;

	for (int i = 0; i < NR_PICTURE_KINDS; i++) {
		for (int j = 0; j < i; j++) {
			assert_int_not_equal(s[i].mark, s[j].mark);
			assert_int_not_equal(s[i].rgb, s[j].rgb);
			assert_int_not_equal(s[i].ansi, s[j].ansi);
		}
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(plain_text, setup),
		cmocka_unit_test_setup(coloured_text, setup),
		cmocka_unit_test_setup(scales, setup),
		cmocka_unit_test_setup(labels, setup),
		cmocka_unit_test(most_and_also),
		cmocka_unit_test(heights),
		cmocka_unit_test(styles_differ),
	};

	return RUN(tests);
}
