// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: takes only an object's own address for a reference
 * loses: R1 R3
 * says: is called a leak
 */
static void seen(uintptr_t value)
{
	struct kmemleak_object *object;

	object = kmemleak_tree_floor(kmemleak_objects, value);
	if (!object || object->pointer != value || !object_is_white(object))
		return;
	object->count++;
	if (object_is_grey(object))
		queue_object(object);
}
