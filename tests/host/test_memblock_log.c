// SPDX-License-Identifier: GPL-2.0-only
/*
 * What memblock prints, number by number: the debug line of each function
 * that allocates, that of each that edits a list, bad frees, the dump.
 *
 * sources: mm/memblock*.c tests/host/glue.c tests/host/glue_memblock.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4
 */
#include "glue_memblock.h"
#include "mm/memblock_internal.h"

#define M	(&memblock.memory)
#define R	(&memblock.reserved)

/* The log has a line that begins with this. */
static void expect_line(const char *begin)
{
	char line[200];

	snprintf(line, sizeof(line), "\n%s", begin);
	if (strncmp(glue_log(), begin, strlen(begin)) && !glue_log_has(line))
		fail_msg("no line '%s' in:\n%s", begin, glue_log());
}

#define EXPECT_LOG(call, begin) do { \
	glue_log_clear(); \
	call; \
	expect_line(begin); } while (0)

/* ---- allocations ------------------------------------------------------ */

#define REQUEST	" 837 bytes align=0x80 nid="
#define FROM_0	" from=0x0000000000000000 max_addr="
#define WINDOW	" from=0x0000000000003000 max_addr=0x0000123456789000 "

TEST(each_request_is_told)
{
	glue_ram_added();
	memblock_debug = 1;
	EXPECT_LOG(memblock_alloc_try_nid(837, 128, 0x3000, 0x123456789000, 2),
		   "memblock_alloc_try_nid:" REQUEST "2" WINDOW);
	EXPECT_LOG(memblock_alloc_try_nid_raw(837, 128, 0x3000,
					      0x123456789000, 2),
		   "memblock_alloc_try_nid_raw:" REQUEST "2" WINDOW);
	EXPECT_LOG(memblock_alloc_exact_nid_raw(837, 128, 0x3000,
						0x123456789000, 2),
		   "memblock_alloc_exact_nid_raw:" REQUEST "2" WINDOW);
	EXPECT_LOG(memblock_virt_alloc_try_nid_nopanic(837, 128, 0x3000,
						       0x123456789000, 2),
		   "memblock_virt_alloc_try_nid_nopanic:" REQUEST "2" WINDOW);
	glue_log_clear();
	EXPECT_PANIC		/* all of the RAM lies higher */
		memblock_virt_alloc_try_nid(837, 128, 0x3000, 0x123456789000,
					    2);
	expect_line("memblock_virt_alloc_try_nid:" REQUEST "2" WINDOW);
	EXPECT_LOG(memblock_phys_alloc_range(837, 128, 0x3000,
					     0x123456789000),
		   "memblock_phys_alloc_range:" REQUEST "-1" WINDOW);
	EXPECT_LOG(memblock_phys_alloc_try_nid(837, 128, 3),
		   "memblock_phys_alloc_try_nid:" REQUEST "3" FROM_0
		   "0x0000000000000000 ");
	memblock_debug = 0;
	glue_log_clear();
	memblock_phys_alloc_try_nid(837, 128, 3);
	memblock_alloc_exact_nid_raw(837, 128, 0, 0, 2);
	assert_string_equal(glue_log(), "");
}

/* ---- edits ------------------------------------------------------------ */

#define RANGE	": [mem 0x0000000000345000-0x0000000000345677] "

TEST(each_edit_is_told)
{
	phys_addr_t base = 0x345000, size = 0x678;

	memblock_debug = 1;
	EXPECT_LOG(memblock_add(base, size), "memblock_add" RANGE);
	EXPECT_LOG(memblock_add_node(base, size, MAX_NUMNODES, 0),
		   "memblock_add_node" RANGE);
	EXPECT_LOG(memblock_reserve(base, size), "memblock_reserve" RANGE);
	EXPECT_LOG(memblock_phys_free(base, size), "memblock_free" RANGE);
	EXPECT_LOG(memblock_remove(base, size), "memblock_remove" RANGE);
	EXPECT_LOG(memblock_reserve_named(base, size, "the image"),
		   "the image" RANGE);
	EXPECT_LOG(memblock_reserve(base, 0),
		   "memblock_reserve: [mem 0x0000000000345000, empty] ");
	EXPECT_LOG(memblock_reserve(~0ULL, 5),
		   "memblock_reserve: [mem 0xffffffffffffffff, empty] ");
	EXPECT_LOG(memblock_reserve(~0ULL - 5, 50),
		   "memblock_reserve: [mem 0xfffffffffffffffa-"
		   "0xfffffffffffffffe] ");
}

static void expect_said(const char *name, unsigned long max, const void *at,
			const char *from)
{
	char text[120];

	snprintf(text, sizeof(text), "memblock: %s now has room for %lu "
		 "regions, at 0x%016llx%s\n", name, max,
		 (unsigned long long)(uintptr_t)at, from);
	assert_string_equal(glue_log(), text);
	glue_log_clear();
}

TEST(growth_is_told_with_memblock_debug)
{
	glue_ram_added();
	M->max = 100;
	memblock_double_array(M, 0, 0);
	assert_string_equal(glue_log(), "");
	memblock_debug = 1;
	memblock_double_array(M, 0, 0);
	expect_said("memory", 400, M->regions, "");
	memblock_double_array(R, 0, 0);
	expect_said("reserved", 256, R->regions, "");
	glue_slab_up = true;
	memblock_double_array(M, 0, 0);
	expect_said("memory", 800, M->regions, " (slab)");
}

/* Counted from the first one on; a free of what is reserved is none. */
TEST(bad_frees_are_counted)
{
	u64 before = memblock_bad_frees, told = 1, blamed = 2;
	const char *at;

	memblock_debug = 1;
	memblock_reserve(0x345000, 0x678);
	memblock_phys_free(0x345000, 0x600);
	assert_int_equal(memblock_bad_frees, before);
	EXPECT_LOG(memblock_phys_free(0x345000, 0x678),
		   "memblock: free of [mem 0x0000000000345000-"
		   "0x0000000000345677] by ");
	assert_int_equal(memblock_bad_frees, before + 1);
	assert_true(glue_log_has(", which is not reserved: a double free? ("));
	/* The caller is the one of the line that tells of the call. */
	at = strstr(glue_log(), "345677] 0x");
	assert_int_equal(sscanf(at, "345677] %llx", &told), 1);
	at = strstr(glue_log(), "345677] by 0x");
	assert_int_equal(sscanf(at, "345677] by %llx", &blamed), 1);
	assert_int_equal(told, blamed);
	memblock_phys_free(0x345000, 0);
	assert_int_equal(memblock_bad_frees, before + 1);
	/* Without memblock=debug nobody looks, until the slab is up. */
	memblock_debug = 0;
	memblock_phys_free(0x345000, 0x678);
	assert_int_equal(memblock_bad_frees, before + 1);
	glue_slab_up = true;
	glue_log_clear();
	memblock_phys_free(0x345000, 0x678);
	assert_true(glue_log_has("memblock: free of [mem 0x0000000000345000-"
				 "0x0000000000345677] by "));
	assert_int_equal(memblock_bad_frees, before + 2);
	assert_true(glue_log_has("a block of the slab? kfree() frees these"));
	assert_false(glue_log_has("double free"));
}

#define BAD_FREE(range) \
	"memblock: free of [mem " range "] by "

/* Not all of it is reserved, or it ends at the top: what is said then? */
TEST(bad_frees_to_the_byte)
{
	memblock_debug = 1;
	memblock_reserve(0x345001, 0x100);
	EXPECT_LOG(memblock_phys_free(0x345000, 0x101),
		   BAD_FREE("0x0000000000345000-0x0000000000345100"));
	memblock_reserve(0x345000, 0x100);
	EXPECT_LOG(memblock_phys_free(0x345000, 0x101),
		   BAD_FREE("0x0000000000345000-0x0000000000345100"));
	memblock_reserve(0x345000, 0x100);
	glue_log_clear();
	memblock_phys_free(0x345000, 0x100);
	assert_false(glue_log_has("not reserved"));
	EXPECT_LOG(memblock_phys_free(TOP - 1, 5),
		   BAD_FREE("0xfffffffffffffffe-0xfffffffffffffffe"));
	EXPECT_LOG(memblock_phys_free(TOP - 0x1000, TOP),
		   BAD_FREE("0xffffffffffffefff-0xfffffffffffffffe"));
	glue_log_clear();
	memblock_phys_free(TOP, 5);
	assert_false(glue_log_has("not reserved"));
}

/* ---- the dump --------------------------------------------------------- */

TEST(dump_to_the_letter)
{
	memblock_add_node(0x1000, 0x9f000, 0, MEMBLOCK_NONE);
	memblock_add_node(0x100000, 0x700000, 15, MEMBLOCK_HOTPLUG);
	memblock_add(0x900000, 0x1000);
	memblock_reserve_named(0x200000, 0x123, "a table");
	glue_log_clear();
	__memblock_dump_all();
	assert_string_equal(glue_log(),
		"MEMBLOCK configuration:\n"
		" memory size = 0x7a0000 reserved size = 0x123\n"
		" memory.cnt  = 0x3\n"
		" memory[0x0]\t[0x0000000000001000-0x000000000009ffff], "
			"0x9f000 bytes on node 0 flags: 0x0\n"
		" memory[0x1]\t[0x0000000000100000-0x00000000007fffff], "
			"0x700000 bytes on node 15 flags: 0x1\n"
		" memory[0x2]\t[0x0000000000900000-0x0000000000900fff], "
			"0x1000 bytes flags: 0x0\n"
		" reserved.cnt  = 0x1\n"
		" reserved[0x0]\t[0x0000000000200000-0x0000000000200122], "
			"0x123 bytes flags: 0x0\n"
		" reserved for [0x0000000000200000-0x0000000000200122]: "
			"a table\n");
}

/* At the top, where no end can be said, a name goes with its range, too. */
TEST(name_at_the_very_top)
{
	const phys_addr_t top = PHYS_ADDR_MAX - 0x1000;
	unsigned int nr;

	memblock_reserve_named(top, 0x1000, "top");
	memblock_names(&nr);
	assert_int_equal(nr, 1);
	memblock_phys_free(top, 0x1000);
	memblock_names(&nr);
	assert_int_equal(nr, 0);
}

/* There is room for 32 names; the range is reserved all the same. */
TEST(more_names_than_there_is_room_for)
{
	unsigned int nr, i;

	for (i = 0; i < 32; i++)
		memblock_reserve_named(MB(i), KB(4), "name");
	memblock_names(&nr);
	assert_int_equal(nr, 32);
	assert_int_equal(glue_warnings(), 0);
	EXPECT_LOG(memblock_reserve_named(MB(40), 0x678, "one more"),
		   "memblock: no room to remember that [mem "
		   "0x0000000002800000-0x0000000002800677] is \"one more\"\n");
	memblock_names(&nr);
	assert_int_equal(nr, 32);
	assert_int_equal(memblock_reserve_named(MB(41), 1, "another"), 0);
	assert_int_equal(R->cnt, 34);
	assert_true(memblock_is_reserved(MB(40) + 0x677));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(each_request_is_told), T(each_edit_is_told),
		T(growth_is_told_with_memblock_debug),
		T(bad_frees_are_counted), T(bad_frees_to_the_byte),
		T(dump_to_the_letter),
		T(name_at_the_very_top),
		T(more_names_than_there_is_room_for),
	};

	memblock_allow_resize();
	return RUN(tests);
}
