// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: the byte behind the end counts, too
 * loses: R1
 * says: was not found
 */
static void seen(uintptr_t value)
{
	struct kmemleak_object *object;

	object = kmemleak_tree_floor(kmemleak_objects, value);
	if (!object || value - object->pointer > object->size ||
	    !object_is_white(object))
		return;
	object->count++;
	if (object_is_grey(object))
		queue_object(object);
}
