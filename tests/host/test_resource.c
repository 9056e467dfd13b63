// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tree of resources: what is refused, what goes where, and how it is
 * printed.
 *
 * sources: kernel/resource.c tests/host/glue.c
 */
#include <errno.h>
#include <linux/ioport.h>
#include "glue.h"

static struct resource root;

static int setup(void **state)
{
	(void)state;
	glue_reset();
	root = (struct resource){ .start = 0, .end = 0xffffff };
	return 0;
}

#define R(name)	cmocka_unit_test_setup(name, setup)
#define NEW(a, b, text) \
	(&(struct resource){ .start = (a), .end = (b), .name = (text) })

static void expect_tree(const char *want)
{
	glue_log_clear();
	show_resources(&root);
	assert_string_equal(glue_log(), want);
}

TEST(test_empty)
{
	expect_tree("");
}

TEST(test_request_sorts)
{
	assert_int_equal(request_resource(&root, NEW(0x300, 0x3ff, "c")), 0);
	assert_int_equal(request_resource(&root, NEW(0x100, 0x1ff, "a")), 0);
	assert_int_equal(request_resource(&root, NEW(0x200, 0x2ff, "b")), 0);
	expect_tree("00000100-000001ff : a\n00000200-000002ff : b\n"
		    "00000300-000003ff : c\n");
}

TEST(test_request_refuses)
{
	assert_int_equal(request_resource(&root, NEW(0x200, 0x2ff, "a")), 0);
	assert_int_equal(request_resource(&root, NEW(0x2ff, 0x300, "b")),
			 -EBUSY);
	assert_int_equal(request_resource(&root, NEW(0x100, 0x200, "b")),
			 -EBUSY);
	assert_int_equal(request_resource(&root, NEW(0x210, 0x220, "b")),
			 -EBUSY);
	assert_int_equal(request_resource(&root, NEW(0x100, 0xfff, "b")),
			 -EBUSY);
	assert_int_equal(request_resource(&root, NEW(1, 0x1000000, "b")),
			 -EBUSY);
	assert_int_equal(request_resource(&root, NEW(2, 1, "b")), -EBUSY);
	expect_tree("00000200-000002ff : a\n");
}

/* |  a   |	|  a   |
 *   b   	| |b | |
 *    c		|  |c| |
 */
TEST(test_insert_goes_deeper)
{
	assert_int_equal(insert_resource(&root, NEW(0x100, 0xfff, "a")), 0);
	assert_int_equal(insert_resource(&root, NEW(0x200, 0x4ff, "b")), 0);
	assert_int_equal(insert_resource(&root, NEW(0x300, 0x3ff, "c")), 0);
	assert_int_equal(insert_resource(&root, NEW(0x600, 0x7ff, "d")), 0);
	expect_tree("00000100-00000fff : a\n  00000200-000004ff : b\n"
		    "    00000300-000003ff : c\n  00000600-000007ff : d\n");
}

/* a |b| |c| d	->	a |  new  | d
 *   |new  |		  |b| |c|
 */
TEST(test_insert_adopts)
{
	struct resource *b = NEW(0x200, 0x2ff, "b");
	struct resource *new = NEW(0x200, 0x5ff, "new");

	assert_int_equal(insert_resource(&root, NEW(0x100, 0x1ff, "a")), 0);
	assert_int_equal(insert_resource(&root, b), 0);
	assert_int_equal(insert_resource(&root, NEW(0x400, 0x4ff, "c")), 0);
	assert_int_equal(insert_resource(&root, NEW(0x600, 0x6ff, "d")), 0);
	assert_int_equal(insert_resource(&root, new), 0);
	expect_tree("00000100-000001ff : a\n00000200-000005ff : new\n"
		    "  00000200-000002ff : b\n  00000400-000004ff : c\n"
		    "00000600-000006ff : d\n");
	assert_ptr_equal(b->parent, new);
	assert_ptr_equal(new->parent, &root);
	/* All of it, to the last byte, and no more than that. */
	assert_int_equal(insert_resource(&root, NEW(0x180, 0x6ff, "x")),
			 -EBUSY);
	assert_int_equal(insert_resource(&root, NEW(0x100, 0x6fe, "x")),
			 -EBUSY);
	assert_int_equal(insert_resource(&root, NEW(0x100, 0x6ff, "all")), 0);
	expect_tree("00000100-000006ff : all\n  00000100-000001ff : a\n"
		    "  00000200-000005ff : new\n    00000200-000002ff : b\n"
		    "    00000400-000004ff : c\n  00000600-000006ff : d\n");
}

TEST(test_insert_equal_goes_inside)
{
	assert_int_equal(insert_resource(&root, NEW(0x100, 0x1ff, "a")), 0);
	assert_int_equal(insert_resource(&root, NEW(0x100, 0x1ff, "b")), 0);
	expect_tree("00000100-000001ff : a\n  00000100-000001ff : b\n");
}

TEST(test_insert_refuses_to_cut)
{
	assert_int_equal(insert_resource(&root, NEW(0x200, 0x2ff, "a")), 0);
	assert_int_equal(insert_resource(&root, NEW(0x400, 0x4ff, "b")), 0);
	assert_int_equal(insert_resource(&root, NEW(0x280, 0x4ff, "x")),
			 -EBUSY);
	assert_int_equal(insert_resource(&root, NEW(0x200, 0x480, "x")),
			 -EBUSY);
	assert_int_equal(insert_resource(&root, NEW(0, 0x1000000, "x")),
			 -EBUSY);
	expect_tree("00000200-000002ff : a\n00000400-000004ff : b\n");
}

TEST(test_all_addresses)
{
	root.end = ~0ULL;
	assert_int_equal(insert_resource(&root, NEW(~0xfffULL, ~0ULL, "top")),
			 0);
	assert_int_equal(insert_resource(&root, NEW(0, 0, "byte")), 0);
	expect_tree("00000000-00000000 : byte\n"
		    "fffffffffffff000-ffffffffffffffff : top\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		R(test_empty), R(test_request_sorts), R(test_request_refuses),
		R(test_insert_goes_deeper), R(test_insert_adopts),
		R(test_insert_equal_goes_inside),
		R(test_insert_refuses_to_cut), R(test_all_addresses),
	};

	return RUN(tests);
}
