// SPDX-License-Identifier: GPL-2.0-only
/*
 * Names of reserved ranges beside a table of them: random reservations and
 * frees at both ends of the address space, to the byte; after each of them
 * all questions about small ranges.
 *
 * sources: mm/memblock*.c tests/host/glue.c tests/host/glue_memblock.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4
 */
#include "glue_memblock.h"
#include "mm/memblock_internal.h"

#define R	(&memblock.reserved)
#define MOST	32

static struct memblock_name table[MOST], kept[MOST];
static unsigned int nr, nr_kept;
static u64 seed = 1;

/* Random, 0 to @below - 1. */
static unsigned int rnd(unsigned int below)
{
	seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return (unsigned int)(seed >> 33) % below;
}

/* Nothing ends above the top. */
static phys_addr_t end_of(phys_addr_t base, phys_addr_t size)
{
	return size > TOP - base ? TOP : base + size;
}

static bool meets(const struct memblock_name *n, phys_addr_t base,
		  phys_addr_t size)
{
	return base < end_of(base, size) && base < n->base + n->size &&
	       n->base < end_of(base, size);
}

/* One of a dozen addresses at the bottom, or at the top. */
static phys_addr_t some_base(void)
{
	return rnd(2) ? rnd(12) : TOP - rnd(12);
}

static phys_addr_t some_size(void)
{
	return rnd(12) ? rnd(5) : TOP - rnd(2);
}

/* Only those stay that @stays says. */
static void keep_some(bool (*stays)(const struct memblock_name *n))
{
	unsigned int i, left = 0;

	for (i = 0; i < nr; i++)
		if (stays(&table[i]))
			table[left++] = table[i];
	nr = left;
}

static phys_addr_t forget_base, forget_size;

static bool not_forgotten(const struct memblock_name *n)
{
	return !meets(n, forget_base, forget_size);
}

/* Is a part of it reserved? */
static bool some_reserved(const struct memblock_name *n)
{
	unsigned long i;

	for (i = 0; i < R->cnt; i++)
		if (meets(n, R->regions[i].base, R->regions[i].size))
			return true;
	return false;
}

static void compare(void)
{
	const struct memblock_name *n, *want;
	unsigned int count, i;
	phys_addr_t base, size;

	n = memblock_names(&count);
	assert_int_equal(count, nr);
	for (i = 0; i < nr; i++) {
		assert_int_equal(n[i].base, table[i].base);
		assert_int_equal(n[i].size, table[i].size);
		assert_ptr_equal(n[i].name, table[i].name);
	}
	base = some_base();
	size = some_size();
	for (i = 0, want = NULL; i < nr && !want; i++)
		if (meets(&table[i], base, size))
			want = &n[i];
	if (memblock_named_overlap(base, size) != want)
		fail_msg("0x%llx bytes at 0x%llx: not %s", size, base,
			 want ? want->name : "nothing");
}

static void reserve_some(void)
{
	static const char *const names[] = { "one", "two", "three" };
	phys_addr_t base = some_base(), size = some_size();
	const char *name = names[rnd(3)];

	glue_log_clear();
	assert_int_equal(memblock_reserve_named(base, size, name), 0);
	if (end_of(base, size) == base)
		return;
	assert_int_equal(glue_log_has("no room"), nr == MOST);
	if (nr < MOST)
		table[nr++] = (struct memblock_name){
			base, end_of(base, size) - base, name };
}

static void free_some(void)
{
	assert_int_equal(memblock_phys_free(some_base(), some_size()), 0);
	keep_some(some_reserved);
}

static void forget_some(void)
{
	forget_base = some_base();
	forget_size = 1 + rnd(4);
	memblock_forget_names(forget_base, forget_size);
	keep_some(not_forgotten);
}

/* All of them make room for others, and come back. */
static void aside(void)
{
	memcpy(kept, table, sizeof(kept));
	nr_kept = nr;
	memblock_names_aside(true);
	nr = 0;
	compare();
	reserve_some();
	compare();
	memblock_names_aside(false);
	memcpy(table, kept, sizeof(table));
	nr = nr_kept;
}

TEST(names_beside_a_table)
{
	unsigned int i;

	for (i = 0; i < 20000; i++) {
		if (!(i % 500)) {
			glue_memblock_reset();
			memblock_forget_names(0, TOP);
			nr = 0;
		}
		switch (rnd(8)) {
		case 0:
			free_some();
			break;
		case 1:
			if (rnd(2))
				forget_some();
			break;
		case 2:
			aside();
			break;
		default:
			reserve_some();
			break;
		}
		compare();
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(names_beside_a_table),
	};

	return RUN(tests);
}
