// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: scans white objects, too
 * loses: R4 R5 R6
 * says: was not found
 */
static void scan_grey_objects(void)
{
	const struct kmemleak_object *object;

	for_each_kmemleak_object(object)
		if (!object->no_scan)
			scan_block((const void *)object->pointer,
				   (const char *)object->pointer +
				   object->size);
}
