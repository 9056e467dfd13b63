// SPDX-License-Identifier: GPL-2.0-only
/*
 * Heapsort. The firmware's map is sorted with it, before anything could be
 * allocated: hence in place. Already sorted input is seen first and left.
 */
#include <linux/kernel.h>
#include <linux/sort.h>

static void swap_bytes(char *a, char *b, size_t size)
{
	while (size--) {
		char c = a[size];

		a[size] = b[size];
		b[size] = c;
	}
}

static bool is_sorted(const char *base, size_t num, size_t size,
		      int (*cmp)(const void *a, const void *b))
{
	for (; num > 1; num--, base += size)
		if (cmp(base, base + size) > 0)
			return false;
	return true;
}

/* Let element @root sink until no child is larger. */
static void sift_down(char *base, size_t root, size_t num, size_t size,
		      int (*cmp)(const void *a, const void *b))
{
	size_t child;

	while ((child = 2 * root + 1) < num) {
		if (child + 1 < num &&
		    cmp(base + child * size, base + (child + 1) * size) < 0)
			child++;
		if (cmp(base + root * size, base + child * size) >= 0)
			return;
		swap_bytes(base + root * size, base + child * size, size);
		root = child;
	}
}

void sort(void *base, size_t num, size_t size,
	  int (*cmp)(const void *a, const void *b))
{
	char *first = base;
	size_t i;

	if (is_sorted(first, num, size, cmp))
		return;
	for (i = num / 2; i-- > 0;)
		sift_down(first, i, num, size, cmp);
	for (i = num; i-- > 1;) {
		swap_bytes(first, first + i * size, size);
		sift_down(first, 0, i, size, cmp);
	}
}
