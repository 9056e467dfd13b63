// SPDX-License-Identifier: GPL-2.0-only
/*
 * Making room in the array of a list. For all but very long lists that is
 * one memmove of what lies behind, and you may stop reading here.
 *
 * With more than MEMBLOCK_SHIFT_MIN regions there may be room at both ends:
 *
 *	memblock_array()  regions                          max entries
 *	|......free......|#######|.......free................|
 *
 * so that the shorter side moves, and lowest-first allocation from 100000
 * fragments does not move 2 MB for each that it fills. regions[] is still
 * one sorted array; only where it starts changes, as it does when it grows.
 * docs/memblock-speed.md says more. Called by memblock_splice() and, to know
 * where an array really begins, by memblock_grow.c.
 */
#include "memblock_internal.h"

#define FEW	64	/* room that is not worth moving a list for */

/*
 * Where the array of each list begins. True only while regions and max are
 * as they were left here: otherwise somebody has given the list an array.
 */
static struct array_home {
	struct memblock_region *home, *regions;
	unsigned long max;
} homes[2];

/* NULL for a list that is neither of the two: those start at the beginning. */
static struct array_home *home_of(const struct memblock_type *type)
{
	if (type == &memblock.memory)
		return &homes[0];
	return type == &memblock.reserved ? &homes[1] : NULL;
}

static bool home_is_known(const struct memblock_type *type,
			  const struct array_home *h)
{
	return h->regions == type->regions && h->max == type->max;
}

/**
 * memblock_array - where the array of a list begins
 * @type: the list
 *
 * Return: type->regions, or less if the list does not start at the beginning
 * of its array.
 */
struct memblock_region *memblock_array(const struct memblock_type *type)
{
	const struct array_home *h = home_of(type);

	return h && home_is_known(type, h) ? h->home : type->regions;
}

/* Move the whole list, to @at in its array. */
static void slide(struct memblock_type *type, struct memblock_region *at)
{
	if (at == type->regions)
		return;
	memmove(at, type->regions, type->cnt * sizeof(*at));
	type->regions = at;
}

/*
 * Move what lies before @lo by @more entries, down or (less than 0) up.
 * The start stays in the first half of the array: a reset of the list may
 * leave it where it is, and half of the array is enough for anybody's 128.
 *
 * Return: false if what lies behind must move instead: there is no room
 * before the list and not enough behind, or most of it goes at once.
 */
static bool move_front(struct memblock_type *type, struct array_home *h,
		       unsigned long lo, long more)
{
	long before = type->regions - h->home;
	long behind = (long)(type->max - type->cnt) - before;

	if (more > before) {
		if (behind / 2 < FEW || more > behind / 2)
			return false;
		slide(type, type->regions + behind / 2);
	} else if (before - more > (long)type->max / 2) {
		if (-more > (long)type->max / 2)
			return false;
		slide(type, h->home);
	}
	memmove(type->regions - more, type->regions,
		lo * sizeof(*type->regions));
	type->regions -= more;
	return true;
}

/*
 * memblock_make_room() for a long list, and for one that has become short:
 * that returns to the beginning of its array.
 */
static void make_room_long(struct memblock_type *type, struct array_home *h,
			   unsigned long lo, unsigned long hi, long more)
{
	unsigned long used;

	if (!home_is_known(type, h)) {
		h->home = type->regions;
		h->max = type->max;
	}
	if (type->cnt <= MEMBLOCK_SHIFT_MIN)
		slide(type, h->home);
	else if (lo < type->cnt - hi && move_front(type, h, lo, more))
		goto moved;

	used = type->regions - h->home + type->cnt;
	if (more > (long)(type->max - used))
		slide(type, h->home);
	memmove(&type->regions[(long)hi + more], &type->regions[hi],
		(type->cnt - hi) * sizeof(*type->regions));
moved:
	h->regions = type->regions;
}

/**
 * memblock_make_room - let some entries of a list become more or fewer
 * @type: the list
 * @lo: first of these entries
 * @hi: the entry after them; @lo == @hi makes new ones
 * @n: how many are wanted instead, another number; there must be room
 *
 * The contents of the @n entries are not set, nor is @type->cnt.
 *
 * Return: the list's regions; regions[@lo] is the first of the @n.
 */
struct memblock_region *memblock_make_room(struct memblock_type *type,
					   unsigned long lo, unsigned long hi,
					   unsigned long n)
{
	struct memblock_region *r = type->regions;
	struct array_home *h = home_of(type);

	if (h && (type->cnt > MEMBLOCK_SHIFT_MIN ||
		  memblock_array(type) != r)) {
		make_room_long(type, h, lo, hi, (long)(lo + n) - (long)hi);
		return type->regions;
	}
	memmove(&r[lo + n], &r[hi], (type->cnt - hi) * sizeof(*r));
	return r;
}
