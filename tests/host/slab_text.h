/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the slab must have printed, to the last letter: a test says it piece
 * by piece and compares. All of it is worked out here anew, from what
 * docs and comments promise.
 */
#ifndef TESTS_HOST_SLAB_TEXT_H
#define TESTS_HOST_SLAB_TEXT_H

#include "mm/slab.h"

/* A cache may have flags that mean nothing here: nobody minds. */
#define NO_FLAG		1

/* Forget what was said and what was printed. */
void text_start(void);
void text_say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* One report of slab_report(); @object and @damage as there. */
void text_say_report(const struct kmem_cache *cache, const struct page *slab,
		     const void *object, const char *what,
		     const struct slab_damage *damage);
/* One of two lines about an object's owner, with its callers. */
void text_say_track(const char *what, const struct slab_track *track);
/* All that was said. */
const char *text_said(void);
/* Just that was printed, and nothing else. Start again. */
void text_expect(void);

#endif
