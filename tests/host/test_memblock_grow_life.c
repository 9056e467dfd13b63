// SPDX-License-Identifier: GPL-2.0-only
/*
 * The life of a grown array (mm/memblock_grow.c): when "reserved" must grow
 * for it, what becomes of the one before, who gives it (with a kmalloc() of
 * this file that counts and fails where it is told).
 *
 * sources: mm/memblock*.c tests/host/glue.c tests/host/glue_memblock.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4
 */
#include <linux/gfp.h>
#include "glue_memblock.h"
#include "mm/memblock_internal.h"

#define M	(&memblock.memory)
#define R	(&memblock.reserved)
#define FAR	(1ULL << 50)	/* above all that the machine has */
#define ODD	171		/* 2 * 171 entries: a few bytes past 2 pages */

/* ---- the slab --------------------------------------------------------- */

static unsigned int nr_got, fail_at;	/* the one to fail, from 1 on */
static size_t last_size, sizes;	/* of the last one, of all */
static void *got[8], *kept[8];
static bool same_again;		/* what was freed is given once more */

static void *get(size_t size, gfp_t gfp, int byte)
{
	assert_int_equal(gfp, GFP_NOWAIT);
	last_size = size;
	sizes += size;
	if (++nr_got == fail_at)
		return NULL;
	assert_true(nr_got < ARRAY_SIZE(got));
	got[nr_got] = kept[nr_got] ? kept[nr_got] : malloc(size);
	kept[nr_got] = NULL;
	return memset(got[nr_got], byte, size);
}

void *kmalloc(size_t size, gfp_t gfp)
{
	return get(size, gfp, 0xa5);
}

void *kzalloc(size_t size, gfp_t gfp)
{
	return get(size, gfp, 0);
}

void kfree(const void *ptr)
{
	unsigned int i;

	if (!ptr)
		return;
	for (i = 0; got[i] != ptr; i++)
		assert_true(i + 1 < ARRAY_SIZE(got));
	if (same_again)
		kept[i] = got[i];
	else
		free(got[i]);
	got[i] = NULL;
}

static unsigned int in_use(void)
{
	unsigned int i, n = 0;

	for (i = 0; i < ARRAY_SIZE(got); i++)
		n += got[i] != NULL;
	return n;
}

static int start(void **state)
{
	unsigned int i;

	glue_memblock_setup(state);
	for (i = 0; i < ARRAY_SIZE(got); i++) {
		free(got[i]);
		got[i] = NULL;
	}
	nr_got = fail_at = sizes = 0;
	return 0;
}

#define S(name)	cmocka_unit_test_setup(name, start)

/* ---- before memblock_allow_resize(): this runs first ------------------ */

TEST(not_allowed_yet)
{
	M->max = 100;
	assert_int_equal(memblock_double_array(M, 0, 0), -1);
	assert_string_equal(glue_log(), "memblock: memory is full with 100 "
			    "entries and must not grow yet\n");
	glue_log_clear();
	assert_int_equal(memblock_double_array(R, 0, 0), -1);
	assert_string_equal(glue_log(), "memblock: reserved is full with 128 "
			    "entries and must not grow yet\n");
	memblock_allow_resize();
}

/* ---- an array is exchanged -------------------------------------------- */

/* What there is before "memory" grows: see exchange(). */
struct before {
	unsigned int max, left, right, free_entries;
	bool slab, others_below, image;
};

/* Let "memory" have room for @max entries, in an array of its own or not. */
static void grow_to(unsigned int max)
{
	static struct memblock_region odd[ODD];

	if (max % ODD == 0) {
		memcpy(odd, M->regions, sizeof(*odd) * M->cnt);
		M->regions = odd;
		M->max = ODD;
	}
	while (M->max < max)
		assert_int_equal(memblock_double_array(M, 0, 0), 0);
	assert_int_equal(M->max, max);
}

/*
 * The array of "memory", reserved between two neighbours or at an end, is to
 * be exchanged, with some entries of "reserved" left:
 *
 *	reserved  |left|## old array ##|right|      and others
 *	after     |left|               |right|      |## new array ##|
 *
 * That takes an entry for the new array, unless kmalloc() gives it, and one
 * if the old one leaves two pieces. Only if there are fewer "reserved" grows.
 */
static void exchange(const struct before *b)
{
	phys_addr_t old, bytes, total, taken = 0;
	unsigned int others, need, i;
	bool reserved, grows;

	start(NULL);
	glue_ram_added();
	memblock_reserve(glue_ram() + RAM_SIZE - KB(8), KB(8));
	grow_to(b->max);
	old = (uintptr_t)M->regions;
	bytes = ARRAY_BYTES(b->max);
	reserved = memblock_is_reserved(old);
	assert_int_equal(reserved, b->max > 128 && b->max != ODD);
	if (reserved)
		assert_int_equal(get_allocated_memblock_memory_regions_info(
					 &total), bytes);
	/* Its neighbours, if any. */
	if (reserved && !b->right)
		memblock_phys_free(old + bytes, KB(64));
	if (reserved && b->right)
		memblock_reserve(old + bytes, b->right);
	if (b->left && reserved)
		memblock_reserve(old - b->left, b->left);
	if (b->image)	/* the kernel's, and the first array in it */
		memblock_reserve(round_down(old, KB(4)) - KB(64), KB(256));
	others = R->max - R->cnt - b->free_entries;
	fill_list(R, b->others_below ? KB(4) : FAR, others);
	total = R->total_size;

	need = (b->slab ? 0 : 1) + (reserved && b->left && b->right ? 1 : 0);
	grows = need > b->free_entries;
	glue_slab_up = b->slab;
	assert_int_equal(memblock_double_array(M, 0, 0), 0);

	assert_int_equal(M->max, 2 * b->max);
	assert_int_equal(R->max, grows ? 256 : 128);
	if (!b->slab)
		taken = ARRAY_BYTES(2 * b->max) +
			(grows ? ARRAY_BYTES(256) : 0);
	assert_int_equal(R->total_size, total + taken - (reserved ? bytes : 0));
	assert_int_equal(memblock_is_reserved(old), b->image);
	for (i = 0; reserved && i < b->left; i += KB(1))
		assert_true(memblock_is_reserved(old - i - 1));
	for (i = 0; reserved && i < b->right; i += KB(1))
		assert_true(memblock_is_reserved(old + bytes + i));
	assert_int_equal(nr_got, b->slab ? 1 + grows : 0);
	assert_int_equal(in_use(), nr_got);
	if (b->slab)
		assert_int_equal(last_size, ARRAY_BYTES(grows ? 256 :
							2 * b->max));
	expect_sound();
}

TEST(reserved_grows_only_if_it_must)
{
	static const unsigned int maxima[] = { 128, 256, 512, ODD, 2 * ODD };
	struct before b;
	unsigned int i, k;

	for (i = 0; i < ARRAY_SIZE(maxima); i++)
		for (k = 0; k < 4 << 5; k++) {
			b.max = maxima[i];
			b.free_entries = k % 4;
			b.left = k & 4 ? KB(4) : 0;
			b.right = k & 8 ? KB(4) : 0;
			b.slab = k & 16;
			b.others_below = k & 32;
			b.image = k & 64 && b.max == 128;
			exchange(&b);
		}
}

/* Somebody has freed the old array already: nothing is left of it. */
TEST(an_array_that_is_not_reserved)
{
	unsigned int left;

	for (left = 0; left < 3; left++) {
		start(NULL);
		glue_ram_added();
		grow_to(256);
		memblock_phys_free((uintptr_t)M->regions, ARRAY_BYTES(256));
		memblock_reserve((uintptr_t)M->regions - KB(4), KB(4));
		fill_list(R, FAR, 127 - left);
		/* What is in the array must not be lost: out of the way. */
		memblock_set_current_limit((uintptr_t)M->regions);
		assert_int_equal(memblock_double_array(M, 0, 0), 0);
		assert_int_equal(R->max, left ? 128 : 256);
		expect_sound();
	}
}

/* The bytes around a new array stay what they are. */
TEST(nothing_but_the_array_is_written)
{
	phys_addr_t ram = glue_ram_added();

	memblock_reserve(ram + KB(24), RAM_SIZE - KB(24));
	memblock_set_bottom_up(true);
	grow_to(256);			/* the first 8 KiB */
	memset((void *)(uintptr_t)(ram + KB(8)), 0x5a, KB(16));
	grow_to(512);			/* the 12 KiB behind */
	assert_ptr_equal(M->regions, (void *)(uintptr_t)(ram + KB(8)));
	assert_true(all_bytes((void *)(uintptr_t)(ram + KB(20)), 0x5a, KB(4)));
	assert_true(all_bytes(M->regions + 1, 0, KB(12) - sizeof(*M->regions)));
}

/* ---- kmalloc() fails, or gives --------------------------------------- */

/*
 * The new array of "memory" is there, but "reserved" cannot grow to hold both
 * pieces that the old one leaves: all stays as it was.
 */
TEST(what_was_got_is_given_back)
{
	static struct snapshot s;
	phys_addr_t old;

	glue_ram_added();
	memblock_reserve(glue_ram() + RAM_SIZE - KB(4), KB(4));
	grow_to(256);
	old = (uintptr_t)M->regions;
	memblock_reserve(old - KB(4), KB(4));
	fill_list(R, FAR, 127);
	glue_slab_up = true;
	fail_at = 2;
	take_snapshot(&s);
	glue_log_clear();
	assert_int_equal(memblock_double_array(M, 0, 0), -1);
	assert_string_equal(glue_log(), "memblock: no room to let memory grow "
			    "from 256 to 512 entries\n");
	assert_int_equal(nr_got, 2);
	assert_int_equal(in_use(), 0);
	expect_unchanged(&s);
	fail_at = 0;
	nr_got = 0;
	assert_int_equal(memblock_double_array(M, 0, 0), 0);
	assert_int_equal(in_use(), 2);
}

/* Once the old list is in the slab, it goes back there when it is replaced. */
TEST(arrays_of_the_slab_go_back)
{
	unsigned int i;

	glue_slab_up = true;
	for (i = 0; i < 3; i++) {
		assert_int_equal(memblock_double_array(R, 0, 0), 0);
		assert_int_equal(last_size, ARRAY_BYTES(R->max));
		assert_int_equal(in_use(), 1 + (i > 0));
		assert_int_equal(memblock_double_array(M, 0, 0), 0);
		assert_int_equal(in_use(), 2);
	}
}

/* ---- after the boot -------------------------------------------------- */

/* The whole of the last entry, down to a node that is none. */
TEST(a_list_that_leaves_its_array)
{
	phys_addr_t addr = 1;

	glue_ram_added();
	grow_to(256);
	memblock_add_node(FAR, KB(4), NUMA_NO_NODE, MEMBLOCK_HOTPLUG);
	glue_slab_up = true;
	assert_int_equal(memblock_discard_array(M, &addr), ARRAY_BYTES(256));
	assert_int_equal(last_size, 2 * sizeof(*M->regions));
	assert_int_equal(M->regions[1].nid, NUMA_NO_NODE);
	assert_int_equal(M->regions[1].flags, MEMBLOCK_HOTPLUG);
	/* The first array, or one of the slab: nothing is allocated. */
	assert_int_equal(memblock_discard_array(M, &addr), 0);
	assert_int_equal(memblock_discard_array(R, &addr), 0);
	assert_int_equal(nr_got, 1);
}

/* Empty lists need two arrays: with one only, nothing is done. */
TEST(lists_are_put_aside_or_not)
{
	static struct snapshot s;
	struct memblock real;

	memblock_add(FAR, KB(4));
	glue_slab_up = true;
	take_snapshot(&s);
	for (fail_at = 1; fail_at < 3; fail_at++, nr_got = sizes = 0) {
		assert_int_equal(memblock_set_aside(&real), -ENOMEM);
		assert_int_equal(in_use(), 0);
		expect_unchanged(&s);
	}
	fail_at = 0;
	assert_int_equal(memblock_set_aside(&real), 0);
	assert_int_equal(last_size, 128 * sizeof(*M->regions));
	assert_int_equal(sizes, 2 * last_size);
	assert_int_equal(in_use(), 2);
	memblock_bring_back(&real);
	assert_int_equal(in_use(), 0);
	expect_unchanged(&s);
}

/*
 * Lists of before, in the same arrays, and of as many regions, since somebody
 * writes them by hand: a search must not believe what was true of those.
 */
TEST(lists_put_aside_are_forgotten)
{
	struct memblock real;
	unsigned int i, k;

	glue_slab_up = true;
	for (i = 0; i < 2; i++) {
		nr_got = 0;
		same_again = i == 0;
		assert_int_equal(memblock_set_aside(&real), 0);
		M->regions[0].base = GB(1);
		M->regions[0].size = M->total_size = GB(1);
		M->cnt = 1;
		for (k = 0; k < 40; k++) {
			R->regions[k].base = GB(2) - MB(80 - 2 * k - i);
			R->regions[k].size = MB(1);
		}
		R->cnt = 40;
		R->total_size = MB(40);
		assert_int_equal(memblock_find_in_range(0, GB(2), MB(1), 1),
				 GB(2) - MB(i ? 2 : 1));
		memblock_bring_back(&real);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		S(not_allowed_yet), S(reserved_grows_only_if_it_must),
		S(an_array_that_is_not_reserved),
		S(nothing_but_the_array_is_written),
		S(what_was_got_is_given_back), S(arrays_of_the_slab_go_back),
		S(a_list_that_leaves_its_array), S(lists_are_put_aside_or_not),
		S(lists_put_aside_are_forgotten),
	};

	return RUN(tests);
}
