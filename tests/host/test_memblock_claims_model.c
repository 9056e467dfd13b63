// SPDX-License-Identifier: GPL-2.0-only
/*
 * The claims of mm/memblock_hint.c, all of them, after each operation: beside
 * them a model that keeps a table of distances by size for each kind of
 * search, and knows nothing of arrays in order. Claims are learnt at random
 * here, true or not; regions are spliced, and lists edited by hand, in the
 * first and in the last bytes of the address space.
 *
 * Environment: SEED, OPS.
 *
 * sources: mm/memblock*.c tests/host/glue.c tests/host/glue_memblock.c
 * sources: tests/host/tally.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4
 */
#include "glue_memblock.h"
#include "rnd.h"
#include "tally.h"
#include "mm/memblock_internal.h"

#define M	(&memblock.memory)
#define R	(&memblock.reserved)
#define CLAIMS	32		/* for one kind of search */
#define KINDS	16
#define WIDTH	96		/* addresses with regions */
#define SIZES	100
#define REGIONS	12

static u64 seed;
static unsigned int op_nr;
static phys_addr_t low;		/* the lowest of WIDTH addresses */

/* ---- the model ------------------------------------------------------- */

/* says[size]: the distance of the claim about just that size, 0 for none. */
static struct kind {
	phys_addr_t edge;
	int nid;
	bool upwards, movable;
	phys_addr_t says[SIZES];
} kinds[KINDS];

static unsigned int oldest;
static bool any;		/* has one been learnt? */
static struct memblock_type memory_then, reserved_then;
static struct memblock_region regions_then[INIT_MEMBLOCK_REGIONS];

static void model_forget(void)
{
	unsigned int i;

	for (i = 0; i < KINDS; i++)
		memset(kinds[i].says, 0, sizeof(kinds[i].says));
	any = false;
}

static bool head_changed(const struct memblock_type *type,
			 const struct memblock_type *then)
{
	return type->regions != then->regions || type->cnt != then->cnt ||
	       type->total_size != then->total_size;
}

/* Forget what is about other lists; false where there is nothing to claim. */
static bool model_applies(void)
{
	if (M->cnt > INIT_MEMBLOCK_REGIONS || M->cnt > R->cnt)
		return false;
	if (any && (head_changed(R, &reserved_then) ||
		    M->cnt != memory_then.cnt ||
		    memcmp(M->regions, regions_then,
			   M->cnt * sizeof(*M->regions)) != 0))
		model_forget();
	return true;
}

static struct kind *model_kind(phys_addr_t edge, int nid, bool upwards)
{
	unsigned int i;

	for (i = 0; i < KINDS; i++)
		if (kinds[i].edge == edge && kinds[i].nid == nid &&
		    kinds[i].upwards == upwards &&
		    kinds[i].movable == movable_node_enabled)
			return &kinds[i];
	return NULL;
}

static phys_addr_t model_ask(phys_addr_t edge, int nid, bool upwards,
			     unsigned int size)
{
	struct kind *k = model_kind(edge, nid, upwards);

	if (!model_applies() || !k)
		return 0;
	while (size && !k->says[size])
		size--;
	return k->says[size];
}

/* The first, third, fifth ... claim goes when there are CLAIMS of them. */
static void model_thin(struct kind *k)
{
	unsigned int s, nr = 0;

	for (s = 1; s < SIZES; s++)
		nr += k->says[s] != 0;
	for (s = 1; s < SIZES && nr >= CLAIMS; s++)
		if (k->says[s] && nr++ % 2 == 0)
			k->says[s] = 0;
}

static void model_learn(phys_addr_t edge, int nid, bool upwards,
			unsigned int size, phys_addr_t dist)
{
	struct kind *k = model_kind(edge, nid, upwards);
	unsigned int s;

	if (!dist || !model_applies())
		return;
	if (!any) {
		memory_then = *M;
		reserved_then = *R;
		memcpy(regions_then, M->regions, M->cnt * sizeof(*M->regions));
	}
	any = true;
	if (!k) {
		k = &kinds[oldest];
		oldest = (oldest + 1) % KINDS;
		*k = (struct kind){ edge, nid, upwards, movable_node_enabled,
				    { 0 } };
	}
	model_thin(k);
	for (s = 1; s <= size; s++)
		if (k->says[s] >= dist)
			return;
	for (s = size; s < SIZES; s++)
		if (k->says[s] <= dist)
			k->says[s] = 0;
	k->says[size] = dist;
}

/* A hole may be in [start, end): smaller claims end there, at the latest. */
static void model_cut(struct kind *k, phys_addr_t start, phys_addr_t end)
{
	phys_addr_t dist = 0;
	unsigned int s, first = 0;

	if (k->upwards ? end <= k->edge : start >= k->edge)
		return;
	if (k->upwards && start > k->edge)
		dist = start - k->edge;
	if (!k->upwards && end < k->edge)
		dist = k->edge - end;
	for (s = 1; s < SIZES && s <= end - start; s++) {
		if (k->says[s] < dist || !k->says[s])
			continue;
		first = first ? first : s;
		k->says[s] = 0;
	}
	if (first)
		k->says[first] = dist;
}

/* All gaps that reach into [from, to) may have become larger. */
static void model_opened(phys_addr_t from, phys_addr_t to)
{
	phys_addr_t start = 0, end;
	unsigned long i;
	unsigned int k;

	for (i = 0; i <= R->cnt; i++) {
		end = i < R->cnt ? R->regions[i].base : TOP;
		for (k = 0; k < KINDS && start < to && end > from; k++)
			model_cut(&kinds[k], start, end);
		start = end + (i < R->cnt ? R->regions[i].size : 0);
	}
}

/* ---- operations ------------------------------------------------------ */

static phys_addr_t some_edge(unsigned int i)
{
	static const unsigned int at[] = { 0, 1, 31, 64, WIDTH };

	return low + at[i % ARRAY_SIZE(at)];
}

static int some_node(unsigned int i)
{
	static const int nid[] = { NUMA_NO_NODE, 0, 3 };

	return nid[i % ARRAY_SIZE(nid)];
}

static void learn(unsigned int kind, unsigned int size, phys_addr_t dist)
{
	model_learn(some_edge(kind / 2), some_node(kind / 10), kind & 1, size,
		    dist);
	memblock_hint_learn(some_edge(kind / 2), some_node(kind / 10),
			    kind & 1, size, dist);
}

static void learn_some(void)
{
	unsigned int kind = rnd(30), size = 1 + rnd(SIZES - 1), i, n;
	phys_addr_t dist = rnd(WIDTH);

	if (rnd(3)) {
		learn(kind, size, rnd(8) ? dist : dist << 57);
		return;
	}
	/* Many, each larger and farther than the one before. */
	n = 1 + rnd(CLAIMS + 8);
	size = 1 + rnd(SIZES - 2 * n - 1);
	dist = rnd(10);
	for (i = 0; i < n; i++) {
		size += 1 + rnd(2);
		dist += 1 + rnd(3);
		learn(kind, size, rnd(40) ? dist : dist << 57);
	}
}

/*
 * Some regions go, others come between their neighbours:
 *
 *   before   |##|   |##|  |###|     |##|
 *   after    |##|  |#|        |##|  |##|
 */
static void splice(struct memblock_type *type)
{
	unsigned long lo = rnd(type->cnt + 1), n = 0;
	unsigned long hi = min(lo + rnd(4), type->cnt);
	struct memblock_region *r = type->regions, pieces[4];
	phys_addr_t at = lo ? memblock_region_end(&r[lo - 1]) : low;
	phys_addr_t end = hi < type->cnt ? r[hi].base : low + WIDTH;
	phys_addr_t from = r[lo].base, to = 0, skip;

	if (lo < hi)
		to = memblock_region_end(&r[hi - 1]);
	for (; n < 4 && type->cnt - (hi - lo) + n < REGIONS; n++) {
		skip = rnd(3) ? rnd(8) : 0;
		if (end - at <= skip || !rnd(4))
			break;
		at += skip;
		pieces[n] = memblock_make_region(at, 1 + rnd(min(end - at,
							(phys_addr_t)12)),
						 MAX_NUMNODES, 0);
		at += pieces[n].size;
	}
	if (type == R && any && head_changed(R, &reserved_then))
		model_forget();
	memblock_splice(type, lo, hi, pieces, n);
	if (type == R && any && lo < hi)
		model_opened(from, to);
	if (type == R && any)
		reserved_then = *R;
}

/* An outsider writes into a list: a region, or what is said of all. */
static void edit(void)
{
	static struct memblock_region other[2][INIT_MEMBLOCK_REGIONS];
	struct memblock_type *type = rnd(2) ? M : R;
	struct memblock_region *r = type->regions;

	if (M->cnt)
		r = &M->regions[rnd(M->cnt)];
	switch (rnd(8)) {
	case 0:
		memcpy(other[type == R], type->regions,
		       sizeof(other[type == R]));
		type->regions = other[type == R];
		break;
	case 1:
		type->total_size += type->cnt ? 1 : 0;
		break;
	case 2:
		type->cnt -= type->cnt ? 1 : 0;
		break;
	case 3:
		r->flags ^= MEMBLOCK_HOTPLUG;
		break;
	case 4:
		r->nid ^= 1;
		break;
	case 5:
		r->base += r > M->regions && r->size > 1;
		break;
	case 6:
		r->size -= r->size > 1;
		break;
	default:	/* nothing changes: the claims must stay */
		if (M->cnt)
			memblock_splice(M, 0, 1, &(struct memblock_region){
					M->regions[0].base, M->regions[0].size,
					M->regions[0].flags,
					M->regions[0].nid }, 1);
	}
}

/* Of memory not too many: there are no claims while it is the longer list. */
static void start_again(void)
{
	unsigned int i, n = rnd(6);

	glue_memblock_reset();
	movable_node_enabled = false;
	low = rnd(2) ? 0 : TOP - WIDTH;
	for (i = 0; i < n; i++)
		M->regions[i] = memblock_make_region(low + 10 * i, 5, i / 2,
						     0);
	M->cnt = n;
	for (i = 0; i < 10; i++)
		splice(R);
}

static void one_operation(void)
{
	unsigned int dice = rnd(1000);

	if (dice < 650) {
		learn_some();
	} else if (dice < 950) {
		splice(R);
	} else if (dice < 970) {
		movable_node_enabled = !movable_node_enabled;
	} else if (dice < 990) {
		edit();
	} else if (dice < 992) {
		memblock_hint_forget();
		model_forget();
	} else if (dice < 994) {
		memblock_merge_regions(rnd(2) ? M : R);
		model_forget();
	} else {
		start_again();
	}
}

/* ---- comparing ------------------------------------------------------- */

static void compare(unsigned int kind, unsigned int size)
{
	phys_addr_t edge = some_edge(kind / 2);
	int nid = some_node(kind / 10);
	phys_addr_t want = model_ask(edge, nid, kind & 1, size);
	phys_addr_t is = memblock_hint_ask(edge, nid, kind & 1, size);

	MET(want != 0, "something is known");
	if (is != want)
		fail_msg("SEED=%llu, operation %u: of %u bytes from 0x%llx on "
			 "%s, node %d, 0x%llx is claimed, not 0x%llx", seed,
			 op_nr, size, edge, kind & 1 ? "up" : "down", nid, is,
			 want);
}

TEST(claims_are_those_of_the_model)
{
	u64 ops = from_env("OPS", 12000), done = 0;
	unsigned int i, kind;

	for (seed = from_env("SEED", 1); done < ops; seed++) {
		rng = seed * 0x9e3779b97f4a7c15ULL + 1;
		start_again();
		for (op_nr = 0; op_nr < 1000; op_nr++, done++) {
			one_operation();
			/* Not at once: what comes next may notice it, too. */
			if (rnd(4) == 0)
				continue;
			kind = rnd(30);
			for (i = 0; i < SIZES; i++)
				compare(kind, i);
			for (i = 0; i < 120; i++)
				compare(i / 4, 1 + rnd(SIZES - 1));
		}
	}
	if (ops >= 12000)
		assert_true(tally_of("something is known") > 100000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(claims_are_those_of_the_model),
	};

	return RUN(tests);
}
