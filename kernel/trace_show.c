// SPDX-License-Identifier: GPL-2.0-only
/*
 * `trace` at the prompt: the events of the trace as lines for people, all of
 * them or those that fit some words, and one event with all that is known
 * of it. Called by kernel/monitor.c.
 */
#include <linux/console.h>
#include <linux/kernel.h>
#include <linux/params.h>
#include <linux/printk.h>
#include <linux/stage.h>
#include <linux/string.h>
#include "../mm/trace.h"

/* ---- one event, in a line ----------------------------------------------- */


static unsigned long frame_address(u32 low)
{
	return (unsigned long)(s32)low;		/* the kernel lies on top */
}

static const char *symbol_of(u32 frame, unsigned long *offset)
{
	/* A return address; the call is before it. */
	return kallsyms_lookup(frame_address(frame) - 1, offset);
}

/* Functions that change a list for another one. */
static bool is_primitive(const char *name)
{
	static const char *const names[] = {
		"memblock_splice", "memblock_insert_region",
		"memblock_remove_region", "memblock_merge_regions",
		"memblock_isolate_range", "memblock_join", "change_flag",
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (!strncmp(name, names[i], strlen(names[i])))
			return true;
	return false;
}

static const char *function_of(const struct trace_event *e)
{
	unsigned long offset;
	const char *name;
	unsigned int i;

	if (e->function)
		return e->function;
	for (i = 0; i < e->nr_frames; i++) {
		name = symbol_of(trace_frames(e)[i], &offset);
		if (name && !is_primitive(name))
			return name;
	}
	return "?";
}

/* Is this a part of an allocator, so that we look on for who called it? */
static bool in_allocator(const char *name)
{
	static const char *const prefixes[] = {
		"memblock_", "__memblock_", "__alloc_bootmem",
		"___alloc_bootmem", "__alloc_memory_core_early",
		"find_and_reserve", "find_avoiding", "array_", "change_flag",
		"trim_reserved", "__free_pages_bootmem",
		"__free_pages_memory", "__free_memory_core",
		"free_bootmem", "slab_", "kmem_cache_", "kmalloc", "kzalloc",
		"enter_stage",
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(prefixes); i++)
		if (!strncmp(name, prefixes[i], strlen(prefixes[i])))
			return true;
	return false;
}

static const char *caller_of(const struct trace_event *e,
			     unsigned long *offset)
{
	const char *name;
	unsigned int i;

	for (i = 0; i < e->nr_frames; i++) {
		name = symbol_of(trace_frames(e)[i], offset);
		if (name && !in_allocator(name))
			return name;
	}
	return NULL;
}

/* What an event is about: an address range; false if about none. */
static bool event_range(const struct trace_event *e, u64 *base, u64 *size)
{
	*base = e->base;
	*size = e->size;
	switch (e->kind) {
	case TRACE_LIMIT:
	case TRACE_DIRECTION:
	case TRACE_STAGE:
	case TRACE_ASIDE:
	case TRACE_LIST:
		return false;
	case TRACE_GROW:
		*base = e->more[0];
		*size = e->more[1] * sizeof(struct memblock_region);
		return true;
	case TRACE_FIND:
		*base = e->more[3];
		return e->more[3] != 0;
	case TRACE_HANDOVER:
		*base = e->base * PAGE_SIZE;
		*size = (e->size << e->value) * PAGE_SIZE;
		return true;
	case TRACE_SLAB:
		if (e->value == TRACE_SLAB_GROW) {
			*base = e->more[0] * PAGE_SIZE;
			*size = PAGE_SIZE << e->more[1];
		}
		return e->value != TRACE_CACHE;
	default:
		return true;
	}
}

static void print_what(const struct trace_event *e)
{
	u64 base, size;

	if (event_range(e, &base, &size) && size)
		cprintf(" [mem 0x%08llx-0x%08llx]", base, base + size - 1);
	switch (e->kind) {
	case TRACE_FIND:
		cprintf(" %llu bytes, %u ranges seen%s", e->size,
			e->nr_candidates + e->value,
			(e->bits & TRACE_BIT_RESULT) && !e->more[3] ?
			": none" : "");
		break;
	case TRACE_LIMIT:
		cprintf(" 0x%llx", e->size);
		break;
	case TRACE_DIRECTION:
		cprintf(" %s", e->bits & TRACE_BIT_UP ? "up" : "down");
		break;
	case TRACE_NODE:
		cprintf(" %d", e->node);
		break;
	case TRACE_MARK:
		cprintf(" flags 0x%x %s", e->value,
			e->bits & TRACE_BIT_SET ? "set" : "cleared");
		break;
	case TRACE_HANDOVER:
		cprintf(" node %d, %llu of order %u", e->node, e->size,
			e->value);
		break;
	case TRACE_SLAB:
		cprintf(" %s", trace_slab_names[e->value]);
		break;
	}
	if (e->result)
		cprintf(" failed: %d", e->result);
	if (e->name)
		cprintf(" \"%s\"", e->name);
}

static void print_line(const struct trace_event *e)
{
	unsigned long offset;
	const char *caller = caller_of(e, &offset);

	cprintf("%5u %-8s %-9s %s", e->seq, stage_names[e->stage],
		trace_kind_names[e->kind], function_of(e));
	print_what(e);
	if (caller)
		cprintf(" < %s+0x%lx", caller, offset + 1);
	cprintf("\n");
}

/* ---- one event, with all that is known ---------------------------------- */

static void print_region(u64 base, u64 size)
{
	cprintf("[mem 0x%016llx-0x%016llx]", base, base + size - 1);
}

static void print_changes(const struct trace_event *e)
{
	const struct trace_change *c = trace_changes(e);
	const struct trace_candidate *a;
	unsigned int i, k;

	for (i = 0; i < e->nr_changes; i++, c = trace_next_change(c)) {
		const struct memblock_region *r = trace_inserted(c);

		cprintf("      %s[%u]: %u regions go, %u come\n",
			c->list ? "reserved" : "memory", c->at, c->remove,
			c->insert);
		for (k = 0; k < c->insert; k++, r++) {
			cprintf("        ");
			print_region(r->base, r->size);
			cprintf(" node %d flags 0x%x\n",
				memblock_get_region_node(r),
				(unsigned int)r->flags);
		}
	}
	a = (const void *)c;
	for (i = 0; i < e->nr_candidates; i++, a++) {
		cprintf("      ");
		print_region(a->base, a->size);
		cprintf(" %s\n", trace_why_names[a->why]);
	}
	if (e->kind == TRACE_FIND && e->value)
		cprintf("      (%u more before the last one)\n", e->value);
}

static void print_details(const struct trace_event *e)
{
	unsigned long offset;
	unsigned int i;

	if (e->kind == TRACE_FIND && (e->bits & TRACE_BIT_WINDOW))
		cprintf("      from 0x%llx to 0x%llx, node %d, %s\n", e->base,
			e->more[0], e->node,
			e->bits & TRACE_BIT_UP ? "upwards" : "downwards");
	if (e->kind == TRACE_FIND && (e->bits & TRACE_BIT_ALIGN))
		cprintf("      aligned to 0x%llx\n", e->more[1]);
	print_changes(e);
	for (i = 0; i < e->nr_frames; i++) {
		const char *name = symbol_of(trace_frames(e)[i], &offset);

		if (name)
			cprintf("      < %s+0x%lx\n", name, offset + 1);
	}
}

/* ---- filters ------------------------------------------------------------ */

/* "7" or "7-12": sequence numbers. */
static bool parse_span(const char *word, u64 *first, u64 *last)
{
	char text[2][24];
	const char *dash = strchr(word, '-');
	size_t len = dash ? (size_t)(dash - word) : strlen(word);

	if (!len || len >= sizeof(text[0]) ||
	    strlen(word) >= sizeof(text[0]))
		return false;
	memcpy(text[0], word, len);
	text[0][len] = '\0';
	memcpy(text[1], dash ? dash + 1 : word, strlen(dash ? dash + 1 : word)
	       + 1);
	return !kstrtou64(text[0], first) && !kstrtou64(text[1], last);
}

static bool is_kind(const char *word)
{
	unsigned int i;

	for (i = 0; i < NR_TRACE_KINDS; i++)
		if (!strcmp(word, trace_kind_names[i]))
			return true;
	return false;
}

/* Does one word of the filter let this event through? */
static bool word_fits(const char *word, const struct trace_event *e)
{
	u64 first, last, base, size;

	if (!strncmp(word, "0x", 2) && !kstrtou64(word, &first))
		return event_range(e, &base, &size) && first >= base &&
		       first - base < size;
	if (parse_span(word, &first, &last))
		return e->seq >= first && e->seq <= last;
	if (is_kind(word))
		return !strcmp(word, trace_kind_names[e->kind]);
	return strstr(function_of(e), word) != NULL ||
	       (e->name && strstr(e->name, word));
}

/* All words must fit; they have been cut apart by zeros up to @end. */
static bool fits(const char *words, const char *end,
		 const struct trace_event *e)
{
	for (; words < end; words += strlen(words) + 1)
		if (*words && !word_fits(words, e))
			return false;
	return true;
}

/**
 * show_trace_events - `trace` at the prompt
 * @filter: words that an event must fit, all of them: a kind, an address
 *	(0x...), sequence numbers ("7" or "7-12"), part of a function's name;
 *	a single number prints that event with candidates and callers
 */
void show_trace_events(char *filter)
{
	const char *end = filter + strlen(filter);
	const struct trace_event *e;
	unsigned int shown = 0;
	bool one;
	u64 first;
	char *p;

	if (!trace_on) {
		cprintf("trace: off; boot with trace=on to have it\n");
		return;
	}
	one = strncmp(filter, "0x", 2) && !kstrtou64(filter, &first);
	for (p = filter; p < end; p++)
		if (*p == ' ')
			*p = '\0';
	trace_report();
	for (e = trace_next(NULL); e; e = trace_next(e)) {
		if (!fits(filter, end, e))
			continue;
		shown++;
		print_line(e);
		if (one)
			print_details(e);
	}
	cprintf("%u of %u events", shown, trace_seq);
	if (trace_dropped)
		cprintf(", %u more found no room", trace_dropped);
	if (trace_slab_lost)
		cprintf(", %u later calls of the slab are only counted",
			trace_slab_lost);
	cprintf("\n");
}
