// SPDX-License-Identifier: GPL-2.0-only
/*
 * The memmove that a sorted array needs, and nothing else: what insertion
 * costs at least where all that lies behind must move.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "subject.h"

/* Where @value goes in a sorted list of @count; there it is afterwards. */
static unsigned long place(unsigned int *sorted, unsigned long count,
			   unsigned int value)
{
	unsigned long lo = 0, hi = count, mid;

	while (lo < hi) {
		mid = (lo + hi) / 2;
		if (sorted[mid] < value)
			lo = mid + 1;
		else
			hi = mid;
	}
	memmove(&sorted[lo + 1], &sorted[lo],
		(count - lo) * sizeof(sorted[0]));
	sorted[lo] = value;
	return lo;
}

void bare_memmove(const char *scenario, const unsigned int *order,
		  unsigned long n)
{
	unsigned int *sorted = calloc(n + 1, sizeof(*sorted));
	unsigned long *at = calloc(n, sizeof(*at));
	struct memblock_region *r;
	double t, best = 0, spent = 0;
	unsigned long i;

	r = calloc(n + 1, sizeof(*r));
	for (i = 0; i < n; i++)
		at[i] = order ? place(sorted, i, order[i]) : 0;
	while (spent < 6e7) {
		t = now();
		for (i = 0; i < n; i++) {
			memmove(&r[at[i] + 1], &r[at[i]],
				(i - at[i]) * sizeof(*r));
			__asm__ volatile("" : : "r"(r) : "memory");
		}
		t = now() - t;
		spent += t;
		if (!best || t / n < best)
			best = t / n;
	}
	free(r);
	free(at);
	free(sorted);
	printf("%s\t%lu\tmemmove\t%.1f\n", scenario, n, best);
}
