// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: one reference is enough for everybody
 * loses: R3
 * says: was not found
 */
static void seen(uintptr_t value)
{
	struct kmemleak_object *object;

	object = kmemleak_tree_floor(kmemleak_objects, value);
	if (!object || value - object->pointer >= object->size ||
	    !object_is_white(object))
		return;
	object->count = object->min_count;
	queue_object(object);
}
