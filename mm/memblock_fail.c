// SPDX-License-Identifier: GPL-2.0-only
/*
 * One early allocation that finds no memory, on purpose: is it handled, or
 * at least well said? fail_bootmem.c arms this for fail_bootmem=N; nobody
 * else does, and then each hook here is one test of a flag.
 *
 * The allocators (memblock_alloc.c, nobootmem.c, memblock_grow.c) say where
 * a request begins and ends, the walks over free memory (memblock_holes.c and
 * for_each_free_mem_range) find nothing in between. So the functions of the
 * call tree know nothing of it, and are tested with any body.
 */
#include "memblock_internal.h"

/* A walk over holes: where it looks for how much. */
struct search {
	phys_addr_t start, end, size;
	int nid;
	bool upwards;
};

bool memblock_fail_armed;
bool memblock_fail_now;			/* within the request that fails */

static u64 fail_nth, nr_requests;
static memblock_fail_fn *fail_report;
static unsigned int depth;		/* requests begun and not ended */

/* Of searches that are part of no request: see is_retry(). */
static struct search last;		/* size 0: none */
static struct memblock_type last_reserved;
static bool bare_fails;

struct memblock_type memblock_no_memory = { .name = "memory" };

/**
 * memblock_fail_nth - let one early allocation fail
 * @nth: which, 1 is the next one; 0: none, and count no longer
 * @report: called as it begins to fail, with its number, size and alignment
 *	(0 if not known)
 *
 * It fails as a whole: with each goal, on each node, in both directions.
 *
 * Return: the allocations counted since the call before.
 */
u64 memblock_fail_nth(u64 nth, memblock_fail_fn *report)
{
	u64 counted = nr_requests;

	fail_nth = nth;
	fail_report = report;
	nr_requests = 0;
	depth = 0;
	memblock_fail_now = bare_fails = false;
	last.size = 0;
	memblock_fail_armed = nth != 0;
	return counted;
}

static bool memblock_count_request(phys_addr_t size, phys_addr_t align)
{
	if (++nr_requests != fail_nth)
		return false;
	fail_report(nr_requests, size, align);
	return true;
}

/*
 * For memblock_request_begin() and _end(). The growth of a list is a request
 * of its own, maybe within one, which has found its place by then.
 */
void __memblock_request_begin(phys_addr_t size, phys_addr_t align)
{
	depth++;
	memblock_fail_now = memblock_count_request(size, align);
}

void __memblock_request_end(void)
{
	depth--;
	memblock_fail_now = false;
	last.size = 0;
}

/*
 * ___alloc_bootmem_nopanic(), called without one of its wrappers, is no
 * request that anybody announced: each search is one, unless it goes on where
 * the last one found nothing. Then it wants as much, nothing has been
 * reserved, and it is less particular. Who asks the same again is new.
 */
static bool is_retry(const struct search *now)
{
	const struct memblock_type *reserved = &memblock.reserved;

	if (now->size != last.size || reserved->cnt != last_reserved.cnt ||
	    reserved->total_size != last_reserved.total_size)
		return false;
	return now->start < last.start || now->end > last.end ||
	       (last.upwards && !now->upwards) ||
	       (memblock_nid_valid(last.nid) && !memblock_nid_valid(now->nid));
}

/* For memblock_search_fails(). */
bool __memblock_search_fails(phys_addr_t start, phys_addr_t end,
			     phys_addr_t size, int nid, bool upwards)
{
	struct search now = { start, end, size, nid, upwards };

	if (depth)
		return memblock_fail_now;
	if (!is_retry(&now))
		bare_fails = memblock_count_request(size, 0);
	last = now;
	last_reserved = memblock.reserved;
	return bare_fails;
}
