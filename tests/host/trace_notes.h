/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * In the place of kernel/trace.c, for tests of what is recorded: each event
 * is noted as it was put together, and can be read as a line of text. So it
 * is plain which events there were, in which order, and what was in them.
 */
#ifndef TESTS_HOST_TRACE_NOTES_H
#define TESTS_HOST_TRACE_NOTES_H

#include <linux/memblock.h>
#include "../../mm/trace.h"

#define NOTES		64
#define NOTE_CHANGES	2

struct note {
	struct trace_event e;
	unsigned long stack;		/* note_stack when it was saved */
	unsigned int nr_changes, nr_candidates;
	struct trace_change change[NOTE_CHANGES];
	struct memblock_region insert[NOTE_CHANGES][TRACE_INSERT_MAX];
	struct trace_candidate c[TRACE_CANDIDATES];
};

/* The events since notes_forget(); more than NOTES fail the test. */
extern struct note notes[NOTES];
extern unsigned int nr_notes, notes_dropped;
void notes_forget(void);

/* What stack_trace_save() saves (0: nothing) and trace_clock() says. */
extern unsigned long note_stack;
extern u64 note_clock;
/* A hand-over that may go on; when it ends, that is noted, too. */
extern bool note_run;

/*
 * Note @i as text. What is 0, or not there, is left out:
 *
 *	KIND BASE+SIZE FUNCTION "NAME" node=N result=N value=X bits=X
 *	more=X,X,X,X stack=X tsc=X
 *	m@AT-REMOVED+BASE:SIZE:NODE:FLAGS+...   a change (r: of reserved)
 *	?BASE:SIZE=WHY                          a candidate
 */
const char *note_text(unsigned int i);

/* These, and no others, are the notes; then they are forgotten. */
#define EXPECT(...) do { \
	static const char *const __want[] = { __VA_ARGS__ }; \
	expect_notes(__want, ARRAY_SIZE(__want), __FILE__, __LINE__); \
	} while (0)
#define EXPECT_NOTHING()	expect_notes(NULL, 0, __FILE__, __LINE__)
void expect_notes(const char *const *want, unsigned int n, const char *file,
		  int line);

/* For each test: empty lists, all of them known, nothing noted. */
int notes_setup(void **state);
#define NOTED(name)	cmocka_unit_test_setup(name, notes_setup)

#endif
