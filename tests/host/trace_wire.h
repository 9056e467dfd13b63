/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The other end of trace=serial, for tests: lines of kernel/trace_serial.c
 * become events and are replayed on two lists of their own.
 */
#ifndef TESTS_HOST_TRACE_WIRE_H
#define TESTS_HOST_TRACE_WIRE_H

#include <linux/memblock.h>
#include "../../mm/trace.h"

#define WIRE_REGIONS	8192

struct wire_list {
	unsigned long cnt;
	struct memblock_region r[WIRE_REGIONS];
};

/* One event, as a line told it. */
struct wire_event {
	unsigned int seq, bits, value;
	char kind[16], function[64], name[64];
	int node, result;
	u64 base, size, more[4];
	unsigned int nr_changes, nr_candidates;
	struct trace_candidate c[TRACE_CANDIDATES];
};

#define WIRE_EVENTS	256

/* Memory and reserved, as the events give them. */
extern struct wire_list wire_lists[2];
/* The last events; number @seq is at wire_events[seq % WIRE_EVENTS]. */
extern struct wire_event wire_events[WIRE_EVENTS];
extern unsigned int wire_nr;

/* What the lines of this test say, the first ones, without number and time. */
extern char wire_story[16384];

/* What is wrong with the lists of the replay; NULL: they are memblock's. */
const char *wire_differs(void);
/* The last event of a kind, at @back (0: the last); fails if there is none. */
const struct wire_event *wire_last(const char *kind, unsigned int back);

/* For each test: empty lists, and streaming. */
int wire_setup(void **state);
/* The last event, which must be of this kind and about this range. */
const struct wire_event *last_is(const char *kind, u64 base, u64 size);
/* Candidate @i of a search must be this one. */
void expect_why(const struct wire_event *e, unsigned int i, u64 base,
		u64 size, enum trace_why why);
#define TRACED(name)	cmocka_unit_test_setup(name, wire_setup)

#endif
