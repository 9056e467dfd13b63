/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What kmemleak asks of its surroundings, for tests of kmemleak alone: a
 * slab whose only cache is made of malloc, and roots that the test chooses.
 */
#ifndef TESTS_HOST_FAKE_LEAK_H
#define TESTS_HOST_FAKE_LEAK_H

#include <linux/kmemleak.h>

#define FAKE_ROOTS	8

/* A scan begins here, and nowhere else. */
extern void *fake_roots[FAKE_ROOTS];
/* An object of the slab's and a block of pages, handed out before. */
extern void *fake_in_use, *fake_in_use_pages;
extern size_t fake_in_use_size, fake_in_use_pages_size;
/* Records that kmemleak holds now, and may still take; -1: no limit. */
extern int fake_records, fake_records_left;

/* The slab is up, tracking runs, nothing is known. Ends all before. */
void fake_leak_start(void);
/* kmemleak must have given back each record. */
void fake_leak_stop(void);

#endif
