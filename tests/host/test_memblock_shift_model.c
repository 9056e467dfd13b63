// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where in its array a long list begins (mm/memblock_shift.c), after each
 * splice: the side that is shorter moves, if there is room for it. Here more
 * than 16 regions are a long list. Beside each list a plain copy of what
 * should be in it; around each array, guards.
 *
 * Environment: SEED, OPS.
 *
 * sources: mm/memblock*.c tests/host/glue.c tests/host/glue_memblock.c
 * sources: tests/host/tally.c
 * cflags: -DMEMBLOCK_SHIFT_MIN=16
 */
#include "glue_memblock.h"
#include "rnd.h"
#include "tally.h"
#include "mm/memblock_internal.h"

#define SHORT	16
#define ROOM	400		/* entries of an array */
#define RESET	128		/* what an outsider's reset makes of it */
#ifdef __SANITIZE_ADDRESS__
#define GUARD	0		/* the sanitizer watches */
#else
#define GUARD	4
#endif
#define WORTH	64		/* less room at the front is not made */
#define MANY	150		/* entries at once, at most */

static struct memblock_region *arrays[3][2];
static struct memblock_type neither;

/* One list, as it should be. */
static struct model {
	struct memblock_type *type;
	struct memblock_region list[ROOM];
	long cnt;
	phys_addr_t total;
	/* The array, and the start and max that the last splice has left. */
	struct memblock_region *home, *left;
	long max;
} models[3];

static u64 seed;
static unsigned int op_nr, nr_made;

#define CHECK(cond) do { if (!(cond)) \
	fail_msg("SEED=%llu, operation %u: %s", seed, op_nr, #cond); \
	} while (0)

/* ---- the rule --------------------------------------------------------- */

static bool home_known(const struct model *m)
{
	return m->type != &neither && m->left == m->type->regions &&
	       m->max == (long)m->type->max;
}

/*
 * Which entry of the array the list begins with, when [@lo, @hi) becomes
 * @more entries longer or, less than 0, shorter. It begins with @at now.
 *
 *	|  at  |#### cnt ####|    behind    |
 */
static long starts_at(const struct model *m, long at, long lo, long hi,
		      long more)
{
	long max = m->type->max, behind = max - m->cnt - at;

	if (m->cnt <= SHORT)
		return 0;
	if (lo < m->cnt - hi) {		/* less before it than behind */
		if (more <= at && at - more <= max / 2)
			return at - more;
		if (more > at && behind / 2 >= max(more, (long)WORTH)) {
			MET(true, "to the middle");
			return at + behind / 2 - more;
		}
		if (more <= at && -more <= max / 2) {
			MET(true, "to the start, and up from there");
			return -more;
		}
		MET(more <= at, "most of it at once");
	}
	if (more <= behind)
		return at;
	MET(true, "no room behind");
	return 0;
}

/* ---- operations ------------------------------------------------------- */

static void fresh_array(struct model *m, unsigned int which)
{
	struct memblock_region *array = arrays[m - models][which];

	memset(array, 0x5a, (ROOM + 2 * GUARD) * sizeof(*array));
	memset(array + GUARD, 0, ROOM * sizeof(*array));
	m->type->regions = array + GUARD;
	m->type->max = ROOM;
	m->type->cnt = m->cnt = 0;
	m->type->total_size = m->total = 0;
}

/*
 * cnt, max and total_size are set back, the start is not. What is behind the
 * entries that are left is somebody else's.
 */
static void reset_in_place(struct model *m)
{
	struct memblock_region *array = m->home;

	if (!home_known(m) || m->type->max != ROOM)
		return;
	memset(m->type->regions, 0, sizeof(*array));
	memset(m->type->regions + RESET, 0x5a,
	       (array + ROOM - m->type->regions - RESET) * sizeof(*array));
	m->type->max = RESET;
	m->type->cnt = m->cnt = 0;
	m->type->total_size = m->total = 0;
}

static void splice_model(struct model *m, long lo, long hi,
			 const struct memblock_region *pieces, long n)
{
	long i;

	for (i = lo; i < hi; i++)
		m->total -= m->list[i].size;
	for (i = 0; i < n; i++)
		m->total += pieces[i].size;
	memmove(&m->list[lo + n], &m->list[hi],
		(m->cnt - hi) * sizeof(*m->list));
	memcpy(&m->list[lo], pieces, n * sizeof(*pieces));
	m->cnt += n - (hi - lo);
}

static void compare(const struct model *m)
{
	const struct memblock_type *type = m->type;
	struct memblock_region *array = memblock_array(type);

	CHECK((long)type->cnt == m->cnt);
	CHECK(type->total_size == m->total);
	CHECK(memcmp(type->regions, m->list, m->cnt * sizeof(*m->list)) == 0);
	CHECK(m->cnt || all_bytes(type->regions, 0, 2 * sizeof(u64)));
	CHECK(all_bytes(array + type->max, 0x5a, GUARD * sizeof(*array)));
	CHECK(array != arrays[m - models][0] + GUARD ||
	      all_bytes(arrays[m - models][0], 0x5a, GUARD * sizeof(*array)));
}

static void splice(struct model *m, long lo, long hi, long n)
{
	struct memblock_region pieces[MANY];
	struct memblock_type *type = m->type;
	struct memblock_region *array = type->regions, *want = type->regions;
	bool shift;
	long i;

	for (i = 0; i < n; i++)
		pieces[i] = memblock_make_region(++nr_made, 1 + rnd(9),
						 0, MEMBLOCK_NONE);
	if (home_known(m))
		array = m->home;
	CHECK(memblock_array(type) == array);
	shift = lo + n != hi && type != &neither &&
		(m->cnt > SHORT || array != type->regions);
	if (shift)
		want = array + starts_at(m, type->regions - array, lo, hi,
					 n - (hi - lo));
	memblock_splice(type, lo, hi, pieces, n);
	splice_model(m, lo, hi, pieces, n);
	CHECK(type->regions == want);
	if (shift) {
		m->home = array;
		m->left = want;
		m->max = type->max;
	}
	CHECK(memblock_array(type) == array);
	compare(m);
}

/* Some place: mostly at the front, at the back, or anywhere. */
static long some_index(long cnt, unsigned int where)
{
	long few = rnd(6) < cnt ? rnd(6) % (cnt + 1) : 0;

	return where == 0 ? few : where == 1 ? cnt - few : rnd(cnt + 1);
}

/* What a stretch of splices is like. */
struct habit {
	unsigned int grow;		/* out of 10 */
	unsigned int add_at, take_at;	/* see some_index() */
};

static void some_splice(struct model *m, const struct habit *habit)
{
	bool grow = rnd(10) < habit->grow;
	long lo = some_index(m->cnt, grow ? habit->add_at : habit->take_at);
	long hi = lo + rnd(2), n = rnd(2);

	if (grow)
		n += 1 + (rnd(60) ? rnd(2) : rnd(MANY - 2));
	else if (rnd(60))
		hi += 1 + rnd(3);
	else if (rnd(2))
		hi += 1 + rnd(ROOM);
	else
		hi = lo + ROOM / 2 + n + rnd(3) - 1;
	hi = min(hi, m->cnt);
	if (m->cnt - (hi - lo) + n <= (long)m->type->max)
		splice(m, lo, hi, n);
}

TEST(a_list_begins_where_the_rule_says)
{
	u64 ops = from_env("OPS", 200000), done = 0;
	struct habit habit;
	struct model *m;
	unsigned int i, k;

	models[0].type = &memblock.memory;
	models[1].type = &memblock.reserved;
	models[2].type = &neither;
	for (i = 0; i < 6; i++)
		arrays[i / 2][i % 2] = malloc((ROOM + 2 * GUARD) *
					      sizeof(**arrays[0]));
	for (seed = from_env("SEED", 1); done < ops; seed++) {
		rng = seed * 0x9e3779b97f4a7c15ULL + 1;
		for (i = 0; i < 3; i++)
			fresh_array(&models[i], rnd(2));
		for (op_nr = 0; op_nr < 5000;) {
			m = &models[rnd(8) ? rnd(2) : 2];
			habit = (struct habit){ 4 + rnd(6), rnd(3), rnd(3) };
			k = rnd(40);
			if (k == 0)
				reset_in_place(m);
			else if (k == 1)
				fresh_array(m, rnd(2));
			for (k = rnd(900); k; k--, op_nr++, done++)
				some_splice(m, &habit);
		}
	}
	for (i = 0; i < 6; i++)
		free(arrays[i / 2][i % 2]);
	if (ops < 200000)
		return;
	assert_true(tally_of("to the middle") > 10);
	assert_true(tally_of("to the start, and up from there") > 10);
	assert_true(tally_of("most of it at once") > 10);
	assert_true(tally_of("no room behind") > 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_list_begins_where_the_rule_says),
	};

	return RUN(tests);
}
