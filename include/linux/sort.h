/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_SORT_H
#define _LINUX_SORT_H

#include <linux/types.h>

/**
 * sort - sort an array in place
 * @base: the array
 * @num: elements in it
 * @size: bytes of an element
 * @cmp: negative, 0 or positive as the first argument belongs before, beside
 *	or after the second
 *
 * Heapsort: O(n log n) whatever the order, no recursion, no allocation. Not
 * stable: equal elements may change places.
 */
void sort(void *base, size_t num, size_t size,
	  int (*cmp)(const void *a, const void *b));

#endif
