// SPDX-License-Identifier: GPL-2.0-only
/*
 * Questions to memblock, and the answers that the cells give. Nothing here
 * changes a list. Part of test_memblock_model.c.
 */
#include "memblock_model_run.h"

/* ---- ranges and addresses -------------------------------------------- */

static void ask_bytes(phys_addr_t base, struct cell memory,
		      struct cell reserved)
{
	CALLED(memblock_is_memory);
	CHECK(memblock_is_memory(base) == memory.in);
	CALLED(memblock_is_reserved);
	CHECK(memblock_is_reserved(base) == reserved.in);
	CALLED(memblock_is_map_memory);
	CHECK(memblock_is_map_memory(base) ==
	      (memory.in && !(memory.flags & MEMBLOCK_NOMAP)));
}

void ask_ranges(struct cells r)
{
	phys_addr_t base = addr(r) + rnd(m.unit), size = bytes(r), end;
	bool memory = true, some = false, reserved = false;
	int i;

	if (base == TOP)
		return;
	if (size != TOP)
		size = rnd(30) ? 1 + rnd(size) : 0;
	end = size > TOP - base ? TOP : base + size;
	for (i = r.from; i < m.n && cell_addr(&m, i) < end && size; i++) {
		memory = memory && m.memory[i].in;
		some = some || m.memory[i].in;
		reserved = reserved || m.reserved[i].in;
	}
	if (end > cell_addr(&m, m.n) || !size)
		memory = false;
	SAY("ask [%llx, +%llx)", base, size);
	MET(!size, "ask: empty range");
	MET(memory && size, "ask: all memory");
	MET(reserved, "ask: reserved");
	CALLED(memblock_is_region_memory);
	CHECK(memblock_is_region_memory(base, size) == memory);
	CALLED(memblock_is_region_reserved);
	CHECK(memblock_is_region_reserved(base, size) == reserved);
	CALLED(memblock_overlaps_region);
	CHECK(memblock_overlaps_region(R, base, size) == reserved);
	CHECK(memblock_overlaps_region(M, base, size) == some);
	ask_bytes(base, m.memory[r.from], m.reserved[r.from]);
}

/* ---- searches -------------------------------------------------------- */

void ask_find(struct cells r)
{
	phys_addr_t size = 1 + rnd(10 * m.unit), align = 1ULL << rnd(15);
	phys_addr_t lo = addr(r) + rnd(m.unit), hi = lo + rnd(m.n * m.unit);
	const struct cells none = { 0, 0 };
	int nid = some_wish();

	if (hi < lo)
		hi = rnd(2) ? TOP : 0;
	if (rnd(2))
		lo = 0;
	SAY("find 0x%llx align 0x%llx [%llx, %llx) node %d", size, align, lo,
	    hi, nid);
	CALLED(memblock_find_in_range_node);
	CHECK(memblock_find_in_range_node(size, align, lo, hi, nid) ==
	      model_find(&m, size, align, lo, hi, nid, none));
	CALLED(memblock_find_in_range);
	CHECK(memblock_find_in_range(lo, hi, size, align) ==
	      model_find(&m, size, align, lo, hi, ANY, none));
	CHECK(memblock_find_in_range_node(0, align, lo, hi, nid) == 0);
	CHECK(memblock_find_in_range_node(size, 48, lo, hi, nid) == 0);
	if (hi <= lo || !lo)
		return;
	CALLED(__memblock_find_range_top_down);
	CHECK(__memblock_find_range_top_down(lo, hi, size, align, nid) ==
	      model_first_fit(&m, size, align, lo, hi, nid, none, false));
	CALLED(__memblock_find_range_bottom_up);
	CHECK(__memblock_find_range_bottom_up(lo, hi, size, align, nid) ==
	      model_first_fit(&m, size, align, lo, hi, nid, none, true));
}

void ask_walks(struct cells r)
{
	static const int flags[] = {
		0, 0, 0, MEMBLOCK_MIRROR, MEMBLOCK_HOTPLUG, MEMBLOCK_NOMAP,
		MEMBLOCK_DRIVER_MANAGED, MEMBLOCK_NOMAP | MEMBLOCK_HOTPLUG,
	};
	int asked = flags[rnd(ARRAY_SIZE(flags))], nid = some_wish();
	phys_addr_t start = addr(r), size = 1 + rnd(20 * m.unit);
	phys_addr_t end = start + rnd(m.n) * m.unit;
	const char *why;

	if (end < start)
		end = TOP;
	SAY("walk node %d flags %x, [%llx, %llx) for %llx", nid, asked, start,
	    end, size);
	why = model_compare_walks(&m, nid, asked);
	if (!why && start < end)
		why = model_compare_search(&m, nid, start, end, size);
	if (!why)
		why = model_compare_lists(&m, nid == ANY ? MAX_NUMNODES : nid);
	if (why)
		fail_msg("operation %u, %s: %s\n%s", op_nr, what, why, here());
}

/* ---- sums and pages --------------------------------------------------- */

/* Sizes and ends: by counting cells. */
void ask_sums(void)
{
	phys_addr_t memory = 0, reserved = 0, free = 0, lo = 0, hi = 0, end;
	int i;

	for (i = 0; i < m.n; i++) {
		end = cell_addr(&m, i + 1);
		if (m.reserved[i].in)
			reserved += end - cell_addr(&m, i);
		if (is_free(&m, i, ANY, 0))
			free += end - cell_addr(&m, i);
		if (!m.memory[i].in)
			continue;
		lo = memory ? lo : cell_addr(&m, i);
		hi = end;
		memory += end - cell_addr(&m, i);
	}
	SAY("sums");
	CALLED(memblock_phys_mem_size);
	CHECK(memblock_phys_mem_size() == memory);
	CALLED(memblock_reserved_size);
	CHECK(memblock_reserved_size() == reserved);
	CALLED(memblock_start_of_DRAM);
	CHECK(memblock_start_of_DRAM() == lo);
	CALLED(memblock_end_of_DRAM);
	CHECK(memblock_end_of_DRAM() == hi);
	CALLED(memblock_estimated_nr_free_pages);
	CHECK(memblock_estimated_nr_free_pages() == free >> 12);
	CALLED(memblock_validate);
	CHECK(memblock_validate());
	CALLED(memblock_get_current_limit);
	CHECK(memblock_get_current_limit() == memblock.current_limit);
	CALLED(memblock_bottom_up);
	CHECK(memblock_bottom_up() == memblock.bottom_up);
}

#ifdef CONFIG_NUMA
static void ask_coverage(void)
{
	phys_addr_t lost = 0, bound = rnd(m.n) * m.unit;
	int i;

	for (i = 0; i < m.n; i++)
		if (m.memory[i].in && m.memory[i].nid >= MAX_NUMNODES)
			lost += cell_addr(&m, i + 1) - cell_addr(&m, i);
	MET(lost > bound, "ask: too much memory without a node");
	CALLED(memblock_validate_numa_coverage);
	CHECK(memblock_validate_numa_coverage(bound) == (lost <= bound));
}
#else
static void ask_coverage(void)
{
}
#endif

/* Where a cell is a page, and none is short. */
void ask_pages(struct cells r)
{
	u64 pfn = addr(r) >> 12, start = 0, end = 0;
	struct cells run = { r.from, r.from + 1 };
	struct cell c = m.memory[r.from];
	int i, nid, pages = 0;

	if (m.unit != 4096 || cell_addr(&m, m.n) == TOP)
		return;
	SAY("page %llx", pfn);
	for (i = 0; i < r.from; i++)
		pages += m.memory[i].in;
	CALLED(memblock_mem_size);
	CHECK(memblock_mem_size(pfn) == (phys_addr_t)pages << 12);
	CALLED(memblock_search_pfn_nid);
	nid = memblock_search_pfn_nid(pfn, &start, &end);
	MET(c.in, "ask: node of a page of RAM");
	MET(!c.in, "ask: node of a page that is no RAM");
	if (!c.in) {
		CHECK(nid == -1);
	} else {
		while (run.from > 0 && alike(m.memory[run.from - 1], c))
			run.from--;
		while (run.to < m.n && alike(m.memory[run.to], c))
			run.to++;
		CHECK(nid == c.nid);
		CHECK(start == cell_addr(&m, run.from) >> 12);
		CHECK(end == cell_addr(&m, run.to) >> 12);
	}
	ask_coverage();
}

/* ---- the dump --------------------------------------------------------- */

static void expect_lines(const struct cell *c, const char *list)
{
	char line[160];
	int i, to, n = 0;

	for (i = 0; i < m.n; i = to) {
		phys_addr_t base = cell_addr(&m, i), end;
		int len;

		to = run_end(&m, c, i);
		end = cell_addr(&m, to);
		if (!c[i].in)
			continue;
		len = snprintf(line, sizeof(line), " %s[0x%x]\t[0x%016llx-"
			       "0x%016llx], 0x%llx bytes", list, n++, base,
			       end - 1, end - base);
		if (c[i].nid != NOBODY)
			len += snprintf(line + len, sizeof(line) - len,
					" on node %d", c[i].nid);
		snprintf(line + len, sizeof(line) - len, " flags: 0x%x\n",
			 c[i].flags);
		CHECK(glue_log_has(line));
	}
	snprintf(line, sizeof(line), " %s.cnt  = 0x%x\n", list, n);
	CHECK(glue_log_has(line));
}

void ask_dump(void)
{
	if (M->cnt > 40 || R->cnt > 40 || rnd(10))
		return;
	SAY("dump");
	glue_log_off = false;
	glue_log_clear();
	CALLED(__memblock_dump_all);
	__memblock_dump_all();
	expect_lines(m.memory, "memory");
	expect_lines(m.reserved, "reserved");
	glue_log_clear();
	CALLED(memblock_dump_all);
	memblock_dump_all();
	CHECK(glue_log_has("MEMBLOCK") == !!memblock_debug);
	glue_log_clear();
	glue_log_off = true;
}
