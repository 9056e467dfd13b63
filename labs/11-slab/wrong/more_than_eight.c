// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: eight objects are not enough
 * loses: R1
 * says: but order
 */
static u8 slab_order(u32 stride)
{
	u8 order = 0;

	while (order < SLAB_MAX_ORDER &&
	       (PAGE_SIZE << order) / stride <= SLAB_MIN_OBJECTS)
		order++;
	return order;
}
