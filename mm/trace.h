/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of the trace share: an event, and how one is recorded.
 * trace_lists.c, trace_diff.c and trace_find.c make events of hooks,
 * kernel/trace.c keeps them, kernel/trace_serial.c and trace_show.c print
 * them. Nobody else includes this.
 */
#ifndef _MM_TRACE_H
#define _MM_TRACE_H

#include <linux/memblock.h>
#include <linux/stacktrace.h>
#include <linux/trace.h>

#define TRACE_FRAMES		16
#define TRACE_CANDIDATES	24
#define TRACE_INSERT_MAX	48	/* regions in one event */

/* Bits of an event. */
#define TRACE_BIT_ASIDE		0x01
#define TRACE_BIT_SET		0x02	/* mark: set, not cleared */
#define TRACE_BIT_UP		0x02	/* find, direction: bottom-up */
#define TRACE_BIT_WINDOW	0x04	/* find: start and end are known */
#define TRACE_BIT_SIZE		0x08	/* size is known */
#define TRACE_BIT_ALIGN		0x10
#define TRACE_BIT_RESULT	0x20

/* Who asked, the innermost caller first. */
struct trace_stack {
	unsigned int nr;
	unsigned long at[TRACE_FRAMES];
};

/* Always inlined: the trace begins with the caller of the hook. */
#define trace_stack_save(stack) \
	((stack)->nr = stack_trace_save((stack)->at, TRACE_FRAMES, 0))

enum trace_why {
	WHY_TAKEN, WHY_TOO_SMALL, WHY_ALIGNMENT, WHY_BELOW, WHY_ABOVE,
	WHY_NODE, WHY_HOTPLUG, WHY_MIRROR, WHY_NOMAP, WHY_DRIVER,
	WHY_NOT_SAID, NR_WHY
};

struct trace_candidate {
	phys_addr_t base, size;
	u64 why;
};

/* Regions [at, at + remove) of a list go, @insert others come. */
struct trace_change {
	u32 list;		/* 0: memory, 1: reserved */
	u32 at, remove, insert;
	/* struct memblock_region [insert] */
};

/*
 * One event. Behind it: u32 frames[nr_frames], padded to 8 bytes; changes;
 * candidates. What @base, @size, @value and @more mean depends on @kind:
 *
 *		base	size	value	more
 * mark		base	size	flags
 * find		start	size	lost	end, align, hint, result
 * grow		old	old max	list	new, new max
 * limit	old	new
 * handover	pfn	count	order
 * slab		object	size	what	pfn, order
 */
struct trace_event {
	u64 tsc;
	u64 base, size, more[4];
	const char *function, *name;
	u32 seq;
	u16 bytes;		/* with all that is behind it */
	u8 kind, stage;
	s32 node;		/* MAX_NUMNODES or less than 0: none */
	s32 result;
	u32 value;
	u8 bits, nr_frames, nr_changes, nr_candidates;
};

extern const char *const trace_kind_names[NR_TRACE_KINDS];
extern const char *const trace_why_names[NR_WHY];
extern const char *const trace_slab_names[];
extern bool trace_is_aside;

/* kernel/trace.c: fill in what trace_begin() returns, add, commit. */
struct trace_event *trace_begin(enum trace_kind kind,
				const struct trace_stack *stack);
void trace_add_change(unsigned int list, unsigned long at,
		      unsigned long remove,
		      const struct memblock_region *insert, unsigned long n);
void trace_add_candidates(const struct trace_candidate *c, unsigned int n);
void trace_commit(void);
/* Events that could not be recorded: counted, said once. */
void trace_drop(unsigned int events);
/* A hand-over that may go on ends here. */
void trace_end_run(void);
/* Event after event; NULL: the first one, or there is none. */
const struct trace_event *trace_next(const struct trace_event *e);
extern unsigned int trace_seq, trace_dropped, trace_slab_lost;
u64 trace_clock(void);

/* trace_diff.c: list 0 is memory, 1 is reserved */
struct memblock_type *trace_list_of(unsigned int list);
void trace_add_diff(unsigned int list);
bool trace_find_diff(unsigned int list, enum trace_kind *kind,
		     phys_addr_t *base, phys_addr_t *size);
void trace_check_array(unsigned int list, const struct trace_stack *stack);
bool trace_same_array(unsigned int list);
void trace_know_array(unsigned int list);

/* trace_find.c: the search is over; somebody reserves @base, or 0. */
void trace_find_close(phys_addr_t base, phys_addr_t size);
void trace_find_end(void);

/* trace_serial.c */
bool trace_stream_begin(const char *command_line);
void trace_stream(const struct trace_event *e);
void trace_stream_line(const char *fmt, ...)
	__attribute__((format(printf, 1, 2)));

static inline const u32 *trace_frames(const struct trace_event *e)
{
	return (const u32 *)(e + 1);
}

static inline const struct trace_change *trace_changes(
		const struct trace_event *e)
{
	return (const void *)(trace_frames(e) + ((e->nr_frames + 1u) & ~1u));
}

static inline const struct memblock_region *trace_inserted(
		const struct trace_change *c)
{
	return (const void *)(c + 1);
}

static inline const struct trace_change *trace_next_change(
		const struct trace_change *c)
{
	return (const void *)(trace_inserted(c) + c->insert);
}

#endif
