// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every function that allocates from memblock, beside a list of attempts on
 * the model: which nodes, which bounds, in which order (docs/memblock-api.md,
 * sections 9 to 11). Part of test_memblock_model.c.
 */
#include <linux/bootmem.h>
#include <linux/slab.h>
#include "memblock_model_run.h"

struct request {
	phys_addr_t size, align, lo, hi;
	int nid;
	pg_data_t *pgdat;		/* of @nid */
};

/* What a function makes of a request. */
enum {
	TAKES_ALIGN	= 0x01,		/* otherwise it is the one below */
	TAKES_LO	= 0x02,		/* otherwise 0 */
	TAKES_HI	= 0x04,		/* otherwise current_limit */
	TAKES_NID	= 0x08,		/* otherwise any */
	LOW		= 0x10,		/* ends below 4 GiB */
	EXACT		= 0x20,		/* this node or nothing */
	DROPS_LO	= 0x40,		/* the lower bound is a wish */
	CUT_HI		= 0x80,		/* current_limit bounds hi, too */
	ZEROED		= 0x100,
	PANICS		= 0x200,
	PHYS		= 0x400,	/* gives an address */
	NODE		= 0x800,	/* by pgdat: the node is a valid one */
	NO_LATE		= 0x1000,	/* does not look for the slab */
};

#define POINTER	(DROPS_LO | CUT_HI)
#define BOOTMEM	(POINTER | ZEROED)

struct allocator {
	void *(*call)(const struct request *q);
	unsigned int how;
	phys_addr_t align;		/* without TAKES_ALIGN */
};

/* ---- the functions ---------------------------------------------------- */

#define PTR(fn, ...) \
	static void *call_##fn(const struct request *q) \
	{ CALLED(fn); return fn(__VA_ARGS__); }
#define ADDR(fn, ...) \
	static void *call_##fn(const struct request *q) \
	{ \
		phys_addr_t at; \
		CALLED(fn); \
		at = fn(__VA_ARGS__); \
		return at ? window_va(at) : NULL; \
	}

#define SA	q->size, q->align
#define ALL	SA, q->lo, q->hi, q->nid
ADDR(memblock_phys_alloc, SA)
ADDR(memblock_phys_alloc_range, SA, q->lo, q->hi)
ADDR(memblock_phys_alloc_try_nid, SA, q->nid)
ADDR(memblock_alloc_range, SA, q->lo, q->hi)
ADDR(memblock_alloc_nid, SA, q->nid)
ADDR(__memblock_alloc_base, SA, q->hi)
ADDR(memblock_alloc_base, SA, q->hi)
ADDR(memblock_alloc_range_nid, ALL, false)
PTR(memblock_alloc_try_nid, ALL)
PTR(memblock_alloc_try_nid_raw, ALL)
PTR(memblock_alloc_exact_nid_raw, ALL)
PTR(memblock_alloc, SA)
PTR(memblock_alloc_raw, SA)
PTR(memblock_alloc_from, SA, q->lo)
PTR(memblock_alloc_low, SA)
PTR(memblock_alloc_node, SA, q->nid)
PTR(memblock_virt_alloc_try_nid_nopanic, ALL)
PTR(memblock_virt_alloc_try_nid, ALL)
PTR(memblock_virt_alloc, SA)
PTR(memblock_virt_alloc_nopanic, SA)
PTR(memblock_virt_alloc_low, SA)
PTR(memblock_virt_alloc_low_nopanic, SA)
PTR(memblock_virt_alloc_from_nopanic, SA, q->lo)
PTR(memblock_virt_alloc_node, q->size, q->nid)
PTR(memblock_virt_alloc_node_nopanic, q->size, q->nid)
PTR(__alloc_memory_core_early, q->nid, SA, q->lo, q->hi)
PTR(___alloc_bootmem_nopanic, SA, q->lo, q->hi)
PTR(___alloc_bootmem, SA, q->lo, q->hi)
PTR(___alloc_bootmem_node_nopanic, q->pgdat, SA, q->lo, q->hi)
PTR(___alloc_bootmem_node, q->pgdat, SA, q->lo, q->hi)
PTR(__alloc_bootmem, SA, q->lo)
PTR(__alloc_bootmem_nopanic, SA, q->lo)
PTR(__alloc_bootmem_node, q->pgdat, SA, q->lo)
PTR(__alloc_bootmem_node_nopanic, q->pgdat, SA, q->lo)
PTR(__alloc_bootmem_node_high, q->pgdat, SA, q->lo)
PTR(__alloc_bootmem_low, SA, q->lo)
PTR(__alloc_bootmem_low_nopanic, SA, q->lo)
PTR(__alloc_bootmem_low_node, q->pgdat, SA, q->lo)
PTR(alloc_bootmem, q->size)
PTR(alloc_bootmem_nopanic, q->size)
PTR(alloc_bootmem_align, SA)
PTR(alloc_bootmem_pages, q->size)
PTR(alloc_bootmem_pages_nopanic, q->size)
PTR(alloc_bootmem_node, q->pgdat, q->size)
PTR(alloc_bootmem_node_nopanic, q->pgdat, q->size)
PTR(alloc_bootmem_pages_node, q->pgdat, q->size)
PTR(alloc_bootmem_pages_node_nopanic, q->pgdat, q->size)
PTR(alloc_bootmem_low, q->size)
PTR(alloc_bootmem_low_pages, q->size)
PTR(alloc_bootmem_low_pages_nopanic, q->size)
PTR(alloc_bootmem_low_pages_node, q->pgdat, q->size)

#define A	TAKES_ALIGN
#define AL	(TAKES_ALIGN | TAKES_LO)
#define ALH	(TAKES_ALIGN | TAKES_LO | TAKES_HI)
#define ALHN	(ALH | TAKES_NID)
#define BN	(BOOTMEM | TAKES_NID | NODE)
#define D	(BOOTMEM | PANICS)

static const struct allocator allocators[] = {
	{ call_memblock_phys_alloc, A | PHYS, 0 },
	{ call_memblock_phys_alloc_range, ALH | PHYS, 0 },
	{ call_memblock_phys_alloc_try_nid, A | TAKES_NID | PHYS, 0 },
	{ call_memblock_alloc_range, ALH | PHYS, 0 },
	{ call_memblock_alloc_nid, A | TAKES_NID | EXACT | PHYS, 0 },
	{ call___memblock_alloc_base, A | TAKES_HI | PHYS, 0 },
	{ call_memblock_alloc_base, A | TAKES_HI | PHYS | PANICS, 0 },
	{ call_memblock_alloc_range_nid, ALHN | PHYS, 0 },
	{ call_memblock_alloc_try_nid, ALHN | POINTER | ZEROED, 0 },
	{ call_memblock_alloc_try_nid_raw, ALHN | POINTER, 0 },
	{ call_memblock_alloc_exact_nid_raw, ALHN | POINTER | EXACT, 0 },
	{ call_memblock_alloc, A | POINTER | ZEROED, 0 },
	{ call_memblock_alloc_raw, A | POINTER, 0 },
	{ call_memblock_alloc_from, AL | POINTER | ZEROED, 0 },
	{ call_memblock_alloc_low, A | POINTER | ZEROED | LOW, 0 },
	{ call_memblock_alloc_node, A | TAKES_NID | POINTER | ZEROED, 0 },
	{ call_memblock_virt_alloc_try_nid_nopanic, ALHN | BOOTMEM, 0 },
	{ call_memblock_virt_alloc_try_nid, ALHN | D, 0 },
	{ call_memblock_virt_alloc, A | D, 0 },
	{ call_memblock_virt_alloc_nopanic, A | BOOTMEM, 0 },
	{ call_memblock_virt_alloc_low, A | D | LOW, 0 },
	{ call_memblock_virt_alloc_low_nopanic, A | BOOTMEM | LOW, 0 },
	{ call_memblock_virt_alloc_from_nopanic, AL | BOOTMEM, 0 },
	{ call_memblock_virt_alloc_node, D | TAKES_NID, 64 },
	{ call_memblock_virt_alloc_node_nopanic, BOOTMEM | TAKES_NID, 64 },
	{ call___alloc_memory_core_early,
	  ALHN | CUT_HI | ZEROED | EXACT | NO_LATE, 0 },
	{ call____alloc_bootmem_nopanic, ALH | BOOTMEM, 0 },
	{ call____alloc_bootmem, ALH | D, 0 },
	{ call____alloc_bootmem_node_nopanic, ALH | BN | NO_LATE, 0 },
	{ call____alloc_bootmem_node, ALH | BN | PANICS, 0 },
	{ call___alloc_bootmem, AL | D, 0 },
	{ call___alloc_bootmem_nopanic, AL | BOOTMEM, 0 },
	{ call___alloc_bootmem_node, AL | BN | PANICS, 0 },
	{ call___alloc_bootmem_node_nopanic, AL | BN, 0 },
	{ call___alloc_bootmem_node_high, AL | BN | PANICS, 0 },
	{ call___alloc_bootmem_low, AL | D | LOW, 0 },
	{ call___alloc_bootmem_low_nopanic, AL | BOOTMEM | LOW, 0 },
	{ call___alloc_bootmem_low_node, AL | BN | PANICS | LOW, 0 },
	{ call_alloc_bootmem, D, 64 },
	{ call_alloc_bootmem_nopanic, BOOTMEM, 64 },
	{ call_alloc_bootmem_align, A | D, 0 },
	{ call_alloc_bootmem_pages, D, 4096 },
	{ call_alloc_bootmem_pages_nopanic, BOOTMEM, 4096 },
	{ call_alloc_bootmem_node, BN | PANICS, 64 },
	{ call_alloc_bootmem_node_nopanic, BN, 64 },
	{ call_alloc_bootmem_pages_node, BN | PANICS, 4096 },
	{ call_alloc_bootmem_pages_node_nopanic, BN, 4096 },
	{ call_alloc_bootmem_low, D | LOW, 64 },
	{ call_alloc_bootmem_low_pages, D | LOW, 4096 },
	{ call_alloc_bootmem_low_pages_nopanic, BOOTMEM | LOW, 4096 },
	{ call_alloc_bootmem_low_pages_node, BN | PANICS | LOW, 4096 },
};

/* ---- what must come --------------------------------------------------- */

static struct cells block_cells(phys_addr_t at, phys_addr_t size)
{
	int from = cell_of(&m, at), to = from + size / m.unit;

	return (struct cells){ from, to < m.n ? to : m.n };
}

/* One attempt: found, and the reservation can be recorded. */
static phys_addr_t attempt(const struct request *q, phys_addr_t lo,
			   phys_addr_t hi, int nid)
{
	phys_addr_t at = model_find(&m, q->size, q->align, lo, hi, nid,
				    (struct cells){ 0, 0 });
	bool can = at && can_reserve(block_cells(at, q->size));

	MET(at && !can, "alloc: room, but not to record it");
	return can ? at : 0;
}

static phys_addr_t two_attempts(const struct request *q, phys_addr_t lo,
				phys_addr_t hi, bool exact)
{
	phys_addr_t at = attempt(q, lo, hi, q->nid);

	MET(at && q->nid != ANY, "alloc: on the node asked for");
	if (at || exact || q->nid == ANY)
		return at;
	at = attempt(q, lo, hi, ANY);
	MET(at, "alloc: on another node");
	return at;
}

static phys_addr_t expect_block(const struct request *q, unsigned int how)
{
	phys_addr_t at, hi = q->hi, limit = memblock.current_limit;

	if (how & CUT_HI && hi > limit)
		hi = limit;
	if (hi == MEMBLOCK_ALLOC_NOLEAKTRACE)
		hi = 0;
	at = two_attempts(q, q->lo, hi, how & EXACT);
	if (at || !q->lo || !(how & DROPS_LO))
		return at;
	at = two_attempts(q, 0, hi, how & EXACT);
	MET(at, "alloc: lower bound dropped");
	return at;
}

/* ---- asking ----------------------------------------------------------- */

static pg_data_t *some_pgdat(int nid)
{
	static pg_data_t nodes[MAX_NUMNODES];

	nodes[nid].node_id = nid;
	return &nodes[nid];
}

/* Only what cells can tell: a block begins and ends with a cell. */
static phys_addr_t some_align(unsigned int how)
{
	if (!(how & TAKES_ALIGN))
		return 0;
	if (rnd(8) == 0 && (m.unit <= 64 || cell_addr(&m, m.n) != TOP))
		return 0;
	return rnd(40) == 0 ? 3 * m.unit : m.unit << rnd(5);
}

static phys_addr_t some_end(struct cells r)
{
	switch (rnd(6)) {
	case 0:
		return cell_addr(&m, r.to);
	case 1:
		return MEMBLOCK_ALLOC_NOLEAKTRACE;
	default:
		return rnd(2) ? 0 : TOP;
	}
}

static struct request some_request(struct cells r, unsigned int how)
{
	struct request q = { 0 };

	q.size = (1 + rnd(rnd(4) ? 4 : 64)) * m.unit;
	if (rnd(60) == 0)
		q.size = 0;
	else if (rnd(20) == 0)
		q.size = m.n * m.unit;	/* cannot be had, as a rule */
	q.align = some_align(how);
	q.lo = how & TAKES_LO && rnd(3) == 0 ? addr(r) : 0;
	q.hi = how & TAKES_HI ? some_end(r) : 0;
	/* In bootmem the limit is just a limit. */
	if (how & ZEROED && how & TAKES_HI && q.hi == 1)
		q.hi = TOP;
	q.nid = how & TAKES_NID ? some_wish() : ANY;
	if (how & NODE && q.nid == ANY)
		q.nid = 0;
	q.pgdat = some_pgdat(q.nid == ANY ? 0 : q.nid);
	return q;
}

/* The block, NULL, or a panic: then *@panicked. */
static void *call(const struct allocator *a, const struct request *q,
		  bool *panicked)
{
	void *volatile p = NULL;

	glue_panic_arm();
	if (setjmp(glue_panic_jmp) == 0)
		p = a->call(q);
	*panicked = glue_panic_end();
	return p;
}

#define SOME	min(size, (phys_addr_t)2048)

/* Junk at both ends of free memory, that what comes can be looked at. */
static void soil(phys_addr_t at, phys_addr_t size)
{
	if (!at)
		return;
	memset(window_va(at), 0x5a, SOME);
	memset(window_va(at + size - SOME), 0x5a, SOME);
}

static void expect_contents(phys_addr_t at, phys_addr_t size, bool zeroed)
{
	int byte = zeroed ? 0 : 0x5a;

	CHECK(all_bytes(window_va(at), byte, SOME));
	CHECK(all_bytes(window_va(at + size - SOME), byte, SOME));
	CHECK(!zeroed || size > 65536 || all_bytes(window_va(at), 0, size));
}

/* The free memory is the page allocator's: the slab serves, or nobody. */
static void alloc_late(const struct allocator *a, struct request *q)
{
	unsigned int late_kmallocs = glue_kmallocs;
	bool panicked;
	void *p;

	if (!q->size || q->size > 65536 || q->align & (q->align - 1) ||
	    a->how & NO_LATE)
		return;
	SAY("late alloc 0x%llx from allocator %d", q->size,
	    (int)(a - allocators));
	begin();
	p = call(a, q, &panicked);
	CHECK(panicked == (glue_slab_fails && a->how & PANICS));
	CHECK(!p == glue_slab_fails);
	MET(p, "alloc: late, from the slab");
	MET(!p, "alloc: late, and the slab gave nothing");
	if (!p)
		return;
	CHECK(glue_kmallocs == late_kmallocs + 1);
	CHECK(glue_kmalloced(p));
	CHECK(all_bytes(p, 0, q->size));
	kfree(p);
}

static void met_block(const struct request *q, phys_addr_t at, bool panicked,
		      struct cells b)
{
	bool below = at && b.from > 0 && m.reserved[b.from - 1].in;
	bool above = at && b.to < m.n && m.reserved[b.to].in;

	MET(at && !memblock.bottom_up, "alloc: found top-down");
	MET(at && memblock.bottom_up && at >= m.image_end,
	    "alloc: found bottom-up");
	MET(at && memblock.bottom_up && at < m.image_end,
	    "alloc: below the kernel, nothing above");
	MET(at && below && above, "alloc: between two reserved");
	MET(at && below != above, "alloc: beside one reserved");
	MET(at && !below && !above, "alloc: alone");
	MET(!at && !panicked, "alloc: refused");
	MET(panicked, "alloc: panic");
	MET(!q->size, "alloc: of nothing");
	MET(q->align & (q->align - 1), "alloc: align is no power of two");
	MET(at && !q->align, "alloc: align 0");
	MET(at && q->hi == 1, "alloc: kmemleak is not told");
	MET(!at && q->nid != ANY, "alloc: refused on a node");
}

void op_alloc(struct cells r)
{
	const struct allocator *a = &allocators[rnd(ARRAY_SIZE(allocators))];
	struct request q = some_request(r, a->how), sent = q;
	struct cells b = { 0, 0 };
	phys_addr_t want, at;
	bool panicked;
	void *p;

	if (!(a->how & TAKES_ALIGN))
		q.align = a->align;
	if (q.align && q.align < m.unit && cell_addr(&m, m.n) == TOP)
		return;			/* the block would begin in a cell */
	if (a->how & LOW)
		q.hi = ARCH_LOW_ADDRESS_LIMIT;
	if (glue_slab_up) {
		alloc_late(a, &sent);
		return;
	}
	SAY("alloc 0x%llx align 0x%llx [%llx, %llx) node %d, allocator %d",
	    q.size, q.align, q.lo, q.hi, q.nid, (int)(a - allocators));
	begin();
	want = expect_block(&q, a->how);
	if (want)
		b = block_cells(want, q.size);
	soil(want, q.size);
	p = call(a, &sent, &panicked);
	at = p ? window_pa(p) : 0;
	met_block(&q, want, panicked, b);
	if (at != want)
		fail_msg("operation %u, %s: 0x%llx, not 0x%llx\n%s", op_nr,
			 what, at, want, here());
	CHECK(panicked == (!want && a->how & PANICS));
	if (!p)
		return;
	follow(b);
	expect_contents(at, q.size, a->how & ZEROED);
	model_add(m.reserved, b, NOBODY, 0);
}
