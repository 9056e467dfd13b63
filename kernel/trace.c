// SPDX-License-Identifier: GPL-2.0-only
/*
 * The trace's events: put together one at a time, then kept in a buffer
 * that is static at first, with a larger one from bootmem behind it. Events
 * are never overwritten: without the first ones the others mean nothing. So
 * what finds no room is counted, and said once.
 *
 * mm/trace_lists.c and trace_find.c make the events of memblock, this file
 * those of the stages after it. It never touches what it tells of.
 */
#include <asm/timex.h>
#include <linux/bootmem.h>
#include <linux/console.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kmemleak.h>
#include <linux/mm.h>
#include <linux/params.h>
#include <linux/printk.h>
#include <linux/stage.h>
#include <linux/string.h>
#include "../mm/slab.h"
#include "../mm/trace.h"

#define EARLY_BYTES	(64u << 10)	/* the buffer of the first stages */
#define BUFFER_BYTES	(128u << 10)	/* the usual one */
#define BUFFER_PART	64		/* of the RAM, at most one in so many */
#define SLAB_EVENTS	64		/* the slab's first calls */
#define EVENT_BYTES	(sizeof(struct trace_event) + \
			 TRACE_FRAMES * sizeof(u32) + \
			 2 * (sizeof(struct trace_change) + TRACE_INSERT_MAX * \
			      sizeof(struct memblock_region)) + \
			 TRACE_CANDIDATES * sizeof(struct trace_candidate))

const char *const trace_kind_names[NR_TRACE_KINDS] = {
	"add", "remove", "reserve", "free", "mark", "node", "trim", "list",
	"grow", "find", "limit", "direction", "stage", "handover",
	"late_free", "slab", "aside",
};

const char *const trace_why_names[NR_WHY] = {
	"taken", "too small", "alignment", "below start", "above end",
	"other node", "hot-pluggable", "not mirrored", "not mapped", "driver",
	"not said",
};

const char *const trace_slab_names[] = { "cache", "grow", "alloc" };

bool trace_on = true;
unsigned int trace_seq, trace_dropped, trace_slab_lost;
static bool streaming;			/* trace=serial */
static bool asked;			/* there is a trace= */
static u64 buffer_bytes;		/* trace=SIZE; 0: the usual */

/* Two pieces: events never lie in both. */
static u64 early_buffer[EARLY_BYTES / sizeof(u64)] __noscan;
static struct piece {
	char *start;
	size_t used, size;
} pieces[2] = { { (char *)early_buffer, 0, sizeof(early_buffer) } };
static unsigned int nr_pieces = 1;
static bool full;

/* The event that is being put together. */
static u64 scratch[EVENT_BYTES / sizeof(u64) + 1] __noscan;
static struct trace_event *const event = (struct trace_event *)scratch;
static u64 printing;			/* ticks that streaming has taken */
static const char *command_line = "";

u64 trace_clock(void)
{
	return get_cycles() - printing;
}

/* ---- one event ---------------------------------------------------------- */

/* Behind what the event has already. */
static void *append(size_t bytes)
{
	void *at = (char *)scratch + event->bytes;

	event->bytes += bytes;
	return at;
}

struct trace_event *trace_begin(enum trace_kind kind,
				const struct trace_stack *stack)
{
	unsigned int i, nr = stack ? stack->nr : 0;
	u32 *frames;

	memset(event, 0, sizeof(*event));
	event->bytes = sizeof(*event);
	event->kind = (u8)kind;
	event->stage = (u8)boot_stage;
	event->node = NUMA_NO_NODE;
	event->tsc = trace_clock();
	event->nr_frames = (u8)nr;
	if (trace_is_aside)
		event->bits = TRACE_BIT_ASIDE;
	frames = append(((nr + 1) & ~1u) * sizeof(u32));
	for (i = 0; i < nr; i++)	/* the upper half is always the same */
		frames[i] = (u32)stack->at[i];
	return event;
}

void trace_add_change(unsigned int list, unsigned long at,
		      unsigned long remove,
		      const struct memblock_region *insert, unsigned long n)
{
	struct trace_change *c = append(sizeof(*c));

	*c = (struct trace_change){ list, (u32)at, (u32)remove, (u32)n };
	memcpy(append(n * sizeof(*insert)), insert, n * sizeof(*insert));
	event->nr_changes++;
}

void trace_add_candidates(const struct trace_candidate *c, unsigned int n)
{
	memcpy(append(n * sizeof(*c)), c, n * sizeof(*c));
	event->nr_candidates = (u8)n;
}

void trace_drop(unsigned int events)
{
	if (!trace_dropped)
		pr_warn("trace: no room: %u events are kept, later ones only "
			"counted (trace=SIZE makes room)\n", trace_seq);
	trace_dropped += events;
}

/* Into the buffer, whole; after the first that finds no room none does. */
static bool keep(void)
{
	struct piece *p = &pieces[nr_pieces - 1];

	full = full || trace_dropped || p->size - p->used < event->bytes;
	if (full)
		return false;
	memcpy(p->start + p->used, event, event->bytes);
	p->used += event->bytes;
	return true;
}

/*
 * Send the event on its way. Those of before there was a serial port come
 * first, from the buffer. Return: false if there is none yet.
 */
static bool stream(bool kept)
{
	static bool begun;
	const struct trace_event *e;
	u64 begin = get_cycles();

	if (begun) {
		trace_stream(event);
	} else {
		begun = trace_stream_begin(command_line);
		for (e = trace_next(NULL); begun && e; e = trace_next(e))
			trace_stream(e);
		if (begun && !kept)
			trace_stream(event);
	}
	printing += get_cycles() - begin;
	return begun;
}

void trace_commit(void)
{
	bool kept;

	event->seq = trace_seq;
	kept = keep();
	if (!(streaming && stream(kept)) && !kept)
		trace_drop(1);
	else
		trace_seq++;
}

const struct trace_event *trace_next(const struct trace_event *e)
{
	const char *at = e ? (const char *)e + e->bytes : pieces[0].start;

	if (at == pieces[0].start + pieces[0].used)
		at = pieces[1].start;
	if (!at || at == pieces[1].start + pieces[1].used)
		return NULL;
	return (const struct trace_event *)at;
}

/* ---- stages, hand-over, slab -------------------------------------------- */

noinline void __trace_stage(unsigned int stage)
{
	struct trace_stack stack;
	struct trace_event *e;

	trace_stack_save(&stack);
	trace_flush();
	e = trace_begin(TRACE_STAGE, &stack);
	e->stage = (u8)stage;
	e->function = "enter_stage";
	trace_commit();
}

/* Blocks of one size, one behind the other: one event for all of them. */
static struct run {
	int node;
	unsigned int order;
	u64 pfn, count;
	struct trace_stack stack;
} run;

noinline void __trace_blocks(int nid, u64 pfn, unsigned int order, u64 count)
{
	if (run.count && run.node == nid && run.order == order &&
	    run.pfn + (run.count << order) == pfn) {
		run.count += count;
		return;
	}
	trace_find_end();
	trace_end_run();
	run.node = nid;
	run.order = order;
	run.pfn = pfn;
	run.count = count;
	trace_stack_save(&run.stack);
}

void trace_end_run(void)
{
	struct trace_event *e;

	if (!run.count)
		return;
	e = trace_begin(TRACE_HANDOVER, &run.stack);
	e->function = "__free_pages_bootmem";
	e->node = run.node;
	e->base = run.pfn;
	e->size = run.count;
	e->value = run.order;
	run.count = 0;
	trace_commit();
}

noinline void __trace_late_free(phys_addr_t base, phys_addr_t size)
{
	struct trace_stack stack;
	struct trace_event *e;

	trace_stack_save(&stack);
	trace_flush();
	e = trace_begin(TRACE_LATE_FREE, &stack);
	e->function = "memblock_free_late";
	e->base = base;
	e->size = size;
	trace_commit();
}

noinline void __trace_slab(enum trace_slab what,
			   const struct kmem_cache *cache, const void *object,
			   const struct page *slab)
{
	static unsigned int calls;
	struct trace_stack stack;
	struct trace_event *e;

	if (calls == SLAB_EVENTS) {
		trace_slab_lost++;
		return;
	}
	calls++;
	trace_stack_save(&stack);
	trace_flush();
	e = trace_begin(TRACE_SLAB, &stack);
	e->value = what;
	if (cache) {
		e->name = cache->name;
		e->size = cache->object_size;
	} else {
		e->size = PAGE_SIZE << slab->order;
	}
	if (object)
		e->base = __pa(object);
	if (slab) {
		e->more[0] = page_to_pfn(slab);
		e->more[1] = what == TRACE_SLAB_GROW ? cache->order
						     : slab->order;
		e->bits |= TRACE_BIT_WINDOW;
	}
	trace_commit();
}

/* ---- set-up ------------------------------------------------------------- */

void __trace_map(const char *table, u64 base, u64 size, u32 type)
{
	if (streaming)
		trace_stream_line("@trace-map %d %s %llx %llx %u\n",
				  trace_is_aside, table, base, size, type);
}

void trace_report(void)
{
	if (!trace_on)
		return;
	trace_flush();
	if (streaming)
		trace_stream_line("@trace-end %u %u %u\n", trace_seq,
				  trace_dropped, trace_slab_lost);
}

/* Nobody looks at a quiet boot, unless the trace was asked for. */
void trace_command_line(const char *text)
{
	command_line = text;
	if (!asked && console_loglevel <= CONSOLE_LOGLEVEL_QUIET)
		trace_on = false;
}

/* The part of the RAM that the trace may take is small on small machines. */
void __init trace_init(void)
{
	u64 size = buffer_bytes;
	char *buffer;

	if (!trace_on)
		return;
	if (!size)
		size = min_t(u64, BUFFER_BYTES,
			     memblock_phys_mem_size() / BUFFER_PART);
	buffer = memblock_alloc_raw(size, 0);	/* zeroes are of no use */
	if (!buffer) {
		pr_warn("trace: no room for a buffer of %llu bytes: %zu must "
			"do\n", size, sizeof(early_buffer));
		return;
	}
	kmemleak_no_scan(buffer);
	pieces[1] = (struct piece){ buffer, 0, size };
	nr_pieces = 2;
	pr_info("trace: %llu bytes for events, %zu of %zu used so far\n", size,
		pieces[0].used, pieces[0].size);
}

/* One word of trace=on,off,serial,SIZE. */
static int __init setup_word(const char *word)
{
	char *rest;
	u64 size;

	if (!strcmp(word, "on")) {
		trace_on = true;
		streaming = false;
	} else if (!strcmp(word, "off")) {
		trace_on = false;
	} else if (!strcmp(word, "serial")) {
		trace_on = streaming = true;
	} else {
		size = memparse(word, &rest);
		if (*rest || size < PAGE_SIZE)
			return -EINVAL;
		buffer_bytes = round_up(size, 8ULL);
	}
	return 0;
}

int __init trace_setup(char *value)
{
	char *comma;
	int err;

	asked = trace_on = true;
	while ((comma = strchr(value, ',')) != NULL) {
		*comma = '\0';
		err = setup_word(value);
		*comma = ',';
		if (err)
			return err;
		value = comma + 1;
	}
	return setup_word(value);
}
early_param("trace", trace_setup);
