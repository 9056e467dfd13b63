/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How often a random run met what: a test that compares a million operations
 * proves nothing about a case that never came. A case is there, with 0, as
 * soon as it is compiled; scripts/proof/oracle.py adds up what tally_report()
 * writes to the file named by REPORT in the environment.
 *
 * The same for the environment's other words: SEED, the first seed; OPS, how
 * many operations.
 */
#ifndef TESTS_HOST_TALLY_H
#define TESTS_HOST_TALLY_H

#include <linux/types.h>

struct tally {
	const char *kind, *name;
	u64 n, unused;
} __attribute__((aligned(32)));

#define __TALLY(k, what, more) do { \
	static struct tally __t __attribute__((section("tallies"), used)) = \
		{ k, what, 0, 0 }; \
	__t.n += (more); \
	} while (0)

/* The case @what was met @cond times: 0 or 1, as a rule. */
#define MET(cond, what)	__TALLY("case", what, !!(cond))
/* Function @fn of the interface was called. */
#define CALLED(fn)	__TALLY("call", #fn, 1)

/* How often @what was met. */
u64 tally_of(const char *what);
/* All of it, and @ops operations from @seed, to $REPORT if that is set. */
void tally_report(u64 seed, u64 ops);

/* A number from the environment. */
u64 from_env(const char *name, u64 otherwise);
/* What a failure says: the command that meets it again at once. */
const char *replay(u64 seed, u64 ops, const char *more);
/* If the program ends on the way, by a signal or a sanitizer, call @say. */
void replay_on_crash(void (*say)(void));

#endif
