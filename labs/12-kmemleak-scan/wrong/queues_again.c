// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: queues an object each time it is found
 * loses: R5
 * says: does not come back
 */
static void seen(uintptr_t value)
{
	struct kmemleak_object *object;

	object = kmemleak_tree_floor(kmemleak_objects, value);
	if (!object || value - object->pointer >= object->size ||
	    object->min_count == KMEMLEAK_BLACK)
		return;
	object->count++;
	if (object_is_grey(object))
		queue_object(object);
}
