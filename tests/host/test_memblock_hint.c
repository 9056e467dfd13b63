// SPDX-License-Identifier: GPL-2.0-only
/*
 * What searches remember must never show: each search is compared with the
 * textbook one over the plain walk, in worlds where everything changes
 * between two of them, by call and by hand. Here short lists have hints, too,
 * and long ones begin at 9 regions (docs/memblock-speed.md). The debug build
 * adds its own comparison inside each search.
 *
 * Environment: SEED, OPS.
 *
 * sources: mm/memblock*.c tests/host/glue.c tests/host/glue_memblock.c
 * sources: tests/host/tally.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -DCONFIG_DEBUG_VM
 * cflags: -DMEMBLOCK_HINT_MIN=1 -DMEMBLOCK_SHIFT_MIN=8
 */
#include "glue_memblock.h"
#include "rnd.h"
#include "tally.h"
#include "mm/memblock_internal.h"

#define M	(&memblock.memory)
#define R	(&memblock.reserved)
#define ANY	NUMA_NO_NODE

static u64 seed;
static unsigned int op_nr, nr_found, nr_none;
static phys_addr_t ram;

/* ---- the textbook ---------------------------------------------------- */

static phys_addr_t naive_down(phys_addr_t start, phys_addr_t end,
			      phys_addr_t size, phys_addr_t align, int nid)
{
	phys_addr_t s, e, at;
	u64 i;

	for_each_free_mem_range_reverse(i, nid, &s, &e, NULL) {
		s = max(s, start);
		e = min(e, end);
		if (e < size)
			continue;
		at = round_down(e - size, align);
		if (at >= s)
			return at;
	}
	return 0;
}

static phys_addr_t naive_up(phys_addr_t start, phys_addr_t end,
			    phys_addr_t size, phys_addr_t align, int nid)
{
	phys_addr_t s, e, at;
	u64 i;

	for_each_free_mem_range(i, nid, &s, &e, NULL) {
		s = max(s, start);
		e = min(e, end);
		at = round_up(s, align);
		if (at >= s && at < e && e - at >= size)
			return at;
	}
	return 0;
}

/* ---- operations ------------------------------------------------------ */

static phys_addr_t some_size(void)
{
	switch (rnd(4)) {
	case 0:
		return 1 + rnd(300);
	case 1:
		return 64ULL << rnd(12);
	case 2:
		return KB(4) * (1 + rnd(8));
	default:
		return 1 + rnd(KB(64));
	}
}

static phys_addr_t some_place(void)
{
	return ram + rnd(RAM_SIZE / 64) * 64ULL;
}

/* What is wanted, and the two right answers. */
static void compare(phys_addr_t start, phys_addr_t end, phys_addr_t size,
		    phys_addr_t align, int nid)
{
	phys_addr_t down = naive_down(start, end, size, align, nid);
	phys_addr_t up = naive_up(start, end, size, align, nid);

	if (__memblock_find_range_top_down(start, end, size, align, nid) !=
	    down ||
	    __memblock_find_range_bottom_up(start, end, size, align, nid) !=
	    up)
		fail_msg("SEED=%llu, operation %u: 0x%llx bytes align 0x%llx "
			 "in 0x%llx-0x%llx on node %d: not 0x%llx and 0x%llx",
			 seed, op_nr, size, align, start, end, nid, down, up);
	/* The one that rules is taken. */
	down = memblock_bottom_up() ? up : down;
	nr_found += down != 0;
	nr_none += down == 0;
	if (down && rnd(8))
		memblock_reserve(down, size);
}

static void search(void)
{
	phys_addr_t start = rnd(4) ? PAGE_SIZE : some_place();
	phys_addr_t end = rnd(4) ? rnd(2) ? TOP : memblock.current_limit :
		some_place();

	compare(start, end, some_size(), 1ULL << rnd(14),
		rnd(3) ? ANY : (int)rnd(4));
}

/* A window that ends a byte before, at or behind the edges of a few holes. */
static void search_at_edges(void)
{
	unsigned long i, j;
	phys_addr_t start, end;

	if (R->cnt < 2)
		return;
	i = rnd(R->cnt - 1);
	j = min(i + 1 + rnd(3), R->cnt - 1);
	start = memblock_region_end(&R->regions[i]) + rnd(3) - 1;
	end = R->regions[j].base + rnd(3) - 1;
	if (start < end)
		compare(start, end, rnd(2) ? 1 + rnd(3) :
			end - start + rnd(2), 1, ANY);
}

static bool is_array(const struct memblock_region *r)
{
	return memblock_addrs_overlap(r->base, r->size,
			(uintptr_t)memblock_array(M), ARRAY_BYTES(M->max)) ||
	       memblock_addrs_overlap(r->base, r->size,
			(uintptr_t)memblock_array(R), ARRAY_BYTES(R->max));
}

static void free_some(void)
{
	struct memblock_region r;
	phys_addr_t cut;

	if (!R->cnt)
		return;
	r = R->regions[rnd(3) ? rnd(R->cnt) : rnd(2) ? 0 : R->cnt - 1];
	if (is_array(&r))
		return;
	cut = rnd(2) ? rnd(r.size) : 0;
	memblock_phys_free(r.base + cut, 1 + rnd(r.size - cut));
}

/* A student's memblock_add_range(): insert, then merge. */
static void reserve_naively(void)
{
	phys_addr_t at = some_place(), size = some_size();

	if (R->cnt == R->max || memblock_overlaps_region(R, at, size))
		return;
	memblock_insert_region(R, memblock_first_above(R, at), at, size,
			       MAX_NUMNODES, MEMBLOCK_NONE);
	memblock_merge_regions(R);
}

static void change_memory(void)
{
	phys_addr_t at = round_down(some_place(), KB(4));
	phys_addr_t size = KB(4) * (1 + rnd(100));

	switch (rnd(6)) {
	case 0:
		memblock_add_node(at, min(size, ram + RAM_SIZE - at), rnd(4),
				  MEMBLOCK_NONE);
		break;
	case 1:
		memblock_remove(at, size);
		break;
	case 2:
		memblock_mark_hotplug(at, size * 16);
		break;
	case 3:
		memblock_clear_hotplug(at, size * 16);
		break;
	case 4:
		memblock_mark_nomap(at, size);
		break;
	default:
		memblock_set_node(at, size * 16, M, rnd(4));
	}
}

/* Two that touch would have to be one: then the list is not in order. */
static bool clashes(const struct memblock_region *r)
{
	return (r > M->regions && memblock_region_end(r - 1) == r->base &&
		memblock_same_kind(r - 1, r)) ||
	       (r + 1 < M->regions + M->cnt &&
		memblock_region_end(r) == r[1].base &&
		memblock_same_kind(r, r + 1));
}

/* An outsider writes into the lists. */
static void edit_by_hand(void)
{
	struct memblock_region *r, was;
	phys_addr_t cut;

	if (M->cnt && rnd(2)) {
		r = &M->regions[rnd(M->cnt)];
		was = *r;
		r->nid = rnd(4);
		r->flags = rnd(2) ? MEMBLOCK_HOTPLUG : MEMBLOCK_NONE;
		if (clashes(r))
			*r = was;
	} else if (R->cnt) {
		r = &R->regions[rnd(R->cnt)];
		cut = rnd(r->size);
		if (is_array(r))
			return;
		r->size -= cut;
		R->total_size -= cut;
	}
}

static void some_world(void)
{
	phys_addr_t at = ram;
	int i, n = 1 + rnd(5);

	glue_memblock_reset();
	memblock_set_bottom_up(rnd(2));
	movable_node_enabled = rnd(3) == 0;
	for (i = 0; i < n; i++, at += RAM_SIZE / n)
		memblock_add_node(at, round_down(RAM_SIZE / n, KB(4)) -
				  rnd(2) * KB(64), rnd(4), rnd(4) ? 0 :
				  MEMBLOCK_HOTPLUG);
	if (rnd(2))	/* little room: most searches look far */
		for (i = 0, at = ram; i < 300; i++, at += RAM_SIZE / 300)
			memblock_reserve(at, RAM_SIZE / 300 - rnd(KB(16)));
}

static void one_operation(void)
{
	unsigned int dice = rnd(100);

	if (dice < 48)
		search();
	else if (dice < 60)
		search_at_edges();
	else if (dice < 84)
		free_some();
	else if (dice < 88)
		memblock_reserve(some_place(), some_size());
	else if (dice < 90)
		reserve_naively();
	else if (dice < 93)
		change_memory();
	else if (dice < 95)
		edit_by_hand();
	else if (dice < 96)
		memblock_set_bottom_up(rnd(2));
	else if (dice < 97)
		memblock_set_current_limit(rnd(3) ? TOP : some_place());
	else if (dice < 98)
		movable_node_enabled = rnd(2);
	else if (rnd(8) == 0)
		some_world();
}

TEST(searches_find_what_the_textbook_finds)
{
	u64 ops = from_env("OPS", 40000), done = 0;

	glue_log_off = true;
	ram = glue_ram();
	for (seed = from_env("SEED", 1); done < ops; seed++) {
		rng = seed * 0x9e3779b97f4a7c15ULL + 1;
		some_world();
		for (op_nr = 0; op_nr < 1000; op_nr++, done++) {
			one_operation();
			if (op_nr % 16 == 0)
				expect_sound();
		}
	}
	print_message("%u searches found something, %u nothing\n", nr_found,
		      nr_none);
	if (ops >= 40000)
		assert_true(nr_found > 10000 && nr_none > 100);
}

/*
 * The debug build's comparison: a claim that hides a hole is seen.
 *
 * RAM      ..##...............##..
 * claims   |--->|          |<----|	no hole of 4 KiB here, they say
 */
TEST(a_false_claim_is_seen)
{
	phys_addr_t end;

	glue_memblock_reset();
	ram = glue_ram_added();
	end = ram + RAM_SIZE;
	memblock_reserve(ram + KB(4), KB(4));
	memblock_reserve(end - KB(8), KB(4));
	memblock_hint_learn(ram, ANY, true, KB(4), KB(16));
	EXPECT_PANIC
		__memblock_find_range_bottom_up(ram, end, KB(4), 1, ANY);
	memblock_hint_learn(end, ANY, false, KB(4), KB(16));
	EXPECT_PANIC
		__memblock_find_range_top_down(ram, end, KB(4), 1, ANY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(searches_find_what_the_textbook_finds),
		T(a_false_claim_is_seen),
	};

	memblock_allow_resize();
	return RUN(tests);
}
