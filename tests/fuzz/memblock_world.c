// SPDX-License-Identifier: GPL-2.0-only
/* The model beside memblock in a fuzz target: see memblock_world.h. */
#include "memblock_world.h"

struct model m;
struct memblock head;

/* ---- growth ---------------------------------------------------------- */

struct cells array_cells(const struct memblock_type *type)
{
	const unsigned char *p = (const unsigned char *)type->regions;
	phys_addr_t at;

	if (p < window_buffer || p >= window_buffer + sizeof(window_buffer))
		return (struct cells){ 0, 0 };
	at = window_pa(p) - m.base;
	return (struct cells){ at / m.unit,
		(at + ARRAY_BYTES(type->max)) / m.unit };
}

bool overlap(struct cells a, struct cells b)
{
	return a.from < b.to && b.from < a.to;
}

void follow_growth(const struct memblock_type *old,
		   const struct memblock_type *now)
{
	struct cells new = array_cells(now);
	int i;

	if (now->regions == old->regions)
		return;
	REQUIRE(now->max >= 2 * old->max);
	model_remove(m.reserved, array_cells(old));
	for (i = new.from; i < new.to; i++) {
		REQUIRE(m.memory[i].in && !m.reserved[i].in);
		m.reserved[i] = (struct cell){ 1, NOBODY, 0, 0 };
	}
}

/* ---- the input ------------------------------------------------------- */

struct cells take_cells(struct input *in)
{
	u16 from = input_u16(in);
	u8 len = input_u8(in);
	int first = from % m.n;
	int to = first + 1 + (len < 200 ? len % 24 : (len - 200) * 6);

	return (struct cells){ first, to < m.n ? to : m.n };
}

phys_addr_t addr(struct cells r)
{
	return cell_addr(&m, r.from);
}

phys_addr_t bytes(struct cells r)
{
	if (r.to == m.n && cell_addr(&m, m.n) == TOP && r.from & 1)
		return TOP;
	return cell_addr(&m, r.to) - cell_addr(&m, r.from);
}

/* ---- comparing ------------------------------------------------------- */

void require_same(void)
{
	const char *why = model_compare(&m, m.memory, M);

	if (!why)
		why = model_compare(&m, m.reserved, R);
	if (!why)
		why = model_compare_walks(&m, NUMA_NO_NODE, 0);
	if (why)
		fprintf(stderr, "%s\n", why);
	REQUIRE(!why);
	REQUIRE(memblock_validate());
}
