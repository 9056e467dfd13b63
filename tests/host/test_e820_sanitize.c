// SPDX-License-Identifier: GPL-2.0-only
/*
 * Order out of the firmware's map: one test for each quirk of shape, overlap
 * or number that real machines show, each with its picture; then as many
 * entries as fit, and more.
 *
 * Pictures: a letter is a range of type 1 (U), 2 (R), 3 (A), 4 (N), 12 (P).
 *
 * sources: arch/x86/kernel/e820.c arch/x86/kernel/e820_sanitize.c
 * sources: arch/x86/kernel/firmware_map.c arch/x86/kernel/efi.c
 * sources: arch/x86/kernel/ebda.c lib/sort.c mm/memblock*.c
 * sources: tests/host/glue.c tests/host/glue_memblock.c
 * sources: tests/host/glue_map.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -I arch/x86/include
 */
#include <linux/errno.h>
#include "glue_map.h"

#define U	E820_RAM
#define R	E820_RESERVED
#define A	E820_ACPI
#define N	E820_NVS
#define P	E820_PRAM

/* ---- order and shape ------------------------------------------------- */

/* given  3:NN 1:UU 2:RR		result  UU RR NN */
TEST(test_unsorted)
{
	set_map({ 0x3000, 0x1000, N }, { 0x1000, 0x1000, U },
		{ 0x2000, 0x1000, R });
	expect_map({ 0x1000, 0x1000, U }, { 0x2000, 0x1000, R },
		   { 0x3000, 0x1000, N });
}

/* UUUU twice, and once more	->	UUUU */
TEST(test_duplicates)
{
	set_map({ 0x1000, 0x4000, U }, { 0x1000, 0x4000, U },
		{ 0x1000, 0x4000, U });
	expect_map({ 0x1000, 0x4000, U });
}

/* UUUUUU and ..RR..	->	UURRUU */
TEST(test_reserved_inside_usable)
{
	set_map({ 0x1000, 0x6000, U }, { 0x3000, 0x2000, R });
	expect_map({ 0x1000, 0x2000, U }, { 0x3000, 0x2000, R },
		   { 0x5000, 0x2000, U });
}

/* ..UU.. and RRRRRR	->	RRRRRR */
TEST(test_usable_inside_reserved)
{
	set_map({ 0x3000, 0x2000, U }, { 0x1000, 0x6000, R });
	expect_map({ 0x1000, 0x6000, R });
}

/*
 * UUUU....
 * ..RRRR..	->	UURNNNNN: NVS beats ACPI data beats reserved
 * ....AAAA
 * ...NNNNN
 */
TEST(test_highest_type_wins)
{
	set_map({ 0x1000, 0x4000, U }, { 0x3000, 0x4000, R },
		{ 0x5000, 0x4000, A }, { 0x4000, 0x5000, N });
	expect_map({ 0x1000, 0x2000, U }, { 0x3000, 0x1000, R },
		   { 0x4000, 0x5000, N });
}

/* A range that ends inside another uncovers a third: N over R over U. */
TEST(test_cover_ends_in_any_order)
{
	set_map({ 0x1000, 0x9000, U }, { 0x2000, 0x2000, N },
		{ 0x3000, 0x4000, R });
	expect_map({ 0x1000, 0x1000, U }, { 0x2000, 0x2000, N },
		   { 0x4000, 0x3000, R }, { 0x7000, 0x3000, U });
}

/* A zero length in the middle is no change point: UU|UU -> UUUU */
TEST(test_zero_length)
{
	set_map({ 0x1000, 0x4000, U }, { 0x3000, 0, R }, { 0, 0, 0 });
	expect_map({ 0x1000, 0x4000, U });
}

/* Type 0 means nothing, of any length. */
TEST(test_type_zero)
{
	set_map({ 0x1000, 0x4000, U }, { 0x2000, 0x9000, 0 });
	expect_map({ 0x1000, 0x4000, U });
}

/* UU UU UU, meeting to the byte inside a page	->	one range */
TEST(test_neighbours_merge_before_rounding)
{
	set_map({ 0x100000, 0x800, U }, { 0x100800, 0x1018, U },
		{ 0x101818, 0x7e8, U });
	expect_map({ 0x100000, 0x2000, U });
	memblock_x86_fill();
	expect_list(&memblock.memory, { 0x100000, 0x2000 });
}

/* UU.UU: an address in no entry is in none afterwards. */
TEST(test_gap_stays)
{
	set_map({ 0x1000, 0x1000, U }, { 0x2001, 0xfff, U });
	expect_map({ 0x1000, 0x1000, U }, { 0x2001, 0xfff, U });
}

/* The end 2^32 is no wrap (hp-netserver-lh2), and neither is 2^64. */
TEST(test_ends_at_powers)
{
	set_map({ 0xffff14f2, 0xeb0e, R }, { 0ULL - 0x1000, 0x1000, R },
		{ 0ULL - 0x3000, 0x2800, U });
	expect_map({ 0xffff14f2, 0xeb0e, R }, { 0ULL - 0x3000, 0x2000, U },
		   { 0ULL - 0x1000, 0x1000, R });
}

/* All 2^64 bytes cannot be one entry: two halves stay two. */
TEST(test_whole_address_space)
{
	set_map({ 1ULL << 63, 1ULL << 63, R }, { 0, 1ULL << 63, R });
	expect_map({ 0, 1ULL << 63, R }, { 1ULL << 63, 1ULL << 63, R });
}

/* Wrapping ranges are no ranges, and do not disturb the others. */
TEST(test_wrapping)
{
	set_map({ 0x1000, 0x1000, U }, { 0ULL - 0x1000, 0x1001, R },
		{ 0x1800, ~0ULL, R });
	expect_map({ 0x1000, 0x1000, U });
	assert_int_equal(e820_add_region(2, ~0ULL, R), -EINVAL);
	assert_int_equal(e820_add_region(1, ~0ULL, R), 0);
}

/* Unknown types stay apart by number, and the highest wins as well. */
TEST(test_unknown_types)
{
	set_map({ 0x1000, 0x3000, U }, { 0x2000, 0x1000, 20 },
		{ 0x3000, 0x1000, 9 }, { 0x3800, 0x1000, 0xefffffff });
	expect_map({ 0x1000, 0x1000, U }, { 0x2000, 0x1000, 20 },
		   { 0x3000, 0x800, 9 }, { 0x3800, 0x1000, 0xefffffff });
	memblock_x86_fill();
	expect_list(&memblock.memory, { 0x1000, 0x1000 });
}

/* PP|PP: two devices stay two, and again when it is done again. */
TEST(test_pram_not_merged)
{
	set_map({ 0x1000, 0x1000, P }, { 0x2000, 0x1000, P });
	expect_map({ 0x1000, 0x1000, P }, { 0x2000, 0x1000, P });
	update_e820();
	expect_map({ 0x1000, 0x1000, P }, { 0x2000, 0x1000, P });
}

/*
 * Each range after each entry, around 0, the middle and 2^64, where numbers
 * wrap: in numbers that do not.
 */
TEST(test_what_continues)
{
	static const u64 at[] = { 0, 1, 2, 3, 1ULL << 63, (1ULL << 63) + 1,
				  0ULL - 3, 0ULL - 2, 0ULL - 1 };
	static const u32 types[] = { U, R, P };
	const u32 n = ARRAY_SIZE(at);
	u32 i, k, joined = 0;

	for (i = 0; i < 9 * n * n * n * n; i++) {
		struct e820entry prev = { at[i % n], at[i / n % n], 0 };
		struct e820entry next = { at[i / n / n % n],
					  at[i / n / n / n % n], 0 };
		unsigned __int128 end = prev.addr, whole = prev.size;
		bool want;

		k = i / n / n / n / n;
		prev.type = types[k % 3];
		next.type = types[k / 3];
		if (!e820_entry_valid(&prev) || !e820_entry_valid(&next))
			continue;
		end += prev.size;
		whole += next.size;
		want = prev.type == next.type && next.type != P &&
		       end == next.addr && !(whole >> 64);
		assert_int_equal(e820_continues(&prev, next.addr, next.size,
						next.type), want);
		joined += want;
	}
	assert_true(joined > 50);
}

/* ---- capacity -------------------------------------------------------- */

/*
 * 1,024 ranges inside each other, each of a higher type: the most pieces
 * that so many can come apart into, 2,047, and all are there.
 */
TEST(test_thousand_nested)
{
	u64 n = 1024, i;

	for (i = 0; i < n; i++)
		e820_add_region(i << 12, (2 * n - 2 * i) << 12, i + 1);
	update_e820();
	assert_int_equal(glue_warnings(), 0);
	assert_int_equal(e820.nr_map, 2 * n - 1);
	for (i = 0; i < n; i++) {
		assert_true(e820_all_mapped(i << 12, (i + 1) << 12, i + 1));
		assert_true(e820_all_mapped((2 * n - 1 - i) << 12,
					    (2 * n - i) << 12, i + 1));
	}
}

/* 512 holes in RAM, from 1,024 entries: memblock has 1,024 ranges. */
TEST(test_thousand_entries)
{
	u32 i, n = 1024;

	for (i = 0; i < n / 2; i++)
		assert_int_equal(e820_add_region((u64)i << 20, 1 << 19, U), 0);
	for (i = 0; i < n / 2; i++)
		assert_int_equal(e820_add_region(((u64)i << 20) + 0x1000,
						 0x1000, R), 0);
	update_e820();
	assert_int_equal(e820.nr_map, 3 * n / 2);
	assert_int_equal(glue_warnings(), 0);
	glue_slab_up = true;		/* arrays from malloc: no RAM here */
	memblock_x86_fill();
	assert_int_equal(ram_pages(), n / 2 * 127);
	assert_int_equal(memblock.memory.cnt, n);
}

/* What does not fit is left out from the top, and counted. */
TEST(test_no_room)
{
	u32 i;

	for (i = 0; i < E820_X_MAX; i++)
		assert_int_equal(e820_add_region((u64)i << 20, 1 << 19, U), 0);
	assert_int_equal(e820_add_region(1ULL << 40, 1, U), -ENOSPC);
	for (i = 0; i < 3; i++)
		e820.map[i] = (struct e820entry){ ((u64)(5 + i) << 20) + 0x800,
						  0x1000, R };
	update_e820();
	assert_int_equal(e820.nr_map, E820_X_MAX);
	assert_true(glue_log_has("no room for 3 ranges above 0x7fc7ffff"));
}

/* And is forgotten: the next map does not continue it. UURRU|, then .....U */
TEST(test_no_room_is_not_remembered)
{
	struct e820entry map[2] = { { 0, 10, U }, { 3, 2, R } };
	u32 nr = 2;

	assert_int_equal(sanitize_e820_map(map, 2, &nr), -ENOSPC);
	map[0] = (struct e820entry){ 10, 2, U };
	nr = 1;
	assert_int_equal(sanitize_e820_map(map, 2, &nr), 0);
	assert_int_equal(nr, 1);
	assert_int_equal(map[0].addr, 10);
	assert_int_equal(map[0].size, 2);
}

/* Each reason to leave an entry out is counted by itself. */
TEST(test_left_out_and_said)
{
	struct e820entry raw[E820_X_MAX + 5];
	struct boot_table table;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(raw); i++)
		raw[i] = (struct e820entry){ (u64)i << 20, 1 << 19, U };
	raw[0].addr = ~0ULL;
	raw[1].addr = ~0ULL;
	table = make_e820_table(raw, ARRAY_SIZE(raw), 24);
	append_e820_map(&table);
	assert_int_equal(e820.nr_map, E820_X_MAX);
	assert_true(glue_log_has("e820: 2 of 2053 entries pass 2^64: "
				 "left out\n"));
	assert_true(glue_log_has("e820: no room for 3 of 2053 entries: "
				 "left out\n"));
	free_table(&table);
}

/* All four bytes of a type count, the highest one, too. */
TEST(test_types_are_read_whole)
{
	const struct e820entry raw[] = {
		{ 0x10000, 0x1000, U }, { 0x20000, 0x1000, 0x01000001 },
		{ 0x30000, 0x1000, 0x80000001 }, { 0x40000, 0x1000, U },
	};
	struct boot_table table = make_e820_table(raw, ARRAY_SIZE(raw), 20);

	append_e820_map(&table);
	expect_map({ 0x10000, 0x1000, U }, { 0x20000, 0x1000, 0x01000001 },
		   { 0x30000, 0x1000, 0x80000001 }, { 0x40000, 0x1000, U });
	free_table(&table);
}

TEST(test_counts_that_cannot_be)
{
	struct e820entry map[4] = { { 0, 0x1000, U } };
	u32 nr = 5;

	assert_int_equal(sanitize_e820_map(map, 4, &nr), -EINVAL);
	assert_int_equal(nr, 5);
	nr = 1;
	assert_int_equal(sanitize_e820_map(map, E820_X_MAX + 1, &nr), -EINVAL);
	assert_int_equal(sanitize_e820_map(map, 4, &nr), 0);
	assert_int_equal(nr, 1);
	nr = 0;
	assert_int_equal(sanitize_e820_map(map, 0, &nr), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		M(test_unsorted), M(test_duplicates),
		M(test_types_are_read_whole),
		M(test_reserved_inside_usable), M(test_usable_inside_reserved),
		M(test_highest_type_wins), M(test_cover_ends_in_any_order),
		M(test_zero_length), M(test_type_zero),
		M(test_neighbours_merge_before_rounding), M(test_gap_stays),
		M(test_ends_at_powers), M(test_whole_address_space),
		M(test_wrapping), M(test_unknown_types),
		M(test_what_continues),
		M(test_pram_not_merged), M(test_thousand_nested),
		M(test_thousand_entries), M(test_no_room),
		M(test_no_room_is_not_remembered),
		M(test_left_out_and_said), M(test_counts_that_cannot_be),
	};

	return RUN(tests);
}
