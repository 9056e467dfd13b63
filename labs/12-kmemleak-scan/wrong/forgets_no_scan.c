// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: scans what asked not to be scanned
 * loses: R7
 * says: was not found
 */
static void scan_grey_objects(void)
{
	const struct kmemleak_object *object;

	for (object = scan.first; object; object = object->next)
		scan_block((const void *)object->pointer,
			   (const char *)object->pointer + object->size);
}
