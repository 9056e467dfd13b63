// SPDX-License-Identifier: GPL-2.0-only
/*
 * trace=serial: each event as a line on the serial port, when it happens.
 * The lines begin with @trace, so that a reader of the log can tell them
 * apart; scripts/trace/wire.py reads them. Called by kernel/trace.c.
 */
#include <linux/console.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include "../mm/trace.h"


void trace_stream_line(const char *fmt, ...)
{
	char text[256];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	console_write_one("ttyS0", text, strlen(text));
}

/* The first line; false: there is no serial port yet. */
bool trace_stream_begin(const char *command_line)
{
	static const char start[] = "@trace-boot 1 ";

	if (!console_write_one("ttyS0", start, sizeof(start) - 1))
		return false;
	console_write_one("ttyS0", command_line, strlen(command_line));
	trace_stream_line("\n");
	return true;
}

static void stream_changes(const struct trace_event *e)
{
	const struct trace_change *c = trace_changes(e);
	unsigned int i, k;

	for (i = 0; i < e->nr_changes; i++, c = trace_next_change(c)) {
		const struct memblock_region *r = trace_inserted(c);

		trace_stream_line(" %c:%x,%x", c->list ? 'r' : 'm', c->at,
				  c->remove);
		for (k = 0; k < c->insert; k++, r++)
			trace_stream_line(",%llx:%llx:%d:%x", r->base, r->size,
					  memblock_get_region_node(r),
					  (unsigned int)r->flags);
	}
	if (e->nr_candidates) {
		const struct trace_candidate *a = (const void *)c;

		for (i = 0; i < e->nr_candidates; i++, a++)
			trace_stream_line("%s%llx:%llx:%u", i ? "," : " c:",
					  a->base, a->size, (u32)a->why);
	}
}

/* Numbers are hexadecimal but for node and result; scripts/trace/wire.py. */
void trace_stream(const struct trace_event *e)
{
	unsigned int i;

	trace_stream_line("@trace %x %llx %u %s %x %d %x %d %llx %llx",
			  e->seq, e->tsc, e->stage, trace_kind_names[e->kind],
			  e->bits, e->node, e->value, e->result, e->base,
			  e->size);
	trace_stream_line(" %llx %llx %llx %llx \"%s\" \"%s\"", e->more[0],
			  e->more[1], e->more[2], e->more[3],
			  e->function ? e->function : "",
			  e->name ? e->name : "");
	for (i = 0; i < e->nr_frames; i++)
		trace_stream_line("%s%x", i ? "," : " b:", trace_frames(e)[i]);
	stream_changes(e);
	trace_stream_line("\n");
}

