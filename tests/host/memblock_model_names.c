// SPDX-License-Identifier: GPL-2.0-only
/*
 * Names of reserved ranges beside a table of the same: which there are, and
 * which go when something is freed. Part of test_memblock_model.c.
 */
#include "memblock_model_run.h"

#define NAMES	32

static struct {
	struct cells r;
	const char *name;
} names[NAMES];
static int nr_names;

void forget_all_names(void)
{
	memblock_phys_free(0, TOP);
	nr_names = 0;
}

static bool inside(struct cells a, struct cells b)
{
	return a.from >= b.from && a.to <= b.to;
}

bool cuts_name(struct cells r)
{
	int i;

	for (i = 0; i < nr_names; i++)
		if (overlap(names[i].r, r) && !inside(names[i].r, r))
			return true;
	return false;
}

void names_freed(struct cells r, bool partial)
{
	int i, kept = 0;

	for (i = 0; i < nr_names; i++) {
		bool gone = inside(names[i].r, r) ||
			(partial && overlap(names[i].r, r));

		MET(gone, "name: forgotten");
		if (!gone)
			names[kept++] = names[i];
	}
	nr_names = kept;
}

void op_named(struct cells r)
{
	static const char *const some[] = { "apple", "pear", "plum" };
	const char *name = some[rnd(ARRAY_SIZE(some))];
	phys_addr_t base = addr(r), size = bytes(r);

	if (hits_array(r))
		return;			/* that goes when the list grows */
	SAY("reserve cells %d-%d as %s", r.from, r.to, name);
	CALLED(memblock_reserve_named);
	if (!TRY(R, r, memblock_reserve_named(base, size, name),
		 model_add(m.reserved, r, NOBODY, 0)))
		return;
	MET(nr_names < NAMES, "name: remembered");
	MET(nr_names == NAMES, "name: no room");
	if (nr_names == NAMES)
		return;
	names[nr_names].r = r;
	names[nr_names++].name = name;
}

void compare_names(void)
{
	const struct memblock_name *table;
	unsigned int nr;
	int i;

	CALLED(memblock_names);
	table = memblock_names(&nr);
	CHECK((int)nr == nr_names);
	for (i = 0; i < nr_names; i++) {
		CHECK(table[i].base == addr(names[i].r));
		CHECK(table[i].name == names[i].name);
	}
}

void ask_names(struct cells r)
{
	const struct memblock_name *found, *table;
	unsigned int nr;
	int i = 0;

	SAY("names in cells %d-%d", r.from, r.to);
	table = memblock_names(&nr);
	while (i < nr_names && !overlap(names[i].r, r))
		i++;
	CALLED(memblock_named_overlap);
	found = memblock_named_overlap(addr(r), bytes(r));
	CHECK(found == (i < nr_names ? &table[i] : NULL));
}
