// SPDX-License-Identifier: GPL-2.0-only
/*
 * What memblock tells the trace (the hooks of <linux/trace.h>), call by call:
 * here the hooks write a line each, and the lines are compared.
 *
 * sources: mm/memblock*.c tests/host/glue.c tests/host/glue_memblock.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -DCONFIG_TRACE
 */
#include "glue_memblock.h"
#include "mm/memblock_internal.h"

#define M	(&memblock.memory)
#define R	(&memblock.reserved)

bool trace_on;
static char told[4000];

static void tell(const char *fmt, ...)
{
	size_t n = strlen(told);
	va_list args;

	va_start(args, fmt);
	vsnprintf(told + n, sizeof(told) - n, fmt, args);
	va_end(args);
}

/* ---- the hooks --------------------------------------------------------- */

void __trace_move(const char *what, phys_addr_t base, phys_addr_t size)
{
	tell("%s %llx %llx\n", what, base, size);
}

void __trace_mark(enum trace_kind kind, struct memblock_type *type,
		  phys_addr_t base, phys_addr_t size, int value, bool set)
{
	tell("%s %s %llx %llx %d %d\n", kind == TRACE_MARK ? "mark" :
	     kind == TRACE_NODE ? "node" : kind == TRACE_TRIM ? "trim" : "?",
	     type->name, base, size, value, set);
}

void __trace_list(struct memblock_type *type, bool merged)
{
	tell("%s of %lu%s\n", type->name, type->cnt, merged ? " merged" : "");
}

void __trace_mode(void)
{
	tell("mode %llx %d\n", memblock.current_limit, memblock.bottom_up);
}

void __trace_aside(bool aside)
{
	tell("aside %d\n", aside);
}

void trace_flush(void)
{
	tell("flush\n");
}

void __trace_request(phys_addr_t size, phys_addr_t align)
{
	tell("request %llx %llx\n", size, align);
}

void __trace_hint(phys_addr_t dist)
{
	tell("hint %llx\n", dist);
}

void __trace_walk(const char *function, u64 *i, bool upwards,
		  const struct memblock_type *a,
		  const struct memblock_type *b, int nid)
{
}

void __trace_walk_in(const char *function, u64 *i, bool upwards, int nid,
		     phys_addr_t start, phys_addr_t end, phys_addr_t size)
{
	tell("%s %s %d %llx-%llx %llx\n", function, upwards ? "up" : "down",
	     nid, start, end, size);
}

void __trace_range(const u64 *i, const phys_addr_t *start,
		   const phys_addr_t *end)
{
}

/* ---- calls ------------------------------------------------------------- */

#define TOLD(call, text) do { \
	told[0] = '\0'; \
	trace_on = true; \
	call; \
	trace_on = false; \
	assert_string_equal(told, text); } while (0)

TEST(edits)
{
	TOLD(memblock_add(0x1000, 0x9000), "memblock_add 1000 9000\n"
	     "memory of 1\n");
	TOLD(memblock_add_node(0xa000, 0x3000, 2, 0),
	     "memblock_add_node a000 3000\nmemory of 2\n");
	TOLD(memblock_remove(0x2000, 0x1000),
	     "memblock_remove 2000 1000\nmemory of 3\n");
	TOLD(memblock_reserve(0x4000, 0x123),
	     "memblock_reserve 4000 123\nreserved of 1\n");
	TOLD(memblock_phys_free(0x4000, 0x100),
	     "memblock_free 4000 100\nreserved of 1\n");
	TOLD(memblock_phys_free(0x9000, 0x100), "memblock_free 9000 100\n");
	TOLD(memblock_set_current_limit(0x5000), "mode 5000 0\n");
	TOLD(memblock_set_bottom_up(true), "mode 5000 1\n");
}

TEST(marks)
{
	memblock_add(0x1000, 0x9000);
	memblock_reserve(0x1000, 0x9000);
	TOLD(memblock_mark_hotplug(0x2000, 0x1000),
	     "mark memory 2000 1000 1 1\nmemory of 2\nmemory of 3\n"
	     "memory of 3 merged\n");
	TOLD(memblock_clear_hotplug(0x2000, 0x3000),
	     "mark memory 2000 3000 1 0\nmemory of 4\n"
	     "memory of 1 merged\n");
	TOLD(memblock_mark_mirror(0x1000, 0x800),
	     "mark memory 1000 800 2 1\nmemory of 2\nmemory of 2 merged\n");
	TOLD(memblock_mark_nomap(0x1000, 0x800),
	     "mark memory 1000 800 4 1\nmemory of 2 merged\n");
	TOLD(memblock_clear_nomap(0x1000, 0x800),
	     "mark memory 1000 800 4 0\nmemory of 2 merged\n");
	TOLD(memblock_reserved_mark_noinit(0x1000, 0x800),
	     "mark reserved 1000 800 16 1\nreserved of 2\n"
	     "reserved of 2 merged\n");
	TOLD(memblock_set_node(0x1000, 0x800, R, 3),
	     "node reserved 1000 800 3 0\nreserved of 2 merged\n");
	TOLD(memblock_set_node(0, 0, M, 3), "node memory 0 0 3 0\n"
	     "memory of 2 merged\n");
}

/* Where there is nothing to do nothing is told. */
TEST(limits)
{
	memblock_add(0x1100, 0x8f00);
	memblock_add(0x20000, 0x8000);
	memblock_reserve(0x24000, 0x8000);
	TOLD(memblock_trim_memory(0x1000), "trim memory 0 0 0 0\n"
	     "memory of 2 merged\n");
	TOLD(memblock_trim_memory(3), "");
	TOLD(memblock_enforce_memory_limit(0), "");
	TOLD(memblock_enforce_memory_limit(0x10001), "");
	TOLD(memblock_mem_limit_remove_map(0), "");
	TOLD(memblock_mem_limit_remove_map(0x10001), "");
	TOLD(memblock_cap_memory_range(0x1000, 0), "");
	TOLD(memblock_enforce_memory_limit(0xf000),
	     "trim memory 0 27000 0 0\nmemory of 2\nreserved of 1\n");
	TOLD(memblock_mem_limit_remove_map(0xe000),
	     "trim memory 0 26000 0 0\nmemory of 2 merged\nreserved of 1\n");
	TOLD(memblock_cap_memory_range(0x3000, 0x22000),
	     "trim memory 3000 22000 0 0\nmemory of 2 merged\n"
	     "reserved of 1\n");
}

TEST(searches)
{
	phys_addr_t ram = glue_ram_added();
	char text[200];

	memblock_set_current_limit(ram + MB(1));
	snprintf(text, sizeof(text), "request 64 20\n"
		 "__memblock_find_range_top_down down -1 1000-%llx 64\n",
		 ram + MB(1));
	TOLD(memblock_find_in_range(0, 0, 0x64, 0x20), text);
	fill_list(R, GB(1), 40);
	snprintf(text, sizeof(text), "request 64 20\n"
		 "__memblock_find_range_top_down down 3 2000-%llx 64\n"
		 "hint 0\n", ram + MB(1));
	TOLD(memblock_find_in_range_node(0x64, 0x20, 0x2000, 0, 3), text);
}

TEST(arrays)
{
	struct memblock real;
	phys_addr_t addr;

	glue_ram_added();
	fill_list(M, GB(1), 127);
	trace_on = false;
	told[0] = '\0';
	trace_on = true;
	memblock_double_array(M, 0, 0);
	trace_on = false;
	assert_non_null(strstr(told, "\nreserved of 1\nmemory of 128\n"));
	glue_slab_up = true;
	TOLD(memblock_double_array(R, 0, 0), "reserved of 1\n");
	TOLD(memblock_discard_array(M, &addr), "memory of 128\n");
	TOLD(memblock_set_aside(&real), "flush\naside 1\n");
	TOLD(memblock_bring_back(&real), "flush\naside 0\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(edits), T(marks), T(limits), T(searches), T(arrays),
	};

	memblock_allow_resize();
	return RUN(tests);
}
