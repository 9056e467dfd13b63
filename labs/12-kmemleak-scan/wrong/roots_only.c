// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: never scans what was found
 * loses: R4 R5
 * says: is called a leak
 */
static void seen(uintptr_t value)
{
	struct kmemleak_object *object;

	object = kmemleak_tree_floor(kmemleak_objects, value);
	if (object && value - object->pointer < object->size &&
	    object_is_white(object))
		object->count++;
}
