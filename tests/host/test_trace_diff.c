// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the trace finds out by comparing a list with its copy. All changes
 * from one small list to another: each is one event, of the right kind,
 * about the range that has changed, with the smallest possible change. And
 * long ones, up to where the copy has no room.
 *
 * sources: mm/memblock*.c mm/trace*.c
 * sources: tests/host/glue.c tests/host/glue_memblock.c
 * sources: tests/host/trace_notes.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -DCONFIG_TRACE
 * cflags: -DTRACE_SHADOW=200
 */
#include "glue_memblock.h"
#include "mm/memblock_internal.h"
#include "trace_notes.h"

#define M	(&memblock.memory)
#define R	(&memblock.reserved)

/* ---- all small lists --------------------------------------------------- */

#define CELLS	4
#define STATES	4		/* of a cell: see set_list() */
#define LISTS	(STATES * STATES * STATES * STATES)

/* Where cell 0 is, and how many bytes one has; the last one may be shorter. */
static const struct place {
	phys_addr_t start, cell;
} places[] = {
	{ 0, 1 }, { 0, 0x1000 }, { 0x7ff000, 0x1000 },
	{ 0 - CELLS * 0x1000ULL, 0x1000 }, { PHYS_ADDR_MAX - CELLS, 1 },
}, *place;

/* The address at which cell @i begins; nothing reaches to the topmost byte. */
static phys_addr_t cell_at(unsigned int i)
{
	phys_addr_t at = place->start + i * place->cell;

	return i && at <= place->start ? PHYS_ADDR_MAX : at;
}

static unsigned int state_of(unsigned int nr, unsigned int cell)
{
	while (cell--)
		nr /= STATES;
	return nr % STATES;
}

/*
 * List number @nr, a digit for each cell: 0 not there, 1 ordinary, 2 of
 * another kind, 3 ordinary, but the region begins here.
 */
static void set_list(struct memblock_type *type, unsigned int nr)
{
	unsigned int i, state, last = 0;
	struct memblock_region *r;

	type->cnt = type->total_size = 0;
	for (i = 0; i < CELLS; i++, last = state) {
		phys_addr_t at = cell_at(i);

		state = state_of(nr, i);
		if (!state)
			continue;
		if (state == 3 || state % 2 != last % 2 || !last)
			type->regions[type->cnt++] = memblock_make_region(
				at, 0, state % 2, state % 2 ? MEMBLOCK_NONE :
				MEMBLOCK_HOTPLUG);
		r = &type->regions[type->cnt - 1];
		r->size = cell_at(i + 1) - r->base;
		type->total_size += cell_at(i + 1) - at;
	}
}

static bool same(const struct memblock_region *a,
		 const struct memblock_region *b)
{
	return a->base == b->base && a->size == b->size &&
	       a->flags == b->flags && a->nid == b->nid;
}

/* The smallest change from @a to @b: what is alike at both ends stays. */
static void expect_change(const struct note *n, unsigned int list,
			  const struct memblock_region *a, unsigned long a_cnt,
			  const struct memblock_region *b, unsigned long b_cnt)
{
	const struct trace_change *c = &n->change[0];
	unsigned long at = 0, i;

	while (at < a_cnt && at < b_cnt && same(&a[at], &b[at]))
		at++;
	while (a_cnt > at && b_cnt > at &&
	       same(&a[a_cnt - 1], &b[b_cnt - 1])) {
		a_cnt--;
		b_cnt--;
	}
	if (n->nr_changes != 1 || c->list != list || c->at != at ||
	    c->remove != a_cnt - at || c->insert != b_cnt - at)
		fail_msg("not %lu-%lu+%lu: %s", at, a_cnt - at, b_cnt - at,
			 note_text(0));
	for (i = at; i < b_cnt; i++)
		if (!same(&n->insert[0][i - at], &b[i]))
			fail_msg("region %lu: %s", i, note_text(0));
}

/* What has become of which cells, and what is that called? */
static void expect_kind(const struct trace_event *e, unsigned int list,
			unsigned int a, unsigned int b)
{
	static const enum trace_kind more[] = { TRACE_ADD, TRACE_RESERVE };
	static const enum trace_kind less[] = { TRACE_REMOVE, TRACE_FREE };
	unsigned int i, first = CELLS, last = 0;
	enum trace_kind kind = TRACE_LIST;
	phys_addr_t was = 0, is = 0, base, size;

	for (i = 0; i < CELLS; i++) {
		size = cell_at(i + 1) - cell_at(i);
		was += state_of(a, i) ? size : 0;
		is += state_of(b, i) ? size : 0;
		if (!state_of(a, i) == !state_of(b, i))
			continue;
		first = min(first, i);
		last = i + 1;
	}
	if (is > was)
		kind = more[list];
	if (is < was)
		kind = less[list];
	base = last ? cell_at(first) : 0;
	size = last ? cell_at(last) - base : 0;
	if (e->kind != kind || e->base != base || e->size != size)
		fail_msg("not kind %d, %llx+%llx: %s", kind, base, size,
			 note_text(0));
	assert_null(e->function);
	assert_null(e->name);
	assert_int_equal(e->result, 0);
}

/* Somebody changes a list by hand, from number @a to number @b. */
static void change(unsigned int list, unsigned int a, unsigned int b)
{
	struct memblock_type *type = list ? R : M;
	struct memblock_region was[CELLS];
	unsigned long cnt = type->cnt;
	bool same_list;

	memcpy(was, type->regions, sizeof(was));
	set_list(type, b);
	same_list = cnt == type->cnt;
	while (same_list && cnt-- > 0)
		same_list = same(&was[cnt], &type->regions[cnt]);
	trace_flush();
	assert_int_equal(nr_notes, same_list ? 0 : 1);
	if (nr_notes) {
		set_list(type, a);
		cnt = type->cnt;
		set_list(type, b);
		expect_kind(&notes[0].e, list, a, b);
		expect_change(&notes[0], list, was, cnt, type->regions,
			      type->cnt);
	}
	notes_forget();
}

TEST(all_changes)
{
	unsigned int a, b, list, at = 0;

	for (a = 0; a < LISTS; a++)
		for (b = 0; b < a; b++) {
			list = ++at % 2;
			place = &places[at % ARRAY_SIZE(places)];
			set_list(list ? R : M, a);
			trace_flush();
			notes_forget();
			change(list, a, b);
			change(list, b, a);
		}
}

/* ---- long lists -------------------------------------------------------- */

static struct memblock_region long_list[TRACE_SHADOW + 200];

/* @n regions far from each other, in an array with room for more. */
static void set_long_list(struct memblock_type *type, unsigned long n)
{
	unsigned long i;

	type->regions = long_list;
	type->max = ARRAY_SIZE(long_list);
	type->cnt = n;
	for (i = 0; i < n; i++)
		long_list[i] = memblock_make_region((i + 1) * 0x100000, 0x100,
						    1, MEMBLOCK_NONE);
}

/*
 * @k regions in the place of @r ones, from the one with index @at on: the
 * first event brings up to 48, each of the others up to 48 more, behind.
 */
static void expect_pieces(unsigned long at, unsigned long r, unsigned long k)
{
	struct memblock_region *list = &long_list[at];
	unsigned long i, j, n = 0;

	set_long_list(R, 100);
	trace_flush();
	notes_forget();
	memmove(list + k, list + r, (100 - at - r) * sizeof(*list));
	R->cnt = 100 - r + k;
	for (i = 0; i < k; i++)
		list[i] = memblock_make_region(at * 0x100000 + 0x1000 * (i + 1),
					       0x40, 2, MEMBLOCK_NOMAP);
	trace_flush();
	assert_int_equal(nr_notes, k > 48 ? (k + 47) / 48 : r || k);
	for (i = 0; i < nr_notes; i++) {
		const struct trace_change *c = &notes[i].change[0];

		assert_true(i == 0 || notes[i].e.kind == TRACE_LIST);
		assert_int_equal(notes[i].nr_changes, 1);
		assert_int_equal(c->list, 1);
		assert_int_equal(c->at, at + n);
		assert_int_equal(c->remove, i ? 0 : r);
		assert_int_equal(c->insert, min(k - n, 48ul));
		for (j = 0; j < c->insert; j++)
			assert_true(same(&notes[i].insert[0][j], &list[n++]));
	}
	assert_int_equal(n, k);
	notes_forget();
	trace_flush();
	assert_int_equal(nr_notes, 0);
}

TEST(many_regions_at_once)
{
	static const unsigned long news[] = { 0, 1, 2, 47, 48, 49, 50, 95, 96,
					      97, 100 };
	unsigned long i, r;

	for (i = 0; i < ARRAY_SIZE(news); i++)
		for (r = 0; r <= 99; r = 3 * r + 1) {
			expect_pieces(0, r, news[i]);
			expect_pieces(100 - r, r, news[i]);
			expect_pieces((100 - r) / 2, r, news[i]);
		}
}

/* ---- arrays ------------------------------------------------------------ */

/* Another array: that is an event, and what has changed is part of it. */
TEST(another_array)
{
	struct memblock_region *first = M->regions;
	const unsigned long max = M->max;
	const struct trace_event *e = &notes[0].e;

	set_long_list(M, 3);
	assert_false(trace_same_array(0));
	assert_true(trace_same_array(1));
	trace_flush();
	assert_int_equal(nr_notes, 1);
	assert_int_equal(e->kind, TRACE_GROW);
	assert_int_equal(e->value, 0);
	assert_int_equal(e->base, __pa(first));
	assert_int_equal(e->size, max);
	assert_int_equal(e->more[0], __pa(long_list));
	assert_int_equal(e->more[1], ARRAY_SIZE(long_list));
	expect_change(&notes[0], 0, NULL, 0, long_list, 3);
	assert_true(trace_same_array(0));
	notes_forget();
	R->max = max + 1;
	assert_false(trace_same_array(1));
	trace_know_array(1);
	assert_true(trace_same_array(1));
	trace_flush();
	assert_int_equal(nr_notes, 0);
	R->max = max;
	trace_flush();
	assert_int_equal(nr_notes, 1);
	assert_int_equal(e->value, 1);
	assert_int_equal(e->size, max + 1);
	assert_int_equal(notes[0].nr_changes, 0);
}

/* ---- too long ---------------------------------------------------------- */

static void expect_lost(unsigned int list)
{
	phys_addr_t base = 7, size = 7;
	enum trace_kind kind = TRACE_ADD;

	assert_true(trace_find_diff(list, &kind, &base, &size));
	assert_int_equal(kind, TRACE_LIST);
	assert_int_equal(base, 0);
	assert_int_equal(size, 0);
	trace_add_diff(list);
	assert_int_equal(notes_dropped, 1);
	notes_forget();
	trace_flush();
	EXPECT("list 0+0");
}

/*
 * The last test. As many regions as the copy has room for can be followed,
 * with one more the list is lost for good: events that tell of it have no
 * change, and each is counted as one that is missing. The other list is not.
 */
TEST(too_long)
{
	phys_addr_t base = 7, size = 7;
	enum trace_kind kind = TRACE_ADD;

	set_long_list(R, TRACE_SHADOW);
	trace_flush();
	assert_int_equal(notes_dropped, 0);
	notes_forget();
	assert_false(trace_find_diff(1, &kind, &base, &size));
	assert_int_equal(kind, TRACE_LIST);
	assert_int_equal(base | size, 0);
	long_list[TRACE_SHADOW - 1].size++;
	trace_flush();
	assert_int_equal(notes[0].change[0].at, TRACE_SHADOW - 1);
	assert_int_equal(notes_dropped, 0);
	notes_forget();
	set_long_list(R, TRACE_SHADOW + 1);
	expect_lost(1);
	set_long_list(R, 2);
	expect_lost(1);
	place = &places[1];
	set_list(M, 1);
	trace_flush();
	EXPECT("add 0+1000 m@0-0+0:1000:1:0", "list 0+0");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		NOTED(all_changes), NOTED(many_regions_at_once),
		NOTED(another_array), NOTED(too_long),
	};

	return RUN(tests);
}
