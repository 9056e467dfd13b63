/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Chance for a test of one file: the same numbers after the same start
 * (Marsaglia's xorshift; the lowest bits are the least random).
 */
#ifndef TESTS_HOST_RND_H
#define TESTS_HOST_RND_H

#include <linux/types.h>

static u64 rng;				/* where it starts; never 0 */

/* A number from 0 to @below - 1. */
static unsigned int rnd(unsigned int below)
{
	rng ^= rng << 13;
	rng ^= rng >> 7;
	rng ^= rng << 17;
	return (rng >> 20) % below;
}

#endif
