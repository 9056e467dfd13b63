// SPDX-License-Identifier: GPL-2.0-only
/*
 * The world of one test: read from text, then put in place by assignment,
 * with none of the functions under test. The arrays of both lists end where
 * a page without access begins, so that one entry too many is seen at once;
 * lists that may grow live in the kernel's own first arrays, whose rest is
 * watched.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include "mm/memblock_internal.h"
#include "runner.h"

#define MAX_EXTRA	64
#define MAX_NUMBERS	65536
#define GUARDS		1024
#define HOST_PAGE	4096UL

phys_addr_t kernel_image_end = 0x400000;

/* One list as the test has it. */
struct planned {
	struct memblock_type *type;
	struct memblock_region *init, *regions, *before;
	size_t room;
	unsigned long cnt, max;
};

static struct planned memory = {
	.type = &memblock.memory, .init = memblock_memory_init_regions,
	.max = INIT_MEMBLOCK_REGIONS,
};
static struct planned reserved = {
	.type = &memblock.reserved, .init = memblock_reserved_init_regions,
	.max = INIT_MEMBLOCK_REGIONS,
};
static bool can_resize;

static struct extra {
	char name[32];
	unsigned int first, nr;
} extras[MAX_EXTRA];
static unsigned int nr_extras, nr_numbers;
static u64 numbers[MAX_NUMBERS];

static struct guard {
	uintptr_t page, start;
} guards[GUARDS];
static unsigned int nr_guards;

static __noreturn void bad_line(const char *line)
{
	fprintf(stderr, "runner: cannot use: %s\n", line);
	exit(9);
}

/* ---- memory with an edge ---------------------------------------------- */

void *lab_guarded(size_t size)
{
	size_t bytes = round_up(size + 1, HOST_PAGE);
	uintptr_t base = (uintptr_t)mmap(NULL, bytes + HOST_PAGE,
					 PROT_READ | PROT_WRITE,
					 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if ((void *)base == MAP_FAILED || nr_guards == GUARDS) {
		fprintf(stderr, "runner: no memory\n");
		exit(9);
	}
	memset((void *)base, LAB_JUNK, bytes);
	mprotect((void *)(base + bytes), HOST_PAGE, PROT_NONE);
	guards[nr_guards].page = base + bytes;
	guards[nr_guards++].start = base + bytes - size;
	return (void *)(base + bytes - size);
}

const char *lab_guard_text(uintptr_t addr)
{
	static char text[160];
	const struct memblock_type *type = NULL;
	uintptr_t start = 0;
	unsigned int i;

	for (i = 0; i < nr_guards; i++)
		if (addr - guards[i].page < HOST_PAGE)
			start = guards[i].start;
	if (!start)
		return NULL;
	if ((uintptr_t)memblock.memory.regions == start)
		type = &memblock.memory;
	if ((uintptr_t)memblock.reserved.regions == start)
		type = &memblock.reserved;
	if (!type)
		return "behind the end of an array";
	snprintf(text, sizeof(text), "entry %lu of memblock.%s, which has "
		 "room for %lu",
		 (addr - start) / sizeof(struct memblock_region), type->name,
		 type->max);
	return text;
}

/* ---- reading ---------------------------------------------------------- */

/* The next word as a number; ends the runner if there is none. */
static u64 number(char **at, const char *line)
{
	char *word = strsep(at, " "), *rest = word;
	u64 value = word ? strtoull(word, &rest, 0) : 0;

	if (!word || rest == word || *rest)
		bad_line(line);
	return value;
}

static struct planned *list_named(const char *name, const char *line)
{
	if (name && !strcmp(name, "memory"))
		return &memory;
	if (name && !strcmp(name, "reserved"))
		return &reserved;
	bad_line(line);
}

static void read_region(struct planned *list, char **at, const char *line)
{
	struct memblock_region *r;

	if (list->cnt == list->room) {
		list->room = list->room ? 2 * list->room : 16;
		list->before = realloc(list->before,
				       list->room * sizeof(*list->before));
		if (!list->before)
			bad_line(line);
	}
	r = &list->before[list->cnt++];
	r->base = number(at, line);
	r->size = number(at, line);
	memblock_set_region_node(r, (int)(s64)number(at, line));
	r->flags = (enum memblock_flags)number(at, line);
}

static void read_extra(char **at, const char *line)
{
	char *name = strsep(at, " ");
	struct extra *extra = &extras[nr_extras++];

	if (!name || nr_extras == MAX_EXTRA)
		bad_line(line);
	snprintf(extra->name, sizeof(extra->name), "%s", name);
	extra->first = nr_numbers;
	while (*at && nr_numbers < MAX_NUMBERS)
		numbers[nr_numbers++] = number(at, line);
	extra->nr = nr_numbers - extra->first;
}

void lab_world_line(char *line)
{
	char *at = line, *word = strsep(&at, " ");
	struct planned *list;

	if (!strcmp(word, "memory") || !strcmp(word, "reserved")) {
		read_region(list_named(word, line), &at, line);
	} else if (!strcmp(word, "max")) {
		list = list_named(strsep(&at, " "), line);
		list->max = number(&at, line);
	} else if (!strcmp(word, "bottom_up")) {
		memblock.bottom_up = number(&at, line);
	} else if (!strcmp(word, "limit")) {
		memblock.current_limit = number(&at, line);
	} else if (!strcmp(word, "kernel_end")) {
		kernel_image_end = number(&at, line);
	} else if (!strcmp(word, "resize")) {
		can_resize = number(&at, line);
	} else if (!strcmp(word, "extra")) {
		read_extra(&at, line);
	} else {
		bad_line(word);
	}
}

const u64 *lab_extra(const char *name, unsigned int *nr)
{
	unsigned int i;

	*nr = 0;
	for (i = 0; i < nr_extras; i++) {
		if (strcmp(extras[i].name, name))
			continue;
		*nr = extras[i].nr;
		return &numbers[extras[i].first];
	}
	return NULL;
}

u64 lab_extra_value(const char *name, u64 otherwise)
{
	unsigned int nr;
	const u64 *value = lab_extra(name, &nr);

	return nr ? value[0] : otherwise;
}

/* ---- putting in place ------------------------------------------------- */

static void place(struct planned *list, const char *name)
{
	struct memblock_type *type = list->type;
	unsigned long i;

	if (list->cnt > list->max || !list->max)
		bad_line(name);
	if (can_resize && list->max <= INIT_MEMBLOCK_REGIONS) {
		list->regions = list->init;
		memset(list->init, LAB_JUNK,
		       INIT_MEMBLOCK_REGIONS * sizeof(*list->init));
	} else {
		list->regions = lab_guarded(list->max * sizeof(*list->init));
	}
	memset(list->regions, 0, list->max * sizeof(*list->regions));
	type->regions = list->regions;
	type->cnt = list->cnt;
	type->max = list->max;
	type->total_size = 0;
	for (i = 0; i < list->cnt; i++) {
		type->regions[i] = list->before[i];
		type->total_size += list->before[i].size;
	}
	if (!list->cnt)
		memblock_set_region_node(&type->regions[0], MAX_NUMNODES);
}

void lab_world_place(void)
{
	movable_node_enabled = lab_extra_value("movable_node", 0);
	memblock_debug = (int)lab_extra_value("memblock_debug", 0);
	place(&memory, "memory");
	place(&reserved, "reserved");
	if (can_resize)
		memblock_allow_resize();
}

bool lab_in_memory(phys_addr_t addr)
{
	unsigned long i;

	for (i = 0; i < memory.cnt; i++)
		if (addr - memory.before[i].base < memory.before[i].size)
			return true;
	return false;
}

/* ---- looking after ---------------------------------------------------- */

static bool all_junk(const void *from, const void *to)
{
	const u8 *p = from;

	while (p < (const u8 *)to)
		if (*p++ != LAB_JUNK)
			return false;
	return true;
}

static const char *damage(const struct planned *list)
{
	static char text[160];
	const char *before = (const char *)list->regions;
	const char *what = NULL;

	if (list->regions == list->init) {
		if (!all_junk(list->regions + list->max,
			      list->init + INIT_MEMBLOCK_REGIONS))
			what = "behind the end";
	} else {
		before = (const char *)((uintptr_t)before & ~(HOST_PAGE - 1));
		if (!all_junk(before, list->regions))
			what = "before the start";
	}
	if (!what)
		return NULL;
	snprintf(text, sizeof(text), "wrote %s of the array of memblock.%s, "
		 "which has room for %lu", what, list->type->name, list->max);
	return text;
}

const char *lab_world_damage(void)
{
	const char *text = damage(&memory);

	return text ? text : damage(&reserved);
}
