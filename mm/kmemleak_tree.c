// SPDX-License-Identifier: GPL-2.0-only
/*
 * kmemleak's objects in the order of their addresses: a treap. Linux has a
 * red-black tree here. Called by the other files of kmemleak; allocates
 * nothing.
 *
 * A treap is a search tree by address and at the same time a heap by a
 * second number, the priority: no child's is higher than its parent's.
 *
 *                (50) prio 9           left: lower addresses,
 *               /           \          right: higher ones
 *        (20) prio 7      (80) prio 4
 *               \
 *              (30) prio 2
 *
 * So the shape follows from the objects alone, whatever order they came in.
 * If the priorities are as good as random it is that of a tree built in
 * random order: about 2 ln n steps deep. Nothing is ever rebalanced.
 */
#include <linux/compiler.h>
#include "kmemleak.h"

/* The address, its bits mixed well (MurmurHash3's last step). */
static u64 priority(const struct kmemleak_object *object)
{
	u64 x = object->pointer;

	x = (x ^ x >> 33) * 0xff51afd7ed558ccdULL;
	x = (x ^ x >> 33) * 0xc4ceb9fe1a85ec53ULL;
	return x ^ x >> 33;
}

/* Where the link to @addr's object is, or would be. */
static struct kmemleak_object **child(struct kmemleak_object *object,
				      uintptr_t addr)
{
	return addr < object->pointer ? &object->left : &object->right;
}

/*
 * Cut @tree in two at @addr: *@low gets what starts below, *@high the rest.
 * On the way down each object goes to one side with the subtree that it has
 * on its outer side; its inner side is cut next.
 */
static void split(struct kmemleak_object *tree, uintptr_t addr,
		  struct kmemleak_object **low, struct kmemleak_object **high)
{
	while (tree) {
		if (tree->pointer < addr) {
			*low = tree;
			low = &tree->right;
			tree = tree->right;
		} else {
			*high = tree;
			high = &tree->left;
			tree = tree->left;
		}
	}
	*low = NULL;
	*high = NULL;
}

/* The opposite: all of @low is below all of @high. */
static struct kmemleak_object *merge(struct kmemleak_object *low,
				     struct kmemleak_object *high)
{
	struct kmemleak_object *root, **link = &root;

	while (low && high) {
		if (priority(low) >= priority(high)) {
			*link = low;
			link = &low->right;
			low = low->right;
		} else {
			*link = high;
			link = &high->left;
			high = high->left;
		}
	}
	*link = low ? low : high;
	return root;
}

/* @new's address must not be in the tree. It takes the place that is its
 * own by priority; what was there becomes its two subtrees. */
void kmemleak_tree_insert(struct kmemleak_object **root,
			  struct kmemleak_object *new)
{
	struct kmemleak_object **link = root;

	while (*link && priority(*link) >= priority(new))
		link = child(*link, new->pointer);
	split(*link, new->pointer, &new->left, &new->right);
	*link = new;
}

/* @object must be in the tree. */
void kmemleak_tree_remove(struct kmemleak_object **root,
			  const struct kmemleak_object *object)
{
	struct kmemleak_object **link = root;

	while (*link != object)
		link = child(*link, object->pointer);
	*link = merge(object->left, object->right);
}

/* The last object that starts at or below @addr, or NULL. */
struct kmemleak_object *kmemleak_tree_floor(struct kmemleak_object *root,
					    uintptr_t addr)
{
	struct kmemleak_object *best = NULL;

	while (root) {
		if (root->pointer <= addr)
			best = root;
		root = *child(root, addr);
	}
	return best;
}

/* The first object that starts at or above @addr, or NULL. */
struct kmemleak_object *kmemleak_tree_from(struct kmemleak_object *root,
					   uintptr_t addr)
{
	struct kmemleak_object *best = NULL;

	while (root) {
		if (root->pointer >= addr) {
			best = root;
			root = root->left;
		} else {
			root = root->right;
		}
	}
	return best;
}
