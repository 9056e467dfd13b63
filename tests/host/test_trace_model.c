// SPDX-License-Identifier: GPL-2.0-only
/*
 * The random operations of test_memblock_model.c, traced: after each of them
 * the lines of trace=serial, replayed on empty lists, must give memblock's
 * own lists, region by region. So nothing that happens to a list is missing
 * from a trace. OPS=n and SEED=n as there, but 10000 operations without.
 *
 * sources: mm/memblock*.c mm/trace*.c mm/nobootmem.c kernel/trace.c
 * sources: kernel/trace_serial.c lib/cmdline.c tests/host/glue.c
 * sources: tests/host/glue_memblock.c tests/host/memblock_model*.c
 * sources: tests/host/tally.c tests/host/trace_wire.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=2 -include tests/host/window.h
 * cflags: -DWINDOW_IMAGE -DCONFIG_TRACE -DTRACE_SHADOW=8192
 */
#include "memblock_model_run.h"
#include "trace_wire.h"

/* The operation that has just been compared with the model. */
static void compare_replay(void)
{
	const char *why;

	trace_flush();
	why = wire_differs();
	if (why)
		fail_msg("SEED=%llu, operation %u, %s: %s", seed, op_nr, what,
			 why);
}

/* Streaming from the first event on; cmocka begins later. */
__attribute__((constructor)) static void stream(void)
{
	char value[] = "serial";

	trace_setup(value);
}

#define OPS	10000
#define compare()	(compare(), compare_replay())
#include "test_memblock_model.c"
