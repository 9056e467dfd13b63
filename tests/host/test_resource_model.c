// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tree of resources beside a model that knows only, for each of a dozen
 * bytes, who has it: a stack, the outermost first. After each request the
 * two are the same, byte by byte, and so is what is printed of any part.
 *
 * sources: kernel/resource.c tests/host/glue.c
 */
#include <errno.h>
#include <linux/ioport.h>
#include "glue.h"

#define BYTES	12
#define FIRST	2		/* the root's, and its last */
#define LAST	9
#define ITEMS	10
#define EPISODES 600

static struct resource root, items[ITEMS];

/* Who has a byte: the numbers of items, outermost first. */
struct stack {
	unsigned int nr;
	int owner[ITEMS];
};

static struct stack model[BYTES], seen[BYTES];
static unsigned int seed = 20261123;

static unsigned int below(unsigned int n)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % n;
}

/* ---- the model ------------------------------------------------------- */

static bool covers(const struct resource *outer, const struct resource *r)
{
	return outer->start <= r->start && r->end <= outer->end;
}

/*
 * Who is in the way of @r at a depth: -1: nobody, ITEMS: one who has all of
 * it, ITEMS + 1: only such as lie inside @r; else the number of one that
 * @r cuts.
 */
static int in_the_way(const struct resource *r, unsigned int depth)
{
	int result = -1;
	u64 b;

	for (b = r->start; b <= r->end; b++) {
		int owner;

		if (model[b].nr <= depth)
			continue;
		owner = model[b].owner[depth];
		if (covers(&items[owner], r))
			return ITEMS;
		if (!covers(r, &items[owner]))
			return owner;
		result = ITEMS + 1;
	}
	return result;
}

/*
 *	byte:	2 3 4 5			2 3 4 5
 *	depth 0	a a . .		->	n n n n		n put in at depth 0
 *	depth 1	. . . .			a a . .
 */
static void push(const struct resource *r, unsigned int depth)
{
	u64 b;

	for (b = r->start; b <= r->end; b++) {
		int *at = &model[b].owner[depth];

		memmove(at + 1, at, (model[b].nr - depth) * sizeof(*at));
		*at = (int)(r - items);
		model[b].nr++;
	}
}

static int model_put(const struct resource *r, bool deeper)
{
	unsigned int depth;
	int who;

	if (r->start > r->end || !covers(&root, r))
		return -EBUSY;
	for (depth = 0; (who = in_the_way(r, depth)) == ITEMS; depth++)
		if (!deeper)
			return -EBUSY;
	if (who >= 0 && (who < ITEMS || !deeper))
		return -EBUSY;
	push(r, depth);
	return 0;
}

/* ---- the comparison -------------------------------------------------- */

static void read_children(struct resource *parent)
{
	struct resource *r, *before = NULL;
	u64 b;

	for (r = parent->child; r; before = r, r = r->sibling) {
		assert_in_range(r - items, 0, ITEMS - 1);
		assert_ptr_equal(r->parent, parent);
		if (before)
			assert_true(before->end < r->start);
		for (b = r->start; b <= r->end; b++) {
			assert_true(seen[b].nr < ITEMS);
			seen[b].owner[seen[b].nr++] = (int)(r - items);
		}
		read_children(r);
	}
}

static void expect_same(void)
{
	unsigned int b, i;

	memset(seen, 0, sizeof(seen));
	read_children(&root);
	for (b = 0; b < BYTES; b++) {
		assert_int_equal(seen[b].nr, model[b].nr);
		for (i = 0; i < seen[b].nr; i++)
			assert_int_equal(seen[b].owner[i], model[b].owner[i]);
	}
}

/* At which depth does a byte have this owner? Behind the last: nowhere. */
static unsigned int depth_of(unsigned int byte, int owner)
{
	unsigned int depth = 0;

	while (depth < model[byte].nr && model[byte].owner[depth] != owner)
		depth++;
	return depth;
}

/* What is within item @of, or within the root (-1), as text. */
static void expect_shown(int of)
{
	char want[1024] = "";
	unsigned int b, i;

	for (b = 0; b < BYTES; b++) {
		unsigned int from = of < 0 ? 0 : depth_of(b, of) + 1;

		for (i = from; i < model[b].nr; i++) {
			const struct resource *r = &items[model[b].owner[i]];

			if (r->start == b)
				sprintf(want + strlen(want),
					"%*s%08x-%08x : %s\n",
					(int)(2 * (i - from)), "", b,
					(unsigned int)r->end, r->name);
		}
	}
	glue_log_clear();
	show_resources(of < 0 ? &root : &items[of]);
	assert_string_equal(glue_log(), want);
}

/* ---- the run --------------------------------------------------------- */

static void step(int nr)
{
	static char names[ITEMS][2];
	struct resource *r = &items[nr];
	bool deeper = below(4);
	int want, got;

	memset(r, 0xa5, sizeof(*r));	/* what is not set is junk */
	names[nr][0] = (char)('a' + nr);
	r->name = names[nr];
	r->start = below(BYTES);
	r->end = below(8) ? r->start + below(BYTES - (unsigned int)r->start)
			  : below(BYTES);
	want = model_put(r, deeper);
	got = deeper ? insert_resource(&root, r) : request_resource(&root, r);
	if (got != want)
		fail_msg("%s of %u-%u gives %d, not %d",
			 deeper ? "insert" : "request",
			 (unsigned int)r->start, (unsigned int)r->end, got,
			 want);
	expect_same();
	expect_shown(-1);
	if (!got)
		expect_shown(nr);
}

static int setup(void **state)
{
	(void)state;
	glue_reset();
	return 0;
}

TEST(random_trees_beside_a_model)
{
	unsigned int episode;
	int nr;

	for (episode = 0; episode < EPISODES; episode++) {
		root = (struct resource){ .start = FIRST, .end = LAST };
		memset(model, 0, sizeof(model));
		for (nr = 0; nr < ITEMS; nr++)
			step(nr);
		/* Parts of the tree as they have become. */
		for (nr = 0; nr < ITEMS; nr++)
			if (depth_of((unsigned int)items[nr].start, nr) <
			    model[items[nr].start].nr)
				expect_shown(nr);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(random_trees_beside_a_model, setup),
	};

	return RUN(tests);
}
